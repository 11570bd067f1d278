"""Sentences that stand in a file beside the code that uses them.

Each module with something to say has a TOML file of its own name beside it (``tightness.py`` reads ``tightness.toml``;
the code in a claim's folder reads that folder's ``words.toml``), so that an editor changes a sentence without opening
code::

    [tightness.falls]
    nl = "De krapte daalt sinds {peak}."
    en = "Tightness has fallen since {peak}."
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from shortage.text.types import LANGS, Text, read_toml


class Words(Mapping[str, Text]):
    """The sentences of one TOML file, by dotted key. Reading waits until the first sentence is asked for.

    Args:
        path: the file, or a Python file: then the TOML file of the same name beside it.
        prefix: part of every key that is left out when asking.

    ``words["falls"]`` is the sentence as written; ``words("falls", peak=when(code))`` has its places filled.
    """

    def __init__(self, path: str | Path, prefix: str = "") -> None:
        file = Path(path)
        self.path = file.with_suffix(".toml") if file.suffix == ".py" else file
        self.prefix = f"{prefix}." if prefix else ""

    @cached_property
    def _texts(self) -> dict[str, Text]:
        try:
            return dict(_flat(read_toml(self.path), ""))
        except ValueError as error:
            raise ValueError(f"{self.path.name}: {error}") from error

    def __getitem__(self, key: str) -> Text:
        try:
            return self._texts[self.prefix + key]
        except KeyError:
            raise KeyError(f"{self.path.name} has no sentence {self.prefix + key!r}") from None

    def __iter__(self) -> Iterator[str]:
        return (key.removeprefix(self.prefix) for key in self._texts if key.startswith(self.prefix))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __call__(self, key: str, /, **values: Text | str) -> Text:
        """Return a sentence with its places filled, in both languages.

        Args:
            key: which sentence.
            values: what fills its places: finished texts, see :mod:`shortage.text.phrases`; a bare number would be
                printed as Python prints it, so it is refused.

        Raises:
            KeyError: no such sentence, or a place that nothing fills.
            TypeError: a value is no text.
        """
        for name, value in values.items():
            if not isinstance(value, Text | str):
                raise TypeError(f"{key}: {name} must be a finished text, not {type(value).__name__}")
        text = self[key]
        return Text(**{lang: text.fill(lang, **values) for lang in LANGS})

    def part(self, prefix: str) -> Words:
        """Return the sentences whose keys begin with ``prefix``."""
        part = Words(self.path, self.prefix + prefix)
        part.__dict__["_texts"] = self._texts
        return part


def _flat(entries: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Text]]:
    for key, entry in entries.items():
        if not isinstance(entry, Mapping):
            raise ValueError(f"[{prefix}{key}] is neither a sentence nor a group of them")
        if set(entry) & set(LANGS):
            if set(entry) != set(LANGS):
                raise ValueError(f"[{prefix}{key}] must have exactly {LANGS}")
            yield f"{prefix}{key}", Text(**entry)
        else:
            yield from _flat(entry, f"{prefix}{key}.")
