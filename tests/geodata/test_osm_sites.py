"""Candidate sites from OpenStreetMap: who may drive there, what ground is of no use, and that every record is accounted for."""

import re
from collections import Counter

import numpy as np
import pytest
import shapely
from feature_fixtures import CRS, EAST, NORTH, rect, spot, street
from found_sites import LOT, NOBODY, found, only, reasons
from hypothesis import given
from hypothesis import strategies as st

from geodata.input_file import InputFile
from geodata.osm.site_kinds import SITE_KINDS
from geodata.osm.sites import candidate_sites
from geodata.sources.osm_file import read_osm_file
from geodata.speech import speaking, told
from tests.fixtures.drawing import drawn


def test_a_site_keeps_its_name_as_written_and_a_stable_id():
    site = only(LOT | {"name": "{{ 7*7 }} <b>Стоянка"})
    assert (site["site_id"], site["name"]) == ("osm-w1", "{{ 7*7 }} <b>Стоянка")


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ({}, "unknown"),
        ({"operator": "Акимат Медеуского района"}, "municipal"),
        ({"operator:type": "public"}, "municipal"),
        ({"ownership": "municipal"}, "municipal"),
        ({"operator": "ТОО Паркинг"}, "unknown"),
    ],
)
def test_land_is_municipal_only_where_the_tags_say_so(tags, status):
    assert only(LOT | tags)["land_status"] == status


@pytest.mark.parametrize(
    ("tags", "word"),
    [
        ({"access": "no"}, "access=no"),
        ({"access": "Military"}, "access=Military"),
        ({"motor_vehicle": "no"}, "motor_vehicle=no"),
        ({"motor_vehicle": "no", "access": "yes"}, "motor_vehicle=no"),
        ({"disused": "yes"}, "disused=yes"),
        ({"abandoned": "yes"}, "abandoned=yes"),
        ({"parking": "garage_boxes"}, "private garages"),
        ({"name": "Гаражный кооператив Восход"}, "private garages"),
    ],
)
def test_closed_places_are_dropped_with_their_reason(tags, word):
    sites, report = found([("n1", LOT | tags, spot(0, 0))])
    assert len(sites) == 0
    assert word in reasons(report)["n1"]
    assert report.dropped == 1


@pytest.mark.parametrize(
    "tags",
    [
        {"access": "customers"},
        {"access": "yes"},
        {"access": "private;customers"},
        {"disused": "no"},
        {"parking": "underground"},
        {"access": "no", "motorcar": "yes"},
    ],
)
def test_open_places_stay(tags):
    assert only(LOT | tags)["kind"] == "parking"


@pytest.mark.parametrize(
    ("ground", "word"),
    [
        ({"landuse": "military"}, "military ground"),
        ({"military": "barracks"}, "military ground"),
        ({"landuse": "cemetery"}, "cemetery"),
        ({"natural": "water"}, "water"),
        ({"waterway": "riverbank"}, "water"),
        ({"aeroway": "runway"}, "runways"),
        ({"amenity": "prison"}, "prison"),
        ({"natural": "wetland"}, "wetland"),
        ({"natural": "glacier"}, "glacier"),
        ({"aeroway": "helipad"}, "helipad"),
        ({"landuse": "landfill"}, "landfill"),
        ({"landuse": "quarry"}, "quarry"),
    ],
)
def test_unusable_ground_is_named(ground, word):
    sites, report = found(
        [("n1", LOT, spot(0, 0)), ("w2", ground, rect(-50, -50, 100, 100)), ("n3", LOT, spot(200, 0))]
    )
    assert sites["site_id"].tolist() == ["osm-n3"]
    assert word in reasons(report)["n1"]
    with speaking("ru"):
        assert re.fullmatch("[а-яё -]+", told(reasons(report)["n1"])), "to a reader in his language"


def test_an_airport_is_no_runway():
    sites, _ = found([("n1", LOT, spot(0, 0)), ("w2", {"aeroway": "aerodrome"}, rect(-900, -900, 1800, 1800))])
    assert len(sites) == 1


def test_ground_that_crosses_itself_still_counts():
    bow = shapely.Polygon([(EAST, NORTH), (EAST + 90, NORTH + 90), (EAST + 90, NORTH), (EAST, NORTH + 90)])
    sites, _ = found([("n1", LOT, spot(10, 45)), ("w2", {"natural": "water"}, bow)])
    assert len(sites) == 0


def test_places_outside_the_city_are_dropped():
    _, report = found([("n1", LOT, spot(5_100, 0)), ("n2", LOT, spot(4_900, 0))])
    assert reasons(report) == {"n1": "outside the city"}
    assert (report.records, report.kept, report.dropped) == (2, 1, 1)


def test_empty_shapes_and_twice_read_objects_do_no_harm():
    sites, report = found([("n1", LOT, spot(0, 0)), ("n1", LOT, spot(0, 0)), ("w2", LOT, shapely.Polygon())])
    assert (len(sites), report.records) == (1, 1)


PLACES = st.sampled_from(
    [
        LOT,
        LOT | {"capacity": "33"},
        LOT | {"access": "private"},
        LOT | {"capacity": "-4"},
        {"amenity": "fuel"},
        {"shop": "mall", "name": "M"},
        {"landuse": "retail"},
        {"natural": "water"},
        {"tourism": "hotel"},
        {"building": "yes"},
    ]
)
SHAPES = st.tuples(st.integers(-150, 150), st.integers(-150, 150), st.sampled_from([0, 0, 15, 70]))


@st.composite
def drawn_features(draw):
    rows = draw(st.lists(st.tuples(PLACES, SHAPES), max_size=14))
    return [
        (f"{'w' if side else 'n'}{i}", tags, rect(x, y, side, side) if side else spot(x, y))
        for i, (tags, (x, y, side)) in enumerate(rows)
    ]


@drawn(40)
@given(drawn_features(), st.randoms(use_true_random=False), st.integers(1, 20), st.floats(0, 1))
def test_the_order_of_the_data_does_not_matter_and_every_record_is_accounted_for(features, rng, most, share):
    boundary = rect(-100, -150, 260, 320)
    streets, existing = [street((-200, 20), (200, 20))], [[EAST + 40, NORTH + 40]]
    sites, report = found(features, streets=streets, existing=existing, boundary=boundary, most=most, share=share)
    mixed = list(features)
    rng.shuffle(mixed)
    again, report_again = found(mixed, streets=streets, existing=existing, boundary=boundary, most=most, share=share)
    assert sites.drop(columns="geometry").equals(again.drop(columns="geometry"))
    assert shapely.equals_exact(sites.geometry.to_numpy(), again.geometry.to_numpy(), 1e-6).all()
    assert report == report_again
    assert report.kept == len(sites)
    actions = Counter(problem.action.split()[0] for problem in report.problems)
    assert (actions["dropped"], actions["merged"]) == (report.dropped, report.merged)
    assert sites["bays"].between(min(2, most), most).all()
    assert shapely.contains_xy(boundary, sites.geometry.x, sites.geometry.y).all()


@pytest.mark.real
def test_almaty_gives_sites_where_a_charger_could_stand(shared_data):
    extract = read_osm_file(InputFile(shared_data / "osm" / "almaty.osm.pbf"))
    features = extract.features.to_crs(CRS)
    boundary = shapely.box(*features.total_bounds)
    sites, report = candidate_sites(
        extract,
        list(SITE_KINDS),
        crs=CRS,
        boundary=boundary,
        existing_xy=NOBODY,
        default_bays=4,
        max_bays=12,
        bay_share=0.2,
    )
    counts = sites["kind"].value_counts()
    assert counts["fuel"] > 100
    assert counts["parking"] > 90
    assert report.records > 450
    built = features[["building" in tags for tags in features["tags"]]].geometry.to_numpy()
    indoors = np.unique(shapely.STRtree(built).query(sites.geometry.to_numpy(), predicate="within")[0])
    assert len(indoors) < 0.05 * len(sites)
