"""Renew ``constraints.txt``: every dependency and what it pulls in, at the versions that a fresh install takes today.

    python tools/constraints.py [--out FILE]

Another file than ``constraints.txt`` shows what a renewal would bring before it is made.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXTRAS = "test,dev,s3,brotli,supply,bench"
HEAD = """# Every package that the product, its tests and its checks install, with all they pull in.
# Written by tools/constraints.py; renew it with: python tools/constraints.py
"""


def main() -> None:
    """Install everything into a throw-away environment and write down what came."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "constraints.txt")
    out = parser.parse_args().out
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        subprocess.run([python, "-m", "pip", "install", "-q", "-e", f"{ROOT}[{EXTRAS}]"], check=True)
        listed = subprocess.run(
            [python, "-m", "pip", "freeze", "--exclude-editable"], check=True, capture_output=True, text=True
        ).stdout
    pins = [line for line in listed.splitlines() if "==" in line]
    out.write_text(HEAD + "\n".join(pins) + "\n", "utf-8")


if __name__ == "__main__":
    main()
