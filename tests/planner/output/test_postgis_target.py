"""The address of a database that a plan is written into: what it may not name, and that no password is repeated."""

import pytest

from geodata.errors import InputError
from planner.output.postgis.writer import target_of


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://anna:hunter22@db/plans", "a password in the address"),
        ("postgresql://db/plans|layername=sites", "something behind the database that is no schema"),
        ("postgresql://db/plans|schema=", "something behind the database that is no schema"),
        ("postgresql://db/plans|schema=pg_catalog", "a schema 'pg_catalog'"),
        ("postgresql://db/plans|schema=plan 100%", "a schema 'plan 100%'"),
        ("postgresql://db/plans?options=-csearch_path%3Dx", "parameter 'options' in the address"),
    ],
)
def test_an_address_that_cannot_be_is_one_line(address, said):
    with pytest.raises(InputError) as caught:
        target_of(address)
    assert said in str(caught.value)
    assert "hunter22" not in str(caught.value)
