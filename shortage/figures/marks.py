"""What a reader may add to any figure on a time axis: moments of the catalogue, and notes and a span of their own.

They stand in the address, so that whoever opens it sees them, and in every file. A moment says when something was, with
its source; what a reader wrote is signed as theirs. Neither changes a number, a title or a verdict.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from shortage.catalog import Event, events
from shortage.choice import Choice
from shortage.store import Store
from shortage.text import Period, Problem, Text, Words
from shortage.text.phrases import capital, day, joined, listed, when

if TYPE_CHECKING:
    from shortage.figures.base import FigureContent, FigureSpec

S = TypeVar("S")
WORDS = Words(__file__)
MOST_EVENTS, LONGEST_NOTE, LONGEST_SPAN = 3, 60, 30
KINDS = ("line", "band", "small_multiples")
"""Kinds of figures with a time axis."""
_NOTE = re.compile(r"(\d{4}(?:(?:KW|MM|JJ|SJ)\d\d)?):(.*)", re.S)
_SPAN = re.compile(r"(\d{4}(?:(?:KW|MM|JJ|SJ)\d\d)?)-(\d{4}(?:(?:KW|MM|JJ|SJ)\d\d)?):(.*)", re.S)


@dataclass(frozen=True)
class EventMark(Generic[S]):
    """A moment at ``x`` on the time axis: a dotted line with a flag, unlike a break, which parts two series."""

    x: float
    label: S


@dataclass(frozen=True)
class PointMark(Generic[S]):
    """A point (``x``, ``value``) of a line that the title is about; ``text`` says its value and when it was."""

    x: float
    value: float
    text: S


@dataclass(frozen=True)
class OwnNote(PointMark[str]):
    """A reader's own words at a point of a line; plain text, escaped wherever it stands."""


@dataclass(frozen=True)
class OwnSpan:
    """A reader's own stretch of the time axis, shaded, with a few words; plain text."""

    first: float
    last: float
    text: str


def _moments(_: Store) -> Mapping[str, Text]:
    return {id: event.label for id, event in events().items()}


CHOICES: dict[str, Choice] = {
    "mark": Choice("mark", (), "codes", _moments),
    "note": Choice("note"),
    "note2": Choice("note2"),
    "span": Choice("span"),
}
"""What an address may add to a figure, by name: up to three moments, two notes (``2022KW02:words``), a span
(``2020KW01-2021KW04:words``). A year alone will do where the axis has years or school years."""


def apply(content: FigureContent, added: Mapping[str, Any]) -> FigureContent:
    """Return a figure with a reader's marks; its note says what each is and whose.

    Raises:
        Problem: the figure has no time axis, a mark lies outside it or cannot be read, or there are too many words.
    """
    chosen = {name: value for name, value in added.items() if value}
    if isinstance(chosen.get("mark"), str):
        chosen["mark"] = CHOICES["mark"].read(chosen["mark"])
    if not chosen:
        return content
    if content.kind not in KINDS or not content.data["period"].map(bool).all():
        raise Problem("mark_no_time", title=content.neutral_title)
    axis = _Axis.of(content)
    marks = [_event(id) for id in chosen.get("mark", ())]
    if len(marks) > MOST_EVENTS:
        raise Problem("mark_many", most=MOST_EVENTS)
    placed: list[EventMark[Text | str]] = [EventMark(axis.at(event), event.label) for event in marks]
    texts: list[Text] = [_marked(marks)] if marks else []
    notes = [axis.note(str(chosen[name])) for name in ("note", "note2") if name in chosen]
    if notes and content.kind == "small_multiples":
        raise Problem("own_note_panels")
    spans = [axis.span(str(chosen["span"]))] if "span" in chosen else []
    own = [said for _, said in notes] + [said for _, said in spans]
    if own:
        texts.append(WORDS("own" if len(own) == 1 else "owns", notes=listed(own)))
    return replace(
        content,
        note=joined([_text(content.note), *texts]),
        events=tuple(placed),
        own_notes=tuple(note for note, _ in notes),
        own_spans=tuple(span for span, _ in spans),
        selection={**content.selection, **chosen},
        definitions=(*content.definitions, *((capital(event.label), _source(event)) for event in marks)),
    )


def inside(spec: FigureContent | FigureSpec) -> list[str]:
    """Return the moments that lie on a figure's time axis, by id; none where it has no such axis."""
    if spec.kind not in KINDS or not spec.data["period"].map(bool).all():
        return []
    axis = _Axis.of(spec)
    return [id for id, event in events().items() if axis.first.start <= event.date <= axis.last.end]


def example(spec: FigureContent | FigureSpec) -> str:
    """Return a period of a figure as a reader writes it before a note: its newest one."""
    return _Axis.of(spec).last.code


def split(texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return what texts of an address mark, and the texts that say something else."""
    words = {word: name for name, choice in CHOICES.items() for word in (name, *choice.words)}
    own = {words[word]: CHOICES[words[word]].read(text) for word, text in texts.items() if word in words and text}
    return own, {word: text for word, text in texts.items() if word not in words}


def _event(id: str) -> Event:
    if id not in events():
        raise Problem("choice_unknown", name=CHOICES["mark"].words[0], value=id, known=", ".join(events()))
    return events()[id]


def _text(said: Text | str) -> Text:
    return Text(nl=said, en=said) if isinstance(said, str) else said


def _marked(marks: Iterable[Event]) -> Text:
    """Return which moments are marked, on which days, and who says so."""
    parts = [
        WORDS("event", label=event.label, day=day(event.date.isoformat()), publisher=event.publisher) for event in marks
    ]
    return WORDS("events", events=listed(parts, "; "))


def _source(event: Event) -> Text:
    return WORDS(
        "source",
        day=day(event.date.isoformat()),
        text=event.text,
        publisher=event.publisher,
        title=event.title,
        url=event.url,
    )


@dataclass(frozen=True)
class _Axis:
    """A figure's time axis: its first and last period, and the points of its first line."""

    first: Period
    last: Period
    points: Mapping[str, tuple[float, float]]

    @classmethod
    def of(cls, content: FigureContent | FigureSpec) -> _Axis:
        rows = content.data[content.data["value"].notna()]
        periods = sorted({Period.parse(code) for code in rows["period"]}, key=lambda period: period.start)
        main = rows[rows["role"] == "main"] if (rows["role"] == "main").any() else rows
        points: dict[str, tuple[float, float]] = {}
        for code, x, value in zip(main["period"], main["x"], main["value"], strict=True):
            points.setdefault(code, (float(x), float(value)))
        return cls(periods[0], periods[-1], points)

    def at(self, event: Event) -> float:
        """Return where a day lies between the middles of the axis's periods."""
        if not self.first.start <= event.date <= self.last.end:
            raise Problem("mark_outside", name=event.label, first=when(self.first.code), last=when(self.last.code))
        return self.x_of(event.date)

    def x_of(self, date: dt.date) -> float:
        """Return where a day lies: a year's point is its middle, and so is a school year's, from September on."""
        if self.first.grain == "school_year":
            start = dt.date(date.year - (date.month < 9), 9, 1)
            return start.year + (date - start).days / 365.25 - 0.5
        share = (date - dt.date(date.year, 1, 1)).days / 365.25
        return date.year + share - (0.5 if self.first.grain == "year" else 0.0)

    def period(self, code: str, text: str) -> Period:
        """Read a period of this axis; a year alone is one where the axis has years.

        Raises:
            Problem: it is no period of the axis's kind, or lies outside it.
        """
        try:
            period = Period.parse(
                f"{code}{'SJ' if self.first.grain == 'school_year' else 'JJ'}00" if len(code) == 4 else code
            )
        except ValueError:
            period = None
        if period is None or period.grain != self.first.grain:
            raise Problem("own_period", value=text[:LONGEST_NOTE], example=self.last.code)
        if not self.first.start <= period.start <= self.last.start:
            raise Problem("own_outside", name=when(period.code), first=when(self.first.code), last=when(self.last.code))
        return period

    def note(self, text: str) -> tuple[OwnNote, Text]:
        """Read a reader's note; return it with where it stands and what it says."""
        read = _NOTE.fullmatch(text)
        if read is None:
            raise Problem("own_note_form", example=f"{self.last.code}:…")
        period = self.period(read[1], text)
        text = plain(read[2], LONGEST_NOTE)
        if period.code not in self.points:
            raise Problem("own_no_point", name=when(period.code))
        return OwnNote(*self.points[period.code], text), WORDS("own_note", when=when(period.code), text=text)

    def span(self, text: str) -> tuple[OwnSpan, Text]:
        """Read a reader's span; return it with where it stands and what it says."""
        read = _SPAN.fullmatch(text)
        if read is None:
            raise Problem("own_span_form", example=f"{self.first.code}-{self.last.code}:…")
        first, last = self.period(read[1], text), self.period(read[2], text)
        if first.start > last.start:
            first, last = last, first
        text = plain(read[3], LONGEST_SPAN)
        half = (last.shift(1).x - last.x) / 2
        span = OwnSpan(first.x - half, last.x + half, text)
        return span, WORDS("own_span", first=when(first.code), last=when(last.code), text=text)


def plain(text: str, most: int) -> str:
    """Return a reader's words as one line of plain text: no control signs, no lone halves of characters.

    Raises:
        Problem: nothing is left, or they are too long.
    """
    words = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    line = "".join(" " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character for character in words)
    line = " ".join("".join(character for character in line if unicodedata.category(character)[0] != "C").split())
    if not line:
        raise Problem("own_empty")
    if len(line) > most:
        raise Problem("own_long", count=len(line), most=most)
    return line
