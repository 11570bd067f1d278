"""What one sender can take of a server: messages, half requests, files, places."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import re
import subprocess
import sys
import time
from types import SimpleNamespace

import pyarrow as pa
import pytest
import uvicorn
from starlette.requests import Request
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import memory_session_storage
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from operations.reader import Reader
from operations.serving import ROOT, App, free_port, get
from shortage.text import t
from shortage.web import framework, limits, routes, shell
from shortage.web.assets import Assets

ASKED = """
import sys
def note(event, details):
    if event == "socket.getaddrinfo":
        print("asked for", details[0], file=sys.stderr, flush=True)
    elif event in ("socket.bind", "socket.connect") and isinstance(details[1], tuple):
        print("asked for", details[1][0], file=sys.stderr, flush=True)
sys.addaudithook(note)
from shortage.cli import main
main()
"""
"""The program for the outside, and in its log whom it asks."""


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    settings = {"SHORTAGE_METRICS_PORT": str(free_port()), "SHORTAGE_SECURITY_CONTACT": "mailto:veilig@example.org"}
    log = tmp_path_factory.mktemp("limits") / "app.log"
    one = App(log=log, program=("-c", ASKED), words=("--host", "0.0.0.0"), SHORTAGE_MOST_READERS="3", **settings).wait()
    one.metrics = f"http://127.0.0.1:{settings['SHORTAGE_METRICS_PORT']}/metrics"
    yield one
    one.kill()


def test_a_budget_fills_up_with_time_and_no_further():
    now = [0.0]
    budget = limits.Budget(rate=2, most=3, clock=lambda: now[0])
    assert [budget.spend() for _ in range(4)] == [True, True, True, False]
    now[0] = 0.5
    assert [budget.spend() for _ in range(2)] == [True, False]
    now[0] = 1000
    assert [budget.spend() for _ in range(4)] == [True, True, True, False]


def test_the_pages_of_one_address_share_a_budget_for_as_long_as_one_is_open():
    senders = limits.Senders()
    first, second, other = senders.enter("a"), senders.enter("a"), senders.enter("b")
    assert first is second is not other
    senders.leave("a")
    assert senders.enter("a") is first
    for _ in range(2):
        senders.leave("a")
    assert senders.enter("a") is not first


def test_a_page_that_sends_without_end_is_closed_and_stops_nobody(app):
    async def flood():
        async with Reader(app.url) as reader:
            ask = BackMsg()
            ask.rerun_script.page_name = "data"
            body = ask.SerializeToString()
            with pytest.raises(ConnectionClosed) as closed:
                for _ in range(20_000):
                    await reader.socket.send(body)
                async with asyncio.timeout(300):
                    while True:
                        await reader.socket.recv()
            return closed.value.rcvd

    async def read():
        async with Reader(app.url) as reader:
            return await reader.visit("data")

    assert asyncio.run(flood()).code == 1008
    assert get(app.url + "/_stcore/health")[0] == 200
    assert not asyncio.run(read()).errors


def test_a_reader_for_whom_there_is_no_place_is_told_so_and_comes_in_later(app):
    async def crowd():
        async with Reader(app.url), Reader(app.url), Reader(app.url):
            with pytest.raises(Exception, match=r"1013|403|reject"):
                async with Reader(app.url) as fourth:
                    await fourth.visit("data")
            return await asyncio.to_thread(get, app.url + "/?taal=en"), await asyncio.to_thread(
                get, app.url + "/api/ready"
            )

    (status, headers, body), (ready, _, _) = asyncio.run(crowd())
    assert status == 503 and headers["retry-after"] and ready == 200
    assert t("server.full", "en") in body.decode()
    deadline = time.monotonic() + 300
    while get(app.url + "/")[0] != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_half_a_request_is_given_up(monkeypatch):
    """A connection that sends nothing, half a first request, half a next one; not the line of an open page."""
    monkeypatch.setattr(limits, "REQUEST_SECONDS", 0.2)

    async def answer(scope, receive, send):
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.accept"})
            await asyncio.sleep(1)  # five times as long as a request may take
            await send({"type": "websocket.send", "text": "still there"})
            return
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})

    async def half(port, first):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(first)
        async with asyncio.timeout(300):
            got = await reader.read()
        writer.close()
        return got

    async def trial():
        port = free_port()
        settings = limits.server_settings(0) | {"log_level": "critical", "lifespan": "off"}
        server = uvicorn.Server(uvicorn.Config(answer, port=port, **settings))
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.02)
        whole = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
        starts = (
            b"",
            b"GET / HT",
            whole[:-2],
            whole + b"GET /",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nx",
        )
        async with connect(f"ws://127.0.0.1:{port}", proxy=None) as line:
            assert await line.recv() == "still there"
        found = await asyncio.gather(*(half(port, first) for first in starts))
        server.should_exit = True
        await task
        return found

    found = asyncio.run(trial())
    assert [b"200" in one for one in found] == [False, False, False, True, True]


def counted(app, line):
    found = re.search(rf"^{re.escape(line)} ([0-9.e+]+)$", get(app.metrics)[2].decode(), re.M)
    return float(found[1]) if found else 0.0


def test_an_operator_sees_counts_and_times_at_a_port_of_their_own(app):
    drawn, wrong = 'shortage_exports_total{format="csv"}', 'shortage_requests_total{kind="figure",status="4xx"}'
    before = counted(app, drawn), counted(app, wrong)
    assert get(app.url + "/data/tightness.csv?lang=en")[0] == 200
    assert get(app.url + "/figure/zoekwoord.png?zoek=geheim")[0] == 404
    assert (counted(app, drawn), counted(app, wrong)) == (before[0] + 1, before[1] + 1)
    assert counted(app, "shortage_ready") == 1 and counted(app, 'shortage_tables{state="listed"}') > 50
    text = get(app.metrics)[2].decode()
    assert "shortage_drawing_seconds" in text and "shortage_data_age_days" in text
    assert not re.search("geheim|zoekwoord|127\\.0", text)  # nothing about who asked, or for what
    # The port that readers use does not answer it.
    assert get(app.url + "/metrics")[0] == 404 and get(app.url + "/_stcore/metrics")[0] == 404


def test_whom_to_tell_of_a_weakness_is_what_was_set(app, tmp_path):
    status, headers, body = get(app.url + "/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in body.decode().splitlines())
    assert status == 200 and headers["content-type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:veilig@example.org"
    left = dt.datetime.fromisoformat(lines["Expires"]) - dt.datetime.now(dt.UTC)
    assert dt.timedelta(days=30) < left < dt.timedelta(days=365)


def test_the_limit_of_open_files_is_raised_and_counts_for_the_readers(monkeypatch):
    code = (
        "import resource; from shortage.web import limits;"
        "hard = min(resource.getrlimit(resource.RLIMIT_NOFILE)[1], 3000);"
        "resource.setrlimit(resource.RLIMIT_NOFILE, (256, hard)); print(hard, limits.raise_files())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    hard, raised = map(int, done.stdout.split())
    assert raised == hard > 256
    assert limits.most_readers(0) == limits.MOST_READERS
    assert limits.most_readers(1024) == (1024 - limits.FILES_ELSE) // limits.FILES_A_READER
    monkeypatch.setenv("SHORTAGE_MOST_READERS", "5")
    assert limits.most_readers(1024) == 5


def test_what_a_server_that_ends_cannot_finish_is_refused_in_words():
    async def cut_off(request):
        raise asyncio.CancelledError

    scope = {"type": "http", "method": "GET", "path": "/note.docx", "query_string": b"lang=en", "headers": []}
    answer = asyncio.run(routes.guarded(cut_off)(Request(scope)))
    assert answer.status_code == 503 and answer.headers["retry-after"]
    assert json.loads(answer.body) == {"error": t("server.stopping", "en")}


def test_what_reads_tables_takes_its_memory_where_it_can_be_given_back():
    before = pa.default_memory_pool()
    try:
        limits.give_memory_back()()
        assert pa.default_memory_pool().backend_name == "system"
    finally:
        pa.set_memory_pool(before)


def test_a_flood_of_connections_fills_no_log():
    now = [0.0]
    once = limits.OncePerMinute(clock=lambda: now[0])

    def written(message):
        record = logging.LogRecord("asyncio", logging.ERROR, "", 0, message, (), (OSError, OSError(), None))
        return once.filter(record), record

    through = [written("socket.accept() out of system resource\nsocket: x") for _ in range(1000)]
    assert [is_written for is_written, _ in through].count(True) == 1
    assert "\n" not in through[0][1].getMessage() and not through[0][1].exc_info
    assert written("something else")[0]
    now[0] = 61.0
    assert written("socket.accept() out of system resource")[0]


def test_a_server_for_the_outside_asks_nobody_outside(app):
    """Not at its start, not for a page, and not when a page of another site asks for a line."""

    async def read():
        async with Reader(app.url) as reader:
            await reader.visit("data")
        foreign = Reader(app.url)
        foreign.origin = "http://elsewhere.example"
        with pytest.raises(Exception, match=r"1008|403|reject"):
            async with foreign:
                await foreign.visit("data")

    asyncio.run(read())
    asked = re.findall("asked for (.*)", app.log.read_text("utf-8"))
    assert {"0.0.0.0"} <= set(asked) <= {"0.0.0.0", "127.0.0.1", "::1", "None", "localhost"}


INDEX = {
    "as it is": (framework.folder() / "index.html").read_text("utf-8"),
    "with a module in it": "<html><head></head><body><script type=module nonce='x'>run()</script></body></html>",
    "with nothing that is known": "<HTML><body><SCRIPT>a\n()</SCRIPT ><script src='./x.js'></script></body></HTML>",
}


def test_who_serves_without_what_guards_the_dashboard_is_told(monkeypatch, caplog):
    for user in (10001, 0):
        monkeypatch.setattr(limits.os, "geteuid", lambda user=user: user, raising=False)
        limits.warn_of_root()
    shell.warn_of_development.cache_clear()
    shell.warn_of_development()
    assert [record.message for record in caplog.records] == [t("server.as_root", "en"), t("server.development", "en")]


def test_of_readers_whose_line_broke_the_latest_sessions_are_kept(monkeypatch):
    kept = memory_session_storage.MemorySessionStorage
    monkeypatch.setattr(memory_session_storage, "MemorySessionStorage", kept)  # put back after the test
    framework.keep_few_sessions()
    storage = memory_session_storage.MemorySessionStorage(ttl_seconds=600)
    numbers = range(2 * framework.MOST_LEFT)
    for number in numbers:
        storage.save(SimpleNamespace(session=SimpleNamespace(id=number)))
    assert [info.session.id for info in storage.list()] == list(numbers[framework.MOST_LEFT :])


@pytest.mark.parametrize("page", INDEX.values(), ids=INDEX)
def test_a_changed_index_page_still_goes_out_with_its_own_scripts_allowed(page):
    async def streamlit(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": page.encode()})

    sent = []

    async def keep(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    asyncio.run(Assets(streamlit)(scope, None, keep))
    headers = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in sent[1:]).decode()
    inline = re.findall(r"<script(?![^>]*src=)[^>]*>(.*?)</script", body, re.S | re.I)
    assert inline and sent[0]["status"] == 200
    rules = headers["content-security-policy"]
    for script in inline:
        assert framework.policy([script]).split("script-src 'self' ")[1].split(";")[0] in rules
    for script in re.findall(r"<script[^>]*>.*?</script", page, re.S | re.I):
        assert script in body


def test_without_the_folder_of_scripts_pages_still_go_out(monkeypatch, tmp_path):
    monkeypatch.setattr(framework, "folder", lambda: tmp_path / "nothing")
    framework.index.cache_clear()
    body, _ = framework.index("<head></head><script>x</script>", "nl", True)
    assert b"<script>x</script>" in body and b"prefetch" not in body
    assert framework.scripts() == {}
    framework.index.cache_clear()


def test_under_a_folder_of_the_address_the_same_is_guarded(tmp_path):
    app = App(log=tmp_path / "app.log", STREAMLIT_SERVER_BASE_URL_PATH="krapte").wait("/krapte/api/ready")
    try:
        status, headers, body = get(app.url + "/krapte/api/ready")
        assert status == 200 and headers["content-type"] == "application/json" and json.loads(body)["ready"]
        assert get(app.url + "/krapte/figure/tightness.svg")[1]["content-type"] == "image/svg+xml"
        for inside in ("metrics", "upload_file/x/y"):
            assert get(f"{app.url}/krapte/_stcore/{inside}")[0] == 404
        assert b'<html lang="en"' in get(app.url + "/krapte/?taal=en")[2]
    finally:
        app.kill()
