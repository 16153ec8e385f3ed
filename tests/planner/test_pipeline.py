"""The whole story on the sample city and on the street: what was asked for is what comes out."""

import json
import re
from itertools import pairwise
from typing import Any

import pytest

from geodata.city import City
from planner import checking
from planner.checking import check
from planner.config.scenario import Scenario, load_scenario, scenario_from
from planner.demand import demand, estimate
from planner.dossier.dossier import Dossier
from planner.errors import ConfigError, InfeasibleError
from planner.network import locations
from planner.output import WRITERS, write_all
from planner.pipeline import gather_city, make_plan
from planner.scripting.calls import change_scenario
from planner.support.resources import configs_dir
from tests.fixtures.tiny_city import full_scenario, silent, tiny_city, tiny_scenario

MONEY = 600_000.0
GAP = 0.1
PAIR = ["dc_gbt_60", "dc_ccs2_60"]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The demo with less money and fewer choices, so that the gap ends the search and not the clock."""
    keys = {
        "budget_usd": MONEY,
        "nearest_sites": 3,
        "gap": GAP,
        "time_limit_s": 120,
        "chargers": PAIR,
        "reasons": False,
    }
    demo = load_scenario(configs_dir() / "sample_city" / "demo.toml").with_plan(**keys)
    return change_scenario(demo, {"demand.samples": 0})


@pytest.fixture(scope="module")
def city(scenario: Scenario) -> City:
    return gather_city(scenario, say=silent)


@pytest.fixture(scope="module")
def dossier(city: City, scenario: Scenario) -> Dossier:
    return make_plan(city, scenario, say=silent)


def built(dossier: Dossier) -> dict[str, Any]:
    """Chargers by site that gets any."""
    chosen = dossier.sites[dossier.sites["chargers"].map(len) > 0]
    return dict(zip(chosen["site_id"], chosen["chargers"], strict=True))


def street(**plan: Any) -> Dossier:
    return make_plan(tiny_city(), tiny_scenario(plan=plan), say=silent, quick=True)


def test_every_promised_file_of_the_sample_city_is_written(dossier, tmp_path):
    written = write_all(dossier, tmp_path / "out")
    assert {file.name for file in written} == set(WRITERS) == {file.name for file in (tmp_path / "out").iterdir()}
    assert all(file.stat().st_size > 0 for file in written)
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["objective_value"] == pytest.approx(dossier.proof.value)


def test_the_budget_is_kept_and_the_gap_proven(dossier):
    assert 0.5 * MONEY < dossier.scorecard.cost_usd <= MONEY
    assert dossier.proof.status == "optimal"
    assert dossier.proof.stopped == "gap"
    assert 0 <= dossier.proof.gap <= GAP
    assert dossier.sites["cost_usd"].sum() == pytest.approx(dossier.scorecard.cost_usd)


def test_a_plan_serves_more_than_doing_nothing_and_less_than_all(dossier):
    nothing, planned = dossier.do_nothing, dossier.scorecard
    assert 0 < nothing.total_served_kwh < planned.total_served_kwh < planned.total_demand_kwh
    assert nothing.cost_usd == 0
    assert nothing.chargers == 0
    assert nothing.total_demand_kwh == planned.total_demand_kwh


def test_zones_districts_and_sites_tell_the_same_energy(dossier):
    served = dossier.scorecard.total_served_kwh
    assert dossier.zones["served_kwh"].sum() == pytest.approx(served)
    assert dossier.districts["served_kwh"].sum() == pytest.approx(served, rel=0.05)
    assert sum(one["total"] for one in dossier.sites["served_kwh_per_day"]) == pytest.approx(served)
    assert (dossier.zones["served_kwh"] <= dossier.zones["demand_kwh"] * (1 + 1e-6)).all()


def test_sites_are_ranked_by_what_each_adds_per_dollar_and_give_a_reason(dossier):
    proposed = dossier.sites[dossier.sites["rank"].notna()].sort_values("rank")
    assert proposed["rank"].tolist() == list(range(1, len(proposed) + 1))
    steps = dossier.studies["order"]["steps"]
    assert [step["site_id"] for step in steps] == proposed["site_id"].tolist()
    adds = [step["gain"] / step["cost_usd"] for step in steps]
    assert all(later <= 1.002 * earlier for earlier, later in pairwise(adds))
    assert all(reason.endswith(".") for reason in dossier.sites["reason"])


def test_forced_sites_are_built_and_forbidden_ones_are_not(city, scenario, dossier):
    mine = sorted(built(dossier))
    idle = sorted(set(city.sites["site_id"]) - set(mine))
    asked = scenario.with_plan(forced=idle[:2], forbidden=mine[:3])
    changed = make_plan(city, asked, say=silent, quick=True)
    assert set(idle[:2]) <= set(built(changed))
    assert not set(mine[:3]) & set(built(changed))
    assert changed.scorecard.cost_usd <= MONEY


def test_without_money_the_plan_is_empty_and_the_cheapest_step_has_a_price():
    dossier = street(budget_usd=0)
    assert built(dossier) == {}
    assert dossier.scorecard.cost_usd == 0
    assert dossier.scorecard.total_served_kwh == pytest.approx(dossier.do_nothing.total_served_kwh)
    assert 0 < dossier.cheapest_step_usd < 20_000
    enough = street(budget_usd=dossier.cheapest_step_usd)
    assert len(built(enough)) == 1
    assert enough.scorecard.total_served_kwh > dossier.scorecard.total_served_kwh
    assert enough.cheapest_step_usd is None
    assert built(street(budget_usd=dossier.cheapest_step_usd - 1)) == {}


def test_a_forced_site_without_power_cannot_be_promised():
    city = tiny_city()
    dark = city.sites.assign(grid_kw=[0.0, 200.0, 200.0])
    with pytest.raises(
        InfeasibleError, match=r"plan.forced: site a can take none of plan.chargers.*0 kW of spare power"
    ):
        make_plan(tiny_city(sites=dark), tiny_scenario(plan={"forced": ["a"]}), say=silent)


def test_a_floor_that_no_plan_reaches_is_named():
    with pytest.raises(InfeasibleError, match=r"plan\.district_floor"):
        street(district_floor=1.0, max_drive_min=2.0, max_fast_h=1.0)


def test_promises_that_conflict_are_named_together():
    with pytest.raises(InfeasibleError, match=r"plan\.forced") as caught:
        street(forced=["a", "b"], max_sites=1)
    assert "plan.max_sites" in str(caught.value)


def test_a_floor_that_can_be_met_is_met():
    free, fair = street(budget_usd=60_000), street(budget_usd=60_000, district_floor=0.2)
    asked, served = fair.scorecard.district_demand_kwh, fair.scorecard.district_served_kwh
    assert all(served[d] >= 0.2 * kwh - 1e-6 for d, kwh in asked.items())
    assert fair.proof.value <= free.proof.value + 1e-6


def test_new_sites_keep_their_distance_and_their_number():
    assert sum(name in "abc" for name in built(street(max_sites=1))) <= 1
    apart = built(street(min_spacing_m=5_000))
    assert len({"a", "b", "c"} & set(apart)) <= 1
    assert apart


def test_an_unknown_forced_site_names_the_nearest():
    city = tiny_city()
    renamed = city.sites.assign(site_id=["market", "stadium", "station-square"])
    with pytest.raises(ConfigError, match=r"no site has the id 'stadiun'; did you mean 'stadium'\?"):
        make_plan(tiny_city(sites=renamed), tiny_scenario(plan={"forced": ["stadiun"]}), say=silent)


def test_a_site_that_is_forced_and_forbidden_is_refused():
    with pytest.raises(ConfigError, match="'a' is both forced and forbidden"):
        street(forced=["a"], forbidden=["a"])


def test_before_the_search_it_is_said_what_its_figures_count_and_when_it_ends():
    said: list[str] = []
    make_plan(tiny_city(), tiny_scenario(plan={"gap": 0.025, "time_limit_s": 30}), say=said.append, quick=True)
    told = said[said.index("looking for the best plan") + 1]
    assert told.startswith("plans are counted in weighted kWh a day: each kWh served counts as 1 at the driver's door")
    assert told.endswith("the search ends at a proven gap of 2.5%, after 30 s or at Ctrl-C, and keeps the best plan")


def test_more_money_never_serves_less():
    values = [street(budget_usd=usd).proof.value for usd in (0, 30_000, 200_000)]
    assert values == sorted(values)


def test_a_check_tells_everything_that_was_read_and_plans_nothing(city, scenario):
    said: list[str] = []
    report = check(scenario, say=said.append, gather=lambda *_, **__: city).as_dict()
    assert json.loads(json.dumps(report)) == report
    assert report["population"] == pytest.approx(500_000)
    assert all(s["records"] == s["kept"] + s["merged"] + s["dropped"] for s in report["sources"])
    assert report["demand_kwh_per_day"]["gbt_fast"] > 0
    assert not any("best plan" in line for line in said)


def test_a_check_works_out_demand_and_places_once(monkeypatch):
    called: list[str] = []

    def counted(module: Any, name: str) -> None:
        kept = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *given, **more: called.append(name) or kept(*given, **more))

    for module, name in ((estimate, "energy_of"), (demand, "mix_of"), (locations, "gates_of")):
        counted(module, name)
    monkeypatch.setattr(checking, "gather_city", lambda *_, **__: tiny_city())
    assert check(full_scenario(), say=silent).today is not None
    assert called == ["energy_of", "mix_of", "gates_of"]


def test_a_check_names_an_unknown_charger_before_it_reads_anything(scenario):
    with pytest.raises(ConfigError, match="unknown charger"):
        check(scenario.with_plan(chargers=["dc_gtb_60"]), say=silent)


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        ({"samples": 1}, "demand.samples = 1: percentiles need at least 20; give 0 for none"),
        ({"classes": {"tax": {"daily_km": 3}}}, "unknown vehicle class 'tax'"),
        ({"classes": {"taxi": {"daily_kms": 3}}}, "unknown key 'daily_kms'"),
        ({"classes": {"taxi": {"share_public_dc": 0.9, "share_public_ac": 0.3}}}, "must not exceed 1"),
        ({"weights": {"work": {"office_m": 1}}}, "did you mean 'office_m2'?"),
    ],
)
def test_a_figure_of_the_demand_that_cannot_be_is_refused_before_anything_is_read(demand, said):
    scenario = scenario_from({"city": {"name": "Nowhere", "roads": "not-there.osm.pbf"}, "demand": demand})
    with pytest.raises(ConfigError, match=re.escape(said)):
        gather_city(scenario, say=silent)


def test_port_shares_that_do_not_sum_to_one_are_refused_before_anything_is_read():
    mixed = {"city": {"name": "Nowhere", "roads": "not-there.osm.pbf"}, "fleet": {"mix": {"gbt": 0.5, "ccs2": 0.6}}}
    with pytest.raises(ConfigError, match=r"fleet\.mix: the shares sum to 1\.1; they must sum to 1"):
        gather_city(scenario_from(mixed), say=silent)


def test_a_further_year_that_the_table_does_not_know_is_named_before_the_plan_is_sought(city, scenario):
    heard: list[str] = []
    further = scenario.model_copy(update={"fleet": scenario.fleet.model_copy(update={"also_years": (2031,)})})
    with pytest.raises(ConfigError, match=r"fleet\.also_years = 2031: the fleet table has no row for it"):
        make_plan(city, further.beside(scenario.path("")), say=heard.append)
    assert "looking for the best plan" not in heard


def test_further_years_are_told_in_their_order_and_once():
    fleet = [{"vehicle_class": "taxi", "count": 10.0 * (year - 2020), "year": year} for year in (2030, 2026, 2028)]
    scenario = tiny_scenario(fleet={"also_years": (2030, 2026, 2030, 2028)}, demand={"samples": 0})
    story = make_plan(tiny_city(fleet), scenario, say=silent, quick=True).demand_story
    assert [one["year"] for one in story["years"]] == [2028, 2026, 2030]
