"""Which places of a map are candidate sites, and of which kind."""

import pytest
from feature_fixtures import CRS, rect, spot
from found_sites import LOT, found, only

from geodata.errors import InputError


def test_a_kind_that_is_asked_for_and_nowhere_on_the_map_is_said_to_be_missing():
    _, report = found([("w1", {"amenity": "parking"}, spot(0, 0))], ("parking", "street", "fuel"))
    assert [(one.record, one.reason) for one in report.problems if one.record == "sites.from_osm"] == [
        ("sites.from_osm", "street, fuel: none found on the map")
    ]
    _, report = found([("w1", {"amenity": "parking"}, spot(0, 0))], ("parking",))
    assert not [one for one in report.problems if one.record == "sites.from_osm"]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"amenity": "parking"}, "parking"),
        ({"amenity": "fuel"}, "fuel"),
        ({"shop": "mall"}, "retail"),
        ({"shop": "supermarket", "building": "yes"}, "retail"),
        ({"amenity": "marketplace"}, "bazaar"),
        ({"tourism": "hotel"}, "hotel"),
        ({"leisure": "stadium"}, "sport"),
        ({"amenity": "cinema"}, "culture"),
        ({"amenity": "hospital"}, "hospital"),
        ({"amenity": "university"}, "university"),
        ({"railway": "station"}, "transport"),
        ({"amenity": "bus_station"}, "transport"),
        ({"amenity": "townhall"}, "civic"),
        ({"building": "office", "parking": "underground"}, "office"),
        ({"shop": "car", "parking": "surface"}, "dealer"),
        ({"amenity": "parking", "parking": "lane"}, "street"),
    ],
)
def test_every_kind_is_known_by_its_tags(tags, kind):
    assert only(tags, rect(0, 0, 60, 60))["kind"] == kind


@pytest.mark.parametrize(
    "tags",
    [
        {"amenity": "parking_space"},
        {"amenity": "bicycle_parking"},
        {"shop": "convenience"},
        {"amenity": "school"},
        {"railway": "station", "station": "subway"},
        {"shop": "no"},
        {"shop": "paint"},
        {"amenity": "bank"},
        {"amenity": "bank", "shop": "supermarket"},
        {"shop": "doityourself"},
        {"shop": "furniture"},
    ],
)
def test_other_places_are_not_even_records(tags):
    sites, report = found([("n1", tags, spot(0, 0))])
    assert (len(sites), report.records) == (0, 0)


def test_a_place_of_two_kinds_is_of_the_first_asked():
    tags = {"amenity": "parking", "park_ride": "yes"}
    assert only(tags)["kind"] == "parking"
    assert only(tags, kinds=("transport",))["kind"] == "transport"


def test_bays_at_the_kerb_are_no_car_park_even_where_streets_are_not_asked_for():
    sites, report = found([("w1", LOT | {"parking": "street_side"}, spot(0, 0))], kinds=("parking",))
    assert (len(sites), report.records) == (0, 0)


def test_vague_tags_count_for_large_areas_only():
    shops = {"landuse": "retail", "parking": "surface"}
    sites, report = found(
        [("w1", shops, rect(0, 0, 20, 20)), ("w2", shops, rect(500, 0, 80, 80)), ("n3", shops, spot(900, 0))]
    )
    assert sites["site_id"].tolist() == ["osm-w2"]
    assert report.records == 1


@pytest.mark.parametrize(
    ("asked", "meant"), [("parkin", "parking"), ("mall", "retail"), ("cinema", "culture"), ("Hotels", "hotel")]
)
def test_an_unknown_kind_is_refused_with_the_nearest_known(asked, meant):
    with pytest.raises(InputError, match=f"did you mean '{meant}'"):
        found([], kinds=(asked,))


def test_no_kinds_give_no_sites():
    sites, report = found([("n1", LOT, spot(0, 0))], kinds=())
    assert (len(sites), report.records, sites.crs.to_string()) == (0, 0, CRS)
