"""Which sites a zone can reach, and what is said of those that are far from everything."""

import numpy as np
import pytest

from planner.errors import ConfigError
from planner.network.access import AccessMatrix, access_of
from planner.network.locations import locations_of
from tests.fixtures.tiny_city import CANDIDATES, NORTH, PEOPLE, silent, sites, stations, tiny_city, tiny_scenario


def reach(
    minutes: float = 10.0, nearest: int = 20, **changes: object
) -> tuple[AccessMatrix, list[tuple[str, str, float]]]:
    """Access of the street, with its pairs as (zone, site, seconds)."""
    city = tiny_city(**changes)
    places = locations_of(city, tiny_scenario())
    access = access_of(city, places, max_drive_min=minutes, nearest=nearest, say=silent)
    names = city.zones["zone_id"].to_numpy()
    pairs = zip(names[access.zone], places.site_id[access.site], access.drive_s, strict=True)
    return access, [(str(z), str(j), float(s)) for z, j, s in pairs]


def test_seconds_are_those_of_the_street():
    _, pairs = reach()
    where = {**CANDIDATES, "st": 4}
    expected = {(f"z{k}", name, 60.0 * abs(k - at)) for k in PEOPLE for name, at in where.items() if abs(k - at) <= 10}
    assert set(pairs) == expected


def test_the_drive_limit_is_inclusive():
    _, pairs = reach(minutes=3.0)
    assert ("z4", "a", 180.0) in pairs
    assert max(s for _, _, s in pairs) == 180.0
    _, pairs = reach(minutes=2.999)
    assert ("z4", "a", 180.0) not in pairs


def test_only_the_nearest_sites_are_kept_and_of_equals_the_first_by_id():
    _, pairs = reach(nearest=1, sites=sites({"n1": 1, "n2": 3}), stations=stations(at=99))
    kept = {zone: site for zone, site, _ in pairs}
    assert kept["z2"] == "n1"
    assert kept["z8"] == "n2"
    assert len(pairs) == len(PEOPLE)


def test_pairs_are_sorted_by_zone_then_site():
    access, _ = reach()
    order = np.lexsort((access.site, access.zone))
    assert (order == np.arange(len(order))).all()


def test_the_way_from_the_road_costs_time_too():
    city = tiny_city()
    moved = city.zones.assign(y_m=NORTH + 200.0)
    _, pairs = reach(zones=moved)
    seconds = {(z, j): s for z, j, s in pairs}
    assert seconds["z0", "a"] == pytest.approx(60.0 + 200.0 / (20_000 / 3_600))


def test_a_zone_without_people_is_no_origin():
    city = tiny_city()
    empty = city.zones.assign(population=[0, *list(PEOPLE.values())[1:]])
    _, pairs = reach(zones=empty)
    assert {z for z, _, _ in pairs} == {"z2", "z4", "z6", "z8"}


def test_zones_and_sites_far_from_any_road_are_reported():
    city = tiny_city()
    far = city.zones.copy()
    far.loc[0, "y_m"] = NORTH + 2_500.0
    lots = city.sites.copy()
    lots.geometry = lots.geometry.translate(yoff=1_500.0)
    access, _ = reach(minutes=30.0, zones=far, sites=lots)
    told = {p.record: p.reason for p in access.problems}
    assert told["zone z0"].startswith("2\u202f500 m from the nearest road")
    assert {"site a", "site b", "site c"} <= set(told)


def test_a_zone_that_reaches_nothing_is_reported_with_its_people():
    access, pairs = reach(minutes=2.0, sites=sites({"n": 1}), stations=stations(at=99))
    assert {z for z, _, _ in pairs} == {"z0", "z2"}
    lost = [p for p in access.problems if "reaches no site" in p.reason]
    assert [p.record for p in lost] == ["zone z4", "zone z6", "zone z8"]
    assert "3\u202f000 people" in lost[0].reason


def test_no_reachable_candidate_at_all_is_refused_with_the_limit():
    with pytest.raises(ConfigError, match=r"no zone reaches any site within plan.max_drive_min = 0.5 minutes"):
        reach(minutes=0.5, sites=sites({"n": 9}), stations=stations(at=99))


def test_worth_is_one_at_the_door_and_falls_to_its_value_at_the_limit():
    access = AccessMatrix(np.zeros(3, np.int64), np.arange(3), np.array([0.0, 300.0, 600.0]), 600.0, 20)
    assert access.worth(0.25) == pytest.approx([1.0, 0.5, 0.25])
    assert access.worth(1.0) == pytest.approx([1.0, 1.0, 1.0])
