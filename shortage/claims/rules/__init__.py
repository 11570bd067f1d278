"""Rules, one module per theme; each is found by :func:`shortage.claims.base.rules`."""
