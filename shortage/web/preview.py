"""What a link shows where it is pasted: a finding as title, its source as description, and the picture it names.

The tags stand in the index page, made from the address alone: no session, no script. A picture is pinned to the
releases that the finding rests on, so a preview that is made again tomorrow shows what was sent today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from shortage import choice, claims, figures, scenarios
from shortage.claims import Verdict
from shortage.figures import FigureSpec
from shortage.figures.base import source_line
from shortage.figures.style import PREVIEW, SIZES
from shortage.page import words
from shortage.page.home import ORDER
from shortage.page.proposals import BESIDE
from shortage.page.theme import claims_of, figures_of
from shortage.questions import EXPLORE
from shortage.site import parts
from shortage.text import LANGS, Lang, Problem, Words, number, t
from shortage.web import links, public, shell, state
from shortage.web.remembered import remembered

WORDS = Words(__file__)
LOCALE = {"nl": "nl_NL", "en": "en_GB"}
LONGEST_TITLE, LONGEST_DESCRIPTION = 140, 300
MOST_VALUES = 40
Values = Mapping[str, str]


@dataclass(frozen=True)
class Preview:
    """What is shown of an address; ``path`` is the address itself, cleared of what it does not know.

    ``picture`` and ``oembed`` are addresses below the dashboard, "" where there is none.
    """

    title: str
    description: str
    path: str
    picture: str = ""
    alt: str = ""
    oembed: str = ""


def tags(path: str, values: Values, lang: Lang) -> tuple[str, str]:
    """Return the title of an address and its tags as HTML.

    Args:
        path: the page, as :data:`shortage.web.shell.TITLES` names it; "" for the first one.
        values: what stands behind the question mark.
        lang: the language of the address.
    """
    return _written(of(path, values, lang), lang)


def plain(path: str, lang: Lang) -> tuple[str, str]:
    """Return the same of a page without looking at its figures, for whoever cannot wait."""
    return _written(_plain(path or shell.OVERVIEW, lang, ""), lang)


def _written(shown: Preview, lang: Lang) -> tuple[str, str]:
    size = SIZES[PREVIEW]
    head = parts.filled(
        "head.html",
        shown=shown,
        mark=t("render.mark", lang),
        locale=LOCALE[lang],
        url=public.address(shown.path),
        picture=public.address(shown.picture) if shown.picture else "",
        oembed=public.address(shown.oembed) if shown.oembed else "",
        feed=(public.base() or ".") + "/feed.xml" + ("" if lang == LANGS[0] else f"?lang={lang}"),
        width=size.width,
        height=size.height,
    )
    return shown.title, head


def of(path: str, values: Values, lang: Lang) -> Preview:
    """Return what is shown of an address; of one that asks for what there is not, what its page shows then."""
    day = ""
    try:
        day = links.asked_day(dict(values))
        version = state.version(day)
    except Problem:
        day, version = "", _now()
    parameters = tuple(sorted((key, value) for key, value in values.items() if len(value) <= LONGEST))[:MOST_VALUES]
    return _remembered(state.root(), version, path or shell.OVERVIEW, parameters, lang, day, public.base())


LONGEST = 2400
"""Characters of a value that is read: a code of releases is the longest of them."""


def _now() -> str:
    try:
        return state.version("")
    except Problem:
        return ""


@remembered(400)
def _remembered(
    root: str, version: str, path: str, parameters: tuple[tuple[str, str], ...], lang: Lang, day: str, base: str
) -> Preview:
    values = dict(parameters)
    makers: dict[str, Callable[[Values, Lang, str], Preview | None]] = {
        shell.OVERVIEW: _home,
        shell.CLAIM: _claim,
        shell.FIGURES: _figure,
        shell.EXPLORE: _explored,
        shell.PROPOSALS: _proposal,
        **dict.fromkeys((theme.page for theme in claims.themes().values()), _theme(path)),
    }
    preview = None
    if path in makers:
        try:
            preview = makers[path](values, lang, day)
        except Problem:
            preview = None  # the page itself says what is wrong
    return preview or _plain(path, lang, day)


def _address(path: str, lang: Lang, day: str, **values: str) -> str:
    parameters = {**values, **({"taal": lang} if lang != LANGS[0] else {}), **links.of_day(day)}
    return ("/" if path == shell.OVERVIEW else f"/{path}") + (f"?{links.write(parameters)}" if parameters else "")


def _plain(path: str, lang: Lang, day: str) -> Preview:
    """Return the preview of a page without a finding of its own."""
    title = shell.TITLES[path][lang] if path in shell.TITLES else t("render.mark", lang)
    return Preview(title, t("page.footer", lang), _address(path, lang, day))


def _shown(title: str, description: str, path: str, spec: FigureSpec | None, oembed: str = "") -> Preview:
    picture, alt = (links.preview(spec), spec.alt) if spec is not None else ("", "")
    return Preview(_cut(title, LONGEST_TITLE), _cut(description, LONGEST_DESCRIPTION), path, picture, alt, oembed)


def _cut(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut between words."""
    if len(text) <= most:
        return text
    return text[:most].rsplit(" ", 1)[0].rstrip(",;:.") + "…"


def _home(values: Values, lang: Lang, day: str) -> Preview:
    first, *_ = claims.papers().values()
    counts: Counter[str] = Counter(state.verdict(key, as_of=day).value for key in claims.claims(first.id))
    each = [f"{number(counts[outcome], lang)} {t(f'verdict.{outcome}', lang)}" for outcome in ORDER if counts[outcome]]
    counted = WORDS("counts", title=words.capital(first.short[lang]), counts=", ".join(each))[lang]
    title = WORDS("home", count=number(sum(counts.values()), lang))[lang]
    spec = _first_figure([outcome.figure for outcome in first.keys], lang, day)
    return _shown(title, counted, _address(shell.OVERVIEW, lang, day), spec)


def _theme(path: str) -> Callable[[Values, Lang, str], Preview | None]:
    def preview(values: Values, lang: Lang, day: str) -> Preview | None:
        theme = next(theme for theme in claims.themes().values() if theme.page == path)
        own = claims_of(theme.id)
        if not own:
            return None
        verdict = state.verdict(own[0].key, as_of=day)
        about = f"{theme.question[lang]} {source_line(verdict.finding.sources, lang)}"
        spec = _first_figure(figures_of(theme.id), lang, day)
        return _shown(_finding(verdict, lang), about, _address(path, lang, day), spec)

    return preview


def _claim(values: Values, lang: Lang, day: str) -> Preview | None:
    claim = claims.claim(values.get("id", next(iter(claims.claims()))))
    prefix = f"{claim.id.lower()}_"
    texts = {key: value for key, value in values.items() if key.startswith(prefix)}
    overrides: dict[str, Any] = {}
    for key, text in texts.items():
        name = key.removeprefix(prefix)
        if name in claim.typed:
            overrides |= choice.read({name: claim.typed[name]}, {name: text}, claim.id)
            claim.typed[name].check(overrides[name], state.store(day))
    overrides = {name: value for name, value in overrides.items() if value != claim.values[name]}
    verdict = state.verdict(claim.key, overrides, as_of=day)
    about = f"{claim.id}, {verdict.label(lang)}: {verdict.fill(claim.statement, lang)}"
    if overrides:
        about = f"{about} {WORDS['own_rule'][lang]}"
    about = f"{about} {source_line(verdict.finding.sources, lang)}" if verdict.finding.sources else about
    spec = _first_figure(claim.figures, lang, day, overrides)
    path = _address(shell.CLAIM, lang, day, id=claim.key, **{key: texts[key] for key in texts if overrides})
    return _shown(_finding(verdict, lang), about, path, spec)


def _figure(values: Values, lang: Lang, day: str) -> Preview | None:
    id = values.get(links.FIGURE, "")
    if id not in figures.drawable():
        return None
    asked = links.parse(links.of_figure(id, values), id)
    frozen = asked.frozen(state.store(day))
    spec = figures.make(id, frozen.store, lang, **asked.selection)
    path = links.page(spec, is_frozen=bool(asked.pins))
    oembed = "/oembed?" + links.write({"url": public.address(path)}) if public.base() else ""
    return _shown(spec.title, f"{spec.subtitle}. {spec.source_line}", path, spec, oembed)


def _explored(values: Values, lang: Lang, day: str) -> Preview | None:
    """Return the preview of a reader's own question."""
    asked = links.parse(links.of_figure(EXPLORE.id, values), EXPLORE.id)
    spec = figures.make(EXPLORE.id, asked.frozen(state.store(day)).store, lang, **asked.selection)
    path = _address(shell.EXPLORE, lang, day, **{key: text for key, text in links.chosen(spec).items() if text})
    return _shown(spec.title, f"{spec.subtitle}. {spec.source_line}", path, spec)


def _proposal(values: Values, lang: Lang, day: str) -> Preview | None:
    """Return the preview of a proposal; the page shows the figures of now whatever the day."""
    spec = _first_figure(BESIDE.values(), lang, "")
    by_slug = {proposal.slug: proposal for proposal in scenarios.scenarios().values()}
    slug = values.get("voorstel", "")
    if slug not in by_slug:
        plain = _plain(shell.PROPOSALS, lang, "")
        return _shown(plain.title, t("page.proposals_question", lang), plain.path, spec)
    result = state.scenario(slug)
    title = words.sentences(result.sentence(lang))[0]
    about = f"{by_slug[slug].id}: {by_slug[slug].title[lang]}. {source_line(result.sources, lang)}"
    return _shown(title, about, _address(shell.PROPOSALS, lang, "", voorstel=slug), spec)


def _finding(verdict: Verdict, lang: Lang) -> str:
    return words.sentences(verdict.sentence(lang))[0]


def _first_figure(ids: Any, lang: Lang, day: str, overrides: Mapping[str, Any] | None = None) -> FigureSpec | None:
    """Return the first of the figures that can be made, with a reader's rule where it draws the claim's finding."""
    for id in ids:
        if id in figures.figures():
            params = figures.figures()[id].params
            try:
                own = {name: value for name, value in (overrides or {}).items() if name in params}
                return figures.make(id, state.store(day), lang, **own)
            except Problem:
                continue
    return None
