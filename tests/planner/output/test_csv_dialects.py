"""A table for a Russian spreadsheet holds what the table for scripts holds, and scripts get theirs unless others are asked for."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InputError
from planner.errors import ConfigError
from planner.output import IN_DIALECTS, WRITERS, format_for, write_all, write_one
from planner.output.shared.csv_file import write_csv
from planner.scripting.finished_plan import FinishedPlan
from planner.support.csv_dialects import CsvDialect
from tests.fixtures.dossier_fixture import make_dossier

TABLES = [name for name, write in WRITERS.items() if write in IN_DIALECTS and name.endswith(".csv")]


def read(path, dialect):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "without a mark Excel takes it for the local code page"
    return pd.read_csv(path, sep=dialect.delimiter, decimal=dialect.decimal, encoding="utf-8-sig")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Folders of one plan in either dialect, only to be read."""
    folder = tmp_path_factory.mktemp("written")
    write_all(make_dossier(side=3, roads=4), folder / "ru", dialect=CsvDialect.RU)
    write_all(make_dossier(side=3, roads=4), folder / "plain")
    return folder


@pytest.mark.parametrize("name", TABLES)
def test_both_dialects_say_the_same(name, written, tmp_path):
    plain = read(written / "plain" / name, CsvDialect.INTERNATIONAL)
    pd.testing.assert_frame_equal(read(written / "ru" / name, CsvDialect.RU), plain)
    assert len(plain.select_dtypes("float").columns) > 0
    assert write_one(make_dossier(side=3, roads=4), tmp_path / name).read_bytes() == (
        (written / "plain" / name).read_bytes()
    )


@given(st.lists(st.tuples(st.text(), st.floats(allow_nan=False, allow_infinity=False)), min_size=1, max_size=4))
def test_no_text_is_taken_for_a_number_or_cut_at_a_semicolon(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("ru") / "t.csv"
    table = pd.DataFrame(rows, columns=["name", "kwh"])
    write_csv(table, path, CsvDialect.RU)
    write_csv(table, path.with_name("plain.csv"))
    ways = ((path, CsvDialect.RU), (path.with_name("plain.csv"), CsvDialect.INTERNATIONAL))
    ru, plain = (
        pd.read_csv(one, sep=way.delimiter, dtype=str, keep_default_na=False, encoding="utf-8-sig") for one, way in ways
    )
    assert ru["name"].tolist() == plain["name"].tolist()
    assert [one.replace(",", ".") for one in ru["kwh"]] == plain["kwh"].tolist()


@pytest.mark.parametrize("name", ["plan.geojson", "sites.xlsx", "report.html"])
def test_a_dialect_is_refused_where_there_is_none(name, tmp_path):
    with pytest.raises(InputError, match="no table of text"):
        format_for(tmp_path / name, CsvDialect.RU)


def test_scripts_that_misspell_a_dialect_are_told_those_that_are_known(tmp_path):
    with pytest.raises(ConfigError, match="unknown dialect 'rus'; known: international, ru"):
        FinishedPlan(make_dossier(side=3, roads=4)).save(tmp_path / "out", csv_dialect="rus")
    assert list(tmp_path.iterdir()) == []
