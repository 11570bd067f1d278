"""Say in Markdown what a load did: releases, changed figures, changed verdicts.

    python tools/load_report.py BEFORE AFTER [--lang en]

BEFORE and AFTER are stores: a copy from before the load, and the loaded one.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from shortage import catalog, claims, diff
from shortage.store import Store
from shortage.text import Lang, Problem, number, t


def releases(before: Store, after: Store, lang: Lang) -> list[str]:
    """Return one line per table with another release: how many cells changed, by kind."""
    lines = []
    for name in after.entries():
        if name not in catalog.tables() or not after.has(name):
            continue
        new = after.entry(name)
        old = before.entry(name) if before.has(name) else None
        if old is not None and old.sha256 == new.sha256:
            continue
        counts = ""
        if old is not None:
            try:
                found = diff.summary(diff.changes(after, name, old.release, new.release))
                counts = ", ".join(
                    f"{t(f'load.kind_{kind}', lang)} {number(n, lang)}" for kind, n in found.items() if n
                )
            except Problem as problem:
                counts = problem.text(lang)
        lines.append(f"| {new.table} | {old.release if old else '–'} | {new.release} | {counts or '–'} |")
    return lines


def verdicts(before: Store, after: Store, lang: Lang) -> list[str]:
    """Return one line per claim whose verdict or sentence is another."""
    lines = []
    for id, claim in claims.claims().items():
        old, new = claims.judge(claim, before), claims.judge(claim, after)
        if old.value != new.value or old.sentence(lang) != new.sentence(lang):
            mark = "**" if old.value != new.value else ""
            lines.append(f"| {id} | {old.label(lang)} | {mark}{new.label(lang)}{mark} | {new.sentence(lang)} |")
    return lines


def report(before: Store, after: Store, lang: Lang = "nl") -> str:
    """Return the whole report."""
    parts = []
    for what, lines in (("releases", releases(before, after, lang)), ("verdicts", verdicts(before, after, lang))):
        table = [t(f"load.report_head_{what}", lang), "|---|---|---|---|", *lines]
        parts += [f"## {t(f'load.report_{what}', lang)}", "", *(table if lines else [t("load.report_none", lang)]), ""]
    failed = [one for one in after.last_load().get("tables", []) if one.get("problem")]
    if failed:
        parts += [f"## {t('load.report_failed', lang)}", "", *(f"- {one['problem'][lang]}" for one in failed)]
    return "\n".join(parts)


def main() -> None:
    """Read the arguments and print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--lang", choices=["nl", "en"], default="nl")
    args = parser.parse_args()
    print(report(Store(args.before), Store(args.after), args.lang))


if __name__ == "__main__":
    main()
