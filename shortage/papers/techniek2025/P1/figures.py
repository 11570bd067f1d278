"""Growth of productivity as the rule judged it: by year with both averages, and beside other countries."""

from __future__ import annotations

import pandas as pd

from shortage import catalog
from shortage.figures import FigureContent, Guarded, View, build, figure, timed
from shortage.figures.bars import bars
from shortage.text import Problem, Text, Words
from shortage.text.phrases import amount, when

WORDS = Words(__file__)
SINCE = {year: Text(nl=year, en=year) for year in ("2000", "2004", "2009")}


@figure(
    "productivity-growth",
    theme="productivity",
    words=WORDS,
    order=1,
    choices={"since": SINCE},
    has_last_year=False,
)
def productivity_growth(view: View, *, since: str = "2000") -> FigureContent:
    """Yearly growth of GDP per hour worked, with the averages of the two spans that the rule compares."""
    finding = view.finding
    view.read.keep({catalog.table("oecd_productivity_growth").id})
    spans = {id: finding.words[name] for id, name in (("before", "before_span"), ("recent", "span"))}
    means = {id: amount(finding.number(name).value, 2) for id, name in (("before", "earlier"), ("recent", "average"))}
    yearly = timed(finding.lines["growth"], "yearly", view.say("yearly"), role="context")
    averages = [timed(finding.lines[id], id, view.say("average", span=spans[id])) for id in spans]
    data = pd.concat([yearly, *averages], ignore_index=True)
    data = data[data["period"] >= f"{since}JJ00"].reset_index(drop=True)
    shown = data[data["series_id"] == "yearly"]
    if shown.empty:
        raise Problem("selection_empty")
    low, high = (shown.iloc[int(position)] for position in (shown["value"].argmin(), shown["value"].argmax()))
    numbers = {
        "recent": spans["recent"],
        "before": spans["before"],
        "recent_mean": means["recent"],
        "before_mean": means["before"],
    }
    is_slower = finding.parts[0].verdict == "supported"
    return build(
        view,
        "line",
        data,
        values={
            "top_year": when(str(high["period"])),
            "top": amount(float(high["value"]), 1),
            "low_year": when(str(low["period"])),
            "low": amount(float(low["value"]), 1),
            **numbers,
        },
        unit="per_cent",
        decimals=2,
        finding=Guarded(
            view.say("slower" if is_slower else "not_slower", **numbers),
            True,
            f"average growth {means['recent'].en} against {means['before'].en}, lower by the margin or not",
        ),
        notes=[view.say("note")],
        highlight=list(spans),
    )


@figure("productivity-peers", theme="productivity", words=WORDS)
def productivity_peers(view: View) -> FigureContent:
    """Average growth of the Netherlands and the countries that the rule sets beside it, with their median."""
    finding = view.finding
    view.read.keep({catalog.table(name).id for name in ("oecd_productivity_growth", "oecd_productivity_level")})
    peers = finding.lines["peers"]
    members = catalog.table("oecd_productivity_growth").dimensions["geo"].members
    names = [members[str(code)].text for code in peers["geo"]]
    data = bars(names, peers["value"], peers["period"])
    own, middle = finding.number("own"), finding.number("middle")
    median = data.iloc[:1].assign(value=middle.value, category=pd.Series([view.say("median")], dtype=object))
    data = pd.concat([data, median]).sort_values("value", ascending=False, kind="stable").reset_index(drop=True)
    faster, count = int((peers["value"] > own.value).sum()), len(peers) - 1
    shown = {
        "faster": amount(faster),
        "count": amount(count),
        "years": finding.words["peer_span"],
        "which": finding.words["which"],
        "own": amount(own.value, 2),
        "middle": amount(middle.value, 2),
    }
    return build(
        view,
        "bar",
        data,
        subtitle=view.say("subtitle", **shown),
        alt=view.say("alt", all=amount(len(peers)), top=names[0], low=names[-1], **shown),
        unit="per_cent",
        decimals=2,
        finding=Guarded(
            view.say("beside", **shown), True, "average of the Netherlands and the median that its claim compares"
        ),
        notes=[view.say("note", **shown)],
        highlight=[members["NL"].text, view.say("median")],
    )
