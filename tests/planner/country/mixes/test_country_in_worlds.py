"""A country in several worlds from the jobs to what is told: with workers that answer at once, and a small one of roads alone."""

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from planner.cluster.jobs import Failed, Job
from planner.country.accounts import plug_account, region_account, region_money
from planner.country.cities.answers import CityAnswer, CityAnswers
from planner.country.cities.configurations import cities_of
from planner.country.cities.reading import CityFiles
from planner.country.config.country import CountryConfig, load_country
from planner.country.mixes import planning
from planner.country.mixes.answers import BlendAnswers, HedgeTask, MixAnswer, MixAnswers, PlayedOffer
from planner.country.mixes.city_hedge import hedge_city
from planner.country.mixes.city_jobs import answer_city, play_city
from planner.country.mixes.offers import Worth
from planner.country.mixes.parts import sums_beside
from planner.country.mixes.planning import worlds_of_country
from planner.country.mixes.road_jobs import RoadsInWorlds, blend_roads, in_mix
from planner.country.money.curves import UNIT_USD
from planner.country.money.sharing import Sharing, share
from planner.country.plan.planned import Planned
from planner.country.road_plans.task import ENERGY, roads_of
from planner.country.run import country_into
from planner.country.world_play import HEDGED, THIS, CommonSite, CountryWorlds
from planner.errors import InfeasibleError, SolverError
from planner.proofs import gap_of
from planner.support.stopping import Stopping
from tests.conftest import ROOT
from tests.fixtures.tiny_city import silent

ROADS = ROOT / "configs" / "sample_country"
MIXES = ("ccs2_heavy", "gbt_heavy")
TOWN = '[city]\nname = "{name}"\ncountry = "KZ"\nroads = "town.osm.pbf"\n'
WORTH = {("Osh", "ccs2"): {"ccs2_heavy": 3.0, "gbt_heavy": 1.0}, ("Osh", "gbt"): {"ccs2_heavy": 1.0, "gbt_heavy": 4.0},
         ("Talas", "ccs2"): {"ccs2_heavy": 5.0, "gbt_heavy": 0.5}, ("Talas", "gbt"): {"ccs2_heavy": 0.5, "gbt_heavy": 2.0}}  # fmt: skip
"""KWh a day of a thousand dollars by city, plug and world."""


class AtOnce:
    """Workers to whom a city makes of each thousand dollars what `WORTH` says, up to six of them."""

    def __init__(self, lost: str = "", stopping: Stopping | None = None) -> None:
        self.lost, self.stopping = lost, stopping
        self.blends = 0

    apart = False

    def run(self, jobs: Sequence[Job], *, even_if_stopped: bool = False, finished: Any = None) -> dict[str, Any]:
        del finished  # nothing is kept
        if not jobs:
            return {}
        if self.stopping is not None and not even_if_stopped and jobs[0].work is not answer_city:
            self.stopping.asked = True
            return {job.name: Failed("not begun", stopped=True) for job in jobs}
        return {job.name: self._done(job, job.name.partition(",")[0]) for job in jobs}

    def _done(self, job: Job, city: str) -> Any:
        if city == self.lost:
            return Failed("no roads")
        if job.work is answer_city:
            _asked, mix, sums = job.args
            plug = mix.partition("_")[0]
            found = [MixAnswer(0, 0, 1.0, 1.0, {}, {})]
            for usd in sums:
                units = round(usd / UNIT_USD)
                worth = self._play(city, mix, {f"at {city}": {plug: units}}).worth
                found.append(
                    MixAnswer(
                        units, units, worth.value, worth.value * 1.02, {f"at {city}": {plug: units}}, worth.served
                    )
                )
            money = (region_money(city),)
            return MixAnswers(tuple(found), 31.0, (), {region_account(city): 31.0}, money, money)
        if job.work is play_city:
            _asked, mix, plans = job.args
            return {name: self._play(city, mix, built) for name, built in plans.items()}
        if job.work is hedge_city:
            return self._hedged(city, *job.args)
        self.blends += 1
        asked, weights, usd = job.args
        units = round(usd / UNIT_USD)
        built = {f"at {city}": {"ccs2": units // 2, "gbt": units - units // 2}}
        plays = {mix: self._play(city, mix, built) for mix in asked.mixes}
        value = sum(weights[mix] * one.worth.value for mix, one in plays.items())
        best = max(
            sum(weights[mix] * self._play(city, mix, {"x": {plug: units}}).worth.value for mix in asked.mixes)
            for plug in ("ccs2", "gbt")
        )
        answer = MixAnswer(units, units, value, max(value, best), built)
        return BlendAnswers(weights, MixAnswers((answer,), float("inf")), (plays,))

    def _hedged(self, city: str, asked: Any, tasks: Sequence[HedgeTask]) -> BlendAnswers:
        """Of each task the two plugs' shares of the money with which the world that loses most loses least."""
        answers, plays = [], []
        for task in tasks:
            units = round(task.usd / UNIT_USD)
            splits = [{f"at {city}": {"ccs2": part, "gbt": units - part}} for part in range(units + 1)]

            def least(built: Any, task: HedgeTask = task) -> float:
                worth = {mix: self._play(city, mix, built).worth.value for mix in task.against}
                return min((worth[mix] + task.elsewhere[mix]) / whole for mix, whole in task.against.items())

            best = max(splits, key=least)
            answers.append(MixAnswer(units, units, 0.0, float("inf"), best))
            plays.append({mix: self._play(city, mix, best) for mix in asked.mixes})
        return BlendAnswers({}, MixAnswers(tuple(answers), float("inf")), tuple(plays))

    def _play(self, city: str, mix: str, built: Any) -> PlayedOffer:
        counts = {plug: sum(kinds.get(plug, 0) for kinds in built.values()) for plug in ("ccs2", "gbt")}
        kwh = {plug: WORTH[city, plug][mix] * count for plug, count in counts.items()}
        served = {**{plug_account(plug): one for plug, one in kwh.items()}, region_account(city): sum(kwh.values())}
        units = sum(counts.values())
        money = {region_money(city): float(units * UNIT_USD)}
        return PlayedOffer(Worth(1.0 + sum(kwh.values()), served), units, money, dict.fromkeys(built, (74.6, 42.9)))


def planned(folder: Path, more: str = "") -> Planned:
    """Two cities that have been planned for the plugs of today, three thousand dollars each."""
    text = f'country = "KZ"\nbudget_usd = 6_000\n[money]\nnext_usd = 1_000\n{more}\n'
    for name in ("Osh", "Talas"):
        (folder / f"{name}.toml").write_text(TOWN.format(name=name), encoding="utf-8")
        text += f'[[cities]]\nconfig = "{name}.toml"\nregion = "{name}"\n'
    (folder / "country.toml").write_text(text + '[compare]\nmixes = ["ccs2_heavy", "gbt_heavy"]\n', encoding="utf-8")
    run = Planned(load_country(folder / "country.toml"))
    run.cities, _refused = cities_of(run.config)
    run.inputs = {one.name: CityFiles(one.scenario) for one in run.cities}
    for name in ("Osh", "Talas"):
        chargers = pd.DataFrame({"site_id": [f"at {name}"], "charger": ["gbt"], "count": [3]})
        nothing = SimpleNamespace(chargers=chargers.iloc[:0])
        answers = (
            CityAnswer(0.0, 0.0, 1.0, 1.0, {}, nothing),  # type: ignore[arg-type]
            CityAnswer(3_000.0, 3_000.0, 9.0, 9.0, {"gbt": 8.0}, SimpleNamespace(chargers=chargers)),  # type: ignore[arg-type]
        )
        run.answers[name] = CityAnswers(answers, {"gbt": 30.0}, 1.0, 0.0, 0.0, 31.0)
    run.curves = [run.answers[one.name].curve(one.name, one.region) for one in run.cities]
    run.sharing = share(run.curves, 6)
    return run


def asked_for(run: Planned, *mixes: str) -> Planned:
    """The same country asked for other mixes."""
    run.config = run.config.model_copy(update={"compare": run.config.compare.model_copy(update={"mixes": mixes})})
    return run


def told(run: Planned, workers: AtOnce, stopping: Stopping | None = None) -> CountryWorlds:
    return worlds_of_country(run, workers, say=silent, stopping=stopping or Stopping())


def test_every_plan_is_played_everywhere_and_the_hedged_one_loses_least_of_all(tmp_path) -> None:
    workers = AtOnce()
    found = told(planned(tmp_path), workers)
    assert [one.name for one in found.plans] == [*MIXES, THIS, HEDGED]
    assert {(one.plan, one.world) for one in found.plays} == {(plan.name, mix) for plan in found.plans for mix in MIXES}
    assert not found.left_out
    worst: dict[str, float] = {}
    for one in found.plays:
        worst[one.plan] = max(one.regret, worst.get(one.plan, 0.0))
        assert one.value <= one.known + 1e-9 <= one.best + 2e-9
        if one.plan == one.world:
            assert one.regret <= gap_of(one.known, one.best) + 1e-9
    assert found.hedge is not None
    assert workers.blends
    assert 0 < found.hedge.least <= found.hedge.regret == pytest.approx(worst[HEDGED])
    assert worst[HEDGED] == min(worst.values())
    by_name = {one.name: one for one in found.plans}
    assert by_name["ccs2_heavy"].usd["Talas"] > by_name["gbt_heavy"].usd["Talas"], "each world shares by its own curves"
    assert all(sum(one.usd.values()) <= 6_000.0 for one in found.plans)
    assert by_name["ccs2_heavy"].energy["ccs2"] > 0.99
    assert found.everywhere
    for city, sites in found.everywhere.items():
        assert sites == (CommonSite(f"at {city}", 74.6, 42.9, here=True),)


def test_a_city_that_cannot_be_planned_in_a_world_keeps_its_money_and_is_named(tmp_path) -> None:
    found = told(planned(tmp_path), AtOnce(lost="Osh"))
    assert "Osh" in dict(found.left_out)
    assert "no roads" in dict(found.left_out)["Osh"]
    assert found.hedge is not None
    assert all(set(one.usd) == {"Talas"} and one.usd["Talas"] <= 3_000.0 for one in found.plans)


def test_a_promise_that_no_plan_keeps_in_a_world_leaves_that_world_out(tmp_path) -> None:
    run = planned(tmp_path, '[[money.floors]]\nregion = "Talas"\nserved = 0.5')
    found = told(run, AtOnce())
    assert not found.plays
    assert "gbt_heavy" in dict(found.left_out), "a thousand dollars serve too little there"


def test_a_stop_hands_over_the_choice_among_the_plans_that_are_there(tmp_path) -> None:
    stopping = Stopping()
    found = told(planned(tmp_path), AtOnce(stopping=stopping), stopping)
    assert stopping()
    assert found.hedge is not None
    assert {one.plan for one in found.plays} == {*MIXES, THIS, HEDGED}
    stopped = Stopping()
    stopped.asked = True
    assert told(planned(tmp_path), AtOnce(), stopped) == CountryWorlds()


def test_where_one_world_alone_is_asked_nobody_is_asked_anything(tmp_path) -> None:
    class Nobody(AtOnce):
        def run(self, jobs: Sequence[Job], **_more: Any) -> dict[str, Any]:
            raise AssertionError([job.name for job in jobs])

    assert told(asked_for(planned(tmp_path), "ccs2_heavy"), Nobody()) == CountryWorlds()


@pytest.mark.parametrize("error", [InfeasibleError, SolverError])
def test_a_world_that_could_not_be_shared_at_first_is_compared_with_the_others_afterwards(
    tmp_path, monkeypatch, error
) -> None:
    for key, kwh in list(WORTH.items()):
        monkeypatch.setitem(WORTH, key, {**kwh, "balanced": 2.0})
    calls = iter([share, share])

    def third_time_lost(*args: Any) -> Sharing:
        return next(calls, lost)(*args)

    def lost(*args: Any) -> Sharing:
        monkeypatch.setattr(planning, "share", share)
        raise error("promise less")

    monkeypatch.setattr(planning, "share", third_time_lost)
    mixes = (*MIXES, "balanced")
    found = told(asked_for(planned(tmp_path), *mixes), AtOnce())
    assert {one.world for one in found.plays} == set(mixes)
    assert found.left_out == ()


def test_a_plan_of_the_country_that_cannot_stand_in_a_world_is_named(tmp_path) -> None:
    class Elsewhere(AtOnce):
        def _done(self, job: Job, city: str) -> Any:
            found = super()._done(job, city)
            return (
                {name: one for name, one in found.items() if name != THIS}
                if job.name == "Osh, gbt_heavy" and job.work is play_city
                else found
            )

    found = told(planned(tmp_path), Elsewhere())
    assert THIS not in {one.name for one in found.plans}
    assert "Osh" in dict(found.left_out)[THIS]


def test_what_one_part_gives_up_another_can_take() -> None:
    for count in range(1, 6):
        rich, poor = (sums_beside(units, 4_000, count, 300) for units in (2_000, 1_200))
        assert {one - 2_000 for one in rich} == {one - 1_200 for one in poor} == {-one + 2_000 for one in rich}
    assert sums_beside(0, 4_000, 3, 300) == (120, 300, 600)
    assert sums_beside(50, 4_000, 3, 300) == (20, 50, 350)
    assert sums_beside(7, 8, 3, 2) == (5, 7, 8)
    assert sums_beside(5, 0, 3, 2) == ()


def roads(folder: Path, rules: str = "") -> CountryConfig:
    """Roads of the sample country with few places."""
    file = folder / "country.toml"
    file.write_text(
        f"""
country = "KZ"
budget_usd = 900_000
[corridors.roads]
nodes = "{(ROADS / "nodes.csv").as_posix()}"
edges = "{(ROADS / "edges.csv").as_posix()}"
[corridors.towns]
path = "{(ROADS / "towns.csv").as_posix()}"
[corridors.trips]
ev_share = 0.05
[corridors.stations]
every_km = 60
guns = [8]
[corridors.rules]
{rules}
[money]
sums_usd = [600_000]
next_usd = 100_000
refine = 0
road_gap = 0.1
road_time_limit_s = 4
[compare]
mixes = ["ccs2_heavy", "gbt_heavy"]
sums = 1
""",
        encoding="utf-8",
    )
    return load_country(file)


def test_roads_for_all_worlds_are_bounded_where_a_known_plan_takes_the_very_sum(tmp_path) -> None:
    config = roads(tmp_path)
    question = roads_of(config).question
    instances = {mix: in_mix(question, config.road_settings, mix) for mix in MIXES}
    place = next(one for one in instances["gbt_heavy"].places if one.offers())
    option = place.options[place.offers()[0]]
    asked = RoadsInWorlds(instances, 0.5, 4.0, 1.0, option.cost_usd, wish=ENERGY)
    begin = {place.id: {option.key: 1}}
    found = blend_roads(silent, Stopping(), asked, dict.fromkeys(MIXES, 0.5), option.cost_usd, begin)
    assert [math.isfinite(one.bound) for one in found.found.answers] == [True]
    assert found.found.lines


def test_roads_alone_are_planned_for_each_world_and_told_in_every_file(tmp_path) -> None:
    out = tmp_path / "out"
    asked = roads(tmp_path, 'forced = { Kerbel = "4 gbt + 4 ccs2" }')
    country = country_into(asked, out, say=silent, stopping=Stopping())
    worlds = country.worlds
    assert {one.plan for one in worlds.plays} == {*MIXES, THIS, HEDGED}
    assert all(one.value <= one.best * (1 + 1e-6) for one in worlds.plays)
    assert worlds.hedge is not None
    worst = {plan.name: max(one.regret for one in worlds.plays if one.plan == plan.name) for plan in worlds.plans}
    assert worst[HEDGED] == min(worst.values())
    assert worlds.hedge.least <= worlds.hedge.regret
    rows = list(csv.DictReader((out / "worlds.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 8
    assert 'id="worlds"' in (out / "report.html").read_text(encoding="utf-8")
    stations = list(csv.DictReader((out / "road_stations.csv").read_text(encoding="utf-8-sig").splitlines()))
    marked = {one["station_id"] for one in stations if one["in_all_worlds"].lower() in {"true", "1", "yes"}}
    common = {one.id: one for one in worlds.everywhere.get("roads", ())}
    assert marked == {one for one in common if common[one].here}
    assert marked, "the one that is forced at least"
    listed = list(csv.DictReader((out / "no_regret.csv").read_text(encoding="utf-8-sig").splitlines()))
    places = {one["station_id"]: (one["lon"], one["lat"]) for one in stations}
    assert {one["site_id"]: (one["lon"], one["lat"]) for one in listed if one["in_this_plan"] == "True"} == {
        one: places[one] for one in marked
    }
    for stage in {one.stage for one in country.built}:
        mine = [one.id in marked for one in country.built if one.stage == stage]
        assert mine == sorted(mine, reverse=True), "what all worlds build comes first in its stage"
    each = list(csv.DictReader((out / "world_stations.csv").read_text(encoding="utf-8-sig").splitlines()))
    for plan in worlds.plans:
        own = [one for one in each if one["plan"] == plan.name]
        assert own
        assert sum(float(one["cost_usd"]) for one in own) <= plan.usd["roads"] + 1e-6
        assert all(int(one["guns_gbt"]) + int(one["guns_ccs2"]) > 0 for one in own)
        assert common.keys() <= {one["site_id"] for one in own} or plan.name in {THIS, HEDGED}
    this = {one["site_id"]: float(one["cost_usd"]) for one in each if one["plan"] == THIS}
    assert this == {one["station_id"]: float(one["cost_usd"]) for one in stations}
