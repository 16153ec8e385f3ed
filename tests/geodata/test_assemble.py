"""A city from all of its sources, and what happens when they do not fit together."""

import hashlib
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import networkx as nx
import osmnx
import pytest
import shapely
from city_fixtures import BOUNDARY, changed, town, town_file
from osm_fixtures import OsmFile, place
from overpass_server import Town, serving
from shapely import box

from geodata.assemble import assemble_city
from geodata.attribution import credit_lines
from geodata.city_request import (
    CityRequest,
    FleetRequest,
    GridRequest,
    KnownVehicles,
    PlaceRequest,
    SessionSource,
    SitesRequest,
    StationSource,
)
from geodata.errors import GeodataError, InputError, MissingFileError
from geodata.hexagons import projected
from geodata.http import OverpassSettings
from geodata.input_file import InputFile
from geodata.inventory.supply import supply_of
from geodata.sources.overpass import fetch_place

SAMPLE = Path(__file__).resolve().parents[2] / "configs" / "sample_city"


@pytest.fixture(scope="module")
def request_(tmp_path_factory):
    return town(tmp_path_factory.mktemp("town"))


def assembled(request_, **changes):
    return assemble_city(changed(request_, **changes), progress=lambda _: None)


def report_of(city, kind):
    return next(report for report in city.sources if report.format == kind)


def test_a_town_is_put_together_from_all_its_sources(request_):
    city = assembled(request_, stations=(StationSource("osm"),))
    assert city.crs == "EPSG:32643"
    assert city.zones["population"].sum() == pytest.approx(25 * 300)
    assert set(city.zones["district"]) == {"Батыс", "Шығыс"}
    assert city.fleet["count"].sum() == 1240
    assert {"osm-w61", "osm-w62", "osm-n71"} == set(city.sites["site_id"])
    assert city.sites.set_index("site_id")["district"].to_dict() == {
        "osm-w61": "Батыс",
        "osm-w62": "Шығыс",
        "osm-n71": "Шығыс",
    }
    assert city.stations.plugs() == {"GBT_DC": 2, "IEC_62196_T2_COMBO": 1}
    assert supply_of(city.stations, city.boundary).plugs() == city.stations.plugs()
    assert "water" in set(city.ground["kind"])
    assert city.roads.main.all()


def test_every_layer_is_in_one_metric_projection(request_):
    city = assembled(request_)
    for layer in (city.zones, city.districts, city.sites, city.stations.table, city.ground, city.roads.lines):
        assert layer.crs == city.crs
    assert shapely.contains_xy(city.boundary.buffer(500), city.roads.xy_m).all()


def test_every_source_is_accounted_for(request_, tmp_path):
    lots, feeders = tmp_path / "lots.csv", tmp_path / "feeders.csv"
    lots.write_text("lon,lat,name,bays,feeder\n76.912,43.252,Лот,6,F1\n", encoding="utf-8")
    feeders.write_text("feeder,spare_kw,lon,lat\nF1,500,76.91,43.25\n", encoding="utf-8")
    city = assembled(request_, sites_table=lots, feeders=feeders, stations=(StationSource("osm"),))
    kinds = [report.format for report in city.sources]
    assert {"roads", "boundary", "districts", "population", "osm", "osm sites", "fleet", "activities"} <= set(kinds)
    assert len(kinds) == 10
    assert city.feeders["spare_kw"].tolist() == [500]
    assert "F1" in set(city.sites["feeder"])


def files_in(part):
    """Every file that a request names, however deep."""
    if isinstance(part, InputFile):
        yield part
    elif is_dataclass(part):
        for one in fields(part):
            yield from files_in(getattr(part, one.name))
    elif isinstance(part, tuple):
        for one in part:
            yield from files_in(one)


def test_a_city_names_every_file_that_it_was_read_from_with_the_hash_of_its_bytes(tmp_path):
    texts = {
        "totals.csv": "district,population\nБатыс,4000\n",
        "lots.csv": "lon,lat,name,bays,feeder\n76.912,43.252,Лот,6,F1\n",
        "feeders.csv": "feeder,spare_kw,lon,lat,substation\nF1,500,76.91,43.25,PS-1\n",
        "substations.csv": "substation,spare_kw,lon,lat\nPS-1,900,76.91,43.25\n",
        "counts.csv": "vehicles_per_day,lon,lat\n9000,76.91,43.25\n",
        "own.csv": "lon,lat,connector\n76.91,43.25,GB/T DC\n",
        "ocpi.json": LOCATIONS,
        "ocm.json": '[{"ID": 7, "AddressInfo": {"Latitude": 43.251, "Longitude": 76.912}, "Connections": []}]',
        "overrides.csv": "action,station\n,osm-n72\n",
        "sessions.csv": "start,end,kwh,station\n2026-03-02 10:00,2026-03-02 11:00,20,ЭЗС\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    more = town_file().write(tmp_path / "chargers.osm")
    given = {name: InputFile(tmp_path / name, name=f"data/{name}") for name in texts}
    request = town(
        tmp_path,
        district_table=given["totals.csv"],
        sites_table=given["lots.csv"],
        feeders=given["feeders.csv"],
        substations=given["substations.csv"],
        traffic=given["counts.csv"],
        overrides=given["overrides.csv"],
        stations=(
            StationSource("osm"),
            StationSource("osm", InputFile(more, name="chargers.osm")),
            StationSource("csv", given["own.csv"]),
            StationSource("ocpi", given["ocpi.json"]),
            StationSource("ocm", given["ocm.json"]),
        ),
        sessions=(SessionSource("csv", given["sessions.csv"]),),
    )
    files = list(files_in(request))
    assert len(files) == 16
    city = assemble_city(request, progress=lambda _: None)
    assert city.inputs == {
        one.name or one.path.name: hashlib.sha256(one.path.read_bytes()).hexdigest() for one in files
    }


def test_a_road_file_is_hashed_once_however_often_it_is_named(tmp_path, monkeypatch):
    request, hashed = town(tmp_path), []
    fingerprint = InputFile.fingerprint
    monkeypatch.setattr(
        InputFile, "fingerprint", lambda file, read=None: hashed.append(file.path) or fingerprint(file, read)
    )
    sources = (StationSource("osm"), StationSource("osm", request.place.roads))
    assembled(request, stations=sources)
    assert hashed.count(request.place.roads.path) == 1


def test_a_feeder_that_binds_nothing_and_an_unknown_substation_are_refused_by_name(request_, tmp_path):
    feeders, substations = tmp_path / "feeders.csv", tmp_path / "substations.csv"
    feeders.write_text("feeder,spare_kw\nF1,500\n", encoding="utf-8")
    with pytest.raises(InputError, match="feeder 'F1' has no place and no site names it"):
        assembled(request_, feeders=feeders)
    feeders.write_text("feeder,spare_kw,lon,lat,substation\nF1,500,76.91,43.25,PS-2\n", encoding="utf-8")
    substations.write_text("substation,spare_kw,lon,lat\nPS-1,900,76.91,43.25\n", encoding="utf-8")
    with pytest.raises(InputError, match="no substation 'PS-2', on which the feeder 'F1' hangs"):
        assembled(request_, feeders=feeders, substations=substations)
    substations.write_text("substation,spare_kw,lon,lat\nPS-2,900,76.91,43.25\n", encoding="utf-8")
    city = assembled(request_, feeders=feeders, substations=substations)
    assert city.substations["substation"].tolist()[0] == "PS-2"
    assert report_of(city, "substations").kept == 1


def test_the_activity_of_every_zone_is_known_and_keeps_its_people(request_):
    city = assembled(request_)
    assert city.activity["zone_id"].tolist() == city.zones["zone_id"].tolist()
    people = city.activity["flat_people"] + city.activity["house_people"]
    assert people.tolist() == city.zones["population"].tolist()
    assert city.activity["flat_people"].sum() == pytest.approx(25 * 300)  # the town has blocks of flats alone
    assert any(one.what == "people in flats" for one in city.assumptions)


def test_traffic_counts_are_read_and_accounted_for(request_, tmp_path):
    assert len(assembled(request_).traffic) == 0
    counts = tmp_path / "counts.csv"
    counts.write_text("Датчик,vehicles_per_day,lon,lat\n1,9000,76.91,43.25\n2,5,60,40\n", encoding="utf-8")
    city = assembled(request_, traffic=InputFile(counts, {"counter": "Датчик"}))
    assert city.traffic["vehicles_per_day"].tolist() == [9000]
    assert report_of(city, "traffic").dropped == 1


def test_metered_sessions_are_tied_to_the_stations_of_the_map_and_accounted_for(request_, tmp_path):
    assert len(assembled(request_).sessions) == 0
    sessions = tmp_path / "sessions.csv"
    lines = ["start,end,kwh,station", "2026-03-02 10:00,2026-03-02 11:00,20,эзс", "2026-03-02 10:00,,20,ЭЗС"]
    sessions.write_text("\n".join(lines), encoding="utf-8")
    sources = (SessionSource("csv", InputFile(sessions)),)
    city = assembled(request_, stations=(StationSource("osm"),), sessions=sources)
    assert city.sessions["station_id"].tolist() == ["osm-n72"]
    assert city.sessions["zone_id"].isin(city.zones["zone_id"]).all()
    assert (report_of(city, "sessions").kept, report_of(city, "sessions").dropped) == (1, 1)


def test_progress_is_told_in_words(request_):
    told = []
    assemble_city(request_, progress=told.append)
    assert told[0] == "reading roads and places"
    assert len(told) >= 5


def test_without_a_boundary_the_limits_are_assumed_and_said_to_be(request_):
    city = assembled(request_, boundary=None)
    assert any(assumption.what == "city limits" for assumption in city.assumptions)
    assert city.zones["population"].sum() <= 25 * 300


def test_without_a_population_table_buildings_tell_where_people_live(request_):
    city = assembled(request_, population=None, population_total=9000.0)
    assert city.zones["population"].sum() == pytest.approx(9000)
    assert report_of(city, "buildings and residential land").records == 30
    assert any("guessed" in assumption.value for assumption in city.assumptions)


def test_without_a_fleet_table_the_stock_that_facts_know_is_taken_and_said(request_):
    city = assembled(
        request_, fleet_table=None, stock=(KnownVehicles("private", 8400.0),), stock_source="statistics office"
    )
    assert city.fleet[["vehicle_class", "count"]].values.tolist() == [["private", 8400.0]]
    assert any(assumption.source == "statistics office" for assumption in city.assumptions)
    with pytest.raises(InputError, match="no known stock"):
        assembled(request_, fleet_table=None)


def test_district_totals_without_polygons_are_reported(request_, tmp_path):
    table = tmp_path / "totals.csv"
    table.write_text("district,population\nБатыс,5 000\nОртасы,100\n", encoding="utf-8")
    city = assembled(request_, district_table=table)
    assert city.zones.groupby("district")["population"].sum()["Батыс"] == pytest.approx(5000)
    assert report_of(city, "district table").problems[0].record == "district Ортасы"
    assert "Ортасы" not in set(city.districts["district"])


LOCATIONS = '[{"id": "L1", "name": "Абай", "coordinates": {"latitude": "43.25", "longitude": "76.91"}, "evses": []}]'
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


def test_a_fetched_place_brings_its_own_boundary(tmp_path, monkeypatch):
    # The second that osmnx leaves between questions to Nominatim is owed to the public server, not to ours.
    monkeypatch.setattr("osmnx._nominatim.time", SimpleNamespace(sleep=lambda _: None))
    with serving(Town()) as served:
        settings = OverpassSettings(overpass_url=f"{served.base}/api", nominatim_url=served.base, busy_retries=0)
        fetch_place("Кішіқала", tmp_path, settings=settings)
    (tmp_path / "cells.csv").write_text("lon,lat,population\n{},{},700\n".format(*place(3, 3)))
    request_ = CityRequest(
        PlaceRequest("Кішіқала", place_name="Кішіқала", population=InputFile(tmp_path / "cells.csv")),
        stations=(StationSource("osm"),),
        fleet=FleetRequest(stock=(KnownVehicles("private", 10.0),)),
        cache=tmp_path,
    )
    city = assemble_city(request_, progress=lambda _: None)
    west, south, east, north = projected(city.boundary, "EPSG:4326", from_crs=city.crs).bounds
    assert (west, south, east, north) == pytest.approx((*place(-5, -5), *place(12, 12)), abs=1e-6)
    assert city.zones["population"].sum() == pytest.approx(700)
    assert city.stations.plugs() == {"GBT_DC": 2}
    assert report_of(city, "boundary").kept == 1


def test_a_street_graph_without_places_still_makes_a_city(request_, tmp_path):
    graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    for number in range(10):
        graph.add_node(number, x=place(2 * number, 0)[0], y=place(0, 0)[1])
    for number in range(9):
        for tail, head in ((number, number + 1), (number + 1, number)):
            graph.add_edge(tail, head, osmid=number, highway="residential", length=160.0)
    osmnx.save_graphml(graph, tmp_path / "town.graphml")
    city = assembled(request_, roads=tmp_path / "town.graphml")
    assert len(city.sites) == 0
    assert city.roads.main.sum() == 10
    activity = city.activity.drop(columns=["zone_id", "flat_people", "house_people"])
    assert (activity == 0).all(axis=None)
    assert city.activity["flat_people"].sum() == pytest.approx(city.zones["population"].sum() / 2)
    assert any(problem.record == "the whole city" for problem in report_of(city, "activities").problems)
    with pytest.raises(InputError, match=r"city\.population"):
        assembled(request_, roads=tmp_path / "town.graphml", population=None)


@pytest.mark.parametrize(
    ("date", "licence"), [("2012-03-13", "CC BY-SA 2.0"), ("2012-09-12", "ODbL 1.0"), (None, "ODbL 1.0")]
)
def test_the_licence_of_the_map_data_follows_its_date(date, licence):
    lines = credit_lines(date, {"ocm", "csv"})
    assert lines[0].startswith("© OpenStreetMap contributors")
    assert licence in lines[0]
    assert "Open Charge Map" in lines[1]
    assert len(credit_lines(date, {"csv"})) == 1


def test_a_made_up_city_claims_nothing_of_openstreetmap():
    (line,) = credit_lines("2026-03-01", {"csv"}, "evplan synthetic")
    assert "OpenStreetMap" not in line
    assert "fictional" in line


def sample(name):
    return InputFile(SAMPLE / name)


def test_the_bundled_sample_city_assembles_whole():
    request_ = CityRequest(
        PlaceRequest(
            "Sarytau",
            "KZ",
            roads=sample("sarytau.osm.pbf"),
            population=sample("population.csv"),
            population_total=500_000.0,
            districts=sample("districts.geojson"),
            district_table=sample("district_table.csv"),
        ),
        stations=(StationSource("ocpi", sample("stations.json")), StationSource("osm")),
        fleet=FleetRequest(table=sample("fleet.csv")),
        sites=SitesRequest(table=sample("own_sites.csv")),
        grid=GridRequest(sample("feeders.csv")),
    )
    city = assemble_city(request_, progress=lambda _: None)
    assert city.zones["population"].sum() == pytest.approx(500_000)
    assert city.zones["district"].notna().all()
    assert len(city.sites) > 50
    held = city.activity.drop(columns="zone_id").sum()
    assert held[held == 0].index.tolist() == ["office_m2"]
    assert len(supply_of(city.stations, city.boundary).table) > 3
    assert shapely.contains_xy(city.boundary, city.sites.geometry.x, city.sites.geometry.y).all()


@pytest.mark.real
def test_almaty_assembles_from_real_files(shared_data, tmp_path):
    (tmp_path / "fleet.csv").write_text("vehicle_class,count\nprivate,8400\n")
    cells = {
        "lon": "centroid_longitude",
        "lat": "centroid_latitude",
        "population": "population_estimate_final",
    }
    districts = {"district": "district_name", "population": "official_population"}
    request_ = CityRequest(
        PlaceRequest(
            "Almaty",
            "KZ",
            roads=InputFile(shared_data / "osm" / "almaty.osm.pbf"),
            population=InputFile(shared_data / "population" / "almaty_uncertainty_cells.csv", cells),
            population_total=2_351_424.0,
            district_table=InputFile(
                shared_data / "population" / "almaty_district_population_reference_v2.csv", districts
            ),
        ),
        stations=(StationSource("ocm", InputFile(shared_data / "stations" / "ocm_central_asia_all.json")),),
        fleet=FleetRequest(table=InputFile(tmp_path / "fleet.csv")),
    )
    city = assemble_city(request_, progress=lambda _: None)
    assert city.zones["population"].sum() == pytest.approx(2_351_424)
    assert city.fleet["count"].sum() == 8400
    assert report_of(city, "ocm").records == 12
    assert report_of(city, "ocm").kept + report_of(city, "ocm").merged == 12
    assert report_of(city, "district table").dropped == 8
    assert 0.9 < city.roads.main.mean() < 1
    assert len(city.sites) > 150
    assert city.attribution[0] == "© OpenStreetMap contributors, CC BY-SA 2.0, data of 2012-03-13"
    assert shapely.contains_xy(city.boundary, city.sites.geometry.x, city.sites.geometry.y).all()
    snap = city.roads.snap(city.zones[["x_m", "y_m"]].to_numpy())
    near = snap.distance_m < 1000
    assert city.zones["population"][near].sum() > 0.95 * 2_351_424  # the map is of 2012, the people of 2025
    assert BOUNDARY.intersects(projected(city.boundary, "EPSG:4326", from_crs=city.crs))
