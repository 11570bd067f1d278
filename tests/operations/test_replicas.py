"""Two replicas behind a real nginx: readers go on when one of them dies, and keep to one while it lives."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from pathlib import Path

import pytest

from operations.reader import Reader
from operations.serving import App, get, nginx

pytestmark = pytest.mark.skipif(
    not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()) and not os.environ.get("SHORTAGE_NO_SKIP"),
    reason="nginx is not installed (Debian: nginx-light)",
)
READERS = 12
PAGES = ["", "arbeidsmarktkrapte", "data"]


@pytest.fixture(scope="module")
def replicas(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replicas")
    apps = [App(log=folder / f"app{place}.log") for place in (1, 2)]
    for one in apps:
        one.wait()
    yield apps
    for one in apps:
        one.kill()


def cookie(url):
    """Return the cookie that a first visit leaves in a browser."""
    return re.search(r"replica=\w+", get(url + "/_stcore/health")[1]["set-cookie"])[0]


async def go_on(url, cookies, moment):
    """Read pages as a browser does: when the line breaks, connect again and read the same page."""
    reader, seen, broken = Reader(url, 20, cookies), [], 0
    await reader.open()
    try:
        for place, page in enumerate(PAGES):
            if place == 1:
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
                reader = Reader(url, 20, cookies)
                await reader.open()
            else:
                raise AssertionError(f"{page} never came: {failure!r}")
    finally:
        await reader.close()
    return seen, broken


def test_a_browser_keeps_to_one_replica(replicas, tmp_path):
    with nginx(tmp_path, replicas) as url:
        drawn = {cookie(url) for _ in range(8)}
        assert len(drawn) == 8
        for mine in drawn:
            # The cookie is drawn once; where it leads is the same at every request.
            assert "replica=" not in get(url + "/_stcore/health", Cookie=mine)[1].get("set-cookie", "")


def test_a_replica_that_dies_under_load_stops_no_reader(replicas, tmp_path):
    async def everybody(url):
        moment = asyncio.Event()
        loop = asyncio.get_running_loop()
        cookies = [await loop.run_in_executor(None, cookie, url) for _ in range(READERS)]
        tasks = [asyncio.create_task(go_on(url, one, moment)) for one in cookies]
        await asyncio.sleep(1)
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
