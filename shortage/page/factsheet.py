"""A factsheet: one page on a claim, a theme or figures of a reader's choice, as a tagged PDF.

Nothing on it is written for it but the headings: what can be said are findings and their parts, what cannot be said are
the caveats and what turns the verdict, and the questions to expect are answered by what was worked out with it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shortage import claims, paper_folders
from shortage.claims import Sensitivity, Verdict
from shortage.figures import FigureSpec, cite, drawable, make, theme_name
from shortage.figures.house import house
from shortage.page import words
from shortage.page.claim import day_of
from shortage.render import logo, paper, tagged
from shortage.render.note import Note, own_title, spec_of
from shortage.store import Source, Store
from shortage.text import Lang, Problem, Words, date, t

WORDS = Words(__file__)
MOST_FIGURES, MOST_QUESTIONS, MOST_SAID, MOST_VERDICTS = 2, 3, 4, 5
LONGEST_ADDRESS = 2000
NO_ANSWER = ("not_testable",)
HALF, WIDE = ("100x86", "100x120", "100x160"), ("130x82", "130x120", "130x160")
"""Sizes of a figure beside another, and alone, in millimetres, of which the first that holds its words is taken."""


@dataclass(frozen=True)
class Factsheet:
    """What a factsheet says, in one language."""

    lang: Lang
    kicker: str
    headline: str
    verdicts: tuple[Verdict, ...]
    figures: tuple[FigureSpec, ...]
    version: str
    then: Verdict | None = None
    """The verdict on the day of the debate, where one claim is told of now."""


def of_claim(verdict: Verdict, store: Store, lang: Lang) -> Factsheet:
    """Return the factsheet of a judged claim, with its first figures that can be drawn."""
    claim = verdict.claim
    name = paper_folders.paper(claim.paper).title[lang]
    specs = _drawn(claim.figures, store, lang)
    headline = verdict.finding.headline.fill(lang, **_numbers(verdict, lang)) if verdict.finding.headline else ""
    title = headline or (specs[0].title if specs else verdict.fill(claim.statement, lang))
    kicker = _say("kicker", lang, paper=name, id=claim.id)
    return Factsheet(lang, kicker, title, (verdict,), specs, store.version, _then(verdict, store))


def _then(verdict: Verdict, store: Store) -> Verdict | None:
    """Return what the figures of the day of the debate said of a claim; None where they cannot be read."""
    if store.as_of:
        return None
    claim = verdict.claim.model_copy(update={"alternatives": ()})
    try:
        return claims.judge(claim, store.view(day_of(claim).isoformat()), verdict.parameters)
    except Problem:
        return None


def of_theme(theme: str, store: Store, lang: Lang) -> Factsheet:
    """Return the factsheet of a theme: its claims with their verdicts, and the first figures of these.

    Raises:
        Problem: no such theme.
    """
    themes = claims.themes()
    if theme not in themes:
        raise Problem("choice_unknown", name="theme", value=theme[:80], known=", ".join(themes))
    judged = [claims.judge(claim, store) for claim in claims.claims().values() if claim.theme == theme][:MOST_VERDICTS]
    ids = dict.fromkeys(id for verdict in judged for id in verdict.claim.figures)
    return Factsheet(
        lang, _say("kicker_theme", lang), theme_name(theme)[lang], tuple(judged), _drawn(tuple(ids), store, lang),
        store.version,
    )  # fmt: skip


def named(name: str, store: Store, lang: Lang) -> Factsheet | None:
    """Return the factsheet of a claim or theme by its name; nothing where it is neither."""
    if name in claims.themes():
        return of_theme(name, store, lang)
    if name in drawable():
        return None
    return of_claim(claims.judge(claims.claim(name), store), store, lang)


def of_note(note: Note, store: Store) -> Factsheet:
    """Return the factsheet of the first figures of a note, with the verdicts of their claims where it asks for them.

    Raises:
        Problem: no figures, or one that cannot be made.
    """
    if not note.items:
        raise Problem("note_empty")
    specs = tuple(spec_of(item, store, note.lang)[0] for item in note.items[:MOST_FIGURES])
    ids = dict.fromkeys(id for spec in specs for id in drawable()[spec.id].claims) if note.is_judged else {}
    judged = tuple(claims.judge(claims.claim(id), store) for id in list(ids)[:MOST_VERDICTS] if id in claims.claims())
    headline = own_title(note.title)[0] or specs[0].title
    return Factsheet(note.lang, _say("kicker_note", note.lang), headline, judged, specs, store.version)


def pdf(sheet: Factsheet, address: str = "") -> bytes:
    """Return a factsheet as a tagged PDF of one page.

    Args:
        sheet: what it says.
        address: where the same figures stand, whole; it becomes a link and a code to photograph. Empty for none.
    """
    lang = sheet.lang
    is_coded = 0 < len(address) <= LONGEST_ADDRESS
    sizes = HALF if len(sheet.figures) > 1 else WIDE
    pictures = {f"figure{k}.svg": _picture(spec, sizes) for k, spec in enumerate(sheet.figures)}
    if is_coded:
        pictures["code.svg"] = _code(address)
    if marked := logo.png():
        pictures["logo.png"] = marked
    facts: dict[str, Any] = {
        "lang": lang,
        "accent": house().accent,
        "logo": bool(marked),
        "mark": t("render.mark", lang),
        "title": sheet.headline,
        "kicker": sheet.kicker,
        "headline": sheet.headline,
        "verdicts": [_verdict(verdict, sheet, lang) for verdict in sheet.verdicts],
        "figures": [
            {
                "file": f"figure{k}.svg",
                "alt": spec.alt,
                "title": spec.title,
                "subtitle": spec.subtitle,
                "source": spec.source_line,
            }
            for k, spec in enumerate(sheet.figures)
        ],
        "can": can(sheet),
        "cannot": cannot(sheet),
        "questions": [{"question": question, "answer": answer} for question, answer in questions(sheet)],
        "sources": [_reference(source, lang) for source in cite.ordered(_sources(sheet))],
        "made": _say("made", lang, version=sheet.version),
        "address": address,
        "link": _say("link", lang),
        "code": is_coded,
        "code_alt": _say("code_alt", lang),
        "heads": {key: _say(key, lang) for key in ("can", "cannot", "questions", "sources")},
    }
    while True:
        try:
            return tagged.sheet("factsheet", facts, pictures)
        except ValueError:  # a page is a page: the last things said go, and the sources stay in the figures' own lines
            longest = max(("sources", "can", "cannot", "verdicts"), key=lambda key: len(facts[key]))
            if len(facts[longest]) < 2:
                raise
            facts[longest] = facts[longest][:-1]


def can(sheet: Factsheet) -> list[str]:
    """Return what can be said: the findings that the figures prove, and the parts of a claim that were judged apart."""
    said = [verdict.sentence(sheet.lang) for verdict in sheet.verdicts if verdict.value not in NO_ANSWER]
    said += [f"{spec.title} ({spec.subtitle})." for spec in sheet.figures if spec.title != sheet.headline]
    for verdict in sheet.verdicts:
        said += [f"{words.capital(part.text[sheet.lang])}: {t(f'verdict.{part.verdict}', sheet.lang).lower()}."
                 for part in verdict.finding.parts]  # fmt: skip
    return list(dict.fromkeys(said))[:MOST_SAID]


def cannot(sheet: Factsheet) -> list[str]:
    """Return what cannot be said: what turns a verdict, then the caveats, then what the figures mean and no more."""
    lang = sheet.lang
    said = [_say("fragile", lang, flips=verdict.flips(lang)) for verdict in sheet.verdicts if verdict.is_fragile][:1]
    for verdict in sheet.verdicts:
        said += [verdict.fill(text, lang) for text in (*verdict.claim.caveats, *verdict.finding.notes)]
    for spec in sheet.figures:
        said += [_say("definition", lang, definition=text[lang]) for _, text in spec.definitions[:1]]
    return list(dict.fromkeys(said))[:MOST_SAID]


def questions(sheet: Factsheet) -> list[tuple[str, str]]:
    """Return the questions to expect, each with its answer.

    Of one claim: the choice that turns its verdict, what the figures said on the day of the debate, other choices that
    change something, what others publish, what would settle it. Of several: of each its first other choice. Then how
    old the figures are.
    """
    lang, several = sheet.lang, len(sheet.verdicts) > 1
    pairs: list[tuple[str, str]] = []
    for verdict in sheet.verdicts:
        turning = [_other(verdict, other, several, lang) for other in verdict.flipped]
        changing = [_other(verdict, other, several, lang) for other in verdict.others if other.verdict == verdict.value]
        if several:
            pairs += [pair for pair in (*turning, *changing) if pair][:1]
        else:
            asked = (*turning[:1], *_on_the_day(sheet, verdict), *turning[1:], *changing, *_of_others(verdict, lang))
            pairs += [pair for pair in asked if pair]
    for spec in sheet.figures:
        if spec.until:
            answer = _say("answer_age", lang, period=words.period_text(spec.until, lang))
            pairs.append((_say("question_age", lang, figure=spec.title), answer))
    return pairs[:MOST_QUESTIONS]


def _other(verdict: Verdict, other: Sensitivity, several: bool, lang: Lang) -> tuple[str, str] | None:
    """Return what becomes of a claim with another choice; None where neither number nor verdict is another."""
    ours, theirs = words.found_texts([verdict.finding, other], lang)
    values = {
        "value": theirs,
        "period": words.period_text(other.period, lang),
        "verdict": t(f"verdict.{other.verdict}", lang).lower(),
    }
    is_same = ours == theirs and other.period == verdict.finding.period
    if is_same and other.verdict == verdict.value:
        return None
    key = "answer_same" if is_same else "answer_alternative"
    key = key if values["value"] and values["period"] else "answer_verdict"
    asked = "question_of_claim" if several else "question_alternative"
    question = _say(asked, lang, choice=verdict.fill(other.text, lang), id=verdict.claim.id)
    return question, _say(key, lang, **values)


def _on_the_day(sheet: Factsheet, verdict: Verdict) -> Iterator[tuple[str, str]]:
    """Yield what the figures said on the day of the debate."""
    lang, then = sheet.lang, sheet.then
    if then is None:
        return
    value = words.found_texts([then.finding], lang)[0]
    values = {
        "value": value,
        "period": words.period_text(then.finding.period, lang),
        "verdict": t(f"verdict.{then.value}", lang).lower(),
    }
    question = _say("question_then", lang, day=date(day_of(verdict.claim), lang))
    yield question, _say("answer_then" if value else "answer_verdict", lang, **values)


def _of_others(verdict: Verdict, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield what others publish, and what would settle the claim."""
    claim = verdict.claim
    if claim.differs is not None:
        first, rest = words.sentences(verdict.fill(claim.differs, lang))
        yield _say("question_differs", lang), f"{first} {words.sentences(rest)[0]}".rstrip()
    if claim.settles is not None:
        yield _say("question_settles", lang), verdict.fill(claim.settles, lang)


def _say(key: str, lang: Lang, **values: Any) -> str:
    return WORDS[key].fill(lang, **values)


def _numbers(verdict: Verdict, lang: Lang) -> dict[str, Any]:
    texts = {number.name: number.format(lang) for number in verdict.finding.numbers}
    return {**texts, **verdict.finding.words}


def _verdict(verdict: Verdict, sheet: Factsheet, lang: Lang) -> dict[str, str]:
    sure = verdict.sturdiness(lang)
    label = f"{verdict.label(lang)} ({sure})" if sure else verdict.label(lang)
    statement = f"{verdict.claim.id}. {verdict.fill(verdict.claim.statement, lang)}"
    sentence = verdict.sentence(lang) if verdict.value in NO_ANSWER else ""
    return {"label": words.capital(label), "statement": statement, "sentence": sentence}


def _sources(sheet: Factsheet) -> list[Any]:
    used = [source for spec in sheet.figures for source in spec.sources]
    return used or [source for verdict in sheet.verdicts for source in verdict.finding.sources]


def _drawn(ids: Sequence[str], store: Store, lang: Lang) -> tuple[FigureSpec, ...]:
    """Return the first figures that can be drawn; one whose table is not there leaves its place to the next."""
    specs: list[FigureSpec] = []
    for id in ids:
        if len(specs) == MOST_FIGURES or id not in drawable():
            continue
        try:
            specs.append(make(id, store, lang))
        except Problem:
            continue
    return tuple(specs)


def _reference(source: Source, lang: Lang) -> dict[str, str]:
    """Return a table's entry in the list of sources, with its address apart, to be followed."""
    return {"text": cite.apa(source, lang).removesuffix(source.url), "url": source.url}


def _picture(spec: FigureSpec, sizes: Sequence[str]) -> bytes:
    for size in sizes[:-1]:
        try:
            return paper.render(spec, "svg", size, plain=True, has_letters=False)
        except Problem as problem:
            if problem.key != "size_small":
                raise
    return paper.render(spec, "svg", sizes[-1], plain=True, has_letters=False)


def _code(address: str) -> bytes:
    import segno

    out = io.BytesIO()
    segno.make(address, error="l", micro=False).save(out, kind="svg", border=0, xmldecl=True, dark="#1A1A1A")
    return out.getvalue()
