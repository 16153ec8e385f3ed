"""A house is met at its street, a car park in its middle."""

import pytest
from feature_fixtures import NORTH, rect, spot, street
from found_sites import LOT, found, only


def test_a_house_is_met_at_its_street_and_a_car_park_in_its_middle():
    streets = [street((0, -30), (100, -30))]
    mall = only({"shop": "mall"}, rect(0, 0, 80, 60), streets=streets).geometry
    lot = only(LOT, rect(0, 0, 80, 60), streets=streets).geometry
    assert mall.y - NORTH == pytest.approx(-5, abs=0.1)
    assert rect(0, 0, 80, 60).contains(lot)


def test_a_shop_drawn_as_a_point_in_a_building_is_met_at_the_building_s_street():
    house = ("w2", {"building": "yes"}, rect(-20, -20, 40, 40))
    shop = {"shop": "supermarket", "parking": "underground"}
    sites, _ = found([("n1", shop, spot(0, 0)), house], streets=[street((-50, 30), (50, 30))])
    assert sites.geometry.iloc[0].y - NORTH == pytest.approx(25, abs=0.1)


def test_a_motorway_has_no_kerb():
    streets = [street((-50, 70), (150, 70), road_class="motorway"), street((-50, -80), (150, -80))]
    assert only({"shop": "mall"}, rect(0, 0, 80, 60), streets=streets).geometry.y < NORTH


def test_a_house_far_from_every_street_keeps_its_middle():
    point = only({"shop": "mall"}, rect(0, 0, 80, 60), streets=[street((0, -300), (100, -300))]).geometry
    assert rect(0, 0, 80, 60).contains(point)
