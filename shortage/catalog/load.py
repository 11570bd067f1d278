"""What the ``[load]`` part of a catalogue file may say, per source; a key that is not listed here is refused.

A misspelt key would otherwise be a wish that nobody hears: a table that loads whole pages too much, or a month that is
read as a school year.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from shortage.text import Grain, Strict

Names = str | tuple[str, ...]
"""One name of the publisher, or several of which the first that is there counts."""


class Load(Strict):
    """What every source knows; for a publisher that cannot be asked it is all there is."""

    skip: bool = False
    """Never load it."""


class Keys(Strict):
    """Where one transport of CBS has a table, its columns, measures and codes, where that differs from the other."""

    id: str = ""
    columns: dict[str, Names] = Field(default_factory=dict)
    measures: dict[str, Names] = Field(default_factory=dict)
    codes: dict[str, dict[str, Names]] = Field(default_factory=dict)
    parent: str = ""


class CbsLoad(Load):
    """CBS StatLine, and the catalogue of third parties on the same engine.

    ``columns`` gives the publisher's column of a stored one, ``fixed`` the one code to take of a column that is no
    dimension of ours (``Totaal*`` is the one label that begins so). ``measures`` and ``codes`` hold keys or labels of
    the publisher, or several to choose from where none was seen; titles of its groups may go before a measure's own
    (``Mutatie > Banen``). ``parent`` is
    the group of topics that measures are looked for in. ``time_key = "none"`` says that the table has no time column,
    and ``period`` which period it is about. ``v4`` says where the newer service differs. ``only`` names the service
    that has the table, where the other one does not.
    """

    unseen: bool = False
    stopped: bool = False
    id: str = ""
    columns: dict[str, Names] = Field(default_factory=dict)
    fixed: dict[str, str] = Field(default_factory=dict)
    time_key: str = ""
    period: str = ""
    since: str = ""
    measures: dict[str, Names] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    codes: dict[str, dict[str, Names]] = Field(default_factory=dict)
    parent: str = ""
    marks: bool = False
    rows: Literal["", "at most"] = ""
    host: str = ""
    only: Literal["", "v3", "v4"] = ""
    v4: Keys = Keys()


class DuoFile(Strict):
    """One file of DUO, and what is particular to it."""

    path: str
    where: dict[str, str | list[str]] = Field(default_factory=dict)
    set: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)
    values: dict[str, str] = Field(default_factory=dict)
    slices: list[dict[Literal["where", "set"], Any]] = Field(default_factory=list)


class DuoLoad(Load):
    """Files of DUO: which columns and lines make which figures.

    ``provisional`` is how many of the newest years DUO itself calls provisional.
    """

    provisional: int = 0

    year: str = ""
    wide: str = ""
    values: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, str] = Field(default_factory=dict)
    slices: list[dict[Literal["where", "set"], Any]] = Field(default_factory=list)
    absent: tuple[str, ...] = ()
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)
    files: list[DuoFile] = Field(default_factory=list)


class EurostatLoad(Load):
    """Datasets of Eurostat: which codes make a measure, and which one code of the other dimensions is taken.

    ``without`` names measures of the embedded copy that Eurostat does not publish.
    """

    id: str = ""
    columns: dict[str, str] = Field(default_factory=dict)
    fixed: dict[str, str] = Field(default_factory=dict)
    time_key: str = ""
    since: str = ""
    measure_column: str = ""
    measures: dict[str, dict[str, str]] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    labels: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, dict[str, str]] = Field(default_factory=dict)


class HandLoad(Load):
    """A file that people download by hand, for a publisher that no service asks.

    ``file`` is the kind's name on the command line and ``layout`` the way its sheet is laid out. ``period`` names the
    heading of the period, ``columns`` that of each stored column, ``measures`` that of each measure; ``where`` takes
    only lines that hold one of the words in the column of that heading, if the file has it. ``codes`` are words of the
    file for members of ours; ``members`` is a pattern for each column of codes, whose group is the code, and lines
    with anything else are left out. Where each line is of one topic, ``topic`` names the heading of that, and
    ``topics`` the words of each measure, a star for its year. ``status`` is what all its figures are.
    """

    file: str = ""
    layout: Literal["lines", "topics"] = "lines"
    status: Literal["final", "forecast"] = "final"
    period: Names = ()
    topic: Names = ()
    topics: dict[str, str] = Field(default_factory=dict)
    members: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, Names] = Field(default_factory=dict)
    measures: dict[str, Names] = Field(default_factory=dict)
    where: dict[str, Names] = Field(default_factory=dict)
    codes: dict[str, dict[str, Names]] = Field(default_factory=dict)


KINDS: dict[str, type[Load]] = {"cbs": CbsLoad, "duo": DuoLoad, "eurostat": EurostatLoad}
COUNTED_BY_DUO: tuple[Grain, ...] = ("school_year", "year")


def names(keys: Names) -> tuple[str, ...]:
    """Return the names to try, in order."""
    return (keys,) if isinstance(keys, str) else keys


def checked(source: str, frequency: Grain, raw: dict[str, Any]) -> Load:
    """Return a ``[load]`` part as its source understands it.

    Raises:
        ValueError: a key or value that the source does not know, or a rhythm that it cannot read.
    """
    settings = KINDS.get(source, HandLoad).model_validate(raw)
    if isinstance(settings, DuoLoad) and settings.files and frequency not in COUNTED_BY_DUO:
        raise ValueError(f"files of DUO are counted by {' or '.join(COUNTED_BY_DUO)}, this table by {frequency}")
    return settings
