"""What goes into one release: the right words at each figure, each cell once, and nothing that cannot be true."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from small_table import entry

from shortage.catalog.model import MEASURE_COLUMN, Dimension
from shortage.loader import release
from shortage.loader.release import ReleaseWriter
from shortage.sources.base import Block, Plan, Quantity
from shortage.sources.errors import Implausible, Incomplete

BRANCHES = [("T001081", "Alle economische activiteiten"), ("350000", "Bouwnijverheid"), ("300003", "Nijverheid")]
PERIODS = ["2024KW01", "2024KW02"]
STATUSES = ["final", "provisional"]
OPEN, NEW = "open_vacancies", "new_vacancies"


def table(**more):
    """Two measures in the publisher's thousands; open ones from 0 to 100,000 in ours, new ones unbounded."""
    about = {"title": {"nl": "x", "en": "x"}, "unit": "thousand", "factor": 1000}
    measures = [
        {"name": OPEN, "key": "Open_1", "low": 0, "high": 100_000, **about},
        {"name": NEW, "key": "Nieuw_2", **about},
    ]
    return entry(measures=measures, **more)


def plan(table, branches=BRANCHES, periods=PERIODS):
    open_, new = (table.measures * 2)[:2]
    quantities = [
        Quantity("Open_1", "Open", "x 1 000", "Open_1", open_),
        Quantity("Nieuw_2", "Nieuw", "duizend", "Nieuw_2", new),
    ]
    return Plan(quantities, {"Bedrijfskenmerken": branches}, periods, STATUSES, [], 0)


def block(*cells):
    """Each cell is measure, branch and period by place, a value, and a status by place (final unless said)."""
    columns = [np.array(one) for one in zip(*[(*cell, 0)[:5] for cell in cells], strict=True)]
    quantity, branch, period, value, status = columns
    return Block(quantity, {"Bedrijfskenmerken": branch}, period, value.astype(float), status, len(cells))


@pytest.fixture
def write(tmp_path):
    """Put blocks into a release: returns its rows, or raises what the writer raises."""

    def put(*blocks, made=None, planned=None):
        made = made or table()
        path = tmp_path / "release.parquet"
        with ReleaseWriter(made, planned or plan(made), path, "2024-08-14", "CBS") as writer:
            for one in blocks:
                writer.add(one)
            writer.finish()
        put.writer = writer
        return pd.read_parquet(path)

    return put


def test_each_figure_has_the_words_of_its_own_measure_member_and_period(write):
    rows = write(block((0, 1, 0, 20.5), (1, 0, 1, 7, 1)), block((1, 1, 1, np.nan)))
    assert rows.astype(object).where(rows.notna(), None).to_numpy().tolist() == [
        ["Open_1", "Open", "x 1 000", "350000", "Bouwnijverheid", "2024KW01", 20.5, "final", "A", "2024-08-14", "CBS"],
        ["Nieuw_2", "Nieuw", "duizend", "T001081", "Alle economische activiteiten", "2024KW02", 7.0, "provisional",
         "A", "2024-08-14", "CBS"],
        ["Nieuw_2", "Nieuw", "duizend", "350000", "Bouwnijverheid", "2024KW02", None, "final",
         "A", "2024-08-14", "CBS"],
    ]  # fmt: skip
    assert list(rows.columns) == [
        "measure", "measure_label", "unit", "Bedrijfskenmerken", "Bedrijfskenmerken_label", "period", "value",
        "status", "grade", "vintage", "origin",
    ]  # fmt: skip
    assert pq.read_table(write.writer.path)["value"].null_count == 1, "no figure, rather than one that is no number"
    assert write.writer.rows == 3 and write.writer.periods == set(PERIODS)


def test_nothing_at_all_is_no_release(write):
    with pytest.raises(Incomplete):
        write()
    nothing = np.array([], int)
    with pytest.raises(Incomplete):
        write(Block(nothing, {"Bedrijfskenmerken": nothing}, nothing, nothing.astype(float), nothing, 5))


MANY = [(f"{place:05d}", "x") for place in range(40_000)]
LONG = [f"{1000 + place}JJ00" for place in range(800)]


@pytest.mark.parametrize("is_large", [False, True], ids=["small", "large"])
def test_a_cell_that_stands_twice_is_refused_and_its_neighbours_are_not(write, is_large):
    """A large table is looked through at the end, a small one as it comes in."""
    made = table()
    planned = plan(made, MANY, LONG) if is_large else None
    around = [(q, b, p, 1) for q in (0, 1) for b in (0, 1, 2) for p in (0, 1)]
    assert len(write(block(*around[:6]), block(*around[6:]), made=made, planned=planned)) == 12
    for twice in ([block((0, 1, 1, 1), (0, 1, 1, 2))], [block((1, 2, 1, 1)), block((0, 0, 0, 1), (1, 2, 1, 1))]):
        with pytest.raises(Incomplete) as raised:
            write(*twice, made=made, planned=planned)
        assert "1 " in raised.value.text("nl")


@pytest.mark.parametrize("value", [0, 100, np.nan])
def test_a_figure_on_its_border_and_one_that_is_not_there_are_taken(write, value):
    assert len(write(block((0, 0, 0, value)))) == 1


@pytest.mark.parametrize(("value", "told"), [(-0.001, "−1"), (100.001, "100.001")])
def test_a_figure_outside_its_borders_in_our_unit_is_refused_and_named(write, value, told):
    with pytest.raises(Implausible) as raised:
        write(block((1, 0, 0, -500), (0, 0, 0, 50), (0, 1, 1, value)))
    for part in (told, "Open_1", "2024KW02", "100.000"):
        assert part in raised.value.text("nl")


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_an_endless_figure_is_refused_and_its_column_named(write, value):
    with pytest.raises(Incomplete, match="value"):
        write(block((1, 0, 0, value)))


def test_a_period_that_is_none_is_refused_and_its_column_named(write):
    made = table()
    with pytest.raises(Incomplete, match="period"):
        write(block((1, 0, 0, 1)), made=made, planned=plan(made, periods=[*PERIODS, "2024G300"]))


def printed(*values, tolerance=1, table=table, **more):
    """A table with key figures as printed elsewhere, in our unit, for construction unless said."""
    facts = {"measure": OPEN, "period": "2024KW01", "where": {"branch": "F"}, "source": "persbericht"}
    return table(checks=[{**facts, "value": value, "tolerance": tolerance, **more} for value in values])


AROUND = [(0, 0, 0, 99), (0, 1, 1, 98), (1, 1, 0, 97)]


@pytest.mark.parametrize("value", [20, 20.001, 19.999])
def test_a_printed_key_figure_is_held_against_its_own_cell_within_its_tolerance(write, value):
    assert len(write(block(*AROUND, (0, 1, 0, value)), made=printed(20_000))) == 4


@pytest.mark.parametrize("value", [20.002, 19.998, np.nan])
def test_a_printed_key_figure_that_differs_or_went_missing_is_refused_and_named(write, value):
    with pytest.raises(Implausible) as raised:
        write(block(*AROUND, (0, 1, 0, value)), made=printed(20_000))
    for part in ("persbericht", OPEN, "2024KW01", "20.000"):
        assert part in raised.value.text("nl")


@pytest.mark.parametrize(
    ("more", "cell"),
    [
        ({"measure": NEW}, (1, 1, 0)),
        ({"where": {"branch": "300003"}}, (0, 2, 0)),  # a code that only the publisher names
        ({"where": {"branch": "Nijverheid"}}, (0, 2, 0)),
        ({"period": "2024KW02"}, (0, 1, 1)),
    ],
)
def test_a_printed_key_figure_finds_its_measure_member_and_period(write, more, cell):
    assert len(write(block((*cell, 20)), made=printed(20_000, **more))) == 1
    with pytest.raises(Implausible):
        write(block((*cell, 21)), made=printed(20_000, **more))


def spread(**more):
    """One measure of ours that the publisher spreads over two columns, told apart as a dimension."""
    codes = {"open": {"key": "Open_1", "nl": "x", "en": "x"}, "new": {"label": "Nieuw", "nl": "x", "en": "x"}}
    made = table(**more)
    dimensions = {**made.dimensions, "flow": Dimension(key=MEASURE_COLUMN, codes=codes)}
    return made.model_copy(update={"dimensions": dimensions, "measures": made.measures[:1]})


@pytest.mark.parametrize(("flow", "quantity"), [("open", 0), ("new", 1)])
def test_a_printed_key_figure_finds_its_column_where_columns_are_members(write, flow, quantity):
    made = printed(20_000, table=spread, where={"branch": "F", "flow": flow})
    other = (1 - quantity, 1, 0, 50)
    assert len(write(block(other, (quantity, 1, 0, 20)), made=made)) == 2
    with pytest.raises(Implausible):
        write(block(other, (quantity, 1, 0, 21)), made=made)


def test_a_printed_key_figure_of_a_period_that_is_not_taken_asks_nothing_and_the_next_is_asked(write):
    early = {"measure": OPEN, "period": "2019KW01", "where": {"branch": "F"}, "source": "persbericht", "tolerance": 1}
    made = table(checks=[{**early, "value": 1}, {**early, "period": "2024KW01", "value": 20_000}])
    assert len(write(block(*AROUND, (0, 1, 0, 20)), made=made)) == 4
    with pytest.raises(Implausible):
        write(block(*AROUND, (0, 1, 0, 1)), made=made)


def test_a_figure_without_end_and_a_period_that_is_none_break_the_schema(write):
    with pytest.raises(Incomplete, match="value"):
        write(block((1, 0, 0, 1)), block((1, 1, 0, np.inf)))  # in a later block too
    made = table()
    with pytest.raises(Incomplete, match="period"):
        write(block((1, 0, 0, 1)), made=made, planned=plan(made, periods=["2024W01", "2024KW02"]))


def test_tables_that_are_loaded_at_once_are_judged_one_after_the_other(write, monkeypatch):
    """Else each may wait for a module that another one is reading, and Python refuses one of them."""
    was = release.release_schema
    held = []
    monkeypatch.setattr(
        release, "release_schema", lambda listed: (held.append(release._judging.locked()), was(listed))[1]
    )
    write(block((1, 0, 0, 1)), block((1, 1, 0, 1)))
    assert held == [True]
