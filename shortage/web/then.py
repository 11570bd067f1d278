"""What could be said of a claim on the day of its paper, and since: the verdict then, in between and now."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from shortage import claims
from shortage.claims import Claim, Verdict
from shortage.text import Lang, Period, Unreadable, date, t
from shortage.text.ages import today
from shortage.web import day, look, shell, state

MOST = 12
"""Days in the strip, the newest ones."""


def day_of(claim: Claim) -> dt.date:
    """Return the day a claim is held against: of the debate, else of the paper."""
    paper = claims.paper(claim.paper)
    return paper.debate or paper.date


def verdict_then(claim: Claim) -> Verdict | None:
    """Return the verdict with what was out on the day of the debate; None while the tables cannot be read."""
    try:
        return state.verdict(claim.key, as_of=day_of(claim).isoformat())
    except Unreadable:
        return None


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    """Return the first day and the first day of each quarter after it, up to ``last``; the newest ``MOST``."""
    quarter = Period(first.year, (first.month - 1) // 3 + 1, "quarter").shift(1)
    found = [first]
    while quarter.start <= last:
        found.append(quarter.start)
        quarter = quarter.shift(1)
    return [found[0], *found[1:][-(MOST - 1) :]]


def line(claim: Claim, lang: Lang) -> str:
    """Return in few words what the verdict was on the day of the debate, for a row of the home page."""
    verdict = verdict_then(claim)
    if verdict is None:
        return ""
    return t("page.then_short", lang, verdict=verdict.label(lang), date=date(day_of(claim), lang))


def show(claim: Claim, lang: Lang) -> None:
    """Show the verdict on the day of the debate beside that of now, and a strip of the quarters between."""
    then = verdict_then(claim)
    if then is None:
        return
    st.header(t("page.then_and_now", lang), anchor=False)
    now = state.verdict(claim.key, as_of="")
    rows = [_row(then, date(day_of(claim), lang), lang), _row(now, t("page.now", lang), lang)]
    head = [t(f"page.{key}", lang) for key in ("day", "verdict", "value", "period")]
    look.show(look.table(head, rows, caption=t("page.then_and_now", lang)), lang)
    look.show(look.paragraph(t("page.then_how", lang), "small"), lang)
    if state.day() != day_of(claim).isoformat():
        text = t("page.as_of_show", lang, day=date(day_of(claim), lang))
        shell.link(shell.CLAIM, text, id=claim.key, **{day.KEY: day_of(claim).isoformat()})
    strip = st.expander(t("page.then_strip", lang), key=f"strip-{claim.paper}-{claim.id}", on_change="rerun")
    if strip.open:
        with strip:
            rows = []
            for one in days(day_of(claim), today()):
                rows.append(_row(state.verdict(claim.key, as_of=one.isoformat()), date(one, lang), lang))
            look.show(look.table(head, rows, caption=t("page.then_strip", lang)), lang)


def _row(verdict: Verdict, when: str, lang: Lang) -> list[str]:
    finding = verdict.finding
    return [
        when,
        look.Html(look.badge(verdict.value, lang)),
        look.found_text(finding, lang),
        look.period_text(finding.period, lang),
    ]
