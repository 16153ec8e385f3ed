"""Why a station costs what it costs, and what nobody measured: told with source and confidence."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from planner.corridors.sections.roads import RoadsConfig
from planner.country.output.report import report_html
from planner.country.output.writer import write_country
from planner.output.shared.document.reading import document_of
from planner.support.speech import speaking, told
from tests.fixtures.country_fixture import made_country
from tests.planner.corridors.corridor_towns import question, written

TOLD = (
    "share of electric cars, KG",
    "plugs of the cars, KG",
    "battery and energy, private cars at houses",
    "range on a battery filled at a stop, private cars at houses",
    "price of a cabinet with its installation, dc_gbt_120",
    "ground works of a station",
    "connection of a station to the grid",
    "1 km of cable to the grid",
    "cable of a station between towns",
    "mean session on the way",
    "waiting time at a station",
)


def test_every_figure_that_decides_where_stations_stand_is_told_with_its_source(tmp_path: Path) -> None:
    known = {told(one.what): one for one in question(written(tmp_path)).account.assumptions}
    assert set(TOLD) <= set(known)
    assert all(one.source and one.confidence for one in known.values())
    assert known["plugs of the cars, KG"].confidence == "low"
    assert "winter 1" in known["range on a battery filled at a stop, private cars at houses"].value
    own = question(
        tmp_path,
        trips={"ev_share": 0.05},
        stations={"site_cost_usd": 9_000, "cable_km": 2.0, "max_wait_min": 10},
        roads={"speed_kmh": RoadsConfig.model_fields["speed_kmh"].default},
    )
    given = {told(one.what): one for one in own.account.assumptions}
    assert {
        told(given[what].confidence)
        for what in ("share of electric cars, KG", "ground works of a station", "speed between towns")
    } == {"given"}
    assert "2.0" in told(given["cable of a station between towns"].value)


def test_the_cost_of_every_station_on_offer_is_cabinets_ground_works_and_grid(tmp_path: Path) -> None:
    asked = question(written(tmp_path), stations={"site_cost_usd": 9_000})
    options = [one for place in asked.instance.places for one in place.options]
    assert options
    for one in options:
        assert one.ground_usd == 9_000
        assert 0 < one.grid_usd < one.cost_usd - one.ground_usd
    assert {"8 gbt", "4 gbt + 2 ccs2", "2 gbt + 2 ccs2"} <= {one.key for one in options}, "as the manual calls them"
    two = next(one for one in options if one.key == "2 gbt")
    assert two.cost_usd - two.ground_usd - two.grid_usd == pytest.approx(30_000), "one dc_gbt_120, installed"


def test_report_and_workbook_hold_what_is_assumed_and_the_parts_of_each_cost(tmp_path: Path) -> None:
    country = made_country()
    write_country(country, {}, tmp_path)
    assumed = pd.read_excel(tmp_path / "country.xlsx", sheet_name="Assumptions", engine="openpyxl")
    assert assumed.iloc[0].tolist() == ["share of electric cars, KZ", "2 % <b>", "corridors.trips.ev_share", "low"]
    stations = pd.read_excel(tmp_path / "country.xlsx", sheet_name="Stations on roads", engine="openpyxl").iloc[0]
    parts = ["Of that cabinets, USD", "Ground works, USD", "Connection and cable, USD"]
    assert stations[parts].tolist() == [117_000, 5_000, 78_000]
    row = pd.read_csv(tmp_path / "road_stations.csv").iloc[0]
    assert row[["cabinets_usd", "ground_works_usd", "grid_usd"]].tolist() == [117_000, 5_000, 78_000]
    page = report_html(country)
    assert "2 % &lt;b&gt;" in page
    assert "share of electric cars, KZ" in str(document_of(page))
    assert "ground works $5" in page.replace("\u202f", " ")
    assert "those of a city stand in its own report" in page
    with speaking("ru"):
        alone = report_html(replace(country, askers=country.askers[2:]))
    assert "corridors.trips.ev_share" in alone
