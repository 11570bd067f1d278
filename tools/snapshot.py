"""Build the embedded snapshot from a folder of collected figures.

    python tools/snapshot.py FOLDER [--only NAME …] [--out data]

FOLDER holds, in itself or in its sub-folders, CSV files of cells collected from public copies of official tables: one
row a cell, columns ``org, table_id, table_title, measure_key, measure_title, unit, dim1_name, dim1_code, dim1_label, …
dim3_*, period, value, status, grade, vintage, source``. Rows of one table may stand in several files. Grades A
(machine-read), B (taken from an official page) and C (second-hand, context only) go in; D (digitised from a chart) and
X (assumptions) never do. Every table of the catalogue with a ``[snapshot]`` part is written; nothing is computed,
rounded or filled in.

**One cell, several copies.** The best grade counts, then the newest edition. The release that is current holds the best
copy of every cell, each with its own edition beside it.

**Editions.** Where the copies of a table come from editions that stand on their own, ``[snapshot] editions`` names the
earlier ones, and each becomes a release before the current one. It holds what was known when that edition came out: the
best copy of every cell among those dated then or before. A copy without a date is in the current release only, since
nobody can say when it was known.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from shortage import catalog
from shortage.catalog import Code, Table
from shortage.catalog.model import MEASURE_COLUMN
from shortage.store import Store
from shortage.text import LANGS, Text, date

COLLECTED = "2026-11"
GRADES = ("A", "B", "C")
DATE = re.compile(r"(?:\d{4}-)?(\d{4})(-\d\d)?(-\d\d)?")
SPAN = re.compile(r"\d{4}-\d{4}")
PLACES = ("dim1", "dim2", "dim3")


def cells(folder: Path) -> dict[str, list[pd.DataFrame]]:
    """Return the collected cells that may go in, by lower-case table id: one frame a file, outer folders first."""
    collected: dict[str, list[pd.DataFrame]] = {}
    for path in sorted(folder.rglob("*.csv"), key=lambda path: (len(path.parts), path)):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        if not {"table_id", "grade"} <= set(frame.columns):
            continue
        frame = frame[frame["grade"].isin(GRADES)]
        for id, rows in frame.groupby("table_id"):
            collected.setdefault(str(id).lower(), []).append(rows)
    return collected


def release_rows(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of one file (columns as the store wants them), with the table's own names of dimensions."""
    rows = pd.DataFrame(
        {
            "measure": frame["measure_key"].str.strip(),
            "measure_label": frame["measure_title"].str.strip(),
            "unit": frame["unit"],
        }
    )
    assert table.snapshot is not None
    for place in PLACES:
        names = [name for name in frame[f"{place}_name"].unique() if name]
        if names:
            name = table.snapshot.columns.get(names[0], names[0])
            rows[name] = frame[f"{place}_code"].str.strip()
            rows[f"{name}_label"] = frame[f"{place}_label"].str.strip()
    rows = with_named_dimensions(rows)
    for name, parts in table.snapshot.members.items():
        rows = with_parts(rows, name, parts)
    for name, label in table.snapshot.fixed.items():
        if name not in rows.columns:
            rows[name], rows[f"{name}_label"] = "", ""
        is_empty = (rows[name] == "") & (rows[f"{name}_label"] == "")
        rows[f"{name}_label"] = rows[f"{name}_label"].mask(is_empty, label)
    rows["period"] = frame["period"]
    rows["value"] = pd.to_numeric(frame["value"].replace("", None))
    for column in ("status", "grade", "vintage"):
        rows[column] = frame[column]
    rows["origin"] = frame["source"]
    return rows.reset_index(drop=True)


def with_named_dimensions(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a dimension that a measure's title carries, "Title | dimension: member", as a column."""
    parts = rows["measure_label"].str.extract(r"^(?P<title>.+?) \| (?P<name>[^:|]+): (?P<member>.+)$")
    names = parts["name"].dropna().unique()
    if len(names) != 1 or parts["name"].isna().any():
        return rows
    rows = rows.assign(measure_label=parts["title"])
    rows[names[0]], rows[f"{names[0]}_label"] = "", parts["member"]
    return rows


def with_parts(rows: pd.DataFrame, name: str, parts: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Return the rows with the column ``name``, of which each label stands for members of several dimensions, split.

    Raises:
        ValueError: a label that the catalogue does not take apart.
    """
    label = f"{name}_label"
    if label not in rows.columns:
        return rows
    unknown = sorted(set(rows[label]) - set(parts))
    if unknown:
        raise ValueError(f"{name}: not taken apart in the catalogue: {', '.join(unknown)}")
    dimensions = list(dict.fromkeys(dimension for members in parts.values() for dimension in members))
    rest = rows.drop(columns=[name, label])
    for dimension in dimensions:
        members = rows[label].map({whole: members[dimension] for whole, members in parts.items()})
        rest[dimension], rest[f"{dimension}_label"] = "", members
    return rest


def day(vintage: str) -> str:
    """Return the last day on which an edition may have come out (ISO), ``""`` where it carries no date.

    An edition of a span of years (``2024-2025``) may have come out until the end of the last.
    """
    parts = DATE.fullmatch(vintage)
    return f"{parts[1]}{parts[2] or '-12'}{parts[3] or '-31'}" if parts else ""


def places(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Return what identifies each cell, in our names: one publisher's code and its label are one member."""
    measures = {one.label: one.name for one in table.measures if one.label}
    measures |= {one.key: one.name for one in table.measures if one.key}

    def ours(column: str, names: dict[str, str]) -> list[str]:
        pairs = zip(rows[column], rows[f"{column}_label"], strict=True)
        return [names.get(key) or names.get(label) or key or label for key, label in pairs]

    found = {"measure": ours("measure", measures)}
    if any(one.key == MEASURE_COLUMN for one in table.dimensions.values()):
        found["measure_label"] = list(rows["measure_label"])
    for name in [column for column in rows.columns if f"{column}_label" in rows.columns and column != "measure"]:
        members: dict[str, Code] = {}
        for dimension in table.dimensions.values():
            if dimension.key == name:
                members = dimension.members
        names = {code.label: one for one, code in members.items() if code.label}
        found[name] = ours(name, names | {code.key: one for one, code in members.items() if code.key})
    return pd.DataFrame({**found, "period": list(rows["period"])})


def best(table: Table, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with one copy of each cell: the best grade first, then the newest edition."""
    order = rows.assign(_day=rows["vintage"].map(day), _grade=rows["grade"].map(GRADES.index))
    order = order.sort_values(["_grade", "_day"], ascending=[True, False], kind="stable")
    is_taken = ~places(table, order).duplicated().to_numpy()
    return rows.loc[order.index[is_taken]].sort_index().reset_index(drop=True)


def code_lists(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the code lists that the rows themselves show."""
    lists = [("@measure", "measure", "measure_label")]
    lists += [
        (column, column, f"{column}_label")
        for column in rows.columns
        if f"{column}_label" in rows.columns and column != "measure"
    ]
    parts = []
    for dimension, key, label in lists:
        part = rows[[key, label]].drop_duplicates()
        part = part.rename(columns={key: "key", label: "label"}).assign(dimension=dimension, status="")
        part["padded"] = part["key"]
        parts.append(part[["dimension", "key", "padded", "label", "status"]])
    return pd.concat(parts, ignore_index=True)


def release_name(rows: pd.DataFrame, *, is_parted: bool) -> str:
    """Return the newest dated edition among the rows, ``undated`` where none carries a date.

    A span of years is too wide a date for a release, unless the table ``is_parted`` by editions: it orders those.
    """

    def dated(among: pd.DataFrame) -> list[str]:
        return [one for one in among["vintage"].unique() if day(one) and (is_parted or not SPAN.fullmatch(one))]

    return max(dated(rows[rows["grade"] != "C"]) or dated(rows), default="undated")


def earlier(release: str, count: int, of: int) -> Text:
    """Return what an earlier release of the embedded copy holds, in words."""
    last = day(release)
    then = {lang: date(release if release in (last, last[:7]) else last[:4], lang) for lang in LANGS}
    on = ("op", "on") if release == last else ("eind", "at the end of")  # the day, or even the month, is not known
    return Text(
        nl=f"Wat {on[0]} {then['nl']} bekend was: van de {of} cijfers in de meegeleverde kopie de {count} die in een "
        "uitgave van toen of eerder staan. Wat later is uitgegeven of herzien, staat in de volgende uitgave.",
        en=f"What was known {on[1]} {then['en']}: of the {of} figures in the copy that comes along, the {count} that "
        "stand in an edition of that time or before. What was published or revised later is in the next release.",
    )


def build(table: Table, frames: Iterable[pd.DataFrame], store: Store) -> str:
    """Write one table; return a line that says what was written."""
    rows = pd.concat([release_rows(table, frame) for frame in frames], ignore_index=True)
    texts = [column for column in rows.columns if column != "value"]
    rows[texts] = rows[texts].fillna("")
    rows = rows[[*[column for column in rows.columns if column not in LAST], *LAST]]
    assert table.snapshot is not None
    snapshot = table.snapshot
    current = best(table, rows)
    releases: list[tuple[str, pd.DataFrame, Text]] = []
    for edition in snapshot.editions:
        known = rows[rows["vintage"].map(day).between("0", day(edition))]
        if edition not in set(known["vintage"]):
            raise ValueError(f"{table.name}: no cell of the edition {edition}")
        known = best(table, known)
        releases.append((edition, known, earlier(edition, len(known), len(current))))
    releases.append((release_name(current, is_parted=bool(snapshot.editions)), current, snapshot.coverage))
    names = [name for name, _, _ in releases]
    if sorted(set(names), key=day) != names:
        raise ValueError(f"{table.name}: editions not in order or twice: {', '.join(names)}")
    for release, held, coverage in releases:
        store.write(
            table,
            held,
            code_lists(held),
            release=release,
            modified="" if release == "undated" else release,
            retrieved=COLLECTED,
            origin="snapshot",
            coverage=coverage,
            keep=len(releases),
            extra={
                "firstPeriod": min(held["period"]),
                "lastPeriod": max(held["period"]),
                "lastPeriodByMeasure": held.groupby("measure_label")["period"].max().to_dict(),
                "grades": held["grade"].value_counts().to_dict(),
                "vintages": sorted(held["vintage"].unique()),
            },
        )
    return f"{table.name}: {table.id}, {len(current)} cells, release {', '.join(names)}"


LAST = ["period", "value", "status", "grade", "vintage", "origin"]


def main() -> None:
    """Read the arguments and write the snapshot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "data")
    args = parser.parse_args()
    collected = cells(args.folder)
    store = Store(args.out)
    for table in catalog.tables().values():
        if table.snapshot is None or (args.only and table.name not in args.only):
            continue
        frames = collected.pop(table.id.lower(), None)
        if frames is None:
            print(f"{table.name}: no figures of {table.id} in {args.folder}")
            continue
        print(build(table, frames, store))
    if not args.only:
        print("not in the catalogue:", ", ".join(sorted(collected)) or "-")


if __name__ == "__main__":
    main()
