"""`plan.geojson` says what `interface.md` promises, in a form every reader takes."""

import dataclasses
import json
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from planner.dossier.dossier import Dossier
from planner.dossier.site_table import SITE_COLUMNS
from planner.output.geojson import feature_collection, write_geojson
from planner.output.layers.layers import layers_of
from planner.output.shared.sites_table import FLAT, LABELLED, NESTED, flat_sites
from planner.output.webmap.layers import sites as map_sites
from tests.fixtures.dossier_fixture import HOSTILE, make_dossier


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    path = tmp_path_factory.mktemp("geojson") / "plan.geojson"
    write_geojson(make_dossier(), path)
    return json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))


def test_every_site_is_a_point_with_six_decimals_at_most(collection):
    assert len(collection["features"]) == len(make_dossier().sites)
    for feature in collection["features"]:
        assert feature["geometry"]["type"] == "Point"
        longitude, latitude = feature["geometry"]["coordinates"]
        assert 76 < longitude < 77
        assert 43 < latitude < 44
        assert round(longitude, 6) == longitude
        assert round(latitude, 6) == latitude


def test_the_promised_properties_are_there_and_nested(collection):
    promised = {
        "site_id", "name", "status", "district", "connectors", "existing_connectors", "chargers",
        "power_kw", "cost_usd", "served_kwh_per_day", "utilisation", "rank",
    }  # fmt: skip
    for feature in collection["features"]:
        assert promised <= set(feature["properties"])
        assert isinstance(feature["properties"]["connectors"], dict)
        assert isinstance(feature["properties"]["chargers"], list)
        assert "total" in feature["properties"]["served_kwh_per_day"]
    statuses = {feature["properties"]["status"] for feature in collection["features"]}
    assert statuses == {"existing", "upgrade", "proposed"}


def test_the_one_list_of_columns_is_what_a_site_has_and_every_output_draws_on(collection):
    assert set(SITE_COLUMNS) == set(make_dossier().sites.columns) - {"geometry"}
    assert set(LABELLED) - set(SITE_COLUMNS) == {"label"}
    assert all(tuple(feature["properties"]) == LABELLED for feature in collection["features"])
    assert {*FLAT, *NESTED} == set(LABELLED)
    assert len(FLAT) + len(NESTED) == len(LABELLED)
    labels = [feature["properties"]["label"] for feature in collection["features"]]
    assert len({one.casefold() for one in labels}) == len(labels)
    assert all(labels)


def test_ranks_are_whole_numbers_in_order_and_standing_stations_have_none(collection):
    ranks = [feature["properties"]["rank"] for feature in collection["features"]]
    ranked = [rank for rank in ranks if rank is not None]
    assert ranked == sorted(ranked) == list(range(1, 13))
    assert ranks[-2:] == [None, None]


def test_proof_credits_and_assumptions_ride_along(collection):
    assert collection["proof"]["status"] == "optimal"
    assert collection["proof"]["gap"] == pytest.approx(0.006 / 1.006)
    assert collection["attribution"][0].startswith("© OpenStreetMap")
    assert {one["confidence"] for one in collection["assumptions"]} == {"low", "medium"}


def test_text_is_kept_raw(collection):
    names = [feature["properties"]["name"] for feature in collection["features"]]
    assert set(HOSTILE) <= set(names)


def test_gdal_reads_it_as_longitude_and_latitude(tmp_path):
    write_geojson(make_dossier(), tmp_path / "plan.geojson")
    frame = gpd.read_file(tmp_path / "plan.geojson")
    assert frame.crs == "EPSG:4326"
    assert set(frame["site_id"]) == set(make_dossier().sites["site_id"])


def test_a_plan_without_sites_is_an_empty_collection():
    dossier = make_dossier()
    empty = feature_collection(replace(dossier, sites=dossier.sites.iloc[:0]))
    assert empty["features"] == []


def test_the_year_of_building_is_a_whole_number_in_every_output(tmp_path):
    plain = make_dossier()
    years = pd.Series([2026 if number % 2 else None for number in range(14)], dtype=object)
    steps = years.map(lambda year: None if year is None else f"{year}: 2 × dc_gbt_60")
    dossier = dataclasses.replace(plain, sites=plain.sites.assign(build_year=years, built_by_year=steps))
    kept = Dossier.from_json(dossier.to_json())
    shown = {one["id"]: one["properties"] for one in feature_collection(kept)["features"]}
    assert [shown["osm-w105"][name] for name in ("build_year", "built_by_year")] == [2026, "2026: 2 × dc_gbt_60"]
    assert isinstance(shown["osm-w105"]["build_year"], int)
    assert shown["osm-w104"]["build_year"] is None
    flat = flat_sites(kept).set_index("site_id")
    assert str(flat["build_year"].dtype) == "Int64"
    assert flat.loc["osm-w105", "build_year"] == 2026
    assert layers_of(kept)["sites"].set_index("site_id").loc["osm-w105", "build_year"] == 2026
    popup = {
        one["properties"]["site_id"]: one["properties"] for one in map_sites(kept, ("proposed", "upgrade"))["features"]
    }
    assert popup["osm-w105"]["built_by_year"] == "2026: 2 × dc_gbt_60"
