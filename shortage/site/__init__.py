"""Pages as plain HTML: pieces that the live pages share, the published edition, the first view, a note in one file."""
