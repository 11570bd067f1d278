"""What can be asked: tables, quantities, members, transformations and kinds, each with why it cannot be had if so.

What a guard would refuse is offered with the guard's sentence. Whether figures of the chosen periods are enough shows
when the question is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shortage import catalog
from shortage.catalog.denominators import denominators_of
from shortage.questions.guards import out_of_scope, refuse
from shortage.questions.question import KINDS, MEASURE, SHOWS, WORDS, Question
from shortage.questions.rows import dimension_name, grains_of, lines_of, measured, names, tokens
from shortage.questions.settled import LISTS, REGION, described, settle, there
from shortage.questions.transform import begin
from shortage.store import Store
from shortage.text import Problem, Text, strings
from shortage.text.phrases import capital


@dataclass(frozen=True)
class Offer:
    """Something that may be chosen: its code, its words, and why it cannot be had (``None`` where it can)."""

    code: str
    words: Text
    refusal: Problem | None = None

    @property
    def is_possible(self) -> bool:
        """Whether it can be chosen now."""
        return self.refusal is None


def tables(store: Store) -> list[Offer]:
    """Return every table of the catalogue by our name; one without figures in the store says so."""
    offers = []
    for name, table in catalog.tables().items():
        refusal = None
        if not store.has(name):
            refusal = Problem("table_absent", table=table.id)
        offers.append(Offer(name, table.title, refusal))
    return offers


def measures(store: Store, table: str) -> list[Offer]:
    """Return the quantities of a table that the catalogue describes, with their units; one without figures says so.

    Raises:
        Problem: the table is not there.
    """
    data = store.read(table)
    present = described(data)
    return [
        Offer(
            measure.name,
            WORDS("with_unit", name=measure.title, unit=strings()[f"unit.{measure.unit}"]),
            None if measure.name in present else Problem("selection_empty"),
        )
        for measure in data.table.measures
    ]


def dimensions(store: Store, table: str) -> list[Offer]:
    """Return the dimensions of a table that have more than one member, and several quantities beside one another.

    Raises:
        Problem: the table is not there.
    """
    data = store.read(table)
    offers = [
        Offer(name, capital(dimension_name(name))) for name in data.table.dimensions if len(tokens(data, name)) > 1
    ]
    if len(described(data)) > 1:
        offers.append(Offer(MEASURE, capital(dimension_name(MEASURE))))
    return offers


def members(store: Store, question: Question, dimension: str) -> list[Offer]:
    """Return the members of a dimension (or the quantities) of a question's table.

    Those that have no figures with what the question fixes in the other dimensions say so.

    Raises:
        Problem: the table is not there.
    """
    data = store.read(question.table)
    if dimension == MEASURE:
        titles = {measure.name: measure.title for measure in data.table.measures if measure.name in described(data)}
    else:
        titles = names(store, data, dimension)
    fixed = {name: member for name, member in question.fixed.items() if name != dimension}
    if question.along and question.along not in (MEASURE, dimension) and question.members:
        fixed[question.along] = question.members[0]
    asked = replace(question, along=dimension, fixed=fixed, members=())
    possible = set(there(asked, data))
    refusal = Problem("ask_together", table=data.table.id, names=", ".join(fixed.values()) or "-")
    return [Offer(code, words, None if code in possible else refusal) for code, words in titles.items()]


def transformations(store: Store, question: Question) -> list[Offer]:
    """Return the ways in which a settled question may be shown."""
    return [_tried(store, question, code, _code(code), show=code, per="", base="") for code in SHOWS]


def kinds(store: Store, question: Question) -> list[Offer]:
    """Return the ways in which a settled question may be drawn."""
    return [_tried(store, question, code, _code(code), kind=code) for code in KINDS]


def denominators(store: Store, question: Question) -> list[Offer]:
    """Return what a settled question's quantity may be divided by, by what that quantity is called."""
    below = denominators_of(question.table, measured(question, question.members[0]), question.grain)
    titles = {
        name: catalog.table(denominator.table).measure(denominator.measure).title for name, denominator in below.items()
    }
    return [_tried(store, question, name, title, show="rate", per=name) for name, title in titles.items()]


def seconds(store: Store, question: Question) -> list[Offer]:
    """Return the quantities that a settled question's may be set against in a path, as ``against`` names them.

    They are of the same table, or what the catalogue lets its quantity be divided by: that counts the same population.
    """
    own = [measure for measure in measures(store, question.table) if measure.code != question.measure]
    allowed = denominators_of(question.table, question.measure, question.grain).values()
    for below in (each for each in allowed if not each.only_quarter and store.has(each.table)):
        title = catalog.table(below.table).measure(below.measure).title
        outside = out_of_scope(question, store.read(question.table), below)
        own.append(Offer(f"{below.table}:{below.measure}", title, outside))
    return own


def grains(store: Store, question: Question) -> list[Offer]:
    """Return the rhythms in which a settled question's quantity has figures."""
    data = store.read(question.table)
    listing = grains_of(data, [measured(question, member) for member in question.members])
    return [Offer(grain, _code(grain)) for grain in listing]


def periods(store: Store, question: Question) -> list[str]:
    """Return the periods (codes, oldest first) of which a settled question has figures, whatever its own limits."""
    lines = lines_of(question, store.read(question.table), store).lines
    codes = {str(code) for line in lines for code in line.rows.index}
    return sorted(codes, key=begin)


def _code(code: str) -> Text:
    return capital(WORDS[f"code.{code}"])


def _tried(store: Store, question: Question, code: str, words: Text, **changes: str) -> Offer:
    """Return an offer that says why not, where a question with that change is refused."""
    try:
        asked = question.but(**changes)
        if question.kind in LISTS and changes.get("kind", question.kind) not in LISTS:
            asked = asked.but(members=question.members[:1] if changes["kind"] == "path" else question.members)
        if changes.get("kind") == "map" and question.along != REGION:
            fixed = {name: member for name, member in question.fixed.items() if name != REGION}
            asked = asked.but(along="", members=(), fixed=fixed)
        if changes.get("kind") == "ranked" and question.show not in ("change", "change_points"):
            asked = asked.but(show="")
        if changes.get("kind") == "path":
            asked = asked if question.against else asked.but(against=second(asked, store), show="level")
        elif "kind" in changes:
            asked = asked.but(against="")
        settled = settle(asked, store)
        refuse(settled, store.read(settled.table))
    except Problem as problem:
        return Offer(code, words, problem)
    return Offer(code, words)


def second(question: Question, store: Store) -> str:
    """Return the first quantity of a question's table that a path may set against its own, "" where there is none."""
    data = store.read(question.table)
    return next((name for name in described(data) if name != (question.measure or data.table.measures[0].name)), "")
