"""Sources that are missing, damaged or of another city: mended and reported, or refused in one line."""

from pathlib import Path

import geopandas as gpd
import pytest
from city_fixtures import town, town_file
from osm_fixtures import OsmFile, place
from shapely import box

from geodata.assemble import assemble_city
from geodata.city_request import (
    CityRequest,
    FleetRequest,
    KnownVehicles,
    PlaceRequest,
    StationSource,
)
from geodata.errors import GeodataError, InputError, MissingFileError
from geodata.input_file import InputFile
from tests.fixtures.assembled_city import LOCATIONS, assembled, report_of

BAD_STATIONS = [
    ("csv", "lon,lat,connector\n500,500,GBT_DC\n,,GBT_DC\n", r"none of its 2 records.*\(first: row 2: .+\)"),
    ("ocm", LOCATIONS, r"none of its 1 records.*\(first: .+: .+\); expected Open Charge Map"),
    ("ocpi", "[1, null, []]", r"none of its 3 records.*expected OCPI Locations"),
]


@pytest.mark.parametrize(("kind", "text", "said"), BAD_STATIONS)
def test_a_station_file_of_which_nothing_is_usable_is_refused(request_, tmp_path, kind, text, said):
    path = tmp_path / f"stations.{'csv' if kind == 'csv' else 'json'}"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said) as refused:
        assembled(request_, stations=(StationSource(kind, InputFile(path)),))
    assert "check stations.format and the file" in str(refused.value)


def test_a_map_without_a_usable_station_is_no_error(request_, tmp_path):
    file = town_file()
    file.node(72, place(9, 9), amenity="charging_station", bicycle="yes", motorcar="no")
    roads = file.write(tmp_path / "town.osm.pbf")
    city = assembled(request_, roads=roads, stations=(StationSource("osm"),))
    assert city.stations.plugs() == {}


def test_roads_far_from_the_city_are_cut_off(tmp_path):
    request_ = town(tmp_path)
    file = OsmFile()
    near, far = (place(column, 0) for column in (0, 3000))
    for number, lonlat in enumerate((near, place(1, 0), far, place(3001, 0)), 1):
        file.node(number, lonlat)
    file.way(1, [1, 2], highway="primary").way(2, [3, 4], highway="primary")
    city = assembled(request_, roads=file.write(tmp_path / "two.osm.pbf"), kinds=())
    assert len(city.roads.xy_m) == 2
    assert len(city.roads.lines) == 1


def test_a_population_table_of_another_city_is_refused(request_, tmp_path):
    (tmp_path / "other.csv").write_text("lon,lat,population\n69.2,41.3,500\n69.21,41.3,500\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"other.csv: all people live at 69.20..69.21 E"):
        assembled(request_, population=tmp_path / "other.csv")


def test_swapped_population_coordinates_are_repaired_and_reported(request_, tmp_path):
    text = request_.place.population.path.read_text().splitlines()
    swapped = ["lat,lon,population", *text[1:]]
    (tmp_path / "swapped.csv").write_text("\n".join(swapped))
    city = assembled(request_, population=tmp_path / "swapped.csv")
    assert city.zones["population"].sum() == pytest.approx(25 * 300)
    assert "swapped" in report_of(city, "population").problems[0].reason


@pytest.mark.parametrize(
    ("shape", "said"),
    [(box(69.2, 41.2, 69.4, 41.4), "give files of one city"), (box(43.2, 76.8, 43.3, 77.0), "swapped")],
)
def test_a_boundary_of_another_place_is_refused(request_, tmp_path, shape, said):
    gpd.GeoSeries([shape], crs="EPSG:4326").to_file(tmp_path / "b.geojson", driver="GeoJSON")
    with pytest.raises(InputError, match=said):
        assembled(request_, boundary=tmp_path / "b.geojson")


def test_a_boundary_without_a_road_is_refused(request_, tmp_path):
    gap = box(*place(2.2, 2.2), *place(3.8, 3.8))
    gpd.GeoSeries([gap], crs="EPSG:4326").to_file(tmp_path / "b.geojson", driver="GeoJSON")
    with pytest.raises(InputError, match="no road inside the city's boundary"):
        assembled(request_, boundary=tmp_path / "b.geojson", districts=None)


def test_districts_of_another_city_are_refused(request_, tmp_path):
    frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[box(69, 41, 69.1, 41.1)], crs="EPSG:4326")
    frame.to_file(tmp_path / "d.geojson", driver="GeoJSON")
    with pytest.raises(InputError, match="no district has ground inside"):
        assembled(request_, districts=tmp_path / "d.geojson")


def test_districts_with_swapped_axes_are_told_so_by_the_name_of_their_file(request_, tmp_path):
    (west, south), (east, north) = place(0, 0), place(3, 3)
    frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[box(south, west, north, east)], crs="EPSG:4326")
    frame.to_file(tmp_path / "d.geojson", driver="GeoJSON")
    with pytest.raises(InputError, match=r"d\.geojson: longitude and latitude are swapped in its districts"):
        assembled(request_, districts=tmp_path / "d.geojson")


def test_people_far_from_any_road_are_named(request_, tmp_path):
    wide = box(*place(-60, -4), *place(24, 24))
    gpd.GeoSeries([wide], crs="EPSG:4326").to_file(tmp_path / "b.geojson", driver="GeoJSON")
    far = request_.place.population.path.read_text() + "{},{},50\n".format(*place(-50, 5))
    (tmp_path / "cells.csv").write_text(far)
    city = assembled(request_, boundary=tmp_path / "b.geojson", population=tmp_path / "cells.csv", districts=None)
    assert any("from the road network" in problem.reason for problem in report_of(city, "population").problems)


@pytest.mark.parametrize(
    "key",
    [
        "roads",
        "boundary",
        "population",
        "districts",
        "district_table",
        "fleet_table",
        "sites_table",
        "feeders",
        "traffic",
    ],
)
def test_any_missing_file_is_named(request_, tmp_path, key):
    with pytest.raises(MissingFileError) as caught:
        assembled(request_, **{key: tmp_path / f"no_{key}.csv" if key != "roads" else tmp_path / "no.osm.pbf"})
    assert "no" in Path(caught.value.path).name


@pytest.mark.parametrize(
    "key",
    [
        "roads",
        "boundary",
        "population",
        "districts",
        "district_table",
        "fleet_table",
        "sites_table",
        "feeders",
        "traffic",
    ],
)
@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02 junk", b"{"])
def test_any_damaged_file_ends_in_one_clear_line(request_, tmp_path, key, content):
    ending = {"roads": "osm.pbf", "boundary": "geojson", "districts": "geojson"}.get(key, "csv")
    path = tmp_path / f"bad.{ending}"
    path.write_bytes(content)
    with pytest.raises(GeodataError) as caught:
        assembled(request_, **{key: path})
    assert "\n" not in str(caught.value)
    assert "bad." in str(caught.value)


def test_no_source_of_roads_is_an_error_for_the_user():
    with pytest.raises(InputError, match="no roads"):
        assemble_city(
            CityRequest(PlaceRequest("Nowhere"), fleet=FleetRequest(stock=(KnownVehicles("private", 1.0),))),
            progress=lambda _: None,
        )
