"""A reader's own claim about the figures of a question, judged by the general rules of the papers.

What is claimed is the reader's; how it is judged is not: the rules of ``claims/general.py`` look at the question's own
figures as they look at an indicator, and say the same of them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from shortage import claims
from shortage.claims import Alternative, Claim, Context, Number, Parameter, Verdict
from shortage.indicators import Indicator
from shortage.questions.answer import Answer
from shortage.questions.asking import ask
from shortage.questions.question import CLAIM_PARTS, CLAIMED, MEASURE, TYPED, Question, codes
from shortage.questions.settled import LISTS, settle
from shortage.questions.transform import STEPS, begin
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
YEARS, LEAST = 5, 10
"""``mostly``: how many years are looked at where nobody says, and at least how many periods."""
MARGIN = 1.0
"""Per cent that a mean must move, where nobody says."""
NEAR = 0.05
"""By which part another border is tried."""
SIGNED = ("change", "change_points", "contribution")
"""What is shown in figures that may lie below zero, so that a change of them in per cent says nothing."""
LOOK_BACK: Mapping[str, int | None] = {"level": 0, "index": None}


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
    view = question.view(store)
    asked = settle(question.but(as_of=""), view)
    if not asked.claim:
        raise Problem("ask_claim_none")
    claim = _claim(asked, view)
    verdict = claims.judge(claim, view, look=_context(asked))
    return OwnClaim(asked.but(as_of=question.as_of), verdict, _tipping(asked, verdict))


def usual(question: Question) -> dict[str, float]:
    """Return the usual window and margin of a settled question's claim, of what it has of the two."""
    rule, count = RULES[question.claim], STEPS[question.grain]
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
    answer = ask(judged_lines(question.but(as_of="")), store)
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


def judged_lines(question: Question) -> Question:
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
    asked = judged_lines(question)

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


Other = tuple[str, dict[str, Any], dict[str, Text]]
"""An alternative: key of its sentence, the parameters that it changes, and what fills the sentence."""


@dataclass
class _Draft:
    """What the rule of a claim asks for: parameters, what fills the sentences, and what else might be chosen."""

    parameters: dict[str, Any]
    words: dict[str, Text]
    others: list[Other]
    sentences: dict[str, Text] = field(default_factory=dict)
    """Sentences of the finding that stand in place of the rule's own."""


def _claim(question: Question, store: Store) -> Claim:
    """Return what is claimed as a claim that the judge knows, with its alternatives."""
    from shortage.questions.figure import title_of

    parts = _parts(question)
    answer = ask(judged_lines(question), store)
    rule = RULES[question.claim]
    if rule == "highest-of":
        draft = _highest(question, answer)
    else:
        series, newest = _newest(answer)
        draft = _moving(question, answer, parts, newest) if rule == "line-moves" else _bordered(question, parts)
        draft.parameters = {"series": series, "choice": {}, "until": "", **draft.parameters}
        draft.words |= {"end": when(newest), "window": amount(int(parts["window"]))}
        before = Period.parse(newest).shift(-1).code
        if before in set(answer.frame[answer.frame["series_id"] == series]["period"]):
            draft.others.append(("other.until", {"until": before}, {"until": when(before)}))
    words = {"title": title_of(answer), "unit": strings()[f"unit.{answer.unit}"], **draft.words}
    empty = Text(nl="", en="")
    return Claim(
        paper="",
        id=ID,
        slug=ID,
        theme="",
        section="",
        statement=WORDS(_key("statement", question.claim, draft.parameters), **words),
        rule=rule,
        rule_text=WORDS(_key("rule", question.claim, draft.parameters), **words),
        found=draft.sentences,
        indicators=(ID,),
        parameters={name: Parameter(value=value, text=empty) for name, value in draft.parameters.items()},
        alternatives=tuple(
            Alternative(text=WORDS(key, **filled), parameters=changed) for key, changed, filled in draft.others
        ),
    )


def _highest(question: Question, answer: Answer) -> _Draft:
    """Return what "highest of these members" asks for: also as of the period before, and of a year before.

    Raises:
        Problem: no period has a figure of every member.
    """
    ends = sorted(set(_indicator(answer).frame["period"]), key=begin)
    if not ends:
        raise Problem("selection_empty")
    first = question.members[0]
    before = [ends[-2]] if len(ends) > 1 else []
    before += [code for code in [Period.parse(ends[-1]).shift(-STEPS[question.grain]).code] if code in ends[:-2]]
    return _Draft(
        {"dimension": "member", "group": list(question.members), "named": [first], "choice": {}},
        {"name": answer.names[first], "count": amount(len(question.members))},
        [("other.until", {"choice": {"until": code}}, {"until": when(code)}) for code in before],
        {"found": WORDS["found.highest"]},
    )


def _moving(question: Question, answer: Answer, parts: Mapping[str, float], newest: str) -> _Draft:
    """Return what "rises" and "falls" ask for: also with other margins, other windows, and a year further back.

    Raises:
        Problem: the figures may lie below zero, where a change in per cent says nothing.
    """
    if question.show in SIGNED or (answer.frame["value"] <= 0).any():
        raise Problem("ask_claim_sign")
    year, margin, window = STEPS[question.grain], parts["margin"], int(parts["window"])
    back = year * max(1, math.ceil(window / year))
    direction = "up" if question.claim == "rises" else "down"
    begin = Period.parse(newest).shift(-back).code
    margins = (0.0, 2 * margin) if margin else (MARGIN,)
    windows = [each for each in (1, window // 2, year) if 0 < each < window or each == year]
    others: list[Other] = [("other.margin", {"margin_pct": each}, {"margin": _amount(each)}) for each in margins]
    others += [
        (_counted("other.window", each), {"window": each}, {"window": amount(each)})
        for each in dict.fromkeys(windows)
        if each != window
    ]
    others.append(("other.back", {"back": back + year}, {"back": amount(back + year)}))
    return _Draft(
        {"direction": direction, "window": window, "back": back, "margin_pct": margin},
        {"margin": _amount(margin), "back": amount(back), "before": when(begin)},
        others,
    )


def _bordered(question: Question, parts: Mapping[str, float]) -> _Draft:
    """Return what "above" and "below" ask for: also with borders nearby, and half and twice as many periods."""
    border, window = parts["border"], int(parts["window"])
    others: list[Other] = []
    for factor in (1 - NEAR, 1 + NEAR) if border else ():
        near = round(border * factor, 3 - math.floor(math.log10(abs(border))))
        others.append(("other.border", {"border": near}, {"border": _amount(near)}))
    counts = {max(1, window // 2), 2 * window} - {window} if window > 1 else ()
    others += [
        (_counted("other.periods", each), {"periods": each}, {"window": amount(each)}) for each in sorted(counts)
    ]
    sentences = {f"found_{side}": WORDS["found.latest"] for side in ("above", "below")} if window == 1 else {}
    side = question.claim.rpartition("_")[2]
    return _Draft({"side": side, "border": border, "periods": window}, {"border": _amount(border)}, others, sentences)


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
