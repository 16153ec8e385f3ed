"""Small questions in which more is asked and less is given: work on standing guns, spent mains, small budgets, promises, phases and worlds."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.small_questions import FEEDER_NAMES, small_town
from geodata.city import City
from geodata.power import FEEDERS, SUBSTATIONS
from planner.config.scenario import Scenario
from planner.config.upgrades import UpgradesConfig
from planner.question import Question, question_of

LITTLE_USD = (0.0, 300.0, 1_500.0, 3_000.0, 6_000.0, 12_000.0, 25_000.0)
"""From nothing to the price of a charger or two."""
MIXES: tuple[dict[str, float], ...] = (
    {"gbt": 0.85, "ccs2": 0.15},
    {"gbt": 0.15, "ccs2": 0.85},
    {"gbt": 0.5, "ccs2": 0.4, "chademo": 0.1},
)
YEARS = (2024, 2026, 2028)


@lru_cache(maxsize=1)
def tight_question(seed: int) -> Question:
    """Draw a question; the same seed, the same question.

    Raises
    ------
    ConfigError
        What was drawn makes no question.
    """
    return _asked(*tight_town(seed))


def is_settled(seed: int) -> bool:
    """Whether further things than those of a tight town are drawn for a seed: every fourth."""
    return seed % 4 == 3


@lru_cache(maxsize=1)
def settled_town(seed: int) -> tuple[City, Scenario]:
    """A tight town in which chargers are settled, stations given up, guns out of order, or objectives follow one another, each by a chance of its own."""
    rng, (city, scenario) = np.random.default_rng([seed, 12]), tight_town(seed)
    stations = [str(one) for one in city.stations.table["station_id"]]
    plan: dict[str, Any] = {}
    if rng.random() < 0.6:
        plan["availability"] = float(rng.choice([0.7, 0.8, 0.9, 1.0]))
    if rng.random() < 0.3 and stations:
        plan["retired"] = (str(rng.choice(stations)),)
    if rng.random() < 0.6:
        plan["locked"] = _locks([*map(str, city.sites["site_id"]), *stations], scenario.plan.chargers, rng)
    if rng.random() < 0.6:
        order = [str(one) for one in rng.permutation(["cost", "distance"])]
        plan["then"] = tuple(order[: int(rng.integers(1, 3))])
        plan["then_give"] = float(rng.choice([0.0, 0.01, 0.2]))
    return city, scenario.with_plan(**plan)


def _locks(places: list[str], kinds: Sequence[str], rng: np.random.Generator) -> list[dict[str, Any]]:
    """Chargers that are settled at a place or two: exactly, at least or at most so many."""
    bought = [one for one in kinds if not one.startswith("retrofit")]
    return [
        {
            "site": str(site),
            "chargers": {str(rng.choice(bought)): int(rng.integers(1, 4)) for _kind in range(int(rng.integers(1, 3)))},
            "hold": str(rng.choice(["exactly", "at_least", "at_most"])),
        }
        for site in rng.choice(places, min(len(places), int(rng.integers(1, 3))), replace=False)
    ]


def drawn_town(seed: int) -> tuple[City, Scenario]:
    """The town of a seed, with further things where they are drawn."""
    return (settled_town if is_settled(seed) else tight_town)(seed)


def drawn_question(seed: int) -> Question:
    """The question of a seed; raises as `tight_question`."""
    return _asked(*settled_town(seed)) if is_settled(seed) else tight_question(seed)


@lru_cache(maxsize=1)
def tight_town(seed: int) -> tuple[City, Scenario]:
    """A town of `small_questions` with more asked of it, each by a chance of its own."""
    rng = np.random.default_rng([seed, 8])
    city, scenario = small_town(seed)
    names, stations = (
        [str(one) for one in city.sites["site_id"]],
        [str(one) for one in city.stations.table["station_id"]],
    )
    plan: dict[str, Any] = {}
    if rng.random() < 0.35:
        plan["budget_usd"] = float(rng.choice(LITTLE_USD))
    if rng.random() < 0.3:
        free = [one for one in (*names, *stations) if one not in scenario.plan.forbidden]
        plan["forced"] = tuple(
            str(one) for one in rng.choice(free, min(len(free), int(rng.integers(1, 3))), replace=False)
        )
    if rng.random() < 0.15:
        plan["coverage"] = float(rng.choice([0.005, 0.05, 0.3]))
    if rng.random() < 0.15:
        plan["mandated_plugs"] = tuple(
            str(one) for one in rng.choice(["gbt", "ccs2"], int(rng.integers(1, 3)), replace=False)
        )
    plan["plug_balance"] = float(rng.choice([0.0, 0.0, 0.3, 0.75, 0.75, 1.0]))
    if rng.random() < 0.15:
        plan["plug_floors"] = {str(rng.choice(["gbt", "ccs2"])): float(rng.choice([0.002, 0.02, 0.2]))}
    if rng.random() < 0.2:
        plan["max_dual_share"] = float(rng.choice([0.0, 0.2, 0.5]))
    if rng.random() < 0.15:
        plan["chargers"] = (*scenario.plan.chargers, "retrofit_gbt_gun")
    if rng.random() < 0.5:
        city = _on_mains(city, rng)
    scenario = scenario.with_plan(**plan)
    if rng.random() < 0.5:
        price = float(rng.choice([1_500.0, 1_500.0, 200.0, 0.0]))
        scenario = scenario.model_copy(update={"upgrades": UpgradesConfig(replace=True, remove_usd=price)})
    return city, scenario


def _on_mains(city: City, rng: np.random.Generator) -> City:
    """Feeders with a place, so that stations hang on them too, with little to spare, and behind a substation here and there."""
    east, north = np.array(city.roads.xy_m).T
    behind = rng.choice(["U1", None], len(FEEDER_NAMES))
    feeders = pd.DataFrame(
        {
            "feeder": FEEDER_NAMES,
            "spare_kw": rng.choice([0.0, 10.0, 40.0, 60.0, 130.0], len(FEEDER_NAMES)),
            "x_m": rng.uniform(east.min(), east.max(), len(FEEDER_NAMES)),
            "y_m": rng.uniform(north.min(), north.max(), len(FEEDER_NAMES)),
            "substation": behind,
        }
    )
    spare = pd.DataFrame(
        {
            "substation": ["U1"],
            "spare_kw": [float(rng.choice([0.0, 30.0, 90.0]))],
            "x_m": np.nan,
            "y_m": np.nan,
            "source": "made",
        }
    )
    return replace(
        city,
        feeders=FEEDERS.checked(feeders, source="made"),
        substations=SUBSTATIONS.checked(spare if (behind == "U1").any() else spare.iloc[:0], source="made"),
    )


def phased_question(seed: int) -> Question:
    """The same town in two or three phases, with fewer vehicles in earlier years.

    Raises
    ------
    ConfigError
        What was drawn makes no question.
    """
    rng, (city, scenario) = np.random.default_rng([seed, 9]), drawn_town(seed)
    years, whole = YEARS[-int(rng.integers(2, 4)) :], scenario.plan.budget_usd
    parts = rng.dirichlet(np.ones(len(years)))
    if rng.random() < 0.3:
        parts[0] = 0.0
    steps: list[dict[str, Any]] = [
        {"year": year, "budget_usd": round(float(part * whole), 2)} for year, part in zip(years, parts, strict=True)
    ]
    if rng.random() < 0.2:
        steps[0]["district_floor"] = 0.003
    fleet = [
        city.fleet.assign(year=year, count=city.fleet["count"] * share)
        for year, share in zip(years, [*np.sort(rng.uniform(0.1, 1.0, len(years) - 1)), 1.0], strict=True)
    ]
    scenario = scenario.with_plan(
        phases=steps,
        then=(),
        budget_usd=float(sum(step["budget_usd"] for step in steps)),
        last_phase_years=float(rng.choice([1.0, 3.0])),
    )
    return _asked(replace(city, fleet=pd.concat(fleet, ignore_index=True)), scenario)


def worlds_of(seed: int) -> list[Question]:
    """The same town in two or three worlds that differ in the ports of its vehicles.

    Raises
    ------
    ConfigError
        What was drawn makes no question.
    """
    rng, (city, scenario) = np.random.default_rng([seed, 10]), drawn_town(seed)
    mixes = rng.permutation(len(MIXES))[: int(rng.integers(2, 4))].tolist()
    asked = [
        scenario.model_copy(update={"fleet": scenario.fleet.model_copy(update={"mix": MIXES[at]})}) for at in mixes
    ]
    return [_asked(city, one) for one in asked]


def _asked(city: City, scenario: Scenario) -> Question:
    return question_of(city, scenario, say=lambda _: None)
