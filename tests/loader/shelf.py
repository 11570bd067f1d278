"""DUO's website in small: files with the header habits of several web servers, and a catalogue (CKAN) of them."""

from __future__ import annotations

import gzip
import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

SECTORS = (
    "ECONOMIE", "GEDRAG_EN_MAATSCHAPPIJ", "GEZONDHEIDSZORG", "LANDBOUW_EN_NATUURLIJKE_OMGEVING", "ONDERWIJS",
    "SECTOROVERSTIJGEND", "TAAL_EN_CULTUUR", "TECHNIEK",
)  # fmt: skip
TYPES = ("associate degree", "bachelor", "master")
DATASET, RESOURCE = "978f900e-088e-4d27-804f-2d897c161c70", "c454d7e1-b9b1-4460-b9ff-55938c85788e"
ADDRESS = f"/dataset/{DATASET}/resource/{RESOURCE}/download/ingeschrevenengeslhbo.csv"
HABITS = ("plain", "nginx", "apache", "servers", "nohead", "head403", "no date")


def enrolled(first: int, last: int, cell=lambda year, sector: "100") -> bytes:
    """A file of enrolled students as DUO lays it out; ``cell`` gives the figure of a line."""
    head = (
        "STUDIEJAAR,GEMEENTENAAM,TYPE_HOGER_ONDERWIJS,INSTELLINGSNAAM_ACTUEEL,ONDERDEEL,GESLACHT,AANTAL_INGESCHREVENEN"
    )
    lines = [
        f"{year},Utrecht,{kind},Hogeschool één,{sector},{sex},{cell(year, sector)}"
        for year, kind, sector, sex in itertools.product(range(first, last + 1), TYPES, SECTORS, ("MAN", "VROUW"))
    ]
    return ("\n".join([head, *lines]) + "\n").encode()


class Shelf:
    """``files`` holds bodies by path, ``packages`` resources by dataset, ``habit`` how headers are given."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.packages: dict[str, list[dict[str, str]]] = {}
        self.habit = "plain"
        self.changed = "Fri, 20 Feb 2026 09:00:00 GMT"
        self.asked: list[str] = []
        shelf = self

        class Handler(_Handler):
            served = shelf

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Shelf:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def count(self, method: str) -> int:
        return sum(1 for one in self.asked if one.startswith(f"{method} /dataset"))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: Shelf

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.serve()

    def do_GET(self) -> None:
        self.serve()

    def reply(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def serve(self) -> None:
        shelf = self.served
        shelf.asked.append(f"{self.command} {self.path}")
        parts = urlsplit(self.path)
        if parts.path == "/api/3/action/package_show":
            found = shelf.packages.get(parse_qs(parts.query)["id"][0])
            if found is None:
                return self.reply(404, b"{}", Content_Type="application/json")
            body = json.dumps({"success": True, "result": {"resources": found}}).encode()
            return self.reply(200, body, Content_Type="application/json")
        body = shelf.files.get(parts.path)
        if body is None:
            return self.reply(404, b"", Content_Type="text/html")
        habit = shelf.habit
        if self.command == "HEAD" and habit in ("nohead", "head403"):
            return self.reply(405 if habit == "nohead" else 403, b"")
        headers = {"Content_Type": "text/csv; charset=utf-8", "Last_Modified": shelf.changed, "ETag": '"abc"'}
        if habit == "no date":
            del headers["Last_Modified"], headers["ETag"]
        if habit == "servers":  # two of them behind one address, each with tags of its own
            headers["ETag"] = f'"{len(shelf.asked)}"'
        if habit in ("nginx", "apache") and self.command == "GET" and "gzip" in self.headers["Accept-Encoding"]:
            headers |= {"ETag": 'W/"abc"' if habit == "nginx" else '"abc-gzip"', "Content_Encoding": "gzip"}
            body = gzip.compress(body)
        self.reply(200, body, **headers)
        return None
