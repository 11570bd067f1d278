"""One choice: read from an address and the command line alike, in either language, and written in one way."""

import pytest

from shortage import choice
from shortage.choice import Choice
from shortage.store import Store
from shortage.text import Problem, Text

CODES = {"F": Text(nl="Bouw", en="Construction"), "C": Text(nl="Industrie", en="Manufacturing")}
BRANCH = Choice.of("branch", "F", CODES)
YEARS = Choice.of("years", 10, low=1, high=12)


@pytest.mark.parametrize(
    ("default", "value"),
    [("F", "C"), (("F", "C"), ("C",)), (2.5, 3.25), (10, 7), (True, False), (None, None), (None, 4.5)],
)
def test_what_is_written_is_read_back(default, value):
    one = Choice.of("x", default)
    assert one.read(one.write(value)) == value


@pytest.mark.parametrize("word", ["tak", "branch"])
def test_dutch_and_english_words_choose_the_same_and_the_first_is_written(word):
    assert choice.read({"branch": BRANCH}, {word: "C"}, "x") == {"branch": "C"}
    assert choice.write({"branch": BRANCH}, {"branch": "C"}) == {"tak": "C"}


@pytest.mark.parametrize(
    ("one", "text", "key"),
    [
        (YEARS, "tien", "address_number"),
        (Choice.of("flag", False), "misschien", "choice_unknown"),
        (BRANCH, "x" * 81, "address_long"),
    ],
)
def test_a_text_that_means_nothing_is_one_sentence(one, text, key):
    with pytest.raises(Problem) as caught:
        one.read(text)
    assert caught.value.key == key


@pytest.mark.parametrize(("one", "value", "key"), [(BRANCH, "Z", "choice_unknown"), (YEARS, 13, "choice_outside")])
def test_a_value_that_does_not_exist_is_one_sentence(one, value, key):
    with pytest.raises(Problem) as caught:
        one.check(value, Store())
    assert caught.value.key == key


def test_a_decimal_comma_is_a_decimal_point():
    assert Choice.of("phi", None).read("12,5") == Choice.of("phi", None).read("12.5") == 12.5
