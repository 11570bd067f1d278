"""A reader's own claim about the figures of a question, judged by the general rules of the papers.

What is claimed is the reader's; how it is judged is not: the rules of ``claims/general.py`` look at the question's own
figures as they look at an indicator, and say the same of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from shortage import claims, indicators
from shortage.catalog.model import MEASURE_COLUMN
from shortage.claims import Claim, Context, Number, Verdict
from shortage.claims.base import Alternative, Parameter
from shortage.claims.recheck import literal
from shortage.indicators import Indicator
from shortage.questions.answer import Answer
from shortage.questions.asking import ask
from shortage.questions.known import claims_of
from shortage.questions.question import CLAIM_PARTS, CLAIMED, MEASURE, TYPED, Question, codes
from shortage.questions.rows import tokens
from shortage.questions.settled import LISTS, settle
from shortage.store import Store
from shortage.text import LANGS, Lang, Period, Problem, Text, Words, places, strings
from shortage.text.phrases import amount, capital, when

WORDS = Words(__file__)
ID = "own"
KINDS = codes(CLAIMED)
"""The kinds of claims with their words."""
RULES = {
    "rises": "line-moves",
    "falls": "line-moves",
    "above": "share-of-time",
    "below": "share-of-time",
    "mostly_above": "share-of-time",
    "mostly_below": "share-of-time",
    "highest": "highest-of",
}
"""The general rule behind each kind of claim."""
YEAR = {"month": 12, "quarter": 4, "year": 1, "school_year": 1}
"""Periods in a year, by grain: as many are averaged, and as far is looked back, where nobody says otherwise."""
YEARS, LEAST = 5, 10
"""``mostly``: how many years are looked at where nobody says, and at least how many periods."""
MARGIN = 1.0
"""Per cent that a mean must move, where nobody says."""
NEAR = 0.05
"""By which part another border is tried."""
SIGNED = ("change", "change_points", "contribution")
"""What is shown in figures that may lie below zero, so that a change of them in per cent says nothing."""
LOOK_BACK: Mapping[str, int | None] = {"level": 0, "index": None}
SAME = 1e-6
"""Part by which figures may differ and still be the same one."""


@dataclass(frozen=True)
class OwnClaim:
    """A reader's own claim, judged.

    Attributes:
        question: the question, settled, with the claim in it.
        verdict: what the rule found, and how sure that is; its claim belongs to no paper.
        tipping: from where on the verdict is another; ``None`` where that has no number.
    """

    question: Question
    verdict: Verdict
    tipping: Number | None

    def statement(self, lang: Lang) -> str:
        """Return what is claimed, as a sentence that says whose claim it is."""
        return WORDS["whose"].fill(lang, statement=self.verdict.claim.statement[lang])

    def turns(self, lang: Lang) -> str:
        """Return from where on the verdict is another, as a sentence; empty where that has no number."""
        if self.tipping is None:
            return ""
        return self.tipping.text.fill(lang, value=self.tipping.format(lang))

    def summary(self) -> Text:
        """Return claim, verdict and finding in both languages, for the note of a figure."""
        return Text(
            **{
                lang: WORDS["summary"].fill(
                    lang,
                    statement=self.statement(lang),
                    verdict=self.verdict.label(lang),
                    sentence=self.verdict.sentence(lang),
                )
                for lang in LANGS
            }
        )


def judge(question: Question, store: Store) -> OwnClaim:
    """Judge the claim of a question.

    Args:
        question: a question with a ``claim``, settled or not.
        store: what is asked; with ``question.as_of`` its view of that day.

    Raises:
        Problem: there is no claim, a part of it is missing or does not belong to it, or the figures cannot be had.
    """
    view = store.view(question.as_of) if question.as_of else store
    asked = settle(question.but(as_of=""), view)
    if not asked.claim:
        raise Problem("ask_claim_none")
    claim = _claim(asked, view)
    verdict = claims.judge(claim, view, look=_context(asked))
    return OwnClaim(asked.but(as_of=question.as_of), verdict, _tipping(asked, verdict))


def usual(question: Question) -> dict[str, float]:
    """Return the usual window and margin of a settled question's claim, of what it has of the two."""
    rule, count = RULES[question.claim], YEAR[question.grain]
    if rule == "line-moves":
        return {"window": count, "margin": MARGIN}
    if rule == "share-of-time":
        return {"window": max(LEAST, YEARS * count) if question.claim.startswith("mostly") else 1}
    return {}


def newest_value(question: Question, store: Store) -> str:
    """Return the newest figure that a settled question's claim looks at, as a border is written.

    Raises:
        Problem: the figures cannot be had.
    """
    answer = ask(_lines(question.but(as_of="")), store)
    series, last = _newest(answer)
    frame = answer.frame
    value = float(frame[(frame["series_id"] == series) & (frame["period"] == last)]["value"].iloc[0])
    return TYPED["border"].write(round(value, answer.decimals))


def _parts(question: Question) -> dict[str, float]:
    """Return window, margin and border of a claim as numbers.

    Raises:
        Problem: one is missing, or does not belong to such a claim.
    """
    usual_values = usual(question)
    needs = {*usual_values, *(("border",) if RULES[question.claim] == "share-of-time" else ())}
    for name in CLAIM_PARTS:
        if getattr(question, name) and name not in needs:
            raise Problem("ask_claim_part", part=WORDS[f"part.{name}"], claim=KINDS[question.claim])
    if "border" in needs and not question.border:
        raise Problem("ask_claim_border", claim=KINDS[question.claim])
    own = {name: float(getattr(question, name)) for name in CLAIM_PARTS if getattr(question, name)}
    return {**usual_values, **own}


# -- what is looked at -------------------------------------------------------------------------------------------------


def _lines(question: Question) -> Question:
    """Return the question whose figures are judged: the first member's line, or all members beside one another."""
    plain = question.but(claim="", mark="", **dict.fromkeys(CLAIM_PARTS, ""))
    is_list = question.kind in LISTS
    if question.claim == "highest":
        if question.kind == "path" or len(question.members) < 2:
            raise Problem("ask_claim_members")
        return plain if is_list else plain.but(kind="table")
    first = question.members[0]
    if question.along == MEASURE:
        plain = plain.but(measure=first)
    if is_list:
        plain = plain.but(since="", show="level" if question.kind == "ranked" else question.show)
    return plain.but(kind="line", members=(first,), against="")


def _context(question: Question) -> Callable[..., Context]:
    """Return what a rule works with where it judges a question: the question's figures for an indicator."""
    asked = _lines(question)

    class Own(Context):
        def indicator(self, id: str, **params: Any) -> Indicator:
            answer = ask(asked, self.store)
            measured = _indicator(answer, str(params.get("until", "")))
            self.read.add(measured)
            return measured

    return Own


def _indicator(answer: Answer, until: str = "") -> Indicator:
    """Return an answer as an indicator, up to a period; second-hand figures decide nothing."""
    from shortage.questions.figure import title_of

    frame = answer.frame[~answer.frame["is_second_hand"]]
    frame = frame.assign(
        period_start=[pd.Timestamp(Period.parse(code).start) for code in frame["period"]],
        low=math.nan,
        high=math.nan,
    )
    if until:
        frame = frame[frame["period_start"] <= pd.Timestamp(Period.parse(until).start)]
    if answer.question.kind != "line":
        frame = _of_one_edition(frame, len(answer.question.members))
    names = frame.drop_duplicates("series_id")
    return Indicator(
        id=ID,
        title=title_of(answer),
        unit=answer.unit,
        decimals=answer.decimals,
        frame=frame,
        dimensions=("member",),
        definition=answer.measure.title,
        sources=answer.sources,
        series={id: capital(text) for id, text in zip(names["series_id"], names["label"], strict=True)},
        notes=answer.notes,
        breaks=answer.breaks,
        params={"until": until},
        look_back=LOOK_BACK.get(answer.question.show, 1),
    )


def _of_one_edition(frame: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return of each period the newest edition that has every member; figures of two editions are not ranked."""
    sizes = frame.groupby(["period", "vintage"])["member"].transform("nunique")
    whole = frame[sizes == count]
    return whole[whole["vintage"] == whole.groupby("period")["vintage"].transform("max")]


def _newest(answer: Answer) -> tuple[str, str]:
    """Return the series of a line that runs to the newest period, and that period.

    Raises:
        Problem: all figures are second-hand.
    """
    frame = answer.frame[~answer.frame["is_second_hand"]]
    if frame.empty:
        raise Problem("ask_second_hand")
    last = max(frame["period"], key=lambda code: Period.parse(code).end)
    return str(frame[frame["period"] == last]["series_id"].iloc[-1]), last


# -- the claim ---------------------------------------------------------------------------------------------------------


def _claim(question: Question, store: Store) -> Claim:
    """Return what is claimed as a claim that the judge knows, with its alternatives."""
    from shortage.questions.figure import title_of

    parts = _parts(question)
    answer = ask(_lines(question), store)
    title, unit = title_of(answer), strings()[f"unit.{answer.unit}"]
    words: dict[str, Text] = {"title": title, "unit": unit}
    others: list[tuple[str, dict[str, Any], dict[str, Text]]] = []
    findings: dict[str, Text] = {}
    if RULES[question.claim] == "highest-of":
        ends = sorted(set(_indicator(answer).frame["period"]), key=lambda code: Period.parse(code).start)
        if not ends:
            raise Problem("selection_empty")
        newest, first = ends[-1], question.members[0]
        values: dict[str, Any] = {
            "dimension": "member",
            "group": list(question.members),
            "named": [first],
            "choice": {},
        }
        words |= {"name": answer.names[first], "count": amount(len(question.members))}
        findings = {"found": WORDS["found.highest"]}
        before = [ends[-2]] if len(ends) > 1 else []
        before += [code for code in [Period.parse(newest).shift(-YEAR[question.grain]).code] if code in ends[:-2]]
        others += [("other.until", {"choice": {"until": code}}, {"until": when(code)}) for code in before]
    else:
        series, newest = _newest(answer)
        values = {"series": series, "choice": {}, "until": ""}
        before_code = Period.parse(newest).shift(-1).code
        line = set(answer.frame[answer.frame["series_id"] == series]["period"])
        window = int(parts["window"])
        words |= {"end": when(newest), "window": amount(window)}
        if RULES[question.claim] == "line-moves":
            if question.show in SIGNED or (answer.frame["value"] <= 0).any():
                raise Problem("ask_claim_sign")
            year, margin = YEAR[question.grain], parts["margin"]
            back = year * max(1, math.ceil(window / year))
            direction = "up" if question.claim == "rises" else "down"
            values |= {"direction": direction, "window": window, "back": back, "margin_pct": margin}
            words |= {
                "margin": _amount(margin),
                "back": amount(back),
                "before": when(Period.parse(newest).shift(-back).code),
            }
            margins = (0.0, 2 * margin) if margin else (MARGIN,)
            others += [("other.margin", {"margin_pct": each}, {"margin": _amount(each)}) for each in margins]
            windows = [each for each in (1, window // 2, year) if 0 < each < window or each == year]
            others += [
                (_counted("other.window", each), {"window": each}, {"window": amount(each)})
                for each in dict.fromkeys(windows)
                if each != window
            ]
            others.append(("other.back", {"back": back + year}, {"back": amount(back + year)}))
        else:
            border = parts["border"]
            values |= {"side": question.claim.rpartition("_")[2], "border": border, "periods": window}
            words |= {"border": _amount(border)}
            if window == 1:
                findings = {f"found_{side}": WORDS["found.latest"] for side in ("above", "below")}
            for factor in (1 - NEAR, 1 + NEAR) if border else ():
                near = round(border * factor, 3 - math.floor(math.log10(abs(border))))
                others.append(("other.border", {"border": near}, {"border": _amount(near)}))
            counts = {max(1, window // 2), 2 * window} - {window} if window > 1 else ()
            others += [
                (_counted("other.periods", each), {"periods": each}, {"window": amount(each)})
                for each in sorted(counts)
            ]
        if before_code in line:
            others.append(("other.until", {"until": before_code}, {"until": when(before_code)}))
    empty = Text(nl="", en="")
    return Claim(
        paper="",
        id=ID,
        slug=ID,
        theme="",
        section="",
        statement=WORDS(_key("statement", question.claim, values), **words),
        rule=RULES[question.claim],
        rule_text=WORDS(_key("rule", question.claim, values), **words),
        found=findings,
        indicators=(ID,),
        parameters={name: Parameter(value=value, text=empty) for name, value in values.items()},
        alternatives=tuple(Alternative(text=WORDS(key, **words), parameters=changed) for key, changed, words in others),
    )


def _key(part: str, kind: str, values: Mapping[str, Any]) -> str:
    """Return the key of a sentence: a mean, and most of the time, are said of several periods only."""
    side = kind.rpartition("_")[2]
    if "periods" in values:
        return f"{part}.{side}" if values["periods"] == 1 else f"{part}.mostly_{side}"
    if part == "rule" and values.get("window") == 1:
        return f"{part}.{kind}_{'year' if values['back'] == 1 else 'single'}"
    return f"{part}.{kind}"


def _counted(key: str, count: int) -> str:
    return f"{key}_single" if count == 1 else key


def _amount(value: float) -> Text:
    return amount(value, places(value))


def _tipping(question: Question, verdict: Verdict) -> Number | None:
    """Return from which margin, border or lead on the verdict is another; see :attr:`OwnClaim.tipping`."""
    finding, rule = verdict.finding, RULES[question.claim]
    if verdict.missing or finding.value is None:
        return None
    if rule == "line-moves":
        if not finding.value:
            return None
        return Number("tipping", abs(finding.value), "per_cent", finding.period, WORDS["tipping.margin"], 1)
    unit, decimals = _unit_of(finding.numbers)
    if rule == "share-of-time":
        recent = finding.lines["judged"].tail(int(verdict.parameters["periods"]))["value"]
        is_above = verdict.parameters["side"] == "above"
        # With more than half of the periods beyond the border the one just past the middle decides.
        value = float(recent.sort_values(ascending=not is_above).iloc[len(recent) // 2])
        return Number("tipping", value, unit, finding.period, WORDS["tipping.border"], decimals)
    ranked = finding.lines["judged"]
    is_named = ranked["member"] == question.members[0]
    lead = float(ranked[is_named]["value"].iloc[0] - ranked[~is_named]["value"].iloc[0])
    key = "tipping.lead" if lead > 0 else "tipping.behind"
    return Number("tipping", abs(lead), unit, finding.period, WORDS[key], decimals)


def _unit_of(numbers: Iterable[Number]) -> tuple[str, int]:
    judged = next(number for number in numbers if number.name in ("latest", "first"))
    return judged.unit, judged.decimals


# -- what can be taken along -------------------------------------------------------------------------------------------


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
    if _lines(asked).show != "level" or "judged" not in own.verdict.finding.lines or asked.claim == "highest":
        return ""
    view = store.view(asked.as_of) if asked.as_of else store
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
    listed = store.entry(asked.table).path
    file = str(store.file(listed)) if path is None else path(asked.table, listed)
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
    view = store.view(own.question.as_of) if own.question.as_of else store
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
