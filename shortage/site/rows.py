"""A claim in one line and a number that people quote, as HTML: the live pages and the published edition use both."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from shortage.page.base import Badge
from shortage.page.home import Key
from shortage.page.theme import ClaimRow
from shortage.site import sparkline
from shortage.site.parts import Html, environment
from shortage.text import Lang, t


@cache
def _macros(lang: Lang) -> Any:
    words = {key: t(f"page.{key}", lang) for key in ("then_other", "row_then_own")}
    return environment().get_template("rows.html").make_module(words)


def head(then: str, lang: Lang) -> Html:
    """Return what stands above rows; ``then`` is the heading of what could be said on an earlier day."""
    words = [t("page.verdict", lang), t("choice.claim", lang), t("page.number", lang), t("page.row_about", lang)]
    return Html(str(_macros(lang).head([*words, then])))


def body(row: ClaimRow, lang: Lang, *, is_open: bool = False, trend: str = "") -> Html:
    """Return a claim's row without the way to the claim.

    Args:
        row: the claim.
        lang: the page's language.
        is_open: whether what was found is seen at once, rather than behind "what was found".
        trend: a small picture (HTML).
    """
    what = "" if is_open else t("page.what_was_found", lang, id=row.claim.id)
    return Html(str(_macros(lang).body(row, what, Html(trend))))


def key(key_figure: Key, lang: Lang, address: str = "") -> Html:
    """Return a number that people quote, with its line; ``address`` is where its figure stands."""
    picture = sparkline.image(key_figure.trend, lang) if key_figure.trend is not None else ""
    return Html(str(_macros(lang).key(key_figure, Html(picture), address)))


def counts(pairs: Iterable[tuple[str, Badge]], lang: Lang) -> Html:
    """Return how many claims came out how."""
    return Html(str(_macros(lang).counts(list(pairs))))
