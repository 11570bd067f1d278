"""The grammar of a question: which figures of which table, shown how, over which periods.

A question is written in the same words in an address, on the command line and in Python::

    tabel=vacancies&reeksen=C,F,J&toon=index&basis=2019KW01
    shortage explore vacancies --branch C,F,J --show index --base 2019KW01
    shortage.open().ask("vacancies", branch="C,F,J", show="index", base="2019KW01")

What is not said has a usual value, which :func:`shortage.questions.settle` fills in from the store.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

from shortage import catalog, choice
from shortage.choice import Choice
from shortage.text import LANGS, Grain, Lang, Period, Problem, Text, Words
from shortage.text.phrases import enumerated, when

if TYPE_CHECKING:
    from shortage.store import Store

Claimed = Literal["rises", "falls", "above", "below", "mostly_above", "mostly_below", "highest"]
Show = Literal["level", "change", "change_points", "index", "share", "rate", "mean4", "contribution"]
Kind = Literal["line", "bars", "ranked", "multiples", "path", "map", "table"]
SHOWS: tuple[Show, ...] = get_args(Show)
KINDS: tuple[Kind, ...] = get_args(Kind)
CLAIMED: tuple[Claimed, ...] = get_args(Claimed)
GRAINS: tuple[Grain, ...] = get_args(Grain)
MEASURE = "measure"
"""What is drawn side by side where it is not the members of a dimension: several measures of one table."""
CLAIM_PARTS = ("window", "margin", "border")
"""What a claim has beside its kind, each a number with its smallest and largest in :data:`BOUNDS`."""
BOUNDS = {"window": (1, 120), "margin": (0, 100), "border": (-1_000_000, 1_000_000)}
ADDED = ("mark", "claim", *CLAIM_PARTS)
"""Parts that add to a figure: there is nothing to name where none was chosen."""
LANGUAGE = ("taal", "lang")
AS_OF = ("peildatum", "as_of")
WORDS = Words(__file__)
NEAREST = 6
"""How many known words a sentence about an unknown one names."""
_PERIOD = re.compile(r"(\d{4})(?:-?(KW|K|Q|JJ|SJ|MM|M)-?(\d{1,2})|-(\d\d)|/'?(\d\d))?", re.IGNORECASE)
_MARKS = {"KW": "KW", "K": "KW", "Q": "KW", "JJ": "JJ", "SJ": "SJ", "MM": "MM", "M": "MM"}


def period(text: str) -> str:
    """Return the code of a period as people write it: 2019, 2019KW1, 2019Q1, 2019-05, 2019/20; "" for none.

    Raises:
        Problem: it is no period.
    """
    text = text.strip()
    if not text:
        return ""
    read = _PERIOD.fullmatch(text)
    if read is None:
        raise Problem("ask_period", value=text[:40])
    year, mark, index, month, end = read.groups()
    code = f"{year}JJ00"
    if mark:
        code = f"{year}{_MARKS[mark.upper()]}{int(index):02d}"
    elif month:
        code = f"{year}MM{month}"
    elif end:
        code = f"{year}SJ00" if int(end) == (int(year) + 1) % 100 else ""
    try:
        Period.parse(code).start, Period.parse(code).end
    except ValueError:
        raise Problem("ask_period", value=text[:40]) from None
    return code


def codes(wanted: Iterable[str]) -> dict[str, Text]:
    """Return fixed codes with their words."""
    return {code: WORDS[f"code.{code}"] for code in wanted}


TYPED: dict[str, Choice] = {
    typed.name: typed
    for typed in (
        Choice("table", "vacancies"),
        Choice("measure", ""),
        Choice("along", ""),
        Choice("members", (), "codes"),
        Choice("fixed", (), "codes"),
        Choice("show", "", codes={"": Text(nl="", en=""), **codes(SHOWS)}),
        Choice("per", ""),
        Choice("base", ""),
        Choice("since", ""),
        Choice("until", ""),
        Choice("grain", "", codes={"": Text(nl="", en=""), **codes(GRAINS)}),
        Choice("kind", "", codes={"": Text(nl="", en=""), **codes(KINDS)}),
        Choice("against", ""),
        Choice("mark", ""),
        Choice("claim", "", codes={"": Text(nl="", en=""), **codes(CLAIMED)}),
        Choice("window", ""),
        Choice("margin", ""),
        Choice("border", ""),
    )
}
"""The parts of a question as choices: their words in an address stand in ``shortage/choice.toml``."""


@dataclass(frozen=True)
class Question:
    """A question that the store may be asked. Codes are ours; "" and empty mean: what is usual.

    Attributes:
        table: our name of the table.
        measure: our name of the quantity.
        along: the dimension whose members are drawn beside one another, or ``measure`` for several quantities.
        members: which of them, in drawing order, as :func:`shortage.questions.members` names them.
        fixed: ``{dimension: member}`` for the other dimensions.
        show: the transformation, one of :data:`SHOWS`.
        per: the denominator of ``show = "rate"``, by its name in the catalogue.
        base: the period that is 100, of ``show = "index"``; a year is the mean of its quarters or months.
        since, until: the first and last period that count (codes of any grain). Bars show ``until``, ranked bars the
            change from ``since`` to ``until``.
        grain: months, quarters, years or school years, where the table has several.
        kind: how it is drawn, one of :data:`KINDS`.
        against: the quantity that goes up in a path, as ``measure`` or ``table:measure``.
        as_of: a day (ISO): with what had been published by then.
        mark: the event that is marked on the time axis, by its id.
        claim: what the reader claims of the first member, one of :data:`CLAIMED`; see ``questions/claim.py``.
        window: of a claim: how many periods are averaged, or looked at.
        margin: of a claim: by how many per cent a mean must move.
        border: of a claim: what the figures must lie above or below.
    """

    table: str = "vacancies"
    measure: str = ""
    along: str = ""
    members: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict, hash=False)
    show: str = ""
    per: str = ""
    base: str = ""
    since: str = ""
    until: str = ""
    grain: str = ""
    kind: str = ""
    against: str = ""
    as_of: str = ""
    mark: str = ""
    claim: str = ""
    window: str = ""
    margin: str = ""
    border: str = ""

    @classmethod
    def read(cls, params: Mapping[str, Any]) -> Question:
        """Return what texts from an address, the command line or Python ask, before the store has been looked at.

        Args:
            params: texts by one of the words of an address, or by a dimension of the table (``branch=C,F,J``): several
                codes are the members that are drawn, one code is fixed unless it is the only dimension named. The
                language (``taal``, ``lang``) is passed over.

        Raises:
            Problem: a word or a value that no question has.
        """
        texts = {str(key): _text(value) for key, value in params.items() if key not in LANGUAGE}
        as_of = next((texts.pop(word) for word in AS_OF if word in texts), "")
        words = {word: name for name, typed in TYPED.items() for word in (name, *typed.words)}
        own = {key: text for key, text in texts.items() if key in words}
        chosen = choice.read(TYPED, own, "explore")
        name = catalog.table(chosen.get("table", "") or TYPED["table"].default).name
        named = {key: text for key, text in texts.items() if key not in words}
        dimensions = _dimensions(name, named)
        fixed = dict(_pair(part) for part in chosen.pop("fixed", ()))
        along = chosen.get("along", "")
        several = {dimension: parts for dimension, parts in dimensions.items() if len(parts) > 1}
        if len(several) > 1:
            raise Problem("ask_two_dimensions", names=_named(*several))
        if not along:
            along = next(iter(several), next(iter(dimensions)) if len(dimensions) == 1 else "")
        for dimension, parts in dimensions.items():
            if dimension == along:
                chosen["members"] = parts
            elif dimension in several:
                raise Problem("ask_two_dimensions", names=_named(along, dimension))
            else:
                fixed[dimension] = parts[0]
        for code, allowed in (("show", SHOWS), ("kind", KINDS), ("grain", GRAINS), ("claim", CLAIMED)):
            if chosen.get(code) and chosen[code] not in allowed:
                raise unknown(code, chosen[code], allowed)
        for part in CLAIM_PARTS:
            chosen[part] = chosen.get(part, "").replace(",", ".")
        for code in ("base", "since", "until"):
            chosen[code] = period(chosen.get(code, ""))
        chosen |= {"table": name, "along": along, "fixed": fixed, "as_of": as_of}
        chosen["members"] = tuple(dict.fromkeys(chosen.get("members", ())))
        asked = cls(**chosen)
        asked._check()
        return asked

    def _check(self) -> None:
        """Raise :class:`Problem` where the catalogue has no such table, measure or dimension."""
        table = catalog.table(self.table)
        measures = [each.name for each in table.measures]
        for measure in (self.measure, *(self.members if self.along == MEASURE else ())):
            if measure and measure not in measures:
                raise unknown("measure", measure, measures)
        for dimension in (self.along, *self.fixed):
            if dimension and dimension not in (*table.dimensions, MEASURE):
                raise unknown("along", dimension, [*table.dimensions, MEASURE])
        if self.along and self.along in self.fixed:
            raise Problem("ask_along_fixed", name=_named(self.along))
        for name, (low, high) in BOUNDS.items():
            _number(name, getattr(self, name), low, high)
            if getattr(self, name) and not self.claim:
                raise Problem("ask_claim_none")
        if self.since and self.until and Period.parse(self.since).start > Period.parse(self.until).end:
            raise Problem("ask_order", since=when(self.since), until=when(self.until))

    @classmethod
    def parse(cls, params: Mapping[str, Any], store: Any = None) -> Question:
        """Return what an address asks, with every part filled in: :meth:`read`, then :func:`settle`.

        Args:
            params: see :meth:`read`.
            store: whose figures decide what is usual; the usual store without it.

        Raises:
            Problem: a word or value that no question has, or of which the store has no figures.
        """
        from shortage.questions.settled import settle
        from shortage.store import Store

        return settle(cls.read(params), store or Store())

    @property
    def selection(self) -> dict[str, Any]:
        """The question as the choices of the figure ``explore``; the day stands in the store's view, not here."""
        values = {name: getattr(self, name) for name in TYPED if name not in ADDED or getattr(self, name)}
        return values | {"fixed": tuple(f"{name}:{code}" for name, code in sorted(self.fixed.items()))}

    def address(self, lang: Lang | None = None) -> dict[str, str]:
        """Return the question in words of an address, without what is empty; :meth:`parse` gives it back.

        Args:
            lang: with it the language is written too.
        """
        values = {name: value for name, value in self.selection.items() if value and value != TYPED[name].default}
        values |= {"table": self.table}
        written = choice.write(TYPED, values)
        if self.as_of:
            written[AS_OF[0]] = self.as_of
        return {LANGUAGE[0]: lang, **written} if lang in LANGS else written

    def view(self, store: Store) -> Store:
        """Return what of a store is asked: its view of the question's day, the store as it is where it names none.

        Raises:
            Problem: no such day, or one that is still to come.
        """
        return store.view(self.as_of) if self.as_of else store

    def but(self, **changes: Any) -> Question:
        """Return this question with other parts."""
        return replace(self, **changes)


def _number(name: str, text: str, low: float, high: float) -> None:
    """Raise :class:`Problem` where a part of a claim is no number, or one outside its bounds; none at all is right."""
    if not text:
        return
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or (name == "window" and not value.is_integer()):
        raise Problem("address_number", name=TYPED[name].word, value=text[:40])
    if not low <= value <= high:
        raise Problem("choice_outside", name=TYPED[name].word, value=text[:40], low=low, high=high)


def _named(*dimensions: str) -> Text:
    """Return dimensions by what a reader calls them."""
    from shortage.questions.rows import dimension_name

    return enumerated(map(dimension_name, dimensions))


def unknown(name: str, value: str, values: Iterable[str]) -> Problem:
    """Return the problem of a value that a part of a question does not have, with those that come nearest."""
    values = list(values)
    nearest = difflib.get_close_matches(value, values, n=NEAREST, cutoff=0.4) if len(values) > 2 * NEAREST else values
    word = TYPED[name].word if name in TYPED else name
    return Problem("choice_unknown", name=word, value=value[:40], known=", ".join(nearest or values[:NEAREST]) or "-")


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ",".join(f"{name}:{code}" for name, code in value.items())
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _pair(text: str) -> tuple[str, str]:
    name, colon, code = text.partition(":")
    if not (name and colon and code):
        raise Problem("ask_fixed", value=text[:40])
    return name, code


def _dimensions(table: str, named: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the codes given under the name of a dimension, or under its word in an address."""
    own = catalog.table(table).dimensions
    words = {word: name for name in own for word in (name, *Choice(name).words)}
    by_dimension: dict[str, tuple[str, ...]] = {}
    for word, text in named.items():
        if word not in words:
            raise unknown("explore", word, [*(each for typed in TYPED.values() for each in typed.words), *own])
        parts = Choice(words[word], (), "codes").read(text)
        if parts:
            by_dimension[words[word]] = parts
    return by_dimension
