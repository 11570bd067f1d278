"""A reader's own claim: each verdict at its borders, what belongs to which claim, and what can be taken along."""

import io
import zipfile

import duckdb
import pytest
import tomli

from shortage import catalog, claims, paper_folders
from shortage.claims import Claim, judging
from shortage.questions import Question, ask, figure, judge
from shortage.questions.claim_files import check_sql, to_toml
from shortage.render import bundle
from shortage.store import Store
from shortage.text import LANGS, Problem

STORE = Store()
LINE = {"table": "vacancies", "branch": "F"}
VALUES = ask(Question.read(LINE), STORE).frame.set_index("period")["value"]
LAST = float(VALUES.iloc[-1])
CHANGE = 100 * (VALUES.tail(4).mean() / VALUES.tail(8).head(4).mean() - 1)
MIDDLE = float(VALUES.tail(20).sort_values().iloc[10])
"""Of the last twenty figures nine are higher and ten lower."""
GROUP = {"table": "vacancies", "show": "level"}


def own(**parts):
    return judge(Question.read(parts), STORE)


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ({"claim": "rises", "margin": f"{abs(CHANGE) * 0.99:.4f}"}, ("supported", "contradicted")),
        ({"claim": "falls", "margin": f"{abs(CHANGE) * 0.99:.4f}"}, ("contradicted", "supported")),
        ({"claim": "rises", "margin": f"{abs(CHANGE) * 1.01:.4f}"}, ("depends", "depends")),
        ({"claim": "above", "border": repr(LAST)}, ("contradicted",) * 2),
        ({"claim": "above", "border": repr(LAST - 0.01)}, ("supported",) * 2),
        ({"claim": "below", "border": repr(LAST)}, ("contradicted",) * 2),
        ({"claim": "below", "border": repr(LAST + 0.01)}, ("supported",) * 2),
        ({"claim": "mostly_above", "window": "20", "border": repr(MIDDLE)}, ("contradicted",) * 2),
        ({"claim": "mostly_above", "window": "19", "border": "0"}, ("supported",) * 2),
        ({"claim": "mostly_below", "window": "20", "border": "0"}, ("contradicted",) * 2),
    ],
)
def test_each_verdict_at_its_border(parts, verdict):
    assert own(**LINE, **parts).verdict.value == verdict[0 if CHANGE > 0 else 1]


@pytest.mark.parametrize("kind", ["above", "below", "mostly_above", "mostly_below"])
def test_the_verdict_turns_where_it_is_said_to(kind):
    tipping = own(**LINE, claim=kind, border="0").tipping.value
    near = [own(**LINE, claim=kind, border=repr(tipping + step)).verdict.value for step in (-0.001, 0.001)]
    assert near == (["supported", "contradicted"] if kind.endswith("above") else ["contradicted", "supported"])


def test_highest_is_the_first_one_chosen_in_the_newest_period_that_has_all():
    frames = ask(Question.read({**GROUP, "branch": "C,F,J"}), STORE).frame
    period = frames.groupby("period")["member"].nunique().loc[lambda counts: counts == 3].index.max()
    values = frames[frames["period"] == period].set_index("member")["value"].sort_values(ascending=False)
    first, second, third = values.index
    right = own(**GROUP, branch=f"{first},{third},{second}", claim="highest")
    wrong = own(**GROUP, branch=f"{third},{first},{second}", claim="highest")
    assert (right.verdict.value, wrong.verdict.value) == ("supported", "contradicted")
    assert right.tipping.value == pytest.approx(values[first] - values[second])
    assert wrong.tipping.value == pytest.approx(values[first] - values[third])
    assert right.verdict.finding.period == period


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"claim": "above"}, "ask_claim_border"),
        ({"claim": "above", "border": "3", "margin": "1"}, "ask_claim_part"),
        ({"claim": "rises", "border": "3"}, "ask_claim_part"),
        ({"claim": "rises", "show": "change"}, "ask_claim_sign"),
        ({"claim": "highest"}, "ask_claim_members"),
        ({"claim": "rises", "window": "1.5"}, "address_number"),
        ({"claim": "rises", "window": "0"}, "choice_outside"),
        ({"claim": "above", "border": "nan"}, "address_number"),
        ({"claim": "grows"}, "choice_unknown"),
        ({"margin": "1"}, "ask_claim_none"),
    ],
)
def test_what_does_not_belong_to_a_claim_is_said(parts, key):
    with pytest.raises(Problem) as raised:
        own(**LINE, **parts)
    assert raised.value.key == key


def test_too_few_figures_decide_nothing_and_say_so():
    verdict = own(**LINE, since="2025KW03", claim="rises").verdict
    assert verdict.value == "not_testable" and verdict.sentence("nl")


def test_a_claim_stands_in_the_address_and_in_the_figure_as_the_reader_s_own():
    question = Question.parse({"tabel": "vacancies", "tak": "F", "bewering": "above", "grens": "25,5"}, STORE)
    assert Question.parse(question.address(), STORE) == question and question.border == "25.5"
    content = figure(question, STORE)
    for lang, words in (("nl", "Uw bewering, niet die van deze site"), ("en", "Your own claim, not one of this site")):
        assert words in content.spec(lang).note
    assert [line.value for line in content.reference_lines] == [25.5]
    plain = question.but(claim="", border="")
    assert not {"claim", "window", "margin", "border"} & {*plain.selection}
    assert "bewering" not in figure(plain, STORE).spec("nl").note


def test_as_of_a_day_the_figures_of_that_day_decide():
    then = own(**LINE, claim="rises", as_of="2024-06-01")
    assert then.question.as_of == "2024-06-01" and then.verdict.finding.period < "2024KW03"


@pytest.mark.parametrize(
    "parts",
    [
        {**LINE, "claim": "falls", "window": "2", "margin": "0"},
        {**LINE, "claim": "mostly_above", "border": "20", "window": "9"},
        {"table": "labour_force", "claim": "rises"},
        {"table": "vacancy_rate", "claim": "below", "border": "30,5"},
        {"table": "first_years_hbo", "claim": "mostly_above", "border": "1000", "window": "3"},
        {"table": "students_by_field_2021", "claim": "above", "border": "0"},
        {"table": "enrolled_wo_2016", "claim": "mostly_below", "border": "20", "kind": "table"},
    ],
)
def test_sql_gives_the_same_numbers(parts):
    numbers = {one.name: one.value for one in own(**parts).verdict.finding.numbers}
    text = check_sql(Question.read(parts), STORE)
    for name, value in duckdb.sql(text).fetchall():
        assert value == pytest.approx(numbers[name]), name
    asked = Question.read({**LINE, "claim": "above", "border": "1"})
    named = check_sql(asked, STORE, lambda name, listed: f"{name}.parquet")
    assert "'vacancies.parquet'" in named and str(STORE.root) not in named
    # A file that holds an error which is corrected when it is read would give another number.
    assert STORE.read("vacancies_by_region").corrections
    assert not check_sql(Question.read({"table": "vacancies_by_region", "claim": "below", "border": "8"}), STORE)
    assert not check_sql(Question.read({**LINE, "show": "index", "claim": "rises"}), STORE)


def test_sql_of_an_earlier_day_reads_the_release_of_that_day(tmp_path):
    """Of a store that keeps both, whose newer release no longer holds the figures of then."""
    both = Store(tmp_path)
    for day, factor in (("2026-01-15", 1), ("2026-07-30", 2)):
        rows = STORE.raw("vacancies").assign(vintage=day)
        facts = {"release": day, "modified": day, "retrieved": day, "origin": "loaded"}
        codes = STORE.codes("vacancies")
        both.write(catalog.table("vacancies"), rows.assign(value=factor * rows["value"]), codes, **facts)
    asked = Question.read({**LINE, "claim": "rises", "as_of": "2026-02-01"})
    numbers = {number.name: number.value for number in judge(asked, both).verdict.finding.numbers}
    for name, value in duckdb.sql(check_sql(asked, both)).fetchall():
        assert value == pytest.approx(numbers[name]), name
    with zipfile.ZipFile(io.BytesIO(bundle.own(asked, both, "nl", ""))) as file:
        assert any("2026-01-15" in name and name.startswith("parquet/") for name in file.namelist())


def test_as_toml_it_is_a_claim_that_is_judged_alike():
    asked = Question.read({**LINE, "claim": "falls", "window": "2", "margin": "1"})
    claim = Claim(paper="", id="x", **tomli.loads(to_toml(asked, STORE)))
    verdict, mine = claims.judge(claim, STORE), judge(asked, STORE).verdict
    assert (verdict.value, verdict.finding.value) == (mine.value, pytest.approx(mine.finding.value))
    with pytest.raises(Problem, match="add it first"):
        to_toml(Question.read({**LINE, "show": "index", "claim": "rises"}), STORE)


def test_one_file_takes_a_claim_to_whoever_checks_it(tmp_path, monkeypatch):
    """Its SQL gives the same numbers beside its data, and its TOML the same verdict in the folder of a paper."""
    asked = Question.read({**LINE, "claim": "falls", "margin": "2"})
    mine, link = judge(asked, STORE).verdict, "https://example.org/verkennen?tabel=vacancies"
    with zipfile.ZipFile(io.BytesIO(bundle.own(asked, STORE, "nl", link))) as file:
        file.extractall(tmp_path)
        names = file.namelist()
    assert next((tmp_path / name).read_bytes() for name in names if name.endswith(".png")).startswith(b"\x89PNG")
    assert any(name.endswith(".csv") for name in names)
    told = (tmp_path / "README.txt").read_text("utf-8")
    assert link in told and mine.sentence("nl") in told and judge(asked, STORE).statement("nl") in told
    monkeypatch.chdir(tmp_path)
    numbers = {one.name: one.value for one in mine.finding.numbers}
    rows = duckdb.sql((tmp_path / "check.sql").read_text("utf-8")).fetchall()
    assert rows and dict(rows) == pytest.approx({name: numbers[name] for name, _ in rows})

    folder = tmp_path / "papers" / "own2026"
    (folder / "X1").mkdir(parents=True)
    (folder / "paper.toml").write_text((paper_folders.HERE / "cpb2024" / "paper.toml").read_text("utf-8"), "utf-8")
    (tmp_path / "claim.toml").rename(folder / "X1" / "claim.toml")
    monkeypatch.setenv("SHORTAGE_PAPERS", str(folder.parent))
    kept = (paper_folders.papers, paper_folders.themes, judging._claims)
    for one in kept:
        one.cache_clear()
    try:
        theirs = claims.judge(claims.claim("own2026/X1"), STORE)
        assert (theirs.value, theirs.finding.value) == (mine.value, pytest.approx(mine.finding.value))
    finally:
        monkeypatch.delenv("SHORTAGE_PAPERS")
        for one in kept:
            one.cache_clear()

    changed = bundle.own(Question.read({**LINE, "show": "index", "claim": "rises"}), STORE, "en")
    with zipfile.ZipFile(io.BytesIO(changed)) as file:
        assert not {"check.sql", "claim.toml"} & {*file.namelist()}
        assert all(name in file.read("README.txt").decode() for name in ("check.sql: ", "claim.toml: "))


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_are_whole(lang):
    for parts in ({"claim": "rises"}, {"claim": "falls", "window": "1"}, {"claim": "mostly_below", "border": "2.5"}):
        judged = own(**LINE, **parts)
        said = [judged.statement(lang), judged.turns(lang), judged.verdict.sentence(lang), judged.verdict.flips(lang)]
        assert all(said) and not any("{" in text or "–" in text for text in said)
