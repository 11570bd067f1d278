"""Tables for the emulator made from what ``shortage load --record`` kept of a real or served one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from emulator import Table, Topic, product

FOLDER = Path(__file__).parent / "records"


def table(path: Path) -> tuple[str, Table]:
    """Return our name of a recorded table, and the table with made-up figures (a record has none)."""
    facts = json.loads(path.read_text("utf-8"))
    sets: dict[str, list[dict[str, Any]]] = facts["sets"]
    listed = _v4(sets) if facts["service"] == "v4" else _v3(sets)
    dimensions, topics, time, row = listed

    def value(topic: str, *codes: str) -> float:
        return round(1 + places[topic] / 10 + sum(map(len, codes)) / 100, 1)

    places = {topic.key: place for place, topic in enumerate(topics)}
    made = Table(
        facts["table"],
        dimensions,
        topics,
        product(dimensions, topics, value),
        time=time,
        title=str(row.get("Title", "")),
        facts={
            "OutputStatus": row.get("OutputStatus") or row.get("Status") or "Regulier",
            "Language": _language(facts),
        },
    )
    return facts["name"], made


def _language(facts: dict[str, Any]) -> str:
    return "en" if facts["table"].endswith("ENG") else "nl"


def _v3(sets: dict[str, list[dict[str, Any]]]) -> tuple[dict, list[Topic], str, dict]:
    groups: dict[int, tuple[str, int | None]] = {}
    topics, dimensions, time = [], {}, ""
    for one in sets["DataProperties"]:
        if one["Type"] == "TopicGroup":
            groups[one["ID"]] = (one["Title"], one["ParentID"])
        elif one["Type"] == "Topic":
            path, parent = [], one["ParentID"]
            while parent in groups:
                path.insert(0, groups[parent][0])
                parent = groups[parent][1]
            group = " > ".join(path)
            topics.append(Topic(one["Key"], one["Title"], one["Unit"], group, one["Datatype"], one["Decimals"]))
        else:
            rows = sets[one["Key"]]
            dimensions[one["Key"]] = [(row["Key"], row["Title"], row.get("Status") or "") for row in rows]
            time = one["Key"] if one["Type"] == "TimeDimension" else time
    return dimensions, topics, time, sets["Tables"][0]


def _v4(sets: dict[str, list[dict[str, Any]]]) -> tuple[dict, list[Topic], str, dict]:
    groups = {one["Id"]: (one["Title"], one["ParentId"]) for one in sets.get("MeasureGroups", [])}
    topics = []
    for one in sorted(sets["MeasureCodes"], key=lambda row: row["Index"]):
        path, parent = [], one["MeasureGroupId"]
        while parent in groups:
            path.insert(0, groups[parent][0])
            parent = groups[parent][1]
        group, key = " > ".join(path), one["Identifier"]
        topics.append(Topic(key, one["Title"], one["Unit"], group, one["DataType"], one["Decimals"], v4=key))
    dimensions, time = {}, ""
    for one in sets["Dimensions"]:
        rows = sets[f"{one['Identifier']}Codes"]
        dimensions[one["Identifier"]] = [(row["Identifier"], row["Title"], row.get("Status") or "") for row in rows]
        time = one["Identifier"] if one["Kind"] == "TimeDimension" else time
    return dimensions, topics, time, sets["Datasets"][0]
