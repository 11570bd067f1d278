"""Words: every string in two languages, used, and free of typed numbers."""

import ast
import re
import string
from pathlib import Path

from shortage import catalog, claims, figures, indicators, paper_folders, scenarios
from shortage.text import Period, Text, Words, strings

ROOT = Path(__file__).resolve().parents[2]
CODE = [*ROOT.glob("shortage/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]

# Digits that are part of a name, a classification or a unit, not figures that data could change.
NAMES = re.compile(
    r"SBI[ -]?20\d\d|SBI-?\d\d|ISCED(?:-F)?[ -]?(?:\d{4})?(?:[ ,-]?0?\d)?|BRC ?20\d\d"
    r"|NACE Rev\. ?2(?:\.1)?|EU-?2[78](?:_20\d\d)?|x 1[.,]000|1[.,]000|per 100\b|100 [a-zA-Z]|100\+|= ?100|× ?100|100 ×"
    r"|\(1 cijfer HO\)|1 cijfer HO|[Mm]bo-?[1-4](?:-[1-4])?|niveau [1-4]|level [1-4]"
    r"|80\d{3}ned|8\d{4}(?:NED|ENG)|\d{5}ned|[a-z]+_[a-z_]*\d*|CC BY 4\.0|1 ?\+|S[1-9]\b|[TEPM][1-9]\d?\b"
    r"|(?<![\d.,/])\d\d (?:tot|to) \d\d\b(?![.,]\d)(?: jaar)?|(?:dan|under) (?:25|30)\b"
    r"|\b3?1 (?:januari|January|december|December)"
    r"|leerjaar \d(?: en \d)?|− 1\b"
    r"|years? \d(?: and \d)?|WCAG 2\.\d|ISO 8601|UTF-8",
)


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


WORDS = [path for path in sorted(ROOT.glob("shortage/**/*.toml")) if path.with_suffix(".py").exists()]
"""Files of sentences, each beside the code that says them; some files have a form of their own."""
for other in ("choice.toml", "text/glossary.toml", "text/synonyms.toml"):
    WORDS.remove(ROOT / "shortage" / other)
# The year of a law, a policy or a publication, which no table holds and no load can change.
EVENTS = {
    "claim techniek2025/E3 caveat 0": "2015",
    "claim techniek2025/E3 caveat 1": "2023",
    "claim techniek2025/P3 caveat 0": "2024",
}


def texts() -> dict[str, Text]:
    found = {f"string {key}": text for key, text in strings().items()}
    for path in WORDS:
        found.update({f"{path.relative_to(ROOT)} {key}": text for key, text in Words(path).items()})
    for id, one in indicators.registry().items():
        found[f"indicator {id} title"] = one.title
        found[f"indicator {id} definition"] = one.definition
    for id, figure in figures.figures().items():
        found[f"figure {id} title"] = figure.title
        for name, given in figure.choices.items():
            if not callable(given):
                found.update({f"figure {id} choice {name} {code}": text for code, text in given.items()})
    for id, claim in claims.claims().items():
        found[f"claim {id} statement"] = claim.statement
        found[f"claim {id} rule"] = claim.rule_text
        found.update({f"claim {id} {key}": text for key, text in claim.found.items()})
        found.update({f"claim {id} caveat {place}": text for place, text in enumerate(claim.caveats)})
        found.update({f"claim {id} other {place}": one.text for place, one in enumerate(claim.alternatives)})
        found.update({f"claim {id} parameter {name}": one.text for name, one in claim.parameters.items()})
        more = {"settles": claim.settles, "differs": claim.differs}
        found.update({f"claim {id} {name}": text for name, text in more.items() if text is not None})
    for paper in claims.papers():
        for place, said in enumerate(paper_folders.statements(paper)):
            found[f"statement {paper} {place}"] = said.text
            if said.reason is not None:
                found[f"statement {paper} {place} reason"] = said.reason
    for id, proposal in scenarios.scenarios().items():
        for name in ("title", "paraphrase", "formula_text", "sentence"):
            found[f"scenario {id} {name}"] = getattr(proposal, name)
        found.update({f"scenario {id} caveat {place}": text for place, text in enumerate(proposal.caveats)})
        for one in proposal.inputs:
            found[f"scenario {id} input {one.name}"] = one.text
            found[f"scenario {id} source of {one.name}"] = one.source
        found.update({f"scenario {id} result {one.name}": one.text for one in proposal.results})
    return found


def typed(text: str) -> str:
    """Return what is left of a text without its {places} and without names that hold digits."""
    return NAMES.sub("", re.sub(r"\{[^}]*\}", "", text))


def test_both_languages_take_the_same_numbers():
    faults = [
        where
        for where, text in texts().items()
        if names(text.nl) != names(text.en) or not (text.nl.strip() and text.en.strip())
    ]
    assert not faults, "\n".join(faults)


def test_no_number_is_typed_into_a_text():
    """Statements, rules, caveats, other choices, titles, definitions, proposals: their numbers come from the data."""
    faults = []
    for where, text in texts().items():
        # A choice of the reader is a code with its words: a first year is both.
        if where.startswith(("string problem", "string unit", "string cli")) or " choice " in where:
            continue
        for lang in ("nl", "en"):
            if re.search(r"\d", typed(text[lang]).replace(EVENTS.get(where, "\0"), "")):
                faults.append(f"{where} [{lang}]: {text[lang]}")
    assert not faults, "\n".join(faults)


def test_no_number_is_typed_into_a_text_in_code():
    """The sentences that rules, figures and indicators put together: every digit stands in a {place}."""
    faults = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in ("Text", "say"):
                continue
            parts = [*node.args, *(one.value for one in node.keywords if one.arg in ("nl", "en"))]
            for leaf in (leaf for part in parts for leaf in ast.walk(part)):
                # A first year that a reader may choose is a code with the same words.
                is_text = isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
                if is_text and not re.fullmatch(r"\d{4}", leaf.value) and re.search(r"\d", typed(leaf.value)):
                    faults.append(f"{path.relative_to(ROOT)}:{leaf.lineno}: {leaf.value}")
    assert not faults, "\n".join(faults)


def test_apostrophes_are_of_one_kind():
    """mbo’ers, 2024/’25, the publisher’s: never the straight stroke of a typewriter, also not in a period's words."""
    faults = [where for where, text in texts().items() for lang in ("nl", "en") if "'" in text[lang]]
    assert faults == []
    assert "'" not in Period.parse("2024SJ00").label("nl")


def test_the_year_of_an_event_is_still_in_its_text():
    for where, year in EVENTS.items():
        assert all(year in texts()[where][lang] for lang in ("nl", "en"))


def test_every_string_that_code_asks_for_exists():
    known = strings()
    faults = []
    for path in CODE:
        for key in re.findall(r"""\bt\(\s*["']([a-z_]+\.[a-z0-9_]+)["']""", path.read_text("utf-8")):
            if key not in known:
                faults.append(f"{path.name}: {key}")
        for key in re.findall(r"""\bProblem\(\s*["']([a-z0-9_]+)["']""", path.read_text("utf-8")):
            if f"problem.{key}" not in known:
                faults.append(f"{path.name}: problem.{key}")
    assert not faults, "\n".join(faults)


def test_every_number_goes_through_the_one_formatter():
    """No format spec for a float, and no round() into text, outside the formatter."""
    allowed = {"numbers.py"}
    faults = []
    for path in CODE:
        if path.name in allowed:
            continue
        for place, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if re.search(r"\{[^{}\"']*:[,+]?\.?\d*[fg%]\}", line) and "# not shown" not in line:
                faults.append(f"{path.relative_to(ROOT)}:{place}: {line.strip()}")
    assert not faults, "\n".join(faults)


def test_every_unit_has_words():
    known = strings()
    used = {one.unit for one in indicators.registry().values()}
    used |= {measure.unit for table in catalog.tables().values() for measure in table.measures}
    assert not [unit for unit in used if f"unit.{unit}" not in known]


EMPTY = {"one", "found", "made", "place", "kept", "given", "told", "known"}
"""Words that may mean anything: what they stand for has a name."""
NAMED = {"found": "claims/contract.py", "given": "figures/defs/proposals.py"}
"""Keys that papers and addresses already have, and the module that declares each."""


def bound(source: str) -> set[tuple[str, int]]:
    """Return the names that a module binds, with their lines: variables, parameters, functions, classes."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add((node.id, node.lineno))
        elif isinstance(node, ast.arg):
            names.add((node.arg, node.lineno))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add((node.name, node.lineno))
    return names


def test_names_say_what_a_thing_is():
    assert bound("def told(found): return [one for one in (made := found)]") == {
        ("told", 1), ("found", 1), ("one", 1), ("made", 1)
    }  # fmt: skip
    faults = []
    for path in CODE:
        module = path.relative_to(ROOT).as_posix().removeprefix("shortage/")
        for name, line in bound(path.read_text("utf-8")):
            if name.strip("_").lower() in EMPTY and NAMED.get(name) != module:
                faults.append(f"{path.relative_to(ROOT)}:{line}: {name}")
    assert not faults, "\n".join(sorted(faults))
