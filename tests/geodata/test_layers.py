"""A layer is read by its name; where a file has several and none is named, it is asked about and never guessed."""

import itertools
import sqlite3

import geopandas as gpd
import pytest
from shapely.geometry import Point, box

from geodata.address import split_layer
from geodata.crs import metric_crs
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.layers import OURS, read_layer
from geodata.sources.site_table import read_site_table

TOWN = box(76.8, 43.1, 77.1, 43.4)
CRS = metric_crs(76.95, 43.25)
LAYERS = {
    "zones": gpd.GeoDataFrame({"zone_id": ["z1", "z2"]}, geometry=[TOWN, box(76.9, 43.2, 76.95, 43.25)], crs=4326),
    "sites": gpd.GeoDataFrame(
        {"site_id": ["s1", "s2"], "bays": [7, 3]}, geometry=[Point(76.9, 43.2), Point(76.91, 43.21)], crs=4326
    ),
    "roads": gpd.GeoDataFrame({"name": ["r"]}, geometry=[Point(76.9, 43.2).buffer(0.01).boundary], crs=4326),
}


def package(path, order, **renamed):
    for name in order:
        LAYERS[name].to_file(path, layer=renamed.get(name, name), driver="GPKG")
    return path


def own_sites(path):
    area = gpd.GeoSeries([TOWN], crs=4326).to_crs(CRS).iloc[0]
    return read_site_table(InputFile(path), crs=CRS, boundary=area, default_bays=4, max_bays=12, bay_share=0.2)


@pytest.mark.parametrize("order", list(itertools.permutations(LAYERS)), ids="-".join)
def test_sites_are_found_by_name_in_whatever_order_the_layers_are(tmp_path, order):
    sites, report = own_sites(package(tmp_path / "plan.gpkg", order))
    assert dict(zip(sites["site_id"], sites["bays"], strict=True)) == {"s1": 7, "s2": 3}
    assert (report.records, report.kept) == (2, 2)


def test_a_renamed_layer_is_known_by_its_description_or_by_the_name_that_the_path_gives(tmp_path):
    path = package(tmp_path / "plan.gpkg", ("zones", "sites"), sites="площадки")
    with pytest.raises(
        InputError, match=r"2 layers \(zones, площадки\), and none is named as your own sites.*layername=zones'"
    ):
        own_sites(path)
    named = tmp_path / "plan.gpkg|layername=площадки"
    assert len(own_sites(named)[0]) == 2
    assert split_layer(named) == (path, "площадки")
    assert own_sites(named)[1].file == InputFile(path, name=named.name).fingerprint()
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE gpkg_contents SET description = ? WHERE table_name = 'площадки'", (f"{OURS}sites: every site",)
        )
    connection.close()
    assert len(own_sites(path)[0]) == 2


def test_a_layer_that_is_not_there_and_a_layer_of_a_plain_table_are_one_line(tmp_path):
    package(tmp_path / "plan.gpkg", ("zones", "sites"))
    with pytest.raises(InputError, match=r"plan.gpkg: no layer 'site'; its layers are zones, sites"):
        own_sites(tmp_path / "plan.gpkg|layername=site")
    (tmp_path / "t.csv").write_text("lon,lat\n76.9,43.2\n", encoding="utf-8")
    with pytest.raises(InputError, match="it is a plain table"):
        own_sites(tmp_path / "t.csv|layername=sites")


def test_a_layer_without_coordinate_system_is_refused_where_places_matter(tmp_path):
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        LAYERS["sites"].set_crs(None, allow_override=True).to_file(tmp_path / "s.gpkg", driver="GPKG")
    assert read_layer(tmp_path / "s.gpkg").crs == "EPSG:4326"
    with pytest.raises(InputError, match="the layer 's' has no coordinate system"):
        read_layer(tmp_path / "s.gpkg", placed=True)


def test_stations_of_a_finished_plan_are_no_candidate_sites(tmp_path):
    """The table of a plan returns as a table of sites: bays as they were, those assumed still assumed, no station among them."""
    table = LAYERS["sites"].assign(
        rank_equal_from=[1, None], status=["proposed", "upgrade"], bays_assumed=["yes", None]
    )
    table.to_file(tmp_path / "plan.gpkg", layer="sites", driver="GPKG")
    sites, report = own_sites(tmp_path / "plan.gpkg")
    assert sites[["site_id", "bays", "bays_assumed"]].to_numpy().tolist() == [["s1", 7, True]]
    assert report.problems[0].reason == "a station that stands, not a candidate site"
    table.drop(columns="rank_equal_from").to_file(tmp_path / "own.gpkg", layer="sites", driver="GPKG")
    assert len(own_sites(tmp_path / "own.gpkg")[0]) == 2, "the user's own column status says something else"
