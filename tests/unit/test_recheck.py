"""What a claim's SQL gives from the Parquet files is what its rule found."""

import duckdb
import pytest
from claim_helpers import STORE

from shortage import claims
from shortage.claims import recheck

WITH_SQL = [key for key, claim in claims.claims().items() if recheck.template(claim)]


@pytest.mark.parametrize("key", WITH_SQL)
def test_sql_over_the_files_gives_the_numbers_of_the_finding(key):
    claim = claims.claim(key)
    finding = claims.find(claim, STORE)
    given = dict(duckdb.sql(recheck.sql(claim, STORE)).fetchall())
    known = {number.name: number.value for number in finding.numbers}
    assert given == pytest.approx({name: known[name] for name in given}, rel=1e-9)
    assert given and (finding.value is None or any(value == pytest.approx(finding.value) for value in given.values()))
