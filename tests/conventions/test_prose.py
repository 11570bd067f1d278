"""Words leave Python: what a reader sees stands in files of words, in both languages, never in code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted([*ROOT.glob("shortage/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"])

MAKERS = {
    "shortage/figures/guards.py": "the check that proves a title, where a figure has one period",
    "shortage/indicators/course.py": "the check that proves a title, as a fault of a figure prints it",
    "shortage/web/metrics.py": "help lines of the counters, for whoever runs the server",
}
"""Modules that speak to makers and operators only, in English like the code, each with its reason."""

FOR_MACHINES = {
    ("shortage/claims/recheck.py", "-- The rule as it stands, without the changed "),
    ("shortage/descriptor.py", "Labour shortage in the Netherlands: official figures with their provenance"),
    ("shortage/questions/rows.py", "(label not kept)"),
    ("shortage/scaffold.py", "the publisher's own words"),
    ("shortage/store/source.py", "release of that day"),
    ("shortage/web/limits.py", "no more connections can be taken: too many files are open"),
    ("shortage/web/routes.py", "Preferred-Languages: nl, en"),
}
"""Title of the data package, comments in written files, a mark in data, a code in JSON, a log line, a file line."""

COMMON = re.compile(
    r"\b(?:an?|and|are|as|at|be|by|for|from|has|have|in|into|is|it|its|no|not|of|on|or|per|than|that|the|their|there"
    r"|these|this|to|under|was|were|which|with"
    r"|aan|als|bij|dan|dat|de|deze|die|dit|door|een|en|er|geen|heeft|het|hun|met|na|naar|niet|nog|om|onder|op|over|te|tot"
    r"|uit|van|voor|waren|wordt|ze|zijn|zonder)\b"
)
"""Words that a sentence cannot do without, in Dutch and in English; names, codes and keys have none of them."""


def is_prose(text: str) -> bool:
    """Tell whether a string is a (piece of a) sentence: three words or more, one of them common."""
    words = [part.strip(".,:;!?()“”\"'").lower() for part in re.sub(r"<[^>]*>?", " ", text).split()]
    words = [word for word in words if re.fullmatch(r"[a-zà-ÿ]+(?:['’-][a-zà-ÿ]+)*", word)]
    return len(words) >= 3 and any(COMMON.fullmatch(word) for word in words)


def for_makers(tree: ast.AST) -> Iterator[ast.AST]:
    """Give the parts of a module that no reader sees: docstrings, exceptions, logs, patterns, help, checks.

    Help of the command line is English by convention. A string that is compared is somebody else's.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        is_help = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith("_HELP")
        if is_help or isinstance(node, ast.Raise | ast.Assert | ast.Compare):
            yield node
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called == "re.compile" or called.split(".")[0] in ("LOG", "_LOG", "warnings"):
                yield node
            elif called == "Guarded":  # The check that proves a title is evidence for whoever reads a fault.
                yield from node.args[2:]
            yield from (one.value for one in node.keywords if one.arg in ("help", "check"))


def in_both_languages(node: ast.AST) -> Iterator[ast.Constant]:
    """Give what is written out as a text in two languages: also a label of one word belongs to the files of words."""
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "Text":
        for value in (one.value for one in node.keywords):
            pieces = value.values if isinstance(value, ast.JoinedStr) else [value]
            yield from (one for one in pieces if isinstance(one, ast.Constant) and re.search(r"[^\W\d_]{4}", one.value))


def prose(source: str) -> Iterator[tuple[int, str]]:
    """Give line and text of each sentence that stands in code."""
    tree = ast.parse(source)
    skipped = {id(leaf) for part in for_makers(tree) for leaf in ast.walk(part)}
    labels = set()
    for leaf in (leaf for node in ast.walk(tree) for leaf in in_both_languages(node)):
        labels.add(id(leaf))
        yield leaf.lineno, leaf.value
    for node in ast.walk(tree):
        is_string = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_string and id(node) not in skipped | labels and is_prose(node.value):
            yield node.lineno, node.value


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ('x = Text(nl="De krapte daalt.", en="Tightness is falling.")', 2),
        ('x = Text(nl=f"{year}: Polen", en=f"{year}: Poland")', 2),
        ('x = f"{a} van de {b} landen haalt het"', 1),
        ('x = "<p>not found in the data</p>"', 1),
        ('"""What this is for."""\nraise ValueError("a column is not there")\nLOG.info("a page is there")', 0),
        ('x = ["open-vacancies-by-size", "shortage load TABLE", "mbo_students_by_track", "In de techniek"]', 1),
    ],
)
def test_a_sentence_in_code_is_recognised(source, count):
    assert len(list(prose(source))) == count


def test_no_sentence_for_a_reader_stands_in_code():
    faults, unused = [], set(FOR_MACHINES)
    for path in CODE:
        name = path.relative_to(ROOT).as_posix()
        if name in MAKERS:
            continue
        hits = list(prose(path.read_text("utf-8")))
        told = {(module, text) for module, text in FOR_MACHINES if module == name}
        unused -= {(module, text) for module, text in told if any(text in hit for _, hit in hits)}
        hits = [(line, hit) for line, hit in hits if not any(text in hit for _, text in told)]
        faults += [f"{name}:{line}: {text}" for line, text in hits]
    assert not faults, "put these into the TOML file beside the code:\n" + "\n".join(faults)
    assert not unused, f"gone from the code, so take out of FOR_MACHINES: {sorted(unused)}"
