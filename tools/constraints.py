"""Renew the locks: every dependency and what it pulls in, by version and by the checksums of its files.

    python tools/constraints.py              # what pyproject.toml asks for now, at the versions that are locked already
    python tools/constraints.py --upgrade    # the same at the newest versions that fit
    python tools/constraints.py --check      # whether the locks hold what pyproject.toml asks for; nothing is written

``locks/all.lock`` is what tests and checks install, ``locks/product.lock`` what a server needs (with object storage and
Brotli), ``locks/build.lock`` what builds the wheel: ``pip install --require-hashes -r`` takes nothing else.
``constraints.txt`` has the versions of ``locks/all.lock`` without checksums, for whoever installs by name.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "locks"
CONSTRAINTS = ROOT / "constraints.txt"
HEAD = """# Every package that the product, its tests and its checks install, with all they pull in.
# Written by tools/constraints.py; renew it with: python tools/constraints.py
"""
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)( ; [^\\\n]+?)?(?: \\)?$", re.M)


def pins(text: str) -> dict[str, str]:
    """Return ``{package: version}`` of a lock or of constraints."""
    return {name.lower(): version for name, version, _ in _PIN.findall(text)}


def lock(source: Path, extras: list[str], known: Path | None) -> str:
    """Return a lock of a ``pyproject.toml`` or a list of requirements, for every platform.

    Args:
        source: what is locked.
        extras: extras of it; ``["*"]`` for all.
        known: constraints whose versions are kept; without them the newest that fit.
    """
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "lock"
        command = [sys.executable, "-m", "uv", "pip", "compile", str(source), "--universal", "--generate-hashes"]
        command += ["--no-annotate", "--no-header", "--quiet", "--output-file", str(out)]
        command += ["--all-extras"] if extras == ["*"] else [part for one in extras for part in ("--extra", one)]
        if known is not None:
            command += ["--constraints", str(known)]
        subprocess.run(command, check=True, cwd=ROOT)
        return HEAD + out.read_text("utf-8")


def missing() -> list[str]:
    """Return what is asked for by name and stands in no lock, and versions that differ between the files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    asked += [one for extra in project["project"]["optional-dependencies"].values() for one in extra]
    locked = pins((LOCKS / "all.lock").read_text("utf-8"))
    names = {re.split(r"[\[<>=~! ;]", one)[0].lower().replace("_", "-") for one in asked}
    found = [f"{name} is in no lock" for name in sorted(names - set(locked))]
    for path in (CONSTRAINTS, LOCKS / "product.lock", LOCKS / "build.lock"):
        own = pins(path.read_text("utf-8"))
        found += [f"{path.name}: {name} {version}" for name, version in own.items() if locked.get(name) != version]
    return found


def main() -> int:
    """Write the locks, or look at them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upgrade", action="store_true")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()
    if args.check:
        found = missing()
        print("\n".join(found) or "the locks hold what pyproject.toml asks for")
        return 1 if found else 0
    LOCKS.mkdir(exist_ok=True)
    whole = lock(ROOT / "pyproject.toml", ["*"], None if args.upgrade else CONSTRAINTS)
    (LOCKS / "all.lock").write_text(whole, "utf-8")
    CONSTRAINTS.write_text(HEAD + "".join(f"{n}=={v}{m}\n" for n, v, m in _PIN.findall(whole)), "utf-8")
    (LOCKS / "product.lock").write_text(lock(ROOT / "pyproject.toml", ["s3", "brotli"], CONSTRAINTS), "utf-8")
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build.in"
        asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["build-system"]["requires"]
        build.write_text("\n".join(asked) + "\n", "utf-8")
        (LOCKS / "build.lock").write_text(lock(build, [], CONSTRAINTS), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
