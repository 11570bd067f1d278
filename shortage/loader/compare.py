"""What a new release would lose of the one that is there: said before it takes its place.

A publisher may restart a series, empty a column, give a number to another table, or put two labels the wrong way round.
Each row that comes in is right by itself then; only beside the release before does it show. What shows stops the table
until somebody takes it knowingly.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from shortage.catalog import Table
from shortage.loader.base import definition
from shortage.loader.held import Held
from shortage.loader.release import ReleaseWriter
from shortage.sources.base import Plan, Published, both, normalised
from shortage.sources.cbs_shape import unit_words
from shortage.store import Entry
from shortage.text import Period, Text

ALIKE = 0.5
"""Part of the words that two titles share when they are one table's; a title may get a year or a bracket."""
SPELLED_ALIKE = 0.6
"""Likeness (0 to 1) of two labels that are one, though they share no word: one of them cut short, say."""
MOST = 3
"""Names in one sentence."""
FEWEST = 8
"""Figures of a code, topic or period from which on it tells something that half of them are gone."""
LINES = 0.8
"""Part of the lines of a publisher's file that its next edition has at least: with fewer it may have been cut."""


def of_dates_and_title(current: Entry, published: Published, now: dt.datetime) -> list[Text]:
    """Return what the publisher's catalogue alone shows: another table under the number, a date that cannot be."""
    findings = []
    before = str(current.extra.get("publishedTitle", ""))
    if before and published.title and not _alike(before, published.title):
        findings.append(both("lost_title", before=before, title=published.title))
    modified = published.modified[:19]
    if modified > (now + dt.timedelta(days=1)).isoformat()[: len(modified)]:
        findings.append(both("lost_future", date=modified[:10]))
    # The date of the snapshot is that of a copy, which may be later than what it was copied from.
    if modified and current.origin == "loaded" and current.modified[:19] > modified:
        findings.append(both("lost_back", date=modified[:10], before=current.modified[:10]))
    return findings


def of_figures(
    table: Table, current: Entry, held: Held, codes: pd.DataFrame, plan: Plan, writer: ReleaseWriter
) -> list[Text]:
    """Return which figures of the release that is there would be gone.

    Args:
        table: the table as the catalogue has it.
        current: the release that is there; compared only where it was loaded by the same wishes.
        held: what it holds.
        codes: its code lists as stored.
        plan: what was read of the new release.
        writer: what it holds.
    """
    if current.origin != "loaded" or current.extra.get("definition") != definition(table):
        return []
    labels = _labels(table, codes, plan)
    lines = int(current.extra.get("publisherRows") or 0)
    if plan.keeps_earlier == "years" and plan.rows < lines * LINES:
        labels.append(both("lost_lines", lines=plan.rows, before=lines))
    gone = sorted(set(held.periods) - writer.periods)
    if gone:
        spans = {lang: ", ".join(Period.parse(period).label(lang) for period in gone[:MOST]) for lang in ("nl", "en")}
        key = "lost_periods" if len(gone) > MOST else "lost_period"
        labels.append(both(key, count=len(gone), periods=Text(nl=spans["nl"], en=spans["en"])))
    full = {(quantity.key, quantity.label) for quantity in plan.quantities if writer.filled[quantity.column]}
    empty = [label or key for key, label in held.topics if (key, label) not in full]
    if empty:
        labels.append(both("lost_topics", names=_some(empty)))
    for name, members in plan.dimensions.items():
        there = {key or label for key, label in members}
        pairs = held.members.get(name, Counter())
        lacking = [f"{key} {label}".strip() for key, label in pairs if (key or label) not in there]
        if lacking:
            labels.append(both("lost_codes", names=_some(lacking), column=name))
    if writer.figures < held.figures / 2:
        labels.append(both("lost_rows", rows=writer.figures, before=held.figures))
    else:
        labels += _halved(held, plan, writer)
    return labels


def _halved(held: Held, plan: Plan, writer: ReleaseWriter) -> list[Text]:
    """Return the topics, codes and periods of which some figures are left, and less than half."""
    by_topic = Counter({quantity.label or quantity.key: writer.filled[quantity.column] for quantity in plan.quantities})
    parts = [(_by_text((label or key, count) for (key, label), count in held.topics.items()), by_topic)]
    for name, pairs in held.members.items():
        counts = _by_text((key or label, count) for (key, label), count in pairs.items())
        parts.append((counts, writer.figures_by(name)))
    findings = []
    for before, now in [*parts, (held.periods, writer.figures_by("period"))]:
        halved = [text for text, count in before.most_common() if count >= FEWEST and 0 < now[text] < count / 2]
        if halved:
            findings.append(both("lost_half", names=_some(halved)))
    return findings


def _by_text(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text, count in pairs:
        counts[text] += count
    return counts


def _labels(table: Table, codes: pd.DataFrame, plan: Plan) -> list[Text]:
    """Return codes whose labels changed places, and codes and topics that bear another name, or a unit, than before."""
    findings = []
    now: dict[str, dict[str, dict[str, str]]] = {}
    for code in plan.codes:
        now.setdefault(code["dimension"], {})[code["key"]] = code
    read = {quantity.column for quantity in plan.quantities}
    resolved = plan.extra.get("resolved", {})
    named = {
        dimension.key: {code.key for code in dimension.members.values()} | set(resolved.get(dimension.key, {}).values())
        for dimension in table.dimensions.values()
    }
    for dimension, group in codes.groupby("dimension", observed=True):
        after = now.get(str(dimension), {})
        before = {
            key: (label, unit)
            for key, label, unit in zip(group["key"], group["label"], group["status"], strict=True)
            if key and key in after
        }
        changed = {
            key: label for key, (label, _) in before.items() if normalised(label) != normalised(after[key]["label"])
        }
        if dimension == "@measure":
            findings += [
                both("lost_name", topic=key, before=label, name=after[key]["label"])
                for key, label in changed.items()
                if key in read
            ]
            findings += [
                both("lost_unit", topic=after[key]["label"], before=unit or "-", unit=after[key]["status"] or "-")
                for key, (_, unit) in before.items()
                if key in read and unit_words(unit) != unit_words(after[key]["status"])
            ]
            continue
        names = {normalised(after[key]["label"]): key for key in changed}
        swapped = [key for key, label in changed.items() if names.get(normalised(label), key) != key]
        if swapped:
            listed = _some([f"{key} {after[key]['label']}" for key in swapped])
            findings.append(both("lost_swapped", names=listed, column=dimension))
        findings += [
            both("lost_label", code=key, column=dimension, before=label, label=after[key]["label"])
            for key, label in changed.items()
            if key in named.get(str(dimension), ()) and key not in swapped and not _is_one(label, after[key]["label"])
        ]
    return findings


def _is_one(before: str, after: str) -> bool:
    """Whether two labels may be those of one thing, spelled in another way."""
    first, second = normalised(before), normalised(after)
    return _alike(before, after) or difflib.SequenceMatcher(None, first, second).ratio() >= SPELLED_ALIKE


def _some(names: list[str]) -> str:
    return ", ".join(names[:MOST]) + ("…" if len(names) > MOST else "")


def _alike(before: str, after: str) -> bool:
    first, second = (
        {word for word in normalised(text).split() if not re.search(r"\d", word)} for text in (before, after)
    )
    return not first or not second or len(first & second) / min(len(first), len(second)) >= ALIKE
