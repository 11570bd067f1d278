"""Facts about facts: every number in a text of a figure, a claim or a proposal is worked out again from the store.

``tests/recomputed`` reads the Parquet files with pandas, without the product, and says for every text which numbers
stand in it, in reading order. A number that is wrong fails here, and so does one that nobody works out.
"""

import dataclasses
import re

import pytest
from recomputed import education, labour, migration, productivity  # noqa: F401 - each registers its figures and claims
from recomputed.raw import CLAIMS, FIGURES, N, expected, tokens

from shortage import claims, figures
from shortage.store import Store, default_root

STORE = Store(default_root())
LANGS = ("nl", "en")
PLACE = re.compile(r"\{\w+\}")


def texts(spec):
    """Return every text of a figure that may hold a number, by the name of its entry."""
    names = [spec.data[column] for column in ("panel", "label", "category")]
    labels = dict.fromkeys(word for column in names for word in column)
    marks = [one.label for one in (*spec.reference_lines, *spec.breaks)]
    return {
        "title": spec.guarded.sentence if spec.guarded else "",
        "neutral": spec.neutral_title,
        "subtitle": spec.subtitle,
        "note": spec.note,
        "alt": spec.alt,
        "marks": " | ".join(marks),
        "labels": " | ".join(labels),
    }


def wrong(spec, numbers):
    """Return the texts whose numbers are not those worked out, each with both."""
    assert set(numbers) <= set(texts(spec))
    return [
        f"{name}: {text!r} says {tokens(text)}, the store says {expected(numbers.get(name, []), spec.lang)}"
        for name, text in texts(spec).items()
        if tokens(text) != expected(numbers.get(name, []) if text else [], spec.lang)
    ]


def selections(id):
    """Return what a reader may choose, one choice at a time: the first, the middle and the last of each."""
    one = figures.figures()[id]
    yield {}
    for param in one.choices:
        codes = list(one.options(param, STORE))
        for code in {codes[0], codes[len(codes) // 2], codes[-1]}:
            yield {param: code}


@pytest.mark.parametrize("id", FIGURES)
def test_the_numbers_in_a_figures_texts_are_those_of_the_store(id):
    faults = []
    for selection in selections(id):
        numbers = FIGURES[id](**selection)
        for lang in LANGS:
            found = wrong(figures.make(id, STORE, lang, **selection), numbers)
            faults += [f"{selection} [{lang}] {one}" for one in found]
    assert not faults, "\n".join(faults)


def choices(claim):
    yield {}
    yield from (other.parameters for other in claim.alternatives)


def unexplained(verdict, numbers):
    """Return what a finding says otherwise than worked out: a number, its words, or a name that only one side has."""
    finding = verdict.finding
    numbers = dict(numbers)
    value, period = numbers.pop("value", None), numbers.pop("period", "")
    typed, notes = numbers.pop("said", []), numbers.pop("notes", [])
    said = {one.name: one for one in finding.numbers}
    spoken = {name for name, word in finding.words.items() if any(tokens(word[lang]) for lang in LANGS)}
    if "period" in spoken:
        numbers["period"] = period
    if set(numbers) != set(said) | spoken:
        return [f"said {sorted(set(said) | spoken)}, worked out {sorted(numbers)}"]
    pairs = [("period", finding.period, period)]
    for name, given in numbers.items():
        if name in said:
            number, its = given if isinstance(given, tuple) else (given, period)
            pairs.append((f"period of {name}", said[name].period, its))
            pairs += [(name, [said[name].format(lang)], expected([number], lang)) for lang in LANGS]
        else:
            given = given if isinstance(given, list) else [given]
            pairs += [(name, tokens(finding.words[name][lang]), expected(given, lang)) for lang in LANGS]
    for one in finding.numbers:  # what a number is may name its own period, and nothing else
        its = {word for lang in LANGS for word in expected([one.period], lang)}
        pairs.append((f"text of {one.name}", [*tokens(one.text.nl), *tokens(one.text.en)], its))
    for lang in LANGS:
        pairs.append(("sentence", tokens(PLACE.sub("", finding.sentence[lang])), expected(typed, lang)))
        pairs.append(("notes", tokens(" ".join(one[lang] for one in finding.notes)), expected(notes, lang)))
    if finding.value is not None:
        shown = N(finding.value, finding.decimals)
        pairs.append(("value", shown.words("en"), value.words("en") if value else None))
    return [
        f"{name}: {shown} is {right}"
        for name, shown, right in pairs
        if (not set(shown) <= right if isinstance(right, set) else shown != right)
    ]


@pytest.mark.parametrize("id", CLAIMS)
def test_the_numbers_in_a_claims_texts_are_those_of_the_store(id):
    """The sentence, the list of numbers and the table of other choices, under each choice of that table."""
    claim = claims.claim(id)
    plain = claim.model_copy(update={"alternatives": ()})
    faults = []
    for changed in choices(claim):
        verdict = claims.judge(plain, STORE, changed)
        if verdict.missing:
            continue
        numbers = CLAIMS[id](**{**claim.values, **changed})
        faults += [f"{changed}: {one}" for one in unexplained(verdict, numbers)]
    assert not faults, "\n".join(faults)


def test_a_wrong_number_is_caught():
    spec = figures.make("sections-change", STORE, "en")
    numbers = FIGURES["sections-change"]()
    assert not wrong(spec, numbers)
    sentence = spec.guarded.sentence
    other = sentence.replace(tokens(sentence)[0], "16", 1)
    for doctored in (other, sentence + " 9", sentence.replace(tokens(sentence)[0], "some", 1)):
        assert wrong(dataclasses.replace(spec, guarded=dataclasses.replace(spec.guarded, sentence=doctored)), numbers)
