"""Whether a note that was made earlier still holds: each figure as the file has it, against the figure of now.

Nothing is computed a second time in another way. A figure is made from the releases that the file names, where they
are kept, and from the newest; what the two print is compared as it is printed. The numbers in the file come first:
those are what its reader sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from shortage.figures import FigureSpec, drawable, freeze, make, unknown
from shortage.figures.freeze import Pin
from shortage.render import files
from shortage.render.carried import Carried, CarriedFigure, Printed, printed
from shortage.render.note import Item, Note
from shortage.store import Store
from shortage.text import Lang, Period, Problem, Text, Words, date, number
from shortage.text.phrases import amount, both, when

WORDS = Words(__file__)
Outcome = Literal["unchanged", "newer", "moved", "fallen", "unknown"]
OLD: tuple[Outcome, ...] = ("moved", "fallen")
"""Outcomes with which a note should not be used as it is."""
MOST_NAMED = 8
"""Numbers of one figure that are named; of the others only how many there are."""
_Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Status:
    """What became of a figure.

    ``sentence`` says it, ``details`` name the numbers; ``item`` is the figure as a note of now would have it, ``None``
    where it cannot be made.
    """

    figure: CarriedFigure
    outcome: Outcome
    sentence: Text
    details: tuple[Text, ...] = ()
    item: Item | None = None

    @property
    def label(self) -> Text:
        """The outcome in a few words."""
        return WORDS[f"{self.outcome}_label"]

    def facts(self, lang: Lang) -> dict[str, Any]:
        """Return it as plain data, for machines."""
        return {
            "figure": self.figure.id,
            "title": self.figure.title,
            "outcome": self.outcome,
            "sentence": self.sentence[lang],
            "details": [detail[lang] for detail in self.details],
        }


def check(carried: Carried, store: Store) -> list[Status]:
    """Return what became of each figure of a file, in its order.

    Raises:
        Problem: the store cannot be read at all.
    """
    store.entries()
    return [_status(figure, store) for figure in carried.figures]


def anew(carried: Carried, statuses: Iterable[Status]) -> Note:
    """Return the note with the newest figures and the titles that its maker gave; what cannot be made is left out."""
    items = [status.item for status in statuses if status.item is not None]
    return Note(items, carried.lang, carried.title, carried.is_judged, carried.grey)


def _status(figure: CarriedFigure, store: Store) -> Status:
    try:
        item = _item(figure)
        pins = freeze.read(figure.stand)
        now = make(item.id, store, figure.lang, **item.selection)
    except Problem as problem:
        return Status(figure, "unknown", WORDS("unknown", why=both(problem.text)))
    then, gone = _then(figure, item, pins, store)
    ends, moved = _compared(figure, then, now)
    newer = [pin for pin in freeze.pins(now.sources) if pin not in pins]
    finding = now.guarded.sentence if now.guarded and now.guarded.holds else ""
    has_other = bool(figure.finding and finding and finding != figure.finding)
    details = [*moved, *ends]
    if has_other:
        details.insert(0, WORDS("message_moved", before=figure.finding, after=finding))
    if gone:
        details.append(WORDS("not_kept", tables=_tables(gone)))
    if figure.finding and not finding:
        return Status(figure, "fallen", WORDS("fallen", finding=figure.finding), tuple(details), item)
    if moved or has_other:
        return Status(figure, "moved", WORDS["moved"], tuple(details), item)
    if newer:
        return Status(figure, "newer", WORDS("newer", tables=_tables(newer)), tuple(details), item)
    if figure.as_of:
        day = both(lambda lang: date(figure.as_of, lang))
        return Status(figure, "newer", WORDS("newer_day", day=day), tuple(details), item)
    return Status(figure, "unchanged", WORDS["unchanged"], tuple(details), item)


def _item(figure: CarriedFigure) -> Item:
    if figure.id not in drawable():
        raise unknown(figure.id)
    try:
        size = files.size_named(figure.size)
    except Problem:  # that of a preview, which is no size of a note
        size = files.SIZES[0]
    selection = drawable()[figure.id].read(figure.chosen)
    return Item(figure.id, selection, figure.lang, size, figure.plain, figure.own_title)


def _then(
    figure: CarriedFigure, item: Item, pins: tuple[Pin, ...], store: Store
) -> tuple[FigureSpec | None, tuple[Pin, ...]]:
    """Return the figure from the releases that a file names, ``None`` where they are not kept, and those that are not.

    What those releases no longer give, for want of a table of then, say, the file's own numbers must do for.
    """
    try:
        frozen = freeze.freeze(store.view(figure.as_of) if figure.as_of else store, pins)
        if frozen.is_kept:
            return make(item.id, frozen.store, figure.lang, **item.selection), ()
    except Problem:
        return None, ()
    return None, frozen.gone


def _compared(figure: CarriedFigure, then: FigureSpec | None, now: FigureSpec) -> tuple[list[Text], list[Text]]:
    """Return where lines end now that went less far, and which numbers differ as they are printed."""
    is_timed = now.is_time
    after = {_key(entry, is_timed): entry for entry in printed(now, is_whole=True)}
    last = {(entry.panel, entry.series): entry for entry in printed(now)}
    ends, moved = [], []
    for old in figure.numbers:
        new = after.get(_key(old, is_timed))
        if new is None:
            moved.append(WORDS("number_gone", name=_name(old, is_timed=is_timed)))
        elif _text(old, now) != _text(new, now):
            moved.append(_moved(old, new, now, is_timed))
        end = last.get((old.panel, old.series))
        if is_timed and now.kind != "table" and end is not None and _is_later(end.period, old.period):
            value = amount(end.value, now.decimals)
            ends.append(WORDS("line_ends", name=_name(end, is_timed=False), period=when(end.period), value=value))
    named = {_key(old, is_timed) for old in figure.numbers}
    others = 0
    for old in printed(then, is_whole=True) if then is not None else ():
        new = after.get(_key(old, is_timed))
        others += _key(old, is_timed) not in named and new is not None and _text(old, now) != _text(new, now)
    count = len(moved) + others
    if others or len(moved) > MOST_NAMED:
        moved = [*moved[:MOST_NAMED], WORDS("more_moved", count=amount(count))]
    return ends[:MOST_NAMED], moved


def _key(entry: Printed, is_timed: bool) -> _Key:
    return entry.panel, entry.series, entry.category, entry.period if is_timed else ""


def _is_later(code: str, before: str) -> bool:
    return bool(code and before) and Period.parse(code).end > Period.parse(before).end


def _text(entry: Printed, spec: FigureSpec) -> str:
    return number(entry.value, spec.lang, spec.decimals)


def _moved(old: Printed, new: Printed, spec: FigureSpec, is_timed: bool) -> Text:
    before, after = (amount(entry.value, spec.decimals) for entry in (old, new))
    if old.period and new.period and old.period != new.period:
        before, after = (_dated(text, entry.period) for text, entry in ((before, old), (after, new)))
    return WORDS("number_moved", name=_name(new, is_timed=is_timed), before=before, after=after)


def _dated(text: Text, code: str) -> Text:
    return both(lambda lang: f"{text[lang]} ({Period.parse(code).label(lang)})")


def _name(entry: Printed, *, is_timed: bool) -> Text:
    """Return what a number is of, in the words of the note, with its period in the reader's."""
    words = list(dict.fromkeys(part for part in (entry.panel, entry.category, entry.label) if part))
    return both(lambda lang: ", ".join([*words, *([Period.parse(entry.period).label(lang)] if is_timed else [])]))


def _tables(pins: Sequence[Pin]) -> Text:
    return both(lambda lang: ", ".join(pin.words(lang) for pin in pins))
