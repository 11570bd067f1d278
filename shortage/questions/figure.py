"""The figure of a question: an ordinary figure, with a neutral title, in every file, link, note and citation.

It has the id ``explore`` and the parts of a question for choices, so that an address, a basket or a frozen link holds
it as it holds any other figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, cast

import pandas as pd

from shortage.catalog import table
from shortage.choice import Choice
from shortage.figures import BreakMark, FigureContent, FigureDefinition, View, build, marks
from shortage.figures import breaks as breaks_
from shortage.figures.base import Kind, ReferenceLine, Said
from shortage.figures.guards import LONGEST_TITLE
from shortage.questions.answer import Answer
from shortage.questions.asking import ask
from shortage.questions.described import UNSAID
from shortage.questions.guards import drawn
from shortage.questions.question import MEASURE, TYPED, Question, _pair
from shortage.questions.rows import FLAGGED, NOT_SPLIT, dimension_name, in_sentence, names
from shortage.questions.settled import LISTS, SETS
from shortage.store import Store
from shortage.text import LANGS, Period, Text, Words, strings
from shortage.text.phrases import amount, between, both, capital, listed, lower_first, when

WORDS = Words(__file__)
BORDER = Words(Path(__file__).with_name("claim.toml"))["mark.border"]
ID = "explore"
THEME = "explore"
LONGEST_ALT = 220
CUT = 0.5
"""An axis starts at zero unless the lowest figure is above this part of the highest."""
ABROAD = ("Eurostat", "OECD", "World Bank", "Cedefop", "diverse uitgevers")
"""Publishers whose tables are not about the Netherlands unless a member says so."""


class Explored(FigureDefinition):
    """The figure that a reader's question makes; its choices are the parts of a question."""

    @property
    def claims(self) -> tuple[str, ...]:
        """It belongs to no claim: what a reader asks decides none."""
        return ()

    @property
    def typed(self) -> dict[str, Choice]:
        """The parts of a question."""
        return dict(TYPED)

    @property
    def own(self) -> Mapping[str, Any]:
        """Names and usual values of the parts of a question."""
        return {name: choice.default for name, choice in TYPED.items()}

    def read(self, params: Mapping[str, str]) -> dict[str, Any]:
        """Return the choices that texts of an address make; a dimension of the table may stand by its own name.

        Raises:
            Problem: a word or value that no question has.
        """
        added, asked = marks.split(params)
        return {**Question.read(asked).selection, **added}


def explore(view: View, **selection: Any) -> FigureContent:
    """Draw a question; see :func:`figure`."""
    values = {**selection, "fixed": dict(_pair(part) for part in selection.get("fixed", ()))}
    return _drawn(Question(**values), view)


EXPLORE = Explored(ID, explore, THEME, WORDS["title"], None, {}, "", WORDS)


def figure(question: Question, store: Store) -> FigureContent:
    """Return the figure of a question, as ``figures.content("explore", …)`` gives it.

    Args:
        question: the question, settled or not.
        store: what is asked; with ``question.as_of`` its view of that day.

    Raises:
        Problem: what the question asks cannot be had.
    """
    view = question.view(store)
    return _drawn(question.but(as_of=""), View(view, EXPLORE, {}))


def _drawn(question: Question, view: View) -> FigureContent:
    answer = ask(question, view.store)
    asked = answer.question
    view.selection = asked.selection
    view.read.add_sources(answer.sources)
    view.definitions[answer.measure.name] = _definition(answer)
    if answer.against is not None:
        view.definitions[answer.against.name] = (answer.against.title, _meaning(answer.against.title, answer))
    data = _data(answer)
    is_time = asked.kind in ("line", "multiples", "path")
    borders = [ReferenceLine(float(asked.border), BORDER)] if asked.border and asked.kind == "line" else []
    shown = pd.concat([data["value"], pd.Series([line.value for line in borders], dtype=float)])
    is_zero_based = not is_time or asked.kind == "path" or not _is_cut(shown)
    title = title_of(answer)
    content = build(
        view,
        cast(Kind, drawn(asked.kind)),
        data,
        title=title,
        subtitle=_subtitle(answer, view.store),
        alt=_alt(answer, title),
        unit=answer.unit,
        decimals=answer.decimals,
        notes=[*_notes(answer), *_claimed(asked, view.store)],
        reference_lines=borders,
        breaks=_marks(answer),
        is_zero_based=is_zero_based,
    )
    return marks.apply(content, {"mark": asked.mark})


def _is_cut(values: pd.Series[Any]) -> bool:
    return bool(values.min() > 0 and values.min() > CUT * values.max())


def _data(answer: Answer) -> pd.DataFrame:
    """Return the answer as data of a spec: on a time axis, in panels, or as bars."""
    frame, asked = answer.frame, answer.question
    first = frame.drop_duplicates("series_id")
    called = {id: capital(text) for id, text in zip(first["series_id"], first["label"], strict=True)}
    labels = pd.Series([called[id] for id in frame["series_id"]], dtype=object)
    if asked.kind == "multiples":
        return _panels(answer)
    data = pd.DataFrame(
        {
            "series_id": frame["series_id"],
            "label": labels,
            "period": frame["period"],
            "value": frame["value"],
            "is_provisional": frame["is_provisional"],
            "role": frame["is_second_hand"].map({True: "context", False: "main"}),
        }
    )
    if asked.kind in LISTS:
        data["series_id"], data["label"], data["category"] = "value", "", labels
        data["role"] = "main"
        if asked.kind == "map":
            data["series_id"], data["label"] = answer.measure.name, pd.Series([answer.measure.title] * len(data))
            places = [capital(answer.names[member]) for member in frame["member"]]
            data["category"] = pd.Series(places, dtype=object)
        return data
    data["x"] = [Period.parse(code).x for code in frame["period"]]
    if asked.kind == "path" and answer.against is not None:
        units = {"across": answer.measure, "up": answer.against}
        titles = {
            id: WORDS("with_unit", name=measure.title, unit=strings()[f"unit.{measure.unit}"])
            for id, measure in units.items()
        }
        data["label"] = pd.Series([titles[id] for id in frame["series_id"]], dtype=object)
    return data


def _panels(answer: Answer) -> pd.DataFrame:
    """Return the answer as data of small multiples: a panel a member, in each its stretches as first, second, …."""
    frame = answer.frame
    ids, labels = [], []
    order = frame.groupby("member", sort=False)["series_id"].transform(lambda each: pd.factorize(each)[0]).astype(int)
    has_one = order.max() == 0
    for stretch, is_second_hand in zip(order, frame["is_second_hand"], strict=True):
        ids.append("value:second-hand" if is_second_hand else f"value:{stretch}" if stretch else "value")
        name = WORDS["stretch.second_hand" if is_second_hand else f"stretch.{stretch}"]
        labels.append(Text(nl="", en="") if has_one else name)
    called = {member: capital(answer.names[member]) for member in frame["member"].unique()}
    panels = [called[member] for member in frame["member"]]
    return pd.DataFrame(
        {
            "panel": pd.Series(panels, dtype=object),
            "series_id": ids,
            "label": pd.Series(labels, dtype=object),
            "period": frame["period"],
            "x": [Period.parse(code).x for code in frame["period"]],
            "value": frame["value"],
            "is_provisional": frame["is_provisional"],
            "role": frame["is_second_hand"].map({True: "context", False: "main"}),
        }
    )


def _inside(answer: Answer, text: Text) -> Text:
    """Return the name of a member of the dimension drawn as it stands inside a sentence."""
    return in_sentence(text, answer.question.along)


def title_of(answer: Answer) -> Text:
    """Return the most telling neutral title that is short enough: quantity, how it is shown, of what."""
    asked = answer.question
    several = [answer.names[member] for member in asked.members if member in answer.names]
    quantity = _quantity(answer)
    places: dict[str, Text] = {"measure": quantity, "whole": _inside(answer, answer.whole)}
    key = f"show.{asked.kind}" if asked.kind in ("path", "ranked") else f"show.{asked.show}"
    if answer.denominator is not None:
        places["unit"] = strings()[f"unit.{answer.denominator.unit}"]
    if answer.against is not None:
        places["second"] = lower_first(answer.against.title)
    shown = WORDS(key, **places)
    options = []
    if several and asked.along != MEASURE:
        options.append(WORDS("of", title=shown, names=listed(_inside(answer, text) for text in several)))
    if asked.along != MEASURE and len(several) > 1:
        sets = SETS.get(asked.table, {}).items()
        along = next((name for name, members in sets if {*asked.members} <= {*members}), asked.along)
        options.append(WORDS("by", title=shown, name=dimension_name(along)))
    options.append(shown)
    parts = [text for text in answer.parts if not all(_names(shown[lang], text[lang]) for lang in LANGS)]
    if parts:
        options = [*(WORDS("part", title=text, parts=listed(parts)) for text in options), *options]
    options.append(quantity)
    return capital(next((text for text in options if _fits(text, LONGEST_TITLE)), options[-1]))


def _names(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) is not None


def _quantity(answer: Answer) -> Text:
    """Return what is shown: the quantity, or several of them."""
    asked = answer.question
    if asked.along != MEASURE or len(asked.members) < 2:
        return answer.measure.title
    first, *others = (answer.names[member] for member in asked.members)
    together = listed([first, *map(lower_first, others)])
    if _fits(together, LONGEST_TITLE):
        return together
    alike = both(lambda lang: _shared([answer.names[member][lang] for member in asked.members]))
    return alike if alike.nl and alike.en else table(asked.table).title


def _shared(names: list[str]) -> str:
    """Return the parts before a comma with which all of some names begin, "" where there are none."""
    begun = [part[0] for part in zip(*(name.split(", ") for name in names), strict=False) if len({*part}) == 1]
    return ", ".join(begun)


def _fits(text: Text, most: int) -> bool:
    return max(len(text.nl), len(text.en)) <= most


def _subtitle(answer: Answer, store: Store) -> Text:
    """Return quantity with unit, what is fixed, the population, what is done about the season, and the periods."""
    asked = answer.question
    unit = strings()[f"unit.{answer.unit}"]
    parts = [_unit(answer, unit)]
    data = store.read(asked.table)
    single = len(asked.members) == 1 and asked.along in data.table.dimensions
    fixed = {**asked.fixed, **({asked.along: asked.members[0]} if single else {})}
    population = None
    for dimension, member in fixed.items():
        called = names(store, data, dimension)[member]
        if dimension in ("geo", "region") or called == WORDS["home"]:
            population = called
        elif dimension != "adjustment" and member != NOT_SPLIT and called.nl.lower() not in UNSAID:
            parts.append(in_sentence(called, dimension))
    if population is None and data.table.publisher not in ABROAD and "geo" not in data.table.dimensions:
        population = WORDS["netherlands"]
    if population is not None and (asked.along not in ("geo", "region") or single):
        parts.append(population)
    if answer.season and not any("season" in text.en for text in (answer.measure.title, *parts)):
        parts.append(WORDS[f"season.{answer.season}"])
    first, last = answer.first or answer.earliest, answer.last
    parts.append(when(last) if first == last else between(first, last))
    return capital(listed([part for part in parts if part.nl]))


def _unit(answer: Answer, unit: Text) -> Text:
    """Return what the axis measures, with its unit."""
    asked = answer.question
    if answer.base:
        return WORDS("unit.index", measure=_quantity(answer), base=when(answer.base))
    if asked.kind == "path":
        second = answer.against or answer.measure
        return WORDS("unit.path", unit=unit, second=strings()[f"unit.{second.unit}"])
    key = "unit.ranked" if asked.kind == "ranked" else f"unit.{asked.show}"
    places = {"measure": _quantity(answer), "unit": unit, "whole": _inside(answer, answer.whole)}
    if key == "unit.level" and all(unit[lang] in places["measure"][lang] for lang in LANGS):
        return places["measure"]
    return WORDS(key, **places) if key in WORDS else WORDS("unit.level", **places)


def _alt(answer: Answer, title: Text) -> Text:
    """Return a text alternative with the newest figure and the highest one."""
    frame, places = answer.frame, answer.decimals
    top = frame.iloc[int(frame["value"].to_numpy().argmax())]
    low = frame.iloc[int(frame["value"].to_numpy().argmin())]
    newest = frame[frame["period"] == answer.last].iloc[0]
    values = {
        "title": lower_first(title),
        "first": when(answer.first or answer.earliest),
        "last": when(answer.last),
        "name": _inside(answer, newest["label"]),
        "value": amount(float(newest["value"]), places),
        "top": amount(float(top["value"]), places),
        "top_name": _inside(answer, top["label"]),
        "top_when": when(str(top["period"])),
        "low": amount(float(low["value"]), places),
        "low_name": _inside(answer, low["label"]),
    }
    kind = answer.question.kind
    keys = [f"alt.{kind}", f"alt.{kind}_short", "alt.shortest"]
    is_single = len(answer.question.members) == 1 and kind != "path"
    options = [WORDS(key, **values) for key in keys[int(is_single) :]]
    return next((text for text in options if _fits(text, LONGEST_ALT)), options[-1])


def _notes(answer: Answer) -> list[Said]:
    notes: list[Said] = list(answer.notes)
    if f"method.{answer.question.show}" in WORDS and answer.question.kind != "ranked":
        notes.insert(0, WORDS[f"method.{answer.question.show}"])
    explained = [break_ for break_ in answer.breaks if break_.text != FLAGGED]
    periods = {break_.period for break_ in explained}
    others = sorted({break_.period for break_ in answer.breaks} - periods)
    notes += _ended(breaks_.explained(explained, _geos(answer)))
    if others:
        notes.append(WORDS("flagged", periods=listed(map(when, others)), text=FLAGGED))
    return notes


def _claimed(asked: Question, store: Store) -> list[Text]:
    """Return what is said of the reader's own claim, where the question has one."""
    from shortage.questions.claim import judge

    return [judge(asked, store).summary()] if asked.claim else []


def _ended(texts: Iterable[Text]) -> list[Text]:
    """Return sentences with a full stop at their end."""
    return [both(lambda lang, text=text: text[lang].rstrip(".") + ".") for text in texts]  # type: ignore[misc]


def _geos(answer: Answer) -> dict[str, Text]:
    asked = answer.question
    if asked.along == "geo":
        return {member: answer.names[member] for member in asked.members}
    return {}


def _marks(answer: Answer) -> list[BreakMark[Said]]:
    """Return a mark at each break, halfway between the period before and its first period."""
    break_marks: list[BreakMark[Said]] = []
    places: dict[float, None] = {}
    for break_ in answer.breaks:
        start = Period.parse(break_.period)
        places.setdefault((start.x + start.shift(-1).x) / 2)
    for x in sorted(places):
        break_marks.append(BreakMark(x, strings()["figure.break"]))
    return break_marks


def _definition(answer: Answer) -> tuple[Text, Text]:
    """Return name and meaning of the quantity: what the catalogue says of it and of its table."""
    return answer.measure.title, _meaning(answer.measure.title, answer)


def _meaning(title: Text, answer: Answer) -> Text:
    own = table(answer.question.table)
    return WORDS("meaning", measure=title, table=own.title, id=own.id, publisher=own.publisher, why=own.why)
