"""A reader without a browser: speaks to the dashboard over its websocket as a browser does, and keeps what came."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect


@dataclass
class Visit:
    """What one run of a page sent: how long it took, its texts and charts, and whatever failed in it."""

    page: str
    seconds: float
    texts: list[str] = field(default_factory=list)
    charts: int = 0
    errors: list[str] = field(default_factory=list)
    bytes: int = 0

    @property
    def text(self) -> str:
        """All texts of the page."""
        return "\n".join(self.texts)


class Reader:
    """One session. ``url`` is the dashboard's address; ``cookies`` go along as a browser would send them.

    ``sender`` is the address of this machine that is asked from (127.0.0.2, say).
    """

    def __init__(self, url: str, timeout: float = 300.0, cookies: str = "", sender: str = "127.0.0.1") -> None:
        self.url, self.timeout, self.sender = url, timeout, sender
        self.headers = {"Cookie": cookies} if cookies else {}
        self.origin = f"http://{urlsplit(url).netloc}"
        self.socket = None

    async def __aenter__(self) -> Reader:
        await self.open()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Connect."""
        self.socket = await connect(
            f"ws://{urlsplit(self.url).netloc}/_stcore/stream",
            subprotocols=["streamlit"],
            origin=self.origin,
            additional_headers=self.headers,
            max_size=None,
            open_timeout=self.timeout,
            proxy=None,
            local_addr=(self.sender, 0),
        )

    async def close(self) -> None:
        """Leave."""
        if self.socket:
            await self.socket.close()

    async def visit(self, page: str = "", query: str = "") -> Visit:
        """Run a page to its end.

        Raises:
            TimeoutError: it took longer than the reader waits.
        """
        ask = BackMsg()
        ask.rerun_script.query_string = query
        ask.rerun_script.page_name = page
        begun = time.perf_counter()
        await self.socket.send(ask.SerializeToString())
        visit = Visit(page, 0.0)
        async with asyncio.timeout(self.timeout):
            while True:
                raw = await self.socket.recv()
                visit.bytes += len(raw)
                message = ForwardMsg()
                message.ParseFromString(raw)
                kind = message.WhichOneof("type")
                if kind == "delta":
                    self._note(message, visit)
                elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
                    visit.errors.append(message.session_event.script_compilation_exception.message)
                elif kind == "page_not_found":
                    visit.errors.append(f"no page {page}")
                elif kind == "script_finished":
                    # A page that asks to be run again is not finished yet.
                    if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                        continue
                    visit.seconds = time.perf_counter() - begun
                    return visit

    @staticmethod
    def _note(message: ForwardMsg, visit: Visit) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            visit.errors.append(f"{element.exception.type}: {element.exception.message}")
        elif kind == "plotly_chart":
            visit.charts += 1
        elif kind in ("markdown", "html", "heading", "text", "alert"):
            visit.texts.append(getattr(getattr(element, kind), "body", ""))
