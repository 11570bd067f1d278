"""Words: every string in two languages, used, and free of typed numbers."""

import re
import string
from pathlib import Path

import pytest

from shortage import catalog, claims, figures, indicators
from shortage.text import Text, strings

pytestmark = pytest.mark.fast

ROOT = Path(__file__).resolve().parents[2]
CODE = [*ROOT.glob("shortage/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "app.py"]

# Digits that are part of a name, a classification or a unit, not figures that data could change.
NAMES = re.compile(
    r"SBI[ -]?20\d\d|SBI-?\d\d|ISCED(?:-F)?[ -]?(?:\d{4})?(?:[ ,-]?0?\d)?|BRC ?20\d\d"
    r"|NACE Rev\. ?2(?:\.1)?|EU-?2[78](?:_20\d\d)?|x 1[.,]000|1[.,]000|per 100\b|100 [a-zA-Z]|100\+|= ?100|× ?100|100 ×"
    r"|\(1 cijfer HO\)|1 cijfer HO|mbo-?[1-4](?:-[1-4])?|niveau [1-4]|level [1-4]"
    r"|80\d{3}ned|8\d{4}(?:NED|ENG)|\d{5}ned|[a-z]+_[a-z_]*\d*|CC BY 4\.0|1 ?\+|S[1-5]\b|[TEPM][1-7]\b"
    r"|WCAG 2\.\d|ISO 8601|UTF-8|[A-U]? ?\d\d(?:[-–]\d\d)?\b(?= ?(?:en|and|,|\)|$))",
)


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def texts() -> dict[str, Text]:
    found = {f"string {key}": text for key, text in strings().items()}
    for id, one in indicators.registry().items():
        found[f"indicator {id} title"] = one.title
    for id, one in figures.figures().items():
        found[f"figure {id} title"] = one.title
    for id, one in claims.claims().items():
        found[f"claim {id} statement"] = one.statement
        found[f"claim {id} rule"] = one.rule_text
        for place, caveat in enumerate(one.caveats):
            found[f"claim {id} caveat {place}"] = caveat
    return found


@pytest.mark.parametrize("where", texts())
def test_both_languages_take_the_same_numbers(where):
    text = texts()[where]
    assert names(text.nl) == names(text.en)
    assert text.nl.strip() and text.en.strip()


def test_no_number_is_typed_into_a_statement_a_title_or_a_string():
    faults = []
    for where, text in texts().items():
        if where.startswith(("string problem", "string unit", "string cli")) or "caveat" in where:
            continue
        for lang in ("nl", "en"):
            plain = NAMES.sub("", re.sub(r"\{[^}]*\}", "", text[lang]))
            if re.search(r"\d", plain):
                faults.append(f"{where} [{lang}]: {text[lang]}")
    assert not faults, "\n".join(faults)


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
