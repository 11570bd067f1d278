"""What stands in the head of a page."""

from __future__ import annotations

from html.parser import HTMLParser


class Tags(HTMLParser):
    """The tags of a page's head, by name."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.content: dict[str, str] = {}
        self.scripts = 0
        self.feed(body.decode())

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        name = values.get("property") or values.get("name") or ""
        if tag == "meta" and name:
            assert name not in self.content, f"{name} stands twice"
            self.content[name] = values.get("content") or ""
        self.scripts += tag == "script"
