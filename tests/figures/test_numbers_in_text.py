"""Facts about facts: every number in a figure's texts and in a claim's sentence is computed, not typed.

While a figure or a verdict is made, all that the formatters give out is written down, with the value it was made from.
A number in its texts must be one of those, a year of its periods, or part of a name (a table, a class, a unit).
"""

import re
import sys
from pathlib import Path

import pytest

from shortage import claims, figures
from shortage.store import Store, default_root
from shortage.text import numbers, periods

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "conventions"))
from test_words import NAMES

STORE = Store(default_root())
LANGS = ("nl", "en")
TOKEN = re.compile(r"\d+(?:[.,]\d+)*")


@pytest.fixture
def said(monkeypatch):
    """Collect every text that the number, date and period formatters give out."""
    found: set[str] = set()
    for module, name in ((numbers, "format_decimal"), (numbers, "format_date")):
        plain = getattr(module, name)

        def told(*given, plain=plain, **more):
            text = plain(*given, **more)
            found.update(TOKEN.findall(str(text)))
            return text

        monkeypatch.setattr(module, name, told)
    label = periods.Period.label

    def words(self, lang):
        text = label(self, lang)
        found.update(TOKEN.findall(text))
        return text

    monkeypatch.setattr(periods.Period, "label", words)
    return found


def years(codes):
    """Return the years of periods, and the year after: a school year ends in it, written with two digits."""
    found = {str(int(code[:4]) + step) for code in codes if code for step in (0, 1)}
    return found | {year[2:] for year in found}


def of_claims(ids):
    """Years and numbers that stand in the parameters of claims: a reader sees and may change them."""
    found = set()
    for id in ids:
        for value in claims.claim(id).values.values():
            found.update(TOKEN.findall(str(value)))
    return found


def loose(text, known):
    """Return the numbers of a text that nothing explains; a span of years is a period and no value."""
    plain = NAMES.sub("", re.sub(r"\d{4}–\d{4}|SBI [A-U]–[A-U] (?:en|and) \d\d", "", text))
    return [token for token in TOKEN.findall(plain) if token not in known]


def selections(id):
    one = figures.figures()[id]
    yield {}
    for param in one.choices:
        codes = list(one.options(param, STORE))
        for code in {codes[0], codes[len(codes) // 2], codes[-1]}:
            yield {param: code}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", figures.figures())
def test_every_number_in_a_figures_texts_is_computed(id, lang, said):
    for selection in selections(id):
        said.clear()
        spec = figures.make(id, STORE, lang, **selection)
        frame_years = years(spec.data["period"]) | years(re.findall(r"\d{4}", spec.source_line))
        known = said | frame_years | of_claims(spec_claims(id)) | set(TOKEN.findall(str(selection)))
        for text in (spec.title, spec.neutral_title, spec.subtitle, spec.note, spec.alt):
            assert not loose(text, known), f"{id} {selection}: {text}"


def spec_claims(id):
    return figures.figures()[id].claims


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("id", claims.claims())
def test_every_number_in_a_claims_texts_is_one_that_its_rule_found(id, lang, said):
    claim = claims.claim(id)
    verdict = claims.judge(claim, STORE)
    found = verdict.finding
    shown = {token for one in found.numbers for token in TOKEN.findall(one.format(lang))}
    shown |= years(re.findall(r"\d{4}", " ".join([found.period, *(one.period for one in found.numbers)])))
    shown |= {token for word in found.words.values() for token in TOKEN.findall(word[lang]) if token in said}
    spans = {word[lang] for word in found.words.values() if re.fullmatch(r"\d{4}(–\d{4})?", word[lang])}
    shown |= {token for text in spans for token in TOKEN.findall(text)} | of_claims([id])
    if claim.stated is not None:
        shown.update(TOKEN.findall(numbers.number(claim.stated.value, lang, claim.stated.decimals)))
    for text in (verdict.sentence(lang), verdict.fill(claim.statement, lang)):
        assert not loose(text, shown | said), f"{id}: {text}"


def test_a_typed_number_would_be_found(said):
    assert loose("In 9 van de 13 landen", {"13"}) == ["9"]
    assert not loose("per 1.000 banen, SBI 2008, 85224NED", set())
