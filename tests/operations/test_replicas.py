"""Two replicas behind a real nginx: readers go on when one of them dies, and keep to one while it lives."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import shutil
import signal
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from operations import reliability
from operations.reader import Reader
from operations.serving import App, get, nginx
from shortage.text import t

pytestmark = pytest.mark.skipif(
    not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()) and not os.environ.get("SHORTAGE_NO_SKIP"),
    reason="nginx is not installed (Debian: nginx-light)",
)
READERS = 12
PAGES = ["data", "arbeidsmigratie", "toegankelijkheid"]
LIGHT = "/toegankelijkheid"
"""A page for which no claim is judged: whether it comes is all that is asked."""
PATIENCE = 300.0
"""Seconds that an answer may take on a machine with other work to do."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replicas")
    apps = [App(log=folder / f"app{place}.log") for place in (1, 2)]
    for one in apps:
        one.wait()
    yield apps
    for one in apps:
        one.kill()


@pytest.fixture
def replicas(pair):
    """Two replicas; whatever another test ended is back."""
    for place, one in enumerate(pair):
        if one.process.poll() is not None:
            pair[place] = App(port=one.port, log=one.log).wait()
    return pair


def cookie(url):
    """Return the cookie that a first visit leaves in a browser."""
    return re.search(r"replica=\w+", get(url + "/_stcore/health")[1]["set-cookie"])[0]


async def go_on(url, cookies, somebody_has_read, moment):
    """Read pages as a browser does: when the line breaks, connect again and read the same page."""
    reader, seen, broken = Reader(url, PATIENCE, cookies), [], 0
    await reader.open()
    try:
        for place, page in enumerate(PAGES):
            if place == 1:
                somebody_has_read.set()
                await moment.wait()
            for _ in range(5):
                try:
                    seen.append(await reader.visit(page))
                    break
                except (ConnectionError, OSError, TimeoutError, EOFError) as error:
                    failure: Exception = error
                except Exception as error:  # websockets has errors of its own
                    failure = error
                broken += 1
                await asyncio.sleep(0.3)
                reader = Reader(url, PATIENCE, cookies)
                await reader.open()
            else:
                raise AssertionError(f"{page} never came: {failure!r}")
    finally:
        await reader.close()
    return seen, broken


@contextlib.contextmanager
def halted(process):
    """Let a process hang: it is there, takes connections, and does not answer."""
    os.kill(process.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process.pid, signal.SIGCONT)


def test_what_a_replica_answers_never_counts_against_it(replicas, tmp_path):
    """One wrong link after another took both replicas out of the line, and with them every other reader's pages."""
    with nginx(tmp_path, replicas) as url:
        wrong = [get(f"{url}/figure/scenario-tornado.svg?given=x{n}", sender="127.0.0.2")[0] for n in range(12)]
        assert set(wrong) == {400}
        assert {get(url + "/_stcore/health")[0] for _ in range(12)} == {200}


def test_a_replica_that_hangs_is_passed_over(replicas, tmp_path):
    with nginx(tmp_path, replicas) as url, halted(replicas[0].process):
        # Each is a new reader; half of them belong to the one that hangs, and are given to the other: within seconds,
        # where nginx by itself would wait for a minute.
        assert [get(url + LIGHT, 55)[0] for _ in range(12)] == [200] * 12


def test_one_sender_is_held_back_and_others_are_not(replicas, tmp_path):
    with nginx(tmp_path, replicas) as url:
        # All at once: on a busy machine a few that wait for their answers never come faster than the limit.
        with ThreadPoolExecutor(150) as pool:
            asked = [f"{url}/figure/x{n}.png" for n in range(300)]
            flood = list(pool.map(lambda path: get(path, sender="127.0.0.3"), asked))
        statuses = [status for status, _, _ in flood]
        assert set(statuses) == {404, 429}
        held = next(answer for answer in flood if answer[0] == 429)
        assert held[1]["retry-after"] and t("problem.busy", "nl") in held[2].decode()
        assert get(url + "/figure/x.png", sender="127.0.0.4")[0] == 404


def test_what_is_for_inside_does_not_pass_the_proxy(replicas, tmp_path):
    with nginx(tmp_path, replicas) as url:
        for path in ("metrics", "agent/openapi.json", "upload_file/x/y"):
            assert get(f"{url}/_stcore/{path}")[0] == 404


@pytest.mark.parametrize(("path", "size", "wanted"), [("/notitie", 300_000, 400), ("/", 300_000, 413)])
def test_only_a_note_to_be_checked_passes_the_proxy(replicas, tmp_path, path, size, wanted):
    body = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n' + b"-" * size + b"\r\n--x--\r\n"
    with nginx(tmp_path, replicas) as url:
        asked = urllib.request.Request(url + path, body, {"Content-Type": "multipart/form-data; boundary=x"})
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(asked, timeout=60)
    assert refused.value.code == wanted
    if wanted == 400:
        assert "Dit soort bestand" in refused.value.read().decode()


def test_scripts_and_files_are_asked_of_a_replica_once(replicas, tmp_path):
    with nginx(tmp_path, replicas) as url:
        script = re.findall(r'src="\./(static/js/index[^"]+)"', get(url + LIGHT)[2].decode())[0]
        paths = (f"{url}/{script}", url + "/data/tightness.csv?lang=en", url + "/figure/nothing.png")
        before = [get(path, **{"Accept-Encoding": "gzip"}) for path in paths]
        with contextlib.ExitStack() as stack:
            for one in replicas:
                stack.enter_context(halted(one.process))
            after = [get(path, **{"Accept-Encoding": "gzip"}) for path in paths]
        assert [(status, body) for status, _, body in after] == [(status, body) for status, _, body in before]
        assert [status for status, _, _ in before] == [200, 200, 404]
        # The page of that name is a page: each new browser gets its cookie.
        assert "replica=" in get(url + "/data")[1]["set-cookie"]


def test_a_browser_keeps_to_one_replica(replicas, tmp_path):
    with nginx(tmp_path, replicas) as url:
        drawn = {cookie(url) for _ in range(8)}
        assert len(drawn) == 8
        for mine in drawn:
            # The cookie is drawn once; where it leads is the same at every request.
            assert "replica=" not in get(url + "/_stcore/health", Cookie=mine)[1].get("set-cookie", "")


def test_readers_go_on_while_others_ask_wrongly_and_draw_all_they_can(replicas, tmp_path):
    for one in replicas:
        reliability.pages(one.url, PAGES)  # what a page takes that nobody opened yet is another matter
    with nginx(tmp_path, replicas) as url:
        tally = reliability.abuse(url, 20, 2 * PATIENCE, enough=20, pages=PAGES, patience=PATIENCE)
    assert tally.is_clean, (tally.traces, tally.wrong, tally.failed)
    assert tally.tried >= 20


def test_a_replica_that_dies_under_load_stops_no_reader_and_without_any_it_is_said(replicas, tmp_path):
    async def everybody(url):
        somebody_has_read, moment = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()
        cookies = [await loop.run_in_executor(None, cookie, url) for _ in range(READERS)]
        tasks = [asyncio.create_task(go_on(url, one, somebody_has_read, moment)) for one in cookies]
        await somebody_has_read.wait()
        await loop.run_in_executor(None, replicas[0].kill)
        moment.set()
        return await asyncio.gather(*tasks)

    with nginx(tmp_path, replicas) as url:
        found = asyncio.run(everybody(url))
        for seen, _ in found:
            assert [one.page for one in seen] == PAGES
            assert not [error for one in seen for error in one.errors]
        # Somebody was on the replica that died, and somebody was not.
        broken = [count for _, count in found]
        assert any(broken) and not all(broken)
        # All of them read the same figures, wherever they were.
        assert len({tuple(one.text for one in seen) for seen, _ in found}) == 1

        replicas[1].kill()
        for _ in range(8):
            status, headers, body = get(url + LIGHT)
            assert status == 503 and headers["retry-after"] and "niet bereikbaar" in body.decode()
        # Both count as failed now; the first that is back is asked at once.
        replicas[1] = App(port=replicas[1].port, log=replicas[1].log).wait()
        assert [get(url + LIGHT)[0] for _ in range(8)] == [200] * 8
