"""Whether technical students choose the shorter degree that is close to work."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number, Outcome, Value
from shortage.indicators.course import course
from shortage.indicators.lines import lines, newest
from shortage.text import Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)
GROWS = ("rises", "ends_highest")


def rule(context: Context) -> Finding:
    """E4: does the associate degree in technology grow while the bachelor does not?

    The claim has two halves, and holds only if both do. The preference is read from first-years; how many places
    there are beside those who look for one, no open table says. So a preference that fails contradicts the claim, and
    one that holds leaves it open, unless ``part`` asks for the preference alone. Lines: ``ad`` and ``bachelor``.
    """
    margin, since, part = float(context["margin_pct"]), str(context["since"]), str(context["part"])
    indicator = context.indicator("hbo-first-years", direction="technology", phase="all")
    drawn = {}
    courses = {}
    for phase in ("ad", "bachelor"):
        by_series = lines(indicator, since, "", phase=phase)
        id = newest(by_series)
        rows = indicator.line(id)
        drawn[phase] = rows[rows["period"].isin(by_series[id].index)]
        courses[phase] = course(by_series[id], margin, is_pct=True)
    ad, bachelor = courses["ad"], courses["bachelor"]
    preference: Value = "supported" if ad.kind in GROWS and bachelor.kind not in GROWS else "contradicted"
    verdict: Value = preference
    if part == "both" and preference == "supported":
        verdict = "not_testable"
    numbers = []
    words = {"begin": when(ad.first[0]), "end": when(ad.last[0])}
    for phase, whole in courses.items():
        name = WORDS[f"phase.{phase}"]
        numbers += [
            Number(f"{phase}_first", whole.first[1], "persons", whole.first[0], WORDS("number.count", phase=name), 0),
            Number(f"{phase}_last", whole.last[1], "persons", whole.last[0], WORDS("number.count", phase=name), 0),
            Number(
                f"{phase}_change",
                whole.change_pct,
                "per_cent",
                whole.last[0],
                WORDS("number.change", phase=name),
                0,
                is_signed=True,
            ),
        ]
        way = "more" if whole.change_pct >= 0 else "fewer"
        words[f"{phase}_moved"] = WORDS(f"way.{way}", change=amount(abs(whole.change_pct)))
    return Finding(
        verdict,
        WORDS["found_preference" if part == "preference" else "found"],
        tuple(numbers),
        value=ad.change_pct,
        unit="per_cent",
        decimals=0,
        period=ad.last[0],
        words=words,
        notes=indicator.notes,
        parts=(
            Outcome(WORDS["part.preference"], preference),
            *((Outcome(WORDS["part.places"], "not_testable"),) if part == "both" else ()),
        ),
        lines=drawn,
    )
