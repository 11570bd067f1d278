"""What figures could prove wrong is not written down as a fact.

"No open table counts this" is true until one does. Each phrase of that kind, in any text that a reader sees, stands in
`falsifiable.toml` with the reason why no load can make it untrue; what is not in that file is computed, said of these
data only, or gone.
"""

import ast
import re
import tomllib
from pathlib import Path

from test_words import texts

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BOLD = {
    "nl": r"geen (?:enkele )?(?:open|openbare|andere|tabel|publicatie|bron)|[dh]e[t]? enige|(?:grootste|kleinste) deel"
    r"|de meesten?|nergens|nooit|altijd|ontbre(?:ek|k)t|ontbreken|bestaat (?:niet|geen)|bestaan (?:niet|geen)|niemand"
    r"|overal|zelden|meestal|niet gevonden",
    "en": r"no (?:open|public|published|table|publication|source)|the only|most of|mostly|nowhere|never|always|missing"
    r"|do(?:es)? not exist|nobody|everywhere|rarely|not found|(?:largest|smallest) part",
}
"""How texts speak of all, of none, of most and of what is not there."""
OF_THE_MOMENT = tuple(f"string {name}" for name in ("accessibility", "cli", "doctor", "load", "problem", "server"))
"""Messages about what the program meets at that moment, and the statement on how it was made."""


def allowed() -> list[str]:
    """Return all phrases of the list, longest first, so that a short one never breaks a longer one."""
    groups = tomllib.loads((HERE / "falsifiable.toml").read_text("utf-8")).values()
    assert all(group["why"].strip() for group in groups)
    return sorted((phrase for group in groups for phrase in group["says"]), key=len, reverse=True)


def sentences() -> dict[str, list[tuple[str, str]]]:
    """Return all texts of readers by place, each with its language; the manual and what the methods add included."""
    found = {
        where: [("nl", text.nl), ("en", text.en)]
        for where, text in texts().items()
        if not where.startswith(OF_THE_MOMENT)
    }
    found["docs/handleiding.md"] = [("nl", (ROOT / "docs/handleiding.md").read_text("utf-8"))]
    written = ast.walk(ast.parse((ROOT / "tools/docs.py").read_text("utf-8")))
    leaves = [node.value for node in written if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    found["tools/docs.py"] = [("en", leaf) for leaf in leaves if " " in leaf]
    return found


def bold(text: str, lang: str, phrases: list[str]) -> list[str]:
    """Return the words of a text that could be proved wrong, after its allowed phrases are taken out."""
    for phrase in phrases:
        text = text.replace(phrase, "…")
    return re.findall(rf"\b(?:{BOLD[lang]})\b", re.sub(r"\{[^}]*\}|\s+", " ", text), re.IGNORECASE)


def test_a_bold_statement_is_seen_and_an_allowed_phrase_is_not():
    assert bold("Geen open tabel telt dit; de meeste staan er.", "nl", []) == ["Geen open", "de meeste"]
    assert bold("No open table counts this, nobody knows {missing}.", "en", []) == ["No open", "nobody"]
    assert not bold("The two never stand in one line.", "en", ["never stand in one line"])


def test_what_figures_could_prove_wrong_stands_in_the_list_with_its_reason():
    phrases = allowed()
    faults = [
        f"{where} [{lang}] {', '.join(hits)}: {text if len(text) < 400 else '…'}"
        for where, parts in sentences().items()
        for lang, text in parts
        if (hits := bold(text, lang, phrases))
    ]
    assert not faults, "compute it, say it of these data only, or give the reason in falsifiable.toml:\n" + "\n".join(
        faults
    )


def test_the_list_names_only_what_is_still_said():
    """And by more than one bold word, which would let through every sentence that holds it."""
    whole = "\n".join(text for parts in sentences().values() for _, text in parts)
    assert not [phrase for phrase in allowed() if phrase not in whole or len(phrase.split()) < 2]
