"""How a figure is cited: computed from the sources that it was drawn from, with their editions and date of retrieval.

Two styles: APA (7th edition, data sets, one entry a table) and the note at the foot of a Dutch policy paper (publisher,
title, table, edition, retrieval, address, in one sentence).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

from babel.dates import format_date

from shortage.figures.base import FigureSpec, publisher_name
from shortage.store import Source, united
from shortage.text import Lang, date, strings, t
from shortage.text.editions import dated

Style = Literal["apa", "note"]
_APA_DAY = {"nl": "y, d MMMM", "en": "y, MMMM d"}
_APA_MONTH = "y, MMMM"
_LOCALE = {"nl": "nl_NL", "en": "en_US"}


def citation(spec: FigureSpec, style: Style, address: str = "") -> str:
    """Return a figure's citation.

    Args:
        spec: the figure.
        style: ``apa`` gives an entry a table, each on its own line, and a last line for the processing; ``note`` gives
            one sentence.
        address: where the figure is found again.
    """
    used = ordered(spec.sources)
    own = t("note.own_processing", spec.lang, mark=_mark(spec.lang), version=spec.data_version)
    if address:
        own = t("note.processing_at", spec.lang, processing=own, address=address)
    if style == "apa":
        return "\n".join([*(apa(source, spec.lang) for source in used), own])
    title = (spec.own_title and _computed(spec)) or spec.title
    parts = "; ".join(footnote(source, spec.lang) for source in used)
    return t("note.footnote", spec.lang, title=title, sources=parts, processing=own)


def apa(source: Source, lang: Lang) -> str:
    """Return a table's entry in a list of references."""
    return t(
        "note.apa",
        lang,
        publisher=publisher(source.publisher, lang),
        date=_apa_date(source.vintages, lang),
        title=source.title[lang],
        table=f"{source.table}, {source.edition(lang)}" if source.is_cut else source.table,
        retrieved=retrieved(source, lang),
        url=source.url,
    )


def footnote(source: Source, lang: Lang) -> str:
    """Return a table as it stands in a footnote."""
    return t(
        "note.footnote_source",
        lang,
        publisher=publisher_name(source.publisher, lang),
        title=source.title[lang],
        table=source.table,
        edition=source.edition(lang),
        retrieved=retrieved(source, lang),
        url=source.url,
    )


def finding(spec: FigureSpec) -> str:
    """Return what a figure says as a sentence that stands alone: finding, what is counted, and then its source.

    A title is a headline, often without a verb, so the sentence quotes it. A user's own title is no finding: the
    computed one is given, or what the figure shows, by its neutral title, where the data prove none.
    """
    key = "note.sentence" if _is_proved(spec) else "note.sentence_neutral"
    return t(key, spec.lang, finding=_computed(spec), subtitle=spec.subtitle, source=_short(spec))


def ordered(sources: Iterable[Source]) -> list[Source]:
    """Return each table once, by publisher and table."""
    return sorted(united(sources), key=lambda source: (source.publisher, source.table, source.release))


def publisher(name: str, lang: Lang) -> str:
    """Return a publisher's full name, or its own where we know no other."""
    key = "note.publisher_" + re.sub(r"[^a-z]+", "_", name.lower()).strip("_")
    return t(key, lang) if key in strings() else publisher_name(name, lang)


def retrieved(source: Source, lang: Lang) -> str:
    """Return when a table was retrieved: "op 3 november 2026", or "in november 2026" where no more is known."""
    text = source.retrieved[:10]
    if not text:
        return t("note.retrieved_unknown", lang)
    return t(
        "note.retrieved_on" if len(text) == len("2026-01-01") else "note.retrieved_in", lang, date=date(text, lang)
    )


def _computed(spec: FigureSpec) -> str:
    return spec.guarded.sentence if spec.guarded and spec.guarded.holds else spec.neutral_title


def _is_proved(spec: FigureSpec) -> bool:
    return spec.guarded is not None and spec.guarded.holds


def _short(spec: FigureSpec) -> str:
    return spec.source_line.rstrip(". ")


def _mark(lang: Lang) -> str:
    return t("render.mark", lang)


def _apa_date(vintages: Iterable[str], lang: Lang) -> str:
    """Return the date of the editions as APA writes it: one date, years from and to, or that there is none."""
    editions = [edition for edition in map(dated, vintages) if edition]
    if not editions:
        return t("note.no_date", lang)
    if len(editions) > 1:
        first, last = min(edition.first for edition in editions)[:4], max(edition.last for edition in editions)[:4]
        return first if first == last else f"{first}–{last}"
    date_parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", editions[0].first)
    if not date_parts or editions[0].last[:4] != editions[0].first[:4]:
        return f"{editions[0].first[:4]}–{editions[0].last[:4]}"
    year, month, day = date_parts.groups()
    if not month:
        return year
    try:
        when = dt.date(int(year), int(month), int(day or 1))
    except ValueError:
        return year
    return str(format_date(when, _APA_DAY[lang] if day else _APA_MONTH, locale=_LOCALE[lang]))
