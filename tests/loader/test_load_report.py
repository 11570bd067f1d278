"""The report that the scheduled load puts in its pull request."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

from shortage import catalog, claims
from shortage.store import Store

ROOT = Path(__file__).resolve().parents[2]


def tool():
    spec = importlib.util.spec_from_file_location("load_report", ROOT / "tools" / "load_report.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_changed_is_said_and_a_changed_figure_is_counted(tmp_path, monkeypatch):
    few = dict(list(claims.claims().items())[:2])
    monkeypatch.setattr(claims, "claims", lambda: few)
    for name in ("before", "after"):
        shutil.copytree(ROOT / "data", tmp_path / name)
    before, after = Store(tmp_path / "before"), Store(tmp_path / "after")
    assert "80472ned" not in tool().report(before, after, "en")
    rows = after.raw("vacancies")
    place = rows.index[rows["value"].notna()][5]
    rows.loc[place, "value"] += 1
    after.write(
        catalog.table("vacancies"),
        rows,
        after.codes("vacancies"),
        release="2099-01-01",
        modified="2099-01-01",
        retrieved="2099-01-01",
        origin="loaded",
    )
    after.note_load({"tables": [{"problem": {"nl": "Mislukt.", "en": "Failed."}}]})
    text = tool().report(before, after, "en")
    assert "| 80472ned |" in text
    assert "| 2099-01-01 | changed 1 |" in text
    assert "- Failed." in text
