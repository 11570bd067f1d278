"""Floor 1, words: Dutch and English strings, the one number formatter and the one period formatter.

Every string that a page, a figure, a file or the command line shows comes from here or from a
:class:`Text` beside the thing it describes. Strings live in ``strings/<area>.toml``, each key with its
``nl`` and ``en`` side by side, so that a missing translation is seen in the line above.
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path
from typing import Any

from shortage.text.numbers import MINUS, MISSING, date, number, places, signed
from shortage.text.periods import Grain, Period
from shortage.text.types import LANGS, Lang, Strict, Text, read_toml
from shortage.text.words import Words

__all__ = [
    "LANGS",
    "MINUS",
    "MISSING",
    "Grain",
    "Lang",
    "Period",
    "Problem",
    "Strict",
    "Text",
    "Unreadable",
    "Words",
    "date",
    "number",
    "places",
    "read_toml",
    "signed",
    "strings",
    "t",
]


STRINGS = Path(__file__).parent / "strings"


@cache
def strings() -> dict[str, Text]:
    """Return all strings, ``{"area.key": Text}``.

    Raises:
        ValueError: a key lacks one of the two languages or stands in two files.
    """
    areas = sorted(path.stem for path in STRINGS.glob("*.toml"))
    return {key: text for area in areas for key, text in _area(area).items()}


@cache
def _area(area: str) -> dict[str, Text]:
    strings: dict[str, Text] = {}
    path = STRINGS / f"{area}.toml"
    for key, entry in read_toml(path).items():
        if set(entry) != set(LANGS):
            raise ValueError(f"{path.name}: [{key}] must have exactly {LANGS}")
        strings[f"{area}.{key}"] = Text(**entry)
    return strings


def t(key: str, lang: Lang, /, **values: Any) -> str:
    """Return the string ``key`` ("area.key") in ``lang``, with ``{names}`` filled from ``values``.

    Numbers in ``values`` must come formatted, through :func:`number` and its siblings.
    """
    return _area(key.partition(".")[0])[key].fill(lang, **values)


class Problem(Exception):
    """Something a user can act on, said in one clear sentence in either language.

    Args:
        key: a string key in the area ``problem``, for instance ``"store_missing"``.
        values: what fills the sentence's ``{names}``.
    """

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values = values
        super().__init__(t(f"problem.{key}", "en", **values))

    def text(self, lang: Lang) -> str:
        """Return the sentence in ``lang``."""
        return t(f"problem.{self.key}", lang, **self.values)

    def __reduce__(self) -> tuple[Any, ...]:
        # An exception is pickled by its message; a problem that comes from another process must keep its words.
        return _again, (type(self), self.args, self.__dict__)


class Unreadable(Problem):
    """What is listed cannot be read now: nothing is known of the figures, so no verdict and no figure may rest on it.

    Whoever goes on without a table that is not there must not go on without one that cannot be read. Whoever goes on
    all the same, to say that something is missing, must not keep what was made so: :meth:`met` tells.
    """

    _met = threading.local()

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self._met.count = self.met() + 1

    @classmethod
    def met(cls) -> int:
        """Return how many there have been so far in this thread."""
        return int(getattr(cls._met, "count", 0))


def _again(kind: type[Problem], args: tuple[Any, ...], state: dict[str, Any]) -> Problem:
    text = kind.__new__(kind, *args)
    text.__dict__.update(state)
    return text
