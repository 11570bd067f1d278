"""Rule of M5."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number
from shortage.text import Problem, Text
from shortage.text.phrases import when


def rule(context: Context) -> Finding:
    """Descriptive: the criterion and the numbers side by side. Which of them moved the other cannot be read from it."""
    since = f"{context['since']}JJ00"
    numbers: list[Number] = []
    words: dict[str, Text] = {}
    years = ("", "9999JJ00")
    for name, id, params, where in (
        ("criterion", "salary-criterion", {"group": context["group"]}, {}),
        ("migrants", "knowledge-migrants", {}, {}),
        ("labour", "labour-immigration", {}, {"origin": "non-eu"}),
    ):
        made = context.indicator(id, **params)
        frame = made.frame[made.frame["period"] >= since]
        for column, wanted in where.items():
            frame = frame[frame[column] == wanted]
        if name == "labour":  # the same years as the knowledge migrants among them, or the two would seem to part ways
            frame = frame[frame["period"].between(*years)]
        if len(frame) < 2:
            raise Problem("selection_empty")
        frame = frame.sort_values("period_start")
        if name == "migrants":
            years = (str(frame["period"].iloc[0]), str(frame["period"].iloc[-1]))
        for place, row in (("first", frame.iloc[0]), ("last", frame.iloc[-1])):
            code = str(row["period"])
            numbers.append(Number(f"{name}_{place}", float(row["value"]), made.unit, code, made.title, made.decimals))
            words[f"{name}_{place}_year"] = when(code)
    period = max((one.period for one in numbers if one.name.startswith("migrants")), default="")
    return Finding(
        "not_testable",
        Text(
            nl="Het salariscriterium ging van {criterion_first} ({criterion_first_year}) naar {criterion_last} euro "
            "per maand ({criterion_last_year}); er kwamen {migrants_first} duizend kennismigranten in "
            "{migrants_first_year} en {migrants_last} duizend in {migrants_last_year}; alle arbeidsmigranten van "
            "buiten de EU/EFTA gingen van {labour_first} ({labour_first_year}) naar {labour_last} "
            "({labour_last_year}). Wat de oorzaak is, volgt daar niet uit.",
            en="The salary criterion went from {criterion_first} ({criterion_first_year}) to {criterion_last} euro a "
            "month ({criterion_last_year}); {migrants_first} thousand knowledge migrants came in {migrants_first_year} "
            "and {migrants_last} thousand in {migrants_last_year}; all labour migrants from outside the EU/EFTA went "
            "from {labour_first} ({labour_first_year}) to {labour_last} ({labour_last_year}). The cause does not "
            "follow from that.",
        ),
        tuple(numbers),
        value=next(one.value for one in numbers if one.name == "migrants_last"),
        unit="thousand",
        period=period,
        words=words,
    )
