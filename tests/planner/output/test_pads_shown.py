"""Pads of wireless charging in every output: named where a format has a word for them, and never lost."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geodata.input_file import InputFile
from geodata.sources.ocpi import read_ocpi
from planner.dossier.dossier import Dossier
from planner.output import write_all
from planner.output.shared.plugs import group_of
from planner.output.shared.sites_table import flat_sites
from planner.pipeline import make_plan
from tests.fixtures.ocpi_validity import check_locations
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

TAXIS = [{"vehicle_class": "taxi", "count": 300}]


def planned(**coming: object) -> Dossier:
    scenario = tiny_scenario(coming=coming, plan={"budget_usd": 400_000}, simulation={"run": True, "days": 2})
    return make_plan(tiny_city(TAXIS), scenario, say=silent, quick=True)


@pytest.fixture(scope="module")
def padded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dossier, Path]:
    dossier = planned(wireless=True, wireless_taxi_share=0.9)
    assert dossier.scorecard.plugs_added["WIRELESS"] > 0
    folder = tmp_path_factory.mktemp("pads") / "out"
    write_all(dossier, folder)
    return dossier, folder


def test_ocpi_has_no_word_for_pads_so_they_ride_beside_it_and_come_back(padded):
    dossier, folder = padded
    text = json.loads((folder / "ocpi_locations.json").read_text(encoding="utf-8"))
    locations = text["data"] if isinstance(text, dict) else text
    check_locations(locations)
    assert not [
        plug for one in locations for post in one.get("evses", []) for plug in post["connectors"]
        if plug["standard"] == "WIRELESS"
    ]  # fmt: skip
    again = read_ocpi(InputFile(folder / "ocpi_locations.json")).stations.plugs()
    assert again["WIRELESS"] == dossier.scorecard.plugs_added["WIRELESS"]


def test_tables_maps_and_reports_name_them(padded):
    dossier, folder = padded
    table = pd.read_csv(folder / "sites.csv")
    served = dossier.scorecard.served_kwh
    assert table["plugs_wireless"].sum() == dossier.scorecard.plugs_added["WIRELESS"]
    assert table["served_wireless_kwh_per_day"].sum() == pytest.approx(
        served["wireless_fast"] + served["wireless_slow"], abs=0.01
    )
    assert "wireless receiver" in (folder / "report.html").read_text(encoding="utf-8")
    assert "wireless pads" in (folder / "map.html").read_text(encoding="utf-8")
    assert (gpd.read_file(folder / "plan.gpkg", layer="zones")["demand_wireless_fast"] > 0).any()
    assert group_of("WIRELESS").label == "wireless pads"


def test_a_plan_on_file_comes_back_with_its_pads(padded):
    dossier, folder = padded
    again = Dossier.load(folder)
    assert again.scorecard == dossier.scorecard
    assert again.studies["coming"] == dossier.studies["coming"]


def test_tables_of_a_plan_without_pads_have_no_column_for_them():
    assert not [name for name in flat_sites(planned()) if "wireless" in name]
