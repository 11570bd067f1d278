"""Commands about the place: serve the dashboard, say what the store holds, look whether all is well."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shortage.cli.base import (
    FAILED,
    LONG,
    AsJson,
    Language,
    cli,
    figure_text,
    line,
    parse_language,
    problems,
    say,
    table,
    words,
    write_json,
)

if TYPE_CHECKING:
    from shortage.text import Lang


@cli.command()
def app(
    port: Annotated[
        int, typer.Option(min=1, max=65535, envvar="STREAMLIT_SERVER_PORT", help="Port to serve on.")
    ] = 8501,
    host: Annotated[str, typer.Option(envvar="STREAMLIT_SERVER_ADDRESS", help="Address to serve on.")] = "127.0.0.1",
) -> None:
    """Serve the dashboard on this machine."""
    import gc
    import os

    from shortage.render import logo
    from shortage.render.office import template
    from shortage.settings import settings

    gc.set_threshold(*LONG)
    with problems("en"):
        folder = app_folder()
        check_place(host, port)
        if (store := settings().store) and "://" not in store:
            # Not resolved: a link that is switched to another store must be followed while this runs.
            os.environ["SHORTAGE_STORE"] = str(Path(store).absolute())
        if theme := settings().theme:
            os.environ["SHORTAGE_THEME"] = str(Path(theme).absolute())
        if templates := settings().templates:
            os.environ["SHORTAGE_TEMPLATES"] = os.pathsep.join(str(path.absolute()) for path in templates)
        # A house style that cannot be used is said now, not to the first reader.
        logo.png()
        for path in settings().templates:
            template.body(path)
        # Streamlit reads .streamlit/config.toml in the folder that it is started from.
        os.chdir(folder)
        from shortage.web import logs

        logs.silence_streamlit()
        from shortage.web import server

        line(say("serving", "en", url=f"http://{host}:{port}"), err=True)
        server.serve(host, port)


def check_place(host: str, port: int) -> None:
    """Say that the place cannot be served on before a reader is promised it, and before seconds go by.

    Raises:
        Problem: it is taken, not of this machine, or not for this user.
    """
    import os
    import socket
    from contextlib import ExitStack

    from shortage.text import Problem

    try:
        with ExitStack() as opened:
            for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                door = opened.enter_context(socket.socket(family, kind, protocol))
                if os.name == "posix":  # a connection that ended a minute ago is in nobody's way
                    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                if family == socket.AF_INET6:  # as the server itself will, so that both kinds can be had at once
                    door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                door.bind(address)
    except OSError as error:
        raise Problem("place_not_had", place=f"{host}:{port}", why=error.strerror or str(error)) from None


def app_folder() -> Path:
    """Return the folder with ``app.py``: the checkout, or the copy that the wheel carries.

    Raises:
        typer.Exit: it is in neither place.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parent, package / "_app"):
        if (folder / "app.py").exists() and (folder / "pages").is_dir():
            return folder
    line(say("app_missing", "en"), err=True)
    raise typer.Exit(FAILED)


@cli.command()
def status(
    of_catalogue: Annotated[
        bool, typer.Option("--catalog", help="List instead what of the catalogue was seen in a real answer.")
    ] = False,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Say what the store holds of each table, of which release, and whether that is stale. Nobody is asked."""
    language = parse_language(lang)
    with problems(language):
        from shortage import catalog, loader
        from shortage.store import Store

        if of_catalogue:
            seen(language, as_json)
            return
        store = Store()
        statuses = loader.status(store)
        if as_json:
            facts = {
                "store": store.address,
                "version": store.version,
                "tables": [
                    {
                        **{name: getattr(entry, name) for name in entry.__dataclass_fields__ if name != "problem"},
                        "title": catalog.table(entry.name).title[language],
                        "problem": entry.problem[language] if entry.problem else None,
                    }
                    for entry in statuses
                ],
            }
            write_json(facts)
            return
        columns = [say(key, language) for key in ("table", "title", "release", "age", "state")]
        rows = []
        for entry in statuses:
            state = words(f"load.state_{entry.state}", language)
            if entry.problem:
                state = say("state_failed", language, state=state)
            age = "" if entry.age_days is None else figure_text(entry.age_days, language)
            rows.append([entry.table, catalog.table(entry.name).title[language], entry.release, age, state])
        table(columns, rows)
        for entry in statuses:
            if entry.problem:
                line(say("failed", language, name=entry.table, why=entry.problem[language]), err=True)
        for entry in statuses:
            for name, key in entry.aliases.items():
                line(say("alias", language, table=entry.table, name=name, code=key))


def seen(lang: Lang, as_json: bool) -> None:
    """List per table how many columns, measures and codes were seen in a real answer, and which were not."""
    from shortage import loader

    parts = loader.seen()
    if as_json:
        return write_json(
            [
                {"table": part.table.id, "name": part.table.name, "seen_in": part.table.seen.how, "part": part.part,
                 "total": part.total, "unseen": list(part.unseen)}
                for part in parts
            ]
        )  # fmt: skip
    head = [say(key, lang) for key in ("table", "seen_in", "part", "seen", "unseen")]
    rows = []
    for part in parts:
        count = say(
            "seen_of", lang, seen=figure_text(part.total - len(part.unseen), lang), total=figure_text(part.total, lang)
        )
        how = words(f"load.seen_{part.table.seen.how or 'nowhere'}", lang)
        rows.append([part.table.id, how, say(f"part_{part.part}", lang), count, ", ".join(part.unseen)])
    return table(head, rows)


@cli.command()
def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Leave the publishers alone.")] = False,
    as_json: AsJson = False,
    lang: Language = "nl",
) -> None:
    """Look at store, fonts, versions, write access and publishers, and say what to do. Nothing is changed."""
    language = parse_language(lang)
    with problems(language):
        from shortage.doctor import examine
        from shortage.store import Store

        checks = list(examine(Store(), offline=offline))
        if as_json:
            write_json([{"name": check.name, "state": check.state, "text": check.text[language]} for check in checks])
        else:
            states = {state: words(f"doctor.state_{state}", language) for state in ("ok", "doubt", "fault")}
            table(
                [say("state", language), "", ""],
                [[states[check.state], check.name, check.text[language]] for check in checks],
            )
    if any(check.state == "fault" for check in checks):
        raise typer.Exit(1)
