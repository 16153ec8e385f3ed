"""Tables open right in a spreadsheet, and no cell of them runs."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.output.shared.csv_file import FORMULA_STARTS, cell_text, write_csv
from planner.output.shared.sites_table import flat_sites, plug_columns
from planner.output.tables import write_demand_csv, write_sites_csv
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier


def rows_of(path):
    text = path.read_bytes().decode("utf-8")
    assert text.startswith("\ufeff"), "Excel takes a file without a byte order mark for the local code page"
    return list(csv.DictReader(io.StringIO(text[1:], newline="")))


def test_sites_come_in_order_of_rank_with_flat_plugs(tmp_path):
    write_sites_csv(make_dossier(), tmp_path / "sites.csv")
    rows = rows_of(tmp_path / "sites.csv")
    assert [row["rank"] for row in rows] == [*(str(rank) for rank in range(1, 13)), "", ""]
    fourth = rows[3]
    assert (fourth["plugs_gbt_dc"], fourth["plugs_iec_62196_t2_combo"]) == ("3", "3")
    assert fourth["chargers"] == "3 × dc_dual_120"
    assert float(fourth["served_ccs2_kwh_per_day"]) == 310.5
    assert rows[0]["name"] == "Паркинг «Достык» 2"


def test_a_name_that_is_a_formula_is_quoted(tmp_path):
    write_sites_csv(make_dossier(), tmp_path / "sites.csv")
    names = [row["name"] for row in rows_of(tmp_path / "sites.csv")]
    formula = HOSTILE[5]
    assert f"'{formula}" in names
    assert formula not in names


@given(st.text())
def test_no_text_cell_begins_like_a_formula(text):
    assert not str(cell_text(text)).startswith(FORMULA_STARTS)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_numbers_stay_numbers_even_below_zero(number):
    shown = cell_text(number)
    assert shown == pytest.approx(number, abs=1e-6)
    assert not isinstance(shown, str)


def test_a_negative_longitude_is_no_formula(tmp_path):
    write_csv(pd.DataFrame({"lon": [-0.5], "name": ["-0.5"]}), tmp_path / "t.csv")
    assert rows_of(tmp_path / "t.csv") == [{"lon": "-0.5", "name": "'-0.5"}]


def test_demand_has_the_promised_columns_and_adds_up(tmp_path):
    dossier = make_dossier()
    write_demand_csv(dossier, tmp_path / "demand.csv")
    rows = rows_of(tmp_path / "demand.csv")
    assert list(rows[0]) == ["zone_id", "district", "port_family", "need", "year", "kwh_per_day"]
    assert sum(float(row["kwh_per_day"]) for row in rows) == pytest.approx(dossier.scorecard.total_demand_kwh, rel=1e-6)


def test_plug_names_that_differ_only_in_dress_share_a_column():
    columns = plug_columns([{"New Plug": 1, "new-plug": 2}, None, {"'); DROP": 4}], "plugs")
    assert columns == {"plugs_drop": [0, 0, 4], "plugs_new_plug": [3, 0, 0]}


def test_figures_of_the_table_are_those_of_the_dossier():
    dossier = make_dossier()
    table = flat_sites(dossier)
    assert table["cost_usd"].sum() == pytest.approx(dossier.sites["cost_usd"].sum())
    assert table["served_kwh_per_day"].sum() == pytest.approx(
        sum(one["total"] for one in dossier.sites["served_kwh_per_day"])
    )
