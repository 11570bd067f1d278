"""A local stand-in for the open data services of CBS, Eurostat and DUO, with faults to order.

CBS: the v3 catalogue and the v3 feed with pages of 10,000 rows, padded keys, typed and untyped sets and filters; the
same tables in the form of v4, one row per figure.
Eurostat: table of contents and JSON-stat. DUO: files with Last-Modified and ETag. All on one port, so that a test
sees every request in one list.
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote_plus, urlsplit

PAGE = 10_000
V4_PAGE = 100_000
CATALOGUE_FIELDS = (
    "ID", "Identifier", "Title", "ShortTitle", "Summary", "Modified", "ReasonDelivery", "ExplanatoryText", "Language",
    "Catalog", "Frequency", "Period", "ShortDescription", "DefaultPresentation", "DefaultSelection", "GraphTypes",
    "OutputStatus", "Source", "MetaDataModified", "SearchPriority", "Updated", "ApiUrl", "FeedUrl", "RecordCount",
    "ColumnCount", "SummaryAndLinks",
)  # fmt: skip


@dataclass
class Topic:
    """A topic; ``group`` has the titles of its groups, `` > `` between them, ``v4`` its key at the newer service."""

    key: str
    title: str
    unit: str = "aantal"
    group: str = ""
    datatype: str = "Double"
    decimals: int = 1
    v4: str = ""


@dataclass
class Table:
    """One table: code lists as ``{column: [(padded key, title, status)]}``, rows as a sequence of dicts."""

    id: str
    dimensions: dict[str, list[tuple[str, str, str]]]
    topics: list[Topic]
    rows: Sequence[dict]
    time: str = "Perioden"
    title: str = "Tabel"
    modified: str = "2026-10-01T02:00:00"
    updated: str = "2026-10-01T02:00:00"
    facts: dict = field(default_factory=dict)
    record_count: int | None = None
    properties: Callable[[list[dict]], list[dict]] | None = None

    def catalogue_row(self, place: int, base: str) -> dict:
        row = dict.fromkeys(CATALOGUE_FIELDS, "")
        row.update(
            ID=place, Identifier=self.id, Title=self.title, ShortTitle=self.title, Language="nl", Catalog="CBS",
            Frequency="Perkwartaal", ReasonDelivery="Actualisering", OutputStatus="Regulier", Source="CBS.",
            Modified=self.modified, MetaDataModified=self.modified, Updated=self.updated, GraphTypes="Table,Bar,Line",
            ShortDescription="\nDeze tabel.\n\nWanneer komen er nieuwe cijfers?\nIn het volgende kwartaal.\n",
            RecordCount=len(self.rows) if self.record_count is None else self.record_count,
            ColumnCount=len(self.dimensions) + len(self.topics), ApiUrl=f"{base}/ODataApi/OData/{self.id}",
            FeedUrl=f"{base}/ODataFeed/OData/{self.id}", SearchPriority="2",
        )  # fmt: skip
        return row | self.facts

    def property_rows(self) -> list[dict]:
        found: list[dict] = []
        for key in self.dimensions:
            kind = "TimeDimension" if key == self.time else "Dimension"
            row = {
                "odata.type": f"Cbs.OData.{kind}", "ID": len(found), "Position": len(found), "ParentID": None,
                "Type": kind, "Key": key, "Title": key, "Description": None,
            }  # fmt: skip
            found.append(row | ({"ReleasePolicy": False} if kind == "TimeDimension" else {}))
        groups: dict[str, int] = {}
        for topic in self.topics:
            for path in group_paths(topic):
                if path not in groups:
                    groups[path] = len(found)
                    parent, _, title = path.rpartition(" > ")
                    found.append({
                        "odata.type": "Cbs.OData.TopicGroup", "ID": len(found), "Position": None,
                        "ParentID": groups.get(parent), "Type": "TopicGroup", "Key": "", "Title": title,
                        "Description": "",
                    })  # fmt: skip
            found.append({
                "odata.type": "Cbs.OData.Topic", "ID": len(found), "Position": len(found),
                "ParentID": groups.get(topic.group), "Type": "Topic", "Key": topic.key, "Title": topic.title,
                "Description": None, "Datatype": topic.datatype, "Unit": topic.unit, "Decimals": topic.decimals,
                "Default": "Missing",
            })  # fmt: skip
        return self.properties(found) if self.properties else found

    # -- the same table in the form of v4 ----------------------------------------------------------------

    def dataset_row(self) -> dict:
        row = self.catalogue_row(0, "")
        return {
            "Identifier": self.id, "Title": self.title, "Description": row["ShortDescription"],
            "Language": row["Language"], "Status": row["OutputStatus"], "DatasetType": "Numeric",
            "Modified": f"{self.modified}+02:00",
            # Empty cells count too here: to know which they are is not worth making every figure of every table.
            "ObservationCount": len(self.rows) * len(self.topics),
        }  # fmt: skip

    def v4_sets(self) -> dict[str, list[dict]]:
        """Return all sets but the observations, keys without padding."""
        groups: dict[str, str] = {}
        listed, measures = [], []
        for topic in self.topics:
            for path in group_paths(topic):
                if path not in groups:
                    groups[path] = f"G{len(groups):05d}"
                    parent, _, title = path.rpartition(" > ")
                    listed.append({
                        "Id": groups[path], "Index": len(listed) + len(measures), "Title": title, "Description": "",
                        "ParentId": groups.get(parent),
                    })  # fmt: skip
            measures.append({
                "Identifier": self.v4_key(topic), "Index": len(listed) + len(measures), "Title": topic.title,
                "Description": "", "MeasureGroupId": groups.get(topic.group), "DataType": topic.datatype,
                "Unit": topic.unit.replace("x 1 000", "x 1000"), "Decimals": topic.decimals, "PresentationType": None,
            })  # fmt: skip
        found = {"MeasureCodes": measures, "MeasureGroups": listed, "Dimensions": []}
        for place, (column, codes) in enumerate(self.dimensions.items()):
            is_time = column == self.time
            found["Dimensions"].append({
                "Identifier": column, "Title": column, "Description": "", "MapYear": None,
                "ReleasePolicy": True if is_time else None, "Kind": "TimeDimension" if is_time else "Dimension",
                "ContainsGroups": False, "ContainsCodes": True, "GroupsUrl": None,
            })  # fmt: skip
            found[f"{column}Codes"] = [
                {"Identifier": key.strip(), "Index": place + 1, "Title": title, "Description": "",
                 "DimensionGroupId": None, **({"Status": status or None} if is_time else {})}
                for place, (key, title, status) in enumerate(codes)
            ]  # fmt: skip
        return found

    def v4_key(self, topic: Topic) -> str:
        """Return a key that says nothing of the older service's, as in the real one."""
        return topic.v4 or f"M{self.topics.index(topic) + 7:06d}"

    def observations(self) -> list[dict]:
        """Return a row per figure; empty cells have none, but every seventh of those says that it cannot be."""
        keys = {topic.key: self.v4_key(topic) for topic in self.topics}
        floats = {topic.key for topic in self.topics if topic.datatype == "Float"}
        found: list[dict] = []
        empty = 0
        for row in self.rows:
            at = {column: row[column].strip() for column in self.dimensions if column in row}
            for topic, measure in keys.items():
                value = _typed(row.get(topic))
                head = {"Id": len(found) + empty, "Measure": measure}
                if value is None:
                    empty += 1
                    if empty % 7:
                        continue
                    found.append({**head, "ValueAttribute": "Impossible", "Value": None, "StringValue": None, **at})
                    continue
                value = round(float(value), 1) if topic in floats else value
                found.append({**head, "ValueAttribute": "None", "Value": value, "StringValue": None, **at})
        return found

    def code_rows(self, column: str) -> list[dict]:
        if column == self.time:
            return [{"Key": k, "Title": t, "Description": None, "Status": s} for k, t, s in self.dimensions[column]]
        return [
            {"Key": k, "Title": t, "Description": None, "CategoryGroupID": None} for k, t, _ in self.dimensions[column]
        ]


def group_paths(topic: Topic) -> list[str]:
    """Return the paths of a topic's groups, the outermost first."""
    parts = topic.group.split(" > ") if topic.group else []
    return [" > ".join(parts[:size]) for size in range(1, len(parts) + 1)]


def product(
    dimensions: dict[str, list[tuple[str, str, str]]], topics: Sequence[Topic], value: Callable[..., object]
) -> list[dict]:
    """Return the rows of a full cross product; ``value(topic key, *stripped codes)`` fills them."""
    rows = []
    for place, keys in enumerate(itertools.product(*([one[0] for one in codes] for codes in dimensions.values()))):
        row = {"ID": place, **dict(zip(dimensions, keys, strict=True))}
        stripped = [one.strip() for one in keys]
        row.update({topic.key: value(topic.key, *stripped) for topic in topics})
        rows.append(row)
    return rows


class Lazy(Sequence):
    """Rows that are made when they are asked for."""

    def __init__(self, count: int, make: Callable[[int], dict]) -> None:
        self.count, self.make = count, make

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, at):
        if isinstance(at, slice):
            return [self.make(place) for place in range(*at.indices(self.count))]
        if not 0 <= at < self.count:
            raise IndexError(at)
        return self.make(at)


# -- filters ---------------------------------------------------------------------------------------------------

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|\(|\)|,|[A-Za-z_][\w]*|-?\d+(?:\.\d+)?)")


class BadFilter(ValueError):
    pass


def parse_filter(text: str, columns: set[str], topics: set[str]) -> Callable[[dict], bool]:
    """Compile a $filter; a clause on a topic is ignored, as CBS does."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        hit = _TOKEN.match(text, at)
        if hit is None:
            raise BadFilter(f"Syntax error at position {at}")
        tokens.append(hit[1])
        at = hit.end()
    place = 0

    def peek() -> str:
        return tokens[place] if place < len(tokens) else ""

    def take(wanted: str = "") -> str:
        nonlocal place
        if place >= len(tokens) or (wanted and tokens[place] != wanted):
            raise BadFilter(f"Expected {wanted or 'a term'}")
        place += 1
        return tokens[place - 1]

    def either() -> Callable[[dict], bool]:
        parts = [both()]
        while peek() == "or":
            take()
            parts.append(both())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def both() -> Callable[[dict], bool]:
        parts = [one()]
        while peek() == "and":
            take()
            parts.append(one())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def value() -> tuple[Callable[[dict], object], bool]:
        token = take()
        if token.startswith("'"):
            plain = token[1:-1].replace("''", "'")
            return lambda row: plain, False
        if re.fullmatch(r"-?\d+(\.\d+)?", token):
            return lambda row: float(token), False
        if token == "substring":
            take("(")
            inner, is_topic = value()
            take(",")
            begin = int(take())
            length = None
            if peek() == ",":
                take()
                length = int(take())
            take(")")
            return lambda row: str(inner(row))[begin : None if length is None else begin + length], is_topic
        if token not in columns:
            raise BadFilter(f"Could not find a property named '{token}'")
        return lambda row: row[token], token in topics

    def one() -> Callable[[dict], bool]:
        if peek() == "not":
            take()
            inner = one()
            return lambda row: not inner(row)
        if peek() == "(":
            take()
            inner = either()
            take(")")
            return inner
        if peek() in ("substringof", "startswith", "endswith"):
            name = take()
            take("(")
            first, _ = value()
            take(",")
            second, _ = value()
            take(")")
            if name == "substringof":
                return lambda row: str(first(row)) in str(second(row))
            if name == "startswith":
                return lambda row: str(first(row)).startswith(str(second(row)))
            return lambda row: str(first(row)).endswith(str(second(row)))
        left, is_topic = value()
        name = take()
        right, also = value()
        if is_topic or also:
            return lambda row: True
        compare = {
            "eq": lambda a, b: a == b, "ne": lambda a, b: a != b, "gt": lambda a, b: a > b,
            "ge": lambda a, b: a >= b, "lt": lambda a, b: a < b, "le": lambda a, b: a <= b,
        }.get(name)  # fmt: skip
        if compare is None:
            raise BadFilter(f"Unknown operator {name}")
        return lambda row: compare(left(row), right(row))

    found = either()
    if place != len(tokens):
        raise BadFilter("Syntax error")
    return found


# -- faults ----------------------------------------------------------------------------------------------------


@dataclass
class Fault:
    """``kind`` at the requests that ``match`` finds, ``times`` times after leaving out the first ``skip``."""

    kind: str
    match: str
    times: int = 1
    skip: int = 0
    status: int = 503
    retry_after: str = ""
    act: Callable[[], None] | None = None
    hits: int = 0


@dataclass
class File:
    """A file of DUO."""

    body: bytes
    modified: str = "Thu, 01 Oct 2026 02:00:00 GMT"
    kind: str = "text/csv"


@dataclass
class Dataset:
    """A dataset of Eurostat: JSON-stat of everything, served whole or filtered."""

    members: dict[str, dict[str, str]]
    cells: dict[tuple[str, ...], tuple[float, str]]
    title: str = "Dataset"
    updated: str = "01.10.2026"


class Emulator:
    """The server. ``url`` is its address; use as a context manager."""

    def __init__(
        self, tables: Sequence[Table] = (), latency: float = 0.0, bps: float = 0.0, foreign_host: str = ""
    ) -> None:
        self.tables = {table.id.lower(): table for table in tables}
        self.datasets: dict[str, Dataset] = {}
        self.files: dict[str, File] = {}
        self.latency, self.bps = latency, bps
        self.foreign_host = foreign_host
        self.requests: list[str] = []
        self.sent = 0
        """Bytes of all answers."""
        self.faults: list[Fault] = []
        self.lock = threading.Lock()
        self._filtered: dict[tuple[str, str, int], list[dict]] = {}
        self._long: dict[tuple[str, int], list[dict]] = {}
        self.longest_condition = 0
        """Where it is not 0: a condition with more ``or``s is refused, as OData services do."""
        self._bodies: dict[str, tuple[int, str, bytes, dict[str, str]]] = {}
        self.cache = False
        self.packs = False
        """Whether answers come packed, as web servers give them to who asks for that."""
        emulator = self

        class Handler(_Handler):
            served = emulator

        self.server = _Server(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def settings(self) -> dict[str, str]:
        """Return the environment that points the loader here."""
        return {
            "SHORTAGE_CBS_URL": self.url,
            # One service, unless a test is about both: a fault of the one is not to be mended by the other.
            "SHORTAGE_CBS_TRANSPORT": "v3",
            "SHORTAGE_DUO_URL": f"{self.url}/duo",
            "SHORTAGE_EUROSTAT_URL": f"{self.url}/eurostat",
        }

    def __enter__(self) -> Emulator:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def fault(self, kind: str, match: str = "TypedDataSet", **more) -> Fault:
        one = Fault(kind, match, **more)
        self.faults.append(one)
        return one

    def calls(self, pattern: str) -> int:
        return sum(1 for one in self.requests if re.search(pattern, one))

    def due(self, target: str, kinds: str = "") -> Fault | None:
        """Return the fault that is due at a request: of the kind that is asked for, or any but those of links."""
        with self.lock:
            for one in self.faults:
                if (one.kind == kinds if kinds else not one.kind.startswith("link")) and re.search(one.match, target):
                    one.hits += 1
                    if one.skip < one.hits <= one.skip + one.times:
                        return one
        return None

    # -- answers -----------------------------------------------------------------------------------------

    def answer(self, target: str) -> tuple[int, str, bytes, dict[str, str]]:
        parts = urlsplit(target)
        query = {key: values[-1] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
        if parts.path.startswith("/eurostat/"):
            return self._eurostat(parts.path, parts.query)
        if parts.path.startswith("/duo/"):
            found = self.files.get(unquote_plus(parts.path.removeprefix("/duo/")))
            if found is None:
                return 404, "text/html", b"<html>404</html>", {}
            return 200, found.kind, found.body, {"Last-Modified": found.modified, "ETag": f'"{hash(found.body):x}"'}
        segments = [one for one in parts.path.split("/") if one]
        if self.longest_condition and query.get("$filter", "").count(" or ") > self.longest_condition:
            return self._bad(400, "The node count limit of '100' has been exceeded.")
        if segments[:3] == ["odata", "v1", "CBS"]:
            return self._v4(segments[3:], query)
        if segments[:2] == ["ODataCatalog", "Tables"]:
            return self._catalogue(query)
        if len(segments) >= 3 and segments[0] in ("ODataFeed", "ODataApi") and segments[1].lower() == "odata":
            table = self.tables.get(segments[2].lower())
            if table is not None:
                return self._table(table, segments, query, parts.path)
        return 404, "text/html", b"<!DOCTYPE html><html><title>404 - File or directory not found.</title></html>", {}

    def _json(self, found: dict) -> tuple[int, str, bytes, dict[str, str]]:
        body = json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
        return (
            200,
            "application/json; odata=minimalmetadata; streaming=true; charset=utf-8",
            body,
            {"DataServiceVersion": "3.0"},
        )

    def _bad(self, status: int, text: str) -> tuple[int, str, bytes, dict[str, str]]:
        body = json.dumps({"odata.error": {"code": "", "message": {"lang": "en-US", "value": text}}}).encode()
        return status, "application/json; charset=utf-8", body, {}

    def _catalogue(self, query: dict[str, str]) -> tuple[int, str, bytes, dict[str, str]]:
        rows = [table.catalogue_row(place, self.url) for place, table in enumerate(self.tables.values())]
        if "$filter" in query:
            keep = parse_filter(query["$filter"], set(CATALOGUE_FIELDS), set())
            rows = [row for row in rows if keep(row)]
        if "$select" in query:
            names = [one.strip() for one in query["$select"].split(",")]
            rows = [{name: row[name] for name in names} for row in rows]
        return self._json({"odata.metadata": f"{self.url}/ODataCatalog/$metadata#Tables", "value": rows})

    def _table(self, table: Table, segments: list[str], query: dict[str, str], path: str):
        base = f"{self.url}/{segments[0]}/OData/{table.id}"
        if query.get("$format") != "json" and segments[0] == "ODataFeed":
            return 200, "application/atom+xml", b'<?xml version="1.0"?><feed/>', {}
        sets = ["TableInfos", "UntypedDataSet", "TypedDataSet", "DataProperties", "CategoryGroups", *table.dimensions]
        if len(segments) == 3:
            spelled = f"{self.url}/{segments[0]}/{segments[1]}/{segments[2]}"
            value = [{"name": one, "url": f"{spelled}/{one}"} for one in sets]
            return self._json({"odata.metadata": f"{base}/$metadata", "value": value})
        name = segments[3]
        if name not in sets:
            return 404, "text/html", b"<!DOCTYPE html><html><title>404</title></html>", {}
        head = {"odata.metadata": f"{base}/$metadata#Cbs.OData.WebAPI.{name}"}
        if name == "TableInfos":
            row = table.catalogue_row(0, self.url)
            for gone in ("Updated", "RecordCount", "ColumnCount", "ApiUrl", "FeedUrl", "SummaryAndLinks"):
                row.pop(gone)
            return self._json({**head, "value": [{**row, "Description": ""}]})
        if name == "DataProperties":
            return self._json({**head, "value": table.property_rows()})
        if name == "CategoryGroups":
            return self._json({**head, "value": []})
        if name in table.dimensions:
            return self._json({**head, "value": table.code_rows(name)})
        return self._data(table, segments, query, path, head)

    def _data(self, table: Table, segments: list[str], query: dict[str, str], path: str, head: dict):
        rows: Sequence[dict] = table.rows
        topics = {topic.key for topic in table.topics}
        if "$filter" in query:
            kept = (table.id, query["$filter"], id(table.rows))
            if kept not in self._filtered:
                try:
                    keep = parse_filter(query["$filter"], {*table.dimensions, *topics, "ID"}, topics)
                except BadFilter as error:
                    return self._bad(400, str(error))
                self._filtered[kept] = [row for row in rows if keep(row)]
            rows = self._filtered[kept]
        skip, top = int(query.get("$skip", 0)), int(query.get("$top", len(rows)))
        if segments[0] == "ODataApi":
            if "$skip" in query:
                return self._bad(500, "The 'Skip' query option is not supported on the ODataApi")
            if min(top, len(rows)) > PAGE:
                return self._bad(500, "query returns more than 10000 records")
        page = list(rows[skip : skip + min(top, PAGE)])
        if "$select" in query:
            names = [one.strip() for one in query["$select"].split(",")]
            unknown = [one for one in names if one not in {*table.dimensions, *topics, "ID"}]
            if unknown:
                return self._bad(400, f"Could not find a property named '{unknown[0]}'")
            page = [{name: row[name] for name in names if name in row} for row in page]
        if segments[3] == "UntypedDataSet":
            page = [{key: _untyped(one) if key in topics else one for key, one in row.items()} for row in page]
        else:
            page = [{key: _typed(one) if key in topics else one for key, one in row.items()} for row in page]
        found = {**head, "value": page}
        is_repeating = self.due(path, "link-repeats") is not None
        is_foreign = self.due(path, "link-foreign") is not None
        if (top > PAGE and skip + PAGE < len(rows)) or is_repeating or is_foreign:
            more = "".join(
                f"&${key[1:]}={quote(value, safe='')}" for key, value in query.items() if key in ("$select", "$filter")
            )
            if "$top" in query:
                more += f"&$top={max(1, top - PAGE)}"
            base = self.foreign_host or "https://elsewhere.invalid" if is_foreign else self.url
            found["odata.nextLink"] = f"{base}{path}?$format=json{more}&$skip={skip if is_repeating else skip + PAGE}"
        return self._json(found)

    # -- v4 ----------------------------------------------------------------------------------------------

    def _v4(self, segments: list[str], query: dict[str, str]) -> tuple[int, str, bytes, dict[str, str]]:
        if segments[:1] == ["Datasets"]:
            rows = [one.dataset_row() for one in self.tables.values() if one.facts.get("Language", "nl") == "nl"]
            return self._v4_rows("Datasets", rows, query)
        table = next((one for one in self.tables.values() if segments and one.id == segments[0]), None)
        if table is None or table.facts.get("Language", "nl") != "nl" or table.facts.get("only") == "v3":
            return 404, "application/json", b"", {}  # ids mind case, and there are no tables in English
        name = segments[1] if len(segments) > 1 else ""
        if name == "Properties":
            return self._json({**table.dataset_row(), "ObservationCount": len(self._observations(table))})
        if name == "Observations":
            rows = self._observations(table)
            if "$filter" in query:
                kept = (table.id, query["$filter"], id(table.rows))
                if kept not in self._filtered:
                    try:
                        keep = parse_filter(query["$filter"], {"Measure", *table.dimensions}, set())
                    except BadFilter as error:
                        return self._bad(400, str(error))
                    self._filtered[kept] = [row for row in rows if keep(row)]
                rows = self._filtered[kept]
            if segments[2:] == ["$count"]:
                return 200, "text/plain", f"\ufeff{len(rows)}".encode(), {}
            return self._v4_rows(f"{table.id}/Observations", rows, {**query, "$filter": ""})
        sets = table.v4_sets()
        return self._v4_rows(f"{table.id}/{name}", sets[name], query) if name in sets else (404, "text/plain", b"", {})

    def _observations(self, table: Table) -> list[dict]:
        kept = (table.id, id(table.rows))
        with self.lock:
            if kept not in self._long:
                self._long[kept] = table.observations()
            return self._long[kept]

    def _v4_rows(
        self, path: str, rows: Sequence[dict], query: dict[str, str]
    ) -> tuple[int, str, bytes, dict[str, str]]:
        if query.get("$filter"):
            keep = parse_filter(query["$filter"], set(rows[0]) if rows else set(), set())
            rows = [row for row in rows if keep(row)]
        skip, top = int(query.get("$skip", 0)), int(query.get("$top", len(rows)))
        page = list(rows[skip : skip + min(top, V4_PAGE)])
        if "$select" in query:
            names = query["$select"].split(",")
            page = [{name: row[name] for name in names} for row in page]
        context = f"https://datasets.cbs.nl/odata/v1/CBS/{path.rpartition('/')[0]}/$metadata#{path.rpartition('/')[2]}"
        counted = {"@odata.count": len(rows)} if query.get("$count") == "true" else {}
        found: dict = {"@odata.context": context, **counted, "value": page}
        if top > V4_PAGE and skip + V4_PAGE < len(rows):
            found["@odata.nextLink"] = f"{self.url}/odata/v1/CBS/{path}?$skip={skip + V4_PAGE}"
        return self._json(found)

    def _eurostat(self, path: str, query: str) -> tuple[int, str, bytes, dict[str, str]]:
        if path.endswith("/catalogue/toc/txt"):
            heads = ("title", "code", "type", "last update of data", "last table structure change")
            heads += ("data start", "data end", "values")
            lines = ["\t".join(f'"{head}"' for head in heads)]
            lines += [
                f'"    {one.title}"\t"{code}"\t"dataset"\t"{one.updated}"\t"01.01.2026"\t"2000"\t"2026"'
                + f"\t{len(one.cells)}"
                for code, one in self.datasets.items()
            ]
            return 200, "text/plain;charset=utf-8", "\n".join(lines).encode(), {}
        one = self.datasets.get(path.rsplit("/", 1)[-1])
        if one is None:
            body = json.dumps({"error": [{"status": 404, "id": 100, "label": "Product not available"}]}).encode()
            return 404, "application/json", body, {}
        asked = parse_qs(query)
        since = (asked.pop("sinceTimePeriod", None) or ["0"])[0]
        members = {}
        for name, codes in one.members.items():
            wanted = asked.get(name)
            members[name] = {
                code: label
                for code, label in codes.items()
                if (wanted is None or code in wanted) and not (name == "time" and code < since)
            }
        value, status = {}, {}
        for place, key in enumerate(itertools.product(*members.values())):
            if key in one.cells:
                number, flag = one.cells[key]
                value[str(place)] = number
                if flag:
                    status[str(place)] = flag
        found = {
            "version": "2.0", "class": "dataset", "label": one.title, "source": "ESTAT",
            "updated": "2026-10-01T11:00:00+0200", "value": value, "status": status, "id": list(members),
            "size": [len(codes) for codes in members.values()],
            "dimension": {
                name: {"label": name, "category": {
                    "index": {code: place for place, code in enumerate(codes)}, "label": codes,
                }} for name, codes in members.items()
            },
        }  # fmt: skip
        return 200, "application/json", json.dumps(found).encode(), {}


def _untyped(value: object) -> str:
    if value is None or (isinstance(value, str) and value.strip() in (".", "x")):
        return "       ."
    if value == "":
        return ""
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return f"{value!s:>8}"


def _typed(value: object) -> object:
    if isinstance(value, str):
        return 0 if value.strip() == "-" else None if value.strip() in ("", ".", "x") else value
    return value


class _Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request, client_address) -> None:
        """Say nothing of connections that a test breaks on purpose."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: Emulator

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self._serve(False)

    def do_GET(self) -> None:
        self._serve(True)

    def _serve(self, with_body: bool) -> None:
        served = self.served
        target = self.path.replace("%24", "$")
        with served.lock:
            served.requests.append(f"{self.command} {unquote_plus(target)}")
        fault = served.due(unquote_plus(target))
        if served.latency:
            time.sleep(served.latency)
        if fault is not None and fault.act is not None:
            fault.act()
        kind = fault.kind if fault else ""
        if kind == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
            self.close_connection = True
            return
        packs = served.packs and "gzip" in self.headers.get("Accept-Encoding", "")
        key = f"{packs} {target}"
        if served.cache and key in served._bodies and not kind:
            status, media, body, headers = served._bodies[key]
        else:
            status, media, body, headers = served.answer(target)
            if packs and not kind:
                body, headers = gzip.compress(body, 5), {**headers, "Content-Encoding": "gzip"}
            if served.cache:
                served._bodies[key] = (status, media, body, headers)
        if kind == "status":
            status, media, body = fault.status, "text/plain", b"The service is unavailable."
            headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        elif kind == "html200":
            status, media, body = 200, "text/html; charset=utf-8", b"<!DOCTYPE html><html>Onderhoud</html>"
        elif kind == "badjson":
            body = body[: len(body) // 2]
        elif kind == "badtext":
            body = body[:-20] + b"\xff\xfe" + body[-18:]
        elif kind == "notvalue":
            body = b'{"odata.error": {}}'
        elif kind == "list":
            body = b"[]"
        with served.lock:
            served.sent += len(body)
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if not with_body:
            return
        if kind == "truncate":
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        if not served.bps:
            self.wfile.write(body)
            return
        step = max(1, int(served.bps / 20))
        begin = time.monotonic()
        for at in range(0, len(body), step):
            self.wfile.write(body[at : at + step])
            ahead = (at + step) / served.bps - (time.monotonic() - begin)
            if at + step < len(body) and ahead > 0:
                time.sleep(ahead)
        rest = len(body) / served.bps - (time.monotonic() - begin)
        if rest > 0:
            time.sleep(rest)
