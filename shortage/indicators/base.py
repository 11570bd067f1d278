"""The contract of an indicator, the registry, and :func:`compute`."""

from __future__ import annotations

import datetime as dt
import importlib
import inspect
import pkgutil
import threading
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

import numpy as np
import pandas as pd
from cachetools import LRUCache

from shortage import catalog
from shortage.catalog import Break
from shortage.choice import Choice
from shortage.store import Source, Store, TableData, as_numpy, united
from shortage.text import Period, Problem, Text, Words

COLUMNS = ("period", "period_start", "value", "low", "high", "is_provisional", "series_id")


@dataclass(frozen=True)
class Indicator:
    """Figures with all that is needed to answer for them.

    ``frame`` is tidy, one row per figure: ``period`` (CBS code), ``period_start``, one column per name in
    ``dimensions``, ``value``, ``low`` and ``high`` (NaN where there is no band), ``is_provisional``,
    ``series_id``. Rows of one ``series_id`` form one line and are comparable; a break, another edition or another
    source makes another ``series_id``. A period without a figure has no row.
    """

    id: str
    title: Text
    unit: str
    decimals: int
    frame: pd.DataFrame
    dimensions: tuple[str, ...]
    definition: Text
    sources: tuple[Source, ...]
    series: Mapping[str, Text] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    breaks: tuple[Break, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)
    editions: Mapping[str, Mapping[str, Collection[str] | None]] = field(default_factory=dict)
    """``{table: {series_id: editions}}`` for tables (our name) from which not every line reads, or not the same
    editions; None: whatever was read of it."""
    look_back: int | None = 0
    """How many years before its own period a figure reads: 1 for a mean of four quarters or a change in a year; None
    where each figure reads all years."""
    look_ahead: int = 0
    """How many years after its own period: 1 where it divides by the population on the next 1 January."""

    def read_for(
        self, first: str | None = None, last: str | None = None, series: Collection[str] | None = None
    ) -> tuple[Source, ...]:
        """Return the sources with the editions of what stands behind some of the figures only.

        Args:
            first, last: the oldest and newest period that counts, as codes; ``last`` is ``first`` where it is not
                given, without either every period counts. What a figure reads before and after its own period
                (``look_back``, ``look_ahead``) is added.
            series: the lines that count; without it all of the frame.
        """
        begin, end = dt.date.min, dt.date.max
        if first is not None and self.look_back is not None:
            start, stop = Period.parse(first), Period.parse(last or first)
            begin = replace(start, year=start.year - self.look_back).start
            end = replace(stop, year=stop.year + self.look_ahead).end
        wanted = set(as_numpy(self.frame["series_id"])) if series is None else set(series)
        sources = []
        for source in self.sources:
            lines = self.editions.get(source.name)
            if lines is None:
                sources.append(source.within(begin, end))
            elif read := [lines[id] for id in wanted if id in lines]:
                vintages = None if None in read else {vintage for each in read for vintage in each or ()}
                sources.append(source.within(begin, end, vintages))
        return tuple(sources)

    def editions_by_row(self) -> pd.Series[Any]:
        """Return ``{table: editions}`` for each row of the frame, tables by the publisher's id."""
        keys = list(zip(self.frame["period"], self.frame["series_id"], strict=True))
        editions = {
            (period, id): {source.table: source.vintages for source in self.read_for(period, series=(id,))}
            for period, id in dict.fromkeys(keys)
        }
        return pd.Series([editions[key] for key in keys], index=self.frame.index, dtype=object)

    @property
    def as_of(self) -> str:
        """The newest period in the frame, ``""`` when it is empty."""
        return "" if self.frame.empty else str(self.frame["period"].iloc[int(self.frame["period_start"].argmax())])

    def line(self, series_id: str | None = None, **where: Any) -> pd.DataFrame:
        """Return one line, oldest first, with a fresh index.

        Args:
            series_id: which line; without it the frame (after ``where``) must hold exactly one.
            where: values of dimension columns.

        Raises:
            Problem: nothing matches.
            ValueError: more than one line matches.
        """
        is_of_line = np.ones(len(self.frame), dtype=bool)
        chosen: dict[str, Any] = ({} if series_id is None else {"series_id": series_id}) | where
        for column, wanted in chosen.items():
            is_of_line &= as_numpy(self.frame[column]) == wanted
        places = np.flatnonzero(is_of_line)
        if not len(places):
            raise Problem("selection_empty")
        ids, periods = (set(as_numpy(self.frame[column])[places]) for column in ("series_id", "period"))
        if len(ids) > 1 or len(periods) < len(places):
            raise ValueError(f"{self.id}: {where} is more than one line")
        # In order of time, as a frame mostly is already: each step on a frame costs more than all of this.
        starts = self.frame["period_start"].array.take(places)
        return self.frame.take(places[np.argsort(starts, kind="stable")]).reset_index(drop=True)


class Read:
    """The indicators that one answer was drawn from, and which of their figures it rests on."""

    def __init__(self) -> None:
        self._sources: dict[tuple[str, str], tuple[Source, ...]] = {}
        self._narrowed: set[tuple[str, str]] = set()

    def add(self, indicator: Indicator) -> None:
        """Count an indicator in, with all that was read for it."""
        self._sources.setdefault(_key(indicator), indicator.sources)

    def add_sources(self, sources: Iterable[Source]) -> None:
        """Count in what another answer was drawn from."""
        self._sources["", str(len(self._sources))] = tuple(sources)

    def keep(self, tables: Collection[str]) -> None:
        """Leave out all tables (publisher's ids) but these."""
        self._sources = {
            key: tuple(source for source in each if source.table in tables) for key, each in self._sources.items()
        }

    def only(
        self,
        indicator: Indicator,
        first: str | None = None,
        last: str | None = None,
        series: Collection[str] | None = None,
    ) -> None:
        """Say that of an indicator only these periods and lines are shown or judged; said twice, both count.

        Arguments as for :meth:`Indicator.read_for`.
        """
        key, part = _key(indicator), indicator.read_for(first, last, series)
        before = self._sources.get(key, ()) if key in self._narrowed else ()
        self._sources[key] = united((*before, *part))
        self._narrowed.add(key)

    @property
    def sources(self) -> tuple[Source, ...]:
        """Each release once, with the editions of all rows that were used of it."""
        return united(source for each in self._sources.values() for source in each)


def _key(indicator: Indicator) -> tuple[str, str]:
    return indicator.id, repr(sorted(indicator.params.items()))


class Tables(Mapping[str, TableData]):
    """The tables an indicator asked for, by our name; a table that the store lacks raises on access.

    ``used`` collects what was read, so that an indicator's sources are what it really used.
    """

    def __init__(self, store: Store, names: Iterable[str]) -> None:
        self._store = store
        self._names = tuple(names)
        self.used: dict[str, TableData] = {}
        self.notes: dict[str, Text] = {}

    def __getitem__(self, name: str) -> TableData:
        if name not in self._names:
            raise KeyError(f"{name!r} is not among the declared inputs {self._names}")
        if name not in self.used:
            self.used[name] = self._store.read(name).followed()
        data = self.used[name]
        for correction in data.corrections:
            self.notes[correction.note.en] = correction.note
        return data

    def __contains__(self, name: object) -> bool:
        return name in self._names and self._store.has(str(name))

    def __iter__(self) -> Any:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@dataclass(frozen=True)
class Definition:
    """A registered indicator: what it is, and the function that computes it."""

    id: str
    function: Callable[..., Indicator | pd.DataFrame]
    title: Text
    unit: str
    decimals: int
    definition: Text
    inputs: tuple[str, ...]
    optional: tuple[str, ...]
    dimensions: tuple[str, ...]
    look_back: int | None = 0
    look_ahead: int = 0

    @cached_property
    def params(self) -> Mapping[str, Any]:
        """Names and defaults of the function's keyword parameters."""
        signature = inspect.signature(self.function)
        return {name: p.default for name, p in signature.parameters.items() if p.kind is p.KEYWORD_ONLY}

    @cached_property
    def typed(self) -> dict[str, Choice]:
        """The parameters as choices, by name."""
        return {name: Choice.of(name, default) for name, default in self.params.items()}


_DEFINITIONS: dict[str, Definition] = {}


def indicator(
    id: str,
    *,
    unit: str,
    inputs: Iterable[str],
    words: Words,
    optional: Iterable[str] = (),
    dimensions: Iterable[str] = (),
    decimals: int = 1,
    look_back: int | None = 0,
    look_ahead: int = 0,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register ``function(tables, *, param=default, …)`` as the indicator ``id``.

    The function returns a tidy frame (see :func:`tidy`), or a tuple ``(frame, extras)`` where ``extras`` may set
    ``series`` ({series_id: Text}), ``notes``, ``breaks``, ``title``, ``unit``, ``decimals`` or ``editions`` of the
    result.

    Args:
        id: name on the command line and in claims, for instance ``open-vacancies``.
        unit: a key of ``text/strings/unit.toml``.
        inputs: our names of the tables it needs; the first missing one stops it with a sentence.
        words: the sentences of its file; those under its id are its own, ``title`` (short name of the quantity) and
            ``definition`` (what is counted over what, with the formula where there is one) among them.
        optional: tables it uses when they are there.
        dimensions: extra columns of the frame.
        decimals: with how many places a reader is shown it.
        look_back: how many years before its own period a figure reads rows: 1 for means of four quarters, sums of a
            year and changes in a year, None where each figure reads all years.
        look_ahead: how many years after its own period.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if id in _DEFINITIONS and _DEFINITIONS[id].function.__module__ != function.__module__:
            raise ValueError(f"two indicators are called {id}")
        own = words.part(id)
        _DEFINITIONS[id] = Definition(
            id=id,
            function=function,
            title=own["title"],
            unit=unit,
            decimals=decimals,
            definition=own["definition"],
            inputs=tuple(inputs),
            optional=tuple(optional),
            dimensions=tuple(dimensions),
            look_back=look_back,
            look_ahead=look_ahead,
        )
        return function

    return register


@cache
def registry() -> dict[str, Definition]:
    """Return all indicators by id; imports every module of this package once."""
    package = importlib.import_module("shortage.indicators")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"shortage.indicators.{module.name}")
    return dict(sorted(_DEFINITIONS.items()))


def definition(id: str) -> Definition:
    """Return a registered indicator.

    Raises:
        Problem: there is none of that name.
    """
    by_id = registry()
    if id not in by_id:
        raise Problem("indicator_unknown", name=id, known=", ".join(by_id))
    return by_id[id]


_COMPUTED: LRUCache[Any, Indicator] = LRUCache(maxsize=500)
_LOCK = threading.Lock()


def compute(id: str, store: Store, **params: Any) -> Indicator:
    """Compute an indicator from a store; remembered by what the store has of its tables, so nobody changes its frame.

    Raises:
        Problem: an unknown indicator or parameter, a table that is not there or cannot be read, an empty choice.
    """
    definition_of = definition(id)
    for name in params:
        if name not in definition_of.params:
            raise Problem("choice_unknown", name=id, value=name, known=", ".join(definition_of.params) or "-")
    names = (*definition_of.inputs, *definition_of.optional)
    key = (id, repr(sorted(params.items())), store.key(names))
    with _LOCK:
        if key in _COMPUTED:
            return _COMPUTED[key]
    tables = Tables(store, names)
    for name in definition_of.inputs:
        if not store.has(name):
            store.entry(name)  # says whether it is not there, or was not out on the day of a view
            raise Problem("table_absent", table=catalog.table(name).id)
    result = definition_of.function(tables, **params)
    frame, extras = result if isinstance(result, tuple) else (result, {})
    if frame.empty:
        raise Problem("selection_empty")
    indicator = Indicator(
        id=id,
        title=definition_of.title,
        unit=definition_of.unit,
        decimals=definition_of.decimals,
        frame=tidy(frame, definition_of.dimensions),
        dimensions=definition_of.dimensions,
        definition=definition_of.definition,
        sources=tuple(data.used() for data in tables.used.values()),
        params={**definition_of.params, **params},
        look_back=definition_of.look_back,
        look_ahead=definition_of.look_ahead,
    )
    indicator = replace(indicator, **extras)
    if indicator.editions:
        indicator = replace(indicator, sources=indicator.read_for())
    # A corrected cell is told wherever the table is used.
    if tables.notes:
        indicator = replace(indicator, notes=(*indicator.notes, *tables.notes.values()))
    with _LOCK:
        _COMPUTED[key] = indicator
    return indicator


def pivot(rows: pd.DataFrame, columns: str, values: str = "value") -> pd.DataFrame:
    """Return ``values`` as periods x codes of ``columns``, both sorted; NaN where there is no row.

    What :meth:`pandas.DataFrame.pivot` gives, in a third of its time.

    Raises:
        ValueError: two rows have one period and code.
    """
    lines, periods = pd.factorize(as_numpy(rows["period"]), sort=True)
    places, codes = pd.factorize(as_numpy(rows[columns]), sort=True)
    cells = lines * max(1, len(codes)) + places
    if len(np.unique(cells)) < len(cells):
        raise ValueError(f"two figures have one period and {columns}")
    wide = np.full(len(periods) * len(codes), np.nan)
    wide[cells] = rows[values].to_numpy()
    by_period = wide.reshape(len(periods), len(codes))
    return pd.DataFrame(by_period, pd.Index(periods, name="period"), pd.Index(codes, name=columns), copy=False)


def tidy(frame: pd.DataFrame, dimensions: Iterable[str] = ()) -> pd.DataFrame:
    """Return ``frame`` with exactly the columns of the contract, sorted by series and time.

    ``low``, ``high`` default to NaN, ``is_provisional`` to False, ``period_start`` is computed; rows without a value
    are dropped (a missing figure is a gap, never a zero).

    Raises:
        ValueError: ``period``, ``value``, ``series_id`` or a dimension is missing, or a figure stands twice.
    """
    wanted = ["period", "value", "series_id", *dimensions]
    absent = [column for column in wanted if column not in frame]
    if absent:
        raise ValueError(f"columns missing: {absent}")
    # One pass over arrays: each step on a frame of texts costs more than all of this.
    filled = np.flatnonzero(frame["value"].notna().to_numpy())
    periods, codes = pd.factorize(as_numpy(frame["period"]))
    starts = np.array([Period.parse(code).start for code in codes.tolist()], dtype="datetime64[s]")
    lines, _ = pd.factorize(as_numpy(frame["series_id"]), sort=True)
    filled = filled[np.lexsort((starts[periods[filled]], lines[filled]))]
    columns: dict[str, Any] = {}
    for column in ("period", "period_start", *dimensions, "value", "low", "high", "is_provisional", "series_id"):
        if column == "period_start":
            columns[column] = starts[periods[filled]]
        elif column in frame:
            columns[column] = frame[column].array.take(filled)
        else:
            columns[column] = np.full(len(filled), False if column == "is_provisional" else float("nan"))
    tidied = pd.DataFrame(columns, copy=False)
    places = lines[filled] * max(1, len(codes)) + periods[filled]
    # Lines and periods alone tell nearly always that nothing stands twice.
    if len(np.unique(places)) < len(places):
        doubled = tidied.duplicated(["series_id", "period", *dimensions])
        if doubled.any():
            raise ValueError(f"a figure stands twice: {tidied[doubled].head(3).to_dict('records')}")
    return tidied
