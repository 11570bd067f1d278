"""All that a paper says has an answer or a reason for having none, and every claim and proposal is such an answer."""

import pytest

from shortage import claims, paper_folders, scenarios
from shortage.paper_folders import Statement
from shortage.text import LANGS

PAPER = "techniek2025"
LISTED = paper_folders.statements(PAPER)


def test_every_claim_and_proposal_of_the_paper_answers_something():
    answering = {name for one in LISTED for name in one.answers}
    known = {claim.id for claim in claims.claims(PAPER).values()}
    known |= {id for id, one in scenarios.scenarios().items() if one.paper == PAPER}
    assert answering == known


def test_an_answer_stands_in_the_part_of_the_paper_that_its_claim_names():
    part = {claim.id: claim.section for claim in claims.claims(PAPER).values()}
    part |= {id: one.section for id, one in scenarios.scenarios().items()}
    assert {(name, one.section) for one in LISTED for name in one.answers} == {
        (name, part[name]) for one in LISTED for name in one.answers
    }


def test_every_part_of_the_paper_is_gone_through_in_its_order():
    parts = [one.section for one in LISTED]
    assert parts == sorted(parts) and set(parts) == set(paper_folders.paper(PAPER).sections)
    for lang in LANGS:
        texts = [one.text[lang] for one in LISTED]
        assert len(texts) == len(set(texts)) and all(text.endswith(".") for text in texts)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"answers": ["T4"], "untested": "opinion", "reason": {"nl": "x", "en": "x"}},
        {"untested": "opinion"},
        {"answers": ["T4"], "reason": {"nl": "x", "en": "x"}},
    ],
)
def test_a_statement_has_an_answer_or_says_why_not(given):
    with pytest.raises(ValueError):
        Statement(section="1", text={"nl": "x", "en": "x"}, **given)


@pytest.mark.parametrize(
    ("line", "name"), [('section = "1"\nanswers = ["T99"]', "T99"), ('section = "9"\nanswers = ["A"]', "9")]
)
def test_a_reference_to_what_is_not_there_is_refused(line, name, tmp_path, monkeypatch):
    folder = tmp_path / "other2026"
    (folder / "A").mkdir(parents=True)
    source = paper_folders.HERE / PAPER / "paper.toml"
    (folder / "paper.toml").write_text(source.read_text("utf-8"), "utf-8")
    (folder / "A" / "claim.toml").write_text("", "utf-8")
    (folder / "statements.toml").write_text(f'[[statements]]\n{line}\ntext = {{ nl = "x", en = "x" }}\n', "utf-8")
    monkeypatch.setenv("SHORTAGE_PAPERS", str(tmp_path))
    paper_folders.papers.cache_clear()
    paper_folders.statements.cache_clear()
    try:
        with pytest.raises(ValueError, match=name):
            paper_folders.statements("other2026")
    finally:
        monkeypatch.delenv("SHORTAGE_PAPERS")
        paper_folders.papers.cache_clear()
        paper_folders.statements.cache_clear()


def test_a_paper_without_a_list_has_none():
    assert paper_folders.statements("cpb2024") == ()
