"""Search over what can be asked: names in both languages, words that mean the same, and neighbours."""

import pytest

from shortage.questions import ask
from shortage.questions.find import MOST_HITS, MOST_OF_A_TABLE, plain, search
from shortage.questions.question import Question
from shortage.store import Store

STORE = Store()


def found(text):
    return [hit.question for hit in search(text, STORE, "nl").hits]


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("ICT", Question("vacancies", along="branch", members=("J",))),
        ("mkb", Question("productivity_by_size")),
        ("metaal", Question("vacancies", along="branch", members=("24-25",))),
        ("METAL", Question("vacancies", along="branch", members=("24-25",))),
        ("Limburg", Question("vacancies_by_region", along="region", members=("limburg",))),
        ("vacatures limburg", Question("vacancies_by_region", along="region", members=("limburg",))),
        ("fryslan", Question("vacancies_by_region", along="region", members=("fryslan",))),
        ("universiteit", Question("enrolled_wo")),
        ("wo", Question("enrolled_by_phase", along="level", members=("wo",))),
        ("80472NED", Question("vacancies")),
        ("unemployment", Question("labour_force_monthly")),
    ],
)
def test_a_word_finds_what_it_means(text, question):
    assert question in found(text)


def test_what_is_found_can_be_asked_and_no_table_takes_all_places():
    hits = found("techniek")
    assert 0 < len(hits) <= MOST_HITS
    assert all(sum(one.table == hit.table for one in hits) <= MOST_OF_A_TABLE for hit in hits)
    assert all(len(ask(hit, STORE).frame) for hit in hits)


def test_a_short_word_is_not_found_inside_another():
    assert all("wo" in plain(hit.words["nl"]).replace("-", " ").split() for hit in search("wo", STORE, "nl").hits[:3])


def test_a_slip_of_the_pen_finds_its_neighbours_and_nonsense_examples():
    assert "vacatures" in search("vacatrues", STORE, "nl").neighbours
    nonsense = search("xqzv", STORE, "nl")
    assert not nonsense.hits and all(found(word) for word in nonsense.neighbours)
    assert all(search(word, STORE, "en").hits for word in search("xqzv", STORE, "en").neighbours)
    assert search("  ", STORE, "nl").hits == search("  ", STORE, "nl").neighbours == ()
