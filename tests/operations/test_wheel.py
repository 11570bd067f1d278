"""The wheel, installed outside the checkout, brings its figures and its pages along."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from operations.serving import ROOT, free_port, get, wait_for


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Build the wheel without network, and install it alone: what it depends on is lent by this environment."""
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "-w", folder, ROOT]
    subprocess.run(build, check=True, env=env, cwd=folder)
    (wheel,) = folder.glob("shortage-*.whl")
    place = folder / "env"
    venv.create(place, with_pip=False)
    python = place / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    own = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    subprocess.run(
        [*pip, "install", "--no-deps", "--no-index", "--target", own, wheel], check=True, env=env, cwd=folder
    )
    # After the wheel's own folder, so that its "shortage" is the one that is found.
    Path(own, "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    empty = folder / "empty"
    empty.mkdir()
    return python, empty, {name: value for name, value in env.items() if name != "SHORTAGE_STORE"}


def test_the_program_runs_from_the_wheel_and_not_from_the_checkout(installed):
    python, empty, env = installed
    code = "import shortage, shortage.store; print(shortage.__file__); print(shortage.store.default_root())"
    done = subprocess.run([python, "-c", code], cwd=empty, env=env, capture_output=True, text=True, check=True)
    program, data = done.stdout.split("\n")[:2]
    assert not Path(program).is_relative_to(ROOT) and not Path(data).is_relative_to(ROOT)
    assert Path(data, "datapackage.json").exists()


def test_it_judges_a_claim_in_an_empty_folder(installed):
    python, empty, env = installed
    done = subprocess.run(
        [python, "-m", "shortage.cli", "claims", "T4", "--json", "--lang", "en"],
        cwd=empty, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    (claim,) = json.loads(done.stdout)
    assert claim["id"] == "T4" and claim["value"] is not None and claim["sources"]
    assert not list(empty.iterdir())


def test_it_serves_its_pages_from_an_empty_folder(installed):
    python, empty, env = installed
    port = free_port()
    process = subprocess.Popen(
        [python, "-m", "shortage.cli", "app", "--port", str(port)],
        cwd=empty, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url + "/api/ready", process=process)
        assert json.loads(get(url + "/api/ready")[2])["tables"] > 50
        assert b'<html lang="nl"' in get(url + "/")[2]
        assert get(url + "/figure/tightness.svg")[0] == 200

        import asyncio

        from operations.reader import Reader

        async def read():
            async with Reader(url) as reader:
                return await reader.visit("arbeidsmarktkrapte")

        visit = asyncio.run(read())
        assert visit.charts >= 3 and not visit.errors
    finally:
        process.kill()
        process.wait(10)
