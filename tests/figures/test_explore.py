"""Questions of any kind over the whole store: every series draws, numbers are right, and no address breaks anything."""

from __future__ import annotations

import math
import random
import re
from collections import Counter, defaultdict

import drawing_rules
import pytest
from figure_rules import lint
from recomputed import raw

from shortage import catalog, figures
from shortage.catalog.model import MEASURE_COLUMN
from shortage.figures.guards import LONGEST_TITLE
from shortage.questions import EXPLORE, KINDS, MEASURE, SHOWS, Question, ask, figure, from_figure, nearest
from shortage.questions.question import CLAIMED
from shortage.questions.rows import located, tokens
from shortage.questions.settled import MOST_MEMBERS, SEASONAL
from shortage.render import paper, screen
from shortage.store import Store
from shortage.text import Period, Problem
from shortage.web import links

STORE = Store()
TABLES = [name for name in catalog.tables() if STORE.has(name)]
LONG = 4
"""Periods from which on a series must draw."""


def series(table):
    """Yield measure, grain and ``{dimension: member}`` of each series with four or more periods of a table."""
    data = STORE.read(table)
    called = {name: {code: member for member, code in tokens(data, name).items()} for name in data.table.dimensions}
    for one in data.table.measures:
        for (grain, *codes), places in located(data, one.name, False).items():
            if len(places) >= LONG:
                members = {name: called[name][code] for name, code in zip(data.table.dimensions, codes, strict=True)}
                yield one.name, grain, members


def questions(table):
    """Yield questions that show each of those series once, as many side by side as may be."""
    groups = defaultdict(list)
    along = next((name for name in catalog.table(table).dimensions if name != SEASONAL), MEASURE)
    for name, grain, members in series(table):
        rest = tuple((key, member) for key, member in members.items() if key != along)
        groups[name, grain, rest].append(members.get(along, name))
    for (name, grain, rest), members in groups.items():
        for place in range(0, len(members), MOST_MEMBERS):
            part = tuple(members[place : place + MOST_MEMBERS])
            yield Question(table, name, along, part, fixed=dict(rest), grain=grain)


FORMULA, MEANS, REPORTS = (
    "a formula of several tables",
    "means of several periods, compared",
    "single figures of reports",
)
NO_QUESTION = {
    "bachelor-technology-entrants": "each country's own share, of a total that stands in another dimension",
    "break-even-productivity": FORMULA,
    "break-even-trend": FORMULA,
    "firms-hindered": REPORTS,
    "gdp-per-head": "each country against the Netherlands",
    "growth-sources": MEANS,
    "international-share": FORMULA,
    "international-share-inverted": FORMULA,
    "kabinet2024-more-vacancies-than-unemployed": "quarters made of months",
    "kabinet2024-tightened-quickly": "quarters made of months",
    "kabinet2024-twelve-quarters": "quarters made of months",
    "labour-limits-construction": MEANS,
    "open-vacancies-change": MEANS,
    "productivity-peers": "two tables beside each other",
    "profile-choice-schools": "another span for each school",
    "proposals-beside-filled-vacancies": FORMULA,
    "proposals-beside-vacancies": FORMULA,
    "scenario-tornado": FORMULA,
    "sections-against-past": MEANS,
    "sections-change": MEANS,
    "shortage-occupations-eu": REPORTS,
    "shrinking-programmes": "programmes counted",
    "small-programmes": "programmes counted",
    "tight-occupations": REPORTS,
    "tightness": MEANS,
    "vacancies-and-unemployment": MEANS,
    "vacancies-per-1000-employed": "a denominator that is adjusted for the season, unlike the vacancies",
    "vacancies-per-1000-jobs-long": "a rate that was turned into another",
    "vacancy-duration": FORMULA,
    "vacancy-duration-over-time": FORMULA,
}
"""Figures that are no question, and why; of each the nearest one opens."""


def test_a_figure_opens_as_the_question_that_shows_the_same_or_as_the_nearest():
    opened = {id: from_figure(one, {}, STORE) for id, one in figures.figures().items()}
    assert {id for id, asked in opened.items() if asked is None} == set(NO_QUESTION)
    near = {id: nearest(figures.figures()[id], {}, STORE) for id in NO_QUESTION}
    assert all(len(ask(one, STORE).frame) for one in near.values())
    assert (near["tightness"].show, near["tightness"].per) == ("rate", "unemployed")
    assert (near["vacancies-and-unemployment"].kind, near["vacancies-and-unemployment"].against) == (
        "path",
        "labour_force:unemployed",
    )
    assert (near["sections-change"].kind, len(near["sections-change"].members)) == ("ranked", 19)
    assert near["vacancies-per-1000-jobs-long"].fixed["geo"] == "NL"
    shown = {id: (one.show, one.per or one.base) for id, one in opened.items() if one is not None}
    assert shown["cpb2024-above-2019"] == ("rate", "labour_force") and shown["hbo-compared"] == ("index", "2020SJ00")
    assert shown["technical-inflow-share"][0] == "share"
    for id, column, value in (
        ("vacancies-by-region", "kind", "ranked"),
        # Of figures from two tables the one that runs on opens.
        ("technical-inflow", "table", "first_years_hbo"),
        ("technical-inflow", "since", "2020SJ00"),
    ):
        assert getattr(opened[id], column) == value
    chosen = from_figure(figures.figures()["open-vacancies"], {"branch": "C"}, STORE)
    assert chosen is not None and chosen.members == ("C",)


def test_each_of_those_series_is_described():
    for table in TABLES:
        data = STORE.read(table)
        known = [one.name for one in data.table.measures]
        others = data.frame[~data.frame["measure"].isin(known) & data.frame["value"].notna()]
        counts = others.groupby(["measure", "grain", *data.table.dimensions]).size()
        assert (counts < LONG).all(), table


@pytest.mark.parametrize("table", TABLES)
def test_every_series_of_four_periods_or_more_draws(table):
    """Each is worked out, and of every fourth question the figure is made.

    Of every table the last figure keeps the rules and is drawn, of every fourth table on paper too.
    """
    asked = list(questions(table))
    assert all(ask(one, STORE).frame["value"].notna().all() for one in asked)
    made = [figure(one, STORE) for one in asked[::-4][::-1]]
    assert all(one.data["value"].notna().all() for one in made)
    for content in made[-1:]:
        specs = [content.spec(lang) for lang in ("nl", "en")]
        assert [lint(spec) for spec in specs] == [[], []]
        assert max(len(spec.title) for spec in specs) <= LONGEST_TITLE
        assert screen.figure(specs[0]).data
        if TABLES.index(table) % 4 == 0:
            drawing = paper.draw(specs[0])
            assert drawing_rules.faults(drawing, specs[0]) == []
            assert sorted(drawing_rules.paper_numbers(drawing)) == sorted(drawing_rules.spec_numbers(specs[0]))


def cells(table, name, members, grain):
    """Return ``{(period, edition): value}`` of a series as its Parquet file has it, by the publisher's own keys."""
    one = catalog.table(table)
    rows = raw.cells(one.id, MARKS[grain])
    wanted = one.measure(name)
    spread = [key for key, dimension in one.dimensions.items() if dimension.key == MEASURE_COLUMN]
    if wanted.key != "*":
        rows = rows[named(rows, "measure", wanted.key, [wanted.label])]
    for key, member in members.items():
        code = one.dimensions[key].members[member]
        column = "measure" if key in spread else one.dimensions[key].key
        rows = rows[named(rows, column, code.key, [code.label, *code.also])]
    keys = zip(rows["period"].map(lambda code: Period.parse(code).code), rows["vintage"], strict=True)
    return dict(zip(keys, rows["value"].astype(float) * wanted.factor, strict=True))


def named(rows, column, key, labels):
    is_key = (rows[column] == key) if key else False
    # Some excerpts have the publisher's key where others have its words.
    return is_key | rows[f"{column}_label"].isin([one for one in (key, *labels) if one])


def worked_out(known, period, edition, show, runs_on):
    """Return what a transformation gives, by definition and by hand."""

    def at(code):
        if (code, edition) in known:
            return known[code, edition]
        others = [value for (one, _), value in known.items() if one == code]
        return others[0] if runs_on and others else None

    def back(steps):
        one = Period.parse(period)
        count = {"quarter": 4, "month": 12}.get(one.grain, 1)
        return raw.later(period, -steps) if one.grain == "quarter" else one.shift(-steps * (count if steps else 0)).code

    now = known[period, edition]
    if show == "level":
        return now
    if show == "mean4":
        return sum(at(back(step)) for step in range(4)) / 4
    before = at(back(4) if Period.parse(period).grain == "quarter" else back(1))
    return now - before if show == "change_points" else 100 * (now / before - 1)


MARKS = {"quarter": "KW", "year": "JJ", "school_year": "SJ", "month": "MM"}


def test_fifty_series_drawn_at_random_equal_the_parquet_files_cell_by_cell():
    every = [(table, *one) for table in TABLES for one in series(table)]
    draw, checked, worked = random.Random(16), Counter(), 0
    while sum(checked.values()) < 50:
        table, name, grain, members = draw.choice(every)
        own = catalog.table(table).dimensions
        if any(member not in own[key].members for key, member in members.items()):
            continue  # a code that the catalogue does not name has no key of ours to look it up by
        show = draw.choice(["level", "change", "change_points", "mean4"])
        along = next((key for key in own if key != SEASONAL), MEASURE)
        rest = {key: member for key, member in members.items() if key != along}
        asked = Question(table, name, along, (members.get(along, name),), fixed=rest, grain=grain, show=show)
        try:
            answer = ask(asked.but(kind="line"), STORE)
        except Problem as problem:
            assert problem.key in ("ask_sign", "ask_points", "ask_quarters", "ask_lines", "ask_none_mean4")
            continue
        known = cells(table, name, members, grain)
        runs_on = catalog.table(table).runs_on is not None
        for row in answer.frame[~answer.frame["is_second_hand"]].itertuples():
            worked += 1
            wanted = worked_out(known, row.period, row.vintage, show, runs_on)
            assert row.value == pytest.approx(wanted, rel=1e-9, abs=1e-9), (asked, row.period)
        if show == "level" and not STORE.read(table).corrections:
            assert len(answer.frame[~answer.frame["is_second_hand"]]) == len(known), asked
        checked[show] += 1
    assert len(checked) == 4 and worked > 500


# -- any address ------------------------------------------------------------------------------------------------------

ODD = (
    "",
    "?",
    "x" * 90,
    "0000",
    "9999KW4",
    "2019KW9",
    "2019-13",
    "A,,B",
    "a:b",
    "<b>",
    "-1",
    "é",
    "NaN",
    "all",
    "%00",
    "'",
)


def anything(draw):
    """Return the parameters of an address: mostly words and codes that exist, now and then what does not."""
    table = draw.choice(TABLES)
    one = catalog.table(table)
    given = {"tabel": table}

    def member(dimension):
        return draw.choice([*tokens(STORE.read(table), dimension)])

    along = ""
    if one.dimensions and draw.random() < 0.6:
        along = draw.choice(list(one.dimensions))
        given[draw.choice(["langs", "along"])] = along
        given["reeksen"] = ",".join(member(along) for _ in range(draw.randint(1, 7)))
    if one.dimensions and draw.random() < 0.4:
        key = draw.choice(list(one.dimensions))
        if key != along or draw.random() < 0.1:
            given["vast"] = f"{key}:{member(key)}"
    if draw.random() < 0.5:
        given["grootheid"] = draw.choice([each.name for each in one.measures])
    if draw.random() < 0.6:
        given["toon"] = draw.choice(SHOWS)
    if draw.random() < 0.5:
        given["vorm"] = draw.choice(KINDS)
    for word in ("vanaf", "tot", "basis"):
        if draw.random() < 0.25:
            given[word] = f"{draw.randint(1995, 2027)}{draw.choice(['', 'KW1', 'Q3', '-05', 'SJ00', 'JJ00'])}"
    if draw.random() < 0.15:
        given["tegen"] = draw.choice(["unemployed", "labour_force:unemployed", "vacancies:new_vacancies"])
    if draw.random() < 0.15:
        given["per"] = draw.choice(["jobs", "inhabitants", "employee_jobs"])
    if draw.random() < 0.2:
        given["bewering"] = draw.choice(CLAIMED)
        needs_border = given["bewering"].endswith(("above", "below"))
        if needs_border != (draw.random() < 0.1):
            given[draw.choice(["grens", "border"])] = draw.choice(["0", "-3", "1,5", "20", "1000", "inf", "x"])
        if draw.random() < 0.2:
            given[draw.choice(["venster", "marge"])] = draw.choice(["0", "1", "2", "8", "50", "1.5", "-1"])
    if draw.random() < 0.25:
        given[draw.choice([*given, "branch", "size", "peildatum", "onzin"])] = draw.choice(ODD)
    return given


def test_a_thousand_addresses_give_a_figure_or_one_sentence_and_what_is_drawn_is_said_again():
    draw, outcomes = random.Random(2025), Counter()
    for _ in range(1000):
        given = anything(draw)
        try:
            request = links.parse(given, EXPLORE.id, "png")
            content = figure(Question.read(given), STORE)
        except Problem as problem:
            for lang in ("nl", "en"):
                said = problem.text(lang)
                assert said and not re.search(r"[{}]|\bNone\b(?! of)|\bnan\b", said), given
            outcomes[problem.key] += 1
            continue
        outcomes["figure"] += 1
        assert request.id == content.id
        assert content.data["value"].map(math.isfinite).all(), given
        assert content.sources and all(one.editions for one in content.sources), given
        if content.selection["show"] == "level" and content.kind != "path":
            data = STORE.read(content.selection["table"])
            assert set(content.data["value"]) <= {*data.frame["value"], *data.context["value"]}, given
        again = Question.parse(Question(**_parts(content)).address(), STORE)
        assert again.selection == content.selection, given
        if outcomes["figure"] % 20 == 0:
            assert lint(content.spec("nl")) == [], given
    assert outcomes["figure"] > 200 and len(outcomes) > 20, outcomes


def _parts(content):
    values = dict(content.selection)
    return values | {"fixed": dict(one.split(":", 1) for one in values["fixed"])}
