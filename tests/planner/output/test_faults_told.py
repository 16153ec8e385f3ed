"""Plugs that are out of order now: counted or left out as the scenario says, and told wherever a planner looks."""

import json

import pandas as pd
import pytest

from planner.network.locations import locations_of, supply_rule
from planner.output.check.page import lead
from planner.output.check.writer import write_check
from planner.output.shared.inventory import inventory_rows
from tests.fixtures.check_fixture import FLEET, looked_at
from tests.fixtures.tiny_city import stations, tiny_city

PLUGS = (("e1", "GBT_DC", 1, 60.0), ("e2", "GBT_DC", 1, 60.0), ("e3", "GBT_DC", 1, 60.0))


def city():
    """A station of three guns: one works, one is out of order now, one is for trucks alone."""
    there = stations(PLUGS)
    faults = there.connectors.assign(
        status=["operational", "out_of_order_now", "operational"],
        status_at=[None, "2026-05-01T10:00:00Z", None],
        reserved_for=[None, None, "trucks"],
    )
    return tiny_city(FLEET, stations=type(there)(there.table.assign(accessible="yes"), faults))


@pytest.mark.parametrize(
    ("said", "guns", "sentence"),
    [
        ("counts", 2, "They count all the same, for they will be repaired"),
        ("left_out", 1, "They are left out, as [inventory] out_of_order_now says"),
    ],
)
def test_they_count_or_not_as_the_scenario_says_and_the_first_lines_tell_it(said, guns, sentence):
    seen = looked_at(city(), inventory={"out_of_order_now": said})
    places = locations_of(seen.city, seen.scenario)
    assert places.standing["guns"].sum() == guns
    rows = inventory_rows(seen.city.stations, seen.city.boundary, supply_rule(seen.scenario))
    told = "1 of 2 plugs that drivers could use was out of order when their sources last told on 2026-05-01. "
    assert any(line.startswith(told) and sentence in line for line in lead(seen, rows))
    assert any("1 reserved for others than drivers of cars" in line for line in lead(seen, rows))
    assumed = [one.value for one in places.assumptions if one.source == "inventory.out_of_order_now"]
    assert assumed == (["1 of 2, taken to be repaired"] if said == "counts" else [])


def test_what_is_left_out_may_be_repaired_at_a_price():
    seen = looked_at(city(), inventory={"out_of_order_now": "left_out"}, upgrades={"repair": True})
    mendable = locations_of(seen.city, seen.scenario).mendable
    assert mendable[["why", "guns"]].to_numpy().tolist() == [["out_of_order_now", 1]]


def test_the_tables_have_the_day_whom_it_is_for_and_who_can_use_it(tmp_path):
    write_check(looked_at(city()), tmp_path)
    rows = pd.read_csv(tmp_path / "stations.csv", dtype=str).sort_values("status_at").reset_index(drop=True)
    first = rows.loc[0, ["status", "status_at", "supply", "accessible"]].tolist()
    assert first == ["out_of_order_now", "2026-05-01T10:00:00Z", "yes", "yes"]
    trucks = rows[rows["reserved_for"] == "trucks"].iloc[0]
    assert (trucks["supply"], trucks["why_not"]) == ("no", "reserved for others than drivers of cars")
    assert "was out of order when their sources last told" in (tmp_path / "check.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "check.json").read_text(encoding="utf-8"))["stations"] == 1
    assert "out of order now" in (tmp_path / "baseline.html").read_text(encoding="utf-8")
