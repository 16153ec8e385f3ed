"""The example of policy levers, played on the demo city: each lever does to the world what its name says."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geodata.city import City
from planner.audit.recheck import broken_promises
from planner.catalogue.mix_rows import GBT
from planner.config.scenario import Scenario, load_scenario
from planner.demand.energy import energy_of
from planner.demand.spans import CENTRAL
from planner.model.solve.planning import best_plan
from planner.pipeline import gather_city
from planner.question import question_of
from planner.support.resources import configs_dir
from planner.worlds import World, worlds_of
from tests.fixtures.tiny_city import silent

ROOT = Path(__file__).resolve().parents[3]
LEVERS = ("as_things_go", "duty_exemption_ends", "taxis_electric", "mandated_plug", "tariff_cap")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(configs_dir() / "examples" / "policy_levers.toml")


@pytest.fixture(scope="module")
def worlds(scenario: Scenario) -> dict[str, World]:
    found, refused = worlds_of(scenario)
    assert refused == ()
    return {one.name: one for one in found}


@pytest.fixture(scope="module")
def city(scenario: Scenario) -> City:
    return gather_city(scenario, say=silent)


def vehicles(city: City, world: World) -> dict[str, float]:
    """Vehicles of the planning year by class."""
    fleet = energy_of(city.fleet, world.scenario).fleet
    return dict(zip(fleet.classes, fleet.vehicles(CENTRAL).sum(axis=(1, 2)).tolist(), strict=True))


def test_the_example_names_each_lever_and_what_it_changes(worlds):
    assert tuple(worlds) == LEVERS
    assert worlds["as_things_go"].changes == ()
    assert worlds["mandated_plug"].changes == ("plan.mandated_plugs = [gbt, ccs2]",)
    (step,) = worlds["duty_exemption_ends"].changes
    assert step == "fleet.steps = [{ date = 2028-01-01, factor = 0.5 }]"


def test_a_duty_exemption_that_ends_slows_every_class_and_takes_none_that_was_counted(city, worlds):
    free, taxed = (vehicles(city, worlds[name]) for name in ("as_things_go", "duty_exemption_ends"))
    counted = city.fleet[city.fleet["year"] == 2027].set_index("vehicle_class")["count"]
    assert all(taxed[name] < free[name] for name in free)
    assert all(taxed[name] > counted[name] for name in ("taxi", "bus", "delivery"))


def test_a_taxi_fleet_that_is_ordered_electric_has_so_many_taxis_and_nothing_else_changes(city, worlds):
    free, ordered = (vehicles(city, worlds[name]) for name in ("as_things_go", "taxis_electric"))
    assert free.pop("taxi") < 2_000
    assert ordered.pop("taxi") == pytest.approx(2_400)
    assert ordered == pytest.approx(free)


def test_taxis_have_the_ports_of_their_year_between_the_two_that_are_given(city, worlds):
    fleet = energy_of(city.fleet, worlds["as_things_go"].scenario).fleet
    shares = fleet.ports.central[fleet.classes.index("taxi")]
    assert shares[GBT] == pytest.approx(0.85 + (2030 - 2027) / (2032 - 2027) * (0.65 - 0.85))


def test_a_tariff_cap_is_told_beside_the_plan_and_needs_the_price_that_it_caps(scenario, worlds):
    assert worlds["tariff_cap"].changes == ("tariff.cap_usd_kwh = 0.12",)
    assert worlds["tariff_cap"].scenario.tariff.price_usd_kwh == worlds["as_things_go"].scenario.tariff.price_usd_kwh
    bare = scenario.model_copy(update={"tariff": type(scenario.tariff)()}).beside(configs_dir() / "examples")
    found, refused = worlds_of(bare)
    assert [one.name for one in found] == [name for name in LEVERS if name != "tariff_cap"]
    (cap,) = refused
    assert cap.name == "tariff_cap"
    assert "price_usd_kwh is missing" in cap.why
    assert "\n" not in cap.why


def test_a_mandated_plug_stands_at_every_new_site_of_the_demo_city(city, worlds):
    scenario = worlds["mandated_plug"].scenario.with_plan(budget_usd=700_000, nearest_sites=6, gap=0.05)
    question = question_of(city, scenario, say=silent)
    plan = best_plan(question, say=silent)
    assert broken_promises(plan, question) == []
    kinds, number = {k.id: k for k in question.chargers}, question.places.number()
    new = plan.chargers[[not question.places.existing[number[site]] for site in plan.chargers["site_id"]]]
    assert new["site_id"].nunique() > 2
    for _, rows in new.groupby("site_id"):
        assert {"gbt", "ccs2"} <= {str(c.family) for name in rows["charger"] for c in kinds[name].connectors}
    free = best_plan(replace(question, scenario=scenario.with_plan(mandated_plugs=())), say=silent)
    assert free.proof.bound * (1 + 1e-6) >= plan.proof.value
    assert np.isfinite(plan.proof.bound)


def test_the_levers_in_the_documentation_are_taken_as_they_are_written(tmp_path):
    page = (ROOT / "docs" / "worlds.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```toml\n(.*?)```", page, flags=re.DOTALL)
    file = tmp_path / "a.toml"
    file.write_text(f'[city]\nname = "A"\nroads = "a.osm"\n{block}', encoding="utf-8")
    found, refused = worlds_of(load_scenario(file))
    assert refused == ()
    assert tuple(one.name for one in found) == LEVERS
