"""A store as it was on a day: what was out, how that is known, and that no verdict of then comes from a hole."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache

import pytest
from altered_store import altered, both, times, without
from claim_helpers import STORE, judge, numbers, tables
from typer.testing import CliRunner

from shortage import catalog, claims, indicators
from shortage.catalog.publication import Lag, named_tables
from shortage.claims.facts import facts
from shortage.cli import cli
from shortage.figures import cite, make
from shortage.text import Period, Problem, Text
from shortage.text.editions import dated

DEBATE = "2025-05-21"
THEN = STORE.view(DEBATE)


def test_vacancies_rose_by_less_than_our_margin_on_the_day_of_the_debate_and_fall_now():
    then, now = judge("T3", THEN), judge("T3")
    assert (then.value, then.finding.period) == ("depends", "2025KW01")
    assert judge("T3", THEN, margin_pct=0).value == "supported"
    assert then.finding.tipping.value == pytest.approx(100 * (64.425 / 64.2 - 1))
    assert (now.value, now.finding.period) == ("mixed", "2026KW01")


def test_tightness_then_and_now():
    then, now = (numbers(judge("T4", store)) for store in (THEN, STORE))
    assert (then["run"], now["run"]) == (13, 13) and round(then["latest"]) == 106 and round(now["latest"]) == 94


def test_the_cabinets_twelve_quarters_are_single_quarters_on_the_day_of_its_letter():
    """Means of four quarters said fifteen, from a quarter later on."""
    then, now = judge("kabinet2024/K4", STORE.view("2024-12-13")), judge("kabinet2024/K4")
    assert (then.value, then.finding.value, now.value, now.finding.value) == ("supported", 12, "supported", 13)
    assert now.finding.number("count").period == "2024KW04"


def _truncated(tmp_path, day):
    """Return a store of which the tables of claims hold but what was out on a day, worked out row by row."""
    limit = dt.date.fromisoformat(day)
    view, changes = STORE.view(day), {}
    for name in tables() & STORE.entries().keys():
        if not view.has(name):
            changes[name] = None
            continue
        shown, lag = view.read(name).source, catalog.publication_lag(name)

        @cache
        def was_out(period, vintage, is_cut=shown.is_cut, lag=lag):
            end = Period.parse(period).shift(1).start - dt.timedelta(days=1)
            edition = dated(vintage)
            is_late = end + dt.timedelta(days=lag.out_after_days) > limit
            return not is_late or (not is_cut if edition is None else edition.last <= day)

        def keep(rows, name=name, release=shown.release, was_out=was_out):
            rows = STORE.raw(name, release)
            return rows[list(map(was_out, rows["period"], rows["vintage"]))].reset_index(drop=True)

        changes[name] = keep
    return altered(tmp_path, changes)


@pytest.mark.parametrize("day", [DEBATE, "2024-03-01"])
def test_a_view_answers_as_a_store_that_holds_nothing_of_later(day, tmp_path):
    view, there = STORE.view(day), _truncated(tmp_path, day)
    answered = 0
    for claim in claims.claims().values():
        told = []
        for store in (view, there):
            try:
                found = claims.find(claim, store)
                told.append((found.verdict, found.period, {one.name: one.value for one in found.numbers}))
                answered += 1
            except Problem as problem:
                told.append(problem.key.replace("not_out_yet", "table_absent"))
        assert told[0] == told[1], claim.id
    assert answered > 20


def test_a_hole_before_the_day_gives_no_verdict_of_then(tmp_path):
    """Without the newest quarter of then an older year would be judged; the verdict would change for want of a row."""
    gone = {"vacancies": without("vacancies", period="2025KW01", measure="open_vacancies")}
    then = judge("T3", altered(tmp_path, gone).view(DEBATE))
    assert then.value == "not_testable" and [one.key for one in then.missing] == ["not_known_then"]
    assert "1e kw 2025" in then.sentence("nl") and "21 mei 2025" in then.sentence("nl")


def test_a_hole_in_the_middle_gives_no_verdict_of_then(tmp_path):
    gone = {"vacancies": without("vacancies", period="2024KW02", measure="open_vacancies")}
    assert judge("T3", altered(tmp_path, gone).view(DEBATE)).value == "not_testable"


def test_no_verdict_where_nothing_was_out():
    before = STORE.view("1990-01-01")
    verdict = judge("T3", before)
    assert verdict.value == "not_testable" and [one.key for one in verdict.missing] == ["not_out_yet"]
    assert not before.has("vacancies")
    with pytest.raises(Problem, match="published on 1 January 1990"):
        before.read("vacancies")


def test_what_was_published_later_does_not_move_an_answer_of_then(tmp_path):
    later = both(
        times("vacancies", 3, period=lambda code: code > "2025KW01"),
        times("vacancies", 3, period=lambda code: code > "2025KW01", measure="open_vacancies"),
    )
    assert numbers(judge("T3", altered(tmp_path, {"vacancies": later}).view(DEBATE))) == numbers(judge("T3", THEN))


def test_a_release_of_that_day_is_shown_whole_and_a_later_one_is_cut():
    rates = THEN.read("vacancy_rates_eu")
    assert (rates.source.release, rates.source.is_cut, rates.source.as_of) == ("2025-02-24", False, DEBATE)
    assert len(rates.frame) + len(rates.context) == THEN.entry("vacancy_rates_eu").rows
    assert THEN.read("oecd_productivity_level").source.is_cut is False
    cut = THEN.read("vacancies")
    assert cut.source.is_cut and cut.source.as_of == DEBATE
    assert cut.frame["period"][cut.frame["grain"] == "quarter"].max() == "2025KW01"
    assert STORE.read("vacancies").frame["period"].max() > "2026"  # the store itself shows what there is now


def test_the_answer_says_how_it_is_known():
    lines = {lang: make("open-vacancies", THEN, lang).source_line for lang in ("nl", "en")}
    assert "Stand van 21 mei 2025: uit een latere uitgave is genomen wat toen al was gepubliceerd" in lines["nl"]
    assert "As of 21 May 2025" in lines["en"]
    assert "4 juli 2026, voor zover gepubliceerd op 21 mei 2025)" in lines["nl"]
    assert "voor zover gepubliceerd op 21 mei 2025" in cite.citation(make("open-vacancies", THEN, "nl"), "apa")
    assert "Stand van" not in make("open-vacancies", STORE, "nl").source_line
    [source] = [one for one in facts(judge("T3", THEN), "nl")["sources"] if one["table"] == "80472ned"]
    assert (source["as_of"], source["known_as"]) == (DEBATE, "later release, cut")


def test_a_pinned_release_shows_what_was_out_on_the_day_as_any_other():
    """A link that names a day and a release must give tomorrow what it gave today."""
    pinned = STORE.view(DEBATE, {"vacancies": STORE.entry("vacancies").release})
    assert pinned.read("vacancies").source.is_cut
    assert pinned.read("vacancies").frame.equals(THEN.read("vacancies").frame)
    # One that is of that day or before is whole.
    old = STORE.view(DEBATE, {"vacancies": "2023-11"}).read("vacancies")
    assert not old.source.is_cut
    assert old.frame.equals(STORE.view(pins={"vacancies": "2023-11"}).read("vacancies").frame)


def test_answers_of_two_days_are_kept_apart():
    days = [STORE, THEN, STORE.view("2024-05-21"), STORE.view(pins={"vacancies": "2023-11"})]
    keys = [one.key(("vacancies",)) for one in days]
    assert len(set(keys)) == len({one.version for one in days}) == len(days)
    assert STORE.view(dt.date(2025, 5, 21)).key(("vacancies",)) == keys[1]
    assert THEN.view().key(("vacancies",)) == THEN.now().key(("vacancies",)) == keys[0]
    newest = [indicators.compute("open-vacancies", one).as_of for one in days[:3]]
    assert newest == ["2026KW02", "2025KW01", "2024KW01"]


@pytest.mark.parametrize(("day", "key"), [("yesterday", "day_unknown"), ("2999-01-01", "day_to_come")])
def test_a_day_that_cannot_be(day, key):
    with pytest.raises(Problem) as caught:
        STORE.view(day)
    assert caught.value.key == key
    answer = CliRunner().invoke(cli, ["claims", "T3", "--as-of", day, "--lang", "en"])
    assert answer.exit_code == 2 and day in answer.stderr


@pytest.mark.parametrize("command", [["claims", "T3"], ["indicator", "open-vacancies"]])
def test_the_command_line_answers_as_of_a_day(command):
    [one, *_] = json.loads(CliRunner().invoke(cli, [*command, "--json", "--as-of", DEBATE]).stdout)
    now = json.loads(CliRunner().invoke(cli, [*command, "--json"]).stdout)
    if command[0] == "claims":
        assert (one["verdict"], now[0]["verdict"]) == ("depends", "mixed")
    else:
        rows = json.loads(CliRunner().invoke(cli, [*command, "--json", "--as-of", DEBATE]).stdout)
        assert max(row["period"] for row in rows) == "2025KW01" < max(row["period"] for row in now)


def test_every_lag_belongs_to_a_table_and_says_why():
    for name in named_tables():
        assert catalog.table(name).name == name
    for name in catalog.tables():
        lag = catalog.publication_lag(name)
        assert lag.why.nl and lag.why.en


def test_a_period_that_was_out_on_another_day():
    lag = Lag(out_after_days=45, why=Text(nl="x", en="x"), exceptions={"2024KW01": dt.date(2024, 6, 3)})
    assert lag.out_on("2024KW01") == dt.date(2024, 6, 3)
    assert lag.out_on("2024KW02") == dt.date(2024, 8, 14)
