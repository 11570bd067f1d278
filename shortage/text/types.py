"""A text in two languages, and how a file of ours is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import tomli
from pydantic import BaseModel, ConfigDict

Lang = Literal["nl", "en"]
LANGS: tuple[Lang, ...] = ("nl", "en")


class Strict(BaseModel):
    """Something that a file of ours describes: nobody changes it, and a key that is not known is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(Strict):
    """The same text in Dutch and English; ``{names}`` are filled by :meth:`fill`."""

    nl: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.nl if lang == "nl" else self.en

    def fill(self, lang: Lang, /, **values: Any) -> str:
        """Return the text in ``lang``; a ``Text`` among ``values`` is taken in the same language."""
        ready = {name: value[lang] if isinstance(value, Text) else value for name, value in values.items()}
        return self[lang].format(**ready)


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file says.

    Raises:
        ValueError: it is no TOML; the name of the file stands before the reason.
    """
    try:
        return tomli.loads(path.read_text("utf-8"))
    except tomli.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
