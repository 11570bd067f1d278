"""What every indicator, claim and figure can rely on."""

import shutil

import pandas as pd
import pytest

from shortage import claims, figures, indicators
from shortage.indicators import tidy
from shortage.store import Store, default_root
from shortage.text import Problem

STORE = Store(default_root())


def test_a_tidy_frame_has_the_columns_of_the_contract_and_no_invented_figure():
    frame = tidy(pd.DataFrame({"period": ["2024KW02", "2024KW01"], "value": [None, 1.0], "series_id": "a"}))
    assert list(frame.columns) == ["period", "period_start", "value", "low", "high", "is_provisional", "series_id"]
    assert frame["period"].tolist() == ["2024KW01"]


def test_a_figure_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="stands twice"):
        tidy(pd.DataFrame({"period": ["2024KW01"] * 2, "value": [1.0, 2.0], "series_id": "a"}))


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="series_id"):
        tidy(pd.DataFrame({"period": ["2024KW01"], "value": [1.0]}))


def test_an_unknown_indicator_figure_claim_or_choice_gives_one_sentence():
    for call in (
        lambda: indicators.compute("nothing", STORE),
        lambda: indicators.compute("open-vacancies", STORE, colour="red"),
        lambda: indicators.compute("open-vacancies", STORE, branch="no such branch"),
        lambda: figures.make("nothing", STORE, "nl"),
        lambda: claims.claim("Z9"),
    ):
        with pytest.raises(Problem) as caught:
            call()
        assert caught.value.text("nl") != caught.value.text("en")
        assert "\n" not in caught.value.text("nl")


@pytest.mark.parametrize("id", claims.claims())
def test_without_its_tables_a_claim_is_not_testable_and_says_what_is_missing(id, tmp_path):
    """An empty store is a whole store: it must give no verdict at all."""
    (tmp_path / "datapackage.json").write_text('{"name": "shortage-store", "resources": []}')
    verdict = claims.judge(claims.claim(id), Store(tmp_path))
    assert verdict.value == "not_testable"
    assert verdict.missing or claims.claim(id).settles


@pytest.mark.parametrize("id", claims.claims())
def test_a_claim_names_what_exists_and_answers_for_its_numbers(id):
    claim = claims.claim(id)
    assert set(claim.indicators) <= set(indicators.registry())
    assert set(claim.figures) <= set(figures.figures())
    verdict = claims.judge(claim, STORE)
    if verdict.value != "not_testable":
        assert verdict.finding.sources and verdict.finding.period
        assert verdict.finding.numbers
        for lang in ("nl", "en"):
            sentence = verdict.sentence(lang)
            assert "{" not in sentence and len(sentence) > 20
    assert claim.caveats


@pytest.mark.parametrize("id", indicators.registry())
def test_an_indicator_has_its_contract(id):
    one = indicators.compute(id, STORE)
    assert list(one.frame.columns) == [
        "period",
        "period_start",
        *one.dimensions,
        "value",
        "low",
        "high",
        "is_provisional",
        "series_id",
    ]
    assert one.sources and one.frame["value"].notna().all()
    band = one.frame.dropna(subset=["low", "high"])
    assert (band["low"] <= band["high"] + 1e-9).all()


def test_a_store_copied_elsewhere_gives_the_same_data_version(tmp_path):
    shutil.copytree(STORE.root, tmp_path / "store")
    assert Store(tmp_path / "store").version == STORE.version


CHOICES = [
    (id, name)
    for id, one in indicators.registry().items()
    for name, default in one.params.items()
    if isinstance(default, str)
]


@pytest.mark.parametrize(("id", "name"), CHOICES)
def test_a_choice_that_an_indicator_does_not_have_is_named(id, name):
    with pytest.raises(Problem) as raised:
        indicators.compute(id, STORE, **{name: "nothing such"})
    for lang in ("nl", "en"):
        assert name in raised.value.text(lang) and "nothing such" in raised.value.text(lang)
