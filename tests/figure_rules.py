"""What a figure that leaves the program must keep to, as rules over its spec; each fault names its rule.

The rules are those of the Westeinder-index for policy figures (ESB, 2014): the title says what is shown, abbreviations
are explained, units and period are named, the source is explicit. What needs a drawing to be measured is in
:mod:`drawing_rules`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shortage.figures.base import COUNTS, MOST_COLUMNS, MOST_ROWS, FigureSpec
from shortage.figures.guards import LONGEST_TITLE
from shortage.figures.house import house
from shortage.figures.looks import looks, subject
from shortage.figures.marks import LONGEST_NOTE, LONGEST_SPAN
from shortage.figures.provinces import province
from shortage.figures.style import FOCUS_GREY
from shortage.text import Period, number, t
from shortage.text.glossary import terms

MOST_SERIES = 4
SHORTEST_ALT, LONGEST_ALT = 20, 220
LONGEST_REFERENCE, LONGEST_EVENT = 20, 24
COUNTED = {"persons", "count"}
"""Units that the subtitle names by who or what is counted: arrivals, first-years."""
_ABBREVIATION = re.compile(r"\b[A-Z][A-Z][A-Z0-9]*\b")
_CODE = re.compile(r"\bSBI [A-U](?:[–+ ]+[A-U])*|\b[A-U]–[A-U]\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LEVEL_OF_MBO = re.compile(r"\bmbo-\d\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_UNFILLED = re.compile(r"[{}]|\bnan\b|\bNone\b(?! of the)|  ")
_EMPTY_WORDS = {"x", "per", "of", "the", "="}


@dataclass(frozen=True)
class Fault:
    """A rule that a figure breaks, and in what."""

    rule: str
    text: str


def lint(spec: FigureSpec) -> list[Fault]:
    """Return what is wrong with a figure; empty when nothing is."""
    rules = (
        _texts,
        _unfilled,
        _rows,
        _subtitle,
        _source,
        _abbreviations,
        _series,
        _axis,
        _map,
        _table,
        _marks,
        _added,
        _colours,
        _numbers,
        _finding,
    )
    return [Fault(rule.__name__.removeprefix("_"), text) for rule in rules for text in rule(spec)]


def _texts(spec: FigureSpec) -> Iterator[str]:
    for name in ("title", "subtitle", "source_line", "alt"):
        if not getattr(spec, name).strip():
            yield f"no {name}"
    if not SHORTEST_ALT < len(spec.alt) <= LONGEST_ALT:
        yield f"alt of {len(spec.alt)} characters"
    if spec.alt.strip() == spec.title.strip():
        yield "alt repeats the title"
    if len(spec.title) > LONGEST_TITLE and not spec.own_title:
        yield f"title of {len(spec.title)} characters"
    if spec.title.endswith("."):
        yield "title ends in a full stop"
    for line in spec.reference_lines:
        if not 0 < len(line.label) <= LONGEST_REFERENCE:
            yield f"reference label {line.label!r}"


def _unfilled(spec: FigureSpec) -> Iterator[str]:
    """Give each text in which a place was left open, or filled with nothing."""
    note = spec.note
    for own in [mark.text for mark in spec.own_notes] + [mark.text for mark in spec.own_spans]:
        note = note.replace(own, "")  # a reader may write what they like
    for text in (spec.title, spec.subtitle, note, spec.alt, *spec.data["category"]):
        if _UNFILLED.search(text):
            yield text


def _rows(spec: FigureSpec) -> Iterator[str]:
    if spec.data.empty:
        yield "no figures"
    if spec.data["value"].isna().any():
        yield "a row without a value"
    if spec.data.duplicated(["panel", "series_id", "category", "period"]).any():
        yield "a figure that stands twice"


def _subtitle(spec: FigureSpec) -> Iterator[str]:
    unit = t(f"unit.{spec.unit}", spec.lang)
    tokens = [token for token in unit.casefold().replace(",", " ").split() if token not in _EMPTY_WORDS]
    named = sum(token in spec.subtitle.casefold() for token in tokens)
    if 2 * named < len(tokens) and spec.unit not in COUNTED:
        yield f"the unit is not named: {unit}"
    if not _YEAR.search(spec.subtitle):
        yield "the period is not named"
    if spec.until and Period.parse(spec.until).label(spec.lang) not in spec.subtitle:
        yield f"up to when the figures run is not named: {Period.parse(spec.until).label(spec.lang)}"


def _source(spec: FigureSpec) -> Iterator[str]:
    if not spec.sources:
        yield "no source"
    for source in spec.sources:
        stand = source.edition(spec.lang)
        if source.table not in spec.source_line or stand not in spec.source_line:
            yield f"{source.table} of {stand} is not in the source line"


def _abbreviations(spec: FigureSpec) -> Iterator[str]:
    explained = {term.abbreviation for term in terms()}
    for text in (spec.title, spec.subtitle):
        for abbreviation in _ABBREVIATION.findall(_CODE.sub("SBI", text)):
            if abbreviation not in explained:
                yield f"{abbreviation} is not in the glossary"


def _series(spec: FigureSpec) -> Iterator[str]:
    for panel, part in spec.data.groupby("panel"):
        count = part["series_id"].nunique()
        if count > MOST_SERIES and spec.kind != "table":
            yield f"{count} series in {str(panel) or 'one plot'}"
    if spec.kind == "small_multiples" and len(spec.panels) < 2:
        yield "small multiples of one panel"
    if spec.kind == "path" and len(spec.series) != 2:
        yield "a path of other than two quantities"
    if spec.kind != "small_multiples" and len(spec.panels) > 1:
        yield "panels in a figure of one plot"


def _axis(spec: FigureSpec) -> Iterator[str]:
    if spec.kind == "bar" and not spec.is_zero_based:
        yield "bars that do not start at zero"
    if not spec.is_zero_based and t("figure.cut_axis", spec.lang) not in spec.subtitle + spec.note:
        yield "an axis that does not start at zero without saying so"


def _map(spec: FigureSpec) -> Iterator[str]:
    if spec.kind != "map":
        return
    if len(spec.series) != 1:
        yield "a map of other than one series"
    if spec.reference_lines or spec.breaks:
        yield "a map with lines"
    places = [province(name) for name in spec.data["category"]]
    for name, tile in zip(spec.data["category"], places, strict=True):
        if not tile:
            yield f"{name!r} is no province"
    if len(set(places)) < len(places):
        yield "a province that stands twice"
    if spec.unit in COUNTS and t("figure.map_of_counts", spec.lang) not in spec.note:
        yield "a map of counts that does not say so"


def _table(spec: FigureSpec) -> Iterator[str]:
    if spec.kind != "table":
        return
    keys = spec.data["period" if spec.is_time else "category"].nunique()
    if keys > MOST_ROWS or len(spec.series) > MOST_COLUMNS:
        yield f"a table of {keys} rows and {len(spec.series)} columns"
    if len(spec.data) < keys * len(spec.series) and t("figure.missing_key", spec.lang) not in spec.note:
        yield "empty places in a table that are not explained"
    if spec.reference_lines or spec.breaks:
        yield "a table with lines"


def _marks(spec: FigureSpec) -> Iterator[str]:
    if spec.data["is_provisional"].any() and "*" not in spec.subtitle + spec.note:
        yield "provisional figures without *"
    for mark in spec.breaks:
        if t("figure.break", spec.lang) not in mark.label:
            yield f"a break called {mark.label!r}"
    if spec.breaks and t("figure.break", spec.lang) not in spec.note.casefold():
        yield "a break that the note does not explain"
    if not spec.is_time:
        return
    places = [mark.x for mark in spec.breaks]
    for _, part in spec.data.groupby(["panel", spec.data["series_id"].map(lambda id: subject(id).split(":")[0])]):
        lines = sorted((line["x"].min(), line["x"].max()) for _, line in part.groupby("series_id"))
        for (_, end), (start, _) in itertools.pairwise(lines):
            if places and end < start and not any(end <= mark_x <= start for mark_x in places):
                yield f"two ways of counting between {end:g} and {start:g} without a mark"  # not shown


def _added(spec: FigureSpec) -> Iterator[str]:
    """Give what is wrong with the marks that a reader added: each is explained or signed in the note, and is short."""
    for mark in spec.events:
        if not 0 < len(mark.label) <= LONGEST_EVENT:
            yield f"an event called {mark.label!r}"
        if mark.label not in spec.note:
            yield f"an event that the note does not explain: {mark.label!r}"
    for text, most in [(note.text, LONGEST_NOTE) for note in spec.own_notes] + [
        (span.text, LONGEST_SPAN) for span in spec.own_spans
    ]:
        if not 0 < len(text) <= most:
            yield f"a reader's note of {len(text)} characters"
        if text not in spec.note:
            yield f"a reader's note that is not signed: {text!r}"


def _colours(spec: FigureSpec) -> Iterator[str]:
    roles = dict(zip(spec.data["series_id"], spec.data["role"], strict=True))
    by_series = looks(list(spec.series), roles, spec.highlight)
    for series, look in by_series.items():
        if look.colour not in (*house().palette, FOCUS_GREY):
            yield f"{series} is drawn in {look.colour}"
    for panel, part in spec.data.groupby("panel"):
        dashes = [by_series[series].dash for series in part["series_id"].unique()]
        if spec.is_time and spec.kind != "table" and len(dashes) <= MOST_SERIES and len(set(dashes)) < len(dashes):
            yield f"two lines of one style in {str(panel) or 'one plot'}"


def _numbers(spec: FigureSpec) -> Iterator[str]:
    """Give each number of the alt text with decimals that the figure does not show; whole numbers may be counts."""
    drawn = [*spec.data["value"], *spec.data["low"], *spec.data["high"], *(line.value for line in spec.reference_lines)]
    shown = {number(abs(value), spec.lang, places) for value in drawn if value == value for places in range(4)}
    shown |= {text for label in spec.data["label"].unique() for text in _NUMBER.findall(label)}
    mark = "," if spec.lang == "nl" else "."
    quoted = _NUMBER.findall(spec.alt)
    if not quoted:
        yield "the alt text names no number"
    for text in quoted:
        if mark in text and text not in shown:
            yield f"{text} is not in the figure"
    for text in (spec.title, spec.subtitle, spec.note, spec.alt):
        if re.search(r"(?<![\w–-])-\d", text):
            yield f"a hyphen for a minus in {text!r}"


def _finding(spec: FigureSpec) -> Iterator[str]:
    if spec.guarded is None:
        return
    if not spec.guarded.check.strip():
        yield "a finding without the check that proves it"
    if not spec.guarded.sentence.strip():
        yield "a finding without words"


def title_faults(spec: FigureSpec) -> Iterator[str]:
    """Give what keeps a figure's title from being checked at a glance: its length, and numbers that are not drawn.

    A number may be a drawn value with up to three decimals, the height of a reference line, the mean of a line (of one
    that stayed level), a period or a year of the data, stand in the subtitle, or count bars or lines (at most as many
    as there are). What must be worked out from two drawn values may not.
    """
    if len(spec.title) > LONGEST_TITLE:
        yield f"title of {len(spec.title)} characters"
    drawn = [*spec.data["value"], *(line.value for line in spec.reference_lines)]
    drawn += list(spec.data.groupby("series_id")["value"].mean())
    shown = {number(abs(value), spec.lang, places) for value in drawn if value == value for places in range(4)}
    shown |= set(_NUMBER.findall(spec.subtitle))
    periods = [Period.parse(code) for code in spec.data["period"].unique() if code]
    shown |= {str(period.year) for period in periods}
    countable = max(spec.data["category"].nunique(), spec.data["series_id"].nunique())
    shown |= {str(count) for count in range(1, countable + 1)}
    left = spec.title
    for name in sorted({period.label(spec.lang) for period in periods}, key=len, reverse=True):
        left = left.replace(name, "")
    for name in {*spec.data["label"], *spec.data["category"]} - {""}:
        left = left.replace(name, "")
    for text in _NUMBER.findall(_LEVEL_OF_MBO.sub("", left)):
        if text not in shown:
            yield f"{text} is not in the figure"
