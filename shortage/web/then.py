"""What was said of a claim on the day of its paper's debate, in few words for a row."""

from __future__ import annotations

from shortage.claims import Claim
from shortage.page.claim import day_of, verdict_then
from shortage.text import Lang, date, t
from shortage.web import state


def line(claim: Claim, lang: Lang) -> str:
    """Return in few words what the verdict was on the day of the debate, for a row of the home page."""
    verdict = verdict_then(claim, state.answers())
    if verdict is None:
        return ""
    return t("page.then_short", lang, verdict=verdict.label(lang), date=date(day_of(claim), lang))
