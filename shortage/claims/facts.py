"""A verdict as plain data, for machines."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from shortage import paper_folders
from shortage.claims.finding import Verdict
from shortage.claims.judging import claims
from shortage.text import Lang


def facts(verdict: Verdict, lang: Lang) -> dict[str, Any]:
    """Return a verdict as plain data: numbers unrounded, words in ``lang``, where each number came from."""
    claim, finding = verdict.claim, verdict.finding
    return {
        "id": claim.id,
        "paper": claim.paper,
        "theme": claim.theme,
        "section": claim.section,
        "statement": verdict.fill(claim.statement, lang),
        "verdict": verdict.value,
        "label": verdict.label(lang),
        "alternatives": len(verdict.others),
        "flips": len(verdict.flipped),
        "sentence": verdict.sentence(lang),
        "value": finding.value,
        "out_of": finding.out_of,
        "low": finding.low,
        "high": finding.high,
        "unit": finding.unit,
        "period": finding.period,
        "numbers": [
            {
                "name": number.name,
                "text": number.text[lang],
                "value": number.value,
                "unit": number.unit,
                "period": number.period,
            }
            for number in finding.numbers
        ],
        "parts": [{"text": part.text[lang], "verdict": part.verdict} for part in finding.parts],
        "sources": [source.facts() for source in finding.sources],
        "figures": list(claim.figures),
        "caveats": [verdict.fill(caveat, lang) for caveat in claim.caveats],
    }


def papers(lang: Lang) -> list[dict[str, Any]]:
    """Return the papers as plain data, in their order, each with the ids of its claims."""
    return [
        {
            "id": paper.id,
            "title": paper.title[lang],
            "authors": paper.authors[lang],
            "addressee": paper.addressee[lang],
            "date": paper.date.isoformat(),
            "debate": paper.debate.isoformat() if paper.debate else None,
            "reference": paper.reference[lang] if paper.reference else None,
            "claims": [claim.id for claim in claims(paper.id).values()],
        }
        for paper in paper_folders.papers().values()
    ]


def finite(value: Any) -> Any:
    """Return plain data with ``None`` where there is no number, as JSON has no NaN."""
    if isinstance(value, Mapping):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def as_json(verdicts: Iterable[Verdict], lang: Lang) -> str:
    """Return verdicts as a JSON text."""
    return dumped([facts(verdict, lang) for verdict in verdicts])


def dumped(plain: Any) -> str:
    """Return plain data as a JSON text."""
    return json.dumps(finite(plain), ensure_ascii=False, indent=1, default=str)
