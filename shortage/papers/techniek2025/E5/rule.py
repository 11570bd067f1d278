"""Rule of E5."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number
from shortage.indicators.lines import lines, longest
from shortage.text import Problem, Text
from shortage.text.phrases import capital, when


def rule(context: Context) -> Finding:
    """E5: a wish, so no verdict; the shares that chose a technical or science profile, first against last year.

    Parameters: ``profile`` (technology or science) and ``since``, for the clean series of havo.
    """
    profile, since = str(context["profile"]), str(context["since"])
    made = context.indicator("profile-choice")
    numbers: list[Number] = []
    clauses: list[Text] = []
    words: dict[str, Text] = {}
    havo = lines(made, since, "", source="ocw", profile=profile)
    value, period = None, ""
    if any(len(line) > 1 for line in havo.values()):
        id = longest(havo)
        line = havo[id]
        first, last = str(line.index[0]), str(line.index[-1])
        numbers += [
            Number("havo_first", float(line.iloc[0]), "per_cent", first, made.series[id]),
            Number("havo_last", float(line.iloc[-1]), "per_cent", last, made.series[id]),
        ]
        begin, end = when(first), when(last)
        words["end"] = end
        clauses.append(
            Text(
                nl=f"{made.series[id].nl}: {{havo_first}}% ({begin.nl}) en {{havo_last}}% ({end.nl}), in één uitgave",
                en=f"{made.series[id].en}: {{havo_first}}% ({begin.en}) and {{havo_last}}% ({end.en}), in one edition",
            )
        )
        value, period = float(line.iloc[-1] - line.iloc[0]), last
        changed = Text(nl=f"{made.series[id].nl}: verandering", en=f"{made.series[id].en}: change")
        numbers.append(Number("havo_change", value, "percentage_point", last, capital(changed)))
    for school in ("havo", "vwo", "vmbo"):
        rows = made.frame[(made.frame["source"] == "ptvt") & (made.frame["school"] == school)].sort_values("period")
        if len(rows) < 2:
            continue
        one, other = rows.iloc[0], rows.iloc[-1]
        text = made.series[str(other["series_id"])]
        names = f"{school}_then", f"{school}_now"
        for name, row in zip(names, (one, other), strict=True):
            numbers.append(Number(name, float(row["value"]), "per_cent", str(row["period"]), text, 0))
        begin, end = when(str(one["period"])), when(str(other["period"]))
        kind = Text(nl="natuurprofiel", en="science profile")
        if school == "vmbo":
            kind = Text(nl="technisch profiel", en="technical profile")
        clauses.append(
            Text(
                nl=f"{text.nl}, {kind.nl} (monitor): {{{names[0]}}}% ({begin.nl}) en {{{names[1]}}}% ({end.nl})",
                en=f"{text.en}, {kind.en} (monitor): {{{names[0]}}}% ({begin.en}) and {{{names[1]}}}% ({end.en})",
            )
        )
        if not period:
            value, period = float(other["value"] - one["value"]), str(other["period"])
    if not clauses:
        raise Problem("selection_empty")
    shown = capital(Text(nl="; ".join(one.nl for one in clauses), en="; ".join(one.en for one in clauses)))
    return Finding(
        "not_testable",
        Text(
            nl=f"{shown.nl}. Of verplichte lessen daar iets aan veranderen, volgt hier niet uit.",
            en=f"{shown.en}. Whether compulsory lessons would change it does not follow from this.",
        ),
        tuple(numbers),
        value=value,
        unit="percentage_point",
        period=period,
        words=words,
        notes=made.notes,
    )
