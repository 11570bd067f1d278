"""What a reader is told of the edition of figures is that of the rows that were used, wherever it is told."""

from __future__ import annotations

import io
import json

import pandas as pd
import pytest
from altered_store import altered
from claim_helpers import STORE, judge
from PIL import Image
from typer.testing import CliRunner

from shortage import indicators
from shortage.claims.facts import facts
from shortage.cli import cli
from shortage.figures import cite, figures, freeze, make
from shortage.questions import Question, ask
from shortage.render import files
from shortage.scenarios import run
from shortage.store import Source, united
from shortage.text import Text
from shortage.text.editions import edition

RATE = "CBS 80567ned (uitgave 14 augustus 2024)"
SPEC = make("vacancies-per-1000-jobs", STORE, "nl")


@pytest.mark.parametrize(
    ("vintages", "dutch", "english"),
    [
        (["2024-08-14"], "uitgave 14 augustus 2024", "edition of 14 August 2024"),
        (["2023-11"], "uitgave november 2023", "edition of November 2023"),
        (["2024"], "uitgave 2024", "edition of 2024"),
        (["2026-07-30-1a2b3c4d"], "uitgave 30 juli 2026", "edition of 30 July 2026"),
        (["2026-07-30", "2023-11", "2026-07-04"], "uitgaven van november 2023 tot en met 30 juli 2026",
         "editions of November 2023 to 30 July 2026"),
        (["2024", "2024-08-14"], "uitgaven van 2024", "editions of 2024"),
        (["2018-2024"], "uitgave 2018–2024", "edition of 2018–2024"),
        (["1995-2016 edition"], "uitgave 1995–2016", "edition of 1995–2016"),
        (["2022* (published 2023)"], "uitgave 2022*, gepubliceerd in 2023", "edition of 2022*, published in 2023"),
        (["flash 2025-03-27"], "uitgave snelle raming van 27 maart 2025", "edition of flash estimate of 27 March 2025"),
        (["WDI 2024"], "uitgave WDI 2024", "edition of WDI 2024"),
        (["unknown"], "ongedateerd", "undated"),
        (["undated"], "ongedateerd", "undated"),
        (["first release"], "eerste publicatie, ongedateerd", "first release, undated"),
        (["2024-08-14", "unknown"], "uitgave 14 augustus 2024, deels ongedateerd",
         "edition of 14 August 2024, in part undated"),
        (["2024-08-14", "first release"], "uitgave 14 augustus 2024, deels eerste publicatie, ongedateerd",
         "edition of 14 August 2024, in part first release, undated"),
    ],
)  # fmt: skip
def test_editions_in_words(vintages, dutch, english):
    assert (edition(vintages, "nl"), edition(vintages, "en")) == (dutch, english)


def test_every_edition_of_the_snapshot_is_told_without_a_gap():
    for entry in STORE.entries():
        data = STORE.read(entry)
        for vintage in {*data.frame["vintage"], *data.context["vintage"]}:
            assert edition([vintage], "nl").startswith(("uitgave ", "ongedateerd", "eerste publicatie")), vintage


# Worked out from the rows themselves (`cbs_80567ned.csv`, `cbs_80472ned.csv`): T1 ranks 19 values of one edition; the
# annual filled vacancies of 2023 are typed "2024"; quarters up to 2023KW03 are of November 2023.
@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("T1", {"80567ned": "uitgave 14 augustus 2024"}),
        ("M1", {"80472ned": "uitgave 2024"}),
        ("T2", {"80472ned": "uitgaven van november 2023 tot en met 4 juli 2026"}),
        ("T3", {"80472ned": "uitgaven van november 2023 tot en met 4 juli 2026"}),
        ("P4", {"80472ned": "uitgaven van november 2023 tot en met 4 juli 2026", "85920NED": "uitgave 4 juli 2026"}),
        ("E7", {"80472ned": "uitgave 4 juli 2026"}),
    ],
)
def test_a_verdict_names_the_edition_of_what_it_judged(claim, told):
    verdict = judge(claim)
    found = {one.table: one.edition("nl") for one in verdict.finding.sources}
    assert {table: found[table] for table in told} == told
    listed = {one["table"]: one["editions"] for one in facts(verdict, "nl")["sources"]}
    assert all(edition(listed[table], "nl") == words for table, words in told.items())


def test_a_scenario_names_the_edition_of_its_inputs():
    result = run("S4", STORE)
    today, filled = (
        {one.table: one for used in result.inputs if used.input.name == name for one in used.sources}["80472ned"]
        for name in ("today", "filled")
    )
    assert (today.edition("nl"), today.release) == ("uitgave 2024", "2026-07-30")
    # The range of this input is that of four years, of which 2023 only was typed over from a newer edition.
    assert filled.edition("nl") == "uitgaven van november 2023 tot en met 2024"
    [whole] = [one for one in result.sources if one.table == "80472ned"]
    assert whole.vintages == filled.vintages


@pytest.mark.parametrize("flavour", ["csv", "csv-excel"])
def test_a_file_for_a_spreadsheet_names_it(flavour):
    assert RATE in files.content(SPEC, flavour).decode("utf-8-sig")


def test_line_picture_and_citations_name_it():
    assert SPEC.source_line == f"Bron: {RATE}; eigen bewerking."
    assert RATE in Image.open(io.BytesIO(files.content(SPEC, "png"))).info["Source"]
    assert "tabel 80567ned, uitgave 14 augustus 2024, geraadpleegd" in cite.citation(SPEC, "note")
    assert "(2024, 14 augustus)" in cite.citation(SPEC, "apa")


def test_a_frozen_link_keeps_naming_the_release_that_holds_the_rows():
    assert [one.release for one in freeze.pins(SPEC.sources)] == ["2026-07-30"]


def test_each_row_on_the_command_line_names_its_edition():
    asked = ["indicator", "break-even-productivity"]
    rows = json.loads(CliRunner().invoke(cli, [*asked, "--json"]).stdout)
    told = {row["period"]: row["editions"] for row in rows if row["series_id"] == "B-F"}
    assert told["2023KW03"] == {"80472ned": ["2023-11"], "85920NED": ["2026-07-04"]}
    assert told["2026KW01"] == {"80472ned": ["2026-07-04"], "85920NED": ["2026-07-04"]}
    table = pd.read_csv(io.StringIO(CliRunner().invoke(cli, [*asked, "--csv"]).stdout))
    assert table["editions"][0] == "80472ned 2023-11; 85920NED 2026-07-04"


def test_an_answer_that_shows_a_part_names_the_editions_of_that_part():
    made = indicators.compute("vacancies-per-1000-jobs", STORE)
    read = indicators.Read()
    read.add(made)
    assert len(read.sources[0].vintages) > 2
    read.only(made, "2024KW02")
    read.add(made)  # asked for again: what was said of it stays
    assert read.sources[0].vintages == ("2024-08-14",)
    read.only(made, "2025KW02")
    assert read.sources[0].vintages == ("2024-08-14", "2026-07-30")


def test_of_one_release_read_twice_all_editions_are_named():
    one = Source(
        "1", "one", Text(nl="een", en="one"), "CBS", "2026", "", "loaded", "", "", editions={"2024JJ00": ("a",)}
    )
    other = Source("1", "one", Text(nl="een", en="one"), "CBS", "2026", "", "loaded", "", "",
                   editions={"2024JJ00": ("b",), "2025JJ00": ("c",)})  # fmt: skip
    [both] = united([one, other])
    assert both.editions == {"2024JJ00": ("a", "b"), "2025JJ00": ("c",)} and both.vintages == ("a", "b", "c")


def _unread(sources):
    """Return a change of each table that touches every row but those that were said to be read."""

    def of(name):
        read = {one.name: one.editions for one in sources}.get(name, {})

        def change(rows):
            said = [
                vintage in read.get(period, ()) for period, vintage in zip(rows["period"], rows["vintage"], strict=True)
            ]
            return rows.assign(value=rows["value"].where(said, rows["value"] * 1.7))

        return change

    return of


@pytest.mark.parametrize("id", indicators.registry())
def test_a_figure_does_not_move_with_rows_it_is_not_said_to_have_read(id, tmp_path):
    """The editions named for a figure are all that it hangs on: change every other row, and it stands."""
    known, made = indicators.definition(id), indicators.compute(id, STORE)
    newest = made.frame.sort_values("period_start").drop_duplicates("series_id", keep="last")
    here = [name for name in (*known.inputs, *known.optional) if STORE.has(name)]
    for period, series, value in newest[["period", "series_id", "value"]].head(2).itertuples(index=False):
        change = _unread(made.read_for(period, series=(series,)))
        again = indicators.compute(id, altered(tmp_path, {name: change(name) for name in here}))
        same = again.frame[(again.frame["period"] == period) & (again.frame["series_id"] == series)]
        assert same["value"].tolist() == pytest.approx([value], rel=1e-9), (period, series)


def test_a_quarter_that_another_table_gave_is_told_where_it_is_shown_and_nowhere_else(tmp_path):
    told = {"nl": "2e kw 2026 uit 83599NED", "en": "Q2 2026 from 83599NED"}
    for id, is_shown in (("open-vacancies", True), ("tightness", True), ("vacancies-per-1000-employed", False)):
        assert all((words in make(id, STORE, lang).source_line) is is_shown for lang, words in told.items()), id
    [stock] = [source for source in judge("T4").finding.sources if source.name == "vacancies"]
    assert stock.facts()["copied_from"] == {"83599NED": ["2026KW02"]}
    assert "83599NED" not in make("open-vacancies", STORE, "nl", until="2025").source_line
    sources = ask(Question.read({"tabel": "vacancies"}), STORE).sources
    assert [source.edition("nl") for source in sources if told["nl"] in source.edition("nl")]
    own = altered(
        tmp_path, {"vacancies": lambda rows: rows.assign(origin="CBS 80472eng; the twin has the same number")}
    )
    assert "uit 8" not in make("open-vacancies", own, "nl").source_line


@pytest.mark.parametrize("id", figures())
def test_a_figure_names_no_edition_that_its_tables_lack(id):
    for one in make(id, STORE, "en").sources:
        data = STORE.read(one.name)
        assert set(one.vintages) <= {*data.frame["vintage"], *data.context["vintage"]}
        assert one.edition("en") in make(id, STORE, "en").source_line


FROM_A_YEAR = {id: one for id, one in figures().items() if "since" in one.choices and "since" in one.own}


@pytest.mark.parametrize("id", FROM_A_YEAR)
def test_a_figure_from_a_chosen_year_names_no_edition_of_rows_before_it(id, tmp_path):
    """Rows long before the first year that is drawn get an edition of their own: it is not named.

    The two that draw a finding keep it: their title speaks of all that was judged.
    """
    since = max(FROM_A_YEAR[id].choices["since"])
    limit = str(int(since) - 3)
    before = make(id, STORE, "en", since=since)
    change = {
        name: lambda rows: rows.assign(vintage=rows["vintage"].where(rows["period"] >= limit, "1999-12-31"))
        for name in {one.name for one in before.sources}
        if STORE.raw(name)["period"].max() >= since  # A table of one earlier year has no other rows to rest on.
    }
    told = make(id, altered(tmp_path, change), "en", since=since).source_line
    assert ("1999" in told) == (id in ("tightness", "productivity-growth")), told
