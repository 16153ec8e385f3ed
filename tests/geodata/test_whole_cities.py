"""Cities that are fetched, bundled or real are put together whole, and name whose data they are."""

from pathlib import Path
from types import SimpleNamespace

import networkx as nx
import osmnx
import pytest
import shapely
from city_fixtures import BOUNDARY
from osm_fixtures import place
from overpass_server import Town, serving

from geodata.assemble import assemble_city
from geodata.attribution import credit_lines
from geodata.city_request import (
    CityRequest,
    FleetRequest,
    GridRequest,
    KnownVehicles,
    PlaceRequest,
    SitesRequest,
    StationSource,
)
from geodata.errors import InputError
from geodata.hexagons import projected
from geodata.http import OverpassSettings
from geodata.input_file import InputFile
from geodata.inventory.supply import supply_of
from geodata.sources.overpass import fetch_place
from tests.fixtures.assembled_city import assembled, report_of

SAMPLE = Path(__file__).resolve().parents[2] / "configs" / "sample_city"


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
