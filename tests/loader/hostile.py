"""A server that does what no publisher should: endless, dripping, exploding answers, and ways that lead elsewhere."""

from __future__ import annotations

import gzip
import itertools
import threading
import time
import zlib
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

MOST = 400_000_000
"""What an endless answer ends at after all, so that a reader without bounds fails rather than fills the machine."""

PACKED = gzip.compress(b"".join(b"%d;%d\n" % (n, n * n) for n in range(500_000)), 1)


class Hostile:
    """``url`` is its address; the last part of a path says what it does, or ``always``. Use as a context manager."""

    def __init__(self, always: str = "") -> None:
        self.always = always
        self.asked: list[str] = []
        self.stop = threading.Event()
        hostile = self

        class Handler(_Handler):
            served = hostile

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def __enter__(self) -> Hostile:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: Hostile

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.served.asked.append(self.path)
        kind = self.served.always or urlsplit(self.path).path.rsplit("/", 1)[-1]
        self.close_connection = True
        with suppress(OSError):  # whoever asked has gone
            getattr(self, f"do_{kind}")()

    do_HEAD = do_GET

    def head(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Connection", "close")
        self.end_headers()

    def do_fine(self) -> None:
        self.head(Content_Type="application/json", Content_Length="2")
        self.wfile.write(b"{}")

    def do_endless(self) -> None:
        self.head(Content_Type="text/csv")
        for _ in range(MOST // 1_000_000):
            self.wfile.write(b"x" * 1_000_000)

    def do_packed(self) -> None:
        """Send a text of the size that the bounds allow, packed as text packs."""
        self.head(Content_Type="text/csv", Content_Encoding="gzip", Content_Length=str(len(PACKED)))
        self.wfile.write(PACKED)

    def do_bomb(self) -> None:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        self.head(Content_Type="text/csv", Content_Encoding="gzip")
        for _ in range(MOST // 1_000_000):
            self.wfile.write(packer.compress(bytes(1_000_000)))
        self.wfile.write(packer.flush())

    def do_twice(self) -> None:
        body = gzip.compress(gzip.compress(bytes(1_000_000)))
        self.head(Content_Type="text/csv", Content_Encoding="gzip, gzip", Content_Length=str(len(body)))
        self.wfile.write(body)

    def do_drip(self) -> None:
        self.head(Content_Type="text/csv")
        while not self.served.stop.wait(0.1):
            self.wfile.write(b"x")
            self.wfile.flush()

    def do_dripping_head(self) -> None:
        for byte in itertools.chain(b"HTTP/1.1 200 OK\r\nX-Slow: ", itertools.repeat(ord("x"))):
            if self.served.stop.wait(0.1):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()

    def do_silent(self) -> None:
        self.served.stop.wait(300)

    def do_late(self) -> None:
        time.sleep(0.5)
        self.do_fine()

    def do_elsewhere(self) -> None:
        port = self.server.server_address[1]
        self.head(302, Location=f"http://127.0.0.2:{port}/fine", Content_Length="0")

    def do_moved(self) -> None:
        self.head(301, Location="/fine", Content_Length="0")

    def do_circle(self) -> None:
        self.head(302, Location=self.path, Content_Length="0")

    def do_circles(self) -> None:
        count = int(urlsplit(self.path).query or 0) + 1
        self.head(302, Location=f"circles?{count}", Content_Length="0")

    def do_login(self) -> None:
        body = b'<!DOCTYPE html><html><form><input name="pw" type="password"></form></html>'
        self.head(Content_Type="text/html", Content_Length=str(len(body)))
        self.wfile.write(body)

    def do_captive(self) -> None:
        self.head(511, Content_Type="text/html", Content_Length="0")
