"""Controls whose value lives in the web address, under stable short Dutch keys and stable codes.

A widget that is bound to the address writes the words that a reader sees into it, so that a link would break when a
label is reworded or read in another language. So each choice is bound as a code, in a field that is not shown, and the
control that is shown sets that field.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Literal

import streamlit as st

from shortage.figures import FIRST_YEAR, LAST_YEAR, FigureDefinition
from shortage.text import Lang, Period, Text, number, strings, t
from shortage.web import look, state

_BOX = "_address_box"


@contextmanager
def address(name: str) -> Iterator[None]:
    """Make a place for the fields that are bound to the address, for a page or for a part that is run by itself."""
    before = st.session_state.get(_BOX)
    st.session_state[_BOX] = st.container(key=f"address-{name}")
    try:
        yield
    finally:
        st.session_state[_BOX] = before


def bound(key: str, default: str) -> str:
    """Return what the address says under ``key``, else ``default``."""
    with st.session_state[_BOX]:
        return st.text_input(key, value=default, key=key, bind="query-params", label_visibility="collapsed") or ""


def _set(key: str, widget: str) -> None:
    chosen = st.session_state.get(widget)
    if chosen is not None:
        st.session_state[key] = chosen


def pick(
    key: str,
    options: Mapping[str, str],
    default: str,
    label: str,
    lang: Lang,
    *,
    kind: Literal["auto", "segments", "list", "slider"] = "auto",
    is_label_hidden: bool = False,
) -> str:
    """Show a control and return the chosen code.

    Args:
        key: name in the address.
        options: ``{code: words}``.
        default: the code that the address leaves out.
        label: what is chosen.
        lang: language of a sentence about an unknown code.
        kind: a row of segments (few short options), a list, or a slider.
        is_label_hidden: whether the label is for screen readers only.
    """
    raw = bound(key, default)
    shown = raw if raw in options else default
    if raw not in options:
        text = t("choice.unknown", lang, value=raw[:60], name=label, shown=options[default])
        look.notice(text, lang)
    widget = f"{key}_keuze"
    st.session_state[widget] = shown
    if kind == "auto":
        # What fits beside two other controls at 1280 px: some 8 px a letter and 34 px around each word.
        is_short = len(options) <= 5 and sum(8 * len(words) + 34 for words in options.values()) <= 350
        kind = "segments" if is_short else "list"
    common: dict[str, Any] = {
        "format_func": lambda code: options.get(code, code),
        "key": widget,
        "on_change": _set,
        "args": (key, widget),
        "label_visibility": "collapsed" if is_label_hidden else "visible",
    }
    if kind == "segments":
        st.segmented_control(label, list(options), required=True, **common)
    elif kind == "slider":
        st.select_slider(label, list(options), **common)
    else:
        st.selectbox(label, list(options), **common)
    return shown


def listed(
    label: str, options: Mapping[str, str], shown: str, key: str, on_change: Callable[..., None], *args: object
) -> None:
    """Show a list of ``{code: words}`` on which ``shown`` stands; whoever chooses calls ``on_change(*args)``."""
    st.session_state[key] = shown
    st.selectbox(
        label, list(options), format_func=lambda code: options.get(code, code), key=key, on_change=on_change, args=args
    )


def numbers(
    low: float, high: float, step: float, lang: Lang, include: Iterable[float] = (), unit: str = ""
) -> dict[str, str]:
    """Return ``{code: words}`` of numbers on a slider; ``include`` stand on it whatever the step.

    A year is no number: it has no thousands mark.
    """
    count = math.floor((high - low) / step + 1e-9)
    values = sorted({round(low + index * step, 6) for index in range(count + 1)} | {round(v, 6) for v in include})
    return {code(value): number(value, lang, places(value), is_grouped=unit != "year") for value in values}


def code(value: float) -> str:
    """Return a number as it stands in an address: the shortest text, with a point."""
    return repr(int(value)) if float(value).is_integer() else repr(float(value))


def places(value: float) -> int:
    """Return how many decimals a number has."""
    return len(code(value).partition(".")[2])


def name(param: str, lang: Lang) -> str:
    """Return a choice's label."""
    key = f"choice.{param}"
    return t(key, lang) if key in strings() else param


def options(definitions: Iterable[FigureDefinition], param: str, lang: Lang) -> dict[str, str]:
    """Return the codes that all of the figures know for a choice, so that one control fits each of them."""
    each: list[Mapping[str, Text]] = []
    for definition in definitions:
        if param in definition.choices:
            try:
                each.append(state.options(definition, param))
            except Exception:  # whatever it is, the figure itself says so where it stands, once
                continue
    first = each[0] if each else {}
    return {code: words[lang] for code, words in first.items() if all(code in codes for codes in each)}


ACROSS = 3
"""Controls beside one another."""
FREE = ("phi", "given")
"""Choices that are no list of codes: a page draws their control itself."""


def offered(definition: FigureDefinition) -> list[str]:
    """Return what a reader may choose of a figure."""
    free = [param for param in FREE if param in definition.own and param not in definition.choices]
    return [*definition.choices, *free]


def shared(definitions: list[FigureDefinition]) -> list[str]:
    """Return the choices that several figures of a page offer: their controls stand above all figures."""
    counts = Counter(param for definition in definitions for param in offered(definition) if param not in FREE)
    return [param for param, count in counts.items() if count > 1]


def telling(
    definitions: list[FigureDefinition],
    param: str,
    listing: Mapping[str, str],
    chosen: Mapping[str, Any],
    usual: str,
    asked: str,
    lang: Lang,
) -> dict[str, str]:
    """Return those options of a choice that show something else than another.

    A first year drops figures, and leaves some; so does a last year, of what is drawn from the first year on. Any
    other option tells. The usual first year that comes before all figures is called by the period that they begin with.

    Args:
        definitions: the figures that have the choice.
        param: which choice.
        listing: ``{code: words}`` of all options.
        chosen: what was chosen before.
        usual: the code that the address leaves out; it stays.
        asked: the code that a link names; it stays where it shows what no later option would.
        lang: the page's language.
    """
    if param not in (FIRST_YEAR, LAST_YEAR):
        return dict(listing)
    codes: set[str] = {usual}
    begins_at: list[Period] = []
    years = sorted((code for code in listing if code), key=int)
    whole = {**chosen, param: years[0] if param == FIRST_YEAR else ""}
    for definition in definitions:
        try:
            periods = _periods(definition, whole)
        except Exception:  # whatever it is, the figure itself says so where it stands, once
            return dict(listing)
        lines = [{period.year for period in line} for line in periods]
        first, last = min(map(min, lines)), max(map(max, lines))
        if param == LAST_YEAR:
            # A line of one year is none, so a year with which a line begins shows what the year before it shows.
            codes |= {str(year) for line in lines for year in sorted(line)[1:]} & set(years) - {str(last)}
            continue
        begins_at.append(min((period for line in periods for period in line), key=lambda period: period.start))
        codes |= {code for code in years if first < int(code) < last}
        begins = [code for code in years if int(code) <= first]
        if begins:
            codes |= {usual if usual in begins else begins[-1]}
    # An earlier year in a link shows the same as the first that is kept.
    if asked in listing and (param == LAST_YEAR or int(asked) < max(map(int, codes))):
        codes.add(asked)
    remaining = {code: words for code, words in listing.items() if code in codes}
    if begins_at:
        begin = min(begins_at, key=lambda period: period.start)
        if usual in remaining and int(usual) < begin.year:
            remaining[usual] = begin.label(lang)
    return remaining


def _periods(definition: FigureDefinition, chosen: Mapping[str, Any]) -> list[list[Period]]:
    """Return the periods of each line of a figure with these choices."""
    selection, _ = fitting(definition, chosen)
    data = state.drawn(definition.id, "nl", selection)[0].data
    dated = data[data["period"] != ""]
    return [[Period.parse(code) for code in line] for _, line in dated.groupby("series_id")["period"]]


def panel(
    definitions: list[FigureDefinition], params: Iterable[str], lang: Lang, key: str = "choices"
) -> dict[str, Any]:
    """Show a control for each of the choices and return what was chosen, by parameter.

    Args:
        definitions: the figures that offer them.
        params: which choices.
        lang: the page's language.
        key: name of the place, one of a kind on the page.

    Raises:
        Problem: options that are read from the store cannot be read.
    """
    params = list(params)
    if not params:
        return {}
    chosen: dict[str, Any] = {}
    with st.container(key=key):
        for index, param in enumerate(params):
            if index % ACROSS == 0:  # a row each: a phone, which stacks columns, then keeps their order
                columns = st.columns(ACROSS, gap="medium", vertical_alignment="bottom")
            holders = [definition for definition in definitions if param in definition.choices]
            default = holders[0].params[param]
            with columns[index % ACROSS]:
                listing = options(holders, param, lang)
                if listing:
                    # A figure whose own choice is empty takes the newest, which stands first.
                    usual = str(default) if str(default) in listing else next(iter(listing))
                    asked = st.query_params.get(holders[0].typed[param].words[0], usual)
                    listing = telling(holders, param, listing, chosen, usual, asked, lang)
                    chosen[param] = pick(holders[0].typed[param].words[0], listing, usual, name(param, lang), lang)
    return chosen


def fitting(definition: FigureDefinition, chosen: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the part of a choice that a figure knows, and the part that it has no such code for."""
    fits: dict[str, Any] = {}
    misfits: dict[str, Any] = {}
    for param, value in chosen.items():
        if param not in definition.settable or value == definition.settable[param].default:
            continue
        codes = state.options(definition, param) if param in definition.choices else {}
        (fits if not codes or value in codes else misfits)[param] = value
    return fits, misfits
