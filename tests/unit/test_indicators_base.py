"""What every indicator promises, whatever it computes."""

import json
import shutil

import pandas as pd
import pytest
from altered_store import altered, times

from shortage import indicators
from shortage.descriptor import sealed
from shortage.indicators import base
from shortage.indicators.base import indicator, tidy
from shortage.store import DESCRIPTOR, Store, default_root
from shortage.text import Problem, Text, Words

STORE = Store()


def test_an_answer_is_remembered_until_one_of_its_own_tables_changes(tmp_path):
    ask = lambda store: indicators.compute("open-vacancies", store)  # noqa: E731
    before = ask(STORE)
    assert ask(altered(tmp_path, {"labour_force": None})) is before  # a table that it does not read
    twice = altered(tmp_path, {"vacancies": times("vacancies", 2, measure="open_vacancies")})
    assert ask(twice).frame["value"].tolist() == (2 * before.frame["value"]).tolist()
    assert ask(STORE.view("2025-05-21")).as_of < before.as_of
    # The same figures, of which the descriptor says another thing; the very files, at another place, damaged.
    root = tmp_path / "copy"
    shutil.copytree(default_root(), root)
    package = json.loads((root / DESCRIPTOR).read_text("utf-8"))
    [listed] = [one for one in package["resources"] if one["table"] == "vacancies" and one["current"]]
    (root / DESCRIPTOR).write_bytes(sealed(package))
    (root / listed["path"]).write_bytes(b"damaged")
    with pytest.raises(Problem, match="80472ned"):
        ask(Store(root))
    listed["retrieved"] = "2001-01-01"
    shutil.copy(default_root() / listed["path"], root / listed["path"])
    (root / DESCRIPTOR).write_bytes(sealed(package))
    assert {one.retrieved for one in ask(Store(root)).sources} == {"2001-01-01"}


def test_a_line_is_chosen_by_its_dimensions():
    every = indicators.compute("open-vacancies", STORE, branch="all")
    line = every.line(branch="F")
    assert set(line["branch"]) == {"F"} and line["period_start"].is_monotonic_increasing
    assert line["period"].tolist() == every.line("F")["period"].tolist()


def test_what_is_not_there_is_said_and_two_lines_are_no_line():
    every = indicators.compute("open-vacancies", STORE, branch="all")
    with pytest.raises(Problem) as caught:
        every.line(branch="X")
    assert caught.value.key == "selection_empty"
    with pytest.raises(ValueError, match="more than one line"):
        every.line()


def test_an_unknown_indicator_or_choice_names_what_there_is():
    with pytest.raises(Problem) as caught:
        indicators.compute("nothing", STORE)
    assert caught.value.key == "indicator_unknown" and "open-vacancies" in caught.value.text("en")
    with pytest.raises(Problem) as caught:
        indicators.compute("open-vacancies", STORE, colour="red")
    assert caught.value.key == "choice_unknown" and "branch" in caught.value.text("en")


@pytest.mark.parametrize("choice", [{"branch": "Z"}, {"sector": "wide"}])
def test_an_unknown_code_names_the_choice_the_code_and_the_known_ones(choice):
    ((name, value),) = choice.items()
    with pytest.raises(Problem) as caught:
        indicators.compute("open-vacancies", STORE, **choice)
    for lang in ("nl", "en"):
        text = caught.value.text(lang)
        assert name in text and value in text
        assert ("default, " in text or ", default" in text) if name == "sector" else "A-U, " in text


def test_two_indicators_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two indicators are called tightness"):
        indicator("tightness", words=Words(__file__), unit="count", inputs=[])(lambda tables: None)


def test_an_indicator_takes_its_name_and_definition_from_the_file_beside_it(tmp_path, monkeypatch):
    monkeypatch.setattr(base, "_DEFINITIONS", {})
    file = tmp_path / "words.toml"
    file.write_text(
        '[rate]\ntitle = { nl = "Graad", en = "Rate" }\ndefinition = { nl = "Deel", en = "Part" }\n', "utf-8"
    )
    indicator("rate", words=Words(file), unit="count", inputs=[])(lambda tables: None)
    known = base._DEFINITIONS["rate"]
    assert (known.title, known.definition) == (Text(nl="Graad", en="Rate"), Text(nl="Deel", en="Part"))
    with pytest.raises(KeyError, match=r"has no sentence 'share\.title'"):
        indicator("share", words=Words(file), unit="count", inputs=[])(lambda tables: None)


def frame(**more):
    return pd.DataFrame({"period": ["2024KW02", "2024KW01"], "value": [2.0, 1.0], "series_id": "x", **more})


def test_a_frame_is_put_in_order_and_completed():
    made = tidy(frame())
    assert made["period"].tolist() == ["2024KW01", "2024KW02"]
    assert made["low"].isna().all() and made["high"].isna().all() and not made["is_provisional"].any()
    assert made["period_start"].iloc[0] == pd.Timestamp(2024, 1, 1)


def test_a_missing_figure_is_a_gap():
    assert tidy(frame(value=[float("nan"), 1.0]))["period"].tolist() == ["2024KW01"]


@pytest.mark.parametrize("column", ["period", "value", "series_id"])
def test_a_frame_without_what_it_needs_is_refused(column):
    with pytest.raises((ValueError, KeyError), match=column):
        tidy(frame().drop(columns=column))


def test_a_figure_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="stands twice"):
        tidy(frame(period=["2024KW01", "2024KW01"]))
