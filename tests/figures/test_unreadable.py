"""A table that is listed and cannot be read takes along all that rests on it; nothing is said from what is left."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import pytest

from shortage import claims, figures, scenarios
from shortage.store import Store, TableData, default_root
from shortage.text import Problem, Unreadable

TABLES = Store(default_root())
COUNT = itertools.count()


class Refusing(Store):
    """The snapshot, of which one table cannot be read; it notes what was asked for."""

    def __init__(self, refused: str = "") -> None:
        super().__init__(default_root())
        self.refused, self.asked, self.number = refused, set[str](), next(COUNT)

    @property
    def version(self) -> str:
        """A version of its own, so that nothing is remembered of another store."""
        return f"{super().version}-{self.number}"

    def key(self, names: Iterable[str]) -> Hashable:
        """A key of its own where the refused table is among those declared, and of the whole, to note what is read.

        What is computed from other tables only is the same in each trial: nothing else can be read for it.
        """
        names = tuple(names)
        own = super().key(names)
        return own if self.refused and self.refused not in names else (self.number, own)

    def read(self, name: str, release: str | None = None) -> TableData:
        self.asked.add(name)
        if name == self.refused:
            raise Unreadable("file_missing", table=name, file=f"{name}.parquet")
        return TABLES.read(name, release)


WORK: dict[str, Callable[[Store], Any]] = {
    **{id: lambda store, id=id: claims.judge(claims.claim(id), store) for id in claims.claims()},
    **{id: lambda store, id=id: figures.make(id, store, "nl") for id in figures.figures()},
    **{id: lambda store, id=id: scenarios.run(id, store) for id in scenarios.scenarios()},
    "once": lambda store: scenarios.beside_vacancies(store, "once"),
    "yearly": lambda store: scenarios.beside_vacancies(store, "yearly"),
}


@pytest.mark.parametrize("name", WORK)
def test_nothing_rests_on_the_tables_that_are_left(name):
    whole = Refusing()
    try:
        WORK[name](whole)
    except Problem:
        pytest.skip("this store holds no table for it")
    for table in whole.asked:
        with pytest.raises(Unreadable):
            WORK[name](Refusing(table))
