"""A city in the worlds of several mixes: what it answers in each, for weights over all, and what its plans are worth elsewhere; the tiny street."""

from dataclasses import replace
from typing import Any

import pytest

from planner.country.accounts import plug_account
from planner.country.cities.reading import CityFiles, CityRead
from planner.country.mixes import city_jobs
from planner.country.mixes.answers import HedgeTask
from planner.country.mixes.city_hedge import hedge_city
from planner.country.mixes.city_jobs import CityInWorlds, answer_city, blend_city, play_city
from planner.country.mixes.part_offers import offers_of
from planner.country.mixes.parts import OwnPlan
from planner.country.mixes.plan_sites import sites_of
from planner.question import question_of
from planner.support.stopping import Stopping
from tests.fixtures.street_worlds import AC, FLEETS, street
from tests.fixtures.tiny_city import CANDIDATES, silent, sites, tiny_city

MIXES = ("ccs2_heavy", "gbt_heavy")
USD = 27_000.0
WEIGHTS = {"ccs2_heavy": 0.6, "gbt_heavy": 0.4}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> CityInWorlds:
    """The street as a city of a country; nothing of it is kept."""
    city = tiny_city(FLEETS[AC], sites=sites(CANDIDATES).assign(bays=2))

    def preparing(**_fresh: Any) -> tuple[Any, Any]:
        return lambda _scenario, **_say: city, question_of

    monkeypatch.setattr(city_jobs, "preparing", preparing)
    return CityInWorlds(CityFiles(street(AC, plan={"gap": 0.05})), "West", MIXES, 2 * USD)


def test_plans_of_each_world_and_of_all_are_worth_what_they_are_played_for_and_pass_no_bound(asked) -> None:
    own = {mix: answer_city(silent, Stopping(), asked, mix, (USD,)) for mix in MIXES}
    plans = {mix: one.answers[-1].built for mix, one in own.items()}
    assert plans["ccs2_heavy"] != plans["gbt_heavy"], "else the worlds tell nothing"
    blend = blend_city(silent, Stopping(), asked, WEIGHTS, USD)
    weighted = blend.found.answers[0]
    plans["blend"] = weighted.built
    played = {mix: play_city(silent, Stopping(), asked, mix, plans) for mix in MIXES}
    for mix, answers in own.items():
        best = answers.answers[-1]
        assert played[mix][mix].worth.value == pytest.approx(best.value)
        assert played[mix][mix].cost_units == best.cost_units <= best.units
        assert all(one.worth.value <= best.bound + 1e-6 for one in played[mix].values())
        gbt = plug_account("gbt")
        assert best.served.get(gbt, 0.0) == pytest.approx(played[mix][mix].worth.served.get(gbt, 0.0))
        assert not any(one.worth.breaks for one in played[mix].values())
        assert all(line.at(best.units) >= best.value - 1e-6 for line in answers.lines)
        for name, one in played[mix].items():
            assert sum(usd for _kw, usd in one.sizes.values()) == pytest.approx(sum(one.money.values()))
            assert one.sizes.keys() == one.at.keys() == plans[name].keys()
            assert all(kw > 0 for kw, _usd in one.sizes.values())
    last = offers_of(own, OwnPlan(0, 0, plans["blend"]), played)[-1]
    sites = sites_of({"Alpha": last}, ())
    assert sum(site.cost_usd for site in sites) == pytest.approx(sum(last.money.values()))
    assert {site.id: (site.grid_kw, site.cost_usd) for site in sites} == last.sizes
    worth = {name: sum(weight * played[mix][name].worth.value for mix, weight in WEIGHTS.items()) for name in plans}
    assert weighted.value == pytest.approx(worth["blend"])
    assert max(worth.values()) <= weighted.bound + 1e-6
    assert {mix: one.worth.value for mix, one in blend.plays[0].items()} == pytest.approx(
        {mix: played[mix]["blend"].worth.value for mix in MIXES}
    )


def test_a_plan_for_the_world_that_loses_most_loses_no_more_there_than_any_that_is_known(asked) -> None:
    plans = {mix: answer_city(silent, Stopping(), asked, mix, (USD,)).answers[-1].built for mix in MIXES}
    plans |= {"blend": blend_city(silent, Stopping(), asked, WEIGHTS, USD).found.answers[0].built}
    played = {mix: play_city(silent, Stopping(), asked, mix, plans) for mix in MIXES}
    best = {mix: played[mix][mix].worth.value for mix in MIXES}
    for elsewhere in (dict.fromkeys(MIXES, 0.0), {"ccs2_heavy": 0.4 * best["ccs2_heavy"], "gbt_heavy": 0.0}):

        def least(worth: dict[str, float], elsewhere: dict[str, float] = elsewhere) -> float:
            return min((worth[mix] + elsewhere[mix]) / best[mix] for mix in MIXES)

        task = HedgeTask(USD, best, elsewhere, 0.5, (plans["gbt_heavy"],))
        found = hedge_city(silent, Stopping(), asked, (task,))
        hedged = least({mix: one.worth.value for mix, one in found.plays[0].items()})
        assert found.found.answers[0].cost_units * 1_000 <= USD
        assert all(hedged >= least({mix: played[mix][name].worth.value for mix in MIXES}) - 0.05 for name in plans)


def test_a_plan_with_chargers_or_sites_that_are_not_known_there_is_not_played(asked) -> None:
    strange = {"a": {"nowhere": {"ac_t2_22": 1}}, "b": {}}
    assert set(play_city(silent, Stopping(), asked, "gbt_heavy", strange)) == {"b"}


def test_where_workers_see_no_file_the_questions_travel_and_the_answers_are_the_same(asked, monkeypatch) -> None:
    city = tiny_city(FLEETS[AC], sites=sites(CANDIDATES).assign(bays=2))
    scenario = asked.inputs.scenario
    read = CityRead(city, question_of(city, scenario, say=silent), {})
    travels = replace(asked, inputs=read).stated(silent)
    plans = {"nothing": {}, "one": answer_city(silent, Stopping(), asked, "gbt_heavy", (USD,)).answers[-1].built}
    here = play_city(silent, Stopping(), asked, "gbt_heavy", plans)
    monkeypatch.setattr(city_jobs, "preparing", None)
    assert play_city(silent, Stopping(), travels.only("gbt_heavy"), "gbt_heavy", plans) == here
    assert set(travels.only("gbt_heavy").questions or ()) == {"gbt_heavy"}
