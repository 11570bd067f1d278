"""Floor 3, sources: the only place with network."""
