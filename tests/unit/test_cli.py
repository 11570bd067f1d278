"""The command line: what it prints, in which shape, with which exit code, and what it says to bad input."""

from __future__ import annotations

import csv
import io
import json
import shutil
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from shortage import __version__, catalog, claims, figures, indicators
from shortage.cli import cli
from shortage.descriptor import sealed
from shortage.scenarios import run as run_scenario
from shortage.scenarios import scenarios
from shortage.store import DESCRIPTOR, Store, default_root
from shortage.text import LANGS, number, t

STORE = Store(default_root())


@pytest.fixture(autouse=True)
def _the_snapshot(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SHORTAGE_STORE", raising=False)


def call(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def facts(*words: str) -> Any:
    done = call(*words)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@cache
def judged(id: str) -> claims.Verdict:
    """What the commands must say of a claim; worked out once for all tests here."""
    return claims.judge(claims.claim(id), STORE)


def refused(done: Result, code: int, *parts: str) -> str:
    """One sentence on the error stream, no traceback, nothing else."""
    assert done.exit_code == code, done.output
    assert done.exception is None or isinstance(done.exception, SystemExit)
    said = done.stderr.strip()
    assert len(said.splitlines()) == 1, said
    assert "Traceback" not in said
    for part in parts:
        assert part in said, said
    return said


# -- help ------------------------------------------------------------------------------------------------------


def test_help_names_every_command_and_each_has_its_own():
    text = call("--help").output
    for name in ("app", "status", "claims", "indicator", "figures", "export", "scenario", "load", "diff"):
        assert f" {name} " in text
        assert call(name, "--help").exit_code == 0
    told = call("--version")
    assert (told.exit_code, told.stdout) == (0, f"shortage {__version__}\n")


def test_help_imports_nothing_heavy():
    heavy = {"pandas", "streamlit", "matplotlib", "plotly", "pyarrow"}
    code = f"import sys, shortage.cli, shortage.answer_files; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_wrong_use_is_exit_code_two():
    assert call("no-such-command").exit_code == 2
    assert call("claims", "--no-such-option").exit_code == 2
    assert call("indicator").exit_code == 2
    assert call("app", "--port", "0").exit_code == 2


def test_a_port_that_is_taken_is_said_before_anything_is_promised():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"
        done = call("app", "--port", place.partition(":")[2])
    assert (done.exit_code, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1 and place in done.stderr


# -- claims, indicators, scenarios, status ---------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_claims_prints_each_with_verdict_number_and_period(lang: str):
    done = call("claims", "--lang", lang)
    assert done.exit_code == 0
    rows = [row.split("\t") for row in done.stdout.splitlines()]
    assert [row[0] for row in rows[1:]] == [claim.id for claim in claims.claims().values()]
    for row in rows[1:]:
        verdict = judged(row[0])
        assert row[1].startswith(verdict.label(lang)) and verdict.sturdiness(lang) in row[1]
        assert row[4] == " ".join(verdict.sentence(lang).split())
        finding = verdict.finding
        if finding.value is not None:
            is_thousand = finding.unit == "thousand"  # written out, as on a page: 82.000 and not 82 x 1.000
            said = round(finding.value) * 1000 if is_thousand else finding.value
            assert row[2].startswith(number(said, lang, 0 if is_thousand else finding.decimals))
            assert "x 1" not in row[2]


def test_claims_as_json_has_the_promised_shape():
    found = facts("claims", "--json")
    assert [one["id"] for one in found] == [claim.id for claim in claims.claims().values()]
    keys = {"id", "theme", "section", "statement", "verdict", "label", "value", "low", "high", "unit", "period"}
    keys |= {"numbers", "sources", "figures", "caveats"}
    for one in found:
        assert keys <= set(one)
        assert one["verdict"] == judged(one["id"]).value
        for source in one["sources"]:
            assert {"table", "release"} <= set(source)


def test_named_claims_only_by_id_or_slug_in_either_language():
    dutch, english = (facts("claims", "t4", "international-share", "--json", "--lang", lang) for lang in LANGS)
    assert [one["id"] for one in dutch] == [one["id"] for one in english] == ["T4", "M1"]
    assert dutch[0]["statement"] != english[0]["statement"]
    assert dutch[0]["value"] == english[0]["value"]


IDS = ("open-vacancies", "vacancies-per-1000-jobs", "tightness", "technical-inflow", "international-share")


@pytest.mark.parametrize("id", IDS)
def test_an_indicator_as_json_is_a_list_of_rows(id: str):
    found = facts("indicator", id, "--json")
    made = indicators.compute(id, STORE)
    assert len(found) == len(made.frame)
    keys = {"series_id", "period", "value", "low", "high", "is_provisional", "editions", *made.dimensions}
    for row, value in zip(found, made.frame["value"], strict=True):
        assert set(row) == keys
        assert row["value"] == (None if value != value else value)
        assert isinstance(row["is_provisional"], bool)


def test_an_indicator_as_csv_has_the_same_rows():
    done = call("indicator", "tightness", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    known = facts("indicator", "tightness", "--json")
    assert [float(row["value"]) for row in rows if row["value"]] == [
        one["value"] for one in known if one["value"] is not None
    ]


def test_an_indicator_as_words_has_its_definition_and_source():
    done = call("indicator", "tightness", "--lang", "en")
    made = indicators.compute("tightness", STORE)
    assert made.definition["en"] in done.stdout
    for source in made.sources:
        assert source.table in done.stdout


def test_an_indicator_takes_choices():
    construction = facts("indicator", "open-vacancies", "--json", "--set", "branch=F")
    assert {row["branch"] for row in construction} == {"F"}
    shares = [
        facts("indicator", "international-share", "--json", "--set", f"phi={phi}")[-1]["value"] for phi in ("10", "20")
    ]
    assert shares[1] == pytest.approx(2 * shares[0])


@pytest.mark.parametrize("id", scenarios())
def test_a_scenario_as_json_is_what_the_engine_gives(id: str):
    found = facts("scenario", id, "--json", "--lang", "en")
    known = run_scenario(id, STORE)
    assert [(one["low"], one["mid"], one["high"]) for one in found["results"]] == [
        (one.low, one.mid, one.high) for one in known.results.values()
    ]
    assert found["sentence"] == known.sentence("en")


def test_a_scenario_follows_what_is_set_and_reads_in_words():
    plain, more = (facts("scenario", "S3", "--json", *extra) for extra in ((), ("--set", "gain=20")))
    assert more["results"][0]["mid"] > plain["results"][0]["mid"]
    assert run_scenario("S3", STORE).sentence("nl") in call("scenario", "S3").stdout


def test_status_names_every_table():
    found = facts("status", "--json")
    assert found["version"] == STORE.version
    assert {one["name"] for one in found["tables"]} == set(catalog.tables())
    for one in found["tables"]:
        assert one["state"] in ("snapshot", "fresh", "stale", "absent")
        assert (one["state"] == "absent") == (one["name"] not in STORE.entries())
    text = call("status", "--lang", "en").stdout
    for one in found["tables"]:
        assert one["table"] in text


def test_figures_lists_every_figure_with_its_choices():
    found = {one["id"]: one for one in facts("figures", "--json")}
    assert set(found) == set(figures.figures())
    for id, one in found.items():
        assert set(one["choices"]) == set(figures.figures()[id].params)
    assert "F" in found["open-vacancies"]["choices"]["branch"]["options"]
    text = call("figures").stdout
    for id in found:
        assert id in text


# -- export ----------------------------------------------------------------------------------------------------


def test_export_writes_what_the_names_say(tmp_path: Path):
    done = call(
        "export", "tightness", "--out", str(tmp_path / "new" / "folder"), "--format", "png,svg,pdf,csv", "--lang", "en"
    )
    assert done.exit_code == 0, done.output
    written = {path.suffix: path for path in (tmp_path / "new" / "folder").iterdir()}
    assert set(written) == {".png", ".svg", ".pdf", ".csv"}
    starts = {".png": b"\x89PNG\r\n\x1a\n", ".svg": b"<?xml", ".pdf": b"%PDF-"}
    for suffix, start in starts.items():
        assert written[suffix].read_bytes().startswith(start)
    assert all(path.name.startswith("tightness_standard_") and "_en" in path.stem for path in written.values())
    assert "written" in done.stderr


def test_export_follows_size_choice_and_plainness(tmp_path: Path):
    from PIL import Image

    assert (
        call("export", "open-vacancies", "--out", str(tmp_path), "--size", "slide", "--set", "branch=C").exit_code == 0
    )
    assert call("export", "open-vacancies", "--out", str(tmp_path), "--plain").exit_code == 0
    sizes = {path.name.split("_")[1]: Image.open(path).size for path in tmp_path.iterdir()}
    assert sizes == {"branch-c": (1920, 1080), "standard": (1878, 1181)}


def test_export_writes_several_sizes_and_languages_in_one_run(tmp_path: Path):
    from PIL import Image

    from shortage.figures.style import SIZES
    from shortage.render import files

    done = call("export", "tightness", "--out", str(tmp_path), "--size", "all", "--lang", "all", "--format", "png,csv")
    assert done.exit_code == 0, done.output
    pictures = {tuple(path.stem.split("_")[-2:]): Image.open(path).size for path in tmp_path.glob("*.png")}
    assert pictures == {
        (name, lang): (one.width, one.height)
        for name, one in SIZES.items()
        if name in files.SIZES
        for lang in ("nl", "en")
    }
    assert {path.stem.split("_")[-1] for path in tmp_path.glob("*.csv")} == {"nl", "en"}
    some = tmp_path / "some"
    assert call("export", "tightness", "--out", str(some), "--size", "slide,square").exit_code == 0
    assert sorted(path.stem.split("_")[-2] for path in some.iterdir()) == ["slide", "square"]


def test_export_names_what_failed_and_writes_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    store = tmp_path / "store"
    shutil.copytree(default_root(), store)
    descriptor = json.loads((store / DESCRIPTOR).read_text("utf-8"))
    descriptor["resources"] = [one for one in descriptor["resources"] if one["table"] != "labour_force_monthly"]
    (store / DESCRIPTOR).write_bytes(sealed(descriptor))
    monkeypatch.setenv("SHORTAGE_STORE", str(store))
    done = call("export", "tightness", "open-vacancies", "--out", str(tmp_path / "out"), "--format", "csv")
    assert done.exit_code == 1
    assert [path.name.split("_")[0] for path in (tmp_path / "out").iterdir()] == ["open-vacancies"]
    assert any(one.startswith("tightness: ") for one in done.stderr.splitlines())


def test_export_all_writes_every_figure(tmp_path: Path):
    done = call("export", "--all", "--out", str(tmp_path), "--format", "csv")
    assert done.exit_code == 0, done.output
    assert {path.name.split("_")[0] for path in tmp_path.iterdir()} == set(figures.figures())


def test_a_file_that_stands_there_is_replaced_whole(tmp_path: Path):
    assert call("export", "tightness", "--out", str(tmp_path), "--format", "csv").exit_code == 0
    [path] = tmp_path.iterdir()
    whole = path.read_bytes()
    path.write_bytes(b"half")
    assert call("export", "tightness", "--out", str(tmp_path), "--format", "csv").exit_code == 0
    assert path.read_bytes() == whole
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


# -- bad input -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("claims", "Z9"), "Z9"),
        (("claims", "--lang", "fr"), "fr"),
        (("indicator", "no-such"), "no-such"),
        (("indicator", "tightness", "--csv", "--json"), "--csv"),
        (("indicator", "open-vacancies", "--set", "branch"), "branch"),
        (("indicator", "open-vacancies", "--set", "nothing=1"), "nothing"),
        (("indicator", "open-vacancies", "--set", "branch=QQ"), "QQ"),
        (("export",), "--all"),
        (("export", "no-such"), "no-such"),
        (("export", "tightness", "--size", "huge"), "huge"),
        (("export", "tightness", "--format", "gif"), "gif"),
        (("export", "tightness", "--format", ","), ","),
        (("export", "tightness", "--lang", "de"), "de"),
        (("scenario", "S99"), "S99"),
        (("scenario", "S3", "--set", "gain=much"), "much"),
        (("scenario", "S3", "--set", "gain=1000"), "1.000"),
        (("scenario", "S3", "--set", "no=1"), "no"),
        (("diff", "no-such"), "no-such"),
        (("diff", "vacancies", "--from", "1999-01-01"), "1999"),
        (("load", "no-such"), "no-such"),
    ],
)
def test_what_the_user_typed_wrong_is_said_in_one_sentence(words: tuple[str, ...], part: str):
    refused(call(*words), 2, part)


def test_a_choice_that_a_figure_does_not_have_is_named(tmp_path: Path):
    done = call("export", "tightness", "--out", str(tmp_path), "--set", "branch=F")
    assert done.exit_code in (1, 2)
    assert "branch" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [("claims",), ("status",), ("indicator", "tightness"), ("figures",), ("export", "--all"), ("diff", "vacancies")],
)
def test_a_store_that_is_not_there_is_said_in_one_sentence(words: tuple[str, ...], tmp_path: Path, monkeypatch: Any):
    monkeypatch.setenv("SHORTAGE_STORE", str(tmp_path / "nothing"))
    monkeypatch.chdir(tmp_path)
    refused(call(*words), 1, str(tmp_path / "nothing"))
    assert list(tmp_path.iterdir()) == []


def test_a_broken_descriptor_is_said_in_the_language_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / DESCRIPTOR).write_text("{", "utf-8")
    monkeypatch.setenv("SHORTAGE_STORE", str(tmp_path))
    dutch, english = (refused(call("status", "--lang", lang), 1) for lang in LANGS)
    assert dutch != english


def test_a_truncated_table_is_no_verdict_and_other_claims_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    store = tmp_path / "store"
    shutil.copytree(default_root(), store)
    file = store / STORE.entry("labour_force_monthly").path
    file.write_bytes(file.read_bytes()[:100])
    monkeypatch.setenv("SHORTAGE_STORE", str(store))
    refused(call("claims", "T2", "T4", "--json"), 1, "80590ned")
    done = call("claims", "T2", "T4")
    found = {row.split("\t")[0]: row.split("\t")[1] for row in done.stdout.splitlines()}
    assert done.exit_code == 1
    assert found["T4"] == t("verdict.not_now_label", "nl")
    assert found["T2"].startswith(claims.judge(claims.claim("T2"), STORE).label("nl"))
    refused(call("indicator", "tightness"), 1, "80590ned")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")
    refused(call("export", "tightness", "--out", str(tmp_path / "file" / "below")), 1, "file")


def test_no_earlier_release_is_a_fact_of_the_store_not_wrong_use():
    assert len(STORE.entries()["labour_force"]) == 1
    refused(call("diff", "labour_force"), 1, "85224NED")


def test_offline_is_said_and_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    store = tmp_path / "store"
    shutil.copytree(default_root(), store)
    monkeypatch.setenv("SHORTAGE_STORE", str(store))
    monkeypatch.setenv("SHORTAGE_CBS_URL", "http://127.0.0.1:9")
    before = Store(store).version
    done = call("load", "vacancies", "--json")
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert done.stderr.startswith("80472ned: ")
    assert Store(store).version == before


def test_the_numbers_of_a_choice_may_have_a_comma():
    point, comma = (
        facts("indicator", "international-share", "--json", "--set", f"phi={one}") for one in ("7.5", "7,5")
    )
    assert point == comma


def test_history_tells_what_new_releases_did_and_counts_what_it_leaves_out():
    from shortage import history

    whole = history.read(STORE)
    assert facts("history", "--json", "--limit", "0", "--lang", "en") == json.loads(
        json.dumps([one.facts("en") for one in whole])
    )
    done = call("history", "--limit", "1", "--lang", "en")
    assert whole[0].sentence("en") in done.stdout and whole[1].sentence("en") not in done.stdout
    assert number(len(whole) - 1, "en") in done.stderr
