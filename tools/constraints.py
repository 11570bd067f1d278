"""Renew ``constraints.txt``: every dependency and what it pulls in, at the versions that a fresh install takes today.

python tools/constraints.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Every package that the product, its tests and its checks install, with all they pull in.
# Written by tools/constraints.py; renew it with: python tools/constraints.py
"""


def main() -> None:
    """Install everything into a throw-away environment and write down what came."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        subprocess.run([python, "-m", "pip", "install", "-q", "-e", f"{ROOT}[test,dev,s3]"], check=True)
        listed = subprocess.run(
            [python, "-m", "pip", "freeze", "--exclude-editable"], check=True, capture_output=True, text=True
        ).stdout
    pins = [line for line in listed.splitlines() if "==" in line]
    (ROOT / "constraints.txt").write_text(HEAD + "\n".join(pins) + "\n", "utf-8")


if __name__ == "__main__":
    main()
