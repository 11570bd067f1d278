"""Make what README and manual show: figures by ``shortage export``, what the snapshot holds, screens from a browser.

    python tools/pictures.py              # all
    python tools/pictures.py --figures    # figures and the list of what the snapshot holds; needs no browser

Screens need a Chromium on the path, the factsheet ``pdftoppm``. Look at them before you keep them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from shortage import catalog, claims
from shortage.store import Store, default_root
from shortage.text import Period
from shortage.web import look

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "docs" / "pictures"
FIGURES = {"tightness": "en", "international-share": "en"}
"""Figures in the README, and their language."""
PAPER = next(iter(claims.papers().values()))
FACTSHEET = next(iter(PAPER.leads.values()))
"""The claim whose page and factsheet stand in the manual."""
THEME = next(iter(claims.themes().values())).page
SERIES = {
    "vacancies": ("open_vacancies", "new_vacancies", "filled_vacancies"),
    "vacancy_rate": ("vacancy_rate_per_1000",),
    "labour_force": (),
    "first_years_hbo": (),
    "first_years_wo_2019": (),
    "mbo_students_2019": (),
    "labour_volume": (),
    "value_added": (),
    "immigrants_eu": (),
    "immigrants_non_eu": (),
    "vacancy_rates_eu": (),
    "valid_permits": (),
    "gdp_per_head_ppp": (),
}
"""Tables in the README's list, with the measures told apart where they stop at different periods."""
BEGIN, END = "<!-- snapshot: made by tools/pictures.py -->", "<!-- /snapshot -->"
QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('.sl-footer')
    && !document.querySelector('[data-stale="true"], [data-testid="stSkeleton"]')
    && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')].every(one => one.querySelector('.main-svg'));
}"""
SCREENS = {
    "beweringen": ("beweringen", "", 900),
    "thema": (THEME, "", 1240),
    "bewering": (f"bewering?id={FACTSHEET}", "", 900),
    "figuur": (f"{THEME}?tak=C", ".st-key-figure-open-vacancies", 900),
    "notitie": ("figuren?korf=tightness;open-vacancies!tak=C", "", 1240),
    "verkennen": ("verkennen", "", 1000),
}
"""Name of the picture: page, the part of it (none: the window), height of the window."""


def snapshot() -> str:
    """Return what the snapshot holds and up to when, as a table in Markdown."""
    store = Store(default_root())
    lines = ["| Table | Holds | From | Up to | Release |", "|---|---|---|---|---|"]
    for name, measures in SERIES.items():
        table, frame = catalog.table(name), store.read(name).frame.sort_values("period_start")
        for measure in measures or ("",):
            part = frame[frame["measure"] == measure] if measure else frame
            titles = {one.name: one.title["en"] for one in table.measures}
            holds = titles[measure] if measure else table.title["en"]
            begin, end = (Period.parse(str(part["period"].iloc[place])).label("en") for place in (0, -1))
            release = look.release_text(store.entry(name).release, "en")
            lines.append(f"| {table.publisher} {table.id} | {holds} | {begin} | {end} | {release} |")
    return "\n".join(lines)


def readme() -> str:
    """Return the README with its list of what the snapshot holds as it should be."""
    text = (ROOT / "README.md").read_text("utf-8")
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n{snapshot()}\n{END}{rest.partition(END)[2]}"


def figures() -> None:
    """Export the figures of the README."""
    PLACE.mkdir(parents=True, exist_ok=True)
    for id, lang in FIGURES.items():
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "shortage.cli", "export", id, "--out", folder]
            subprocess.run([*command, "--format", "png", "--size", "note", "--lang", lang], check=True, cwd=ROOT)
            [made] = Path(folder).rglob("*.png")
            shutil.copy(made, PLACE / f"{id}.png")


def factsheet() -> None:
    """Picture the factsheet of the manual."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / f"{FACTSHEET}.pdf"
        command = [sys.executable, "-m", "shortage.cli", "factsheet", FACTSHEET, "--out", str(made)]
        subprocess.run(command, check=True, cwd=ROOT)
        subprocess.run(["pdftoppm", "-r", "90", "-png", "-singlefile", made, PLACE / "factsheet"], check=True)


def screens() -> None:
    """Photograph the pages of the manual."""
    from playwright.sync_api import sync_playwright

    sys.path.insert(0, str(ROOT / "tests"))
    from operations.serving import App

    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))))
    app = App(**{name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}).wait()
    try:
        with sync_playwright() as playwright:
            window = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
            for name, (page, part, height) in SCREENS.items():
                tab = window.new_page(viewport={"width": 1280, "height": height})
                tab.goto(f"{app.url}/{page}")
                tab.wait_for_function(QUIET, timeout=120_000)
                place = tab.locator(part) if part else tab
                place.screenshot(path=PLACE / f"{name}.png", timeout=120_000, animations="disabled")
                tab.close()
            window.close()
    finally:
        app.kill()


def main() -> None:
    """Make what was asked for."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--figures", action="store_true", help="only the exported figures")
    only_figures = asked.parse_args().figures
    figures()
    (ROOT / "README.md").write_text(readme(), "utf-8")
    if not only_figures:
        factsheet()
        screens()


if __name__ == "__main__":
    main()
