"""The rows that a question is about: members of a table's dimensions, and lines whose figures may be compared.

A line ends where the publisher began to count otherwise, where another edition begins (but for tables whose editions
run on, as the catalogue says), and where figures are second-hand: what is on either side is never one line.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from cachetools import LRUCache, cached

from shortage.catalog import Break, Measure, Table, classification, words_of_labels
from shortage.questions.question import GRAINS, MEASURE, Question
from shortage.questions.transform import begin
from shortage.store import COPIED_FROM, Store, TableData, as_numpy
from shortage.text import LANGS, Grain, Period, Text, Words, strings
from shortage.text.editions import dated, edition
from shortage.text.phrases import both

WORDS = Words(__file__)
FLAGGED, OF_PUBLISHER = WORDS["flagged"], WORDS["of_publisher"]
NOT_SPLIT = "-"
"""How the member of a dimension is called that the publisher leaves without a code."""
_NAMELESS = "(label not kept)"
"""What the snapshot writes behind a code whose words the excerpt that it was taken from did not have."""
_PLAIN = re.compile(r"[0-9A-Za-z_.+–-]{1,24}")
_CODE = re.compile(r"(?:[A-U]|\d\d)(?:-[A-U\d]+)? (?=\w)")
"""The code of a branch that some publishers print before its name."""
PROPER = ("geo", "region", "institution", "origin", "profile", "programme")
"""Dimensions whose members have proper names."""
_ADJUSTED, _UNADJUSTED = ("adjusted", "real-adjusted"), ("original", "unadjusted")
_FLAG_OF_BREAK = "b"


@cached(
    LRUCache(maxsize=400),
    key=lambda data, dimension: (data.source.name, data.source.digest, data.source.as_of, dimension),
    lock=threading.Lock(),
)
def tokens(data: TableData, dimension: str) -> dict[str, str]:
    """Return ``{member: code}`` of a dimension's members that have figures: those of the catalogue first.

    A member is our code; where the catalogue has none, the publisher's code or words, as they can stand in an address.
    """
    present = {*data.frame[dimension].unique(), *data.context[dimension].unique()}
    named = [code for code in data.table.dimensions[dimension].members if code in present]
    by_token = {code: code for code in named}
    for code in sorted(present - set(named)):
        token = code if _PLAIN.fullmatch(code) else _slug(code)
        while token in by_token:
            token += "_"
        by_token[token] = code
    return by_token


def _slug(code: str) -> str:
    plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48] or NOT_SPLIT


@cached(
    LRUCache(maxsize=400),
    key=lambda store, data, dimension: (data.source.name, data.source.digest, data.source.as_of, dimension),
    lock=threading.Lock(),
)
def names(store: Store, data: TableData, dimension: str) -> dict[str, Text]:
    """Return ``{member: name}`` of a dimension: our words, else the publisher's.

    What the publisher prints has its name in both languages where a classification of the catalogue has it; else it
    stands in the publisher's language in both, see :func:`is_of_publisher`.
    """
    members = data.table.dimensions[dimension].members
    by_token, labels = {}, None
    for token, code in tokens(data, dimension).items():
        if code in members:
            by_token[token] = members[code].text
            continue
        if labels is None:
            labels = _labels(store, data, dimension)
        label = labels.get(code, code)
        is_nameless = label.endswith(_NAMELESS)
        by_token[token] = (
            WORDS("nameless", code=code) if is_nameless else _in_both(label) if label else WORDS["not_split"]
        )
    return by_token


def nameless(store: Store, data: TableData, dimension: str) -> set[str]:
    """Return the members of a dimension of which only the publisher's code is known."""
    own = data.table.dimensions[dimension]
    others = {token: code for token, code in tokens(data, dimension).items() if code not in own.members}
    labels = _labels(store, data, dimension) if others else {}
    return {token for token, code in others.items() if labels.get(code, code).endswith(_NAMELESS)}


def _labels(store: Store, data: TableData, dimension: str) -> dict[str, str]:
    """Return what the publisher calls each code of a dimension."""
    listed = store.codes(data.table.name)
    own = listed[(listed["dimension"] == data.table.dimensions[dimension].key) & (listed["key"] != "")]
    return {key: " ".join(str(label).split()) for key, label in zip(own["key"], own["label"], strict=True)}


def _in_both(label: str) -> Text:
    by_label = words_of_labels()
    plain = label.casefold()
    return by_label.get(plain) or by_label.get(_CODE.sub("", label, count=1).casefold()) or Text(nl=label, en=label)


def is_of_publisher(data: TableData, dimension: str, member: str, name: Text) -> bool:
    """Return whether a member is called as the publisher calls it, in one language; proper names are nobody's."""
    if dimension in PROPER or member == NOT_SPLIT or name.nl != name.en:
        return False
    is_ours = tokens(data, dimension)[member] in data.table.dimensions[dimension].members
    return not is_ours and name.nl.casefold() not in words_of_labels()


def in_sentence(name: Text, dimension: str = "") -> Text:
    """Return the name of a member as it stands inside a sentence: without its capital, unless it is a proper name."""
    return name if dimension in PROPER else both(lambda lang: _in_sentence(name[lang]))


def _in_sentence(name: str) -> str:
    first, _, rest = name.partition(" ")
    is_title = any(word[:1].isupper() and word[1:2].islower() for word in re.findall(r"\w+", rest))
    is_code = len(first) == 1 or any(not letter.islower() for letter in first.partition("-")[0][1:] if letter.isalnum())
    is_place = name.casefold().startswith(_places())
    return name if is_title or is_code or is_place else name[:1].lower() + name[1:]


@cache
def _places() -> tuple[str, ...]:
    """Return how names of places, and of the people of a place, begin in small letters."""
    place_names = [
        code.text[lang] for name in ("geo", "regions") for code in classification(name).values() for lang in LANGS
    ]
    peoples = [word for lang in LANGS for word in WORDS["peoples"][lang].split(", ")]
    return tuple(word.casefold() for word in (*place_names, *peoples))


def dimension_name(dimension: str) -> Text:
    """Return what a dimension is called: "bedrijfstak"."""
    key = f"dimension.{dimension}"
    return WORDS[key] if key in WORDS else Text(nl=dimension, en=dimension)


def measure_names(table: Table) -> dict[str, Text]:
    """Return ``{measure: name}`` of what the catalogue describes."""
    return {measure.name: measure.title for measure in table.measures}


@dataclass(frozen=True)
class Line:
    """Figures of one member that may be compared with one another.

    Attributes:
        member: whose, as the question names it.
        id: its series; the part before a colon is the member.
        name: what it is called.
        edition: of which edition or stretch it is, "" where the member has one line only.
        rows: ``value``, ``is_provisional`` and ``vintage`` by period (code), oldest first, without empty ones.
        is_second_hand: whether its figures come from the press or another secondary source.
        unit: its unit, as the catalogue names it.
    """

    member: str
    id: str
    name: Text
    edition: Text
    rows: pd.DataFrame
    is_second_hand: bool
    unit: str

    @property
    def values(self) -> pd.Series[Any]:
        """Values by period."""
        return self.rows["value"]

    @property
    def label(self) -> Text:
        """Its name as it stands beside the line."""
        if not self.edition.nl:
            return self.name
        return both(lambda lang: f"{self.name[lang]} ({self.edition[lang]})")


_LOCK = threading.Lock()


@dataclass(frozen=True)
class Lines:
    """All lines of a question, and the breaks of the publisher within them."""

    lines: tuple[Line, ...]
    breaks: tuple[Break, ...]
    has_editions: bool
    """Whether a member has lines of several editions."""


_LINES: LRUCache[Any, Lines] = LRUCache(maxsize=200)


def measured(question: Question, member: str) -> str:
    """Return the quantity that a member shows."""
    return member if question.along == MEASURE else question.measure


def where(question: Question, data: TableData) -> dict[str, str]:
    """Return ``{dimension: our code}`` of the dimensions that a question fixes."""
    return {name: tokens(data, name)[token] for name, token in question.fixed.items()}


def measure_of(question: Question, data: TableData, member: str) -> Measure:
    """Return the catalogue's measure that a member shows."""
    return data.table.measure(measured(question, member))


def season(table: Table, measure: str, fixed: Mapping[str, str]) -> str:
    """Return what is done about the season: ``adjusted``, ``unadjusted``, or "" where the catalogue does not say."""
    if "_adjusted" in measure or any(code in _ADJUSTED for code in fixed.values()):
        return "adjusted"
    if any(code in _UNADJUSTED for code in fixed.values()):
        return "unadjusted"
    return table.season


def lines_of(question: Question, data: TableData, store: Store, members: Iterable[str] | None = None) -> Lines:
    """Return the lines of a settled question, in its order of members, each cut where figures stop being comparable.

    Args:
        question: the question.
        data: its table.
        store: where names of codes are found that the catalogue does not have.
        members: instead of the question's own.
    """
    chosen = question.members if members is None else tuple(members)
    key = (
        *(data.source.name, data.source.digest, data.source.as_of),
        *(question.measure, question.along, chosen, tuple(sorted(question.fixed.items())), question.grain),
    )
    with _LOCK:
        if key in _LINES:
            return _LINES[key]
    lines = _lines_of(question, data, store, chosen)
    with _LOCK:
        _LINES[key] = lines
    return lines


def _lines_of(question: Question, data: TableData, store: Store, chosen: tuple[str, ...]) -> Lines:
    fixed = where(question, data)
    lines: list[Line] = []
    breaks: dict[tuple[str, str], Break] = {}
    has_editions = False
    if question.along and question.along != MEASURE:
        by_token, called = tokens(data, question.along), names(store, data, question.along)
    else:
        by_token, called = {}, measure_names(data.table)
    for member in chosen or ("",):
        codes = {**fixed, question.along: by_token[member]} if by_token else fixed
        measure = measure_of(question, data, member)
        name = called[member] if member else measure.title
        of_table = [
            each for each in data.table.breaks if all(codes.get(key) == code for key, code in each.where.items())
        ]
        of_member = list(of_table)
        parts: list[tuple[str, bool, pd.DataFrame]] = []
        for is_second_hand in (False, True):
            rows = _rows(data, measure.name, question.grain, codes, is_second_hand)
            of_member += _flagged(rows, of_table)
            for stretch, part in _stretches(rows, data.table, of_table, is_second_hand):
                parts.append((stretch, is_second_hand, part))
        has_stretches = len(parts) > 1
        of_editions = {str(part["vintage"].iloc[0]) for _, _, part in parts}
        is_apart = data.table.runs_on is None and len(of_editions) > 1
        has_editions |= is_apart
        for index, (_, is_second_hand, part) in enumerate(parts):
            words = _distinction(part, is_second_hand, is_apart, has_stretches and index < len(parts) - 1)
            id = member or measure.name
            lines.append(
                Line(member, f"{id}:{index}" if index else id, name, words, part, is_second_hand, measure.unit)
            )
        for mark in of_member:
            breaks[mark.period, mark.text.en] = mark
    return Lines(tuple(lines), tuple(breaks.values()), has_editions)


def _distinction(part: pd.DataFrame, is_second_hand: bool, is_apart: bool, is_followed: bool) -> Text:
    """Return what tells a stretch from the others of its member: second-hand, its edition, or its last period."""
    if is_second_hand:
        return WORDS["second_hand"]
    if is_apart:
        vintages = tuple(part["vintage"].unique())
        return both(lambda lang: edition(vintages, lang))
    if is_followed:
        end = Period.parse(str(part.index[-1]))
        return both(lambda lang: strings()["age.up_to"].fill(lang, period=end.label(lang)))
    return Text(nl="", en="")


_EMPTY = pd.DataFrame(
    {"value": [], "is_provisional": [], "vintage": [], "is_flagged": []},
    index=pd.Index([], name="period", dtype=object),
)


def _key(data: TableData, *parts: str | bool) -> tuple[Any, ...]:
    """Return what the figures of a table are remembered under."""
    return (data.source.name, data.source.digest, data.source.as_of, *parts)


@cached(LRUCache(maxsize=600), key=_key, lock=threading.Lock())
def located(data: TableData, measure: str, is_second_hand: bool) -> dict[tuple[str, ...], np.ndarray[Any, Any]]:
    """Return ``{(grain, code of each dimension): places}`` of a measure's figures in its frame, oldest first."""
    rows = data.context if is_second_hand else data.frame
    is_wanted = (rows["measure"] == measure).to_numpy() & rows["value"].notna().to_numpy()
    places = np.flatnonzero(is_wanted)
    places = places[np.argsort(rows["period_start"].to_numpy()[places], kind="stable")]
    columns = [rows[name].array.take(places) for name in ("grain", *data.table.dimensions)]
    by_key: dict[tuple[str, ...], list[int]] = {}
    for position, key in zip(places.tolist(), zip(*columns, strict=True), strict=True):
        by_key.setdefault(key, []).append(position)
    return {key: np.array(each) for key, each in by_key.items()}


@cached(LRUCache(maxsize=600), key=_key, lock=threading.Lock())
def combinations(data: TableData, measure: str) -> Mapping[tuple[str, ...], Any]:
    """Return ``{(grain, code of each dimension): start of the newest period}`` of what has figures of a measure.

    Remembered: a page tries some thirty questions to know what it can offer, and each asks this several times.
    """
    newest: dict[tuple[str, ...], Any] = {}
    for is_second_hand in (False, True):
        starts = (data.context if is_second_hand else data.frame)["period_start"].to_numpy()
        for key, places in located(data, measure, is_second_hand).items():
            newest[key] = max(newest.get(key, starts[places[-1]]), starts[places[-1]])
    return newest


def _rows(data: TableData, measure: str, grain: str, codes: Mapping[str, str], is_second_hand: bool) -> pd.DataFrame:
    """Return figures of one measure and one member of each dimension, oldest first, with ``is_flagged`` of a break."""
    key = (grain, *(codes[name] for name in data.table.dimensions))
    places = located(data, measure, is_second_hand).get(key)
    if places is None:
        return _EMPTY
    rows = data.context if is_second_hand else data.frame
    column = {
        name: rows[name].array.take(places) for name in ("period", "value", "status", "is_provisional", "vintage")
    }
    flags = [status.startswith("flag:") and _FLAG_OF_BREAK in status[5:].split("|")[0] for status in column["status"]]
    copied = {COPIED_FROM: as_numpy(rows[COPIED_FROM])[places]} if COPIED_FROM in rows else {}
    return pd.DataFrame(
        {
            "value": np.asarray(column["value"], dtype=float),
            "is_provisional": np.asarray(column["is_provisional"], dtype=bool),
            "vintage": np.asarray(column["vintage"], dtype=object),
            "is_flagged": np.array(flags, dtype=bool),
            **copied,
        },
        index=pd.Index(np.asarray(column["period"], dtype=object), name="period"),
    )


def _flagged(rows: pd.DataFrame, explained: list[Break]) -> list[Break]:
    """Return the breaks that the publisher marks beside figures and the catalogue does not explain."""
    if rows.empty or not rows["is_flagged"].iloc[1:].any():
        return []
    periods = {each.period for each in explained}
    marked = rows.index[1:][rows["is_flagged"].iloc[1:].to_numpy()]
    return [Break(period=str(code), text=FLAGGED) for code in marked if code not in periods]


def _stretches(
    rows: pd.DataFrame, table: Table, breaks: list[Break], is_second_hand: bool
) -> list[tuple[str, pd.DataFrame]]:
    """Return rows cut at breaks, at the publisher's flags of a break, and by edition, each cut with its name."""
    if rows.empty:
        return []
    starts = [Period.parse(each.period).start for each in breaks]
    counts = [sum(Period.parse(code).start >= start for start in starts) for code in rows.index]
    flagged = rows["is_flagged"].cumsum().to_numpy()
    apart = table.runs_on is None or is_second_hand
    keys = [
        f"{count}.{flag}|{vintage if apart else ''}"
        for count, flag, vintage in zip(counts, flagged, rows["vintage"], strict=True)
    ]
    cuts: list[tuple[str, pd.DataFrame]] = []
    labels = np.array(keys, dtype=object)
    for key in sorted(dict.fromkeys(keys), key=lambda key: _order(key, keys)):
        part = rows[labels == key]
        # Of an edition that repeats a period the last row counts; editions that run on are read newest last.
        if part.index.has_duplicates:
            places = sorted(range(len(part)), key=lambda index: _published(str(part["vintage"].iloc[index])))
            part = part.iloc[places]
            part = part[~part.index.duplicated(keep="last")]
            part = part.loc[sorted(part.index, key=begin)]
        cuts.append((key, part))
    return cuts


def _order(key: str, keys: list[str]) -> tuple[int, str]:
    return len(keys) - 1 - keys[::-1].index(key), key


def _published(vintage: str) -> str:
    released = dated(vintage)
    return released.last if released else ""


def grains_of(data: TableData, measures: Iterable[str]) -> list[Grain]:
    """Return the grains in which a table has figures of some measures: the table's own first."""
    present = {key[0] for measure in measures for key in combinations(data, measure)}
    return sorted(
        (grain for grain in GRAINS if grain in present), key=lambda grain: (grain != data.table.frequency, grain)
    )
