"""What a catalogue file may say, and the reading of all of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from shortage.catalog.load import CbsLoad, checked
from shortage.text import LANGS, Grain, Period, Problem, Strict, Text, read_toml

HERE = Path(__file__).parent
TOTALS = ("total", "all", "A-U")
"""How the code of all others together is called in our catalogue."""
MOST_NEAR = 3
"""Tables that a sentence about an unknown one names."""
MEASURE_COLUMN = "@measure"
"""Key of a dimension that the publisher spreads over measure columns (branches in 85880NED)."""


class Code(Strict):
    """One member of a dimension: our short code is its name in the file.

    ``key`` is the publisher's code without padding. Where that code was never seen in a response, ``key``
    stays empty and ``label``, the publisher's own words, finds it: in the stored rows now, in the
    publisher's code list at load time. ``also`` are the words of other publishers for the same thing, where several
    share a classification.
    """

    key: str = ""
    label: str = ""
    also: tuple[str, ...] = ()
    text: Text

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, raw: Any) -> Any:
        # In the files a code reads {key = "350000", nl = "…", en = "…"}.
        if isinstance(raw, dict) and "text" not in raw and {"nl", "en"} <= set(raw):
            raw = dict(raw)
            raw["text"] = {"nl": raw.pop("nl"), "en": raw.pop("en")}
        return raw

    @model_validator(mode="after")
    def _findable(self) -> Code:
        if not self.key and not self.label:
            raise ValueError("a code needs the publisher's key or, where that was never seen, its label")
        return self


class Dimension(Strict):
    """One dimension: the publisher's column ``key`` and the codes we name.

    ``classification`` takes the codes of ``classifications/<name>.toml``; ``codes`` adds to or overrides
    them. ``is_filter`` asks the publisher for the named codes only (tables too large to take whole). ``total`` is the
    code of all others together, where it has another name than :data:`TOTALS`.
    """

    key: str
    classification: str | None = None
    codes: dict[str, Code] = Field(default_factory=dict)
    is_filter: bool = False
    total: str = ""

    @property
    def members(self) -> dict[str, Code]:
        """All named codes, our code first: the classification's, then this table's own."""
        shared = classification(self.classification) if self.classification else {}
        return {**shared, **self.codes}

    @property
    def whole(self) -> str:
        """Our code of all other codes together, "" where the dimension has none."""
        return self.total or next((code for code in TOTALS if code in self.members), "")

    @model_validator(mode="after")
    def _total_exists(self) -> Dimension:
        if self.total and self.total not in self.members:
            raise ValueError(f"the total {self.total} is none of the codes")
        return self


class Measure(Strict):
    """One quantity. ``unit`` is a key of ``text/strings/unit.toml``, ``published_unit`` the publisher's word.

    Values are read as published times ``factor``. ``low`` and ``high`` bound what is plausible (in our unit).
    """

    name: str
    key: str = ""
    label: str = ""
    title: Text
    unit: str
    published_unit: str = ""
    factor: float = 1.0
    low: float | None = None
    high: float | None = None


class Break(Strict):
    """From ``period`` on the figures are not comparable with those before; ``where`` limits it to some codes."""

    period: str
    text: Text
    where: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _period_exists(self) -> Break:
        Period.parse(self.period)
        return self


class Check(Strict):
    """A key figure that the publisher printed elsewhere; a load whose value differs is refused."""

    measure: str
    period: str
    where: dict[str, str] = Field(default_factory=dict)
    value: float
    tolerance: float
    source: str


class StandIn(Strict):
    """An assumption that takes the place of a figure nobody publishes; its value is computed from ``tables``.

    ``figures`` is the grade of the figures it starts from; the assumption itself is always ours. ``agency_pct`` is the
    part of agency workers that is taken to work in technical industry.
    """

    name: Text
    basis: Text
    weakness: Text
    figures: Literal["A", "B", "C"]
    tables: tuple[str, ...]
    agency_pct: float = 0.0


class Snapshot(Strict):
    """How the embedded copy was taken, and what it lacks.

    ``editions`` names the earlier editions that the copy holds as releases of their own, oldest first; the newest is
    the current release. ``columns`` gives a column of the collected files the dimension's key; ``members`` takes a
    column apart whose labels each stand for members of several dimensions; ``fixed`` says what a dimension is where a
    file does not have it.
    """

    coverage: Text
    editions: tuple[str, ...] = ()
    columns: dict[str, str] = Field(default_factory=dict)
    members: dict[str, dict[str, dict[str, str]]] = Field(default_factory=dict)
    fixed: dict[str, str] = Field(default_factory=dict)


class Seen(Strict):
    """What of a file was seen in a real answer of the publisher; the rest was written from second hand.

    ``how`` says in what: ``v3`` and ``v4`` are answers of the two services of CBS, ``copy`` a public copy of an answer
    or file of another publisher, ``code`` public code that works on one, ``page`` a page of the publisher, which may
    show the words but not the keys. ``columns``, ``measures`` and
    ``codes`` hold for all of them but those named in ``but``, as ``measures.ours``, ``columns.branch`` or
    ``branch.ours``.
    """

    how: Literal["", "v3", "v4", "copy", "code", "page"] = ""
    columns: bool = False
    measures: bool = False
    codes: bool = False
    but: tuple[str, ...] = ()

    def has(self, part: Literal["columns", "measures", "codes"], name: str) -> bool:
        """Whether ``name`` (as in ``but``) was seen."""
        return bool(getattr(self, part)) is not (name in self.but)


class Table(Strict):
    """One table of one publisher.

    ``separate_by`` names row properties (usually ``vintage``) whose values may never stand in one line: the store
    hands such rows only to who says that it keeps them apart. ``runs_on`` says why rows of a later edition go on with
    the line of an earlier one; without it another edition is another line for whoever asks a question of the table.
    ``season`` is what the publisher did about the season in measures that do not say so by their own name.
    """

    name: str
    id: str
    source: str
    publisher: str
    title: Text
    why: Text
    frequency: Grain
    licence: str
    url: str
    kind: Literal["table", "file", "publication"] = "table"
    time_key: str = "Perioden"
    dimensions: dict[str, Dimension] = Field(default_factory=dict)
    measures: tuple[Measure, ...]
    breaks: tuple[Break, ...] = ()
    checks: tuple[Check, ...] = ()
    separate_by: tuple[str, ...] = ()
    runs_on: Text | None = None
    season: Literal["", "adjusted", "unadjusted"] = ""
    successor: str = ""
    snapshot: Snapshot | None = None
    seen: Seen = Seen()
    load: dict[str, Any] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _loadable(self) -> Table:
        checked(self.source, self.frequency, self.load)
        named = {f"measures.{measure.name}" for measure in self.measures} | {
            f"columns.{name}" for name in self.dimensions
        }
        named |= {f"{name}.{ours}" for name, dimension in self.dimensions.items() for ours in dimension.members}
        unknown = [name for name in self.seen.but if name not in named]
        if unknown:
            raise ValueError(f"seen.but names {unknown[0]}, which this file does not have")
        return self

    @property
    def cbs(self) -> CbsLoad:
        """The ``[load]`` part of a table of CBS."""
        return CbsLoad.model_validate(self.load)

    @property
    def folder(self) -> str:
        """Folder of this table in a store, ``<source>/<id>``."""
        return f"{self.source}/{self.id}"

    def measure(self, name: str) -> Measure:
        """Return the measure with our ``name``.

        Raises:
            Problem: the table has no such measure.
        """
        for measure in self.measures:
            if measure.name == name:
                return measure
        raise Problem("measure_absent", table=self.id, measure=name)


@cache
def classification(name: str) -> dict[str, Code]:
    """Return ``{our code: Code}`` of a classification that several tables share, in its file's order."""
    return {code: Code(**entry) for code, entry in read_toml(HERE / "classifications" / f"{name}.toml").items()}


@cache
def words_of_labels() -> dict[str, Text]:
    """Return ``{label in small letters: its name in both languages}`` of all that a classification names.

    For what a publisher prints of codes that a table does not name; a word that means two things is left out, unless
    ``labels.toml`` says what it means where no table does.
    """
    by_label: dict[str, set[Text]] = {}
    for path in sorted((HERE / "classifications").glob("*.toml")):
        for label, text in _labelled(path.stem):
            by_label.setdefault(label, set()).add(text)
    same = {label: {(text.nl.casefold(), text.en.casefold()) for text in texts} for label, texts in by_label.items()}
    names = {label: min(texts, key=str) for label, texts in by_label.items() if len(same[label]) == 1}
    return names | dict(_labelled("labels"))


def _labelled(name: str) -> Iterator[tuple[str, Text]]:
    """Give each label of a classification in small letters, with the name of its code."""
    for code in classification(name).values():
        for label in {code.label, *code.also, code.text.nl, code.text.en} - {""}:
            yield label.casefold(), code.text


@cache
def sectors() -> dict[str, dict[str, Any]]:
    """Return the definitions of "technical sectors": ``{id: {"text": Text, "branches": (codes,)}}``."""
    return {
        name: {"text": Text(nl=entry["nl"], en=entry["en"]), "branches": tuple(entry["branches"])}
        for name, entry in read_toml(HERE / "sectors.toml").items()
    }


@cache
def stand_ins() -> dict[str, StandIn]:
    """Return the stand-ins for the share of labour migrants who start in technical industry, from low to high."""
    return {name: StandIn(**entry) for name, entry in read_toml(HERE / "stand_ins.toml").items()}


@cache
def tables() -> dict[str, Table]:
    """Return every catalogued table by our name, validated.

    Raises:
        ValueError: a file breaks the contract, or two files have one table id of one source.
    """
    by_name: dict[str, Table] = {}
    ids: dict[str, str] = {}
    for path in sorted((HERE / "tables").glob("*.toml")):
        try:
            table = Table(name=path.stem, **read_toml(path))
        except ValueError as error:
            raise ValueError(f"{path.name}: {error}") from error
        if table.folder in ids:
            raise ValueError(f"{path.name} and {ids[table.folder]}.toml both describe {table.folder}")
        ids[table.folder] = path.stem
        by_name[path.stem] = table
    return by_name


def table(name: str) -> Table:
    """Return the table with our name, or with the publisher's id (case does not matter there).

    Raises:
        Problem: there is none.
    """
    by_name = tables()
    if name in by_name:
        return by_name[name]
    for table in by_name.values():
        if table.id.lower() == name.lower():
            return table
    raise unknown_table(name)


def unknown_table(name: str) -> Problem:
    """Return the problem of a table that there is not, with those that come nearest by name, number or title."""
    named: dict[str, str] = {}
    for table in tables().values():
        for text in (table.name, table.id, *(table.title[lang] for lang in LANGS)):
            for word in (text.lower(), *re.findall(r"\w+", text.lower())):
                named.setdefault(word, f"{table.name} ({table.id})")
    near = difflib.get_close_matches(name[:80].lower(), named, n=MOST_NEAR, cutoff=0.7)
    nearest = dict.fromkeys(named[word] for word in near or list(tables())[:MOST_NEAR])
    return Problem("table_unknown", table=name[:80], known=", ".join(nearest))


def code_label(name: str, dimension: str, code: str) -> Text:
    """Return our words for a code of a table's dimension.

    Raises:
        KeyError: the table has no such dimension or code.
    """
    return table(name).dimensions[dimension].members[code].text
