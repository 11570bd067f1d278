"""What a page asks for, computed once per data version.

Every answer is cached under the store's version, so that a finished load shows at the next click, without a restart,
and under everything else that it depends on. The caches are bounded: an odd web address cannot fill the memory.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

import plotly.graph_objects as go
import streamlit as st

from shortage import catalog, claims, feed, figures, history, indicators, page, scenarios
from shortage.claims import Verdict
from shortage.claims.facts import as_json
from shortage.figures import FigureDefinition, FigureSpec, freeze
from shortage.figures.freeze import Pin
from shortage.page import factsheet as factsheets
from shortage.page.trend import trend
from shortage.questions import Question
from shortage.render import bundle, csv, files, screen
from shortage.render.note import Note, own_title
from shortage.settings import settings
from shortage.site import note as notes
from shortage.site import sparkline
from shortage.store import Store, default_root
from shortage.text import Lang, Problem, Text, Unreadable, ages
from shortage.web import links, public
from shortage.web.bytecache import ByteCache
from shortage.web.remembered import remembered

LOG = logging.getLogger("shortage.web")
Pairs = tuple[tuple[str, Any], ...]


@remembered(8)
def _opened(root: str) -> Store:
    return Store(root)


@remembered(8)
def _viewed(root: str, as_of: str) -> Store:
    return _opened(root).view(as_of)


def root() -> str:
    """Return the folder of the store that this page reads."""
    return settings().store or str(default_root())


PAGE_DAY = "_as_of"
"""Where a session keeps the day whose figures its page shows; see :mod:`shortage.web.day`."""
Day = str | None
"""A day (ISO text), "" for now, or None for the day of the page that is being made (outside a page: now)."""


def day(as_of: Day = None) -> str:
    """Return a day as ISO text, "" for now."""
    return str(st.session_state.get(PAGE_DAY, "")) if as_of is None else as_of  # outside a page that is empty


def store(as_of: Day = None) -> Store:
    """Return the store, or its view of a day; it reads what the descriptor lists at that moment.

    Raises:
        Problem: no such day, or one that is still to come.
    """
    as_of = day(as_of)
    return _viewed(root(), as_of) if as_of else _opened(root())


def version(as_of: Day = None) -> str:
    """Return the data version, of the store or of its view of a day.

    Raises:
        Problem: the store is not there or cannot be read, or there is no such day.
    """
    return store(as_of).version


def pairs(values: Mapping[str, Any] | None) -> Pairs:
    """Return a choice as something that a cache can be keyed by."""
    return tuple(sorted((values or {}).items()))


@remembered(400)
def _verdict(root: str, version: str, id: str, parameters: Pairs, as_of: str = "") -> Verdict:
    return claims.judge(claims.claim(id), _viewed(root, as_of), dict(parameters))


def verdict(id: str, parameters: Mapping[str, Any] | None = None, as_of: Day = None) -> Verdict:
    """Return a judged claim, now or with what had been published on a day."""
    as_of = day(as_of)
    return _verdict(root(), version(as_of), id, pairs(parameters), as_of)


class Drawn(go.Figure):
    """A chart that nobody changes any more: made into plain values once, not for each reader."""

    def to_dict(self) -> dict[str, Any]:
        """Return the chart as plain values; they are everybody's."""
        if "_plain" not in vars(self):
            self._plain = super().to_dict()
        return cast(dict[str, Any], self._plain)


# What is drawn is never changed afterwards, so one copy serves all readers: a chart costs more to copy than to send.
@remembered(200)
def _drawn(
    root: str,
    version: str,
    id: str,
    lang: Lang,
    selection: Pairs,
    pins: tuple[Pin, ...],
    as_of: str,
    width: screen.Width,
) -> tuple[FigureSpec, Any]:
    spec = figures.make(id, freeze.freeze(_viewed(root, as_of), pins).store, lang, **dict(selection))
    return spec, Drawn(screen.figure(spec, width))


def drawn(
    id: str,
    lang: Lang,
    selection: Mapping[str, Any] | None = None,
    pins: tuple[Pin, ...] = (),
    as_of: Day = None,
    width: screen.Width = "page",
) -> tuple[FigureSpec, Any]:
    """Return a figure's spec and its chart for a screen's width; both are everybody's, so nobody changes them."""
    as_of = day(as_of)
    return _drawn(root(), version(as_of), id, lang, pairs(selection), pins, as_of, width)


@remembered(400)
def _options(root: str, version: str, id: str, param: str, as_of: str) -> Mapping[str, Text]:
    return figures.figures()[id].options(param, _viewed(root, as_of))


def options(definition: FigureDefinition, param: str) -> Mapping[str, Text]:
    """Return ``{code: words}`` of what a reader may choose of a figure, as :meth:`FigureDefinition.options` does."""
    return _options(root(), version(), definition.id, param, day())


@remembered(400)
def _spec(root: str, version: str, id: str, lang: Lang, as_of: str) -> FigureSpec:
    return figures.make(id, _viewed(root, as_of), lang)


def spec(id: str, lang: Lang) -> FigureSpec:
    """Return a figure's spec with its own choices."""
    return _spec(root(), version(), id, lang, day())


FILES = ByteCache(12_000_000)


def kept_file(asked: links.Request) -> bytes | None:
    """Return what an address asks for if it was made before."""
    return FILES.look((root(), version(asked.as_of), *asked.key))


def linked_file(asked: links.Request) -> bytes:
    """Return what an address asks for: a figure as the bytes of a file, from its frozen releases where it has them.

    Raises:
        Problem: a frozen release is no longer kept, or the figure cannot be made.
    """

    def make() -> bytes:
        frozen = asked.frozen(store(asked.as_of))
        if not frozen.is_kept:
            raise Problem("release_gone", tables=", ".join(release.words(asked.lang) for release in frozen.gone))
        return picture(asked, frozen.store)

    return FILES.get((root(), version(asked.as_of), *asked.key), make)


def picture(asked: links.Request, view: Store) -> bytes:
    """Return what an address asks for, made anew from a store."""
    spec = figures.make(asked.id, view, asked.lang, **asked.selection)
    if asked.own_title:
        spec = replace(spec, own_title=own_title(asked.own_title)[0])
    if asked.format == "csv":
        return csv.render(spec, cast(csv.Flavour, asked.flavour))
    return files.content(spec, asked.format, size=asked.size, plain=asked.plain, grey=asked.grey)


def document(note: Note, kind: str, as_of: str = "") -> bytes:
    """Return a note as a document, with the figures of now or of a day."""
    view = store(as_of)
    return FILES.get((root(), view.version, kind, repr(note)), lambda: notes.write(note, view, kind))


def factsheet(name: str, note: Note, as_of: str = "") -> bytes:
    """Return the factsheet of a claim or theme by its name, else of a note's figures."""
    view = store(as_of)

    def make() -> bytes:
        sheet = (factsheets.named(name, view, note.lang) if name else None) or factsheets.of_note(note, view)
        return factsheets.pdf(sheet, public.address(links.page(sheet.figures[0])) if sheet.figures else "")

    return FILES.get((root(), view.version, "factsheet", name, repr(note)), make)


@remembered(8)
def _claims_json(root: str, version: str, lang: Lang, as_of: str) -> str:
    return as_json([_verdict(root, version, id, (), as_of) for id in claims.claims()], lang)


def claims_json(lang: Lang, as_of: str = "") -> str:
    """Return all verdicts as JSON, as the command line prints them, now or of a day."""
    return _claims_json(root(), version(as_of), lang, as_of)


@remembered(200)
def _trend(root: str, version: str, claim: str, id: str, lang: Lang, as_of: str) -> str:
    line = trend(_spec(root, version, id, lang, as_of), _verdict(root, version, claim, (), as_of).finding, lang)
    return sparkline.image(line, lang) if line is not None else ""


def small_trend(claim: claims.Claim, lang: Lang) -> str:
    """Return as an ``<img>`` the trend of a claim's first figure on a time axis, ``""`` where it has none."""
    for id in claim.figures if claim.has_trend else ():
        if id in figures.figures():
            try:
                image = _trend(root(), version(), claim.key, id, lang, day())
            except Unreadable:
                return ""  # another figure would take its place until it can be read again
            except Exception as error:
                LOG.warning("%s: %s", type(error).__name__, error)
                continue
            if image:
                return image
    return ""


@remembered(20)
def _stand_ins(root: str, version: str, sector: str | None, as_of: str) -> tuple[dict[str, float], str]:
    params = {"sector": sector} if sector else {}
    frame = indicators.compute("international-share-phi", _viewed(root, as_of), **params).frame
    period = str(frame.sort_values("period_start")["period"].iloc[-1])
    newest = frame[frame["period"] == period]
    return dict(zip(newest["stand_in"].astype(str), newest["value"].astype(float), strict=True)), period


def stand_ins(sector: str | None = None) -> tuple[dict[str, float], str]:
    """Return the stand-ins of the newest year in per cent, and that year."""
    return _stand_ins(root(), version(), sector, day())


@remembered(200)
def _share(root: str, version: str, phi: float, sector: str | None, as_of: str) -> tuple[float, str]:
    params: dict[str, Any] = {"sector": sector} if sector else {}
    line = indicators.compute("international-share", _viewed(root, as_of), phi=phi, **params).line()
    return float(line["value"].iloc[-1]), str(line["period"].iloc[-1])


def share(phi: float, sector: str | None = None) -> tuple[float, str]:
    """Return the international share of the newest year at a share ``phi`` (per cent), and that year."""
    return _share(root(), version(), phi, sector, day())


def stated(id: str) -> float | None:
    """Return the number that the paper states in a claim."""
    stated_number = claims.claim(id).stated
    return stated_number.value if stated_number is not None else None


@remembered(200)
def _scenario(root: str, version: str, id: str, overrides: Pairs) -> scenarios.ScenarioResult:
    return scenarios.run(id, _opened(root), dict(overrides))


def scenario(id: str, overrides: Mapping[str, Any] | None = None) -> scenarios.ScenarioResult:
    """Return a proposal's result."""
    return _scenario(root(), version(), id, pairs(overrides))


@remembered(50)
def _beside(
    root: str, version: str, pace: scenarios.Pace, overrides: tuple[tuple[str, Pairs], ...]
) -> scenarios.Comparison:
    return scenarios.beside_vacancies(_opened(root), pace, {id: dict(values) for id, values in overrides})


def beside(pace: scenarios.Pace, overrides: Mapping[str, Mapping[str, Any]]) -> scenarios.Comparison:
    """Return technical vacancies beside what each proposal of one pace could fill."""
    return _beside(root(), version(), pace, tuple(sorted((id, pairs(values)) for id, values in overrides.items())))


@remembered(50)
def _changes(root: str, version: str, name: str) -> tuple[str, dict[str, int], list[dict[str, Any]]]:
    return page.Answers(_opened(root)).changes(name)


@remembered(100)
def _extent(root: str, version: str, name: str) -> tuple[int, int, str, str]:
    return page.Answers(_opened(root)).extent(name)


@remembered(400)
def _verdict_on(root: str, version: str, key: str, as_of: str) -> Verdict:
    return page.Answers(_viewed(root, as_of)).verdict_on(key, as_of)


class Asked(page.Answers):
    """What live pages ask: remembered for all readers, with ages as they are today."""

    def verdict(self, key: str, parameters: Mapping[str, Any] | None = None, as_of: str | None = None) -> Verdict:
        """Return a judged claim."""
        return verdict(key, parameters, self.store.as_of if as_of is None else as_of)

    def verdict_on(self, key: str, as_of: str) -> Verdict:
        """Return a verdict of a day without those under other choices."""
        return _verdict_on(root(), version(as_of), key, as_of)

    def spec(self, id: str, lang: Lang, selection: Mapping[str, Any] | None = None) -> FigureSpec:
        """Return what a figure says."""
        as_of = self.store.as_of
        return drawn(id, lang, selection, (), as_of)[0] if selection else _spec(root(), version(as_of), id, lang, as_of)

    def extent(self, name: str) -> tuple[int, int, str, str]:
        """Return how many figures a table holds, how many more as context only, and its first and last period."""
        return _extent(root(), version(), name)

    def changes_said(self) -> list[history.Change]:
        """Return what new releases did to verdicts and key numbers, newest first."""
        return changes_said()

    def changes(self, name: str) -> tuple[str, dict[str, int], list[dict[str, Any]]]:
        """Return the previous release of a table, how many cells changed since, and the first of them."""
        return _changes(root(), version(), name)


def today(as_of: Day = None) -> dt.date:
    """Return the day to which ages count: the one whose figures the page shows, else today."""
    shown = day(as_of)
    return dt.date.fromisoformat(shown) if shown else ages.today()


def answers() -> page.Answers:
    """Return what a page asks."""
    return Asked(store(), today())


@remembered(4)
def _history(root: str, version: str, written: bytes) -> list[history.Change]:
    return history.read(_opened(root))


def changes_said() -> list[history.Change]:
    """Return what new releases did to verdicts and key numbers, newest first; see :func:`shortage.history.read`."""
    return _history(root(), version(""), store("").beside(history.FILE))


@remembered(4)
def _news(root: str, version: str, written: bytes, lang: Lang) -> list[feed.Entry]:
    return feed.entries(_opened(root), _history(root, version, written), lang)


def news(lang: Lang) -> list[feed.Entry]:
    """Return new releases and changed verdicts, newest first."""
    return _news(root(), version(""), store("").beside(history.FILE), lang)


@remembered(4)
def _calendar(root: str, version: str, lang: Lang, today: dt.date) -> bytes:
    listed = _opened(root).entries()
    days = [
        entry.modified[:10]
        for each in listed.values()
        for entry in each
        if re.match(r"\d{4}-\d\d-\d\d", entry.modified)
    ]
    stamp = dt.date.fromisoformat(max(days, default=today.isoformat()))
    return feed.calendar(feed.due(_opened(root), today), lang, stamp)


def calendar(lang: Lang, today: dt.date) -> bytes:
    """Return when new figures come, from a day on, as a calendar."""
    return _calendar(root(), version(""), lang, today)


def table_csv(name: str) -> bytes:
    """Return a table as stored, with the publisher's codes and labels, as CSV."""
    return bytes(store().raw(catalog.table(name).name).to_csv(index=False).encode())


def everything(id: str, lang: Lang, parameters: Mapping[str, Any] | None = None, as_of: str = "") -> bytes:
    """Return a ZIP of everything behind a verdict, of now or of a day."""
    return bundle.claim(verdict(id, parameters, as_of), store(as_of), lang)


def own_claim(question: Question, lang: Lang, link: str) -> bytes:
    """Return a ZIP of a reader's own claim; see :func:`shortage.render.bundle.own`."""
    return bundle.own(question, store(""), lang, link)
