"""What stands today, reckoned by hand on the street: who is served, where the queues are full, beside the norms."""

import json
import math

import pytest

from planner.catalogue.norms import norms_of
from planner.dossier.baseline import ALL, Baseline, baseline_of
from planner.model.solve.planning import do_nothing, do_nothing_at_any_wait
from planner.output.shared.today import service_level
from planner.question import question_of
from tests.fixtures.tiny_city import STATION, silent, stations, tiny_city, tiny_scenario

UZBEK = {"country": "UZ"}
FLEET = [{"vehicle_class": "taxi", "count": 40}, {"vehicle_class": "phev", "count": 60}]
PLUGS = (
    ("e1", "IEC_62196_T2_COMBO", 1, 50.0),
    ("e1", "GBT_DC", 1, 50.0),
    ("e2", "GBT_DC", 2, 60.0),
    ("e3", "IEC_62196_T2", 1, 22.0),
)


def today(plugs=PLUGS, fleet=FLEET, city=None, **sections) -> Baseline:
    street, scenario = city or tiny_city(fleet, stations=stations(plugs)), tiny_scenario(**sections)
    question = question_of(street, scenario, say=silent)
    return baseline_of(street, question, do_nothing(question), do_nothing_at_any_wait(question))


def family(baseline: Baseline, name: str) -> dict:
    return baseline.families.set_index("family").loc[name].to_dict()


def test_points_and_power_count_each_gun_once_and_a_joint_gun_for_both_of_its_families():
    baseline = today()
    assert (family(baseline, "gbt")["guns"], family(baseline, "ccs2")["guns"], family(baseline, ALL)["guns"]) == (
        3,
        2,
        4,
    )
    assert family(baseline, "gbt")["power_kw"] == pytest.approx(50 + 2 * 60)
    assert family(baseline, "ccs2")["power_kw"] == pytest.approx(50 + 22)
    assert family(baseline, ALL)["power_kw"] == pytest.approx(50 + 2 * 60 + 22)
    assert family(baseline, ALL)["stations"] == 1


def test_vehicles_are_those_of_the_fleet_by_the_mix_and_hybrids_stand_apart():
    everything = family(today(), ALL)
    assert (everything["vehicles"], everything["bev"], everything["phev"]) == (100, 40, 60)
    assert everything["kw_per_bev"] == pytest.approx(192 / 40)
    assert everything["kw_per_vehicle"] == pytest.approx(192 / 100)
    assert everything["vehicles_per_point"] == pytest.approx(100 / 4)
    assert everything["vehicles_per_station"] == pytest.approx(100)
    assert everything["afir_kw"] == pytest.approx(40 * 1.3 + 60 * 0.8)
    gbt = family(today(), "gbt")
    assert (gbt["vehicles"], gbt["kw_per_bev"]) == (50, pytest.approx(170 / 20))


def test_demand_and_service_add_up_over_districts_and_families():
    baseline = today()
    for column in ("demand_kwh", "served_kwh"):
        for name in ("gbt", "ccs2"):
            rows = baseline.districts[baseline.districts["family"] == name]
            assert rows[column].sum() == pytest.approx(family(baseline, name)[column])
        whole = baseline.families[baseline.families["family"] != ALL][column].sum()
        assert whole == pytest.approx(family(baseline, ALL)[column])
    assert 0 < family(baseline, ALL)["served_kwh"] < family(baseline, ALL)["demand_kwh"]
    here = baseline.districts.set_index(["district", "family"])
    assert here.loc[("West", "gbt"), "guns"] == 3
    assert here.loc[("East", "gbt"), "guns"] == 0


@pytest.mark.parametrize(
    "promised", [{"max_fast_h": 6.0}, {"wait_probability": 0.1, "max_fast_h": 24.0}], ids=["hours", "promise"]
)
def test_a_full_queue_carries_all_that_is_counted_on_and_is_counted(promised):
    baseline = today(plugs=(("e1", "GBT_DC", 2, 60.0),), plan=promised)
    queue = baseline.queues.iloc[0]
    assert (queue["station_id"], queue["guns"]) == (STATION, 2)
    assert queue["carried_kwh"] == pytest.approx(queue["capacity_kwh"], rel=1e-6)
    assert 0.1 < queue["taken"] < 0.6
    assert baseline.full_queues == 1
    idle = today(plugs=(("e1", "GBT_DC", 2, 60.0),), fleet=[{"vehicle_class": "private_home", "count": 1}])
    assert idle.full_queues == 0
    assert idle.queues.iloc[0]["taken"] < 0.01


def test_what_today_is_counted_on_stands_in_the_file_with_the_promises_that_are_asked_for():
    assert today().as_dict()["service_level"] == {
        "fast_h": 8.0,
        "slow_h": 9.0,
        "wait_min": 10.0,
        "wait_probability": None,
        "full_probability": None,
    }
    asked = today(plan={"max_fast_h": 5.0, "wait_probability": 0.2, "full_probability": 0.3})
    assert service_level(asked.as_dict()) == (
        "a gun in working order is in use for at most 5 hours a day if fast, 9 if slow, at most 20% of drivers wait over 10"
        " minutes in the peak hour for a fast gun and at most 30% find all slow posts taken"
    )


def test_no_supply_leaves_nothing_to_divide_by_and_json_stays_plain():
    private = stations(PLUGS)
    private.table["access"] = "private"
    baseline = today(city=tiny_city(FLEET, stations=private))
    everything = family(baseline, ALL)
    assert (everything["stations"], everything["served_kwh"]) == (0, 0)
    assert math.isnan(everything["vehicles_per_point"])
    assert set(baseline.plugs["why"]) == {"private"}
    plain = json.loads(json.dumps(baseline.as_dict(), allow_nan=False))
    assert plain["families"][-1]["vehicles_per_point"] is None
    counted = today(city=tiny_city(FLEET, stations=private), inventory={"also_supply": ["private"]})
    assert family(counted, ALL)["guns"] == 4
    assert set(counted.plugs["why"]) == {"supply"}


def test_norms_carry_their_source_and_the_scenarios_own_targets_stand_beside_them():
    norms = {norm.what.split(" (")[0]: norm for norm in norms_of(tiny_scenario(city=UZBEK))}
    assert {norm.key for norm in norms_of(tiny_scenario())} == {"afir", "china_2027"}, "of its own country alone"
    afir = norms["EU minimum"]
    assert (afir.low, afir.unit, afir.at_least) == (1.3, "kW", True)
    assert all(norm.source and norm.confidence for norm in norms.values())
    assert (norms["Uzbek ministry"].low, norms["Uzbek ministry"].high) == (10, 15)
    assert norms["China, plan for 2027"].low == pytest.approx(300e6 / 80e6)
    own = norms_of(tiny_scenario(inventory={"target_kw_per_bev": 2.0, "target_vehicles_per_point": 12}))
    assert [(one.measure, one.low) for one in own if one.what == "your target"] == [
        ("kw_per_bev", 2.0),
        ("vehicles_per_point", 12),
    ]


@pytest.mark.parametrize(
    ("measure", "value", "met"),
    [
        ("kw_per_bev", 1.3, True),
        ("kw_per_bev", 1.29, False),
        ("vehicles_per_station", 15.0, True),
        ("vehicles_per_station", 16.0, False),
        ("vehicles_per_station", None, None),
        ("kw_per_bev", math.nan, None),
    ],
)
def test_a_norm_is_met_by_more_kilowatts_and_by_fewer_vehicles(measure, value, met):
    norm = next(norm for norm in norms_of(tiny_scenario(city=UZBEK)) if norm.measure == measure)
    assert norm.met(value) is met


def test_stations_are_not_hidden_behind_nearer_candidates():
    near = question_of(
        tiny_city(FLEET, stations=stations(PLUGS, at=9)), tiny_scenario(plan={"nearest_sites": 1}), say=silent
    )
    zones = set(near.access.zone[near.places.existing[near.access.site]])
    assert len(zones) == 5


@pytest.mark.parametrize("taxis", [1, 40, 4_000])
def test_at_any_wait_all_is_served_that_is_asked_or_that_one_gun_delivers_without_a_pause_in_the_peak_hour(taxis):
    fleet = [{"vehicle_class": "taxi", "count": taxis}]
    city = tiny_city(fleet, stations=stations((("e1", "GBT_DC", 1, 50.0),)))
    scenario = tiny_scenario(fleet={"mix": {"gbt": 1.0}}, plan={"max_drive_min": 30})
    question = question_of(city, scenario, say=silent)
    row = family(baseline_of(city, question, do_nothing(question), do_nothing_at_any_wait(question)), "gbt")
    (queue,) = [pool for pool in question.pools.pools if pool.name == "gbt DC 50 kW"]
    most = 60.0 / queue.service_min * queue.session_kwh / queue.peak_hour_share
    fast = sum(kwh for name, kwh in question.demand.by_class().items() if name.startswith("gbt"))
    assert row["any_wait_kwh"] == pytest.approx(min(fast, most))
    assert row["served_kwh"] <= row["any_wait_kwh"] + 1e-6
    assert (row["served_kwh"] < 0.6 * row["any_wait_kwh"]) == (taxis > 1), (
        "one gun keeps the promise while it is seldom busy"
    )
