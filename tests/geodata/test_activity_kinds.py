"""Which kind of activity a place of a map is, by its tags."""

import pytest
from feature_fixtures import rect
from zoned_activity import KINDS, activity

from geodata.osm.activity_kinds import ACTIVITY_KINDS, activity_match


def test_every_kind_of_the_table_has_rules():
    assert set(ACTIVITY_KINDS) == set(KINDS)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"building": "office"}, "office_m2"),
        ({"office": "company"}, "office_m2"),
        ({"landuse": "commercial"}, "office_m2"),
        ({"landuse": "industrial"}, "industry_m2"),
        ({"building": "warehouse"}, "industry_m2"),
        ({"building": "factory"}, "industry_m2"),
        ({"amenity": "school"}, "education_m2"),
        ({"amenity": "kindergarten"}, "education_m2"),
        ({"amenity": "college"}, "education_m2"),
        ({"amenity": "university"}, "education_m2"),
        ({"amenity": "hospital"}, "health_m2"),
        ({"amenity": "clinic"}, "health_m2"),
        ({"shop": "mall"}, "retail_m2"),
        ({"shop": "bakery"}, "retail_m2"),
        ({"building": "retail"}, "retail_m2"),
        ({"landuse": "retail"}, "retail_m2"),
        ({"amenity": "marketplace"}, "bazaar_m2"),
        ({"leisure": "sports_centre"}, "leisure_m2"),
        ({"amenity": "theatre"}, "leisure_m2"),
        ({"tourism": "hotel"}, "hotel_m2"),
        ({"amenity": "townhall"}, "civic_m2"),
        ({"railway": "station"}, "transport_m2"),
        ({"amenity": "bus_station"}, "transport_m2"),
        ({"aeroway": "terminal"}, "transport_m2"),
    ],
)
def test_a_place_counts_in_the_column_of_its_kind_alone(tags, kind):
    table = activity(("w1", tags, rect(100, 100, 200, 100)))
    assert table[kind].sum() > 0
    assert table[[name for name in KINDS if name != kind]].sum().sum() == 0


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"building": "yes"},
        {"building": "apartments"},
        {"shop": "no"},
        {"shop": "vacant"},
        {"railway": "station", "station": "subway"},
        {"aeroway": "aerodrome"},
        {"aeroway": "apron"},
        {"landuse": "residential"},
        {"amenity": "school", "disused": "yes"},
    ],
)
def test_other_things_count_nowhere(tags):
    assert activity(("w1", tags, rect(100, 100, 200, 100)))[KINDS].sum().sum() == 0


def test_what_a_place_does_goes_before_what_its_building_or_land_is():
    assert activity_match({"landuse": "industrial", "building": "office", "shop": "mall"}).kind == "retail_m2"
    assert activity_match({"landuse": "industrial", "building": "office"}).kind == "office_m2"
