"""Run the notebook for analysts and put what its cells give into it: ``python tools/notebook.py``.

No Jupyter is needed: a cell's output is what it prints and the value of its last line, as text.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explore.ipynb"


def run(cells: list[dict[str, Any]]) -> list[list[str]]:
    """Return per cell of code the lines that it gives, each cell run after the one before."""
    os.environ.pop("SHORTAGE_STORE", None)  # the figures that come with the program, for everyone the same
    space: dict[str, Any] = {"__name__": "__main__"}
    return [_run("".join(cell["source"]), space) for cell in cells if cell["cell_type"] == "code"]


def _run(source: str, space: dict[str, Any]) -> list[str]:
    *body, last = ast.parse(source).body
    sink = io.StringIO()
    with contextlib.redirect_stdout(sink):
        exec(compile(ast.Module(body, []), PAGE.name, "exec"), space)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), PAGE.name, "eval"), space)
            if value is not None:
                print(value)
        else:
            exec(compile(ast.Module([last], []), PAGE.name, "exec"), space)
    return sink.getvalue().splitlines(keepends=True)


def outputs(lines: list[str]) -> list[dict[str, Any]]:
    """Return lines as the outputs of a cell."""
    return [{"name": "stdout", "output_type": "stream", "text": lines}] if lines else []


def main() -> None:
    """Run the page and write what its cells give."""
    page = json.loads(PAGE.read_text("utf-8"))
    cells = [cell for cell in page["cells"] if cell["cell_type"] == "code"]
    for number, (cell, lines) in enumerate(zip(cells, run(page["cells"]), strict=True), 1):
        cell |= {"execution_count": number, "outputs": outputs(lines)}
    PAGE.write_text(json.dumps(page, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
