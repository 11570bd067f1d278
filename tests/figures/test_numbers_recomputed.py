"""Facts about facts: every number in a text of a figure, a claim or a proposal is worked out again from the store.

``tests/recomputed`` reads the Parquet files with pandas, without the product, and says for every text which numbers
stand in it, in reading order. A number that is wrong fails here, and so does one that nobody works out.
"""

import dataclasses
import itertools
import re

import pytest
from recomputed import education, labour, migration, productivity, proposals  # noqa: F401 - each registers its figures and claims
from recomputed.raw import CLAIMS, FIGURES, N, expected, tokens, up_to

from shortage import claims, figures, scenarios
from shortage.claims import recheck
from shortage.store import Store, default_root
from shortage.text import Problem

STORE = Store(default_root())
LANGS = ("nl", "en")
PLACE = re.compile(r"\{\w+\}")
EVENT = re.compile("2015 (?=verviel|the basic)|(?<=In )2015")
"""The year of a law, which no table holds: the conventions list it."""


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


OWN_END = {"work-permits", "technical-inflow", "technical-inflow-share", "labour-immigration"}
"""Figures whose numbers need a later year than the last one drawn: next day's population, newest count, a break."""


def wrong(spec, numbers):
    """Return the texts whose numbers are not those worked out, each with both.

    Of a figure that ends where a reader chose, those that speak of what is drawn: its notes speak of the table too, and
    its title gives way where it names a later year.
    """
    assert set(numbers) <= set(texts(spec))
    is_cut = bool(spec.selection.get(figures.LAST_YEAR))
    return [
        f"{name}: {text!r} says {tokens(text)}, the store says {expected(numbers.get(name, []), spec.lang)}"
        for name, text in texts(spec).items()
        if (name in ("subtitle", "alt") or not is_cut)
        and tokens(text) != expected(numbers.get(name, []) if text else [], spec.lang)
    ]


def selections(id):
    """Return what to look at: the default in both languages, and the first, middle and last of each choice in one."""
    one = figures.figures()[id]
    for lang in LANGS:
        yield {}, lang
    for param in one.choices:
        codes = list(one.options(param, STORE))
        chosen = dict.fromkeys((codes[0], codes[len(codes) // 2], codes[-1]))
        yield from (({param: code}, lang) for code, lang in zip(chosen, itertools.cycle(LANGS), strict=False))


def is_proved_by_sql(claim):
    """Whether a claim's numbers are worked out by its own SQL, or it gives none: see ``test_recheck``."""
    return bool(recheck.template(claim)) or not claims.judge(claim, STORE).finding.numbers


def test_the_numbers_of_each_claim_and_each_figure_are_worked_out_somewhere():
    """A claim by its SQL or here; a figure here, or where it draws the lines of a finding that its claim's SQL proves.

    General rules are worked out in their own tests (``test_claims_general``), so their claims and figures are too.
    """
    known = claims.claims()
    proved = {key for key, claim in known.items() if claim.rule or claim.id in CLAIMS or is_proved_by_sql(claim)}
    assert sorted(set(known) - proved) == []
    drawn = {id for id, one in figures.figures().items() if one.claim in proved}
    assert sorted(set(figures.figures()) - drawn - set(FIGURES)) == []


def is_drawn(id, selection):
    """Whether a figure has anything to draw for a choice: it may end before it begins."""
    try:
        return bool(figures.make(id, STORE, "nl", **selection))
    except Problem:
        return False


@pytest.mark.parametrize("id", sorted(set(figures.figures()) & set(FIGURES)))
def test_the_numbers_in_a_figures_texts_are_those_of_the_store(id):
    faults = []
    for selection, lang in selections(id):
        own = dict(selection)
        if figures.LAST_YEAR in own and (id in OWN_END or not is_drawn(id, selection)):
            continue
        spec = figures.make(id, STORE, lang, **selection)
        with up_to(own.pop(figures.LAST_YEAR, "")):
            faults += [f"{selection} [{lang}] {one}" for one in wrong(spec, FIGURES[id](**own))]
    assert not faults, "\n".join(faults)


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


def parameter(value):
    """Return what of a parameter is a number: a threshold, a year as text, or nothing where it is a word."""
    if isinstance(value, bool) or value in ("", None):
        return []
    if isinstance(value, str):
        return [value] if re.match(r"\d{4}", value) else []
    if isinstance(value, list):
        return [found for one in value for found in parameter(one)]
    if isinstance(value, int) and 1000 <= value < 10000:
        return [value]  # a year
    decimals = len(repr(float(value)).partition(".")[2].rstrip("0"))
    return [N(value, decimals)]


def filled_in(text, lang, numbers, parameters):
    """Return the numbers that a claim's own text should show: those of its {places}, in reading order."""
    found = []
    for name in PLACE.findall(text[lang]):
        given = numbers.get(name[1:-1], parameter(parameters.get(name[1:-1])))
        given = given[0] if isinstance(given, tuple) else given
        found += given if isinstance(given, list) else [given]
    return expected(found, lang)


def misfilled(verdict, numbers, lang):
    """Return the texts of a claim beside its finding that show another number than worked out."""
    claim = verdict.claim
    texts = [claim.statement, claim.rule_text, *claim.caveats, *filter(None, (claim.settles, claim.differs))]
    pairs = [(verdict.fill(text, lang), filled_in(text, lang, numbers, verdict.parameters)) for text in texts]
    for one, other in zip(verdict.sensitivity, claim.alternatives, strict=True):
        given = {**verdict.parameters, **other.parameters}
        pairs.append((one.text[lang], filled_in(other.text, lang, {}, given)))
    return [f"{text}: {right}" for text, right in pairs if tokens(EVENT.sub("", text)) != right]


@pytest.mark.parametrize("id", [claim.id for claim in claims.claims().values() if claim.id in CLAIMS])
def test_the_numbers_in_a_claims_texts_are_those_of_the_store(id):
    """The sentence, the list of numbers and the claim's own texts; and the table of other choices, each worked out."""
    claim = claims.claim(id)
    plain = claim.model_copy(update={"alternatives": ()})
    verdict = claims.judge(claim, STORE)
    numbers = CLAIMS[id](**claim.values)
    given = {"stated": N(claim.stated.value, claim.stated.decimals)} if claim.stated else {}
    faults = unexplained(verdict, numbers)
    for lang in LANGS:
        faults += misfilled(verdict, {**numbers, **given}, lang)
    for other, shown in zip(claim.alternatives, verdict.sensitivity, strict=True):
        changed = claims.judge(plain, STORE, other.parameters)
        if changed.missing:
            assert shown.value is None
            continue
        numbers = CLAIMS[id](**{**claim.values, **other.parameters})
        faults += [f"{other.parameters}: {one}" for one in unexplained(changed, numbers)]
        assert (shown.value, shown.period) == (changed.finding.value, changed.finding.period)
    flipped = sum(one.verdict != verdict.value for one in verdict.sensitivity)
    if verdict.sensitivity and not flipped:
        faults += [lang for lang in LANGS if tokens(verdict.flips(lang)) != [str(len(verdict.sensitivity))]]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", scenarios.scenarios())
def test_the_numbers_in_a_proposals_texts_are_those_of_the_store(id, lang):
    result = scenarios.run(id, STORE)
    evidence = result.evidence
    said = {
        "sentence": result.sentence(lang),
        "matters most": result.matters_most(lang),
        "assumptions": result.assumptions(lang),
        "asked": result.asked(lang),
        "evidence": evidence.text(lang) if evidence else "",
        "notes": " ".join(one[lang] for one in evidence.notes) if evidence else "",
        "results": " ".join(
            one.show(lang, end) for one in result.results.values() for end in (one.low, one.mid, one.high)
        ),
        "inputs": " ".join(one.show(lang, end) for one in result.inputs for end in (one.low, one.value, one.high)),
    }
    numbers = proposals.proposal(id)
    assert set(said) == set(numbers)
    for name, text in said.items():
        assert tokens(text) == expected(numbers[name], lang), name


def test_a_wrong_number_is_caught():
    spec = figures.make("sections-change", STORE, "en")
    numbers = FIGURES["sections-change"]()
    assert not wrong(spec, numbers)
    sentence = spec.guarded.sentence
    other = sentence.replace(tokens(sentence)[0], "16", 1)
    for doctored in (other, sentence + " 9", sentence.replace(tokens(sentence)[0], "some", 1)):
        assert wrong(dataclasses.replace(spec, guarded=dataclasses.replace(spec.guarded, sentence=doctored)), numbers)
