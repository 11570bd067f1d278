"""The shape of a table of CBS, whichever service tells it, and how the catalogue's names are found in it.

A topic is found by its key, or by its title together with the titles of its groups. A title alone counts only where
the table has it once, and no group elsewhere bears it too: a table may call the value added of a branch "Totaal" under
the branch's name, and the investments of that branch by the branch's name alone.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from shortage.catalog import Dimension, Measure, Table
from shortage.catalog.load import CbsLoad, Keys, names
from shortage.catalog.model import MEASURE_COLUMN
from shortage.catalog.needs import is_needed
from shortage.sources.base import Quantity, both, match, normalised, same_columns, stored
from shortage.sources.errors import Ambiguous, SchemaChanged, SourceError
from shortage.text import Period

CodeList = dict[str, dict[str, str]]
"""Stripped key → ``padded`` key, ``label``, ``status``."""
Part = Literal["columns", "measures", "codes", "units", "periods"]
NEAREST = 6
NEAR = 0.9
"""Likeness (0 to 1) from which on a label may be the one that is meant, in another spelling."""
TOTALS = ("totaal", "total")
SAME_UNITS = {"million": "mln", "miljoen": "mln", "euros": "euro"}


@dataclass(frozen=True)
class Topic:
    """One measure of the publisher; ``path`` has the titles of its groups and, last, its own."""

    key: str
    path: tuple[str, ...]
    unit: str = ""
    decimals: int | None = None
    """Figures have no more; None where the service gives them as they are."""

    @property
    def label(self) -> str:
        """All its titles in one text."""
        return " ".join(self.path)


@dataclass
class Shape:
    """Columns, topics and code lists of a table; ``times`` are the columns that the publisher calls a time."""

    service: str
    columns: list[str]
    times: list[str]
    topics: list[Topic]
    codes: dict[str, CodeList] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One name of the catalogue, held against the publisher's table.

    ``name`` is as in ``seen.but`` (``measures.ours``, ``columns.ours``, ``branch.ours``); ``key`` the publisher's
    key, ``""`` where there is none; ``error`` says what is wrong; ``is_needed`` whether that stops the table.
    """

    part: Part
    name: str
    key: str = ""
    error: SourceError | None = None
    is_needed: bool = True
    candidates: tuple[tuple[str, str], ...] = ()
    """The publisher's keys and labels that come nearest, nearest first."""
    suggestion: str = ""
    """The publisher's key, where exactly one fits by unit, group and label but for the spelling."""


def keys_of(load: CbsLoad, service: str) -> Keys:
    """Return the keys that hold at a service: its own, and those of the file for the rest."""
    own = load.v4 if service == "v4" else Keys()
    codes = {name: {**load.codes.get(name, {}), **own.codes.get(name, {})} for name in {**load.codes, **own.codes}}
    return Keys(
        id=own.id,
        columns={**load.columns, **own.columns},
        measures={**load.measures, **own.measures},
        codes=codes,
        parent=own.parent or load.parent,
    )


def expected_columns(table: Table, service: str) -> tuple[list[str], str]:
    """Return the columns that the catalogue expects at a service, the time column last, and that one (``""``: none)."""
    keys = keys_of(table.cbs, service)
    own = [dimension.key for dimension in table.dimensions.values() if dimension.key != MEASURE_COLUMN]
    time = table.cbs.time_key or table.time_key
    columns = [*(names(keys.columns.get(key, key))[0] for key in own), *table.cbs.fixed]
    columns += [] if time == "none" else [time]
    return list(dict.fromkeys(columns)), "" if time == "none" else time


def fixed_keys(table: Table) -> dict[str, CodeList]:
    """Return the columns of which the catalogue names the one code to take by its key, each with that code alone.

    No list has to be asked for to find it, where keys carry no padding. A code that is not there any more gives no
    figures.
    """
    return {
        column: {wanted: {"padded": wanted, "label": "", "status": ""}}
        for column, wanted in table.cbs.fixed.items()
        if re.fullmatch(r"[A-Z]{0,3}\d{3,}", wanted)
    }


def time_of(table: Table, shape: Shape) -> str:
    """Return the time column: what the catalogue names, else what the publisher calls one; ``""`` for none."""
    wanted = table.cbs.time_key or table.time_key
    if wanted == "none":
        return ""
    # A table may count years in a dimension of its own beside, or instead of, a time dimension.
    return wanted if wanted in shape.columns else next(iter(shape.times), "")


def _squashed(text: str) -> str:
    """Return letters and digits only: what a key of the older service keeps of a title."""
    return re.sub(r"[^a-z0-9à-ÿ]", "", text.casefold())


def find_topic(topics: list[Topic], aim: str) -> list[Topic]:
    """Return the topics that ``aim`` may mean: none, one, or several where it says too little.

    Args:
        topics: those among which to look.
        aim: a key, or titles; with titles of groups before its own, apart or in one text.
    """
    exact = [topic for topic in topics if topic.key == aim]
    if exact:
        return exact
    key = re.fullmatch(r"(?:k_)?(\w+)_\d+", aim)
    if key:
        # The older service makes keys of the title and its place: elsewhere, or a place further, the title is the same.
        return [topic for topic in topics if _squashed(topic.path[-1]) == _squashed(key[1])]
    wanted = normalised(aim.replace(" > ", " "))

    def tails(topic: Topic, shortest: int) -> set[str]:
        ends = [topic.path[-size:] for size in range(shortest, len(topic.path) + 1)]
        if len(topic.path) > 1 and normalised(topic.path[-1]) in TOTALS:
            # The total of a group is what the group is called.
            ends += [topic.path[-size - 1 : -1] for size in range(1, len(topic.path))]
        return {normalised(" ".join(end)) for end in ends}

    hits = [topic for topic in topics if wanted in tails(topic, 2)]
    alone = [topic for topic in topics if normalised(topic.path[-1]) == wanted]
    groups = {
        topic.path[:at]
        for topic in topics
        for at in range(1, len(topic.path))
        if normalised(topic.path[at - 1]) == wanted
    }
    if len(alone) == 1 and groups and not any(alone[0].path[: len(group)] == group for group in groups):
        # Its title is a group's name elsewhere: the group may be what is meant.
        hits += [topic for topic in topics if topic.path[:-1] in groups][:1]
    return list(dict.fromkeys([*hits, *alone]))


def nearest(aims: Iterable[str], labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the keys and labels that share most words with ``aims``, nearest first."""
    parts = set(normalised(" ".join(aims)).split())
    shared = {key: len(parts & set(normalised(f"{label} {key}").split())) for key, label in labels.items()}
    return tuple((key, labels[key]) for key in sorted(labels, key=lambda key: -shared[key])[:NEAREST])


def only_near(aims: Iterable[str], labels: Mapping[str, str]) -> str:
    """Return the one key whose label differs in spelling only from what is looked for, ``""`` for none or several."""
    wanted = [normalised(aim.replace(" > ", " ")) for aim in aims if aim]

    def likeness(label: str) -> float:
        return max((difflib.SequenceMatcher(None, aim, normalised(label)).ratio() for aim in wanted), default=0.0)

    near = [key for key, label in labels.items() if likeness(label) >= NEAR]
    return near[0] if len(near) == 1 else ""


def unit_words(text: str) -> str:
    """Return a unit for comparison: "x 1 000" and "x 1000" are one, and so are "mln euro" and "million euros"."""
    plain = re.sub(r"(?<=\d)[ .,](?=\d{3})", "", " ".join(text.casefold().split()))
    return " ".join(SAME_UNITS.get(word, word) for word in plain.split())


class Fit:
    """What is taken of a table of that shape, with a finding for each name of the catalogue.

    Nothing is raised here: :meth:`refuse` raises what stops the table.
    """

    def __init__(self, table: Table, shape: Shape, known_codes: Mapping[str, Mapping[str, str]]) -> None:
        self.table = table
        self.shape = shape
        self.known = known_codes
        self.keys = keys_of(table.cbs, shape.service)
        self.time = time_of(table, shape)
        self.findings: list[Finding] = []
        self.resolved: dict[str, dict[str, str]] = {}
        self.stored: dict[str, str] = {}
        """Stored column → the publisher's."""
        self.names: dict[str, dict[str, tuple[str, str]]] = {}
        """Publisher's column → {code: (stored key, stored label)}, for the codes that are taken."""
        self.asked: dict[str, list[str]] = {}
        """Publisher's column → codes that the question is limited to."""
        self.decimals: dict[str, int | None] = {topic.key: topic.decimals for topic in shape.topics}
        self._columns()
        self.quantities = self._quantities()
        for name, dimension in table.dimensions.items():
            if dimension.key != MEASURE_COLUMN and self._column(dimension) in shape.codes:
                self._dimension(name, dimension)
        self._fixed()
        self.periods = self._periods()

    def refuse(self) -> None:
        """Raise the first finding that stops the table.

        Raises:
            SchemaChanged: columns, units or codes are not what the catalogue says.
            Ambiguous: a label fits none or several codes.
        """
        for finding in self.findings:
            if finding.error is not None and finding.is_needed:
                raise finding.error

    @property
    def missing(self) -> list[str]:
        """Names of the catalogue that this table does not have and that nothing needs."""
        return [finding.name for finding in self.findings if finding.error is not None and not finding.is_needed]

    def _add(
        self,
        part: Part,
        name: str,
        key: str = "",
        error: SourceError | None = None,
        needed: bool = True,
        candidates: tuple[tuple[str, str], ...] = (),
        suggestion: str = "",
    ) -> None:
        self.findings.append(Finding(part, name, key, error, needed, candidates, suggestion))

    def _all_needed(self, *beginnings: str) -> None:
        """Let each finding whose name begins so stop the table."""
        self.findings = [
            replace(finding, is_needed=True) if finding.name.startswith(beginnings) else finding
            for finding in self.findings
        ]

    # -- columns -----------------------------------------------------------------------------------------

    def _column(self, dimension: Dimension) -> str:
        """Return the publisher's name of a dimension that a release may store under another."""
        columns = names(self.keys.columns.get(dimension.key, dimension.key))
        return next((column for column in columns if column in self.shape.columns), columns[0])

    def _columns(self) -> None:
        table, shape = self.table, self.shape
        wanted = {
            self._column(dimension): f"columns.{name}"
            for name, dimension in table.dimensions.items()
            if dimension.key != MEASURE_COLUMN
        }
        wanted |= {column: f"columns.{column}" for column in table.cbs.fixed if column not in wanted}
        there = [column for column in shape.columns if column != self.time]
        for column, name in wanted.items():
            if column in there:
                self._add("columns", name, column)
        try:
            if not self.time and (table.cbs.time_key or table.time_key) != "none":
                raise SchemaChanged(table=table.id, what=both("column_gone", name=table.cbs.time_key or table.time_key))
            same_columns(table, set(there), set(wanted), self.time)
        except SourceError as error:
            new = tuple((column, column) for column in there if column not in wanted)
            gone = [name for column, name in wanted.items() if column not in there]
            for name in gone or [f"columns.{column}" for column, _ in new[:1]] or ["columns.period"]:
                one_only = new[0][0] if len(gone) == len(new) == 1 else ""
                self._add("columns", name, error=error, candidates=new, suggestion=one_only)

    # -- measures ----------------------------------------------------------------------------------------

    def _wanted(self) -> list[tuple[str, str, str, list[str], Measure]]:
        """Return (name, stored key, stored label, aims, measure) of what the catalogue takes."""
        table, labels = self.table, self.known.get("@measure", {})
        spread = [(name, dimension) for name, dimension in table.dimensions.items() if dimension.key == MEASURE_COLUMN]
        wanted = []
        for measure in table.measures:
            if measure.name in table.cbs.without:
                continue
            if measure.key != "*":
                aims = [
                    *names(self.keys.measures.get(measure.name, "")),
                    measure.key,
                    measure.label,
                    labels.get(measure.key, ""),
                ]
                wanted.append((f"measures.{measure.name}", measure.key, measure.label, aims, measure))
            elif not spread:
                wanted += [
                    (f"measures.{measure.name}", each.key, "", [each.key], measure) for each in self.shape.topics
                ]
            for name, dimension in spread if measure.key == "*" else ():
                more = self.keys.codes.get(name, {})
                for ours, code in dimension.members.items():
                    aims = [*names(more.get(ours, "")), code.key, code.label, labels.get(code.key, "")]
                    wanted.append((f"{name}.{ours}", code.key, code.label, aims, measure))
        return wanted

    def _quantities(self) -> list[Quantity]:
        table = self.table
        topics = self.shape.topics
        if self.keys.parent and any(len(topic.path) > 1 for topic in topics):
            inside = [
                topic
                for topic in topics
                if normalised(self.keys.parent) in {normalised(part) for part in topic.path[:-1]}
            ]
            if not inside:
                gone = SchemaChanged(table=table.id, what=both("group_gone", name=self.keys.parent))
                self._add("measures", "measures", error=gone)
                return []
        else:
            inside = topics
        quantities: list[Quantity] = []
        taken: list[Topic] = []
        failed: list[Finding] = []
        for name, key, label, aims, measure in self._wanted():
            aims = list(dict.fromkeys(aim for aim in aims if aim))
            needed = is_needed(table, name.partition(".")[2])
            expected = measure.published_unit
            # A key is a key wherever it stands; titles are looked for in the group that the catalogue names.
            topic, error = self._topic([topic for topic in topics if topic.key in aims] or inside, aims)
            if topic is None:
                labels = {topic.key: topic.label for topic in inside}
                fitting = [topic for topic in inside if not expected or unit_words(topic.unit) == unit_words(expected)]
                one_only = only_near(aims, {topic.key: topic.label for topic in fitting})
                one_only = one_only or only_near(aims, {topic.key: topic.path[-1] for topic in fitting})
                failed.append(Finding("measures", name, "", error, needed, nearest(aims, labels), one_only))
                continue
            self._add("measures", name, topic.key)
            if expected and unit_words(expected) != unit_words(topic.unit):
                what = both("unit_changed", name=topic.key, unit=topic.unit, expected=expected)
                failed.append(Finding("units", name, topic.unit, SchemaChanged(table=table.id, what=what), needed))
                continue
            self._add("units", name, topic.unit)
            if topic.key != key:
                self.resolved.setdefault("@measure", {})[key or label] = topic.key
            # The services spell a unit in two ways; a release has the catalogue's.
            quantities.append(Quantity(key, label or topic.path[-1], expected or topic.unit, topic.key, measure))
            taken.append(topic)
        self.findings += failed
        if not quantities:
            # Of a table nothing is left without its only measures, whether somebody reads them or not.
            self._all_needed(
                "measures.",
                *(f"{name}." for name, dimension in table.dimensions.items() if dimension.key == MEASURE_COLUMN),
            )
        self._one_group(quantities, taken)
        return quantities

    def _topic(self, among: list[Topic], aims: list[str]) -> tuple[Topic | None, SourceError | None]:
        labels = {topic.key: topic.label for topic in among}
        doubt: SourceError | None = None
        for aim in aims:
            hits = find_topic(among, aim)
            if len(hits) == 1:
                return hits[0], None
            if len(hits) > 1 and doubt is None:
                near = "; ".join(f"{topic.key} {topic.label}" for topic in hits[:NEAREST])
                doubt = Ambiguous(table=self.table.id, label=aim, column=MEASURE_COLUMN, candidates=near)
        listed = "; ".join(f"{key} ({label})" for key, label in nearest(aims, labels))
        what = both("measure_gone", name=aims[0] if aims else "?", known=listed)
        return None, doubt or SchemaChanged(table=self.table.id, what=what)

    def _one_group(self, quantities: list[Quantity], taken: list[Topic]) -> None:
        """Refuse branches that stand under several groups: one of them would be another quantity."""
        by_group: dict[tuple[str, ...], Topic] = {}
        for quantity, topic in zip(quantities, taken, strict=True):
            if quantity.ours is not None and quantity.ours.key == "*":
                by_group.setdefault(topic.path[:-1][:1], topic)
        if len(by_group) > 1:
            first, second = list(by_group.values())[:2]
            what = both("groups_differ", first=first.label, second=second.label)
            self._add("measures", "measures", error=SchemaChanged(table=self.table.id, what=what))

    # -- codes -------------------------------------------------------------------------------------------

    def _dimension(self, name: str, dimension: Dimension) -> None:
        table = self.table
        column = self._column(dimension)
        listed = self.shape.codes[column]
        labels = {code: entry["label"] for code, entry in listed.items()}
        hints = self.keys.codes.get(name, {})
        known_codes = self.known.get(dimension.key, {})
        taken: dict[str, tuple[str, str]] = {}
        for ours, code in dimension.members.items():
            aims = names(hints.get(ours, ""))
            there = {normalised(label) for label in labels.values()}
            aim = next((aim for aim in aims if aim in labels or normalised(aim) in there), aims[-1])
            aim = aim or (code.key if code.key in labels else "") or code.label
            is_own = ours in dimension.codes
            if not aim and (is_own or code.key in known_codes):
                # Under another key since the last time: the words of that time find it.
                aim = known_codes.get(code.key, "")
                if aim and normalised(aim) not in there:
                    aim = ""
                if not aim and is_own:
                    what = both("code_gone", code=f"{code.key} ({ours})", column=column)
                    error = SchemaChanged(table=table.id, what=what)
                    said = [known_codes.get(code.key, ""), code.text.nl, code.text.en]
                    near, one_only = nearest(said, labels), only_near(said, labels)
                    self._add("codes", f"{name}.{ours}", "", error, is_needed(table, ours), near, one_only)
            if not aim:
                continue  # a shared classification has more codes than any table
            try:
                key = match(table, column, aim, labels)
            except SourceError as error:
                needed = is_needed(table, ours) and is_own
                near, one_only = nearest([aim], labels), only_near([aim], labels)
                self._add("codes", f"{name}.{ours}", "", error, needed, near, one_only)
                continue
            self._add("codes", f"{name}.{ours}", key)
            taken[key] = stored(code, key, labels[key])
            if key != code.key:
                self.resolved.setdefault(dimension.key, {})[ours] = key
        if dimension.members and not taken:
            # A dimension of which nothing is found is not the one that was meant.
            self._all_needed(f"{name}.")
        if dimension.is_filter:
            self.asked[column] = list(taken)
        else:
            for key, label in labels.items():
                taken.setdefault(key, (key, label))
        self.stored[dimension.key] = column
        self.names[column] = taken

    def _fixed(self) -> None:
        for column, wanted in self.table.cbs.fixed.items():
            if column not in self.shape.codes:
                continue
            labels = {code: entry["label"] for code, entry in self.shape.codes[column].items()}
            try:
                code = self._one_code(column, wanted, labels)
            except SourceError as error:
                self._add("codes", f"{column}.{wanted}", "", error, True, nearest([wanted], labels))
                continue
            self._add("codes", f"{column}.{wanted}", code)
            self.asked[column] = [code]
            self.names.setdefault(column, {code: (code, labels[code])})

    def _one_code(self, column: str, wanted: str, labels: Mapping[str, str]) -> str:
        """Return the one code to take of a column; of several totals that with the key CBS gives to totals.

        Raises:
            Ambiguous: none or several fit.
        """
        try:
            return match(self.table, column, wanted, labels)
        except Ambiguous:
            if not wanted.endswith("*"):
                raise
            aim = normalised(wanted)
            totals = [key for key, label in labels.items() if aim in normalised(label) and re.fullmatch(r"T\d{6}", key)]
            if len(totals) != 1:
                raise
            return totals[0]

    def _periods(self) -> dict[str, str]:
        """Return {publisher's code: ours} of the periods of a kind that we show."""
        load = self.table.cbs
        if not self.time:
            return {"": load.period} if load.period else {}
        if self.time not in self.shape.codes:
            return {}
        periods = {}
        for key in self.shape.codes[self.time]:
            code = key if not re.fullmatch(r"\d{4}", key) else f"{key}JJ00"
            try:
                Period.parse(code)
            except ValueError:
                continue
            if code[:4] >= load.since:
                periods[key] = code
        if load.since:
            self.asked[self.time] = list(periods)
        self._add("periods", "columns.period", self.time)
        for kind, group in itertools.groupby(
            sorted(self.shape.codes[self.time], key=lambda code: code[4:6]), lambda code: code[4:6]
        ):
            count = sum(1 for code in group if code in periods)
            if count:
                self._add("periods", f"period.{kind or 'JJ'}", str(count))
        return periods
