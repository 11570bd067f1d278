"""Rule of P2."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number, Value
from shortage.text import Problem, Text
from shortage.text.phrases import when


def rule(context: Context) -> Finding:
    """Compare value added per full-time job of small and medium enterprises with that of large ones.

    Parameters: ``margin`` (per cent by which a class must be lower to count as lagging), ``share`` (per cent of the
    branches), ``second_hand`` (yes: count the figures that the press quoted; only these have the large enterprises).
    Without large enterprises the question itself has no figures: where small lags behind medium the verdict is
    “partly” at most, where it does not the claim is not testable; it is never contradicted without them.
    """
    margin, share = float(context["margin"]), float(context["share"])
    made = context.indicator("sme-gap", second_hand=context["second_hand"] == "yes")
    # One year at a time: the press figures are of another year than the published ones.
    wide = made.frame.pivot(index=["period", "branch"], columns="size", values="value").reset_index("period")
    for size in ("small", "medium", "large"):
        if size not in wide:
            wide[size] = float("nan")
    pairs = wide.dropna(subset=["small", "medium"])
    if pairs.empty:
        raise Problem("selection_empty")
    large = pairs.dropna(subset=["large"])
    used = pairs if large.empty else large
    used = used[used["period"] == used["period"].max()]
    period = str(used["period"].iloc[0])
    words = {"year": when(period)}
    count = Number(
        "branches",
        float(len(used)),
        "count",
        period,
        Text(nl="Bedrijfstakken met cijfers", en="Branches with figures"),
        0,
    )
    if large.empty:
        gap = 100 * (1 - used["small"] / used["medium"])
        lagging = int((gap >= margin).sum())
        return Finding(
            verdict="partly" if 100 * lagging / len(used) >= share else "not_testable",
            sentence=Text(
                nl="In {year} was de toegevoegde waarde per voltijdbaan van kleine bedrijven in {lagging} van "
                "{branches} bedrijfstakken duidelijk lager dan die van middelgrote (mediaan {gap}% lager). Nieuwere "
                "open cijfers, en cijfers over grote bedrijven, ontbreken: of het mkb als geheel achterblijft, is niet "
                "te zien.",
                en="In {year} value added per full-time job of small enterprises was clearly below that of medium ones "
                "in {lagging} of {branches} branches (median {gap}% lower). Newer open figures, and figures on large "
                "enterprises, are absent: whether SMEs as a whole lag cannot be seen.",
            ),
            numbers=(
                Number(
                    "gap",
                    float(gap.median()),
                    "per_cent",
                    period,
                    Text(
                        nl="Zoveel lager is klein dan middelgroot, mediaan van de bedrijfstakken",
                        en="So much lower is small than medium, median of the branches",
                    ),
                    0,
                ),
                Number(
                    "lagging",
                    float(lagging),
                    "count",
                    period,
                    Text(nl="Bedrijfstakken waar klein achterblijft", en="Branches where small lags"),
                    0,
                ),
                count,
            ),
            value=float(gap.median()),
            unit="per_cent",
            decimals=0,
            period=period,
            words=words,
        )
    small_gap = 100 * (1 - used["small"] / used["large"])
    medium_gap = 100 * (1 - used["medium"] / used["large"])
    both = (small_gap >= margin) & (medium_gap >= margin)
    either = (small_gap >= margin) | (medium_gap >= margin)
    verdict: Value = "supported" if 100 * both.mean() >= share else "partly" if either.any() else "contradicted"
    return Finding(
        verdict=verdict,
        sentence=Text(
            nl="In {year} lag de toegevoegde waarde per voltijdbaan bij kleine bedrijven {small_gap}% en bij "
            "middelgrote {medium_gap}% onder die van grote bedrijven; bedrijfstakken met alle drie de klassen: "
            "{branches}.",
            en="In {year} value added per full-time job was {small_gap}% lower in small and {medium_gap}% lower in "
            "medium enterprises than in large ones; branches with all three classes: {branches}.",
        ),
        numbers=(
            Number(
                "small_gap",
                float(small_gap.median()),
                "per_cent",
                period,
                Text(nl="Klein onder groot, mediaan", en="Small below large, median"),
                0,
            ),
            Number(
                "medium_gap",
                float(medium_gap.median()),
                "per_cent",
                period,
                Text(nl="Middelgroot onder groot, mediaan", en="Medium below large, median"),
                0,
            ),
            count,
        ),
        value=float(small_gap.median()),
        unit="per_cent",
        decimals=0,
        period=period,
        words=words,
    )
