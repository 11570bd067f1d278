"""New files for what is added: a table, an indicator, a claim, a figure or a paper, each whole enough to run.

The files are filled from ``shortage/templates``; what stands there already is never overwritten, and either all files
of one thing are written or none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

from shortage import catalog, claims, indicators, paper_folders
from shortage.choice import check_code
from shortage.figures import figures
from shortage.figures.judged import figure_id
from shortage.store import Store
from shortage.text import Problem

PACKAGE = Path(__file__).parent
TEMPLATES = PACKAGE / "templates"
KINDS = ("table", "indicator", "claim", "figure", "paper")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*")
_CLAIM = re.compile(r"([a-z][a-z0-9]*)/([A-Z][0-9]{1,2})")


def new(kind: str, name: str, *, source: str = "", package: Path = PACKAGE) -> list[Path]:
    """Write the files of something new and return where they stand.

    Args:
        kind: one of ``KINDS``.
        name: its name; of a claim ``paper/id``, where an id is a capital and a number.
        source: what it is made from: the publisher's id of a table, the table of an indicator, the indicator of a claim
            or a figure. A paper needs none.
        package: folder of the program.

    Raises:
        Problem: an unknown kind or source, a name that cannot be one, or one that exists.
    """
    check_code("new", kind, KINDS)
    pattern = _CLAIM if kind == "claim" else _NAME
    if not pattern.fullmatch(name):
        example = f"{next(iter(paper_folders.papers()))}/X1" if kind == "claim" else "sickness-absence"
        raise Problem("new_name", name=name, example=example)
    files = {"table": _table, "indicator": _indicator, "claim": _claim, "figure": _figure, "paper": _paper}[kind](
        name, source
    )
    written = {package / path: body for path, body in files.items()}
    for path in written:
        if path.exists():
            raise Problem("new_exists", path=path.relative_to(package.parent).as_posix())
    for path, body in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, "utf-8")
    return list(written)


def _filled(template: str, values: Mapping[str, str]) -> str:
    return Template((TEMPLATES / template).read_text("utf-8")).substitute(values)


def _table(name: str, source: str) -> dict[str, str]:
    values = {
        "name": name,
        "id": source or "00000NED",
        "source": "cbs",
        "publisher": "CBS",
        "measure": name.replace("-", "_"),
        "key": "",
    }
    body = _filled("table.toml", values)
    # A key that was not seen is not invented: the publisher's own words find it.
    body = body.replace('key = ""\n', f'label = "{name}"                # the publisher\'s own words\n')
    return {f"catalog/tables/{name.replace('-', '_')}.toml": body}


def _indicator(name: str, source: str) -> dict[str, str]:
    table = catalog.table(source)
    measure = table.measures[0]
    dimension = next(iter(table.dimensions), "")
    if not dimension:
        raise Problem("new_source", name=source)
    member = next(iter(table.dimensions[dimension].members))
    values = {
        "name": name,
        "function": name.replace("-", "_"),
        "unit": measure.unit,
        "table": table.name,
        "measure": measure.name,
        "dimension": dimension,
        "member": member,
        "grain": table.frequency,
        "publisher": table.publisher,
        "title_nl": measure.title.nl,
        "title_en": measure.title.en,
    }
    stem = f"indicators/{values['function']}"
    return {f"{stem}.py": _filled("indicator.py.txt", values), f"{stem}.toml": _filled("indicator.toml", values)}


def _line(source: str) -> dict[str, str]:
    """Return what a claim or a figure says of its indicator; its line is the longest one that the store has."""
    source_indicator = indicators.definition(source)
    counts = indicators.compute(source, Store()).frame["series_id"].value_counts()
    return {
        "indicator": source_indicator.id,
        "series": str(counts.index[0]),
        "title_nl": source_indicator.title.nl,
        "title_en": source_indicator.title.en,
        "theme": next(iter(claims.themes())),
    }


def _claim(name: str, source: str) -> dict[str, str]:
    paper, id = name.split("/")
    folder = paper_folders.paper(paper)
    if name in claims.claims():
        raise Problem("new_exists", path=name)
    slug = f"{source}-{id.lower()}"
    values = {
        **_line(source),
        "slug": slug,
        "figure": f"{paper}-{slug}",
        "theme": folder.themes[0],
        "section": next(iter(folder.sections), "1"),
        # What is a mean of four quarters already is not averaged again.
        "window": "1" if indicators.definition(source).look_back == 1 else "4",
    }
    return {f"papers/{paper}/{id}/claim.toml": _filled("claim.toml", values)}


def _figure(name: str, source: str) -> dict[str, str]:
    if name in figures() or any(name == figure_id(claim) for claim in claims.claims().values()):
        raise Problem("new_exists", path=name)
    stem = name.replace("-", "_")
    values = {**_line(source), "name": name, "function": stem}
    return {
        f"figures/defs/{stem}.py": _filled("figure.py.txt", values),
        f"figures/defs/{stem}.toml": _filled("figure.toml", values),
    }


def _paper(name: str, source: str) -> dict[str, str]:
    today = dt.date.today()
    values = {
        "name": name,
        "order": str(1 + max(paper.order for paper in claims.papers().values())),
        "date": today.isoformat(),
        "reaches": str(today.year - 3),
        "theme": next(iter(claims.themes())),
        "title_nl": name,
        "title_en": name,
    }
    return {f"papers/{name}/paper.toml": _filled("paper.toml", values)}
