"""Whether small and medium enterprises make less per worker than large ones."""

from __future__ import annotations

from shortage.claims import Context, Finding, Number, Outcome, Value
from shortage.claims.grading import of_parts
from shortage.text import Problem, Words
from shortage.text.phrases import when

WORDS = Words(__file__)


def rule(context: Context) -> Finding:
    """P2: compare small and medium enterprises with large ones by branch, in the newest year there is.

    Parameters: ``margin`` (per cent by which a class must be lower to count as lagging), ``share`` (per cent of the
    branches in which it must). Without large enterprises small is compared with medium; the other part is then not
    testable. Lines: ``sizes`` (``branch``, ``size``, ``value``), branches by their gap.
    """
    margin, share = float(context["margin"]), float(context["share"])
    indicator = context.indicator("sme-gap")
    wide = indicator.frame.pivot(index=["period", "branch"], columns="size", values="value")
    wide = wide.reindex(columns=["small", "medium", "large"])
    has_large = bool(wide.notna().all(axis=1).any())
    classes = ["small", "medium", "large"] if has_large else ["small", "medium"]
    whole = wide[classes].dropna()
    if whole.empty:
        raise Problem("selection_empty")
    period = str(whole.index.get_level_values("period").max())
    used = whole.xs(period, level="period")
    context.read.only(indicator, period)
    against = classes[-1]
    gaps = {name: 100 * (1 - used[name] / used[against]) for name in classes[:-1]}
    counts = {name: int((gap >= margin).sum()) for name, gap in gaps.items()}

    def verdict(name: str) -> Value:
        return "supported" if 100 * counts[name] / len(used) >= share else "contradicted"

    parts = [Outcome(WORDS[f"part.{name}_{against}"], verdict(name)) for name in gaps]
    if not has_large:
        parts.append(Outcome(WORDS["part.sme_large"], "not_testable"))
    numbers = [Number("branches", float(len(used)), "count", period, WORDS["number.branches"], 0)]
    for name, gap in gaps.items():
        numbers += [
            Number(f"{name}_gap", float(gap.median()), "per_cent", period, WORDS[f"number.{name}_{against}"], 0),
            Number(f"{name}_lagging", float(counts[name]), "count", period, WORDS[f"number.{name}_lagging"], 0),
        ]
    numbers.append(Number("least", margin, "per_cent", "", WORDS["number.least"], 0 if margin.is_integer() else 1))
    order = gaps["small"].sort_values(ascending=False, kind="stable").index
    sizes = used.loc[order, classes].reset_index().melt("branch", var_name="size", value_name="value")
    return Finding(
        of_parts(part.verdict for part in parts),
        WORDS["found_large" if has_large else "found"],
        tuple(numbers),
        value=float(gaps["small"].median()),
        unit="per_cent",
        decimals=0,
        period=period,
        words={"year": when(period)},
        notes=indicator.notes,
        parts=tuple(parts),
        lines={"sizes": sizes.assign(period=period)},
    )
