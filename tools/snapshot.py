"""Build the embedded snapshot from a folder of collected figures.

    python tools/snapshot.py FOLDER [--only NAME …] [--out data]

FOLDER holds CSV files of cells collected from public copies of official tables: one row a cell, columns ``org,
table_id, table_title, measure_key, measure_title, unit, dim1_name, dim1_code, dim1_label, … dim3_*, period, value,
status, grade, vintage, source``. Grades A (machine-read), B (taken from an official page) and C (second-hand, context
only) go in; D (digitised from a chart) and X (assumptions) never do. Every table of the catalogue with a
``[snapshot]`` part is written; nothing is computed, rounded or filled in.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pandas as pd

from shortage import catalog
from shortage.catalog import Table
from shortage.store import Store

COLLECTED = "2026-11"
TAKEN = ("A", "B", "C")


def cells(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the collected cells by lower-case table id."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        if "table_id" in frame.columns and len(frame):
            found[frame["table_id"].iloc[0].lower()] = frame
            found[path.stem.lower()] = frame
    return found


def release_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a release (columns as the store wants them)."""
    frame = frame[frame["grade"].isin(TAKEN)]
    out = pd.DataFrame(
        {
            "measure": frame["measure_key"].str.strip(),
            "measure_label": frame["measure_title"].str.strip(),
            "unit": frame["unit"],
        }
    )
    for place in ("dim1", "dim2", "dim3"):
        names = [name for name in frame[f"{place}_name"].unique() if name]
        if names:
            out[names[0]] = frame[f"{place}_code"].str.strip()
            out[f"{names[0]}_label"] = frame[f"{place}_label"].str.strip()
    out = with_named_dimensions(out)
    out["period"] = frame["period"]
    out["value"] = pd.to_numeric(frame["value"].replace("", None))
    for column in ("status", "grade", "vintage"):
        out[column] = frame[column]
    out["origin"] = frame["source"]
    return out.reset_index(drop=True)


def with_named_dimensions(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with a dimension that a measure's title carries, "Title | dimension: member", as a column."""
    parts = rows["measure_label"].str.extract(r"^(?P<title>.+?) \| (?P<name>[^:|]+): (?P<member>.+)$")
    names = parts["name"].dropna().unique()
    if len(names) != 1 or parts["name"].isna().any():
        return rows
    return rows.assign(measure_label=parts["title"], **{names[0]: "", f"{names[0]}_label": parts["member"]})


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


def release_name(rows: pd.DataFrame) -> str:
    """Return the newest dated edition among the rows, ``undated`` where none carries a date."""
    dated = [v for v in rows.loc[rows["grade"] != "C", "vintage"].unique() if re.fullmatch(r"\d{4}(-\d\d){0,2}", v)]
    dated = dated or [v for v in rows["vintage"].unique() if re.fullmatch(r"\d{4}(-\d\d){0,2}", v)]
    return max(dated, default="undated")


def build(table: Table, frame: pd.DataFrame, store: Store) -> str:
    """Write one table; return a line that says what was written."""
    rows = release_rows(frame)
    release = release_name(rows)
    assert table.snapshot is not None
    store.write(
        table,
        rows,
        code_lists(rows),
        release=release,
        modified="" if release == "undated" else release,
        retrieved=COLLECTED,
        origin="snapshot",
        coverage=table.snapshot.coverage,
        keep=1,
        extra={
            "firstPeriod": min(rows["period"]),
            "lastPeriod": max(rows["period"]),
            "lastPeriodByMeasure": rows.groupby("measure_label")["period"].max().to_dict(),
            "grades": rows["grade"].value_counts().to_dict(),
            "vintages": sorted(rows["vintage"].unique()),
        },
    )
    return f"{table.name}: {table.id}, {len(rows)} cells, release {release}"


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
        frame = collected.get(table.id.lower())
        if frame is None:
            print(f"{table.name}: no figures of {table.id} in {args.folder}")
            continue
        print(build(table, frame, store))


if __name__ == "__main__":
    main()
