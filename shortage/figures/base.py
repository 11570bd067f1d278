"""The contract of a figure, the registry, and the one way to build a spec."""

from __future__ import annotations

import datetime as dt
import difflib
import importlib
import inspect
import pkgutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from typing import Any, Generic, Literal, NamedTuple, TypeVar

import pandas as pd
from cachetools import LRUCache

from shortage import choice, claims, indicators, paper_folders
from shortage.choice import Choice, Codes
from shortage.claims import Claim, Finding
from shortage.figures import marks
from shortage.figures.marks import EventMark, OwnNote, OwnSpan, PointMark
from shortage.figures.wording import span
from shortage.indicators import Indicator, Read
from shortage.store import Source, Store, united
from shortage.text import LANGS, Lang, Period, Problem, Text, Words, date, strings, t
from shortage.text.phrases import both, joined, when, year
from shortage.turn_taking import give_way

Kind = Literal["line", "band", "bar", "dumbbell", "small_multiples", "path", "map", "table"]
Role = Literal["main", "second", "context"]
Said = Text | str
"""A text in both languages, or one that is the same in every language."""
S = TypeVar("S")
"""How texts stand: :data:`Said` in a figure's content, ``str`` in a spec of one language."""
FIRST_YEAR, LAST_YEAR = "since", "until"
"""The choices of a figure's first and last year; a figure that has the first has the last."""
MOST_NEAR = 3
"""Figures that a sentence about an unknown one names."""
MOST_ROWS, MOST_COLUMNS = 16, 6
"""How many rows and columns of figures a typeset table has room for."""
COUNTS = {
    "thousand",
    "million",
    "persons",
    "count",
    "vacancies",
    "programmes",
    "million_hours",
    "million_eur",
    "thousand_eur",
}
"""Units of totals, which are large where many people live; a map of them says so."""
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
    """One row of a spec's data; ``position`` is where it stands in ``FigureSpec.data``."""

    position: int
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
    # Column by column: to choose the columns as a frame first takes most of the time.
    return map(Row._make, zip(data.index.tolist(), *(data[name].tolist() for name in COLUMNS), strict=True))


@dataclass(frozen=True)
class ReferenceLine(Generic[S]):
    """A horizontal line at ``value`` (vertical on bars), dashed grey; ``label`` of at most 20 characters."""

    value: float
    label: S


@dataclass(frozen=True)
class BreakMark(Generic[S]):
    """A dotted vertical line at ``x`` (the time axis, in years); no line is drawn through it."""

    x: float
    label: S


@dataclass(frozen=True)
class Guarded(Generic[S]):
    """A finding as a sentence, and whether the data prove it: ``check`` says in words what was tested."""

    sentence: S
    holds: bool
    check: str


@dataclass(frozen=True)
class FigureContent:
    """Everything a figure says, in every language; :meth:`spec` chooses one.

    ``data`` has the columns of :class:`FigureSpec`, with texts of both languages under ``panel``, ``label`` and
    ``category``.
    """

    id: str
    kind: Kind
    theme: str
    data: pd.DataFrame
    guarded: Guarded[Said] | None
    neutral_title: Said
    subtitle: Said
    note: Said
    alt: Said
    unit: str
    decimals: int
    sources: tuple[Source, ...]
    data_version: str
    reference_lines: tuple[ReferenceLine[Said], ...] = ()
    breaks: tuple[BreakMark[Said], ...] = ()
    points: tuple[PointMark[Said], ...] = ()
    events: tuple[EventMark[Said], ...] = ()
    own_notes: tuple[OwnNote, ...] = ()
    own_spans: tuple[OwnSpan, ...] = ()
    is_zero_based: bool = True
    selection: Mapping[str, Any] = field(default_factory=dict)
    highlight: tuple[Said, ...] = ()
    definitions: tuple[tuple[Text, Text], ...] = ()

    def spec(self, lang: Lang) -> FigureSpec:
        """Return what the figure says in one language."""
        data = self.data.copy()
        for column in ("panel", "label", "category"):
            data[column] = [_in(text, lang) for text in data[column]]
        guarded = None
        if self.guarded is not None:
            guarded = Guarded(_in(self.guarded.sentence, lang), self.guarded.holds, self.guarded.check)
        return FigureSpec(
            id=self.id,
            kind=self.kind,
            lang=lang,
            theme=self.theme,
            data=data,
            guarded=guarded,
            neutral_title=_in(self.neutral_title, lang),
            subtitle=_in(self.subtitle, lang),
            note=_in(self.note, lang),
            source_line=source_line(self.sources, lang),
            alt=_in(self.alt, lang),
            unit=self.unit,
            decimals=self.decimals,
            sources=self.sources,
            data_version=self.data_version,
            reference_lines=tuple(ReferenceLine(line.value, _in(line.label, lang)) for line in self.reference_lines),
            breaks=tuple(BreakMark(mark.x, _in(mark.label, lang)) for mark in self.breaks),
            points=tuple(PointMark(mark.x, mark.value, _in(mark.text, lang)) for mark in self.points),
            events=tuple(EventMark(mark.x, _in(mark.label, lang)) for mark in self.events),
            own_notes=self.own_notes,
            own_spans=self.own_spans,
            is_zero_based=self.is_zero_based,
            selection=self.selection,
            highlight=tuple(_in(name, lang) for name in self.highlight),
            definitions=self.definitions,
        )


def _in(text: Said, lang: Lang) -> str:
    return text if isinstance(text, str) else text[lang]


@dataclass(frozen=True)
class FigureSpec:
    """Everything a figure says, in one language.

    ``data`` has the columns ``panel`` ("" when there is one), ``series_id``, ``label`` (of the series), ``category``
    (bars and dumbbells; "" on a time axis), ``period`` (CBS code or ""), ``x`` (years, NaN for categories), ``value``,
    ``low``, ``high``, ``is_provisional``, ``role``. Rows stand in drawing order. For ``dumbbell`` each category has two
    series, the earlier first. For ``band`` a series with ``low``/``high`` is drawn as an area with its line. For
    ``path`` there are two series, drawn against each other by period: the first lies across, the second goes up.

    For ``map`` there is one series, of rates rather than counts: ``series_id`` is the measure, and ``category`` names
    the province: its name in either language as the catalogue's classification ``regions`` has it, or its code there.
    A province of which there is no row is hatched and said to have no figure. A map has no reference lines, no breaks.

    For ``table`` the rows are the categories, or the periods where every ``category`` is "", and the columns the
    series (at most ``MOST_COLUMNS``); at most ``MOST_ROWS`` rows. What is not there is printed as ``.``.
    """

    id: str
    kind: Kind
    lang: Lang
    theme: str
    data: pd.DataFrame
    guarded: Guarded[str] | None
    neutral_title: str
    subtitle: str
    note: str
    source_line: str
    alt: str
    unit: str
    decimals: int
    sources: tuple[Source, ...]
    data_version: str
    reference_lines: tuple[ReferenceLine[str], ...] = ()
    breaks: tuple[BreakMark[str], ...] = ()
    points: tuple[PointMark[str], ...] = ()
    """Points of a line on a time axis that the title is about and that do not stand at its end."""
    events: tuple[EventMark[str], ...] = ()
    """Moments that a reader chose from the catalogue; see :mod:`shortage.figures.marks`."""
    own_notes: tuple[OwnNote, ...] = ()
    own_spans: tuple[OwnSpan, ...] = ()
    """What a reader wrote into the figure; the note signs it as theirs."""
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
    def until(self) -> str:
        """The newest period (a code) of which a figure is shown, "" where what is shown is of no period."""
        codes = [code for code in self.data["period"].unique() if code]
        return max(codes, key=lambda code: Period.parse(code).end, default="")

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


Choices = Codes


@dataclass(frozen=True)
class FigureDefinition:
    """A registered figure. ``claim`` is the key of the claim whose finding it draws, ``""`` for a general figure."""

    id: str
    function: Callable[..., FigureContent]
    theme: str
    title: Text
    order: int | None
    choices: Mapping[str, Choices]
    claim: str
    words: Words

    @property
    def claims(self) -> tuple[str, ...]:
        """Keys of the claims that it helps to decide: those whose files name it."""
        return tuple(key for key, claim in claims.claims().items() if self.id in claim.figures)

    def options(self, name: str, store: Store) -> dict[str, Text]:
        """Return ``{code: words}`` of what a reader may choose for ``name``; empty for a free number."""
        return self.settable[name].options(store) if name in self.settable else {}

    @cached_property
    def typed(self) -> dict[str, Choice]:
        """All that may be chosen, by name: its own choices and the parameters of its claim's rule."""
        rule = claims.claim(self.claim).typed if self.claim else {}
        own = {name: Choice.of(name, default, self.choices.get(name)) for name, default in self.own.items()}
        return {**rule, **own}

    def read(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """Return what texts of an address choose; see :func:`shortage.choice.read`."""
        return choice.read(self.settable, texts, self.id)

    @cached_property
    def settable(self) -> dict[str, Choice]:
        """All that an address may set: what may be chosen, and the marks that any figure on a time axis may have."""
        return {**self.typed, **marks.CHOICES}

    @cached_property
    def own(self) -> Mapping[str, Any]:
        """Names and defaults of the figure's own choices."""
        signature = inspect.signature(self.function)
        named = {name: p.default for name, p in signature.parameters.items() if p.kind is p.KEYWORD_ONLY}
        return {**named, **({LAST_YEAR: ""} if LAST_YEAR in self.choices else {})}

    @cached_property
    def params(self) -> Mapping[str, Any]:
        """Names and defaults of all that may be chosen."""
        return {name: choice.default for name, choice in self.typed.items()}


class View:
    """What a figure function works with: a store, the indicators it asks for, its words, and its claim's finding."""

    def __init__(self, store: Store, definition: FigureDefinition, selection: Mapping[str, Any]) -> None:
        self.store = store
        self.definition = definition
        self.selection = dict(selection)
        self.read = Read()
        self.definitions: dict[str, tuple[Text, Text]] = {}

    def indicator(self, id: str, **params: Any) -> Indicator:
        """Compute an indicator and remember its sources for the source line, and its definition.

        All that it read counts as shown; :meth:`Read.only` (``view.read.only``) says so where a figure shows less.
        """
        indicator = self.compute(id, **params)
        self.definitions[id] = (indicator.title, indicator.definition)
        self.read.add(indicator)
        if not self.last_year:
            return indicator
        breaks = [mark for mark in indicator.breaks if Period.parse(mark.period).year <= int(self.last_year)]
        shown = replace(indicator, frame=self.up_to(indicator.frame), breaks=tuple(breaks))
        if shown.frame.empty:
            raise Problem("selection_empty")
        return shown

    @property
    def last_year(self) -> str:
        """The year in which a reader lets the figure end, "" where it runs to the newest."""
        return str(self.selection.get(LAST_YEAR, "")) if LAST_YEAR in self.definition.choices else ""

    def up_to(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return the rows (with a column ``period``) that lie in the figure's last year or before it."""
        if not self.last_year:
            return frame
        return frame[[Period.parse(str(code)).year <= int(self.last_year) for code in frame["period"]]]

    def from_year(self, since: str, *shown: Indicator) -> None:
        """Say that of these indicators only rows from a year or a period on are shown, as :func:`rows` draws them."""
        for indicator in shown:
            self.read.only(indicator, _first_code(since), indicator.as_of)

    @cached_property
    def claim(self) -> Claim:
        """The claim whose finding the figure draws."""
        return claims.claim(self.definition.claim)

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """The parameters in force of the claim's rule."""
        return {name: self.selection.get(name, value) for name, value in self.claim.values.items()}

    @cached_property
    def finding(self) -> Finding:
        """What the claim's rule found with the parameters in force; its sources are the figure's.

        Raises:
            Problem: the rule found nothing, for want of a table or a figure.
        """
        finding = claims.find(self.claim, self.store, self.parameters)
        for id in self.claim.indicators:
            registered = indicators.definition(id)
            self.definitions[id] = (registered.title, registered.definition)
        self.read.add_sources(self._up_to_the_end(finding.sources))
        return finding

    def _up_to_the_end(self, sources: Iterable[Source]) -> list[Source]:
        """Return sources for the years up to the figure's last one; a table that begins later stands behind nothing."""
        if not self.last_year:
            return list(sources)
        end = dt.date(int(self.last_year), 12, 31)
        begun = [source for source in sources if any(Period.parse(code).start <= end for code in source.editions)]
        return [source.within(dt.date.min, end) for source in begun]

    def say(self, key: str, /, **values: Said) -> Text:
        """Return one of the figure's sentences, filled; see :class:`shortage.text.Words`."""
        return self.definition.words(key, **values)

    def compute(self, id: str, **params: Any) -> Indicator:
        """Compute an indicator of which no figure is shown: to know when it ends, for instance. It is no source."""
        return indicators.compute(id, self.store, **params)


_DEFINITIONS: dict[str, FigureDefinition] = {}


def figure(
    id: str,
    *,
    theme: str,
    words: Words,
    order: int | None = None,
    choices: Mapping[str, Choices] | None = None,
    has_last_year: bool = True,
) -> Callable[[Callable[..., FigureContent]], Callable[..., FigureContent]]:
    """Register ``function(view, *, choice=default, …) -> FigureContent`` as the figure ``id``.

    A function in ``figures.py`` of a claim's folder draws that claim's finding (``view.finding``).

    Args:
        id: name on the command line, in links and in files.
        theme: the page it belongs to.
        words: the sentences of its file; those under its id are its own, ``title`` among them: what is shown, without
            a conclusion.
        order: its position on the theme page (1 to 4); without it the figure stands in the gallery and on its
            claims' pages only.
        choices: per keyword parameter the allowed codes with their words, fixed or read from a store. The pages show
            a control for each parameter named here. With a first year (``since``) comes a last one (``until``), up to
            which :func:`build` and :meth:`View.indicator` keep rows.
        has_last_year: False where the claim's rule has a last year of its own.
    """

    def register(function: Callable[..., FigureContent]) -> Callable[..., FigureContent]:
        if id in _DEFINITIONS and _DEFINITIONS[id].function.__module__ != function.__module__:
            raise ValueError(f"two figures are called {id}")
        own = words.part(id)
        claim = paper_folders.key_of(function.__module__)
        offered = dict(choices or {})
        if FIRST_YEAR in offered and has_last_year:
            offered[LAST_YEAR] = partial(_last_years, id)
        _DEFINITIONS[id] = FigureDefinition(id, function, theme, own["title"], order, offered, claim, own)
        return function

    return register


def _last_years(id: str, store: Store) -> dict[str, Text]:
    """Return the years in which a figure may end, newest first, after ``""`` for the newest figures there are.

    A figure that cannot be drawn has no other than these: it says itself what is wrong.
    """
    first_years = figures()[id].options(FIRST_YEAR, store)
    try:
        codes = content(id, store, since=min(first_years, key=int)).data["period"]
    except Problem:
        return {"": strings()["choice.until_newest"]}
    periods = sorted((Period.parse(code) for code in codes), key=lambda period: period.x)
    last_of = {period.year: period for period in periods}
    named = {
        str(number): when(last_of[number].code) if last_of[number].grain == "school_year" else year(number)
        for number in list(last_of)[1:-1]
    }
    return {"": strings()["choice.until_newest"], **dict(reversed(named.items()))}


@cache
def figures() -> dict[str, FigureDefinition]:
    """Return all figures by id: of ``figures/defs``, of the folders of claims, and of claims with a general rule."""
    package = importlib.import_module("shortage.figures.defs")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"shortage.figures.defs.{module.name}")
    for folder in paper_folders.with_file("figures.py"):
        folder.module("figures")
    judged = importlib.import_module("shortage.figures.judged")
    own = {judged.figure_id(claim): claim for claim in claims.claims().values() if claim.rule}
    drawn = {id: judged.definition_of(claim) for id, claim in own.items() if id in claim.figures}
    return dict(sorted({**_DEFINITIONS, **drawn}.items()))


@cache
def drawable() -> dict[str, FigureDefinition]:
    """Return every figure that can be drawn, by id: :func:`figures`, and the one that a reader's question makes."""
    own = importlib.import_module("shortage.questions.figure").EXPLORE
    return {**figures(), own.id: own}


def theme_name(id: str) -> Text:
    """Return what a figure's theme is called: one of the papers' themes, the proposals, or a reader's own question."""
    if f"figure.theme_{id}" in strings():
        return strings()[f"figure.theme_{id}"]
    return claims.themes()[id].name if id in claims.themes() else strings()["page.proposals_title"]


def unknown(id: str) -> Problem:
    """Return the problem of a figure that there is not, with those whose names come nearest, else the first ones."""
    by_name = figures()
    firsts = [each.id for each in by_name.values() if each.order == 1]
    nearest = difflib.get_close_matches(id, by_name, n=MOST_NEAR, cutoff=0.4) or firsts[:MOST_NEAR] or list(by_name)
    listed = both(lambda lang: ", ".join(f"{name} ({by_name[name].title[lang]})" for name in nearest[:MOST_NEAR]))
    return Problem("figure_unknown", name=id[:80], known=listed)


def make(id: str, store: Store, lang: Lang, **selection: Any) -> FigureSpec:
    """Build the spec of a figure in one language; see :func:`content`."""
    return content(id, store, **selection).spec(lang)


_CONTENTS: LRUCache[Any, FigureContent] = LRUCache(maxsize=300)
_LOCK = threading.Lock()


def content(id: str, store: Store, **selection: Any) -> FigureContent:
    """Work a figure out; remembered per store version, so that each language only chooses its words.

    Raises:
        Problem: an unknown figure or choice, or what :func:`shortage.indicators.compute` raises.
    """
    if id not in drawable():
        raise unknown(id)
    definition = drawable()[id]
    for name, value in selection.items():
        if name not in definition.settable:
            raise Problem("choice_unknown", name=id, value=name, known=", ".join(definition.settable))
        definition.settable[name].check(value, store)
    added = {name: selection.pop(name) for name in marks.CHOICES if name in selection}
    if added:
        return marks.apply(content(id, store, **selection), added)
    key = (id, repr(sorted(selection.items())), str(store.root), store.version)
    with _LOCK:
        if key in _CONTENTS:
            return _CONTENTS[key]
    give_way()
    view = View(store, definition, {**definition.params, **selection})
    own = {name: value for name, value in selection.items() if name in definition.own and name != LAST_YEAR}
    result = definition.function(view, **own)
    with _LOCK:
        _CONTENTS[key] = result
    return result


def rows(
    indicator: Indicator,
    *,
    series_id: str | None = None,
    label: Said | None = None,
    role: Role = "main",
    panel: Said = "",
    since: str | None = None,
    **where: Any,
) -> pd.DataFrame:
    """Return an indicator's rows as data of a spec on a time axis.

    Args:
        indicator: the indicator.
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
        first = Period.parse(_first_code(since))
        frame = frame[frame["period_start"] >= pd.Timestamp(first.start)]
    if frame.empty:
        raise Problem("selection_empty")
    named: dict[str, Said] = {id: indicator.series.get(id, id) for id in frame["series_id"].unique()}
    return pd.DataFrame(
        {
            "panel": panel,
            "series_id": frame["series_id"],
            "label": [named[id] if label is None else label for id in frame["series_id"]],
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


def _first_code(since: str) -> str:
    """Return a year, or a period code, as a period code."""
    return since if len(since) > 4 else f"{since}JJ00"


def timed(line: pd.DataFrame, id: str, label: Said, *, role: Role = "main", panel: Said = "") -> pd.DataFrame:
    """Return one line of a finding (tidy rows, one per period) as data of a spec on a time axis.

    Args:
        line: rows with ``period``, ``value`` and ``is_provisional``, oldest first.
        id: its series.
        label: its label.
        role: ``main``, ``second`` or ``context``.
        panel: panel of a small-multiples figure.
    """
    return pd.DataFrame(
        {
            "panel": panel,
            "series_id": id,
            "label": [label] * len(line),
            "category": "",
            "period": line["period"].to_numpy(),
            "x": [Period.parse(code).x for code in line["period"]],
            "value": line["value"].to_numpy(),
            "is_provisional": line["is_provisional"].to_numpy(),
            "role": role,
        }
    )


def build(
    view: View,
    kind: Kind,
    data: pd.DataFrame,
    *,
    unit: str,
    decimals: int,
    values: Mapping[str, Said] | None = None,
    subtitle: Said | None = None,
    alt: Said | None = None,
    finding: Guarded[Any] | None = None,
    title: Said = "",
    notes: Iterable[Said] = (),
    reference_lines: Iterable[ReferenceLine[Any]] = (),
    breaks: Iterable[BreakMark[Any]] = (),
    points: Iterable[PointMark[Any]] = (),
    is_zero_based: bool = True,
    highlight: Iterable[Said] = (),
) -> FigureContent:
    """Put a figure together: completes the data columns and the note.

    Subtitle and alt text are the figure's own sentences of those names, unless others are given; ``values`` fill the
    places in both, and ``{span}`` is the first and last period of what is drawn on a time axis.

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
    data = view.up_to(data[list(COLUMNS)]).reset_index(drop=True)
    if data.empty:
        raise Problem("selection_empty")
    if finding is not None and view.last_year and not _is_of_the_end(finding.sentence, data):
        finding = None
    values = {**({"span": span(data)} if data["x"].notna().any() else {}), **(values or {})}
    texts = list(notes)
    if data["is_provisional"].any():
        is_dots = kind in ("line", "band", "small_multiples", "path")
        texts.append(strings()["figure.provisional_note" if is_dots else "figure.provisional_note_bar"])
    if not is_zero_based:
        texts.append(strings()["figure.cut_axis_note"])
    if kind == "map" and unit in COUNTS:
        texts.append(strings()["figure.map_of_counts"])
    if kind == "table":
        texts += _of_table(data)
    sources = view.read.sources
    return FigureContent(
        id=view.definition.id,
        kind=kind,
        theme=view.definition.theme,
        data=data,
        guarded=finding,
        neutral_title=title or view.definition.title,
        subtitle=view.say("subtitle", **values) if subtitle is None else subtitle,
        note=joined(Text(nl=text, en=text) if isinstance(text, str) else text for text in texts),
        alt=view.say("alt", **values) if alt is None else alt,
        unit=unit,
        decimals=decimals,
        sources=sources,
        data_version=view.store.version,
        reference_lines=tuple(reference_lines),
        breaks=tuple(breaks),
        points=tuple(points),
        is_zero_based=is_zero_based,
        selection=view.selection,
        highlight=tuple(highlight),
        definitions=tuple(view.definitions.values()),
    )


def _is_of_the_end(sentence: Said, data: pd.DataFrame) -> bool:
    """Return whether a sentence names the last period drawn: one that does not is read as if it were of today."""
    end = when(str(data["period"].iloc[int(data["x"].argmax())]))
    return all((sentence if isinstance(sentence, str) else sentence[lang]).find(end[lang]) >= 0 for lang in LANGS)


def _of_table(data: pd.DataFrame) -> list[Text]:
    """Return what the note of a typeset table says; a table that is too large for a sheet is refused in words.

    Raises:
        Problem: it has more rows or columns than there is room for.
    """
    key = "period" if data["category"].map(str).eq("").all() else "category"
    count, across = len(set(data[key])), data["series_id"].nunique()
    if count > MOST_ROWS:
        raise Problem("table_long", count=count, most=MOST_ROWS)
    if across > MOST_COLUMNS:
        raise Problem("table_wide", count=across, most=MOST_COLUMNS)
    return [strings()["figure.missing_key"]] if len(data) < count * across else []


def publisher_name(name: str, lang: Lang) -> str:
    """Return a publisher as it is called beside a table: its name, or what stands for one in the reader's language."""
    key = "figure.publisher_" + name.replace(" ", "_")
    return t(key, lang) if key in strings() else name


def source_line(sources: Iterable[Source], lang: Lang) -> str:
    """Return "Bron: CBS 80472ned (uitgave 30 juli 2026), …; eigen bewerking", computed from the rows that were used."""
    by_publisher: dict[str, list[str]] = {}
    sources = united(sources)
    for source in sources:
        name = publisher_name(source.publisher, lang)
        by_publisher.setdefault(name, []).append(f"{source.table} ({source.edition(lang)})")
    parts = [f"{name} {', '.join(sorted(set(tables)))}" for name, tables in by_publisher.items()]
    line = t("figure.source_line", lang, sources="; ".join(parts))
    then = as_of_words(sources, lang)
    return f"{line} {then}" if then else line


def as_of_words(sources: Iterable[Source], lang: Lang) -> str:
    """Return as of which day figures are and how that is known, "" where they are those of now."""
    used = [source for source in sources if source.as_of]
    if not used:
        return ""
    cut = [source.table for source in used if source.is_cut]
    kind = "released" if not cut else "cut" if len(cut) == len(used) else "partly_cut"
    return t(f"figure.as_of_{kind}", lang, day=date(used[0].as_of, lang), tables=", ".join(dict.fromkeys(cut)))
