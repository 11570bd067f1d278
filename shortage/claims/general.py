"""Rules that fit any indicator: what they look at stands in the claim's own file."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number, Value, rule
from shortage.indicators.lines import run, series
from shortage.text import Period, Problem, Text
from shortage.text.phrases import when


@rule("line-moves")
def line_moves(context: Context) -> Finding:
    """Compare the last periods of one line with as many periods before.

    Parameters: ``series`` (a ``series_id`` of the claim's first indicator), ``choice`` (parameters of that indicator,
    may be absent), ``direction`` (``up`` or ``down``), ``window`` (periods in each mean), ``back`` (how many periods
    lie between the ends of the two), ``margin_pct``. Supported: the mean moved that way by more than the margin.
    Contradicted: it moved the other way by more than the margin. Between: partly. A gap in either stretch, or another
    ``series_id`` before a break, leaves nothing to compare: not testable.

    Raises:
        Problem: an unknown direction, or a period without a figure.
    """
    direction = context["direction"]
    if direction not in ("up", "down"):
        raise Problem("choice_unknown", name="direction", value=direction, known="up, down")
    window, back, margin = int(context["window"]), int(context["back"]), float(context["margin_pct"])
    made = context.indicator(context.claim.indicators[0], **context.parameters.get("choice", {}))
    line = series(made, context["series"])
    end = str(line.index[-1])
    latest = run(line, window, end)
    before = Period.parse(end).shift(-back).code
    earlier = run(line, window, before)
    change = 100 * (float(latest.mean()) / float(earlier.mean()) - 1)
    moved = change if direction == "up" else -change
    verdict: Value = "supported" if moved > margin else "contradicted" if moved < -margin else "partly"
    name = made.series.get(context["series"], made.title)
    sentence = Text(
        nl="{title} ({name}): gemiddeld {latest} tot en met {end}, tegen {earlier} tot en met {before}: {change}%.",
        en="{title} ({name}): {latest} on average up to {end}, against {earlier} up to {before}: {change}%.",
    )
    now, then = Text(nl="Laatste perioden, gemiddeld", en="Last periods, mean"), Text(nl="Eerdere", en="Earlier ones")
    return Finding(
        verdict,
        sentence,
        numbers=(
            Number("latest", float(latest.mean()), made.unit, end, now, made.decimals),
            Number("earlier", float(earlier.mean()), made.unit, before, then, made.decimals),
            Number("change", change, "per_cent", end, Text(nl="Verandering", en="Change"), is_signed=True),
        ),
        value=change,
        unit="per_cent",
        period=end,
        words={"title": made.title, "name": name, "end": when(end), "before": when(before)},
        notes=made.notes,
    )
