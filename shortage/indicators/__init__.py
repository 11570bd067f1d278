"""Floor 5, indicators: pure functions from table frames to a tidy :class:`Indicator`.

No file, no network, no Streamlit, no chart. Every module of this package is found and imported by
:func:`registry`; a new indicator is one decorated function and nothing else.
"""

from shortage.indicators.base import (
    Definition,
    Indicator,
    Read,
    Tables,
    compute,
    definition,
    indicator,
    registry,
    tidy,
)

__all__ = ["Definition", "Indicator", "Read", "Tables", "compute", "definition", "indicator", "registry", "tidy"]
