"""What a release is made of, whether any of it is known to be unsafe, and under which licences it comes.

    python tools/supply.py bom --out sbom.json     # a software bill of materials (CycloneDX, JSON)
    python tools/supply.py audit [--unasked-is-well]   # known weaknesses of the locked packages
    python tools/supply.py licences [--out FILE]   # licences of what a server installs; one that we do not accept fails
    python tools/supply.py release --out dist      # all of it, with the wheel, the locks and checksums

The bill lists what this environment holds: make it in the one that the release was tested in. The audit asks a public
list of weaknesses; where that cannot be reached it fails, because silence is no answer. A check on a closed network
says ``--unasked-is-well``; a release cannot.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from constraints import LOCKS, pins

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 180
UNASKED = 3
ACCEPTED = frozenset(
    (
        *(
            "mit",
            "mit license",
            "mit-0",
            "mit-cmu",
            "isc",
            "isc license (iscl)",
            "zlib",
            "0bsd",
            "cc0-1.0",
            "unlicense",
        ),
        *("bsd", "bsd license", "bsd-2-clause", "bsd-3-clause", "3-clause bsd license", "hpnd", "bsl-1.0"),
        *("apache-2.0", "apache license 2.0", "apache software license", "mpl-2.0"),
        "ofl-1.1",
        *("mozilla public license 2.0 (mpl 2.0)", "psf-2.0", "python-2.0", "python software foundation license"),
    )
)
"""Licences under which a package may be part of what we ship: none asks anything of whoever only uses it."""

BUNDLED = ("Source Sans 3", "3.052", "OFL-1.1")
"""The typeface that comes with the program's own files, so that no list of packages names it."""


def bom(out: Path) -> int:
    """Write the bill of materials; returns the exit code."""
    command = [
        sys.executable, "-m", "cyclonedx_py", "environment", sys.executable,
        "--pyproject", str(ROOT / "pyproject.toml"), "--output-format", "JSON",
        "--output-reproducible", "--output-file", str(out),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return done.returncode
    listed = json.loads(out.read_text("utf-8"))
    print(f"{out}: {len(listed['components'])} packages, {listed['bomFormat']} {listed['specVersion']}")
    return 0


def audit() -> int:
    """Look up the locked packages; returns the exit code, :data:`UNASKED` where nobody could be asked."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "constraints.txt"), "--no-deps", "--disable-pip",
        "--progress-spinner", "off", "--format", "json",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
        listed = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        print(f"not audited: no answer within {SECONDS} s")
        return UNASKED
    except (ValueError, KeyError):
        print("not audited: the list of weaknesses cannot be reached")
        return UNASKED
    # A package that the list does not answer for was not audited, and must not be counted as sound.
    asked = [one for one in listed if "skip_reason" not in one]
    if not asked:
        print(f"not audited: the list of weaknesses answers for none of {len(listed)} packages")
        return UNASKED
    weak = [one for one in asked if one["vulns"]]
    for one in weak:
        known = ", ".join(found["id"] for found in one["vulns"])
        mended = sorted({version for found in one["vulns"] for version in found["fix_versions"]})
        print(f"{one['name']} {one['version']}: {known}; mended in {', '.join(mended) or 'no version yet'}")
    print(f"audited {len(asked)} of {len(listed)} packages, {len(weak)} with known weaknesses")
    return 1 if weak else 0


def licence(about: metadata.PackageMetadata) -> str:
    """Return a package's licence as it says it: the expression, the classifiers, or the first line of the text."""
    if about.get("License-Expression"):
        return str(about["License-Expression"])
    classified = [
        one.rsplit(" :: ", 1)[-1] for one in about.get_all("Classifier") or () if one.startswith("License ::")
    ]
    named = [one for one in classified if one != "OSI Approved"]
    return " AND ".join(named) or (str(about.get("License") or "").strip().splitlines() or [""])[0]


def is_accepted(text: str) -> bool:
    """Whether every part of a licence is one that we accept; of alternatives, one of them."""
    alternatives = (re.split(r"\bOR\b", part) for part in re.split(r"\bAND\b|;", text))
    return bool(text) and all(
        any(one.split(" WITH ")[0].strip().lower() in ACCEPTED for one in some) for some in alternatives
    )


def licences(out: Path | None) -> int:
    """List the licences of what a server installs; returns the exit code."""
    rows, refused = [BUNDLED], []
    for name, version in pins((LOCKS / "product.lock").read_text("utf-8")).items():
        try:
            found = licence(metadata.metadata(name))
        except metadata.PackageNotFoundError:
            continue  # for another platform
        rows.append((name, version, found))
        if not is_accepted(found):
            refused.append(f"{name} {version}: {found or 'no licence said'}")
    if out is not None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([("package", "version", "licence"), *rows])
        out.write_text(text.getvalue(), "utf-8")
    print("\n".join(refused) or f"{len(rows)} packages, each under a licence that we accept")
    return 1 if refused else 0


def release(out: Path) -> int:
    """Put together what a release is made of; returns the exit code, and nothing counts where it is not 0."""
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    steps = (
        lambda: subprocess.run(build, cwd=ROOT, check=False).returncode,
        lambda: bom(out / "sbom.json"),
        lambda: licences(out / "licences.csv"),
        audit,
    )
    for step in steps:
        if code := step():
            return code
    for path in LOCKS.glob("*.lock"):
        shutil.copy(path, out)
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in sorted(out.iterdir())]
    (out / "SHA256SUMS").write_text("\n".join(sums) + "\n", "utf-8")
    print(f"{out}: {len(sums)} files")
    return 0


def main() -> int:
    """Run a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("bom").add_argument("--out", type=Path, default=Path("sbom.json"))
    commands.add_parser("audit").add_argument("--unasked-is-well", action="store_true")
    commands.add_parser("licences").add_argument("--out", type=Path)
    commands.add_parser("release").add_argument("--out", type=Path, default=ROOT / "dist")
    args = parser.parse_args()
    if args.command == "audit":
        code = audit()
        return 0 if code == UNASKED and args.unasked_is_well else code
    return {"bom": bom, "licences": licences, "release": release}[args.command](args.out)


if __name__ == "__main__":
    raise SystemExit(main())
