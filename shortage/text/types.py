"""A text in two languages."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Lang = Literal["nl", "en"]
LANGS: tuple[Lang, ...] = ("nl", "en")


class Text(BaseModel):
    """The same text in Dutch and English; ``{names}`` are filled by :meth:`fill`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nl: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        return self.nl if lang == "nl" else self.en

    def fill(self, lang: Lang, /, **values: Any) -> str:
        """Return the text in ``lang``; a ``Text`` among ``values`` is taken in the same language."""
        ready = {name: value[lang] if isinstance(value, Text) else value for name, value in values.items()}
        return self[lang].format(**ready)
