"""The fictional city: drawn again it is the same, and it has what a city has."""

import json
import math
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import osmium
import pytest
import scipy.sparse as sp
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Point

from geodata.connectors import Connector
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.sources.osm_file import read_osm_file
from geodata.sources.synthetic.avenues import lay_avenues
from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.generate import SyntheticCity, make_city, write_city
from geodata.sources.synthetic.ground import airfield
from geodata.sources.synthetic.network import make_skeleton
from geodata.sources.synthetic.plots import Plots
from geodata.sources.synthetic.quarters import Quarter, Use, make_quarters
from geodata.sources.synthetic.spec import CitySpec
from geodata.sources.synthetic.terrain import make_terrain

BUNDLED = Path(__file__).resolve().parents[2] / "configs" / "sample_city"


@pytest.fixture(scope="module")
def city() -> SyntheticCity:
    return make_city(CitySpec())


@pytest.fixture(scope="module")
def quarters(city) -> list[Quarter]:
    terrain, scale = make_terrain(city.spec), city.spec.radius_m
    return make_quarters(make_skeleton(terrain, lay_avenues(terrain, scale), scale).faces, terrain, city.spec.seed)


@pytest.fixture(scope="module")
def folder(city, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("city")
    write_city(city, out)
    return out


@pytest.fixture(scope="module")
def extract():
    return read_osm_file(InputFile(BUNDLED / "sarytau.osm.pbf"))


def objects(path: Path) -> list[tuple]:
    """Every object of a road file, in order, places to about a metre."""
    found: list[tuple] = []
    for one in osmium.FileProcessor(str(path)):
        tags = {tag.k: tag.v for tag in one.tags}
        if one.is_node():
            found.append(("n", one.id, round(one.location.lon, 5), round(one.location.lat, 5), tags))
        elif one.is_way():
            found.append(("w", one.id, [node.ref for node in one.nodes], tags))
        else:
            found.append(("r", one.id, [(member.type, member.ref, member.role) for member in one.members], tags))
    return found


def drawn(city: SyntheticCity, key: str, value: str | None = None) -> list[dict[str, str]]:
    every = [*(way.tags for way in city.drawing.ways), *city.drawing.node_tags.values()]
    return [dict(tags) for tags in every if key in tags and value in (None, tags[key])]


def test_the_bundled_road_file_is_what_its_seed_draws(folder):
    again, bundled = objects(folder / "sarytau.osm.pbf"), objects(BUNDLED / "sarytau.osm.pbf")
    assert len(again) == len(bundled)
    assert [one for one, other in zip(again, bundled, strict=True) if one != other] == []


@pytest.mark.parametrize(
    "name",
    [
        "population.csv",
        "district_table.csv",
        "boundary.geojson",
        "districts.geojson",
        "stations.json",
        "fleet.csv",
        "feeders.csv",
        "own_sites.csv",
    ],
)
def test_the_bundled_tables_are_what_their_seed_draws(folder, name):
    assert (folder / name).read_text(encoding="utf-8") == (BUNDLED / name).read_text(encoding="utf-8")


def test_the_same_seed_writes_the_same_bytes(city, folder, tmp_path):
    write_city(city, tmp_path)
    for path in sorted(folder.iterdir()):
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_another_seed_draws_another_city(city):
    other = make_city(CitySpec(seed=8, population=150_000))
    assert other.drawing.points != city.drawing.points
    assert sum(count for _, count in other.people.cells) == 150_000


def test_a_larger_population_needs_more_ground():
    assert CitySpec(population=2_000_000).radius_m == pytest.approx(2 * CitySpec(population=500_000).radius_m)


def test_a_village_is_refused_in_one_line():
    with pytest.raises(InputError, match="population 5000; expected at least 100000"):
        CitySpec(population=5000)


def test_the_road_file_is_small_and_names_its_maker():
    path = BUNDLED / "sarytau.osm.pbf"
    assert path.stat().st_size < 400_000
    with osmium.io.Reader(str(path)) as reader:
        assert reader.header().get("generator") == "evplan synthetic"


def test_people_by_cell_and_by_district_both_sum_to_the_population(city):
    assert sum(count for _, count in city.people.cells) == 500_000
    assert sum(district.population for district in city.people.districts) == 500_000
    assert all(count > 0 for _, count in city.people.cells)


def test_districts_neither_overlap_nor_leave_gaps_between_them(city):
    areas = [district.area for district in city.people.districts]
    assert len(areas) == 7
    assert all(area.is_valid for area in areas)
    assert max(a.intersection(b).area for a, b in combinations(areas, 2)) < 1.0


def test_everybody_and_the_airport_are_inside_the_city_limits(city):
    field = airfield(make_terrain(city.spec))
    assert city.boundary.is_valid
    assert city.boundary.contains(field.ground.representative_point())
    inside = sum(count for cell, count in city.people.cells if city.boundary.contains(Point(cell)))
    assert inside / city.spec.population > 0.99


def test_exactly_two_mapped_stations_are_also_in_the_feed(city):
    plane = CitySpec()
    fed = [location["coordinates"] for location in city.feed["data"]]
    mapped = [
        plane.lonlat(city.drawing.points[number - 1])
        for number, tags in city.drawing.node_tags.items()
        if tags.get("amenity") == "charging_station"
    ]
    near = [
        (lon, lat)
        for lon, lat in mapped
        if any(
            math.hypot((lon - float(one["longitude"])) * 77_000, (lat - float(one["latitude"])) * 111_000) < 50
            for one in fed
        )
    ]
    assert len(near) == 2


def test_one_can_drive_nearly_everywhere_but_not_to_the_forgotten_settlement(extract):
    network = extract.network
    size = len(network.lonlat)
    graph = sp.coo_matrix((np.ones(len(network.tail)), (network.tail, network.head)), shape=(size, size))
    count, label = connected_components(graph, directed=True, connection="strong")
    assert count > 1
    assert 0.98 < np.bincount(label).max() / size < 1.0
    settlement = extract.network.ways[extract.network.ways["name"] == "Дачный проезд"]
    assert len(settlement) == 1


def test_streets_cross_the_river_on_bridges_only_and_those_are_few(city):
    terrain = make_terrain(city.spec)
    crossing = []
    for way in city.drawing.ways:
        if "highway" in way.tags and "junction" not in way.tags:
            line = LineString([city.drawing.points[number - 1] for number in way.nodes])
            if line.crosses(terrain.river):
                crossing.append(way.tags)
    assert all(tags.get("bridge") == "yes" for tags in crossing)
    assert 4 <= len(crossing) <= 9


def test_every_class_of_street_is_there_with_one_ways_a_roundabout_and_speeds(city):
    classes = {tags["highway"] for tags in drawn(city, "highway")}
    assert classes == {"trunk", "primary", "secondary", "tertiary", "residential", "unclassified", "service"}
    assert {tags["oneway"] for tags in drawn(city, "oneway") if "junction" not in tags} >= {"yes"}
    assert len(drawn(city, "junction", "roundabout")) == 1
    assert 0.1 < len(drawn(city, "maxspeed")) / len(drawn(city, "highway")) < 0.6


def test_a_turn_restriction_runs_from_a_way_over_its_end_into_another(city):
    assert city.drawing.relations
    for relation in city.drawing.relations:
        roles = {role: number for _, number, role in relation.members}
        for role in ("from", "to"):
            nodes = city.drawing.ways[roles[role] - 1].nodes
            assert roles["via"] in (nodes[0], nodes[-1])


def test_the_roundabout_turns_against_the_clock(city):
    way = next(way for way in city.drawing.ways if way.tags.get("junction") == "roundabout")
    ring = [city.drawing.points[number - 1] for number in way.nodes]
    assert sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) > 0


@pytest.mark.parametrize(
    ("key", "value", "least", "most"),
    [
        ("amenity", "parking", 90, 200),
        ("amenity", "fuel", 30, 60),
        ("shop", "mall", 6, 12),
        ("shop", "supermarket", 40, 80),
        ("power", "substation", 10, 14),
        ("amenity", "marketplace", 2, 6),
        ("amenity", "hospital", 4, 8),
        ("amenity", "charging_station", 6, 6),
        ("landuse", "military", 1, 1),
        ("landuse", "cemetery", 2, 2),
        ("aeroway", "aerodrome", 1, 1),
        ("railway", "station", 1, 1),
        ("natural", "water", 3, 3),
        ("tourism", "hotel", 10, 20),
    ],
)
def test_the_city_has_what_cities_have(city, key, value, least, most):
    assert least <= len(drawn(city, key, value)) <= most


def test_names_are_cyrillic_and_the_great_streets_latin_and_kazakh_too(city):
    great = [tags for tags in drawn(city, "highway", "primary") if "name" in tags]
    assert any("name:en" in tags and "name:kk" in tags for tags in great)
    assert all(any("а" <= letter.lower() <= "я" for letter in tags["name"]) for tags in great)


def test_some_car_parks_tell_their_capacity_and_some_do_not(city):
    told = ["capacity" in tags for tags in drawn(city, "amenity", "parking")]
    assert 0.5 < sum(told) / len(told) < 0.95


def test_gb_t_is_spelt_in_several_ways_on_the_map(city):
    keys = {key for tags in drawn(city, "amenity", "charging_station") for key in tags if key.startswith("socket:")}
    assert {"socket:gb_dc", "socket:gbt_dc", "socket:GBT_AC", "socket:gb_t"} <= keys


def test_the_feed_holds_every_plug_one_unknown_and_one_station_out_of_order():
    feed = json.loads((BUNDLED / "stations.json").read_text(encoding="utf-8"))
    evses = [evse for location in feed["data"] for evse in location["evses"]]
    plugs = {connector["standard"] for evse in evses for connector in evse["connectors"]}
    assert {"GBT_AC", "GBT_DC", "IEC_62196_T2", "IEC_62196_T2_COMBO", "CHADEMO", "SAE_J3400"} <= plugs
    assert [plug for plug in plugs if Connector.named(plug) is None] == ["GBT_DC_LIQUID"]
    assert "OUTOFORDER" in {evse["status"] for evse in evses}


def test_every_lot_hangs_on_a_feeder_of_the_table_or_on_none(folder):
    feeders = {line.split(",")[0] for line in (folder / "feeders.csv").read_text(encoding="utf-8").splitlines()[1:]}
    lots = [line.rsplit(",", 1)[1] for line in (folder / "own_sites.csv").read_text(encoding="utf-8").splitlines()[1:]]
    assert len(lots) == 16
    assert set(lots) - {""} <= feeders
    assert "" in lots


def test_the_blocks_of_every_quarter_fill_it_without_overlap(quarters):
    for quarter in quarters:
        assert quarter.blocks
        assert sum(block.area for block in quarter.blocks) == pytest.approx(quarter.area.area, rel=0.03)


@given(st.integers(min_value=0, max_value=10_000))
def test_buildings_stay_in_their_block_and_never_touch(quarters, seed):
    plots, dice = Plots(quarters), Dice(seed, "test")
    number = dice.pick(plots.of(Use.CENTRE, Use.FLATS, Use.OLD_TOWN))
    shapes = [shape for _ in range(8) if (shape := plots.room(number, 40.0, 14.0, dice))]
    assert all(plots.blocks[number][1].contains(shape) for shape in shapes)
    assert all(a.disjoint(b) for a, b in combinations(shapes, 2))


@given(st.integers(), st.text(max_size=8), st.integers(min_value=1, max_value=50))
def test_dice_stay_in_their_range_and_repeat(seed, purpose, sides):
    first, second = Dice(seed, purpose), Dice(seed, purpose)
    throws = [first.whole(1, sides) for _ in range(20)]
    assert throws == [second.whole(1, sides) for _ in range(20)]
    assert all(1 <= throw <= sides for throw in throws)
    assert sorted(first.shuffled(range(sides))) == list(range(sides))
    assert math.isfinite(first.between(0.0, 1.0))
