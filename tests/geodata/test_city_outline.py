"""The limits of a city of which nobody gave any: those of the map, else one outline around streets and buildings."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from feature_fixtures import CRS, EAST, NORTH, extract_of, lonlat, rect, spot
from osm_fixtures import place, street_file

from geodata.built_extent import built_extent
from geodata.hexagons import projected
from geodata.input_file import InputFile
from geodata.osm.buildings import CELL_M, population_surface
from geodata.osm.extract import RoadNetwork
from geodata.osm.limits import mapped_city
from geodata.population import PopulationSurface
from geodata.report import SourceReport
from geodata.sources.osm_file import read_osm_file

HOUSE = ("w900", {"building": "house"}, rect(0, 0, 10, 10))
CITY = ("n1", {"place": "city", "name": "Алматы", "int_name": "Almaty"}, spot(0, 0))


def grid(west, south, east, north, step=150):
    """Streets of a quarter as pairs of points in metres."""
    xs, ys = np.arange(west, east + 1, step), np.arange(south, north + 1, step)
    along = [((x, y), (x + step, y)) for x in xs[:-1] for y in ys]
    return along + [((x, y), (x, y + step)) for x in xs for y in ys[:-1]]


def road(*points, step=300):
    """A road through points in metres, in stretches as a map has them."""
    line = shapely.segmentize(shapely.LineString(points), step)
    ends = shapely.get_coordinates(line).tolist()
    return list(zip(map(tuple, ends), map(tuple, ends[1:]), strict=False))


def with_streets(extract, pairs):
    points = sorted({end for pair in pairs for end in pair})
    number = {one: k for k, one in enumerate(points)}
    tail, head = (np.array([number[pair[side]] for pair in pairs]) for side in (0, 1))
    metres = np.hypot(*(np.array(points)[tail] - np.array(points)[head]).T)
    network = RoadNetwork(
        np.array([lonlat(*one) for one in points]), tail, head, metres, np.full(len(tail), 30.0), extract.network.ways
    )
    return replace(extract, network=network)


def outline(features, pairs, name="Almaty"):
    extract = with_streets(extract_of([HOUSE, *features]), pairs)
    people = population_surface(extract, crs=CRS).to_crs("EPSG:4326")
    surface = PopulationSurface(people, CELL_M, SourceReport("drawn", "buildings", len(people), len(people)))
    found = built_extent(surface, CRS, extract=extract, mapped=mapped_city(extract, name))
    return projected(found.boundary, CRS), found.problems


def at(x, y):
    return shapely.Point(EAST + x, NORTH + y)


def test_an_assumed_city_is_one_filled_outline_and_a_town_down_the_road_is_none_of_it():
    """A core with an empty park and a river through it, a town 7 km off on the same road, and a hamlet beside."""
    city = [
        one for one in grid(-4_000, -4_000, 4_000, 4_000) if not -1_200 < one[0][0] < 1_200 or abs(one[0][1]) > 1_200
    ]
    town, hamlet = grid(10_000, -1_200, 13_000, 1_200), grid(-9_000, 6_000, -8_700, 6_300)
    there = ("n2", {"place": "town", "name": "Каскелен"}, spot(11_000, 0))
    pairs = [*city, *road((-12_000, 0), (16_000, 0)), *town, *hamlet]
    found, problems = outline([CITY, there], pairs)
    assert found.geom_type == "Polygon"
    assert not found.interiors
    assert found.covers(at(0, 0)), "the park is filled"
    assert all(found.covers(at(x, y)) for x in (-3_500, 3_500) for y in (-3_500, 3_500))
    assert not found.intersects(at(11_000, 0)), "a road does not make the town a part of it"
    assert not found.intersects(at(-8_800, 6_100))
    assert found.area == pytest.approx(64e6, rel=0.25)
    assert "Каскелен" in problems[0].record
    assert outline([CITY, there], pairs, "Каскелен")[0].covers(at(11_000, 0)), "asked for, the town is the city"


def test_a_drawn_village_at_the_edge_is_left_out_and_works_and_an_apron_are_in():
    village = ("w2", {"place": "village", "name": "Гүлдала"}, rect(2_800, -4_200, 1_600, 1_600))
    works = ("w3", {"landuse": "industrial"}, rect(4_000, 0, 2_500, 2_500))
    found, _problems = outline([CITY, village, works], grid(-4_000, -4_000, 4_000, 4_000))
    assert not found.intersects(at(3_600, -3_600))
    assert found.covers(at(5_200, 1_200))


def test_limits_are_those_that_the_map_draws_of_any_name_of_the_city():
    """A region of the same name around it, a village of that name far off, and the city's own under its name on the ground."""
    own = {"boundary": "administrative", "admin_level": "6", "name": "Алматы қаласы", "name:en": "Almaty"}
    limits = ("r1", own, rect(-3_000, -3_000, 6_000, 6_000))
    region = ("r2", own | {"admin_level": "4"}, rect(-9_000, -9_000, 18_000, 18_000))
    village = ("w4", {"place": "village", "name": "Алматы"}, rect(6_000, 6_000, 500, 500))
    extract = with_streets(extract_of([CITY, region, village, limits]), grid(-2_500, -2_500, 2_500, 2_500))
    for name in ("Almaty", "алматы", "Almaty, Kazakhstan"):
        assert mapped_city(extract, name).limits_id == "r1"
    assert mapped_city(extract, "Astana").limits is None
    unnamed = ("w5", {"place": "city"}, rect(-3_000, -3_000, 6_000, 6_000))
    drawn = with_streets(extract_of([CITY, unnamed]), grid(-2_500, -2_500, 2_500, 2_500))
    assert mapped_city(drawn, "Almaty").limits_id == "w5", "by where it lies"


def test_a_boundary_that_the_extract_cuts_is_no_broken_area_and_widens_nothing(tmp_path):
    file = street_file()
    corners = [place(-60, -60), place(60, -60), place(60, 60), place(-60, 60)]
    file.area(30, corners, boundary="administrative", name="Алматы")
    file.way(40, [3, 77_777], boundary="administrative").relation(
        9, [("w", 40, "outer")], type="boundary", boundary="administrative", name="Облыс"
    )
    extract = read_osm_file(InputFile(file.write(tmp_path / "x.osm.pbf")))
    assert extract.broken_areas == 0
    assert mapped_city(extract, "Алматы").limits_id == "w30"
    assert extract.bounds == (*place(1, 0), *place(3, 0))
