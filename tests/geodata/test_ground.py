"""Water and greenery of the basemap: the right things, dissolved, cut and light."""

import numpy as np
import pytest
import shapely
from feature_fixtures import CITY, CRS, EAST, NORTH, extract_of, rect, spot

from geodata.input_file import InputFile
from geodata.osm.ground import LEAST_M2, MOST_PIECES, ground_of
from geodata.sources.osm_file import read_osm_file


def ground(features, boundary=CITY):
    return ground_of(extract_of(features), crs=CRS, boundary=boundary)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"natural": "water"}, "water"),
        ({"waterway": "riverbank"}, "water"),
        ({"landuse": "reservoir"}, "water"),
        ({"leisure": "park"}, "green"),
        ({"landuse": "forest"}, "green"),
        ({"natural": "wood"}, "green"),
    ],
)
def test_water_and_greenery_are_told_apart(tags, kind):
    drawn = ground([("w1", tags, rect(0, 0, 100, 100))])
    assert drawn["kind"].tolist() == [kind]
    assert drawn.area.sum() == pytest.approx(10_000, rel=0.01)


@pytest.mark.parametrize("tags", [{"landuse": "residential"}, {"landuse": "farmland"}, {"building": "yes"}])
def test_the_rest_of_the_town_is_not_drawn(tags):
    assert len(ground([("w1", tags, rect(0, 0, 100, 100))])) == 0


def test_points_and_specks_are_not_drawn():
    drawn = ground([("n1", {"natural": "water"}, spot(0, 0)), ("w2", {"leisure": "park"}, rect(0, 0, 20, 20))])
    assert len(drawn) == 0
    assert (drawn.crs.to_string(), list(drawn.columns)) == (CRS, ["kind", "geometry"])


def test_touching_parks_become_one_piece():
    park = {"leisure": "park"}
    drawn = ground(
        [("w1", park, rect(0, 0, 100, 100)), ("w2", park, rect(100, 0, 100, 100)), ("w3", park, rect(50, 0, 60, 60))]
    )
    assert len(drawn) == 1
    assert drawn.area.iloc[0] == pytest.approx(20_000, rel=0.01)


def test_ponds_are_drawn_after_the_park_they_lie_in():
    drawn = ground(
        [("w1", {"natural": "water"}, rect(40, 40, 80, 80)), ("w2", {"leisure": "park"}, rect(0, 0, 300, 300))]
    )
    assert drawn["kind"].tolist() == ["green", "water"]


def test_wide_water_is_cut_round_the_city():
    drawn = ground([("r1", {"natural": "water"}, rect(-50_000, -50_000, 100_000, 100_000))])
    west, south, east, north = drawn.total_bounds
    assert (west, south, east, north) == pytest.approx(
        (EAST - 7_000, NORTH - 7_000, EAST + 7_000, NORTH + 7_000), abs=30
    )


def test_a_lake_that_crosses_itself_is_drawn():
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 300, NORTH + 300), (EAST + 300, NORTH), (EAST, NORTH + 300)])
    drawn = ground([("w1", {"natural": "water"}, bow)])
    assert drawn.is_valid.all()
    assert drawn.area.sum() == pytest.approx(45_000, rel=0.05)


def test_a_wriggling_shore_is_simplified():
    angles = np.linspace(0, 2 * np.pi, 2_000, endpoint=False)
    radius = 500 + 3 * np.sin(200 * angles)
    lake = shapely.Polygon(np.column_stack([EAST + radius * np.cos(angles), NORTH + radius * np.sin(angles)]))
    drawn = ground([("w1", {"natural": "water"}, lake)])
    assert shapely.get_num_coordinates(drawn.geometry.to_numpy()).sum() < 60
    assert drawn.area.sum() == pytest.approx(lake.area, rel=0.02)


def test_the_order_of_the_data_does_not_matter():
    features = [(f"w{i}", {"leisure": "park"}, rect(150 * (i % 7), 150 * (i // 7), 60 + i, 70)) for i in range(20)]
    one, other = ground(features), ground(features[::-1])
    assert shapely.equals_exact(one.geometry.to_numpy(), other.geometry.to_numpy(), 0.01).all()


@pytest.mark.real
def test_almaty_stays_light(shared_data):
    drawn = ground_of(read_osm_file(InputFile(shared_data / "osm" / "almaty.osm.pbf")), crs=CRS)
    assert set(drawn["kind"]) == {"water", "green"}
    assert len(drawn) <= 2 * MOST_PIECES
    assert (drawn.area >= LEAST_M2).all()
    assert len(drawn.to_json()) < 500_000
