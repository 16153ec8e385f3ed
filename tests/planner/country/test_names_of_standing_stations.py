"""Stations that stand keep the names of their inventory beside the name of the place, so that tables can be matched with it."""

import json
from dataclasses import replace

import geopandas as gpd
import pandas as pd

from planner.country.output.writer import write_country
from tests.fixtures.country_fixture import made_country


def test_table_layer_map_and_report_name_the_stations_of_a_place(tmp_path):
    whole = made_country()
    stations = (*whole.stations[:2], replace(whole.stations[2], stands=("Ош центр", "Inn <b>")))
    write_country(replace(whole, stations=stations), {}, tmp_path)
    names = "Ош центр; Inn <b>"
    assert pd.read_csv(tmp_path / "road_stations.csv")["standing_names"].dropna().tolist() == [names]
    assert gpd.read_file(tmp_path / "country.gpkg", layer="stations")["standing_names"].dropna().tolist() == [names]
    assert "Ош центр, Inn &lt;b&gt;." in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert json.dumps("Ош центр")[1:-1] in (tmp_path / "map.html").read_text(encoding="utf-8")
