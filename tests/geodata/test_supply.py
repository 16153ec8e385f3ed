"""Which plugs are supply, why the others are not, and what a scenario may change about it."""

import pytest

from geodata.inventory.record import Plug
from geodata.inventory.supply import REASONS, SUPPLY, SupplyRule, mendable_of, supply_account, supply_of
from tests.geodata.station_builder import CITY, GBT, merge, source, station

LEFT_OUT = SupplyRule(faults_count=False)


def one_of_each():
    """One station for every reason, in the order of `REASONS`, and one that is supply."""
    plug = {
        name: (Plug("e", "GBT_DC", 60.0, power_guessed=False, status=name),)
        for name in ("removed", "planned", "out_of_order", "out_of_order_now", "unclear")
    }
    stations = [
        station("outside_city", GBT, north_m=90_000),
        station("removed", plugs=plug["removed"], north_m=200),
        station("planned", plugs=plug["planned"], north_m=400),
        station("out_of_order", plugs=plug["out_of_order"], north_m=600),
        station("out_of_order_now", plugs=plug["out_of_order_now"], north_m=650),
        station("unclear", plugs=plug["unclear"], north_m=700),
        station("disconnected", GBT, north_m=800, connection="disconnected"),
        station("private", GBT, north_m=1000, access="private"),
        station(
            "reserved", plugs=(Plug("e", "GBT_DC", 60.0, power_guessed=False, reserved_for="trucks"),), north_m=1100
        ),
        station("unknown_access", GBT, north_m=1200, access="unknown"),
        station("no_vehicle", ("DOMESTIC_F", 2.3, False), north_m=1300),
        station("supply", GBT, north_m=1400),
    ]
    return merge(source("a", *stations))[0]


def test_every_plug_is_supply_or_has_its_reason():
    account = supply_account(one_of_each(), CITY, LEFT_OUT)
    assert dict(zip(account["station_id"].str.removeprefix("a-"), account["why"], strict=True)) == {
        name: name for name in (*REASONS, SUPPLY) if name != "retired"
    }
    assert account["count"].sum() == len(REASONS)
    assert supply_of(one_of_each(), CITY, LEFT_OUT).table["station_id"].tolist() == ["a-supply"]


def test_what_is_out_of_order_now_counts_unless_the_scenario_leaves_it_out():
    assert set(supply_of(one_of_each(), CITY).table["station_id"]) == {"a-supply", "a-out_of_order_now"}
    mendable = mendable_of(one_of_each(), CITY, "out_of_order_now", LEFT_OUT)
    assert mendable["station_id"].tolist() == ["a-out_of_order_now"]
    assert mendable_of(one_of_each(), CITY, "out_of_order_now").empty


def test_a_station_that_the_plan_gives_up_never_counts():
    rule = SupplyRule(frozenset(REASONS), frozenset({"a-supply", "a-private"}))
    account = supply_account(one_of_each(), CITY, rule)
    why = dict(zip(account["station_id"], account["why"], strict=True))
    assert (why["a-supply"], why["a-private"]) == ("retired", "retired")
    assert not {"a-supply", "a-private"} & set(supply_of(one_of_each(), CITY, rule).table["station_id"])


@pytest.mark.parametrize(
    "also", ["planned", "out_of_order", "out_of_order_now", "disconnected", "private", "reserved", "unknown_access"]
)
def test_a_scenario_may_count_what_would_not_count(also):
    supply = supply_of(one_of_each(), CITY, SupplyRule(frozenset({also}), faults_count=False))
    assert set(supply.table["station_id"]) == {"a-supply", f"a-{also}"}


@pytest.mark.parametrize("never", ["outside_city", "removed", "unclear", "no_vehicle"])
def test_what_is_gone_or_elsewhere_never_counts(never):
    assert f"a-{never}" not in set(supply_of(one_of_each(), CITY, SupplyRule(frozenset(REASONS))).table["station_id"])


def test_the_first_of_several_reasons_is_told():
    plug = Plug("e", "GBT_DC", 60.0, power_guessed=False, status="planned")
    stations = merge(source("a", station("1", plugs=(plug,), access="private", connection="disconnected")))[0]
    assert supply_account(stations, CITY)["why"].tolist() == ["planned"]
    allowed = SupplyRule(frozenset({"planned"}))
    assert supply_account(stations, CITY, allowed)["why"].tolist() == ["disconnected"]
