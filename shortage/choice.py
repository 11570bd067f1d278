"""One typed choice: what may be chosen, how it stands in an address and on the command line, and how it is read.

Figures, indicators and rules of claims declare theirs once; pages, addresses and the command line read and write them
here, and say the same where a value is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from shortage.store import Store
from shortage.text import Problem, Text, read_toml, strings

Kind = Literal["code", "codes", "number", "whole", "flag"]
Codes = Mapping[str, Text] | Callable[[Store], Mapping[str, Text]]
NONE = "band"
"""How "no value of my own" is written, for a choice that is a number or nothing."""
LONGEST = 80
LONGEST_LIST = 480
"""Characters of a text that names several codes."""
_NUMBER = re.compile(r"-?\d{1,6}(?:[.,]\d{1,6})?")
_FLAGS = {"1": True, "0": False, "true": True, "false": False, "ja": True, "nee": False, "yes": True, "no": False}


@cache
def _addresses() -> dict[str, tuple[str, ...]]:
    """Return under which words a choice is known in an address: the first is written, all are read."""
    raw = read_toml(Path(__file__).with_suffix(".toml"))
    return {name: tuple(keys) for name, keys in raw["address"].items()}


@dataclass(frozen=True)
class Choice:
    """Something that may be chosen.

    Attributes:
        name: its name in Python and on the command line.
        default: what holds without a choice.
        kind: ``code`` (one of ``codes``, or a free word), ``codes`` (several), ``number``, ``whole`` or ``flag``.
        codes: the codes with their words, fixed or read from a store; ``None`` where every word may stand.
        low: smallest number.
        high: largest number.
    """

    name: str
    default: Any = ""
    kind: Kind = "code"
    codes: Codes | None = None
    low: float | None = None
    high: float | None = None

    @classmethod
    def of(cls, name: str, default: Any, codes: Codes | None = None, **bounds: float | None) -> Choice:
        """Return the choice that a parameter with this default is."""
        if isinstance(default, bool):
            kind: Kind = "flag"
        elif isinstance(default, int) and not codes:
            kind = "whole"
        elif (default is None or isinstance(default, float)) and not codes:
            kind = "number"
        else:
            kind = "codes" if isinstance(default, tuple | list) else "code"
        return cls(name, default, kind, codes, **bounds)

    @property
    def words(self) -> tuple[str, ...]:
        """Its names in an address, Dutch and English; the first is written."""
        return _addresses().get(self.name, (self.name,))

    @property
    def word(self) -> Text:
        """Its name in an address, as a sentence in either language calls it."""
        return Text(nl=self.words[0], en=self.words[-1])

    @property
    def label(self) -> Text:
        """What is chosen, for a control; the name where there are no words for it."""
        return strings().get(f"choice.{self.name}", Text(nl=self.name, en=self.name))

    def options(self, store: Store) -> dict[str, Text]:
        """Return ``{code: words}`` of what may be chosen; empty for a number or a free word."""
        if self.codes is None:
            return {}
        return dict(self.codes(store) if callable(self.codes) else self.codes)

    def read(self, text: str) -> Any:
        """Return the value that a text from an address or the command line means.

        Raises:
            Problem: the text is too long, or no number, yes or no where one must stand.
        """
        if len(text) > (LONGEST_LIST if self.kind == "codes" else LONGEST):
            raise Problem("address_long")
        text = text.strip()
        if self.kind == "flag":
            if text.lower() not in _FLAGS:
                raise Problem("choice_unknown", name=self.word, value=text, known="0, 1")
            return _FLAGS[text.lower()]
        if self.kind in ("number", "whole"):
            if text == NONE and self.default is None:
                return None
            if not _NUMBER.fullmatch(text):
                raise Problem("address_number", name=self.word, value=text)
            value = float(text.replace(",", "."))
            return int(value) if self.kind == "whole" and value.is_integer() else value
        if self.kind == "codes":
            return tuple(part.strip() for part in text.split(",") if part.strip())
        return text

    def write(self, value: Any) -> str:
        """Return a value as it stands in an address; :meth:`read` gives it back."""
        if value is None:
            return NONE
        if isinstance(value, bool):
            return str(int(value))
        if isinstance(value, float):
            return repr(int(value)) if value.is_integer() else repr(value)
        if isinstance(value, tuple | list):
            return ",".join(map(str, value))
        return str(value)

    def check(self, value: Any, store: Store) -> None:
        """Raise :class:`Problem` where a value is none of the codes, or a number outside the bounds."""
        options = self.options(store)
        chosen = value if isinstance(value, tuple | list) else (value,)
        unknown = [str(part) for part in chosen if options and str(part) not in options]
        if unknown:
            raise Problem("choice_unknown", name=self.name, value=unknown[0][:LONGEST], known=", ".join(options))
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and not (self.low is None or value >= self.low):
            raise Problem("choice_outside", name=self.name, value=value, low=self.low, high=self.high)
        if is_number and not (self.high is None or value <= self.high):
            raise Problem("choice_outside", name=self.name, value=value, low=self.low, high=self.high)


def check_code(name: str, value: str, codes: Iterable[str]) -> None:
    """Raise :class:`Problem`, with what can be chosen for ``name``, where ``value`` is none of ``codes``."""
    codes = tuple(codes)
    if value not in codes:
        raise Problem("choice_unknown", name=name, value=value, known=", ".join(codes))


def read(choices: Mapping[str, Choice], texts: Mapping[str, str], owner: str) -> dict[str, Any]:
    """Return what texts from an address or the command line choose.

    Args:
        choices: what may be chosen, by name.
        texts: texts by a name, or by one of the words of an address.
        owner: whose choices they are, for the sentence about an unknown one.

    Raises:
        Problem: a name that is no choice, or a value that cannot be read.
    """
    named = {word: choice for choice in choices.values() for word in (choice.name, *choice.words)}
    values: dict[str, Any] = {}
    for word, text in texts.items():
        if word not in named:
            keys = ", ".join(choice.words[0] for choice in choices.values())
            raise Problem("choice_unknown", name=owner, value=word, known=keys or "-")
        choice = named[word]
        if text or choice.default != "":  # an empty text is the newest of what is there
            values[choice.name] = choice.read(text)
    return values


def write(choices: Mapping[str, Choice], values: Mapping[str, Any]) -> dict[str, str]:
    """Return values under their written names in an address."""
    return {choices[name].words[0]: choices[name].write(value) for name, value in sorted(values.items())}
