"""What the environment sets: said in the manual, held to its form, read in one place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shortage import settings
from shortage.doctor import examine
from shortage.settings import Settings
from shortage.store import Store, default_root
from shortage.text import Problem, strings

pytestmark = pytest.mark.fast
ROOT = Path(__file__).resolve().parents[2]
WRONG = {
    "EMBED_ANCESTORS": "* x;y",
    "FRAME_ANCESTORS": "'self' x;y",
    "LOG": "loud",
    "KEEP_ANSWERS": "perhaps",
    "WARM": "perhaps",
    "METRICS_PORT": "99999",
    "MOST_READERS": "0",
    "PUBLISHED_URL": "example.org",
    "PUBLIC_URL": "https://example.org/?a",
    "SECURITY_CONTACT": "mailto:veilig@example.org odd",
    "SECURITY_POLICY": "nowhere",
}


def described() -> dict[str, str]:
    """Return the row of each setting in the tables of the manual."""
    rows: dict[str, str] = {}
    for page in ("operate", "load", "add-a-paper"):
        for line in (ROOT / "docs" / f"{page}.md").read_text("utf-8").splitlines():
            if line.startswith("| `"):
                rows |= dict.fromkeys(re.findall(r"`(SHORTAGE_[A-Z_0-9]+)`", line.split("|")[1]), line)
    return rows


def test_the_manual_has_each_setting_with_its_default_and_no_other():
    rows = described()
    assert sorted(rows) == sorted(settings.names())
    for name, field in Settings.model_fields.items():
        is_said = isinstance(field.default, int) or field.default in ("INFO", "auto")
        assert not is_said or f"{field.default}".lower() in rows[settings.PREFIX + name.upper()].lower(), name


def test_a_value_that_cannot_be_is_one_sentence(monkeypatch):
    for name, value in WRONG.items():
        monkeypatch.setenv(f"SHORTAGE_{name}", value)
        for lang in ("nl", "en"):
            with pytest.raises(Problem) as raised:
                settings.settings()
            assert f"SHORTAGE_{name}" in raised.value.text(lang) and value in raised.value.text(lang)
        monkeypatch.setenv(f"SHORTAGE_{name}", "")
        assert settings.settings() == Settings()
    told = {key.removeprefix("setting.").upper() for key in strings() if key.startswith("setting.")}
    assert told == set(WRONG)


def test_a_setting_that_is_none_is_told_with_the_one_it_looks_like(monkeypatch):
    monkeypatch.delenv("SHORTAGE_NO_SKIP", raising=False)  # the tests' own, which no user sets
    monkeypatch.setenv("SHORTAGE_STOER", "x")
    monkeypatch.setenv("SHORTAGE_SERVICE_HOST", "10.0.0.1")  # Kubernetes sets it by itself
    assert settings.unknown() == [("SHORTAGE_STOER", "SHORTAGE_STORE")]
    told = [one for one in examine(Store(default_root()), offline=True) if one.name == "settings"]
    assert [one.state for one in told] == ["doubt"] and "SHORTAGE_STORE" in told[0].text.nl


def test_the_environment_is_read_in_one_place():
    """Else a setting could be read that no page of the manual names."""
    elsewhere = {"cli/base.py", "cli/serve.py", "places.py", "settings.py", "web/framework.py"}
    readers = {
        path.relative_to(ROOT / "shortage").as_posix()
        for path in (ROOT / "shortage").rglob("*.py")
        if re.search(r"\benviron\b|\bgetenv\b", path.read_text("utf-8"))
    }
    assert readers == elsewhere
