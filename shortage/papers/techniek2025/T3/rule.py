"""Rule of T3."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number, Value
from shortage.indicators.lines import YEAR, run, series
from shortage.text import Period, Text
from shortage.text.phrases import when


def rule(context: Context) -> Finding:
    """T3: mean open vacancies of the last ``window`` quarters against the ones before them and against a base year."""
    branch, window, base_year = context["branch"], int(context["window"]), int(context["base_year"])
    if branch == "sector":
        made = context.indicator("open-vacancies", sector=context["sector"])
    else:
        made = context.indicator("open-vacancies", branch=branch)
    id = str(made.frame["series_id"].iloc[0])
    line = series(made, id)
    end = str(line.index[-1])
    before_end = Period.parse(end).shift(-window).code
    current = float(run(line, window, end).mean())
    before = float(run(line, window, before_end).mean())
    base = float(run(line, YEAR, Period(base_year, YEAR, "quarter").code).mean())
    means = line.rolling(YEAR, min_periods=YEAR).mean()
    since = means[means.index >= Period(base_year, YEAR, "quarter").code]
    peak, peak_end = float(since.max()), str(since.idxmax())
    context.read.only(made, f"{base_year}JJ00", end)
    rising = (current > before) + (current > base)
    verdict: Value = "supported" if rising == 2 else "partly" if rising == 1 else "contradicted"
    unit = made.unit
    last_text = Text(nl="Gemiddelde van de laatste kwartalen", en="Mean of the last quarters")
    numbers = (
        Number("current", current, unit, end, last_text),
        Number("before", before, unit, before_end, Text(nl="De kwartalen daarvoor", en="The quarters before")),
        Number("base", base, unit, f"{base_year}JJ00", Text(nl="Basisjaar", en="Base year")),
        Number(
            "peak", peak, unit, peak_end, Text(nl="Hoogste vierkwartaalsgemiddelde", en="Highest four-quarter mean")
        ),
        *(
            Number(f"change_{name}", 100 * (current / other - 1), "per_cent", end, words, is_signed=True)
            for name, other, words in (
                ("year", before, Text(nl="In een jaar", en="In a year")),
                ("base", base, Text(nl="Sinds basisjaar", en="Since base")),
                ("peak", peak, Text(nl="Sinds de top", en="Since the peak")),
            )
        ),
    )
    text = made.series[id]
    return Finding(
        verdict,
        Text(
            nl="Tot en met {period_words} stonden er gemiddeld {current} duizend vacatures open ({sector_name}): "
            "{change_year}% tegenover de kwartalen daarvoor ({before}), {change_base}% tegenover {year} ({base}) en "
            "{change_peak}% tegenover de top ({peak}, tot en met {peak_words}).",
            en="Up to {period_words} {current} thousand vacancies were open on average ({sector_name}): {change_year}% "
            "against the quarters before ({before}), {change_base}% against {year} ({base}) and {change_peak}% against "
            "the peak ({peak}, up to {peak_words}).",
        ),
        numbers,
        value=100 * (current / before - 1),
        unit="per_cent",
        period=end,
        words={
            "period_words": when(end),
            "peak_words": when(peak_end),
            "sector_name": text,
            "year": Text(nl=str(base_year), en=str(base_year)),
        },
        notes=made.notes,
    )
