"""A programme of small plots beside the plan: the same money spent on one cabinet of 60 kW with two guns at each of many places.

Almaty announced 311 such plots in May 2025 (`configs/facts/charging_stations.csv`). Every list of plots keeps the rules of the plan, is
valued by the same exact allocation, and is played out driver by driver.
"""

import json
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.city import REAL, almaty_in
from benchmarks.measure import Result, peak_mb
from benchmarks.plot_programme import CABINETS, Floats, Ints, PlotProgramme

if TYPE_CHECKING:
    from planner.model.instance.instance import Instance
    from planner.plan import Plan
    from planner.question import Question

BUDGETS_USD = "2000000,5000000"
PLAN, GREEDY, SEARCHED, RANDOM, NOTHING = (
    "plan",
    "plots, greedy",
    "plots, searched",
    "plots at random",
    "what stands alone",
)
DUST = 1e-6
"""Share of its worth by which a plan may fall short of a list: rounding of the solver."""


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--config", type=Path, help="any configuration; default: Almaty from its real inputs")
    which.add_argument("--sample", action="store_true", help="the bundled sample city")
    parser.add_argument("--data", type=Path, default=REAL, help="folder of the real inputs")
    parser.add_argument("--budgets", default=BUDGETS_USD, metavar="A,B", help="USD, a plan and its lists of plots each")
    parser.add_argument("--draws", type=int, default=5, help="lists of plots at random")
    parser.add_argument("--seed", type=int, default=1, help="of the lists at random")
    parser.add_argument("--days", type=int, default=30, help="design days that are played; 0 plays none")


def run(asked: Namespace) -> Result:
    """Value every list at every budget; `value` is the worth of the last plan and `bound` that of the best list of plots beside it."""
    start, cpu = time.perf_counter(), time.process_time()
    from planner.config.scenario import load_scenario  # noqa: PLC0415  # the list of options needs none of it
    from planner.errors import ConfigError  # noqa: PLC0415
    from planner.question import question_of  # noqa: PLC0415
    from planner.scripting.calls import change_scenario, demo_scenario, gather_city  # noqa: PLC0415

    try:
        budgets = [float(one) for one in asked.budgets.split(",")]
    except ValueError:
        raise ConfigError(f"--budgets: expected numbers with commas between them, not {asked.budgets!r}") from None
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
        scenario = (
            demo_scenario() if asked.sample else load_scenario(asked.config or almaty_in(Path(folder), asked.data))
        )
        city = gather_city(scenario)
        offered = tuple(dict.fromkeys((*scenario.plan.chargers, *CABINETS)))
        for budget in budgets:
            # Lists of plots are bound by no balance of plugs, nor is the plan that stands beside them.
            keys = {"plan.budget_usd": budget, "plan.chargers": offered, "plan.plug_balance": 0.0, "demand.samples": 0}
            keys |= {"simulation.days": asked.days} if asked.days else {}
            question = question_of(city, change_scenario(scenario, keys), say=_quiet)
            for row in _rows(question, budget, asked):
                rows.append({"city": city.name, "budget_usd": budget, **row})
                print(_for_people(rows[-1]), file=sys.stderr, flush=True)
    beaten = [budget for budget in budgets if _plan_beaten(rows, budget)]
    for budget in beaten:
        print(
            f"THE PLAN FOR {budget:,.0f} USD IS WORTH LESS THAN A LIST OF PLOTS: model or search is wrong",
            file=sys.stderr,
        )
    last = [row for row in rows if row["budget_usd"] == budgets[-1]]
    return Result(
        value=next(row["worth"] for row in last if row["list"] == PLAN),
        bound=max(row["worth"] for row in last if row["list"] not in (PLAN, NOTHING)),
        status="plan beaten" if beaten else "plan best",
        cpu_s=time.process_time() - cpu,
        wall_s=time.perf_counter() - start,
        peak_mb=peak_mb(),
        passed=not beaten and not any(row["broken"] for row in rows),
        rows=tuple(json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows),
    )


def _rows(question: "Question", budget: float, asked: Namespace) -> Iterator[dict[str, Any]]:
    """The plan, what stands alone, then each list of plots."""
    from planner.model.solve.instances import sound_instance  # noqa: PLC0415
    from planner.model.solve.planning import best_plan, do_nothing, planned  # noqa: PLC0415
    from planner.model.solve.siting import SitingModel  # noqa: PLC0415

    instance = sound_instance(question)
    yield _told(PLAN, question, instance, best_plan(question, say=_quiet), asked.days)
    nothing = do_nothing(question)
    yield _told(NOTHING, question, instance, nothing, 0)
    programme = PlotProgramme(instance, _left(question, nothing), budget)
    rng = np.random.default_rng(asked.seed)
    lists = [(GREEDY, programme.greedy()), (SEARCHED, _searched(question))]
    lists += [(f"{RANDOM}, draw {n}", programme.at_random(rng)) for n in range(1, asked.draws + 1)]
    for name, chargers in lists:
        plan = planned(SitingModel(instance).allocate(chargers), question, instance, 0.0)
        yield _told(name, question, instance, plan, asked.days)


def _left(question: "Question", nothing: "Plan") -> Floats:
    """Demand that standing stations do not serve; (zones, classes)."""
    zones = {str(one): n for n, one in enumerate(question.demand.zone_id)}
    classes = {(one.family.value, one.need.value): n for n, one in enumerate(question.demand.classes)}
    left = question.demand.kwh_per_day.astype(float).copy()
    for zone, family, need, kwh in nothing.flows[["zone_id", "family", "need", "kwh_per_day"]].itertuples(index=False):
        left[zones[str(zone)], classes[family, need]] -= kwh
    return np.maximum(0.0, left)


def _searched(question: "Question") -> Ints:
    """The plan's own search where every new site has room for one cabinet of 60 kW and standing stations stay as they are; (sites, products)."""
    from planner.model.program.effort import Effort  # noqa: PLC0415
    from planner.model.solve.instances import sound_instance  # noqa: PLC0415
    from planner.model.solve.siting import SitingModel  # noqa: PLC0415

    ask, places = question.scenario.plan, question.places
    bays = np.where(places.existing, 0, np.minimum(places.bays, 2))
    instance = sound_instance(replace(question, places=replace(places, bays=bays)))
    instance = instance.offering(np.array([name in CABINETS for name in instance.products.names]))
    return SitingModel(instance).solve(Effort(ask.gap, ask.time_limit_s, ask.threads, ask.solver), _quiet).chargers


def _told(name: str, question: "Question", instance: "Instance", plan: "Plan", days: int) -> dict[str, Any]:
    """A list as one row: places, guns, money, energy by the model and by the play, worth, rules it breaks."""
    from planner.audit.recheck import broken_promises  # noqa: PLC0415
    from planner.model.solve.planning import chargers_of  # noqa: PLC0415
    from planner.simulate.account import account_of  # noqa: PLC0415
    from planner.simulate.play import play  # noqa: PLC0415
    from planner.simulate.rule import Rule  # noqa: PLC0415

    chargers = chargers_of(plan, question)
    counts = chargers.sum(axis=0)
    played = account_of(play(question, plan, Rule.ASSIGNED, _quiet), question, plan) if days else None
    broken = [] if name == NOTHING else broken_promises(plan, question)
    for text in broken[:3]:
        print(f"broken: {text}", file=sys.stderr)
    return {
        "list": name,
        "sites": int(chargers.any(axis=1).sum()),
        "new_sites": int(instance.opens(chargers).sum()),
        "guns": int(sum(count * kind.guns for count, kind in zip(counts, question.chargers, strict=True))),
        "cost_usd": round(float(instance.cost_usd(chargers).sum())),
        "kwh_model": round(float(plan.flows["kwh_per_day"].sum()), 1),
        "kwh_play": None if played is None else round(float(played["served_kwh_per_day"]), 1),
        "taken_peak": None if played is None else played["taken_peak"],
        "worth": round(float(plan.proof.value), 1),
        "gap": plan.proof.gap,
        "chargers": {kind.id: int(count) for count, kind in zip(counts, question.chargers, strict=True) if count},
        "broken": len(broken),
    }


def _plan_beaten(rows: list[dict[str, Any]], budget: float) -> bool:
    """Whether some list of plots for this money is worth more than the plan."""
    mine = [row for row in rows if row["budget_usd"] == budget]
    plan = next(row["worth"] for row in mine if row["list"] == PLAN)
    return any(row["worth"] > plan * (1 + DUST) for row in mine)


def _for_people(row: dict[str, Any]) -> str:
    """One line: what was bought and what it serves."""
    play = "not played" if row["kwh_play"] is None else f"{row['kwh_play']:,.0f} played"
    kinds = ", ".join(f"{count} {kind}" for kind, count in row["chargers"].items()) or "nothing"
    return (
        f"{row['budget_usd']:>12,.0f} USD  {row['list']:<24} {row['sites']:>4} sites {row['guns']:>5} guns  "
        f"{row['cost_usd']:>10,} USD  {row['kwh_model']:>9,.0f} kWh a day, {play}, worth {row['worth']:,.0f}  ({kinds})"
    )


def _quiet(_text: str) -> None:
    """Say nothing."""
