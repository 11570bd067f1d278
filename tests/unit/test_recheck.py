"""What a claim's SQL gives from the Parquet files is what its rule found, under each choice that its page lists."""

import duckdb
import pytest
from claim_helpers import STORE

from shortage import claims
from shortage.claims import recheck


@pytest.mark.parametrize("key", claims.claims())
def test_sql_over_the_files_gives_the_numbers_of_the_finding(key):
    claim = claims.claim(key)
    choices = [{}, *(alternative.parameters for alternative in claim.alternatives)]
    for choice in choices:
        query = recheck.sql(claim, STORE, choice) if recheck.template(claim) else ""
        if recheck.not_in_sql(claim, choice) and query:
            assert query == f"{query.splitlines()[0]}\n{recheck.sql(claim, STORE)}" and "as it stands" in query
            continue
        finding = claims.find(claim, STORE, choice)
        numbers = {number.name: number.value for number in finding.numbers}
        if not query:
            assert not numbers, f"{key} names numbers that nobody can work out again: {sorted(numbers)}"
            continue
        given = dict(duckdb.sql(query).fetchall())
        assert given == pytest.approx({name: numbers[name] for name in given}, rel=1e-9), choice
        # A verdict that depends is headed by its tipping point, which is worked out from these numbers.
        assert finding.value is None or choice or any(value == pytest.approx(finding.value) for value in given.values())
