"""What a release is made of, and whether any of it is known to be unsafe.

    python tools/supply.py bom --out sbom.json     # a software bill of materials (CycloneDX, JSON)
    python tools/supply.py audit                   # known weaknesses of the pinned packages

The bill lists what this environment holds: make it in the one that the release was tested in. The audit asks a public
list of weaknesses. Where that list cannot be reached it says so and ends well: a closed network is not a weakness.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 180


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
    """Look up the pinned packages; returns the exit code, 0 also where nobody could be asked."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(ROOT / "constraints.txt"), "--no-deps", "--disable-pip",
        "--progress-spinner", "off", "--format", "json",
    ]  # fmt: skip
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
        listed = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        print(f"audit skipped: no answer within {SECONDS} s")
        return 0
    except (ValueError, KeyError):
        print("audit skipped: the list of weaknesses cannot be reached")
        return 0
    # A package that the list does not answer for was not audited, and must not be counted as sound.
    asked = [one for one in listed if "skip_reason" not in one]
    if not asked:
        print(f"audit skipped: the list of weaknesses answers for none of {len(listed)} packages")
        return 0
    weak = [one for one in asked if one["vulns"]]
    for one in weak:
        known = ", ".join(found["id"] for found in one["vulns"])
        mended = sorted({version for found in one["vulns"] for version in found["fix_versions"]})
        print(f"{one['name']} {one['version']}: {known}; mended in {', '.join(mended) or 'no version yet'}")
    print(f"audited {len(asked)} of {len(listed)} packages, {len(weak)} with known weaknesses")
    return 1 if weak else 0


def main() -> int:
    """Run a command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("bom").add_argument("--out", type=Path, default=Path("sbom.json"))
    commands.add_parser("audit")
    args = parser.parse_args()
    return bom(args.out) if args.command == "bom" else audit()


if __name__ == "__main__":
    raise SystemExit(main())
