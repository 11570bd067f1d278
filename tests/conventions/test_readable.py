"""What is said of a claim is read in ten seconds: short first sentences, short words, by a measure with a ceiling.

The measure is that of Douma (1960), who fitted the reading ease of Flesch to Dutch: 206.84 less 0.77 times syllables
in a hundred words, less 0.93 times the words in a sentence. 60 is plain Dutch; below 40 is hard.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from claim_helpers import STORE

from shortage import claims

FIRST, LONGEST = 25, 27
"""Words before the first full stop, and in any sentence."""
EASE = {"sentence": 74, "statement": 50, "rule": 72, "caveat": 68, "settles": 60, "differs": 68}
"""How easy all texts of a kind are together, at least. It only rises."""
SYLLABLE = re.compile(
    r"aai|eeu|ieu|ooi|oei|aa|ae|ai|au|ee|ei|eu|ie|ij|oe|oo|ou|ui|uu|[aeiouyàâäèéêëìíîïòóôöùúûü]", re.IGNORECASE
)


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", text.strip())


def words(text: str) -> list[str]:
    return re.findall(r"\S*\w\S*", text)


def ease(text: str) -> float:
    """Return the reading ease of a Dutch text after Douma; a number counts as a word of one syllable."""
    every = words(text)
    syllables = sum(max(1, len(SYLLABLE.findall(word))) for word in every)
    return 206.84 - 77 * syllables / len(every) - 0.93 * len(every) / len(sentences(text))


@cache
def told() -> dict[tuple[str, str], str]:
    """Return what is said of each claim in Dutch, as a reader sees it, by claim and kind of text."""
    found = {}
    for key, claim in claims.claims().items():
        verdict = claims.judge(claim, STORE)
        found[key, "sentence"] = verdict.sentence("nl")
        texts = {"statement": claim.statement, "rule": claim.rule_text, "settles": claim.settles}
        texts |= {"differs": claim.differs} | {f"caveat {place}": one for place, one in enumerate(claim.caveats)}
        found.update({(key, kind): verdict.fill(text, "nl") for kind, text in texts.items() if text is not None})
    return found


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("De kat zit op de mat.", 206.84 - 77 - 0.93 * 6),
        ("Kennismigranten komen. Zij werken.", 206.84 - 77 * 10 / 4 - 0.93 * 2),
        ("In 2024 waren er 94.", 206.84 - 77 * 6 / 5 - 0.93 * 5),
    ],
)
def test_the_measure_by_hand(text, score):
    assert ease(text) == pytest.approx(score)


def test_a_text_begins_with_a_short_sentence_and_holds_no_long_one():
    faults = []
    for (claim, kind), text in told().items():
        lengths = [len(words(one)) for one in sentences(text)]
        if lengths[0] > FIRST or max(lengths) > LONGEST:
            faults.append(f"{claim} {kind} {lengths}: {text}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("kind", EASE)
def test_all_texts_of_a_kind_are_easy_enough(kind):
    texts = {key: text for key, text in told().items() if key[1].startswith(kind)}
    hard = sorted(texts, key=lambda key: ease(texts[key]))[:3]
    assert ease(" ".join(texts.values())) >= EASE[kind], [texts[key] for key in hard]
