"""Rule of P3."""

from __future__ import annotations

from shortage.claims.base import Context, Finding, Number
from shortage.text import Text


def rule(context: Context) -> Finding:
    """Say that no open source holds the pilot's outcome: there is nothing to test, whatever the data."""
    stated = context.claim.stated
    assert stated is not None
    return Finding(
        verdict="not_testable",
        sentence=Text(
            nl="De uitkomsten van de proef (tot {stated}%) staan in geen open bron die wij kennen; er is geen tabel "
            "om ze mee te "
            "toetsen. Wat zo'n stijging zou betekenen, staat in het scenario over productiviteit.",
            en="The results of the pilot (up to {stated}%) are in no open source that we know of; there is no table "
            "to test them "
            "with. What such a rise would mean is in the scenario on productivity.",
        ),
        numbers=(
            Number(
                "stated", stated.value, stated.unit, "", Text(nl="Genoemd in het paper", en="Stated in the paper"), 0
            ),
        ),
    )
