"""The smallest table that has everything: two branches, four periods, two measures, and its catalogue file."""

from __future__ import annotations

from emulator import Table, Topic, product

from shortage import catalog

SMALL = "small"
CODES = [("T001081  ", "A-U Alle economische activiteiten", ""), ("350000   ", "F Bouwnijverheid", "")]
PERIODS = [
    ("2023JJ00", "2023", "Definitief"),
    ("2024KW01", "2024 1e kwartaal", "NaderVoorlopig"),
    ("2024KW02", "2024 2e kwartaal", "Voorlopig"),
    ("2024G300", "driejaarsgemiddelde", "Definitief"),
]
TOPICS = [Topic("Open_1", "Openstaande vacatures", "x 1 000"), Topic("Nieuw_2", "Ontstane vacatures", "x 1 000")]


def value(topic, branch, period):
    """A figure that differs in every cell."""
    return 10.0 * (topic == "Nieuw_2") + (branch == "350000") + int(period[:4]) / 1000 + int(period[-1]) / 100


def small(**more) -> Table:
    dimensions = {"Bedrijfskenmerken": list(CODES), "Perioden": list(PERIODS)}
    return Table("89999NED", dimensions, list(TOPICS), product(dimensions, TOPICS, value), title="Klein", **more)


def entry(**more) -> catalog.Table:
    """The catalogue file of the small table."""
    facts = {
        "name": SMALL,
        "id": "89999NED",
        "source": "cbs",
        "publisher": "CBS",
        "frequency": "quarter",
        "licence": "CC-BY-4.0",
        "url": "https://opendata.cbs.nl/",
        "title": {"nl": "Klein", "en": "Small"},
        "why": {"nl": "Voor een toets.", "en": "For a test."},
        "dimensions": {
            "branch": {
                "key": "Bedrijfskenmerken",
                "codes": {
                    "A-U": {"key": "T001081", "nl": "Alle", "en": "All"},
                    "F": {"key": "350000", "nl": "Bouw", "en": "Construction"},
                },
            }
        },
        "measures": [
            {
                "name": "open_vacancies",
                "key": "Open_1",
                "title": {"nl": "Open", "en": "Open"},
                "unit": "thousand",
                "published_unit": "x 1 000",
                "low": 0,
                "high": 100,
            }
        ],
    }
    return catalog.Table(**{**facts, **more})
