"""Rule of E1."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number, Value
from shortage.claims.grading import falls, of_level, together
from shortage.indicators.inflow import LEVELS, counts_new
from shortage.indicators.lines import lines, longest
from shortage.text import Period, Problem, Text
from shortage.text.phrases import when

INDICATORS = {"first_years": "technical-inflow", "enrolled": "technical-students"}
NOUNS = {
    "first_years": Text(nl="eerstejaars in techniek", en="first-years in technology"),
    "enrolled": Text(nl="studenten in techniek", en="students in technology"),
}
OF_MBO = Text(nl="studenten van alle leerjaren in techniek", en="students of all years in technology")
NEW_IN_MBO = Text(nl="nieuwe studenten in techniek", en="new students in technology")
"""Of mbo only the live table has new students: what is counted is said."""


def rule(context: Context) -> Finding:
    """E1: number and share in technology, first against last year of each level's longest unbroken stretch.

    A stretch that ends before the year ``reaches`` says nothing of the present: a later one goes first, and a level
    without a later one is shown and does not count.
    """
    basis, source, chosen = str(context["basis"]), str(context["source"]), str(context["level"])
    margin, reaches = float(context["margin"]), int(context["reaches"])
    since, until = str(context["since"]), str(context["until"])
    made = context.indicator(INDICATORS[basis], level=chosen, source=source)
    numbers: list[Number] = []
    verdicts: list[Value] = []
    clauses: list[Text] = []
    older: list[Text] = []
    changes: list[tuple[float, str]] = []
    for level in LEVELS:
        counts = lines(made, since, until, level=level, measure="persons")
        shares = lines(made, since, until, level=level, measure="share_pct")
        counts = {id: line for id, line in counts.items() if f"{id}-share" in shares}
        recent = {id: line for id, line in counts.items() if Period.parse(line.index[-1]).year >= reaches}
        try:
            id = longest(recent if any(len(line) > 1 for line in recent.values()) else counts)
        except Problem:
            continue
        persons, share = counts[id], shares[f"{id}-share"]
        if list(persons.index) != list(share.index):
            raise Problem("selection_empty")
        first, last = str(persons.index[0]), str(persons.index[-1])
        change = 100 * (persons.iloc[-1] / persons.iloc[0] - 1)
        noun = NOUNS[basis]
        if level == "mbo":
            noun = NEW_IN_MBO if counts_new(made, id) else OF_MBO
        text = made.series[id]
        said = Text(nl=f"{text.nl}: {noun.nl}", en=f"{text.en}: {noun.en}")
        part = Text(nl=f"{text.nl}: aandeel", en=f"{text.en}: share")
        changed = Text(nl=f"{text.nl}: verandering", en=f"{text.en}: change")
        numbers += [
            Number(f"{level}_first", float(persons.iloc[0]), "persons", first, said, 0),
            Number(f"{level}_last", float(persons.iloc[-1]), "persons", last, said, 0),
            Number(f"{level}_change", float(change), "per_cent", last, changed, is_signed=True),
            Number(f"{level}_share_first", float(share.iloc[0]), "per_cent", first, part),
            Number(f"{level}_share_last", float(share.iloc[-1]), "per_cent", last, part),
        ]  # fmt: skip
        begin, end = when(first), when(last)
        clause = Text(
            nl=f"{level}: {noun.nl} van {{{level}_first}} ({begin.nl}) naar {{{level}_last}} ({end.nl}), "
            f"verandering {{{level}_change}}%; aandeel van {{{level}_share_first}}% naar {{{level}_share_last}}%",
            en=f"{level}: {noun.en} from {{{level}_first}} ({begin.en}) to {{{level}_last}} ({end.en}), "
            f"change {{{level}_change}}%; share from {{{level}_share_first}}% to {{{level}_share_last}}%",
        )
        if Period.parse(last).year < reaches:
            older.append(clause)
            continue
        clauses.append(clause)
        verdicts.append(of_level(falls(persons, margin), falls(share, margin)))
        changes.append((float(change), last))
    if not verdicts:
        raise Problem("selection_empty")
    tail = Text(
        nl=f" Telt niet mee, want de reeks stopt eerder: {'; '.join(one.nl for one in older)}." if older else "",
        en=f" Not counted, as the series stops earlier: {'; '.join(one.en for one in older)}." if older else "",
    )
    return Finding(
        together(verdicts),
        Text(
            nl=f"{'; '.join(one.nl for one in clauses)}.{tail.nl}",
            en=f"{'; '.join(one.en for one in clauses)}.{tail.en}",
        ),
        tuple(numbers),
        value=changes[0][0],
        unit="per_cent",
        period=changes[0][1],
        notes=made.notes,
    )
