"""The loader against a plain loop of ``cbsodata.get_data``, on one emulator with a slow line.

    python bench/loader.py [--latency 0.5] [--bps 2000000] [--rows 500000] [--copies 25] [--unpacked]

Both sides fetch the same CBS tables: the catalogue's own, with the figures of the snapshot, and ``--copies`` of its
largest one. The plain loop is what most pipelines do: ``get_data``, a DataFrame, ``to_parquet``. Each run is a
process of its own, so that its peak memory is its own; imports are not timed. The emulator is another process, and
answers every request after ``--latency`` seconds at ``--bps`` bytes a second per connection. The loader asks for packed
answers (gzip) and gets them, as from most web servers; ``cbsodata.get_data`` prepares its questions without a session's
headers, so it asks for none and gets none. ``--unpacked`` is the other case: which one CBS is, is not known.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests" / "loader"
BIG = "89998NED"
HEAD = ("", "Plain loop", "Loader", "Plain ÷ loader")

SERVER = """
import dataclasses, sys
sys.path[:0] = [{root!r}, {tests!r}]
from emulator import Emulator, Lazy, Table, Topic
from publisher_fixture import serve
from shortage.store import Store
dimensions = {{
    "Branche": [(f"{{n:06d}}  ", f"Branche {{n}}", "") for n in range({rows} // 500)],
    "Perioden": [(f"{{1900 + n // 4}}KW{{n % 4 + 1:02d}}", f"{{1900 + n // 4}} {{n % 4 + 1}}e kwartaal", "Definitief")
                 for n in range(500)],
}}
topics = [Topic(f"Onderwerp_{{n}}", f"Onderwerp {{n}}", "aantal") for n in range(1, 9)]
names = [topic.key for topic in topics]
keys = [[one[0] for one in codes] for codes in dimensions.values()]
def row(n):
    found = {{"ID": n, "Branche": keys[0][n // 500], "Perioden": keys[1][n % 500]}}
    found.update((name, float(n % 997 + place)) for place, name in enumerate(names))
    return found
emulator = Emulator([Table({big!r}, dimensions, topics, Lazy(len(keys[0]) * 500, row))])
emulator.cache = True
emulator.packs = {packs}
serve(emulator, Store())
for n in range({copies}):
    one = dataclasses.replace(emulator.tables["80472ned"], id=f"7{{n:04d}}NED")
    emulator.tables[one.id.lower()] = one
with emulator:
    # Answers are made once and kept: what is measured is the client.
    print(emulator.url, flush=True)
    for line in sys.stdin:
        if line.startswith("speed"):
            _, latency, bps = line.split()
            emulator.latency, emulator.bps = float(latency), float(bps)
        print(len(emulator.requests), emulator.sent, flush=True)
"""

PREPARE = """
import sys
sys.path[:0] = [{root!r}, {tests!r}]
from shortage import catalog
from shortage.catalog import Table
big = Table(**{{
    "name": "big", "id": {big!r}, "source": "cbs", "publisher": "CBS", "frequency": "quarter", "licence": "CC-BY-4.0",
    "url": "https://opendata.cbs.nl/", "title": {{"nl": "Groot", "en": "Large"}},
    "why": {{"nl": "Proef", "en": "Test"}},
    "dimensions": {{"branch": {{"key": "Branche"}}}},
    "measures": [{{"name": f"m{{n}}", "key": f"Onderwerp_{{n}}", "label": f"Onderwerp {{n}}",
                  "title": {{"nl": "O", "en": "T"}}, "unit": "persons"}} for n in range(1, 9)],
}})
tables = {{one.name: one for one in catalog.tables().values() if one.name in {names!r}}}
if {copies}:
    one = catalog.tables()["vacancies"]
    copies = [one.model_copy(update={{"name": f"t{{n}}", "id": f"7{{n:04d}}NED"}}) for n in range({copies})]
    tables = {{one.name: one for one in copies}}
if {is_big}:
    tables = {{"big": big}}
catalog.model.tables = catalog.tables = lambda: tables
"""

OURS = """
from shortage import loader
from shortage.store import Store
store = Store({store!r})
results = loader.load([], store, seed=False, force={force})
assert {{one.outcome for one in results}} == {{{outcome!r}}}, [(one.name, one.problem) for one in results]
"""

PLAIN = """
from pathlib import Path
import cbsodata
import pandas as pd
cbsodata.options.use_https = False
folder = Path({store!r})
folder.mkdir(parents=True, exist_ok=True)
for one in tables.values():
    id = one.load.get("id") or one.id
    pd.DataFrame(cbsodata.get_data(id, catalog_url={host!r})).to_parquet(folder / f"{{id}}.parquet")
"""

# The peak is read where each process has its own: what `getrusage` calls the largest size of a process begins at that
# of the one which started it.
MEASURE = """
import pathlib, re, sys, time
import cbsodata, pandas, pyarrow.parquet
{imports}
begin, cpu = time.perf_counter(), time.process_time()
{body}
seconds = time.perf_counter() - begin
processor = time.process_time() - cpu
print(seconds, processor, int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1]) / 1024)
"""


class Server:
    """The emulator in a process of its own."""

    def __init__(self, rows: int, copies: int, packs: bool = True) -> None:
        code = SERVER.format(root=str(ROOT), tests=str(TESTS), rows=rows, big=BIG, copies=copies, packs=packs)
        self.process = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.url = self._line()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def say(self, text: str) -> tuple[int, int]:
        """Say something to the emulator; return how many requests it has had, and how many bytes it sent."""
        assert self.process.stdin is not None
        self.process.stdin.write(text + "\n")
        self.process.stdin.flush()
        count, sent = self._line().split()
        return int(count), int(sent)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass(frozen=True)
class Side:
    """What one run took; imports are not timed."""

    seconds: float
    processor: float
    peak: float
    """MB, of the whole process."""
    requests: int
    megabytes: float
    """What the emulator sent."""


def side(server: Server, body: str, store: str, asked: Mapping[str, object], service: str = "v3") -> Side:
    """Run one side in its own process; ``asked`` says which tables, and what is to come of them."""
    values = {
        "root": str(ROOT),
        "tests": str(TESTS),
        "big": BIG,
        "store": store,
        "host": server.url.removeprefix("http://"),
        "outcome": "loaded",
        "names": [],
        "is_big": False,
        "copies": 0,
        "force": False,
        **asked,
    }
    imports = "import shortage.loader, pandera.pandas" if body is OURS else ""
    code = MEASURE.format(
        body=(PREPARE + body).format(**values), imports=f"sys.path.insert(0, {str(ROOT)!r})\n{imports}"
    )
    before = server.say("count")
    env = {**os.environ, "SHORTAGE_CBS_URL": server.url, "SHORTAGE_CBS_TRANSPORT": service}
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, env=env)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    seconds, processor, peak = (float(number) for number in done.stdout.split())
    count, sent = server.say("count")
    return Side(seconds, processor, peak, count - before[0], (sent - before[1]) / 1e6)


def names() -> list[str]:
    """Return the CBS tables that the emulator serves from the snapshot."""
    code = (
        f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(TESTS)!r}]\n"
        "import json; from emulator import Emulator; from publisher_fixture import serve\n"
        "from shortage import catalog\n"
        "from shortage.store import Store\n"
        "found = serve(Emulator(), Store())\n"
        "print(json.dumps([one for one in found if catalog.table(one).source == 'cbs']))"
    )
    return json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def measure(latency: float, bps: float, rows: int, copies: int, packs: bool = True) -> list[tuple[str, str, str, str]]:
    """Return the rows of the table: what, the plain loop, the loader, and how they compare."""
    served = names()
    sets: list[tuple[str, dict[str, object]]] = [(f"Whole catalogue ({len(served)} CBS tables)", {"names": served})]
    if copies:
        sets.append((f"{copies} tables like 80472ned", {"copies": copies}))
    large: dict[str, object] = {"is_big": True}
    found: list[tuple[str, str, str, str]] = []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(rows, copies, packs)
        try:
            # Once without a slow line: the emulator makes its answers, and both sides then wait for the line only.
            for place, values in enumerate([*(one for _, one in sets), large]):
                side(server, PLAIN, f"{folder}/warm{place}", values)
                side(server, OURS, f"{folder}/warm-ours{place}", values)
                side(server, OURS, f"{folder}/warm-newer{place}", values, "v4")
            server.say(f"speed {latency} {bps}")
            for place, (what, values) in enumerate(sets):
                plain = side(server, PLAIN, f"{folder}/plain{place}", values)
                ours = side(server, OURS, f"{folder}/ours{place}", values)
                again = side(server, OURS, f"{folder}/ours{place}", {**values, "outcome": "unchanged"})
                newer = side(server, OURS, f"{folder}/newer{place}", values, "v4")
                found += _rows(f"{what}, cold", plain, ours, newer)
                found.append(_row("— unchanged, seconds", plain.seconds, again.seconds))
                found.append(_row("— unchanged, requests", plain.requests, again.requests))
            plain = side(server, PLAIN, f"{folder}/big-plain", large)
            ours = side(server, OURS, f"{folder}/big-ours", large)
            newer = side(server, OURS, f"{folder}/big-newer", large, "v4")
            again = side(server, OURS, f"{folder}/big-newer", {**large, "force": True}, "v4")
            found += _rows(f"One table of {rows:,} rows × 8 figures", plain, ours, newer)
            found.append(_row("— peak memory, MB", plain.peak, ours.peak))
            found.append(_row("— — over the newer service", plain.peak, newer.peak))
            found.append(_row("— — — beside the release that is there", plain.peak, again.peak))
        finally:
            server.close()
    return found


def _rows(what: str, plain: Side, ours: Side, newer: Side) -> list[tuple[str, str, str, str]]:
    """Return what does not depend on what else the machine has to do beside what does, for both services of CBS."""
    return [
        _row(f"{what}, seconds", plain.seconds, ours.seconds),
        _row("— — over the newer service", plain.seconds, newer.seconds),
        _row("— processor, seconds", plain.processor, ours.processor),
        _row("— — over the newer service", plain.processor, newer.processor),
        _row("— requests", plain.requests, ours.requests),
        _row("— — over the newer service", plain.requests, newer.requests),
        _row("— megabytes sent", plain.megabytes, ours.megabytes),
        _row("— — over the newer service", plain.megabytes, newer.megabytes),
    ]


def _row(what: str, plain: float, ours: float) -> tuple[str, str, str, str]:
    is_count = isinstance(plain, int)

    def shown(value: float) -> str:
        return f"{value:.0f}" if is_count or value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"

    return what, shown(plain), shown(ours), f"{plain / ours:.1f} ×"


def run() -> list[tuple[str, str, str, str]]:
    """Measure with the usual line and sizes."""
    return measure(0.5, 2_000_000, 500_000, 25)


def markdown(rows: list[tuple[str, str, str, str]]) -> str:
    """Return the rows as a Markdown table."""
    lines = ["| | Plain loop | Loader | Plain ÷ loader |", "|---|--:|--:|--:|"]
    return "\n".join([*lines, *(f"| {' | '.join(one)} |" for one in rows)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--latency", type=float, default=0.5)
    parser.add_argument("--bps", type=float, default=2_000_000)
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--copies", type=int, default=25)
    parser.add_argument("--unpacked", action="store_true")
    args = parser.parse_args()
    begin = time.perf_counter()
    print(markdown(measure(args.latency, args.bps, args.rows, args.copies, not args.unpacked)))
    print(f"\nMeasured in {time.perf_counter() - begin:.0f} s.")


if __name__ == "__main__":
    main()
