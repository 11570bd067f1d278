"""Start the dashboard, several of it, and nginx in front, on free ports of 127.0.0.1."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from email.message import Message
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """Return a port that nobody listens on, and that no connection is given as its own.

    A port of the system's choice is one it also gives to connections: who then asks there again and again until a
    server answers is one day connected to itself, reads its own question, and keeps the server from its port.
    """
    for port in random.SystemRandom().sample(range(20_000, 32_000), 100):
        with socket.socket() as tried, contextlib.suppress(OSError):
            tried.bind(("127.0.0.1", port))
            return port
    raise OSError("no port of 127.0.0.1 between 20000 and 32000 is free")


class _From(urllib.request.HTTPHandler):
    """Asks from another address of this machine, as another sender would."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(
            lambda host, **more: http.client.HTTPConnection(host, source_address=(self.address, 0), **more), request
        )


def get(
    url: str, timeout: float = 300.0, *, sender: str = "127.0.0.1", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers (lower case) and body of an answer, whatever its status.

    ``sender`` is the address of this machine that is asked from (127.0.0.2, say).
    """
    # What a reader types is sent as it is, except what no browser sends either.
    safe = re.sub(r"[^\x21-\x7e]", lambda one: urllib.parse.quote(one[0]), url)
    asked = urllib.request.Request(safe, headers=headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _From(sender))
    try:
        with opener.open(asked, timeout=timeout) as answer:
            return answer.status, _flat(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, _flat(error.headers), error.read()


def _flat(headers: Message) -> dict[str, str]:
    return {name.lower(): "; ".join(headers.get_all(name)) for name in headers}


def wait_for(url: str, seconds: float = 300.0, process: subprocess.Popen | None = None) -> None:
    """Wait until an address answers with 200; how long a start takes on a busy machine is no matter of a test."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            if get(url, 2.0)[0] == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(url)


class App:
    """One running dashboard: of the ``program`` that Python is given, asked with more ``words`` where there are any."""

    def __init__(
        self,
        store: Path | None = None,
        port: int | None = None,
        log: Path | None = None,
        program: Sequence[str] = ("-m", "shortage.cli"),
        words: Sequence[str] = (),
        **env: str,
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = log
        settings = {**os.environ, **env}
        if store:
            settings["SHORTAGE_STORE"] = str(store)
        out = log.open("ab") if log else subprocess.DEVNULL
        self.process = subprocess.Popen(
            [sys.executable, *program, "app", "--port", str(self.port), *words],
            cwd=ROOT,
            env=settings,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )

    def wait(self, path: str = "/api/ready") -> App:
        """Wait until it answers."""
        wait_for(self.url + path, process=self.process)
        return self

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it at once, with everything that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        self.process.wait(20)

    def memory_mb(self) -> float:
        """Return the memory of its processes (resident), in MB."""
        total = 0.0
        for status in Path("/proc").glob("[0-9]*/status"):
            with contextlib.suppress(OSError, ProcessLookupError):
                if os.getpgid(int(status.parent.name)) == self.process.pid:
                    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
                    total += int(found[1]) / 1000 if found else 0
        return total


@contextlib.contextmanager
def nginx(folder: Path, apps: list[App]) -> Iterator[str]:
    """Run the real nginx with the configuration of ``deploy/``, its addresses replaced by those of ``apps``."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port = free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    servers = re.compile(r"^( *server )app1:8501(.*;)\n.*app2:8501.*\n", re.M)
    text, count = servers.subn(
        lambda found: "".join(f"{found[1]}127.0.0.1:{one.port}{found[2]}\n" for one in apps), text
    )
    assert count, "deploy/nginx.conf names its replicas app1 and app2"
    text = text.replace("listen 8080", f"listen 127.0.0.1:{port}").replace("/tmp/nginx", f"{folder}/nginx")
    path = folder / "nginx.conf"
    path.write_text("user root;\n" + text if os.geteuid() == 0 else text, "utf-8")
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", str(path), "-e", str(folder / "nginx.log"), "-g", "daemon off;"],
        stdout=subprocess.DEVNULL,
        stderr=(folder / "nginx.err").open("wb"),
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health", process=process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
