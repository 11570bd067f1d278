"""What pages are measured against: bare pages of Streamlit and Dash with as many charts, run as each runs its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from operations.serving import App, free_port, wait_for  # noqa: E402

PAGE = """
import plotly.graph_objects as go
import streamlit as st

st.set_page_config(layout="wide")
st.title("Bare")
for place in range({charts}):
    made = go.Figure()
    for line in range(2):
        made.add_trace(go.Scatter(x=list(range(60)), y=[(n * (line + 2) * 7 + place) % 50 for n in range(60)]))
    st.plotly_chart(made, key=f"chart{{place}}")
"""

DASH = """
import plotly.graph_objects as go
from dash import Dash, dcc, html

parts = [html.H1("Bare")]
for place in range({charts}):
    made = go.Figure()
    for line in range(2):
        made.add_trace(go.Scatter(x=list(range(60)), y=[(n * (line + 2) * 7 + place) % 50 for n in range(60)]))
    parts.append(dcc.Graph(figure=made))
app = Dash(__name__)
app.layout = html.Div(parts)
app.run(host="127.0.0.1", port={port}, debug=False)
"""


class BareDash(App):
    """One running bare page of Dash."""

    def __init__(self, folder: Path, charts: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        script = folder / "dashed.py"
        script.write_text(DASH.format(charts=charts, port=self.port), "utf-8")
        self.process = subprocess.Popen(
            [sys.executable, str(script)],
            cwd=folder,
            env={**os.environ, "HOME": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(self.url, process=self.process)


class Bare(App):
    """One running bare page."""

    def __init__(self, folder: Path, charts: int) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        script = folder / "bare.py"
        script.write_text(PAGE.format(charts=charts), "utf-8")
        options = (
            "headless=true fileWatcherType=none address=127.0.0.1",
            f"port={self.port}",
        )
        settings = [f"--server.{one}" for one in " ".join(options).split()]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), *settings, "--browser.gatherUsageStats=false"],
            cwd=folder,
            env={**os.environ, "HOME": str(folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_for(self.url + "/_stcore/health", process=self.process)


@contextlib.contextmanager
def bare_dash(charts: int) -> Iterator[App]:
    """Run a bare page of Dash with that many charts."""
    with tempfile.TemporaryDirectory() as folder:
        dash = BareDash(Path(folder), charts)
        try:
            yield dash
        finally:
            dash.kill()


@contextlib.contextmanager
def both(charts: int) -> Iterator[tuple[App, Bare]]:
    """Run the dashboard and a bare page with that many charts, side by side."""
    with tempfile.TemporaryDirectory() as folder:
        running: list[App] = []
        try:
            running.append(App().wait())
            running.append(Bare(Path(folder), charts))
            yield running[0], running[1]  # type: ignore[misc]
        finally:
            for one in running:
                one.kill()


def row(what: str, bare: float, ours: float, decimals: int = 2) -> tuple[str, str, str, str]:
    """Return a row: what, the bare page, the dashboard, and the dashboard as a part of the bare page."""
    return what, f"{bare:.{decimals}f}", f"{ours:.{decimals}f}", f"{ours / bare:.2f} ×"
