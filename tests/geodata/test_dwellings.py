"""How the people of each zone live, in flats or in houses, by its buildings."""

import pytest
from feature_fixtures import extract_of, rect
from zoned_activity import KINDS, account, activity, zones

from geodata.osm.activities import activities_of


def test_people_are_split_by_the_buildings_of_their_zone():
    flats = ("w1", {"building": "apartments", "building:levels": "9"}, rect(0, 0, 50, 20))  # 1000 * 9 / 30 = 300
    house = ("w2", {"building": "house"}, rect(100, 100, 35, 100))  # 3500 / 35 = 100
    other = ("w3", {"building": "house"}, rect(1_200, 100, 20, 20))  # 400 / 35, more than a twentieth of 200
    table = activity(flats, house, other)
    assert table["flat_people"].tolist() == pytest.approx([75, 0])
    assert table["house_people"].tolist() == pytest.approx([25, 200])


@pytest.mark.parametrize(
    ("tags", "side", "flats"),
    [
        ({"building": "dormitory"}, 10, True),
        ({"building": "terrace", "building:levels": "5"}, 30, False),
        ({"building": "residential"}, 30, True),
        ({"building": "residential"}, 12, False),
        ({"building": "yes", "building:levels": "9"}, 15, True),
        ({"building": "yes", "building:levels": "1"}, 30, False),
        ({"building": "yes", "building:levels": "2"}, 30, True),
    ],
)
def test_type_then_storeys_then_size_tell_flats_from_houses(tags, side, flats):
    assert activity(("w1", tags, rect(0, 0, side, side))).loc[0, "flat_people"] == (100 if flats else 0)


def test_unbuilt_residential_land_is_of_houses():
    table = activity(("w1", {"landuse": "residential"}, rect(0, 0, 900, 900)))
    assert table.loc[0, "house_people"] == 100


def test_a_chance_house_does_not_speak_for_a_full_zone():
    blocks = [("w1", {"building": "apartments"}, rect(100, 0, 60, 30))]
    chance = ("w2", {"building": "house"}, rect(1_200, 100, 15, 15))  # 6 of 5000 people
    table = activity(*blocks, chance, people=(100, 5_000))
    assert table["flat_people"].tolist() == [100, 5_000]


def test_a_chance_house_speaks_where_there_is_nothing_else():
    assert activity(("w2", {"building": "house"}, rect(0, 0, 15, 15)), people=(5_000, 10))["flat_people"].sum() == 0


def test_zones_without_homes_are_like_those_as_densely_lived_in():
    thin, dense = 25, 25
    people = (*[200] * thin, *[8_000] * dense, 150, 9_000, 1_000)
    houses = [(f"w{k:03}", {"building": "house"}, rect(1_000 * k, 0, 30, 30)) for k in range(thin)]
    blocks = [(f"w{k:03}", {"building": "apartments"}, rect(1_000 * k, 0, 90, 60)) for k in range(thin, thin + dense)]
    table = activity(*houses, *blocks, people=people)
    assert table["flat_people"].tolist()[:50] == [*[0] * thin, *[8_000] * dense]
    assert table["flat_people"].tolist()[50:] == pytest.approx([0, 9_000, 500])


def test_a_zone_without_homes_takes_the_split_of_the_city_and_is_reported():
    flats = ("w1", {"building": "apartments"}, rect(100, 0, 60, 30))
    table = activity(flats, people=(100, 200, 0))
    assert table["flat_people"].tolist() == [100, 200, 0]
    (problem,) = [one for one in account(flats, people=(100, 200, 0)).problems if "split" in one.action]
    assert problem.record == "1 zones with 200 people"


def test_without_any_home_half_live_in_flats_and_that_is_said():
    table, report, assumptions = activities_of(extract_of([]), zones(100, 201))
    assert table["flat_people"].tolist() == [50, 100.5]
    assert (table[KINDS] == 0).all(axis=None)
    assert any(problem.record == "the whole city" for problem in report.problems)
    assert assumptions[0].value == "50% in every zone"
