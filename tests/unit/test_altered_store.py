"""The helper of other tests: a copy of the snapshot differs where it was told to, and nowhere else."""

import pandas as pd
import pytest
from altered_store import altered, both, put, times, without

from shortage import indicators
from shortage.store import Store, default_root
from shortage.text import Problem

SNAPSHOT = Store(default_root())


def line(store, branch):
    return indicators.compute("open-vacancies", store, branch=branch).line().set_index("period")["value"]


def test_only_what_was_changed_differs(tmp_path):
    store = altered(tmp_path, {"vacancies": times("vacancies", 2, measure="open_vacancies", branch="F")})
    pd.testing.assert_series_equal(line(store, "F"), 2 * line(SNAPSHOT, "F"))
    pd.testing.assert_series_equal(line(store, "C"), line(SNAPSHOT, "C"))
    assert store.version != SNAPSHOT.version
    assert set(store.entries()) == set(SNAPSHOT.entries())


def test_changes_add_up_and_a_copy_can_be_changed_again(tmp_path):
    chosen = {"measure": "open_vacancies", "branch": "F"}
    last = line(SNAPSHOT, "F").index[-1]
    first = altered(
        tmp_path,
        {
            "vacancies": both(
                put("vacancies", 7, **chosen), without("vacancies", period=lambda code: code >= last, **chosen)
            )
        },
    )
    assert set(line(first, "F")) == {7}
    assert last not in line(first, "F").index
    second = altered(tmp_path, {"labour_force": None}, like=first)
    assert set(line(second, "F")) == {7}
    with pytest.raises(Problem):
        second.read("labour_force")


def test_a_choice_that_meets_nothing_is_a_mistake(tmp_path):
    with pytest.raises(AssertionError):
        altered(tmp_path, {"vacancies": times("vacancies", 2, branch="no such branch")})
    with pytest.raises(AssertionError):
        altered(tmp_path, {"no_such_table": None})
