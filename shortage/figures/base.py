"""The contract of a figure, the registry, and the one way to build a spec."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple

import pandas as pd

from shortage import indicators
from shortage.indicators import Indicator
from shortage.store import Source, Store
from shortage.text import Lang, Period, Problem, Text, date, t

Kind = Literal["line", "band", "bar", "dumbbell", "small_multiples"]
Role = Literal["main", "second", "context"]
COLUMNS = (
    "panel",
    "series_id",
    "label",
    "category",
    "period",
    "x",
    "value",
    "low",
    "high",
    "is_provisional",
    "role",
)


class Row(NamedTuple):
    """One row of a spec's data; ``place`` is where it stands in ``FigureSpec.data``."""

    place: int
    panel: str
    series_id: str
    label: str
    category: str
    period: str
    x: float
    value: float
    low: float
    high: float
    is_provisional: bool
    role: str


def each(data: pd.DataFrame) -> Iterator[Row]:
    """Give the rows of a spec's data, or of a part of it, one by one."""
    return map(Row._make, data[list(COLUMNS)].itertuples(name=None))


@dataclass(frozen=True)
class ReferenceLine:
    """A horizontal line at ``value`` (vertical on bars), dashed grey; ``label`` of at most 20 characters."""

    value: float
    label: str


@dataclass(frozen=True)
class BreakMark:
    """A dotted vertical line at ``x`` (the time axis, in years); no line is drawn through it."""

    x: float
    label: str


@dataclass(frozen=True)
class Guarded:
    """A finding as a sentence, and whether the data prove it: ``check`` says in words what was tested."""

    sentence: str
    holds: bool
    check: str


@dataclass(frozen=True)
class Drawn:
    """A number as the figure prints it, for text and figure to agree on: see :meth:`FigureSpec.numbers`."""

    series_id: str
    key: str
    value: float
    text: str


@dataclass(frozen=True)
class FigureSpec:
    """Everything a figure says, in one language.

    ``data`` has the columns ``panel`` ("" when there is one), ``series_id``, ``label`` (of the series), ``category``
    (bars and dumbbells; "" on a time axis), ``period`` (CBS code or ""), ``x`` (years, NaN for categories), ``value``,
    ``low``, ``high``, ``is_provisional``, ``role``. Rows stand in drawing order. For ``dumbbell`` each category has two
    series, the earlier first. For ``band`` a series with ``low``/``high`` is drawn as an area with its line.
    """

    id: str
    kind: Kind
    lang: Lang
    theme: str
    data: pd.DataFrame
    guarded: Guarded | None
    neutral_title: str
    subtitle: str
    note: str
    source_line: str
    alt: str
    unit: str
    decimals: int
    sources: tuple[Source, ...]
    data_version: str
    reference_lines: tuple[ReferenceLine, ...] = ()
    breaks: tuple[BreakMark, ...] = ()
    is_zero_based: bool = True
    selection: Mapping[str, Any] = field(default_factory=dict)
    highlight: tuple[str, ...] = ()
    """Series or categories that carry the accent; the rest is drawn in grey. Empty: all carry their own colour."""
    definitions: tuple[tuple[Text, Text], ...] = ()
    """Title and definition of each indicator that the figure shows."""
    own_title: str = ""
    """A title that a user typed; kept apart from the computed finding and marked in every file."""

    @property
    def title(self) -> str:
        """The user's own title, else the finding when its check holds, else the neutral title."""
        if self.own_title:
            return self.own_title
        return self.guarded.sentence if self.guarded and self.guarded.holds else self.neutral_title

    @property
    def panels(self) -> list[str]:
        """Panel names in drawing order."""
        return list(dict.fromkeys(self.data["panel"]))

    @property
    def series(self) -> dict[str, str]:
        """``{series_id: label}`` in drawing order."""
        return dict(zip(self.data["series_id"], self.data["label"], strict=True))

    @property
    def is_time(self) -> bool:
        """Whether the horizontal axis is time."""
        return bool(self.data["category"].eq("").all())


Choices = Mapping[str, Text] | Callable[[Store], Mapping[str, Text]]


@dataclass(frozen=True)
class FigureDefinition:
    """A registered figure."""

    id: str
    function: Callable[..., FigureSpec]
    theme: str
    title: Text
    claims: tuple[str, ...]
    place: int | None
    choices: Mapping[str, Choices]

    def options(self, name: str, store: Store) -> dict[str, Text]:
        """Return ``{code: words}`` of what a reader may choose for ``name``; empty for a free number."""
        given = self.choices.get(name, {})
        return dict(given(store) if callable(given) else given)

    @cached_property
    def params(self) -> Mapping[str, Any]:
        """Names and defaults of what a reader may choose."""
        signature = inspect.signature(self.function)
        return {name: p.default for name, p in signature.parameters.items() if p.kind is p.KEYWORD_ONLY}


class View:
    """What a figure function works with: a store, a language, and the indicators it asks for."""

    def __init__(self, store: Store, lang: Lang, definition: FigureDefinition, selection: Mapping[str, Any]) -> None:
        self.store = store
        self.lang: Lang = lang
        self.definition = definition
        self.selection = dict(selection)
        self.sources: dict[tuple[str, str], Source] = {}
        self.definitions: dict[str, tuple[Text, Text]] = {}

    def indicator(self, id: str, **params: Any) -> Indicator:
        """Compute an indicator and remember its sources for the source line, and its definition."""
        made = indicators.compute(id, self.store, **params)
        self.definitions[id] = (made.title, made.definition)
        for source in made.sources:
            self.sources[source.table, source.release] = source
        return made


_FOUND: dict[str, FigureDefinition] = {}


def figure(
    id: str,
    *,
    theme: str,
    title: Text,
    claims: Iterable[str] = (),
    place: int | None = None,
    choices: Mapping[str, Choices] | None = None,
) -> Callable[[Callable[..., FigureSpec]], Callable[..., FigureSpec]]:
    """Register ``function(view, *, choice=default, …) -> FigureSpec`` as the figure ``id``.

    Args:
        id: name on the command line, in links and in files.
        theme: the page it belongs to.
        title: the neutral title: what is shown, without a conclusion.
        claims: ids of the claims it helps to decide.
        place: its position on the theme page (1 to 4); without it the figure stands in the gallery and on its
            claims' pages only.
        choices: per keyword parameter the allowed codes with their words, fixed or read from a store. The pages show
            a control for each parameter named here.
    """

    def register(function: Callable[..., FigureSpec]) -> Callable[..., FigureSpec]:
        if id in _FOUND and _FOUND[id].function.__module__ != function.__module__:
            raise ValueError(f"two figures are called {id}")
        _FOUND[id] = FigureDefinition(id, function, theme, title, tuple(claims), place, dict(choices or {}))
        return function

    return register


@cache
def figures() -> dict[str, FigureDefinition]:
    """Return all figures by id; imports every module of ``figures/defs`` once."""
    package = importlib.import_module("shortage.figures.defs")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"shortage.figures.defs.{module.name}")
    return dict(sorted(_FOUND.items()))


def make(id: str, store: Store, lang: Lang, **selection: Any) -> FigureSpec:
    """Build the spec of a figure.

    Raises:
        Problem: an unknown figure or choice, or what :func:`shortage.indicators.compute` raises.
    """
    known = figures()
    if id not in known:
        raise Problem("figure_unknown", name=id, known=", ".join(known))
    definition = known[id]
    for name, value in selection.items():
        if name not in definition.params:
            raise Problem("choice_unknown", name=id, value=name, known=", ".join(definition.params) or "-")
        options = definition.options(name, store)
        if options and value not in options:
            raise Problem("choice_unknown", name=name, value=value, known=", ".join(options))
    view = View(store, lang, definition, {**definition.params, **selection})
    return definition.function(view, **selection)


def rows(
    indicator: Indicator,
    lang: Lang,
    *,
    series_id: str | None = None,
    label: str | None = None,
    role: Role = "main",
    panel: str = "",
    since: str | None = None,
    **where: Any,
) -> pd.DataFrame:
    """Return an indicator's rows as data of a spec on a time axis.

    Args:
        indicator: the indicator.
        lang: language of the labels.
        series_id: one line of it; without it all lines (after ``where``).
        label: label of the line; without it the indicator's own series label.
        role: ``main``, ``second`` or ``context``.
        panel: panel of a small-multiples figure.
        since: a year or a period code; earlier rows are left out.
        where: values of dimension columns.
    """
    frame = indicator.frame
    if series_id is not None:
        frame = frame[frame["series_id"] == series_id]
    for column, wanted in where.items():
        frame = frame[frame[column] == wanted]
    if since is not None:
        first = Period.parse(since if len(since) > 4 else f"{since}JJ00")
        frame = frame[frame["period_start"] >= pd.Timestamp(first.start)]
    if frame.empty:
        raise Problem("selection_empty")
    labels = {id: (indicator.series[id][lang] if id in indicator.series else id) for id in frame["series_id"].unique()}
    return pd.DataFrame(
        {
            "panel": panel,
            "series_id": frame["series_id"],
            "label": label if label is not None else frame["series_id"].map(labels),
            "category": "",
            "period": frame["period"],
            "x": [Period.parse(code).x for code in frame["period"]],
            "value": frame["value"],
            "low": frame["low"],
            "high": frame["high"],
            "is_provisional": frame["is_provisional"],
            "role": role,
        }
    ).reset_index(drop=True)


def build(
    view: View,
    kind: Kind,
    data: pd.DataFrame,
    *,
    subtitle: str,
    alt: str,
    unit: str,
    decimals: int,
    finding: Guarded | None = None,
    title: str = "",
    notes: Iterable[str] = (),
    reference_lines: Iterable[ReferenceLine] = (),
    breaks: Iterable[BreakMark] = (),
    is_zero_based: bool = True,
    highlight: Iterable[str] = (),
) -> FigureSpec:
    """Put a spec together: completes the data columns, the note and the source line.

    A reader's own selection never keeps the author's conclusion: with a choice that differs from the default the
    finding is dropped unless its check was computed on that selection (give ``finding`` only then).
    """
    data = data.copy()
    defaults: dict[str, Any] = {
        "panel": "",
        "category": "",
        "period": "",
        "x": float("nan"),
        "low": float("nan"),
        "high": float("nan"),
        "is_provisional": False,
        "role": "main",
    }
    for column, default in defaults.items():
        if column not in data:
            data[column] = default
    data = data[list(COLUMNS)].reset_index(drop=True)
    if data.empty:
        raise Problem("selection_empty")
    texts = list(notes)
    if data["is_provisional"].any():
        is_dots = kind in ("line", "band", "small_multiples")
        texts.append(t("figure.provisional_note" if is_dots else "figure.provisional_note_bar", view.lang))
    if not is_zero_based:
        texts.append(t("figure.cut_axis_note", view.lang))
    return FigureSpec(
        id=view.definition.id,
        kind=kind,
        lang=view.lang,
        theme=view.definition.theme,
        data=data,
        guarded=finding,
        neutral_title=title or view.definition.title[view.lang],
        subtitle=subtitle,
        note=" ".join(texts),
        source_line=source_line(view.sources.values(), view.lang),
        alt=alt,
        unit=unit,
        decimals=decimals,
        sources=tuple(view.sources.values()),
        data_version=view.store.version,
        reference_lines=tuple(reference_lines),
        breaks=tuple(breaks),
        is_zero_based=is_zero_based,
        selection=view.selection,
        highlight=tuple(highlight),
        definitions=tuple(view.definitions.values()),
    )


def source_line(sources: Iterable[Source], lang: Lang) -> str:
    """Return "Bron: CBS 80472ned (stand 30 juli 2026), …; eigen bewerking", computed from what was read."""
    by_publisher: dict[str, list[str]] = {}
    for one in sources:
        stand = date(one.release, lang) if one.release != "undated" else t("figure.undated", lang)
        by_publisher.setdefault(one.publisher, []).append(f"{one.table} ({stand})")
    parts = [f"{publisher} {', '.join(sorted(set(tables)))}" for publisher, tables in by_publisher.items()]
    return t("figure.source_line", lang, sources="; ".join(parts))
