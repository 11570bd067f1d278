"""What a reader takes along of a claim of their own: SQL that works it out again, and a file for a paper's folder."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from shortage import claims, indicators
from shortage.catalog.model import MEASURE_COLUMN
from shortage.claims.recheck import literal
from shortage.questions.claim import RULES, WORDS, OwnClaim, judge, judged_lines
from shortage.questions.known import claims_of
from shortage.questions.question import MEASURE, Question
from shortage.questions.rows import tokens
from shortage.store import Store
from shortage.text import LANGS, Problem

SAME = 1e-6
"""Part by which figures may differ and still be the same one."""


def check_sql(question: Question, store: Store, path: Callable[[str, str], str] | None = None) -> str:
    """Return SQL for DuckDB that works the numbers of a claim out again from the table's file; rows ``name, value``.

    Only figures as published are worked out again: "" for a question that shows them otherwise, and for a claim about
    which member is highest.

    Args:
        question: a question with a claim.
        store: where the table is.
        path: gives the name under which the table's file is found (our name, path in the store).

    Raises:
        Problem: as :func:`judge`.
    """
    own = judge(question, store)
    asked, values = own.question, own.verdict.parameters
    if judged_lines(asked).show != "level" or "judged" not in own.verdict.finding.lines or asked.claim == "highest":
        return ""
    view = asked.view(store)
    data = view.read(asked.table)
    if data.corrections or any(dimension.key == MEASURE_COLUMN for dimension in data.table.dimensions.values()):
        return ""
    count = values["window"] + values["back"] if "back" in values else values["periods"]
    line = own.verdict.finding.lines["judged"].tail(count)
    member = asked.members[0]
    measure = data.table.measure(member if asked.along == MEASURE else asked.measure)
    where = [_column("measure", (measure.key, measure.label))]
    for name, code in {**asked.fixed, **({asked.along: member} if asked.along != MEASURE else {})}.items():
        dimension, ours = data.table.dimensions[name], tokens(data, name)[code]
        member_of = dimension.members.get(ours)
        where.append(
            _column(dimension.key, (member_of.key, member_of.label, *member_of.also) if member_of else (ours,))
        )
    listed = view.entry(asked.table).path
    file = str(view.file(listed)) if path is None else path(asked.table, listed)
    pairs = ", ".join(f"({literal(p)}, {literal(v)})" for p, v in zip(line["period"], line["vintage"], strict=True))
    parameters = {name: literal(value) for name, value in values.items() if not isinstance(value, Mapping)}
    parameters |= {
        "file": literal(file),
        "where": " AND ".join(where),
        "pairs": pairs,
        "factor": literal(measure.factor),
    }
    parameters["sign"] = ">" if values.get("side") == "above" else "<"
    name = "claim-moves.sql" if RULES[asked.claim] == "line-moves" else "claim-time.sql"
    return Path(__file__).with_name(name).read_text("utf-8").format(**parameters)


def _column(name: str, values: Iterable[str]) -> str:
    """Return the condition that a column, or its label, has one of the publisher's codes or labels.

    Some files carry the code only, some the label only; where neither is written, the publisher leaves both empty.
    """
    wanted = [literal(value) for value in dict.fromkeys(values) if value]
    if literal("*") in wanted:
        return "true"
    if not wanted:
        return f"""coalesce("{name}", '') = '' AND coalesce("{name}_label", '') = ''"""
    return f"""("{name}" IN ({", ".join(wanted)}) OR "{name}_label" IN ({", ".join(wanted)}))"""


def to_toml(question: Question, store: Store) -> str:
    """Return a claim as the ``claim.toml`` of a paper's folder: its rule, on the indicator that has the same line.

    Raises:
        Problem: no indicator has the line that was judged, so one must be added first; or as :func:`judge`.
    """
    own = judge(question, store)
    values = {name: value for name, value in own.verdict.parameters.items() if value not in ("", {})}
    view = own.question.view(store)
    name, changed = _same(own, view)
    values |= changed
    claim = own.verdict.claim
    rows = [f"# {WORDS['toml'].nl}", f"# {WORDS['toml'].en}", ""]
    rows += [f"slug = {_quoted(own.question.claim)}", f"theme = {_quoted(_theme(own.question))}", 'section = ""']
    rows += [f"rule = {_quoted(claim.rule)}", f"indicators = {_quoted([name])}"]
    for part, text in (("statement", claim.statement), ("rule_text", claim.rule_text)):
        rows += ["", f"[{part}]", *(f"{lang} = {_quoted(text[lang])}" for lang in LANGS)]
    for parameter, value in values.items():
        rows += ["", f"[parameters.{parameter}]", f"value = {_quoted(value)}"]
        rows.append(f"text = {{ nl = {_quoted(parameter)}, en = {_quoted(parameter)} }}")
    return "\n".join(rows) + "\n"


def _theme(question: Question) -> str:
    """Return the theme of the claims that rest on a question's table, else the first there is."""
    by_key = claims.claims()
    return next((by_key[key].theme for key in claims_of(question)), next(iter(claims.themes())))


def _quoted(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_quoted(each)}" for name, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_quoted, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _same(own: OwnClaim, store: Store) -> tuple[str, dict[str, Any]]:
    """Return the indicator that has the figures that were judged, and the parameters that find them there."""
    asked = own.question
    judged = own.verdict.finding.lines.get("judged")
    codes = {**asked.fixed, asked.along: asked.members[0]}
    if judged is None or asked.claim == "highest":
        raise Problem("ask_claim_indicator", table=asked.table)
    for id, definition in indicators.registry().items():
        if asked.table not in definition.inputs:
            continue
        for choice in ({}, {name: code for name, code in codes.items() if name in definition.params}):
            try:
                computed = indicators.compute(id, store, **choice)
            except Problem:
                continue
            for series in dict.fromkeys(computed.frame["series_id"]):
                line = (
                    computed.frame[computed.frame["series_id"] == series].drop_duplicates("period").set_index("period")
                )
                wanted = judged.set_index("period")["value"]
                beside = line["value"].reindex(wanted.index)
                if ((beside - wanted).abs() <= SAME * wanted.abs()).all():
                    return id, {"series": str(series), **({"choice": choice} if choice else {})}
    raise Problem("ask_claim_indicator", table=asked.table)
