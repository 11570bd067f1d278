"""The published edition: how long it takes to make, what it weighs, how many requests a stock nginx answers from it.

Needs ``nginx`` and ``ab`` on the path (Debian: ``nginx-light``, ``apache2-utils``). The live server is asked beside it
for its first answer, which says what the page says before any session.
"""

from __future__ import annotations

import contextlib
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.side import ROOT, App

from operations.serving import free_port, get, wait_for  # isort: skip
from shortage import claims  # isort: skip

HEAD = ("", "Measured", "Aim")
SECONDS, MEGABYTES, FIRST_PAGE, REQUESTS = 60, 25, 150, 2000
AT_ONCE, ASKED, ASKED_LIVE = 20, 40_000, 400
PAGES = ("index.html", f"bewering/{next(iter(claims.claims()))}.html", "figuren/tightness.html")
CONF = """
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  sendfile on;
  client_body_temp_path {folder}/body;
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


def published(out: Path) -> tuple[float, float]:
    """Publish; return the seconds it took, and the seconds of processor of all its processes."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "shortage.cli", "publish", "--out", str(out)],
        check=True,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        timeout=3600,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - begun, used


@contextlib.contextmanager
def nginx(root: Path, folder: Path) -> Iterator[str]:
    """Run a stock nginx over a folder; gives its address."""
    port = free_port()
    conf = folder / "nginx.conf"
    conf.write_text(CONF.format(folder=folder, port=port, root=root), "utf-8")
    command = [shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(conf), "-g", "daemon off;"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/index.html", process=process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def requests(url: str, count: int) -> float:
    """Return how many requests a second an address answers, over kept connections."""
    command = ["ab", "-q", "-k", "-l", "-c", str(AT_ONCE), "-n", str(count), url]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout
    assert re.search(r"Failed requests:\s+0\b", told) and "Non-2xx" not in told, told
    return float(re.search(r"Requests per second:\s+([\d.]+)", told)[1])  # type: ignore[index]


def warmed(url: str, seconds: float = 300) -> None:
    """Wait until a page's first answer says what the page says first: before, all claims are being judged for it."""
    end = time.monotonic() + seconds
    while b'id="sl-first"' not in get(url)[2]:
        if time.monotonic() > end:
            raise TimeoutError(url)
        time.sleep(0.5)


def run():
    # A folder that nginx may look into, whoever its workers run as.
    with tempfile.TemporaryDirectory() as name:
        folder, site = Path(name), Path(name) / "site"
        folder.chmod(0o755)
        seconds, used = published(site)
        listed = json.loads((site / "edition.json").read_text("utf-8"))["files"]
        size = sum((site / path).stat().st_size for path in listed) / 1e6
        own = ("index.html", "look.css", "site.css", "site.js")
        first = sum((site / path).stat().st_size for path in own) / 1e3
        rows = [
            ("Publishing, seconds", f"{seconds:.0f}", f"{SECONDS}"),
            ("— of processor, all processes together", f"{used:.0f}", ""),
            ("Files", f"{len(listed):,}", ""),
            ("Megabytes", f"{size:.1f}", f"{MEGABYTES}"),
            ("First page with style and script, kB", f"{first:.0f}", f"{FIRST_PAGE}"),
        ]
        with nginx(site, folder) as url:
            for path in PAGES:
                weight = (site / path).stat().st_size / 1e3
                answered = requests(f"{url}/{path}", ASKED)
                rows.append(
                    (f"nginx, `{path}` ({weight:.0f} kB), requests a second", f"{answered:,.0f}", f"{REQUESTS:,}")
                )
    live = App().wait()
    try:
        warmed(live.url + "/")
        rows.append(
            ("Live server, first answer of `/`, requests a second", f"{requests(live.url + '/', ASKED_LIVE):,.0f}", "")
        )
    finally:
        live.kill()
    return rows
