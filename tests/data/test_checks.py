"""Printed key figures guard the tables that claims rest on."""

from claim_helpers import judge

from shortage import catalog, claims
from shortage.claims.facts import facts
from shortage.loader import is_loadable

UNPRINTED = {
    "employment_by_activity",
    "employment_by_citizenship",
    "first_years_hbo",
    "gdp_per_head_eu",
    "graduates_hbo",
    "mbo_students_by_chamber",
    "mbo_students_by_institution",
    "vacancy_rates_eu",
    "valid_permits",
}
"""Tables of which no figure was found that the publisher also printed elsewhere."""


def test_each_table_that_a_claim_rests_on_is_guarded_by_a_printed_figure_or_known_to_have_none():
    used = {one["table"] for id in claims.claims() for one in facts(judge(id), "en")["sources"]}
    tables = {one.name: one for one in catalog.tables().values() if one.id in used and is_loadable(one)}
    assert {name for name, one in tables.items() if not one.checks} <= UNPRINTED
