"""Make the generated pages of ``docs/`` from what the program itself reads.

    python tools/docs.py            # write
    python tools/docs.py --check    # say what is not up to date, exit 1 if anything

``data-dictionary.md`` comes from the catalogue, ``methods.md`` from indicators, claims and scenarios, ``statements.md``
from what papers say, ``glossary.md`` from the glossary, ``architecture.svg`` from the code's own imports.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Callable
from html import escape
from pathlib import Path

from shortage import catalog, claims, indicators, paper_folders, scenarios
from shortage.text import glossary, t

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MADE = "<!-- Made by tools/docs.py; edit the source it names, not this file. -->\n"

FLOORS = [
    ("doors", ("web", "cli"), "app.py, pages/, web/, cli/"),
    ("pages, plain HTML", ("page", "site"), "what each page says; static edition"),
    ("render", ("render",), "screen, paper, office files"),
    ("figures", ("figures",), "what a figure says"),
    ("claims, scenarios", ("claims", "scenarios"), "verdicts and ranges"),
    ("indicators", ("indicators",), "pure functions"),
    ("loader", ("loader", "diff"), "checked, whole or not at all"),
    ("store, sources", ("store", "sources"), "Parquet with provenance; network"),
    ("catalogue", ("catalog",), "tables, codes, units"),
    ("words", ("text",), "nl, en, numbers, periods"),
]


def cell(text: object) -> str:
    """Return text that fits in a cell of a Markdown table."""
    return str(text).replace("|", "\\|").replace("\n", " ").strip()


def data_dictionary() -> str:
    """Return the page on every table: what it holds under our names and under the publisher's."""
    lines = [
        MADE,
        "# Data dictionary",
        "",
        "From `shortage/catalog/tables/`. Dutch and English titles are the publisher's or ours.",
        "",
    ]
    for name, table in sorted(catalog.tables().items(), key=lambda item: (item[1].source, item[1].id)):
        lines += [
            f"## {table.id} · `{name}`",
            "",
            f"{table.title.nl} / {table.title.en}. {table.publisher}, {table.licence}.",
            "",
        ]
        lines += [f"{table.why.en}", ""]
        lines += ["| our measure | publisher's key | unit | title |", "|---|---|---|---|"]
        for one in table.measures:
            unit, key = t(f"unit.{one.unit}", "en"), one.key or "—"
            lines.append(f"| `{one.name}` | `{key}` {cell(one.label)} | {unit} | {cell(one.title.en)} |")
        if table.dimensions:
            lines += ["", "| our dimension | publisher's column | codes |", "|---|---|---|"]
            for label, dimension in table.dimensions.items():
                named = ", ".join(f"`{code}`" for code in list(dimension.members)[:12])
                more = " …" if len(dimension.members) > 12 else ""
                lines.append(f"| `{label}` | `{dimension.key}` | {named}{more} |")
        for one_break in table.breaks:
            lines += ["", f"Break at {one_break.period}: {one_break.text.en}"]
        if table.snapshot:
            lines += ["", f"In the snapshot: {table.snapshot.coverage.en}"]
        lines.append("")
    return "\n".join(lines)


def methods() -> str:
    """Return the page on how every indicator, verdict and scenario is computed."""
    lines = [MADE, "# Methods", "", "From the definitions that the program itself uses.", "", "## Indicators", ""]
    for id, one in indicators.registry().items():
        tables = ", ".join(catalog.table(name).id for name in (*one.inputs, *one.optional))
        lines += [
            f"### `{id}`: {one.title.en}",
            "",
            one.definition.en,
            "",
            f"Unit: {t(f'unit.{one.unit}', 'en')}. Tables: {tables}.",
        ]
        doc = (one.function.__doc__ or "").strip()
        lines += ["", " ".join(doc.split()), ""]
    lines += ["## Claims", ""]
    for claim in claims.claims().values():
        paper = claims.paper(claim.paper)
        stated = f" Stated: {claim.stated.value:g}." if claim.stated else ""  # not shown to readers of figures
        parameters = "; ".join(f"`{name}` = {one.value} ({one.text.en})" for name, one in claim.parameters.items())
        lines += [
            f"### {claim.id}",
            "",
            f"{paper.title.en}, section {claim.section}.{stated} Rule: {claim.rule_text.en}",
            "",
        ]
        lines += [f"Parameters: {parameters or 'none'}.", ""]
        lines += [f"- {caveat.en}" for caveat in claim.caveats]
        lines += [""] if claim.caveats else []
    lines += ["## Scenarios", ""]
    for id, scenario in scenarios.scenarios().items():
        lines += [f"### {id}: {scenario.title.en}", "", scenario.formula_text.en, ""]
        lines += ["| input | default | range | unit | grade | source |", "|---|---|---|---|---|---|"]
        for one in scenario.inputs:
            if one.from_store is not None:
                default, ends = f"from the store: `{one.from_store.indicator}`", ""
            else:
                default, ends = str(one.default), f"{one.low} – {one.high}"
            cells = (one.text.en, default, ends, one.unit, one.grade, one.source.en)
            lines.append("| " + " | ".join(cell(text) for text in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def statements_page() -> str:
    """Return all that each paper states or proposes, and where it is answered."""
    lines = [MADE, "# What each paper says, and where it is answered", ""]
    lines += ["From `statements.toml` in the folder of each paper that has one, in our words.", ""]
    for id, paper in claims.papers().items():
        listed = paper_folders.statements(id)
        if not listed:
            continue
        lines += [f"## {paper.title.en}", "", "| part | uitspraak | statement | answer |", "|---|---|---|---|"]
        for one in listed:
            answer = ", ".join(f"`{id}/{name}`" for name in one.answers)
            if one.reason is not None:
                answer = f"{t(f'page.statement_{one.untested}', 'en')}. {one.reason.en}"
            cells = (paper.sections[one.section].en, one.text.nl, one.text.en, answer)
            lines.append("| " + " | ".join(cell(text) for text in cells) + " |")
        lines.append("")
    return "\n".join(lines)


def glossary_page() -> str:
    """Return the glossary."""
    lines = [MADE, "# Glossary", "", "From `shortage/text/glossary.toml`.", ""]
    lines += ["| Nederlands | English | in figures | betekenis | meaning | source |", "|---|---|---|---|---|---|"]
    for one in glossary.terms():
        cells = (one.nl, one.en, one.abbreviation, one.definition.nl, one.definition.en, one.source)
        lines.append("| " + " | ".join(cell(text) for text in cells) + " |")
    return "\n".join(lines) + "\n"


def architecture() -> str:
    """Return the picture of the floors with the imports between them, as SVG."""
    place = {part: index for index, (_, parts, _) in enumerate(FLOORS) for part in parts}
    edges: Counter[tuple[int, int]] = Counter()
    files = [
        (path, path.relative_to(ROOT / "shortage").parts[0].removesuffix(".py"))
        for path in (ROOT / "shortage").rglob("*.py")
    ]
    files += [(path, "web") for path in [*(ROOT / "pages").glob("*.py"), ROOT / "app.py"]]
    for path, part in files:
        if part not in place:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("shortage"):
                names = (
                    [f"{node.module}.{alias.name}" for alias in node.names]
                    if node.module == "shortage"
                    else [node.module]
                )
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names if alias.name.startswith("shortage.")]
            for target in {name.split(".")[1] for name in names if "." in name}:
                if target in place and place[target] != place[part]:
                    edges[place[part], place[target]] += 1
    height, gap, left, width = 44, 22, 20, 330
    total = len(FLOORS) * (height + gap) + 10
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{total}" viewBox="0 0 760 {total}" '
        'font-family="sans-serif">',
        f'<rect width="760" height="{total}" fill="#ffffff"/>',
    ]
    tops = [10 + index * (height + gap) for index in range(len(FLOORS))]
    for (upper, lower), count in sorted(edges.items()):
        y1, y2 = tops[upper] + height / 2, tops[lower] + height / 2
        colour = "#12436D" if upper < lower else "#F46A25"
        stroke = round(min(6, 0.8 + count / 6), 1)
        start, turn = left + width, left + width + 60 + 42 * abs(lower - upper)
        curve = f"M{start} {y1} C{turn} {y1} {turn} {y2} {start} {y2}"
        out.append(f'<path d="{curve}" fill="none" stroke="{colour}" stroke-opacity="0.55" stroke-width="{stroke}"/>')
    for (name, _, what), top in zip(FLOORS, tops, strict=True):
        x, bold = left + 12, 'font-size="15" font-weight="bold" fill="#1A1A1A"'
        out.append(f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="#F4F6F8" stroke="#12436D"/>')
        out.append(f'<text x="{x}" y="{top + 19}" {bold}>{escape(name)}</text>')
        out.append(f'<text x="{x}" y="{top + 36}" font-size="12" fill="#595959">{escape(what)}</text>')
    out.append("</svg>")
    return "\n".join(out) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "data-dictionary.md": data_dictionary,
    "methods.md": methods,
    "statements.md": statements_page,
    "glossary.md": glossary_page,
    "architecture.svg": architecture,
}


def stale() -> list[str]:
    """Return the generated pages that differ from what the program says now."""
    return [
        name for name, make in PAGES.items() if not (DOCS / name).exists() or (DOCS / name).read_text("utf-8") != make()
    ]


def main() -> None:
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    if parser.parse_args().check:
        old = stale()
        print("\n".join(f"docs/{name} is not up to date" for name in old) or "up to date")
        sys.exit(1 if old else 0)
    for name, make in PAGES.items():
        (DOCS / name).write_text(make(), "utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
