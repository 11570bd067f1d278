"""Floor 6, scenarios: one TOML per proposal; a formula turns inputs into a range."""
