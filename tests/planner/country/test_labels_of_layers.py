"""Layers and tables of a country have names as its outputs' first language has them, beside those for programs."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd

from planner.cluster.jobs import not_begun
from planner.country.output.writer import write_country
from tests.fixtures.country_fixture import made_country


def test_layers_and_tables_have_the_names_of_map_and_report_beside_their_own(tmp_path):
    whole = made_country()
    towns = (replace(whole.towns[0], cyrillic="Альфа", region="Andijan"), *whole.towns[1:])
    askers = (replace(whole.askers[0], failed=not_begun().why), *whole.askers[1:])
    stations = (replace(whole.stations[0], name="Alpha 21 km E"), *whole.stations[1:])
    write_country(replace(whole, askers=askers, towns=towns, stations=stations, languages=("ru", "en")), {}, tmp_path)
    said = "Альфа, 21 км к востоку"
    layer = {
        name: gpd.read_file(tmp_path / "country.gpkg", layer=name) for name in ("stations", "towns", "cities", "roads")
    }
    assert (layer["stations"]["name"][0], layer["stations"]["label"][0]) == ("Alpha 21 km E", said)
    assert layer["towns"]["label"][0] == layer["cities"]["label"][0] == "Альфа"
    assert layer["roads"]["label"][0] == "Альфа – Beta"
    assert layer["stations"]["road_label"][0] == "Альфа – Beta"
    assert layer["towns"][["region", "region_label"]].iloc[0].tolist() == ["Andijan", "Андижанская область"]
    assert layer["cities"]["left_out"].dropna().tolist() == ["пользователь остановил расчёт до этой очереди"]
    assert said in (tmp_path / "country.geojson").read_text(encoding="utf-8")
    assert pd.read_csv(tmp_path / "road_stations.csv")["label"][0] == said
    assert pd.read_csv(tmp_path / "sharing.csv")["label"].tolist()[-1] == "Дороги между городами"
    assert "Альфа" in set(pd.read_csv(tmp_path / "along_roads.csv")["label"])
