"""What every source gives: the publisher's word on a table, a plan of what is taken, and blocks of figures."""

from __future__ import annotations

import io
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, TypeVar
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

import numpy as np
import requests
from urllib3.exceptions import DecodeError, HTTPError, ProtocolError, ReadTimeoutError

import shortage
from shortage.catalog import Code, Measure, Table
from shortage.sources.errors import (
    Ambiguous,
    BadAnswer,
    BadLink,
    NotFound,
    Queued,
    Refused,
    SchemaChanged,
    SentOn,
    SentRound,
    ServiceDown,
    SignIn,
    SourceError,
    TooLarge,
    TooSlow,
    Transient,
    Unpacks,
    Unreachable,
    Untrusted,
)
from shortage.sources.guard import Ask, Guard, GuardedAdapter, certificates_exist, is_same_site
from shortage.text import Problem, Text, number, strings, t

T = TypeVar("T")
BROKEN_OFF = (
    requests.exceptions.ChunkedEncodingError,
    requests.exceptions.ContentDecodingError,
    ProtocolError,
    DecodeError,
)
TIMEOUT = (10.0, 55.0)
ATTEMPTS = 5
LONGEST_WAIT = 60.0
LONGEST_SILENCE = 60.0
"""Seconds after which a service that says nothing is given up, tries and pauses included."""
LONGEST_ANSWER = 100.0
"""Seconds that one answer may take, from the question to its last byte."""
LARGEST_ANSWER = 64_000_000
"""Bytes that one answer may hold, unpacked; the largest that is known, a whole file of DUO, is a third of it."""
LARGEST_EXPANSION, EXPANDING_FROM = 100, 8_000_000
"""How many times larger an answer may become by unpacking, once it is larger than so many bytes."""
READ_AT_ONCE = 1 << 16
MOST_REDIRECTS = 5
QUEUE_PAUSE, QUEUE_TRIES = 10.0, 18
"""Seconds between two looks whether an answer is ready that a service said it would make, and how many looks."""


def both(key: str, **values: Any) -> Text:
    """Return the string ``load.<key>`` in both languages; numbers among ``values`` are formatted in each."""

    def ready(lang: Any) -> dict[str, Any]:
        labels = {}
        for name, value in values.items():
            if isinstance(value, Text):
                labels[name] = value[lang]
            elif isinstance(value, int):
                labels[name] = number(value, lang)
            elif isinstance(value, float):
                if np.isinf(value):  # a border that is not there
                    labels[name] = "∞" if value > 0 else "−∞"
                else:
                    labels[name] = number(value, lang, 0 if value.is_integer() else 3)
            else:
                labels[name] = value
        return labels

    return Text(nl=t(f"load.{key}", "nl", **ready("nl")), en=t(f"load.{key}", "en", **ready("en")))


@dataclass(frozen=True)
class Published:
    """What a publisher's catalogue says of a table. ``fingerprint`` changes whenever the table may have changed."""

    id: str
    title: str
    modified: str
    fingerprint: str
    rows: int | None = None
    stopped: bool = False
    successor: str = ""
    next: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Quantity:
    """A measure as a release stores it; ``column`` is where the publisher has it."""

    key: str
    label: str
    unit: str
    column: str
    ours: Measure | None


@dataclass
class Plan:
    """What is taken of a table, with all texts it will hold: measures, members of the dimensions, periods."""

    quantities: list[Quantity]
    dimensions: dict[str, list[tuple[str, str]]]
    periods: list[str]
    statuses: list[str]
    codes: list[dict[str, str]]
    rows: int
    """Rows that are expected from the publisher, 0 where that cannot be known."""
    at_most: bool = False
    digest: str = ""
    """Checksum of all that was downloaded, where it came whole: equal to the last one means nothing new."""
    modified: str = ""
    """When the publisher changed it, where only the answer itself says so."""
    keeps_earlier: Literal["", "years", "cells"] = ""
    """What of the release that is there stays beside this one: the years before it, where the publisher drops old years
    in each new edition, or all cells that it does not have, where one file is a part of the table only."""
    origin: str = ""
    """What the rows say they come from, where a publisher has several services."""
    extra: dict[str, Any] = field(default_factory=dict)
    read: Callable[[], Iterator[Block]] = lambda: iter(())


@dataclass(frozen=True)
class Block:
    """Figures: per figure its quantity, its place in each dimension, its period (all as indices), value and status."""

    quantity: np.ndarray[Any, Any]
    places: dict[str, np.ndarray[Any, Any]]
    period: np.ndarray[Any, Any]
    value: np.ndarray[Any, Any]
    status: np.ndarray[Any, Any]
    rows: int
    """How many of the publisher's rows these are."""


class Publisher(Protocol):
    """A source, as the loader sees it."""

    name: str
    is_paged: bool
    """Whether a table comes in parts, between which the publisher may release another."""

    def catalogue(self, tables: list[Table]) -> dict[str, Published | SourceError]:
        """Return what the publisher says of each table, in as few requests as can be."""

    def plan(self, table: Table, published: Published, known_codes: Mapping[str, Mapping[str, str]]) -> Plan:
        """Return what will be taken of ``table``; ``known_codes`` has the labels of codes in the previous release."""


class HttpClient:
    """The network: one pool of connections, counted bytes and requests, tries with growing pauses, and bounds.

    No publisher can hold a load up: an answer ends at :data:`LARGEST_ANSWER` bytes, at :data:`LARGEST_EXPANSION` times
    what was sent, and after :data:`LONGEST_ANSWER` seconds; a service that says nothing is given up after
    :data:`LONGEST_SILENCE` seconds, for all tables at once; an answer that sends on to a host that is not the
    publisher's is refused.

    Args:
        connections: how many requests may be on their way at once.
        attempts: how often a request is tried when its failure may pass.
        pause: seconds before the second try; doubles, with chance added.
        waiting: is told every :data:`WORD_EVERY` seconds of which host nothing came for how long.
    """

    def __init__(
        self,
        connections: int = 4,
        attempts: int = ATTEMPTS,
        pause: float = 0.5,
        waiting: Callable[[str, int], None] | None = None,
    ) -> None:
        self.connections = max(1, connections)
        self.attempts = max(1, attempts)
        self.pause = pause
        self.requests = 0
        self.bytes = 0
        self.timeout = TIMEOUT
        self.largest = LARGEST_ANSWER
        self.longest = LONGEST_ANSWER
        self.silence = LONGEST_SILENCE
        self.queue_pause = QUEUE_PAUSE
        self._count = threading.Lock()
        self._chance = random.Random()
        self._stop = threading.Event()
        self._given_up: dict[str, SourceError] = {}
        self._whole: dict[str, float] = {}
        self._heard: dict[str, float] = {}
        self._local = threading.local()
        self._guard = Guard(waiting)
        self.session = requests.Session()
        self.session.headers["User-Agent"] = f"shortage/{shortage.__version__} python-requests/{requests.__version__}"
        self.session.headers["Accept-Encoding"] = "gzip, deflate"
        adapter = GuardedAdapter(pool_connections=8, pool_maxsize=self.connections)
        self.session.mount("http://", adapter)
        self.session.mount("https://", adapter)
        self._pool = ThreadPoolExecutor(self.connections, thread_name_prefix="http")

    def begin(self) -> None:
        """Begin anew: a service that was given up in an earlier load is asked again."""
        with self._count:
            self._given_up.clear()

    def close(self, wait: bool = True) -> None:
        """Give up what waits, break off what is under way, and close the connections; ``wait`` for what ends."""
        self._stop.set()
        self._guard.close()
        self._pool.shutdown(wait=wait, cancel_futures=True)
        self.session.close()

    @property
    def is_closed(self) -> bool:
        """Whether nothing is asked any more."""
        return self._stop.is_set()

    def submit(self, ask: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
        """Run ``ask`` when a connection is free, trying again while its failure may pass."""
        return self._pool.submit(self.with_retries, ask, *args, **kwargs)

    def with_retries(self, ask: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run ``ask`` here, trying again while its failure may pass.

        Silence has an end: where nothing came within :attr:`silence` seconds, no further try is made, and none for
        another table of that service either, unless something came from it meanwhile.
        """
        begun = time.monotonic()
        self._local.until = begun + self.silence
        tries = queued = 0
        while True:
            try:
                return ask(*args, **kwargs)
            except Queued as error:
                queued += 1
                if queued >= QUEUE_TRIES or self._stop.is_set():
                    raise
                self._stop.wait(error.wait or self.queue_pause)
                self._local.until = time.monotonic() + self.silence
            except TooSlow as error:
                self._was_slow(error, begun)
                raise
            except Transient as error:
                tries += 1
                silent = isinstance(error, Unreachable) and error.is_silent
                is_over = silent and time.monotonic() - begun + 5.0 > self.silence
                if tries >= self.attempts or is_over or self._stop.is_set() or error.is_final:
                    if silent:
                        self._give_up(error, begun)
                    raise
                wait = min(self.pause * 2 ** (tries - 1), LONGEST_WAIT) * self._chance.uniform(0.5, 1.5)
                self._stop.wait(min(max(wait, error.wait), LONGEST_WAIT))

    def _was_slow(self, error: TooSlow, begun: float) -> None:
        """Note an answer that went on and on; a service that gave nothing whole meanwhile is given up."""
        host = urlsplit(error.url).netloc
        with self._count:
            if self._whole.get(host, float("-inf")) < begun:
                self._given_up[host] = error

    def _give_up(self, error: SourceError, begun: float) -> None:
        assert isinstance(error, Unreachable)
        host = urlsplit(error.url).netloc
        with self._count:
            if self._heard.get(host, float("-inf")) < begun:
                error.is_final = True
                self._given_up[host] = error

    def send(self, request: requests.PreparedRequest) -> requests.Response:
        """Send one request and return its whole answer; ways on to the publisher's own hosts are followed.

        Raises:
            SourceError: of the kind that fits what came back; ``Transient`` where another try may help.
            Problem: the certificates that the settings name are not there.
        """
        first = url = str(request.url)
        seen = {url}
        while True:
            answer = self._once(request)
            if answer.status_code not in (301, 302, 303, 307, 308) or "Location" not in answer.headers:
                self._judge(answer, url)
                return answer
            url = urljoin(url, answer.headers["Location"])
            if not is_same_site(first, url):
                raise SentOn(status=answer.status_code, url=_short(first), host=urlsplit(url).hostname or "?")
            if url in seen or len(seen) > MOST_REDIRECTS:
                raise SentRound(status=answer.status_code, url=_short(first))
            seen.add(url)
            request = requests.Request(str(request.method), url, headers=dict(request.headers)).prepare()

    def _once(self, request: requests.PreparedRequest) -> requests.Response:
        url = str(request.url)
        given_up = self._given_up.get(urlsplit(url).netloc)
        if given_up is not None:
            raise given_up
        for name, value in self.session.headers.items():
            request.headers.setdefault(name, str(value))
        settings = self.session.merge_environment_settings(url, {}, True, None, None)
        certificates_exist(settings.get("verify"))
        short = _short(url)
        host = urlsplit(url).netloc
        left = max(1.0, getattr(self._local, "until", float("inf")) - time.monotonic())
        timeout = (self.timeout[0], min(self.timeout[1], left))
        with self._guard.watch(host, self.longest) as ask:
            try:
                with self.session.send(request, timeout=timeout, allow_redirects=False, **settings) as answer:
                    self._heard[urlsplit(url).netloc] = time.monotonic()
                    body = self._body(answer, host, short)
                if ask.is_overdue or self._stop.is_set():
                    raise OSError  # a connection that was ended from here looks like an answer that came to its end
            except Exception as error:
                raise self._translated(error, ask, short) from error
        self._guard.done(host)
        self._whole[host] = time.monotonic()
        answer._content = body
        answer._content_consumed = True  # type: ignore[attr-defined]
        with self._count:
            self.requests += 1
            self.bytes += len(body)
        return answer

    def _body(self, answer: requests.Response, host: str, url: str) -> bytes:
        """Read an answer up to its bounds, a little at a time."""
        coding = answer.headers.get("Content-Encoding", "").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise BadAnswer(status=answer.status_code, url=url, why=both("bad_coding", name=coding[:40]))
        body = io.BytesIO()  # what it holds can be had without a copy
        size = 0
        while True:
            part = answer.raw.read1(READ_AT_ONCE, decode_content=True)
            if not part:
                break
            self._guard.heard(host)
            body.write(part)
            size += len(part)
            if size > self.largest:
                body.close()  # an error keeps what its frames hold
                raise TooLarge(status=answer.status_code, url=url, size=self.largest // 1_000_000)
            if size > EXPANDING_FROM and size > LARGEST_EXPANSION * max(1, answer.raw.tell()):
                body.close()
                raise Unpacks(status=answer.status_code, url=url, times=LARGEST_EXPANSION)
        return body.getvalue()

    def _translated(self, error: Exception, ask: Ask, url: str) -> Exception:
        """Return what an error of the network means."""
        if isinstance(error, Problem):
            return error
        text = strings()
        if self._stop.is_set():
            return Unreachable(url=url, why=text["load.stopped"])
        if ask.is_overdue:
            return TooSlow(url=url, seconds=round(self.longest))
        if isinstance(error, requests.exceptions.SSLError) and "CERTIFICATE" in str(error).upper():
            return Untrusted(url=url)
        if isinstance(error, requests.exceptions.ProxyError):
            return Unreachable(url=url, why=text["load.proxy"], is_silent=True)
        if isinstance(error, requests.exceptions.Timeout | ReadTimeoutError):
            return Unreachable(url=url, why=text["load.timeout"], is_silent=True)
        if isinstance(error, requests.exceptions.RequestException | HTTPError | OSError):
            is_cut = isinstance(error, BROKEN_OFF) or any(word in str(error).lower() for word in ("reset", "aborted"))
            return Unreachable(url=url, why=text["load.cut" if is_cut else "load.no_connection"], is_silent=not is_cut)
        return error

    def _judge(self, answer: requests.Response, url: str) -> None:
        head = answer.content[:200].decode("utf-8", "replace")
        status = answer.status_code
        facts: dict[str, Any] = {"status": status, "url": _short(url), "head": head}
        if status in (200, 304):
            return
        if status == 404:
            raise NotFound(**facts)
        if status == 511:
            raise SignIn(**facts)
        if status == 500 and ("more than 10000" in answer.text or "not supported on the ODataApi" in answer.text):
            raise Refused(why=" ".join(head.split())[:120], **facts)
        if status == 429 or status >= 500:
            error = ServiceDown(**facts)
            after = answer.headers.get("Retry-After", "")
            error.wait = float(after) if after.isdigit() else 0.0
            raise error
        raise Refused(why=" ".join(head.split())[:120] or answer.reason, **facts)

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> requests.Response:
        """Get an address once; :meth:`submit` or :meth:`with_retries` adds the tries."""
        try:
            request = requests.Request("GET", url, headers=dict(headers or {})).prepare()
        except requests.exceptions.RequestException:
            raise Problem("url_wrong", name="URL", url=url) from None
        return self.send(request)


def not_html(answer: requests.Response) -> None:
    """Refuse a page of a website that comes with status 200.

    Raises:
        SignIn: it asks for a password, as a network does that wants somebody to sign in first.
        BadAnswer: it is another page.
    """
    kind = answer.headers.get("Content-Type", "").lower()
    if "html" in kind or answer.content[:100].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        if re.search(rb"<input[^>]+type\s*=\s*[\"']?password", answer.content[:200_000], re.IGNORECASE):
            raise SignIn(status=answer.status_code, url=_short(str(answer.url)))
        raise BadAnswer(
            status=answer.status_code,
            url=_short(str(answer.url)),
            head=answer.content[:200].decode("utf-8", "replace"),
            why=strings()["load.html"],
        )


def base_url(name: str, text: str) -> str:
    """Return a base address without a slash at its end; ``name`` is the setting it came from.

    Raises:
        Problem: it is not an address with http or https and a host.
    """
    parts = urlsplit(text.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise Problem("url_wrong", name=name, url=text)
    try:
        _ = parts.port
    except ValueError:
        raise Problem("url_wrong", name=name, url=text) from None
    return text.strip().rstrip("/")


class CbsodataSession:
    """What ``cbsodata`` sends its requests through: the same host, links that get on, and no endless ones.

    It takes the place of the ``requests.Session`` that the package opens for every request, for the duration of one
    call and in the thread of that call only. ``came`` is called when an answer is there, before the package unpacks it.
    """

    def __init__(
        self, http: HttpClient, base: str, table: str, pages: int, came: Callable[[], None] | None = None
    ) -> None:
        self.http = http
        self.base = urlsplit(base)
        self.table = table
        self.pages = pages
        self.came = came
        self.count = 0
        self.skip = -1

    def send(self, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        """Send a request of ``cbsodata``, after looking where it goes; answers that are no data are refused."""
        parts = urlsplit(str(request.url))
        if parts.netloc.lower() != self.base.netloc.lower():
            raise self._bad(parts.netloc, "other_host")
        skip = int((parse_qs(parts.query).get("$skip") or ["0"])[0])
        if self.count and skip <= self.skip:
            raise self._bad(_short(str(request.url)), "link_repeats")
        if self.count >= self.pages:
            raise self._bad(_short(str(request.url)), "link_endless")
        self.count += 1
        self.skip = skip
        request.url = urlunsplit(parts._replace(scheme=self.base.scheme))
        answer = self.http.send(request)
        if self.came is not None:
            self.came()
        not_html(answer)
        try:
            answer.content.decode("utf-8")
        except UnicodeDecodeError:
            url = _short(str(request.url))
            raise BadAnswer(status=answer.status_code, url=url, why=strings()["load.bad_text"]) from None
        return answer

    def _bad(self, url: str, why: str) -> BadLink:
        return BadLink(url=url, table=self.table, why=strings()[f"load.{why}"])


def same_columns(table: Table, columns: set[str], wanted: set[str], time: str) -> None:
    """Hold a publisher's columns against those that the catalogue expects.

    Raises:
        SchemaChanged: one is missing, new, renamed, or of another classification.
    """
    gone, new = sorted(wanted - columns - {time}), sorted(columns - wanted)
    sbi = [column for column in new if re.search(r"SBI ?20(?!08)\d\d|nace_r2_?1|nace_r3", column)]
    if gone and sbi:
        what = both("column_sbi", name=sbi[0], old=gone[0])
    elif gone and new:
        what = both("column_renamed", name=new[0], old=gone[0])
    elif gone:
        what = both("column_gone", name=gone[0])
    elif new:
        what = both("column_new", name=new[0])
    else:
        return
    raise SchemaChanged(table=table.id, what=what)


def normalised(text: str) -> str:
    """Return a label for comparison: case, punctuation and runs of blanks do not count."""
    return " ".join(re.sub(r"[^\w%+<>=]+", " ", text.casefold()).split())


def match(table: Table, column: str, wanted: str, labels: Mapping[str, str]) -> str:
    """Return the code of ``labels`` ({code: label}) that ``wanted`` means: a code itself, else exactly one label.

    A label of the publisher that ends in dots (it cuts long ones) fits what it begins; ``Totaal*`` fits the one label
    that begins so.

    Raises:
        Ambiguous: none or several fit; the candidates are the ones that come near.
    """
    if wanted.strip() in labels:
        return wanted.strip()
    aim = normalised(wanted)
    if wanted.endswith("*"):
        exact = [code for code, label in labels.items() if normalised(label).startswith(aim)]
    else:
        exact = [code for code, label in labels.items() if normalised(label) == aim]
    if not exact:
        exact = [
            code
            for code, label in labels.items()
            if (label.rstrip().endswith("..") and len(normalised(label)) > 8 and aim.startswith(normalised(label)))
            or (wanted.rstrip().endswith("..") and len(aim) > 8 and normalised(label).startswith(aim))
        ]
    if len(exact) == 1:
        return exact[0]
    parts = set(aim.split())
    near = exact or sorted(labels, key=lambda code: -len(parts & set(normalised(labels[code]).split())))[:6]
    raise Ambiguous(
        table=table.id,
        label=wanted,
        column=column,
        candidates="; ".join(f"{code} {labels[code]}" for code in near) or "-",
    )


HIDDEN = {"", "<5", "< 5", "<4", "1-4", "-1", "*", ".", "x", "nb", "onbekend"}
"""What stands in a cell of a file whose figure the publisher does not release, or does not have."""
THOUSANDS = re.compile(r"-?[1-9]\d{0,2}(?:[., \u00a0]\d{3})+")  # 0,846 cannot be thousands


class Unclear(ValueError):
    """A cell that is no number, or may be two; ``key`` names the string that says so."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def read_number(text: str) -> float | None:
    """Return the number in a cell of a file, None where nothing is released.

    Raises:
        Unclear: it is no number, or written so that it may be thousands in one file and a fraction in another (1.234).
    """
    if text.strip().casefold() in HIDDEN:
        return None
    if THOUSANDS.fullmatch(text.strip()):
        raise Unclear("thousands")
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise Unclear("not_a_number") from None


def stored(code: Code, key: str, label: str) -> tuple[str, str]:
    """Return key and label under which a release keeps a code, so that the catalogue finds it again."""
    return (code.key or key), (label if code.key else code.label)


def _short(url: str) -> str:
    """Return an address without its question, for a sentence."""
    return url.split("?", 1)[0]


def decoded(body: bytes) -> str:
    """Return the text of a file: UTF-8, or what Windows wrote before that."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")
