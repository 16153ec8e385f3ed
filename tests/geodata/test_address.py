"""Where an input lies: addresses taken apart, and none that holds a password shown or taken."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geodata.address import DatabaseTable, address_in, database_table, ending_of
from geodata.errors import InputError
from geodata.input_file import checked_file, file_beside
from planner.config.scenario import scenario_from
from planner.errors import ConfigError

HOSTS = ("db.city.kz:5432/plans", "localhost/plans", "[::1]:5433/plans", "/plans", "?service=evplan", "anna@db/plans")


@pytest.mark.parametrize("place", HOSTS)
@pytest.mark.parametrize(
    ("written", "schema", "table", "column"),
    [
        ("public.cells", "public", "cells", None),
        ("cells", None, "cells", None),
        ("public.lots(middle)", "public", "lots", "middle"),
        ('"My.schema"."a ""b"".c"(g)', "My.schema", 'a "b".c', "g"),
        ("Public.Ячейки 2028", "Public", "Ячейки 2028", None),
    ],
)
def test_a_table_is_read_off_its_address_and_shown_again(place, written, schema, table, column):
    found = database_table(f"postgresql://{place}|layername={written}")
    assert (found.schema, found.table, found.column) == (schema, table, column)
    assert "anna" not in str(found)
    assert database_table(str(found)) == DatabaseTable(found.url.replace("anna@", ""), schema, table, column=column)


def test_a_query_may_hold_any_sign():
    text = "SELECT name || '|layername=' AS name, geom FROM lots WHERE note = 'a@b:c/d'"
    found = database_table(f"postgres://db/plans|query={text}")
    assert found.query == text
    assert ending_of(found) == ""


def test_what_is_no_database_is_a_file_beside_the_configuration(tmp_path):
    assert address_in(tmp_path, "plan.gpkg|layername=sites") == tmp_path / "plan.gpkg|layername=sites"
    assert file_beside(tmp_path, None) is None
    assert file_beside(tmp_path, "cells.csv").title == "cells.csv"
    assert file_beside(tmp_path, "postgres://u@h/d|layername=c").title == "postgresql://h/d|layername=c"


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://anna:hunter22@db/plans|layername=cells",
        "postgresql://anna%3Ahunter22@db/plans|layername=cells",
        "postgresql://:hunter22@db/plans|layername=cells",
        "postgresql://anna:hunter22/x@db/plans|layername=cells",
        "postgresql://anna:hunter22@x@db/plans|layername=cells",
        "postgresql://db:hunter22/plans|layername=cells",
        "postgresql://db/plans?password=hunter22|layername=cells",
        "postgresql://db/plans?%70assword=hunter22|layername=cells",
        "postgresql://db/plans?sslpassword=hunter22|layername=cells",
        "POSTGRESQL://anna:hunter22@db/plans",
        " postgres://anna:hunter22@db/plans|query=SELECT 1",
    ],
)
@pytest.mark.parametrize("key", ["city.population", "fleet.path", "compare.worlds", "stations"])
def test_a_password_is_refused_by_a_line_that_does_not_show_it(address, key):
    table, _, name = key.partition(".")
    value = [{"name": "a", "fleet.path": address}] if name == "worlds" else address
    inner = {name: value} if name else [{"path": address, "format": "csv"}]
    with pytest.raises(ConfigError) as refused:
        scenario_from({"name": "x", "city": {"name": "x", "roads": "x.osm"}} | {table: inner})
    said = str(refused.value)
    assert "hunter22" not in said
    assert key.partition(".")[0] in said
    assert "\n" not in said


@pytest.mark.parametrize("address", ["postgresql://db/plans", "postgresql://db|layername=", "postgresql://db|table=a"])
def test_a_database_without_a_table_is_asked_for_one(address):
    with pytest.raises(InputError, match=r"expected postgresql://host:port/database\|layername=schema\.table"):
        address_in(Path(), address)


def test_a_reader_of_files_refuses_a_database():
    with pytest.raises(InputError, match="a database where a file is needed as roads"):
        checked_file(database_table("postgresql://db/plans|layername=roads"), "roads")


def test_without_its_library_one_line_says_how_to_install_it():
    code = "import sys; sys.modules['psycopg'] = None; from geodata.address import database_table as a; from geodata.postgis.rows import read_rows; read_rows(a('postgresql://h/d|layername=t'))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=dict(os.environ), check=False
    )
    assert done.stderr.splitlines()[-1].endswith(
        "psycopg is not installed, by which databases are read; pip install 'evplan[postgis]'"
    )
