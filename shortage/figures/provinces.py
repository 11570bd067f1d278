"""The twelve provinces on a tile map: where each has its tile, and which province a category names."""

from __future__ import annotations

from functools import cache

from shortage import catalog

PLACES = {
    "fryslan": (2, 0),
    "groningen": (3, 0),
    "noord-holland": (0, 1),
    "flevoland": (1, 1),
    "overijssel": (2, 1),
    "drenthe": (3, 1),
    "zuid-holland": (0, 2),
    "utrecht": (1, 2),
    "gelderland": (2, 2),
    "zeeland": (0, 3),
    "noord-brabant": (1, 3),
    "limburg": (2, 3),
}
"""Column and row of each province's tile, from the upper left, under the catalogue's own names of regions."""
COLUMNS, ROWS = 4, 4


@cache
def _names() -> dict[str, str]:
    regions = catalog.classification("regions")
    return {
        text: region
        for region in PLACES
        for text in (region, regions[region].key, regions[region].text.nl, regions[region].text.en)
    }


def province(name: str) -> str:
    """Return the province that a name in either language, a code or our own name means; "" where it is none."""
    return _names().get(name.strip(), "")


def name(region: str) -> str:
    """Return what a province is called; Dutch and English call it alike."""
    return catalog.classification("regions")[region].text.nl
