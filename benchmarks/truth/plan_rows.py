"""Places of a plan beside real ones: how much the best gives more than the worst, and what its posts are to give."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.city import almaty_in
from benchmarks.public_energy import stations_of
from benchmarks.truth.dundee import FAST, SLOW_7, SOURCE, Sessions
from benchmarks.truth.evidence import FAST_GUNS, SLOW_GUN, SPREADS, Figure
from benchmarks.truth.row import Goal, Row
from benchmarks.truth.statistics import best_to_worst, drawn_best_to_worst
from geodata.city import City
from geodata.connectors import Current
from planner.catalogue.facts import city_fact, parameter
from planner.config.scenario import load_scenario
from planner.model.solve.planning import best_plan, chargers_of
from planner.pipeline import gather_city
from planner.plan import Plan
from planner.question import Question, question_of
from planner.support.amounts import counted

MOST_SLOW_KWH = 15.0
"""A day of a public slow post; real ones give 6 to 9, none of the means known exceeds 15."""
SEED = 0


@dataclass(frozen=True)
class PlannedPlaces:
    """Queues of a plan that serve anybody, one row for each site and queue.

    Parameters
    ----------
    table : DataFrame
        ``site_id, pool, current, guns, kwh_per_day``: guns that stand or are built, and energy promised.
    """

    table: pd.DataFrame

    def site_kwh(self) -> "pd.Series[float]":
        """KWh a day by site."""
        return self.table.groupby("site_id")["kwh_per_day"].sum()

    def gun_kwh(self, current: Current) -> "pd.Series[float]":
        """KWh a day of a gun, by site, of the guns of a current."""
        mine = self.table[self.table["current"] == current.value].groupby("site_id")[["kwh_per_day", "guns"]].sum()
        return mine["kwh_per_day"] / mine["guns"]


def places_of(plan: Plan, question: Question) -> PlannedPlaces:
    """Energy and guns by site and queue."""
    guns = chargers_of(plan, question) @ question.pools.guns.T + question.pools.standing  # (sites, pools)
    site = question.places.number()
    pool = {one.name: q for q, one in enumerate(question.pools.pools)}
    table = plan.pools.groupby(["site_id", "pool"], as_index=False)["kwh_per_day"].sum()
    table["current"] = [question.pools.pools[pool[name]].current.value for name in table["pool"]]
    table["guns"] = [int(guns[site[str(j)], pool[q]]) for j, q in table[["site_id", "pool"]].itertuples(index=False)]
    return PlannedPlaces(table[table["kwh_per_day"] > 0].reset_index(drop=True))


def almaty_rows(data: Path) -> Iterator[Row]:
    """Rows of Almaty's plan for 5 million USD, and of what is on file of the city."""
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
        scenario = load_scenario(almaty_in(Path(folder), data))
        city = gather_city(scenario, say=lambda _: None)
        question = question_of(city, scenario, say=lambda _: None)
        plan = best_plan(question, say=lambda _: None)
    yield from plan_rows("Almaty, 5 M USD", places_of(plan, question))
    yield from on_file_rows(city, question)


def plan_rows(name: str, places: PlannedPlaces) -> Iterator[Row]:
    """Spread over places, and energy of a gun by current, as planned."""
    slow, fast = places.gun_kwh(Current.AC), places.gun_kwh(Current.DC)
    yield from _spread_rows(f"site, {name}", places.site_kwh(), SPREADS[-1])
    yield from _spread_rows(f"fast gun, {name}", fast, SPREADS[0])
    title, goal = f"energy of a slow gun, {name}, at the site where it is most", Goal("at most", MOST_SLOW_KWH)
    if len(slow):
        note = f"of {counted(len(slow), 'site')} with slow posts, on the mean {slow.mean():.1f}"
        yield Row(title, "kWh/day", float(slow.max()), SLOW_GUN.value, SLOW_GUN.source, goal, note)
    else:
        yield Row(title, "kWh/day", None, SLOW_GUN.value, SLOW_GUN.source, goal, skipped="the plan has no slow post")
    if len(fast):
        figure, _ = FAST_GUNS[0]
        title = f"energy of a fast gun, {name}, mean over sites"
        yield Row(title, "kWh/day", float(fast.mean()), figure.value, figure.source)


def _spread_rows(name: str, kwh: "pd.Series[float]", measured: Figure) -> Iterator[Row]:
    """As planned, and with places that are unlike for no reason that the plan knows."""
    if len(kwh) < 2:
        return
    of = f"best to worst (p90/p10 of kWh) by {name}"
    source = f"{measured.source}: {measured.of}"
    yield Row(f"{of}, as planned", "ratio", best_to_worst(kwh), measured.value, source, None, f"{len(kwh)} sites")
    drawn = drawn_best_to_worst(list(kwh), spread_sigma(), seed=SEED)
    note = f"each site times a lognormal factor, sigma {spread_sigma()}, median of the draws; the waiting promise cuts nothing"
    yield Row(f"{of}, like places unlike", "ratio", drawn, measured.value, source, Goal("at least", 4.0), note)


def on_file_rows(city: City, question: Question) -> Iterator[Row]:
    """Stations and people that the inputs hold beside what is known of the city."""
    fact = city_fact(city.name) or {}
    source = f"configs/facts/city_facts.csv: {fact.get('source', '')}"
    found = float(question.places.existing.sum())
    yield Row(f"stations on file, {city.name}", "stations", found, stations_of(city.name), source)
    people = float(city.zones["population"].sum())
    yield Row(f"people of the zones, {city.name}", "people", people, float(fact["population"]), source)


def dundee_spread_rows(sessions: Sessions) -> Iterator[Row]:
    """Spread over the guns of Dundee, as the planner would have it if like places were only as unlike as assumed."""
    alone = drawn_best_to_worst(list(np.ones(1000)), spread_sigma(), seed=SEED)
    for kind in (SLOW_7, FAST):
        kwh = sessions.guns(kind)["kwh_per_day"]
        note = f"predicted: a lognormal factor alone, sigma {spread_sigma()}; measured over {len(kwh)} guns"
        title = f"best to worst gun (p90/p10 of kWh), {kind}"
        yield Row(title, "ratio", alone, best_to_worst(kwh), SOURCE, None, note)


def spread_sigma() -> float:
    """Sigma of the lognormal factor between like places, of the facts."""
    return parameter("place_spread")
