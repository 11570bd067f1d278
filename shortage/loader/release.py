"""One release while it is put together: checked block by block, and written beside the store."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shortage import catalog
from shortage.catalog import Table
from shortage.sources.base import Block, Plan, both
from shortage.sources.errors import Implausible, Incomplete

_judging = threading.Lock()
"""pandera reads most of itself when it is first asked; tables that do so at once wait for each other's modules."""


def release_schema(statuses: Sequence[str]) -> Any:
    """Return the pandera schema of a release's rows, dimensions aside."""
    import pandera.pandas as pandera

    text = pandera.Column("category", nullable=False)
    return pandera.DataFrameSchema(
        {
            "measure": text,
            "measure_label": text,
            "unit": text,
            "period": pandera.Column(
                "category",
                pandera.Check(
                    lambda s: s.cat.categories.str.fullmatch(r"\d{4}(KW0[1-4]|JJ00|SJ00|MM(0[1-9]|1[0-2]))").all()
                ),
            ),
            "value": pandera.Column(float, pandera.Check(lambda s: ~np.isinf(s)), nullable=True),
            "status": pandera.Column("category", pandera.Check.isin(list(statuses))),
            "grade": pandera.Column("category", pandera.Check.isin(["A"])),
            "vintage": text,
            "origin": text,
        }
    )


@dataclass
class ReleaseWriter:
    """One release while it is put together: blocks come in, checked rows go to Parquet, little stays in memory."""

    table: Table
    plan: Plan
    path: Path
    vintage: str
    publisher: str
    rows: int = 0
    periods: set[str] = field(default_factory=set)
    filled: Counter[str] = field(default_factory=Counter)
    """Figures per topic of the publisher (:attr:`Quantity.column`)."""
    figures: int = 0

    def __enter__(self) -> ReleaseWriter:
        plan = self.plan
        self._texts: dict[str, list[str]] = {
            "measure": [quantity.key for quantity in plan.quantities],
            "measure_label": [quantity.label for quantity in plan.quantities],
            "unit": [quantity.unit for quantity in plan.quantities],
        }
        for name, members in plan.dimensions.items():
            self._texts[name] = [key for key, _ in members]
            self._texts[f"{name}_label"] = [label for _, label in members]
        self._texts |= {
            "period": plan.periods,
            "status": plan.statuses,
            "grade": ["A"],
            "vintage": [self.vintage],
            "origin": [self.publisher],
        }
        order = ["measure", "measure_label", "unit"]
        order += [column for name in plan.dimensions for column in (name, f"{name}_label")]
        order += ["period", "value", "status", "grade", "vintage", "origin"]
        text = pa.dictionary(pa.int32(), pa.string())
        self._schema = pa.schema([(name, pa.float64() if name == "value" else text) for name in order])
        # Equal texts are one text: two topics of one unit, two codes of one label.
        distinct = {name: dict.fromkeys(values) for name, values in self._texts.items()}
        self._values = {name: pa.array(list(texts), pa.string()) for name, texts in distinct.items()}
        orders = {name: {text: index for index, text in enumerate(texts)} for name, texts in distinct.items()}
        self._places_of = {
            name: np.array([orders[name][text] for text in values], np.int32) for name, values in self._texts.items()
        }
        self._sizes = [
            len(plan.quantities),
            *(len(dimension) for dimension in plan.dimensions.values()),
            len(plan.periods),
        ]
        size = int(np.prod([max(1, size) for size in self._sizes], dtype=object))
        self._seen: np.ndarray[Any, Any] | None = np.zeros(size, dtype=bool) if size <= 60_000_000 else None
        self._places: list[np.ndarray[Any, Any]] = []
        self._low = np.array(
            [
                quantity.ours.low if quantity.ours and quantity.ours.low is not None else -np.inf
                for quantity in plan.quantities
            ]
        )
        self._high = np.array(
            [
                quantity.ours.high if quantity.ours and quantity.ours.high is not None else np.inf
                for quantity in plan.quantities
            ]
        )
        self._factor = np.array([quantity.ours.factor if quantity.ours else 1.0 for quantity in plan.quantities])
        self._wanted = self._checks()
        self._met: set[int] = set()
        sizes = {"period": len(plan.periods)} | {name: len(listed) for name, listed in plan.dimensions.items()}
        self._counts = {name: np.zeros(size, int) for name, size in sizes.items()}
        self._is_judged = False
        self._writer = pq.ParquetWriter(self.path, self._schema, compression="zstd")
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def add(self, block: Block) -> None:
        """Check a block and write it.

        Raises:
            Incomplete: a coordinate that was there already, or columns that break the schema.
            Implausible: a value outside the bounds, or a printed key figure that differs or went missing.
        """
        count = len(block.value)
        if not count:
            return
        self._unique(block)
        self._plausible(block)
        indices = {
            "measure": block.quantity,
            "measure_label": block.quantity,
            "unit": block.quantity,
            "period": block.period,
            "status": block.status,
        }
        for name, places in block.places.items():
            indices[name] = indices[f"{name}_label"] = places
        zeros = np.zeros(count, np.int32)
        columns = []
        for column in self._schema:
            if column.name == "value":
                columns.append(pa.array(block.value, pa.float64(), from_pandas=True))
            else:
                index = pa.array(self._places_of[column.name][indices.get(column.name, zeros)])
                columns.append(pa.DictionaryArray.from_arrays(index, self._values[column.name]))
        batch = pa.Table.from_arrays(columns, schema=self._schema)
        self._conform(batch)
        self._writer.write_table(batch)
        self.rows += count
        is_figure = ~np.isnan(block.value)
        for name, places in {**block.places, "period": block.period}.items():
            self._counts[name] += np.bincount(places[is_figure], minlength=len(self._counts[name]))
        self.periods |= {self.plan.periods[index] for index in np.unique(block.period)}
        for number, figures in zip(*np.unique(block.quantity[is_figure], return_counts=True), strict=True):
            self.filled[self.plan.quantities[number].column] += int(figures)
            self.figures += int(figures)

    def carry(self, rows: pd.DataFrame) -> None:
        """Add rows of an earlier release as they are, with the edition and place that they came from.

        Args:
            rows: the columns of this release, for periods that it does not have.
        """
        columns = [
            pa.array(rows[field.name].to_numpy(dtype=float), pa.float64(), from_pandas=True)
            if field.name == "value"
            else pa.array(rows[field.name].astype(str).tolist(), pa.string()).dictionary_encode()
            for field in self._schema
        ]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema))
        self.rows += len(rows)
        self.figures += int(rows["value"].notna().sum())
        self.periods |= set(rows["period"])

    def figures_by(self, name: str) -> Counter[str]:
        """Return how many figures came in per code of a dimension (its label where it has no code) or ``period``."""
        plan = self.plan
        members = plan.periods if name == "period" else [key or label for key, label in plan.dimensions[name]]
        counts: Counter[str] = Counter()
        for member, count in zip(members, self._counts[name], strict=True):
            counts[member] += int(count)
        return counts

    @property
    def columns(self) -> list[str]:
        """Names of the columns, in their order."""
        return list(self._schema.names)

    def finish(self) -> None:
        """Check what only the whole can show.

        Raises:
            Incomplete: nothing came in, or a coordinate stands twice.
            Implausible: a printed key figure is not among what came in.
        """
        if not self.rows:
            raise Incomplete(table=self.table.id, what=both("no_figures"))
        for index, (*_, check) in enumerate(self._wanted):
            if index not in self._met:
                what = both(
                    "check_missing",
                    name=check.measure,
                    period=check.period,
                    source=check.source,
                    expected=float(check.value),
                )
                raise Implausible(table=self.table.id, what=what)
        if self._places:
            places = np.concatenate(self._places)
            self._refuse_doubles(len(places) - len(np.unique(places)))
        self._seen, self._places = None, []  # a release that waits to be adopted needs them no more

    def _unique(self, block: Block) -> None:
        cell = block.quantity.astype(np.int64)
        for size, index in zip(self._sizes[1:], [*block.places.values(), block.period], strict=True):
            cell = cell * size + index
        if self._seen is None:
            self._places.append(cell)
            return
        doubles = int(self._seen[cell].sum())
        self._seen[cell] = True
        self._refuse_doubles(doubles + len(cell) - len(np.unique(cell)))

    def _refuse_doubles(self, count: int) -> None:
        if count:
            raise Incomplete(table=self.table.id, what=both("rows_twice", rows=count))

    def _plausible(self, block: Block) -> None:
        value = block.value * self._factor[block.quantity]
        outside = (value < self._low[block.quantity]) | (value > self._high[block.quantity])
        if outside.any():
            index = int(np.argmax(outside))
            quantity = int(block.quantity[index])
            what = both(
                "out_of_range",
                name=self.plan.quantities[quantity].column,
                value=float(value[index]),
                period=self.plan.periods[block.period[index]],
                low=float(self._low[quantity]),
                high=float(self._high[quantity]),
            )
            raise Implausible(table=self.table.id, what=what)
        for index, (quantity, period, places, check) in enumerate(self._wanted):
            hit = (block.quantity == quantity) & (block.period == period)
            for name, allowed in places.items():
                hit &= np.isin(block.places[name], allowed)
            if hit.any():
                self._met.add(index)
            for number in value[hit]:
                if (
                    not abs(number - check.value) <= check.tolerance
                ):  # a figure that went missing is not within it either
                    what = both(
                        "check_failed",
                        name=check.measure,
                        value=float(number),
                        period=check.period,
                        source=check.source,
                        expected=float(check.value),
                    )
                    raise Implausible(table=self.table.id, what=what)

    def _checks(self) -> list[tuple[int, int, dict[str, list[int]], Any]]:
        """Return the catalogue's printed key figures as places in the blocks."""
        findings = []
        for check in self.table.checks:
            if check.period not in self.plan.periods:
                continue
            for column, quantity in enumerate(self.plan.quantities):
                if quantity.ours is None or quantity.ours.name != check.measure:
                    continue
                places: dict[str, list[int]] = {}
                is_here = True
                for name, ours in check.where.items():
                    dimension = self.table.dimensions[name]
                    code = dimension.members.get(ours)
                    native = {ours} | ({code.key, code.label} - {""} if code else set())
                    if dimension.key == catalog.model.MEASURE_COLUMN:
                        is_here &= quantity.key in native or quantity.label in native
                    else:
                        members = self.plan.dimensions[dimension.key]
                        places[dimension.key] = [
                            index for index, (key, label) in enumerate(members) if key in native or label in native
                        ]
                if is_here:
                    findings.append((column, self.plan.periods.index(check.period), places, check))
        return findings

    def _conform(self, batch: pa.Table) -> None:
        """Judge the figures of a block; the texts, which are the same in every block, once."""
        if np.isinf(batch["value"].to_numpy()).any():
            raise Incomplete(table=self.table.id, what=both("schema", column="value"))
        if self._is_judged:
            return
        with _judging:
            judge = release_schema(self.plan.statuses)
            from pandera.errors import SchemaError

            names = [name for name in batch.column_names if name in judge.columns]
            try:
                judge.validate(batch.select(names).slice(0, 1).to_pandas(), inplace=True)  # all texts are categories
            except SchemaError as error:
                column = str(getattr(error.schema, "name", "") or "?")
                raise Incomplete(table=self.table.id, what=both("schema", column=column)) from error
        self._is_judged = True
