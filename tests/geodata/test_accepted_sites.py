"""Sites that a planner would accept: shops with car parks, access kept apart, one site a car park, slow posts at the kerb."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from feature_fixtures import CITY, CRS, EAST, NORTH, extract_of, rect, spot
from osm_fixtures import OsmFile, place, street_file

from geodata.input_file import InputFile
from geodata.osm.clipping import clipped
from geodata.osm.site_kinds import SITE_KINDS
from geodata.osm.site_preference import PREFERENCE, preferred_kinds
from geodata.osm.sites import candidate_sites
from geodata.report import DROPPED, MERGED_INTO
from geodata.sites import SITE_ACCESSES
from geodata.sources.osm_file import read_osm_file

LOT = {"amenity": "parking"}
SHOP = {"shop": "supermarket"}
FLATS = {"building": "apartments"}
USUAL = ("parking", "street", "fuel", "retail")


def found(features, kinds=USUAL, *, kerbs=(), preference=()):
    return candidate_sites(
        extract_of(features, kerbs=kerbs),
        list(kinds),
        crs=CRS,
        boundary=CITY,
        existing_xy=np.empty((0, 2)),
        default_bays=4,
        max_bays=12,
        bay_share=0.2,
        preference=preference,
    )


def kerb(osm_id, sides, *points, **tags):
    line = shapely.LineString([(EAST + x, NORTH + y) for x, y in points])
    return osm_id, {**LOT, "parking": "lane", "access": "yes", **tags}, sides, line


# A quarter of a made city, each case some 500 m from the next: (osm_id, tags, shape).
QUARTER = [
    # shops
    ("n10", {**SHOP, "name": "corner shop"}, spot(0, 0)),
    ("n11", {**SHOP, "name": "shop with a car park"}, spot(500, 0)),
    ("w11", LOT, rect(530, -20, 60, 40)),
    ("n12", {**SHOP, "name": "shop with a staff yard"}, spot(1000, 0)),
    ("w12", {**LOT, "access": "private"}, rect(1030, -20, 60, 40)),
    ("n13", {**SHOP, "parking": "underground", "name": "shop above a garage"}, spot(1500, 0)),
    ("w14", {**SHOP, "building": "yes", "name": "large shop"}, rect(2000, 0, 50, 30)),
    ("w15", {**SHOP, "building": "yes", "name": "small shop"}, rect(2500, 0, 20, 30)),
    ("n16", {**SHOP, "amenity": "bank", "name": "spoiled food", "parking": "yes"}, spot(3000, 0)),
    ("n17", {"shop": "doityourself", "name": "Финские краски", "parking": "yes"}, spot(3500, 0)),
    ("w18", {"shop": "doityourself", "building": "yes", "name": "large store"}, rect(-1000, 0, 60, 40)),
    ("w19", LOT, rect(-1000, 60, 60, 40)),
    # one car park, one site
    ("w20", LOT, rect(0, 1000, 100, 40)),
    ("w21", LOT | {"capacity": "30"}, rect(0, 1046, 100, 40)),
    ("n22", LOT, spot(50, 1060)),
    ("w23", LOT, rect(500, 1000, 200, 150)),
    ("n24", {"amenity": "fuel", "name": "at the mall"}, spot(680, 1010)),
    ("w25", {"amenity": "fuel", "name": "with bays"}, rect(1000, 1000, 60, 60)),
    ("w26", LOT, rect(1005, 1005, 20, 10)),
    # who may park
    ("n30", {**LOT, "access": "permit"}, spot(0, 2000)),
    ("n31", {**LOT, "access": "customers"}, spot(500, 2000)),
    ("n32", {**LOT, "access": "permissive"}, spot(1000, 2000)),
    ("n33", {**LOT, "access": "yes"}, spot(1500, 2000)),
    ("n34", {**LOT, "access": "private"}, spot(1530, 2000)),
    ("n35", {**LOT, "access": "no"}, spot(2000, 2000)),
    # dwellings
    ("w40", FLATS, rect(0, 3000, 60, 15)),
    ("w41", LOT, rect(0, 3020, 40, 20)),
    ("w42", FLATS, rect(500, 3000, 60, 15)),
    ("w43", LOT | {"fee": "yes"}, rect(500, 3020, 40, 20)),
    ("w44", FLATS, rect(1000, 3000, 60, 15)),
    ("w45", LOT, rect(1000, 3020, 40, 20)),
    ("n46", {"amenity": "restaurant"}, spot(1020, 3070)),
    ("w47", LOT | {"parking": "street_side"}, rect(1500, 3000, 40, 5)),
    ("w48", FLATS, rect(2000, 3010, 60, 15)),
]
KERBS = [
    kerb("w50", 2, (2000, 3000), (2122, 3000), name="улица Абая"),
    kerb("w51", 2, (3000, 3000), (3122, 3000)),  # nobody lives there
]


@pytest.fixture(scope="module")
def quarter():
    return found(QUARTER, kerbs=KERBS)


@pytest.fixture(scope="module")
def sites(quarter):
    return quarter[0].set_index("site_id")


def test_each_place_of_the_quarter_is_a_site_of_its_kind_or_none(sites):
    assert sites["kind"].to_dict() == {
        **dict.fromkeys(("osm-w11", "osm-w12", "osm-w19", "osm-w21", "osm-w23", "osm-w26"), "parking"),
        **dict.fromkeys(("osm-n30", "osm-n31", "osm-n32", "osm-n33", "osm-n34", "osm-w43", "osm-w45"), "parking"),
        **dict.fromkeys(("osm-n13", "osm-w14"), "retail"),
        "osm-n24": "fuel",
        **dict.fromkeys(("osm-w41", "osm-w47", "osm-w50"), "street"),
    }


def test_what_says_that_cars_park_at_a_shop_stands_on_the_site(sites):
    assert sites["parking"].dropna().to_dict() == {
        "osm-n13": "tagged parking=underground",
        "osm-w14": "assumed: 1,500 m2 of its own kind",
    }
    alone, _ = found(QUARTER, kinds=("retail",))
    said = alone.set_index("site_id")["parking"]
    assert said["osm-n11"] == "mapped parking w11, 30 m away"
    assert said["osm-w18"] == "mapped parking w19, 20 m away"


def test_what_is_left_out_is_counted_by_reason(quarter):
    _, report = quarter
    assert report.left_out(DROPPED) == {
        "retail without parking in or beside it": 3,
        "not open to the public (access=no)": 1,
    }
    assert report.left_out(MERGED_INTO) == {
        "parking at one place with a better parking": 2,
        "retail at one place with a better parking": 2,
        "fuel at one place with a better parking": 1,
    }


def test_a_shop_gives_its_name_to_its_car_park_and_is_met_there(sites):
    assert sites.loc["osm-w11", "name"] == "shop with a car park"
    alone, _ = found(QUARTER, kinds=("retail",))
    point = alone.set_index("site_id").geometry["osm-n11"]
    assert rect(530, -20, 60, 40).contains(point)


def test_who_may_park_stands_on_the_site(sites):
    words = sites["access"].to_dict()
    told = {"osm-n30": "permit", "osm-n31": "customers", "osm-n32": "permissive", "osm-n33": "public"}
    told |= {"osm-n34": "private", "osm-w12": "private", "osm-w11": "unknown", "osm-w50": "public"}
    assert {name: words[name] for name in told} == told
    assert set(words.values()) == set(SITE_ACCESSES)


def test_a_kerb_is_sized_by_its_length_and_sides_and_met_beside_the_street(sites):
    both, one = (
        sites.loc["osm-w50"],
        found([QUARTER[-1]], kerbs=[kerb("w50", 1, (2000, 3000), (2122, 3000))])[0].iloc[0],
    )
    assert (both["name"], both["bays"], one["bays"]) == ("улица Абая", 8, 4)
    assert abs(both.geometry.y - NORTH - 3000) == pytest.approx(4, abs=0.1)


def test_car_parks_of_dwellings_are_none_where_streets_are_not_asked_for():
    sites, report = found(QUARTER, kinds=("parking",), kerbs=KERBS)
    assert "osm-w41" not in set(sites["site_id"])
    assert report.left_out(DROPPED)["a car park of dwellings, and street is not among the kinds"] == 1
    assert not (sites["kind"] == "street").any()


@pytest.mark.parametrize(("preference", "stays"), [((), "n2"), (("retail",), "n1"), (("fuel", "retail"), "n1")])
def test_of_a_shop_and_its_car_park_the_preferred_kind_stays(preference, stays):
    features = [("n1", SHOP, spot(0, 0)), ("n2", LOT, spot(40, 0))]
    sites, report = found(features, preference=preference)
    assert sites["site_id"].tolist() == [f"osm-{stays}"]
    assert report.merged == 1


def test_two_shops_on_one_car_park_are_one_site_even_where_car_parks_are_no_kind():
    features = [("n1", SHOP, spot(0, 0)), ("n2", SHOP, spot(110, 0)), ("w3", LOT, rect(40, -20, 30, 40))]
    sites, _ = found(features, kinds=("retail",))
    assert sites["site_id"].tolist() == ["osm-n1"]


@pytest.mark.parametrize(("gap_m", "count"), [(9, 1), (11, 2)])
def test_parts_of_a_car_park_across_an_aisle_are_one(gap_m, count):
    sites, _ = found([("w1", LOT, rect(0, 0, 90, 60)), ("w2", LOT, rect(0, 60 + gap_m, 90, 60))])
    assert len(sites) == count


def test_an_open_and_a_private_car_park_side_by_side_stay_apart():
    features = [("w1", LOT, rect(0, 0, 20, 20)), ("w2", LOT | {"access": "private"}, rect(25, 0, 20, 20))]
    sites, _ = found(features)
    assert sites["access"].tolist() == ["unknown", "private"]


def test_every_kind_has_its_place_in_the_preference_once():
    assert set(PREFERENCE) == set(SITE_KINDS)
    assert preferred_kinds(("fuel", "user")) == ("fuel", "user", *(kind for kind in PREFERENCE if kind != "fuel"))


@pytest.mark.parametrize(
    ("tags", "sides"),
    [
        ({"parking:both": "lane"}, 2),
        ({"parking:left": "street_side", "parking:right": "half_on_kerb"}, 2),
        ({"parking:left": "on_kerb", "parking:right": "no"}, 1),
        ({"parking:lane:right": "perpendicular"}, 1),
        ({"parking:both": "separate"}, 0),
        ({"parking:both": "no"}, 0),
        ({"parking:lane:both": "no_stopping"}, 0),
        ({"parking:both": "lane", "parking:both:restriction": "no_parking"}, 0),
        ({}, 0),
    ],
)
def test_parking_along_a_street_is_read_from_its_tags(tags, sides, tmp_path):
    file = street_file(name="Абая", **{key.replace(":", "__"): value for key, value in tags.items()})
    kerbs = read_osm_file(InputFile(file.write(tmp_path / "x.osm.pbf"))).network.kerbs
    assert kerbs["sides"].tolist() == ([sides] if sides else [])
    if sides:
        assert kerbs["tags"].iloc[0] == {**LOT, "parking": "lane", "access": "yes", "name": "Абая"}


def test_kerbs_are_clipped_with_their_streets_and_say_who_may_park(tmp_path):
    file = OsmFile()
    for number in range(4):
        file.node(number + 1, place(number, 0))
    file.way(10, [1, 2], highway="residential", parking__left="lane", parking__left__access="permit")
    file.way(11, [3, 4], highway="residential", parking__both="lane", access="customers")
    extract = read_osm_file(InputFile(file.write(tmp_path / "x.osm.pbf")))
    assert [tags["access"] for tags in extract.network.kerbs["tags"]] == ["permit", "customers"]
    half = clipped(extract, shapely.box(*place(1.5, -1), *place(9, 1)))
    assert half.network.kerbs["osm_id"].tolist() == ["w11"]


def _real(shared_data, name, crs):
    extract = read_osm_file(InputFile(shared_data / "osm" / f"{name}.osm.pbf"))
    boundary = shapely.box(*extract.features.to_crs(crs).total_bounds)
    return candidate_sites(
        extract,
        USUAL,
        crs=crs,
        boundary=boundary,
        existing_xy=np.empty((0, 2)),
        default_bays=4,
        max_bays=12,
        bay_share=0.2,
    )


@pytest.mark.real
def test_banks_and_paint_shops_of_almaty_are_no_sites(shared_data):
    sites, report = _real(shared_data, "almaty", CRS)
    names = " ".join(sites["name"].dropna())
    assert not [one for one in ("spoiled food", "Makita", "Финские краски") if one in names]
    assert report.left_out(DROPPED)["retail without parking in or beside it"] > 50
    shops = sites[sites["kind"] == "retail"]
    assert shops["parking"].notna().all()
    assert {"Мега", "Супермаркет METRO"} <= set(sites["name"])


@pytest.mark.real
def test_sites_of_liechtenstein_tell_who_may_park_and_lie_at_the_real_places(shared_data):
    sites, _ = _real(shared_data, "liechtenstein", "EPSG:32632")
    assert set(sites["access"]) == set(SITE_ACCESSES)
    assert (sites["kind"] == "street").sum() > 30
    places = gpd.read_file(shared_data / "stations" / "liechtenstein_ocm.csv")
    real = gpd.GeoSeries(gpd.points_from_xy(places["lon"], places["lat"]), crs="EPSG:4326").to_crs("EPSG:32632")
    open_sites = sites[~sites["access"].isin(["private", "permit"])]
    assert np.median([open_sites.distance(point).min() for point in real]) < 50
