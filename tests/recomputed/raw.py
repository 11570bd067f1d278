"""The published cells as pandas sees them, and numbers and periods as a reader sees them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

T = TypeVar("T")
DATA = Path(__file__).resolve().parents[2] / "data"

# --- cells -----------------------------------------------------------------------------------------------------------


@cache
def resource(id: str) -> dict[str, Any]:
    """Return what the store's descriptor says of a table's current release."""
    resources = json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]
    [found] = [one for one in resources if one["tableId"] == id and one["current"]]
    return found  # type: ignore[no-any-return]


@cache
def table(id: str) -> pd.DataFrame:
    """Return the rows of a table's current release as they lie in its file."""
    return pd.read_parquet(DATA / resource(id)["path"])


_end: list[str] = []


@contextmanager
def up_to(year: str) -> Iterator[None]:
    """Read no cell of a later year: what a figure says that ends there; "" reads all."""
    _end.append(year)
    try:
        yield
    finally:
        _end.pop()


def remembered(function: Callable[..., T]) -> Callable[..., T]:
    """Work a thing out once for all that is read up to the same year."""
    answers: dict[Any, T] = {}

    @wraps(function)
    def answer(*given: Any, **named: Any) -> T:
        key = (*_end[-1:], given, tuple(named.items()))
        if key not in answers:
            answers[key] = function(*given, **named)
        return answers[key]

    return answer


def cells(id: str, grain: str = "", grades: str = "AB", **where: Any) -> pd.DataFrame:
    """Return the rows with a figure of one table; ``where`` names columns, ``grain`` is KW, JJ, SJ or MM.

    Grade C is second-hand: it is context, and asked for by name.
    """
    rows = table(id)
    rows = rows[rows["grade"].isin(list(grades))]
    if _end and _end[-1]:
        rows = rows[rows["period"].str[:4] <= _end[-1]]
    for column, wanted in where.items():
        rows = rows[rows[column].isin([wanted] if isinstance(wanted, str) else list(wanted))]
    return rows[rows["value"].notna() & rows["period"].str.contains(grain)]


def line(id: str, grain: str = "", grades: str = "AB", **where: Any) -> pd.Series[Any]:
    """Return one line by period; it is an error of the test when two cells share a period."""
    found = cells(id, grain, grades, **where).set_index("period")["value"].astype(float).sort_index()
    assert found.index.is_unique and len(found), f"{id} {where}: no line of its own"
    return found


@cache
def settings(path: str) -> dict[str, Any]:
    """Return one of the product's own files of settings, by its place under ``shortage``, without the extension."""
    return tomllib.loads((DATA.parent / "shortage" / f"{path}.toml").read_text("utf-8"))


def parameters(id: str) -> dict[str, Any]:
    """Return the parameters of a claim as its own file has them."""
    return {
        name: one["value"] for name, one in settings(f"papers/techniek2025/{id}/claim").get("parameters", {}).items()
    }


def stated(id: str) -> float:
    """Return the number that the paper itself states, as the claim's own file has it."""
    return float(settings(f"papers/techniek2025/{id}/claim")["stated"]["value"])


# --- periods ---------------------------------------------------------------------------------------------------------


def later(code: str, steps: int) -> str:
    """Return the quarter ``steps`` quarters later, or the year as many years later."""
    year, mark, index = int(code[:4]), code[4:6], int(code[6:])
    if mark != "KW":
        return f"{year + steps}{code[4:]}"
    place = year * 4 + index - 1 + steps
    return f"{place // 4}KW{place % 4 + 1:02d}"


def last(values: pd.Series[Any], end: str, count: int = 4) -> pd.Series[Any]:
    """Return ``count`` periods up to ``end``; each must be there."""
    return values.loc[[later(end, step - count + 1) for step in range(count)]]


def mean(values: pd.Series[Any], end: str, count: int = 4) -> float:
    """Return the mean of ``count`` periods up to ``end``."""
    return float(last(values, end, count).mean())


def change(now: float, then: float) -> float:
    """Return the change in per cent."""
    return 100 * (now / then - 1)


# --- words -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class N:
    """A number as it should be read: half rounded away from zero, a sign where the text gives one."""

    value: float
    decimals: int = 0
    is_signed: bool = False

    def words(self, lang: str) -> str:
        exact = Decimal(repr(float(self.value))).quantize(Decimal(1).scaleb(-self.decimals), ROUND_HALF_UP)
        text = f"{abs(exact):,}"
        if lang == "nl":
            text = text.translate(str.maketrans(",.", ".,"))
        sign = "\N{MINUS SIGN}" if exact < 0 else "+" if self.is_signed and exact > 0 else ""
        return sign + text


MONTHS = {
    "nl": [
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


def words(one: Any, lang: str) -> str:
    """Return a number, a year or a period code as it stands in a text."""
    if isinstance(one, N):
        return one.words(lang)
    if isinstance(one, int):
        return str(one)  # a year
    if match := re.fullmatch(r"(\d{4})KW0(\d)", one):
        return f"{match[2]}e kw {match[1]}" if lang == "nl" else f"Q{match[2]} {match[1]}"
    if match := re.fullmatch(r"(\d{4})SJ00", one):
        end = f"{(int(match[1]) + 1) % 100:02d}"
        return f"{match[1]}/’{end}" if lang == "nl" else f"{match[1]}/{end}"
    if match := re.fullmatch(r"(\d{4})-(\d\d)(?:-(\d\d))?", one):  # an edition: a day or a month
        month = MONTHS[lang][int(match[2]) - 1]
        return f"{int(match[3])} {month} {match[1]}" if match[3] else f"{month} {match[1]}"
    return one[:4] if one.endswith("JJ00") else one


MONTH = "|".join(name for names in MONTHS.values() for name in names)
PERIOD = rf"(?:\d+ )?(?:{MONTH}) \d{{4}}\b|" r"\de kw \d{4}|Q\d \d{4}|\d{4}/’?\d\d\b"
NUMBER = r"[+\N{MINUS SIGN}]?\d+(?:[.,]\d+)*"
TOKEN = re.compile(f"{PERIOD}|{NUMBER}")

NAMES = re.compile(
    r"\b\d{5}(?:NED|ned)\b|\b[a-z]+(?:_[a-z0-9]+)+\b|"  # a table
    r"SBI [A-U](?:–[A-U])?(?: (?:en|and) \d\d)?|\bEU-27\b"  # a set of branches, of countries
    r"|(?<![\d.,])x? ?1[.,]000(?![.,]?\d)"  # a unit: x 1,000; per 1,000
    r"|per 100\b|100 (?:werklozen|unemployed|filled|vervulde)|= 100\b"
    r"|\b15 (?:tot|to) (?:65|75|64|74)\b|30 jaar of ouder|aged 30 or over|(?:dan|under|aged under) 30\b"  # an age
    r"|\b(?:31|1) (?:december|December|januari|January)(?! \d)"  # the day of a count
    r"|\b[Mm]bo-[1-4]\b|leerjaar 4 en 5|years 4 and 5"  # a level, a year of school
    r"|(?:havo|vwo|vmbo|alleen|counts),? (?:(?:en|and) vwo )?(?:leerjaar|year) [34]\b"
    r"|\b\d+ (?:tot|to|of|or) (?:\d+|meer|more) (?:werkzame|persons)|\(\d+ (?:tot|to) \d+\)"  # a size class
)
"""Digits that are part of a name or a unit, which no table holds."""


def tokens(text: str) -> list[str]:
    """Return the numbers and periods of a text in reading order."""
    return TOKEN.findall(NAMES.sub("", text))


# --- the tables of what is expected ----------------------------------------------------------------------------------

Texts = dict[str, Any]
FIGURES: dict[str, Callable[..., Texts]] = {}
CLAIMS: dict[str, Callable[..., Texts]] = {}


def figure(id: str) -> Callable[[Callable[..., Texts]], Callable[..., Texts]]:
    """Register ``function(**selection) -> {text: numbers in reading order}`` for a figure.

    Texts: ``title`` (the finding), ``neutral``, ``subtitle``, ``note``, ``alt``, ``marks`` (reference lines and
    breaks), ``labels`` (panels, series and categories, each once). One without an entry holds no number. A dict by
    language stands where the two languages name numbers in another order.
    """
    return lambda function: FIGURES.setdefault(id, function)


def claim(id: str) -> Callable[[Callable[..., Texts]], Callable[..., Texts]]:
    """Register ``function(**parameters) -> {name: number or period}`` for what a claim's sentence names.

    ``value`` is the number beside the verdict and ``period`` its period; a number of another period stands as
    ``(number, period)``, a word that holds several as a list. Words without a number (a branch) stay out. ``said``
    are the periods that the rule wrote into its sentence itself, ``notes`` the numbers in its notes.
    """
    return lambda function: CLAIMS.setdefault(id, function)


def expected(given: Any, lang: str) -> list[str]:
    """Return the entry of one text as a reader of ``lang`` should see it."""
    chosen: Iterable[Any] = given[lang] if isinstance(given, dict) else given
    return [words(one, lang) for one in chosen]
