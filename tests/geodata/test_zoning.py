"""People gathered into zones: nobody is lost, nobody is counted twice."""

import geopandas as gpd
import h3
import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from geodata.errors import InputError
from geodata.hexagons import cells_touching, projected
from geodata.input_file import InputFile
from geodata.population import PopulationSurface
from geodata.report import SourceReport
from geodata.spreading import spread_over
from geodata.zoning import make_zones
from tests.fixtures.drawing import drawn

CRS = "EPSG:32643"
CITY = box(76.85, 43.20, 76.95, 43.28)


def surface(points, people, spread_m=500.0):
    frame = gpd.GeoDataFrame({"population": np.asarray(people, dtype=float)}, geometry=list(points), crs="EPSG:4326")
    return PopulationSurface(frame, spread_m, SourceReport("people.csv", "population", len(frame), len(frame)))


def grid(west, south, columns, rows, people=500.0, step=(0.00616, 0.0045)):
    points = [Point(west + i * step[0], south + j * step[1]) for i in range(columns) for j in range(rows)]
    return surface(points, [people] * len(points))


def zones_of(people, **changes):
    options = {"boundary": CITY, "resolution": 8, "districts": None, "total": None, "crs": CRS}
    return make_zones(people, **{**options, **changes})


city_points = st.tuples(st.floats(76.86, 76.94), st.floats(43.21, 43.27))
counts = st.floats(0.5, 1e5)


@drawn(25, [HealthCheck.too_slow])
@given(
    people=st.lists(st.tuples(city_points, counts), min_size=1, max_size=30),
    spread_m=st.floats(0, 900),
    resolution=st.sampled_from([7, 8, 9]),
)
def test_everybody_inside_the_boundary_has_a_zone(people, spread_m, resolution):
    crowd = surface([Point(place) for place, _ in people], [count for _, count in people], spread_m)
    zoning = zones_of(crowd, resolution=resolution)
    assert zoning.zones["population"].sum() == pytest.approx(crowd.total, rel=1e-6)


@drawn(20)
@given(
    corners=st.lists(st.tuples(st.floats(76.8, 77.0), st.floats(43.15, 43.33)), min_size=3, max_size=8),
    total=st.floats(10, 1e7),
)
def test_the_total_is_kept_whatever_the_shape_of_the_city(corners, total):
    hull = shapely.MultiPoint(corners).convex_hull.buffer(0.004)
    zoning = zones_of(grid(76.8, 43.15, 32, 40), boundary=hull, total=total)
    assert zoning.zones["population"].sum() == pytest.approx(total, rel=1e-6)
    assert zoning.zones.area.sum() == pytest.approx(projected(hull, CRS).area, rel=1e-6)


def test_zones_tile_the_boundary_without_overlap_or_gap():
    zoning = zones_of(grid(76.85, 43.2, 16, 18))
    assert zoning.zones.area.sum() == pytest.approx(zoning.boundary.area, rel=1e-9)
    assert zoning.zones.union_all().area == pytest.approx(zoning.boundary.area, rel=1e-6)
    assert zoning.zones["zone_id"].is_monotonic_increasing
    assert all(h3.get_resolution(cell) == 8 for cell in zoning.zones["zone_id"])


def test_people_outside_of_a_given_boundary_are_left_out_and_counted():
    crowd = surface([Point(76.9, 43.24), Point(77.5, 43.24)], [1000, 50])
    zoning = zones_of(crowd)
    assert zoning.zones["population"].sum() == pytest.approx(1000)
    assert zoning.outside_records == 1
    assert zoning.problems[0].record == "50 people"
    assert not zoning.boundary_assumed


def test_a_point_on_the_border_is_split_by_ground():
    zoning = zones_of(surface([Point(76.85, 43.24)], [1000]))
    assert zoning.zones["population"].sum() == pytest.approx(500, rel=0.01)


def test_a_city_smaller_than_one_cell_is_one_zone_or_a_few():
    tiny = box(76.9, 43.24, 76.9003, 43.2403)
    zoning = zones_of(surface([Point(76.9001, 43.2401)], [40], 10.0), boundary=tiny)
    assert 1 <= len(zoning.zones) <= 3
    assert zoning.zones["population"].sum() == pytest.approx(40)


def test_holes_and_parts_of_a_boundary_are_respected():
    hole = box(76.88, 43.22, 76.92, 43.26)
    ring = MultiPolygon([Polygon(CITY.exterior.coords, [hole.exterior.coords]), box(77.1, 43.2, 77.12, 43.22)])
    crowd = surface([Point(76.9, 43.24), Point(76.86, 43.21), Point(77.11, 43.21)], [7, 100, 10], 100.0)
    zoning = zones_of(crowd, boundary=ring)
    assert zoning.zones["population"].sum() == pytest.approx(110)


def test_demand_is_met_where_people_live_in_the_cell():
    zoning = zones_of(surface([Point(76.9, 43.24)], [100], 50.0), resolution=7)
    zone = zoning.zones.loc[zoning.zones["population"].idxmax()]
    x, y = projected(Point(76.9, 43.24), CRS).coords[0]
    assert (zone["x_m"], zone["y_m"]) == pytest.approx((x, y), abs=1.0)


def test_an_empty_zone_is_met_on_its_own_ground():
    zoning = zones_of(surface([Point(76.9, 43.24)], [100], 50.0))
    empty = zoning.zones[zoning.zones["population"] == 0]
    assert len(empty) > 50
    assert shapely.covers(empty.geometry.to_numpy(), shapely.points(empty["x_m"], empty["y_m"])).all()


def test_polygons_are_spread_over_their_ground():
    halves = [box(76.85, 43.20, 76.90, 43.28), box(76.90, 43.20, 77.00, 43.28)]
    zoning = zones_of(surface(halves, [1000, 4000], 0.0))
    assert zoning.zones["population"].sum() == pytest.approx(3000, rel=1e-3)  # half of the second lies outside


def test_each_zone_belongs_to_the_district_it_shares_most_ground_with():
    west, east = box(76.85, 43.20, 76.90, 43.28), box(76.90, 43.20, 76.94, 43.28)
    districts = gpd.GeoDataFrame(
        {"district": ["West", "East"], "population": np.nan}, geometry=[west, east], crs="EPSG:4326"
    )
    zones = zones_of(grid(76.85, 43.2, 16, 18), districts=districts).zones
    edge = projected(Point(76.90, 43.24), CRS).x
    assert (zones.loc[zones["district"] == "West"].centroid.x < edge + 1000).all()
    assert set(zones["district"]) == {"West", "East", None}
    apart = ~zones.intersects(projected(west.union(east), CRS))
    assert zones.loc[apart, "district"].isna().all()
    assert apart.any()


def test_districts_keep_their_official_totals_and_the_rest_is_shared_by_the_others():
    west, east = box(76.85, 43.20, 76.90, 43.28), box(76.90, 43.20, 76.95, 43.28)
    districts = gpd.GeoDataFrame(
        {"district": ["W", "E"], "population": [9000, np.nan]}, geometry=[west, east], crs="EPSG:4326"
    )
    zoning = zones_of(grid(76.85, 43.2, 16, 18), districts=districts, total=10000)
    by_district = zoning.zones.groupby("district")["population"].sum()
    assert by_district.to_dict() == pytest.approx({"W": 9000, "E": 1000})
    assert any("district W" in said.what for said in zoning.assumptions)


def test_totals_that_contradict_the_city_total_are_scaled_together():
    districts = gpd.GeoDataFrame({"district": ["All"], "population": [9000.0]}, geometry=[CITY], crs="EPSG:4326")
    zoning = zones_of(grid(76.85, 43.2, 9, 9), districts=districts, total=800)
    assert zoning.zones["population"].sum() == pytest.approx(800)
    (said,) = (one for one in zoning.problems if one.record == "totals of people")
    assert said.reason == "districts have 9\u202f000 in all, but city.population_total is 800"
    assert said.action == "the city's holds: all zones multiplied by 0.08889, so districts keep their ratios"


def test_totals_that_agree_need_no_word():
    districts = gpd.GeoDataFrame({"district": ["All"], "population": [9000.0]}, geometry=[CITY], crs="EPSG:4326")
    zoning = zones_of(grid(76.85, 43.2, 9, 9), districts=districts, total=9000)
    assert not [one for one in zoning.problems if one.record == "totals of people"]


def test_a_scaled_surface_says_by_how_much():
    zoning = zones_of(surface([Point(76.9, 43.24)], [1000]), total=1500)
    assert "multiplied by 1.5 to reach 1\u202f500" in zoning.assumptions[-1].value


def test_nobody_inside_the_boundary_is_an_error_for_the_user():
    with pytest.raises(InputError, match="nobody lives inside"):
        zones_of(surface([Point(70, 50)], [1000]))


def test_a_boundary_too_large_for_its_zones_is_refused_before_the_memory_is_gone():
    with pytest.raises(InputError, match=r"smaller city\.h3_resolution"):
        zones_of(surface([Point(76.9, 43.24)], [1]), boundary=box(60, 40, 80, 50), resolution=10)


def test_without_a_boundary_the_city_is_its_populated_cells_without_the_mountains():
    town = grid(76.85, 43.20, 16, 18)
    mountains = grid(76.85, 43.00, 16, 18, people=0.5)
    both = surface(
        [*town.people.geometry, *mountains.people.geometry],
        [*town.people["population"], *mountains.people["population"]],
    )
    zoning = zones_of(both, boundary=None)
    assert zoning.boundary_assumed
    assert zoning.zones["population"].sum() == pytest.approx(town.total, rel=0.03)
    assert zoning.boundary.bounds[1] > projected(Point(76.9, 43.18), CRS).y
    assert any(said.what == "city limits" for said in zoning.assumptions)


def test_a_hole_in_an_assumed_city_is_filled():
    points = [p for p in grid(76.85, 43.20, 20, 22).people.geometry if p.distance(Point(76.91, 43.25)) > 0.022]
    zoning = zones_of(surface(points, [600] * len(points)), boundary=None)
    assert isinstance(zoning.boundary, Polygon)
    assert len(zoning.boundary.interiors) == 0
    assert zoning.boundary.covers(projected(Point(76.91, 43.25), CRS))


def test_a_hamlet_apart_is_left_out_and_a_town_is_not():
    town, far_town, hamlet = grid(76.85, 43.2, 10, 10), grid(77.2, 43.2, 5, 5), grid(77.2, 43.5, 2, 2)
    parts = [town, far_town, hamlet]
    crowd = surface(
        [p for part in parts for p in part.people.geometry], [c for part in parts for c in part.people["population"]]
    )
    zoning = zones_of(crowd, boundary=None)
    assert zoning.boundary.covers(projected(Point(77.212, 43.209), CRS))
    assert not zoning.boundary.intersects(projected(Point(77.203, 43.502), CRS))
    assert "apart from the city" in zoning.problems[0].reason


def test_a_thinly_settled_place_is_a_city_of_all_its_cells():
    zoning = zones_of(grid(76.85, 43.2, 5, 5, people=3.0), boundary=None)
    assert zoning.zones["population"].sum() == pytest.approx(75, rel=1e-6)
    assert "none reaches 300" in zoning.assumptions[0].value


def test_a_surface_of_weights_is_judged_after_scaling():
    weights = grid(76.85, 43.2, 10, 10, people=0.001)
    zoning = zones_of(weights, boundary=None, total=50000)
    assert "at least 300" in zoning.assumptions[0].value
    assert zoning.zones["population"].sum() == pytest.approx(50000)


def test_the_same_surface_in_another_order_gives_the_same_zones():
    town = grid(76.85, 43.2, 8, 8)
    turned = surface(list(town.people.geometry)[::-1], list(town.people["population"])[::-1])
    one, other = zones_of(town, boundary=None).zones, zones_of(turned, boundary=None).zones
    assert one["zone_id"].tolist() == other["zone_id"].tolist()
    assert one["population"].to_numpy() == pytest.approx(other["population"].to_numpy(), rel=1e-9)


def test_spreading_tells_how_much_of_each_piece_is_covered():
    pieces = np.array([box(0, 0, 2, 1), box(5, 5, 6, 6)], dtype=object)
    spread = spread_over(pieces, np.array([10.0, 4.0]), np.array([box(0, 0, 1, 1)], dtype=object))
    assert spread.people.tolist() == [5.0]
    assert spread.inside.tolist() == [0.5, 0.0]
    assert spread.xy_m.tolist() == [[0.5, 0.5]]


@pytest.mark.real
def test_almaty_without_a_boundary_is_its_built_up_area(shared_data):
    from geodata.sources.population import read_population

    columns = {"lon": "centroid_longitude", "lat": "centroid_latitude", "population": "population_estimate_final"}
    cells = read_population(InputFile(shared_data / "population" / "almaty_uncertainty_cells.csv", columns))
    zoning = zones_of(cells, boundary=None, total=2_351_424)
    assert zoning.zones["population"].sum() == pytest.approx(2_351_424, rel=1e-9)
    assert 450 < zoning.boundary.area / 1e6 < 690  # the official area is 683 km2, mountains included
    assert zoning.boundary.covers(projected(Point(76.945, 43.238), CRS))
    assert not zoning.boundary.covers(projected(Point(77.05, 43.05), CRS))  # above Medeu
    left = next(p for p in zoning.problems if "outside" in p.reason)
    assert "0.6%" in left.reason


def test_a_cell_under_two_pieces_of_a_city_is_one_zone():
    pieces = MultiPolygon([box(76.900, 43.200, 76.9005, 43.2005), box(76.901, 43.201, 76.9015, 43.2015)])
    found = cells_touching(pieces, 7)
    assert len(found) == len(set(found))
