"""Made before anybody asks, when the server starts: what first readers want to see."""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from shortage import claims, figures
from shortage.text import LANGS, Problem
from shortage.turn_taking import LONG, give_way, working
from shortage.web import first, preview, shell, state, thumbs

LOG = logging.getLogger("shortage.web")


def warm(stopped: threading.Event) -> None:
    """Make what first readers ask for, in the language of the start page, until told to stop; readers go first."""
    try:
        with working(LONG):
            for work in first_asked():
                if stopped.is_set():
                    return
                give_way()
                with contextlib.suppress(Problem):
                    work()
    except Exception:
        LOG.exception("warming failed")


def first_asked() -> Iterator[Callable[[], Any]]:
    """Give the files of a store at an address, first views, verdicts, figures, previews, small pictures."""
    lang = LANGS[0]
    yield state.store().gather
    yield state.version
    for name in shell.TITLES:  # the home page first: it is what most ask for, and all claims are judged for it
        yield partial(first.html, name, {}, lang)
    for id, claim in claims.claims().items():
        yield partial(state.verdict, id)
        for figure_id in claim.figures:
            yield partial(state.spec, figure_id, lang)
    for id, definition in figures.figures().items():
        if definition.order is not None:
            yield partial(state.drawn, id, lang)
    for one_lang in LANGS:
        for page in shell.TITLES:
            yield partial(preview.of, page, {}, one_lang)
    yield state.changes_said
    for one_lang in LANGS[1:]:
        for name in shell.TITLES:
            yield partial(first.html, name, {}, one_lang)
    for one_lang in LANGS:
        for id in figures.figures():
            yield partial(thumbs.thumb, id, one_lang)
