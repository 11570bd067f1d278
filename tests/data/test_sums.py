"""What a publisher's table adds up to, adds up here: a figure read wrongly, or under another code, breaks a sum.

Each published figure is rounded, so a total may differ from the sum of its parts by half a last digit for each.
"""

from dataclasses import dataclass, field

import pytest

from shortage.indicators.vacancies import PARTS, PROVINCES, SECTIONS
from shortage.store import Store, default_root

STORE = Store(default_root())
DIRECTIONS = ("economics", "behaviour", "health", "agriculture", "education", "cross", "language", "technology")


@dataclass(frozen=True)
class Sum:
    table: str
    measure: str
    dimension: str
    total: str
    parts: tuple[str, ...]
    step: float
    """The last digit that is published."""
    where: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        chosen = "".join(f" {value}" for value in self.where.values())
        return f"{self.table} {self.measure} {self.total}{chosen}"


def branches(measure: str, step: float) -> list[Sum]:
    parts = {"A-U": SECTIONS, **PARTS, "all sizes": ("0-9", "10-99", "100+")}
    return [
        Sum("vacancies", measure, "branch", "A-U" if total == "all sizes" else total, codes, step)
        for total, codes in parts.items()
    ]


SUMS = [
    *branches("open_vacancies", 0.1),
    *branches("new_vacancies", 1),
    *branches("filled_vacancies", 1),
    *(
        Sum("first_years_hbo", "first_years", "direction", "total", DIRECTIONS, 0, {"level": level, "programme": ""})
        for level in ("ad+bachelor", "bachelor")
    ),
    *(
        Sum("enrolled_hbo", "enrolled", "direction", "total", DIRECTIONS, 0, {"level": level})
        for level in ("all", "bachelor", "master")
    ),
    Sum("enrolled_hbo", "enrolled", "level", "all", ("ad", "bachelor", "master"), 0, {"direction": "technology"}),
    Sum(
        "mbo_students_2019",
        "students_by_sector",
        "direction",
        "total",
        ("mixed", "economics", "green", "technology", "care"),
        0,
        {"level": "total"},
    ),
    *(
        Sum("mbo_outflow_2021", "students", "diploma", "total", ("with", "without"), 0, {"track": track})
        for track in ("bol", "bbl")
    ),
    Sum("mbo_outflow_2021", "students", "track", "total", ("bol", "bbl"), 0, {"diploma": "total"}),
    Sum("immigrants_eu", "immigrants", "purpose", "total", ("labour", "family", "study", "dutch", "other"), 5),
    Sum(
        "immigrants_non_eu",
        "immigrants",
        "purpose",
        "total",
        ("labour", "asylum", "family", "study", "other", "temporary_protection"),
        5,
    ),
    *(
        Sum("vacancies_by_region", "open_vacancies", "region", "NL", PROVINCES, 0.1, {"branch": branch})
        for branch in ("A-U", "B-F", "C", "F", "J")
    ),
]


@pytest.mark.parametrize("one", SUMS, ids=str)
def test_parts_make_the_total(one: Sum):
    rows = STORE.read(one.table).frame
    rows = rows[(rows["measure"] == one.measure) & rows[one.dimension].isin([one.total, *one.parts])]
    for name, value in one.where.items():
        rows = rows[rows[name] == value]
    wide = rows.pivot(index="period", columns=one.dimension, values="value").dropna()
    assert len(wide), "nothing to add up"
    apart = (wide[one.total] - wide[list(one.parts)].sum(axis=1)).abs()
    beyond = apart[apart > (len(one.parts) + 1) * one.step / 2 + 1e-6]
    assert beyond.empty, beyond


@pytest.mark.parametrize(("part", "whole"), [("population", "population_15_74"), ("employed", "employed")])
def test_levels_of_education_make_the_total(part, whole):
    rows = STORE.read("labour_force").frame
    wide = rows.pivot(index=["period", "adjustment"], columns="measure", values="value")
    parts = [f"{part}_education_{level}" for level in ("lower", "middle", "higher")]
    assert ((wide[whole] - wide[parts].sum(axis=1)).abs() <= 2).all()
    share = 100 * wide["employed_education_higher"] / wide["population_education_higher"]
    assert (share - wide["net_participation_education_higher_pct"]).abs().max() < 0.1
