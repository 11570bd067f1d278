"""What the program reads of a table is what a load may not miss."""

from __future__ import annotations

from shortage import catalog, claims, indicators
from shortage.catalog.needs import READERS, is_needed
from shortage.indicators.base import registry
from shortage.store import Store, TableData, default_root
from shortage.text import Problem


def test_whatever_is_really_read_is_needed(monkeypatch, anew):
    read: set[tuple[str, str]] = set()
    genuine = TableData.select

    def select(self, measure, **more):
        if measure is not None:
            read.add((self.table.name, measure))
        return genuine(self, measure, **more)

    monkeypatch.setattr(TableData, "select", select)
    store = Store(default_root())
    for one in registry().values():
        try:
            indicators.compute(one.id, store)
        except Problem:  # a table that the snapshot lacks
            continue
    for claim in claims.claims().values():
        claims.judge(claim, store)
    assert len(read) > 20
    assert not [pair for pair in sorted(read) if not is_needed(catalog.table(pair[0]), pair[1])]


def test_what_nothing_reads_is_not_needed_and_composed_names_are_known():
    volume = catalog.table("labour_volume")
    assert is_needed(volume, "employed_persons_adjusted")
    assert not is_needed(volume, "employed_persons_change_year")
    assert is_needed(catalog.table("vacancies"), "filled_vacancies")  # f"{flow}_vacancies"
    # A rule asks an indicator for the measure; it never names the table.
    assert is_needed(catalog.table("work_permits_uwv"), "twv_gvva_applications")
    assert not is_needed(catalog.table("foreign_born_jobs"), "fixed_term_jobs")


def test_every_floor_that_reads_tables_is_looked_into():
    root = default_root().parent / "shortage"
    folders = {path.relative_to(root).parts[0] for path in root.rglob("*.py") if ".select(" in path.read_text("utf-8")}
    assert {one for one in folders if not one.endswith(".py")} <= {*READERS, "loader", "render", "web", "cli"}
