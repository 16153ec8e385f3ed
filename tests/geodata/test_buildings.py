"""Where people live by buildings and residential land."""

import pytest
import shapely
from feature_fixtures import CRS, extract_of, rect, spot
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.osm.buildings import FILL_PER_KM2, people_in, population_surface
from geodata.sources.osm_file import read_osm_file
from tests.fixtures.drawing import drawn

FLATS = {"building": "apartments", "building:levels": "9"}
LAND = {"landuse": "residential"}


def surface(features):
    return population_surface(extract_of(features), crs=CRS)


def people(*features):
    return surface(features)["population"].sum()


def test_flats_hold_their_floor_area_over_the_area_of_a_head():
    assert people_in(FLATS, 1_000) == pytest.approx(300)
    assert people_in({"building": "apartments"}, 1_000) == pytest.approx(1_000 * 5 / 30)


@pytest.mark.parametrize("levels", ["many", "0", "-3", "900", ""])
def test_storeys_that_cannot_be_are_assumed(levels):
    assert people_in(FLATS | {"building:levels": levels}, 600) == people_in({"building": "apartments"}, 600)


def test_untyped_buildings_are_houses_or_blocks_by_their_size():
    house, block = people_in({"building": "yes"}, 120), people_in({"building": "yes"}, 900)
    assert house == pytest.approx(120 / 35)
    assert block == pytest.approx(900 * 5 / 30)
    assert people_in({"building": "residential"}, 900) == block


@pytest.mark.parametrize(
    ("tags", "footprint_m2"),
    [
        ({"building": "yes"}, 20),
        ({"building": "yes"}, 20_000),
        ({"building": "yes", "amenity": "school"}, 500),
        ({"building": "yes", "shop": "supermarket"}, 500),
        ({"building": "office"}, 500),
        ({"building": "garages"}, 500),
        ({"building": "no"}, 500),
        ({"building": "yes"}, 0),
        ({}, 500),
    ],
)
def test_nobody_lives_in_sheds_halls_schools_and_offices(tags, footprint_m2):
    assert people_in(tags, footprint_m2) == 0


def test_a_shop_on_the_ground_floor_empties_no_block_of_flats():
    assert people_in(FLATS | {"shop": "convenience"}, 500) > 0


def test_a_house_drawn_as_a_point_counts():
    assert people(("n1", {"building": "house"}, spot(0, 0))) == pytest.approx(110 / 35)


def test_untyped_buildings_of_works_and_markets_are_empty_but_flats_there_are_not():
    works = ("w1", {"landuse": "industrial"}, rect(-100, -100, 300, 300))
    flats = ("w2", FLATS, rect(0, 0, 30, 20))
    hall = ("w3", {"building": "yes"}, rect(60, 0, 30, 20))
    assert people(works, flats, hall) == pytest.approx(people(flats))


def test_residential_land_without_buildings_has_people_by_its_area():
    land = ("w1", LAND, rect(0, 0, 1_000, 500))
    assert people(land) == pytest.approx(0.5 * FILL_PER_KM2, rel=0.001)


def test_overlapping_residential_land_counts_once():
    land, same = ("w1", LAND, rect(0, 0, 1_000, 500)), ("w2", LAND, rect(200, 0, 800, 500))
    assert people(land, same) == pytest.approx(people(land), rel=0.001)


def test_land_fills_only_where_no_buildings_are_mapped():
    houses = [
        (f"w{10 + i}", {"building": "house"}, rect(40 * (i % 20) + 5, 40 * (i // 20) + 5, 12, 12)) for i in range(400)
    ]
    mapped = surface([("w1", LAND, rect(0, 0, 800, 800)), *houses])
    half = surface([("w1", LAND, rect(0, 0, 1_600, 800)), *houses])
    assert mapped["population"].sum() == pytest.approx(people(*houses), rel=0.1)
    assert half["population"].sum() == pytest.approx(people(*houses) + 0.64 * FILL_PER_KM2, rel=0.1)


def test_every_point_lies_on_the_land_it_stands_for():
    ring = rect(0, 0, 900, 900).difference(rect(100, 100, 700, 700))
    points = surface([("w1", LAND, ring)])
    assert ring.buffer(0.1).contains(shapely.multipoints(points.geometry.to_numpy()))


def test_nothing_to_go_by_is_said_in_one_line():
    with pytest.raises(InputError, match=r"drawn\.osm\.pbf: no residential building.*population table") as error:
        surface([("w1", {"building": "office"}, rect(0, 0, 30, 30)), ("n2", {"amenity": "fuel"}, spot(0, 0))])
    assert "\n" not in str(error.value)


HOUSES = st.lists(
    st.tuples(
        st.sampled_from([FLATS, {"building": "yes"}, {"building": "house"}, LAND]),
        st.integers(-400, 400),
        st.integers(8, 90),
    ),
    min_size=1,
    max_size=12,
)


@drawn(30)
@given(HOUSES, st.randoms(use_true_random=False))
def test_the_order_of_the_data_does_not_matter_and_nobody_is_negative(houses, rng):
    features = [(f"w{i}", tags, rect(x, x / 2, side, side)) for i, (tags, x, side) in enumerate(houses)]
    mixed = list(features)
    rng.shuffle(mixed)
    try:
        one = surface(features)
    except InputError:
        return
    other = surface(mixed)
    assert (one["population"] > 0).all()
    assert one["population"].to_numpy() == pytest.approx(other["population"].to_numpy())
    assert shapely.equals_exact(one.geometry.to_numpy(), other.geometry.to_numpy(), 0.01).all()


@pytest.mark.real
def test_almaty_lives_where_its_blocks_stand(shared_data):
    points = population_surface(read_osm_file(InputFile(shared_data / "osm" / "almaty.osm.pbf")), crs=CRS)
    total = points["population"].sum()
    assert 1_000_000 < total < 3_000_000
    centre = shapely.box(650_000, 4_785_000, 660_000, 4_795_000)
    assert points[points.within(centre)]["population"].sum() > 0.4 * total
