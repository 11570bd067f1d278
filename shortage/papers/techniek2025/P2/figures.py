"""Value added per worker by size of enterprise, as the rule judged it."""

from __future__ import annotations

import pandas as pd

from shortage import catalog
from shortage.figures import FigureContent, Guarded, View, build, figure
from shortage.figures.wording import branch_name
from shortage.text import Words
from shortage.text.phrases import amount, lower_first, when

WORDS = Words(__file__)


@figure("sme-gap", theme="productivity", words=WORDS, order=4)
def sme_gap(view: View) -> FigureContent:
    """Small enterprises beside the largest class there is, per branch, in one year."""
    finding = view.finding
    sizes = finding.lines["sizes"]
    against = "large" if "large" in set(sizes["size"]) else "medium"
    shown = sizes[sizes["size"].isin(["small", against])]
    members = catalog.table("productivity_by_size").dimensions["size"].members
    wide = shown.pivot(index="branch", columns="size", values="value").loc[list(dict.fromkeys(shown["branch"]))]
    gap = 100 * (1 - wide["small"] / wide[against])
    data = pd.DataFrame(
        {
            "series_id": shown["size"].to_numpy(),
            "label": [members[size].text for size in shown["size"]],
            "category": [branch_name(code) for code in shown["branch"]],
            "period": finding.period,
            "value": shown["value"].to_numpy(),
        }
    )
    words = {
        "year": when(finding.period),
        "count": amount(len(gap)),
        "against": view.say(f"against.{against}"),
        "gap": amount(float(gap.median())),
        "widest": lower_first(branch_name(str(gap.index[0]))),
        "most": amount(float(gap.iloc[0])),
    }
    lagging = int(finding.number("small_lagging").value)
    return build(
        view,
        "dumbbell",
        data,
        subtitle=view.say(f"subtitle_{against}", **words),
        alt=view.say("alt", **words),
        unit="thousand_eur",
        decimals=1,
        finding=Guarded(
            view.say("lag", **words),
            2 * lagging > len(gap),
            f"small lags behind {against} by the margin in {lagging} of {len(gap)} branches in {finding.period}",
        ),
        notes=[view.say("note_medium")] if against == "medium" else [],
        is_zero_based=False,
    )
