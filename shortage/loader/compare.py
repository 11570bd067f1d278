"""What a new release would lose of the one that is there: said before it takes its place.

A publisher may restart a series, empty a column, give a number to another table, or put two labels the wrong way round.
Each row that comes in is right by itself then; only beside the release before does it show. What shows stops the table
until somebody takes it knowingly.
"""

from __future__ import annotations

import datetime as dt
import re

import pandas as pd

from shortage.catalog import Table
from shortage.loader.base import definition
from shortage.loader.release import ReleaseWriter
from shortage.sources.base import Plan, Published, both, normalised
from shortage.store import Entry
from shortage.text import Period, Text

ALIKE = 0.5
"""Part of the words that two titles share when they are one table's; a title may get a year or a bracket."""
MOST = 3
"""Names in one sentence."""


def of_dates_and_title(current: Entry, published: Published, now: dt.datetime) -> list[Text]:
    """Return what the publisher's catalogue alone shows: another table under the number, a date that cannot be."""
    findings = []
    before = str(current.extra.get("publishedTitle", ""))
    if before and published.title and not _alike(before, published.title):
        findings.append(both("lost_title", before=before, title=published.title))
    modified = published.modified[:19]
    if modified > (now + dt.timedelta(days=1)).isoformat()[: len(modified)]:
        findings.append(both("lost_future", date=modified[:10]))
    if modified and current.modified[:19] > modified:
        findings.append(both("lost_back", date=modified[:10], before=current.modified[:10]))
    return findings


def of_figures(
    table: Table, current: Entry, rows: pd.DataFrame, codes: pd.DataFrame, plan: Plan, writer: ReleaseWriter
) -> list[Text]:
    """Return which figures of the release that is there would be gone.

    Args:
        table: the table as the catalogue has it.
        current: the release that is there; compared only where it was loaded by the same wishes.
        rows: its rows as stored.
        codes: its code lists as stored.
        plan: what was read of the new release.
        writer: what it holds.
    """
    if current.origin != "loaded" or current.extra.get("definition") != definition(table):
        return []
    labels = _labels(codes, plan)
    rows = rows[rows["value"].notna()]
    gone = sorted(set(rows["period"]) - writer.periods)
    if gone:
        spans = {lang: ", ".join(Period.parse(period).label(lang) for period in gone[:MOST]) for lang in ("nl", "en")}
        key = "lost_periods" if len(gone) > MOST else "lost_period"
        labels.append(both(key, count=len(gone), periods=Text(nl=spans["nl"], en=spans["en"])))
    full = {(quantity.key, quantity.label) for quantity in plan.quantities if writer.filled[quantity.column]}
    before = rows[["measure", "measure_label"]].drop_duplicates().itertuples(index=False)
    empty = [label or key for key, label in before if (key, label) not in full]
    if empty:
        labels.append(both("lost_topics", names=_some(empty)))
    for name, members in plan.dimensions.items():
        if name not in rows:
            continue
        there = {key or label for key, label in members}
        pairs = rows[[name, f"{name}_label"]].drop_duplicates().itertuples(index=False)
        lacking = [f"{key} {label}".strip() for key, label in pairs if (key or label) not in there]
        if lacking:
            labels.append(both("lost_codes", names=_some(lacking), column=name))
    if writer.figures < len(rows) / 2:
        labels.append(both("lost_rows", rows=writer.figures, before=len(rows)))
    return labels


def _labels(codes: pd.DataFrame, plan: Plan) -> list[Text]:
    """Return codes whose labels changed places, and topics that bear another name under the same key."""
    findings = []
    now: dict[str, dict[str, str]] = {}
    for code in plan.codes:
        now.setdefault(code["dimension"], {})[code["key"]] = code["label"]
    read = {quantity.column for quantity in plan.quantities}
    for dimension, group in codes.groupby("dimension", observed=True):
        before = dict(zip(group["key"], group["label"], strict=True))
        after = now.get(str(dimension), {})
        changed = {
            key: label
            for key, label in before.items()
            if key and key in after and normalised(label) != normalised(after[key])
        }
        if dimension == "@measure":
            findings += [
                both("lost_name", topic=key, before=label, name=after[key])
                for key, label in changed.items()
                if key in read
            ]
            continue
        names = {normalised(after[key]): key for key in changed}
        swapped = [key for key, label in changed.items() if names.get(normalised(label), key) != key]
        if swapped:
            findings.append(
                both("lost_swapped", names=_some([f"{key} {after[key]}" for key in swapped]), column=dimension)
            )
    return findings


def _some(names: list[str]) -> str:
    return ", ".join(names[:MOST]) + ("…" if len(names) > MOST else "")


def _alike(before: str, after: str) -> bool:
    first, second = (
        {word for word in normalised(text).split() if not re.search(r"\d", word)} for text in (before, after)
    )
    return not first or not second or len(first & second) / min(len(first), len(second)) >= ALIKE
