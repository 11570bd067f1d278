"""Floor 2, the catalogue: one TOML file per table says what we take and why.

Nothing above this floor knows a table id, a column key or a publisher's code: it asks for a table by our
``name`` ("vacancies"), a measure by ours ("open_vacancies") and a branch by ours ("F").
"""

from shortage.catalog.model import (
    Break,
    Check,
    Code,
    Dimension,
    Measure,
    Snapshot,
    StandIn,
    Table,
    classification,
    code_label,
    sectors,
    stand_ins,
    table,
    tables,
    unknown_table,
    words_of_labels,
)
from shortage.catalog.moments import Event, events
from shortage.catalog.publication import Lag, publication_lag

__all__ = [
    "Break",
    "Check",
    "Code",
    "Dimension",
    "Event",
    "Lag",
    "Measure",
    "Snapshot",
    "StandIn",
    "Table",
    "classification",
    "code_label",
    "events",
    "publication_lag",
    "sectors",
    "stand_ins",
    "table",
    "tables",
    "unknown_table",
    "words_of_labels",
]
