"""The snapshot's tables as their publishers would serve them, for the emulator."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Collection

import pandas as pd
from emulator import Dataset, Emulator, File, Table, Topic

from shortage import catalog
from shortage.catalog.load import names as alternatives
from shortage.catalog.model import MEASURE_COLUMN
from shortage.loader import is_loadable
from shortage.store import PROVISIONAL, Store, naming

STATUS = {"final": "Definitief", "provisional": "Voorlopig", "provisional_revised": "NaderVoorlopig"}


def rows_of(store: Store, table: catalog.Table) -> pd.DataFrame:
    """Return the figures that a live table could hold: grade A and B, the newest edition of each cell.

    Copies from several places may spell one code or measure in two ways (with and without the publisher's code); the
    publisher has it once, so the spelling with the code stands for both.
    """
    rows = store.raw(table.name)
    # As published: what is known to be wrong is corrected on reading, on either side.
    ours = naming.named(table, store._rows(table.name, None)[1])
    is_taken = rows["grade"] != "C"
    rows, ours = rows[is_taken], ours[is_taken]
    names = {"measure": "measure"}
    names |= {name: one.key for name, one in table.dimensions.items() if one.key != MEASURE_COLUMN}
    if any(one.key == MEASURE_COLUMN for one in table.dimensions.values()):
        del names["measure"]  # there the publisher's measure says more than ours
    for name, column in names.items():
        label = f"{column}_label"
        pairs = pd.DataFrame({"ours": ours[name], "key": rows[column], "label": rows[label]}).drop_duplicates()
        best = pairs.sort_values("key", ascending=False, kind="stable").drop_duplicates("ours").set_index("ours")
        named = {one.name: one.key for one in table.measures if one.key != "*"}
        if name != "measure":
            named = {code: one.key for code, one in table.dimensions[name].members.items()}
        rows[column] = ours[name].map(lambda one, best=best, named=named: named.get(one) or best["key"][one])
        rows[label] = ours[name].map(best["label"])
    keys = ["measure", *table.dimensions, "period"]
    newest = ours[ours["value"].notna()].sort_values("vintage", kind="stable").drop_duplicates(keys, keep="last")
    return rows.loc[newest.index]


def is_whole(table: catalog.Table, rows: pd.DataFrame) -> bool:
    """Whether a copy has every member that the publisher's file must have; excerpts lack some."""
    absent = table.load.get("absent", [])
    return all(
        {code.key, code.label} & ({*rows[dimension.key], *rows[f"{dimension.key}_label"]} - {""})
        for dimension in table.dimensions.values()
        for ours, code in dimension.members.items()
        if ours not in absent
    )


def invented(table: catalog.Table) -> pd.DataFrame:
    """Return made-up figures for a table that no store has yet: every member that the catalogue names, two years."""
    dimensions = {name: one for name, one in table.dimensions.items() if one.key != MEASURE_COLUMN}
    # A dimension of which no member is named is taken as it comes.
    absent = table.load.get("absent", [])
    members = []
    for one in dimensions.values():
        codes = {code.key or code.label: code for ours, code in one.members.items() if ours not in absent}
        members.append(
            [(code.key, code.label or code.text.nl) for code in codes.values()] or [("", "Een"), ("", "Twee")]
        )
    mark = {"school_year": "SJ00", "quarter": "KW01", "month": "MM01"}.get(table.frequency, "JJ00")
    rows = []
    for one in table.measures:
        for place, chosen in enumerate(itertools.product(*members)):
            for year in (2024, 2025):
                row = {"measure": one.key, "measure_label": one.label, "unit": one.published_unit, "grade": "A"}
                for dimension, (key, label) in zip(dimensions.values(), chosen, strict=True):
                    row |= {dimension.key: key, f"{dimension.key}_label": label}
                rows.append({**row, "period": f"{year}{mark}", "value": float(10 + place), "status": "final"})
    return pd.DataFrame(rows)


def serve(
    emulator: Emulator,
    store: Store,
    only: Collection[str] | None = None,
    *,
    editions: bool = True,
    invent: bool = False,
) -> list[str]:
    """Put every loadable table of a store (of those in ``only``) into the emulator; return their names.

    ``editions`` False leaves out the tables of which the store holds several editions that may not be joined: a
    publisher serves one of them only. ``invent`` True makes up figures for the tables that the store does not have.
    """
    served = []
    for table in catalog.tables().values():
        if not is_loadable(table) or (table.separate_by and not editions):
            continue
        if only is not None and table.name not in only:
            continue
        if not store.has(table.name) and not invent:
            continue
        rows = rows_of(store, table) if store.has(table.name) else invented(table)
        if table.source == "duo" and not is_whole(table, rows):
            rows = invented(table)
        if rows.empty:
            rows = invented(table) if invent else rows
        if rows.empty:
            continue
        if table.source == "cbs":
            made = cbs(table, rows)
            emulator.tables[made.id.lower()] = made
        elif table.source == "eurostat":
            emulator.datasets[str(table.load.get("id") or table.id).lower()] = eurostat(table, rows)
        else:
            if not table.load.get("files") or not duo(emulator, table, rows):
                continue
        served.append(table.name)
    return served


def cbs(table: catalog.Table, rows: pd.DataFrame) -> Table:
    dimensions: dict[str, dict[tuple[str, str], tuple[str, str, str]]] = {}
    places: dict[str, str] = {}
    for name, dimension in table.dimensions.items():
        if dimension.key == MEASURE_COLUMN:
            continue
        column = alternatives(table.load.get("columns", {}).get(dimension.key, dimension.key))[0]
        places[dimension.key] = column
        hints = table.load.get("codes", {}).get(name, {})
        pairs = list(dict.fromkeys(zip(rows[dimension.key], rows[f"{dimension.key}_label"], strict=True)))
        codes = {}
        for place, (key, label) in enumerate(pairs):
            ours = [
                one
                for one, code in dimension.members.items()
                if (code.key and code.key == key) or (not code.key and code.label == label)
            ]
            hint = alternatives(hints.get(ours[0], ""))[-1] if ours else ""
            codes[key, label] = (key or f"X{place:05d}", hint if hint and hint != key else label, "")
        # What the catalogue names and these rows lack, the publisher has all the same.
        for ours, code in dimension.members.items():
            is_own = ours in dimension.codes
            if is_own and not any(k == code.key if code.key else named == code.label for k, named in pairs):
                label = alternatives(hints.get(ours, ""))[-1] or code.label or code.text.nl
                codes[code.key, label] = (code.key or f"Y{len(codes):05d}", label, "")
        width = max(len(one[0]) for one in codes.values()) + 2
        dimensions[column] = {pair: (one[0].ljust(width), *one[1:]) for pair, one in codes.items()}
    fixed = {}
    for column, wanted in table.load.get("fixed", {}).items():
        key = wanted if " " not in wanted and any(c.isdigit() for c in wanted) else "T000001"
        fixed[column] = f"{key}  "
        dimensions[column] = {
            (key, ""): (fixed[column], wanted.rstrip("*") if key != wanted else "Totaal", ""),
            ("A1", ""): ("A000001".ljust(len(fixed[column])), "Een deel", ""),
        }
    time = table.load.get("time_key", table.time_key)
    worst = rows.groupby("period")["status"].agg(lambda s: "provisional" if s.isin(PROVISIONAL).any() else "final")
    periods = sorted(rows["period"].unique())
    listed = {column: list(codes.values()) for column, codes in dimensions.items()}
    if time != "none":
        listed[time] = [(code, code, STATUS[worst[code]]) for code in periods]
    hints = table.load.get("measures", {})
    parent = table.load.get("parent", "")
    by_native = {one.key or one.label: one for one in table.measures}
    topics: dict[tuple[str, str], Topic] = {}
    for place, (key, label, unit) in enumerate(
        rows[["measure", "measure_label", "unit"]].drop_duplicates(["measure", "measure_label"]).itertuples(index=False)
    ):
        one = by_native.get(key or label)
        hint = hints.get(one.name, "") if one else ""
        published = one.published_unit if one and one.published_unit else unit
        topics[key, label] = _topic(alternatives(hint), key, label, published, place, parent)
    for one in table.measures:
        if one.key != "*" and not any((k == one.key) if one.key else (named == one.label) for k, named in topics):
            label = one.label or one.title.nl
            hint = alternatives(hints.get(one.name, ""))
            topics[one.key, label] = _topic(hint, one.key, label, one.published_unit, len(topics), parent)
    for dimension in table.dimensions.values():
        if dimension.key == MEASURE_COLUMN:
            for code in dimension.members.values():
                if not any((k == code.key) if code.key else (named == code.label) for k, named in topics):
                    unit = table.measures[0].published_unit
                    label = code.label or code.text.nl
                    topics[code.key, code.label] = _topic((), code.key, label, unit, len(topics), parent)
    cells: dict[tuple, dict[str, float]] = {}
    columns = list(places)
    keys = [list(zip(rows[one], rows[f"{one}_label"], strict=True)) for one in columns]
    measured = list(zip(rows["measure"], rows["measure_label"], strict=True))
    for place, (period, value) in enumerate(zip(rows["period"], rows["value"], strict=True)):
        at = {places[one]: dimensions[places[one]][keys[n][place]][0] for n, one in enumerate(columns)} | fixed
        coordinate = tuple(at[one] if one != time else period for one in listed)
        cells.setdefault(coordinate, {})[topics[measured[place]].key] = value
    names = [topic.key for topic in topics.values()]
    made = []
    for place, coordinate in enumerate(itertools.product(*([one[0] for one in codes] for codes in listed.values()))):
        found = cells.get(coordinate, {})
        made.append(
            {"ID": place, **dict(zip(listed, coordinate, strict=True)), **{name: found.get(name) for name in names}}
        )
    return Table(
        str(table.load.get("id") or table.id), listed, list(topics.values()), made, time=time, title=table.title.nl
    )


def _topic(hints: tuple[str, ...], key: str, label: str, unit: str, place: int, parent: str) -> Topic:
    """Return a topic in the shape that the catalogue expects: its key where that is known, its title in its group."""
    *groups, title = ((hints[-1] if hints else "") or label).split(" > ")
    if not groups and re.fullmatch(r"\w+_\d+", title):
        title = label  # the only name that the catalogue has is a key
    key = key or next((one for one in hints if re.fullmatch(r"\w+_\d+", one)), "")
    stem = key.rpartition("_")[0] if re.fullmatch(r"[A-Z]\w+_\d+", key) else ""
    if stem and re.sub(r"\W", "", title).casefold() != stem.casefold():
        # The older service makes its keys of the titles; copies have other words, or repeat the key.
        title = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", stem).capitalize()
    # Copies of the newer service have its keys, and so has that service.
    newer = key if re.fullmatch(r"[A-Z]?\d{6,}(_\d+)?", key) else ""
    return Topic(key or f"Onderwerp_{place + 1}", title, unit, " > ".join(groups) or parent, v4=newer)


def eurostat(table: catalog.Table, rows: pd.DataFrame) -> Dataset:
    hints, column = table.load.get("measures", {}), table.load.get("measure_column", "")
    fixed = {name: str(code) for name, code in table.load.get("fixed", {}).items()}
    by_native = {one.key or one.label: one for one in table.measures}
    dimensions = {name: one for name, one in table.dimensions.items() if one.key != MEASURE_COLUMN}
    named = {one.key: table.load.get("columns", {}).get(one.key, one.key) for one in dimensions.values()}
    members: dict[str, dict[str, str]] = {name: {code: code} for name, code in fixed.items()}
    chosen = []
    for key, label in zip(rows["measure"], rows["measure_label"], strict=True):
        one = by_native.get(key or label)
        chosen.append(hints.get(one.name, {column: one.key} if column else {}) if one else None)
    for choice in chosen:
        for name, code in (choice or {}).items():
            members.setdefault(name, {})[code] = code
    found: dict[str, list[str]] = {}
    for name, dimension in dimensions.items():
        more = table.load.get("codes", {}).get(name, {})
        labels = {code.label: more[ours] for ours, code in dimension.members.items() if not code.key and ours in more}
        codes = []
        for key, label in zip(rows[dimension.key], rows[f"{dimension.key}_label"], strict=True):
            code = key or labels.get(label) or "X" + "".join(c for c in label if c.isalnum())[:20]
            members.setdefault(named[dimension.key], {})[code] = label
            codes.append(code)
        found[named[dimension.key]] = codes
    periods = [
        one[:4] if "JJ" in one else f"{one[:4]}-Q{int(one[6:])}" if "KW" in one else f"{one[:4]}-{one[6:]}"
        for one in rows["period"]
    ]
    members["time"] = {one: one for one in sorted(set(periods))}
    cells = {}
    for place, (value, status) in enumerate(zip(rows["value"], rows["status"], strict=True)):
        if chosen[place] is None:
            continue
        at = {**fixed, **chosen[place], **{name: codes[place] for name, codes in found.items()}, "time": periods[place]}
        flag = status.removeprefix("flag:") if status.startswith("flag:") else "p" if status in PROVISIONAL else ""
        cells[tuple(at[name] for name in members)] = (float(value), flag)
    return Dataset(members, cells, table.title.en)


def duo(emulator: Emulator, table: catalog.Table, rows: pd.DataFrame) -> bool:
    """Serve files from which the snapshot's sums come out again: one line per figure of the finest slices."""
    load = table.load
    if load.get("wide"):
        return wide(emulator, table, rows)
    names = {one.key: one for one in table.dimensions.values()}
    measures = {one.key or one.label: one for one in table.measures}
    by_name = {name: list(zip(rows[name], rows[f"{name}_label"], strict=True)) for name in names}
    made: dict[str, tuple[list[dict[str, str]], list[str]]] = {}
    taken = set()
    for file in load["files"]:
        path = str(file["path"])
        slices = file.get("slices") or load.get("slices") or [{}]
        columns = {**load.get("columns", {}), **file.get("columns", {})}
        values = file.get("values") or load["values"]
        if (path, *values.values()) in taken:
            continue  # a column of which another line of the list has the figures: this one adds it to a sum
        taken.add((path, *values.values()))
        lines, heads = made.setdefault(path, ([], [load["year"]]))
        heads += [name for name in values.values() if name not in heads]
        for one in slices:
            given = {**file.get("set", {}), **one.get("set", {})}
            where = {**file.get("where", {}), **one.get("where", {})}
            if any(isinstance(v, list) and len(v) > 1 for v in where.values()):
                continue  # a sum of other slices
            for at, (key, label, period, value) in enumerate(
                zip(rows["measure"], rows["measure_label"], rows["period"], rows["value"], strict=True)
            ):
                measure = measures.get(key or label)
                if measure is None or measure.name not in values:
                    continue
                if any(str(given[name]) != by_name[name][at][1] for name in names if name in given):
                    continue
                if not all(by_name[name][at][1] for name in names if name not in given):
                    continue  # a sum over that column; the publisher's lines have none
                line = {load["year"]: period[:4], values[measure.name]: str(int(value))}
                line |= {columns[name]: by_name[name][at][1] for name in names if name not in given}
                line |= {column: v[0] if isinstance(v, list) else v for column, v in where.items()}
                lines.append(line)
                heads += [name for name in line if name not in heads]
    counts = {str(name) for file in load["files"] for name in (file.get("values") or load["values"]).values()}
    for path, (lines, heads) in made.items():
        out = io.StringIO()
        writer = csv.DictWriter(out, heads, delimiter=";", restval="")
        writer.writeheader()
        for line in lines:  # nobody in a column is a nought there, not a cell that is kept back
            writer.writerow({**{name: "0" for name in counts if name in heads}, **line})
        emulator.files[path.split("//", 1)[-1].split("/", 1)[-1] if "//" in path else path] = File(
            out.getvalue().encode()
        )
    return True


def wide(emulator: Emulator, table: catalog.Table, rows: pd.DataFrame) -> bool:
    """Serve one file whose columns are years."""
    columns = {one.key: str(table.load["columns"][one.key]) for one in table.dimensions.values()}
    pattern = str(table.load["wide"])
    lines: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows.to_dict("records"):
        at = tuple(str(row[f"{key}_label"]) for key in columns)
        line = lines.setdefault(at, dict(zip(columns.values(), at, strict=True)))
        line[pattern.replace(r"(\d{4})", row["period"][:4])] = str(int(row["value"]))
    path = str(table.load["files"][0]["path"])
    body = pd.DataFrame(lines.values()).to_csv(sep=";", index=False).encode()
    emulator.files[path.split("//", 1)[-1].split("/", 1)[-1]] = File(body)
    return True
