"""The home page: who wrote what to whom, a few key figures, how the claims came out, and each claim in one line."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from shortage import claims
from shortage.claims import Paper
from shortage.figures import FigureSpec
from shortage.page import words
from shortage.page.base import DATA, FIGURES, Answers, Badge, Link, badge
from shortage.page.theme import ClaimRow, claims_of, row
from shortage.page.trend import Trend, of_series
from shortage.paper_folders import KeyFigure, statements
from shortage.text import Lang, Period, Problem, ages, date, number, signed, t

ORDER = ("supported", "contradicted", "mixed", "depends", "outdated", "not_testable")
"""In which order verdicts are counted."""
NO_VERDICT = ("outdated", "not_testable")
"""What a claim is called that the figures say nothing of."""
COUNTED = ("count", "persons", "thousand")
"""Units of numbers whose change is told in per cent; of any other the number of a year before is told."""


@dataclass(frozen=True)
class Key:
    """A number that people quote: its unit, its date, its change in a year, and the line that it is the end of.

    ``below`` says unit, change and date in one line; ``link`` is the way to its figure.
    """

    title: str
    number: str
    unit: str
    change: str
    until: str
    figure: str
    link: Link
    trend: Trend | None

    @property
    def below(self) -> str:
        """What stands below the number where there is room for one line."""
        return ", ".join(part for part in (self.unit, self.change, self.until) if part)


@dataclass(frozen=True)
class ThemeRows:
    """The claims of a paper on one theme that have a verdict, and the way to the theme's page."""

    title: str
    link: Link
    rows: tuple[ClaimRow, ...]


@dataclass(frozen=True)
class PaperPart:
    """A paper: who wrote what to whom, its key numbers, how many claims came out how, and the claims by theme.

    ``url`` is where the paper can be read ("" where that is not known); ``listed`` is the way to all that it says, if
    that is listed. ``unjudged`` are the claims that the figures cannot judge, being too old or not there, and ``fold``
    the line behind which they wait. ``unread`` says how many cannot be judged now for want of a table.
    """

    paper: Paper
    title: str
    short: str
    lead: str
    url: str
    listed: Link | None
    keys: tuple[Key, ...]
    counts: tuple[tuple[str, Badge], ...]
    unread: str
    themes: tuple[ThemeRows, ...]
    unjudged: tuple[ClaimRow, ...]
    fold: str
    then: str


@dataclass(frozen=True)
class HomePage:
    """All that the home page says; the first paper is the one that the page is about."""

    lang: Lang
    title: str
    papers: tuple[PaperPart, ...]


def home(answers: Answers, lang: Lang) -> HomePage:
    """Return the home page."""
    parts = tuple(part(paper, answers, lang) for paper in claims.papers().values())
    return HomePage(lang, t("page.home_title", lang), parts)


def part(paper: Paper, answers: Answers, lang: Lang) -> PaperPart:
    """Return a paper's part of the page; what cannot be judged now is counted apart."""
    judged = {key: row(claim, answers, lang) for key, claim in claims.claims(paper.id).items()}
    rows = {key: claim_row for key, claim_row in judged.items() if claim_row is not None}
    counts = Counter(claim_row.badge.value for claim_row in rows.values())
    themes = []
    for id in paper.themes:
        theme = claims.themes()[id]
        own = [rows[claim.key] for claim in claims_of(id) if claim.key in rows]
        shown = tuple(claim_row for claim_row in own if claim_row.badge.value not in NO_VERDICT)
        if shown:
            themes.append(ThemeRows(theme.name[lang], Link(theme.name[lang], theme.page), shown))
    unread = len(judged) - len(rows)
    unjudged = tuple(claim_row for claim_row in rows.values() if claim_row.badge.value in NO_VERDICT)
    return PaperPart(
        paper=paper,
        title=paper.title[lang],
        short=words.capital(paper.short[lang]),
        lead=introduction(paper, lang),
        url=paper.url,
        listed=Link(t("page.all_it_says", lang), DATA) if statements(paper.id) else None,
        keys=tuple(key_figure for key in paper.keys if (key_figure := key_number(key, answers, lang)) is not None),
        counts=tuple((number(counts[value], lang), badge(value, lang)) for value in ORDER if counts[value]),
        unread=t("page.unread_claims", lang, count=number(unread, lang)) if unread else "",
        themes=tuple(themes),
        unjudged=unjudged,
        fold=t("page.unjudged", lang, count=number(len(unjudged), lang)),
        then=t("page.row_then", lang, date=date(paper.debate or paper.date, lang)),
    )


def key_number(key: KeyFigure, answers: Answers, lang: Lang) -> Key | None:
    """Return a number that people quote, None while its figure cannot be made or lacks that line."""
    try:
        spec = answers.spec(key.figure, lang)
    except Problem:
        return None
    rows = spec.data[(spec.data["series_id"] == key.series) & spec.data["value"].notna()].sort_values("x")
    if rows.empty:
        return None
    last, title = rows.iloc[-1], key.title[lang]
    large, unit = words.whole_amount(float(last["value"]), spec.unit, spec.decimals, lang)
    if pd.notna(last["low"]) and pd.notna(last["high"]):
        # Of an estimate nothing behind the point is known.
        low, high = (number(float(last[name]), lang) for name in ("low", "high"))
        large, unit = number(float(last["value"]), lang), t("page.key_band", lang, low=low, high=high)
    until = ages.up_to(str(last["period"]), lang)
    return Key(
        title=title,
        number=large,
        unit=unit,
        change=change_in_a_year(spec, rows, lang),
        until=t("page.key_provisional", lang, until=until) if last["is_provisional"] else until,
        figure=key.figure,
        link=Link(title, FIGURES, {"figuur": key.figure}),
        trend=of_series(spec, key.series, title, lang),
    )


def change_in_a_year(spec: FigureSpec, rows: pd.DataFrame, lang: Lang) -> str:
    """Return by how much a line (oldest first) changed in its last year, "" where it has no figure of a year before.

    A part of a year names the part it is set against: "in a year" reads as a change between means of whole years.
    """
    last = Period.parse(str(rows["period"].iloc[-1]))
    year_before = last.shift(-{"quarter": 4, "month": 12}.get(last.grain, 1))
    before = rows[rows["period"] == year_before.code]
    if before.empty or not float(before["value"].iloc[0]):
        return ""
    now, then = float(rows["value"].iloc[-1]), float(before["value"].iloc[0])
    if spec.unit in COUNTED:
        change = f"{signed(100 * (now / then - 1), lang, 1)}%"
        if last.grain in ("quarter", "month"):
            return t("page.key_against", lang, change=change, period=year_before.label(lang))
        return t("page.key_change", lang, change=change)
    places = 0 if pd.notna(rows["low"].iloc[-1]) else spec.decimals
    return t("page.key_before", lang, before=number(then, lang, places))


def introduction(paper: Paper, lang: Lang) -> str:
    """Return who wrote a paper to whom, and when, with its reference where there is one, and what is done with it."""
    said = [paper.lead.fill(lang, date=date(paper.date, lang))]
    if paper.reference is not None:
        said.append(paper.reference[lang])
    said.append(t("page.recomputed", lang, count=number(len(claims.claims(paper.id)), lang)))
    return " ".join(said)
