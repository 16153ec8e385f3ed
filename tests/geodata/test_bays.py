"""How many bays a candidate site has: by its capacity, its area and its storeys, else the default."""

import pytest
from feature_fixtures import rect, spot
from found_sites import LOT, found, only, reasons


@pytest.mark.parametrize(
    ("tags", "shape", "bays", "assumed"),
    [
        ({"capacity": "40"}, None, 8, False),
        ({"capacity": "5"}, None, 2, False),
        ({"capacity": "1 200"}, None, 12, False),
        ({"capacity": "yes"}, None, 4, True),
        ({"capacity": "0"}, None, 4, True),
        ({"capacity:disabled": "30", "capacity:parent": "10"}, None, 8, False),
        ({"capacity:disabled": "2"}, rect(0, 0, 28, 30), 6, True),
        ({"capacity:bus": "50"}, None, 4, True),
        ({}, rect(0, 0, 28, 25), 5, True),
        ({}, rect(0, 0, 5, 5), 2, True),
        ({"parking": "multi-storey", "building:levels": "2"}, rect(0, 0, 28, 25), 10, True),
        ({"building:levels": "2"}, rect(0, 0, 28, 25), 5, True),
        ({}, None, 4, True),
    ],
)
def test_bays_of_a_car_park_come_from_capacity_then_area_then_the_default(tags, shape, bays, assumed):
    site = only(LOT | tags, shape)
    assert (site["bays"], site["bays_assumed"]) == (bays, assumed)


def test_seats_and_beds_are_not_bays():
    assert only({"leisure": "stadium", "capacity": "25000"})["bays"] == 4
    assert only({"tourism": "hotel", "capacity": "300"}, rect(0, 0, 50, 40))["bays"] == 2


def test_storeys_of_a_mall_bring_more_cars():
    mall = {"shop": "mall", "building": "yes"}
    assert only(mall, rect(0, 0, 50, 40))["bays"] == 8
    assert only(mall | {"building:levels": "1,5"}, rect(0, 0, 50, 40))["bays"] == 12


def test_a_fuel_station_gives_two_bays_whatever_its_size():
    assert only({"amenity": "fuel", "capacity": "16"}, rect(0, 0, 90, 90))["bays"] == 2


def test_an_unreadable_capacity_is_named():
    _, report = found([("n1", LOT | {"capacity": "много"}, spot(0, 0))])
    assert reasons(report) == {"n1": "capacity 'много' is not a number of cars"}
    assert report.kept == 1
