"""Search over what can be asked: names in both languages, words that mean the same, and neighbours."""

import re

from shortage.questions import ask
from shortage.questions.find import MOST_HITS, MOST_OF_A_TABLE, plain, search
from shortage.questions.question import Question
from shortage.store import Store
from shortage.text import Period

STORE = Store()


def found(text):
    return [hit.question for hit in search(text, STORE, "nl").hits]


FIRST = {
    "provincie": Question("vacancies_by_region", along="region", kind="bars"),
    "ICT": Question("vacancies", along="branch", members=("J",)),
    "wo": Question("enrolled_wo", along="level", members=("all",)),
    "universiteit": Question("enrolled_wo", along="level", members=("all",)),
    "mkb": Question("vacancies", members=("0-9", "10-99", "100+")),
    "metaal": Question("vacancies", along="branch", members=("24-25",)),
    "METAL": Question("vacancies", along="branch", members=("24-25",)),
    "bouw": Question("vacancies", along="branch", members=("F",)),
    "zorg": Question("vacancies", along="branch", members=("Q",)),
    "Limburg": Question("vacancies_by_region", along="region", members=("limburg",)),
    "vacatures limburg": Question("vacancies_by_region", along="region", members=("limburg",)),
    "fryslan": Question("vacancies_by_region", along="region", members=("fryslan",)),
    "vrouwen": Question("employment_by_citizenship", along="sex", members=("women",)),
    "werkloosheid": Question("labour_force", "unemployed"),
    "unemployment": Question("labour_force", "unemployed"),
    "beroep": Question("vacancies_by_occupation", along="occupation", kind="bars"),
    "80472NED": Question("vacancies"),
    "industrie, bouw, ict, zorg": Question("vacancies", along="branch", members=("C", "F", "J", "Q")),
    "vrouwen, mannen": Question("employment_by_citizenship", along="sex", members=("women", "men")),
}
"""What a reader means first by a word; wages themselves the store does not have."""


def test_a_word_leads_to_what_a_reader_means_first():
    assert {word: found(word)[0] for word in FIRST} == FIRST
    assert {hit.table for hit in found("lonen")} >= {"value_added_change", "eurostat_productivity"}
    assert Question("unemployment_rates", along="sex", members=("women",)) in found("vrouwen")


def test_what_is_found_can_be_asked_and_no_table_takes_all_places():
    hits = found("techniek")
    assert 0 < len(hits) <= MOST_HITS
    assert all(sum(one.table == hit.table for one in hits) <= MOST_OF_A_TABLE for hit in hits)
    assert all(len(ask(hit, STORE).frame) for hit in hits)


def test_a_short_word_is_not_found_inside_another():
    assert all("wo" in re.findall(r"\w+", plain(hit.words["nl"])) for hit in search("wo", STORE, "nl").hits[:3])


def test_a_slip_of_the_pen_finds_its_neighbours_and_nonsense_examples():
    assert "vacatures" in search("vacatrues", STORE, "nl").neighbours
    hit = search("vacaturegraad bouw", STORE, "nl").hits[0]  # of which the figures are shreds: few, and far apart
    periods = ask(hit.question, STORE).frame["period"]
    assert hit.label.nl.endswith(f": {periods.nunique()} kwartalen, t/m {Period.parse(max(periods)).label('nl')}")
    nonsense = search("xqzv", STORE, "nl")
    assert not nonsense.hits and all(found(word) for word in nonsense.neighbours)
    assert all(search(word, STORE, "en").hits for word in search("xqzv", STORE, "en").neighbours)
    assert search("  ", STORE, "nl").hits == search("  ", STORE, "nl").neighbours == ()
