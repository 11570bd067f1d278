"""Which of the lines and periods of a question are shown: one figure a member, the newest periods, how many lines."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from shortage.catalog import table
from shortage.figures.base import MOST_ROWS
from shortage.questions import transform
from shortage.questions.answer import WORDS
from shortage.questions.question import Question
from shortage.questions.settled import MOST_BARS, MOST_LINES, there
from shortage.questions.transformed import Shown, Transformed, is_asked
from shortage.store import TableData
from shortage.text import Period, Problem, Text
from shortage.text.phrases import amount, listed, when


def one_figure_each(question: Question, lines: Shown) -> tuple[Shown, str, list[Text]]:
    """Return each member's one figure: of one period, or the change between two; and which members have none.

    Of a table whose editions may not be joined all figures are of the edition that most members share.
    """
    notes: list[Text] = []
    first, last = _ends(question, [rows for _, rows in lines])
    chosen: Shown = []
    for line, rows in lines:
        if question.kind == "ranked":
            wanted = transform.between(line.line.rows, first, last, is_points=question.show == "change_points")
        else:
            wanted = rows[rows.index == last]
        if len(wanted):
            chosen.append((line, wanted))
    if table(question.table).runs_on is None and chosen:
        chosen = _one_edition(chosen, last)
    seen = {line.line.member for line, _ in chosen}
    left = {line.line.member: line.line.name for line, _ in lines if line.line.member not in seen}
    # Each tile of a map says it itself, also that of a member without a row: to name some would deny the others.
    if chosen and left and question.kind != "map":
        key = "left_ranked" if question.kind == "ranked" else "left"
        notes.append(WORDS(key, names=listed(left.values()), first=when(first or last), last=when(last)))
    # Of one period each member has one figure, of one edition: what told its stretches apart tells nothing here.
    is_alone = len(seen) == len(chosen)
    chosen = [
        (replace(line, label=line.line.name), rows) if is_alone and not line.line.is_second_hand else (line, rows)
        for line, rows in chosen
    ]
    newest = max((str(code) for _, rows in lines for code in rows.index), key=transform.begin)
    if not question.until and Period.parse(last).start < Period.parse(newest).start:
        notes.append(WORDS("not_newest", last=when(last), newest=when(newest)))
    if question.kind == "ranked":
        chosen.sort(key=lambda pair: -float(pair[1]["value"].iloc[0]))
    return chosen, first, notes


def first_members(question: Question, data: TableData) -> list[Text]:
    """Return what is said where a dimension has more members than bars can show, and nobody chose among them."""
    every = there(question, data) if len(question.members) == MOST_BARS else []
    if len(every) <= MOST_BARS:
        return []
    return [WORDS("first_members", count=amount(MOST_BARS), every=amount(len(every)))]


def newest_periods(lines: Shown) -> tuple[Shown, bool]:
    """Return the newest periods, as many as a typeset table has rows, and whether there are more."""
    codes = {str(code) for _, rows in lines for code in rows.index}
    ordered = sorted(codes, key=transform.begin)
    wanted = set(ordered[-MOST_ROWS:])
    return [(line, rows[[code in wanted for code in rows.index]]) for line, rows in lines], len(ordered) > MOST_ROWS


def _one_edition(lines: Shown, last: str) -> Shown:
    """Return the lines whose figure of ``last`` is of the edition that most of them share; of several, the newest."""
    vintages = [str(line.line.rows["vintage"].get(last, "")) for line, _ in lines]
    best = max(dict.fromkeys(vintages), key=lambda vintage: (vintages.count(vintage), vintage))
    return [pair for pair, vintage in zip(lines, vintages, strict=True) if vintage == best]


def _ends(question: Question, parts: list[pd.DataFrame]) -> tuple[str, str]:
    """Return the first and last period that a list is about: as asked, else the newest that most members have.

    Raises:
        Problem: a period that the table does not have.
    """
    counts: dict[str, int] = {}
    for rows in parts:
        for code in rows.index:
            counts[code] = counts.get(code, 0) + 1
    ordered = sorted(counts, key=transform.begin)
    if not ordered:
        raise Problem(f"ask_none_{question.show}")
    last = _asked_period(question.until, ordered)
    if not last:
        most = max(counts.values())
        last = [code for code in ordered if counts[code] == most][-1]
    if question.kind != "ranked":
        return "", last
    first = _asked_period(question.since, ordered)
    if not first:
        before = transform.year_before(last)
        first = before if before in counts else ordered[0]
    if Period.parse(first).start >= Period.parse(last).start:
        raise Problem("ask_two_periods", first=when(first), last=when(last))
    return first, last


def _asked_period(asked: str, ordered: list[str]) -> str:
    """Return the period that is asked for, of a year the last one in it; "" where none is asked.

    Raises:
        Problem: the figures do not have it.
    """
    if not asked:
        return ""
    inside = [code for code in ordered if is_asked(code, asked, asked)]
    if not inside:
        raise Problem("ask_period_absent", period=when(asked), first=when(ordered[0]), last=when(ordered[-1]))
    return inside[-1]


def check_lines(question: Question, lines: list[Transformed]) -> None:
    """Raise :class:`Problem` where there are more lines in one plot than can be told apart, or panels for one line."""
    panels = {line.line.member for line in lines} if question.kind == "multiples" else {""}
    if question.kind == "multiples" and len(panels) < 2:
        raise Problem("ask_panels")
    for panel in panels:
        count = len({line.id for line in lines if panel in ("", line.line.member)})
        if count > MOST_LINES:
            key = "ask_lines" if question.kind == "line" else "ask_lines_panel"
            raise Problem(key, count=amount(count), most=amount(MOST_LINES))
