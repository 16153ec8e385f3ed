"""A programme of small plots beside the plan: the same money spent on one cabinet of 60 kW with two guns at each of many places.

Almaty announced 311 such plots in May 2025 (`configs/facts/charging_stations.csv`). Every list of plots keeps the rules of the plan, is
valued by the same exact allocation, and is played out driver by driver.
"""

import heapq
import json
import math
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.city import REAL, almaty_in
from benchmarks.measure import Result, peak_mb

if TYPE_CHECKING:
    from planner.model.instance.instance import Instance
    from planner.plan import Plan
    from planner.question import Question

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CABINETS = ("dc_gbt_60", "dc_ccs2_60", "dc_dual_60")
"""What may stand on a plot: one cabinet of 60 kW with two guns."""
BUDGETS_USD = "2000000,5000000"
PLAN, GREEDY, SEARCHED, RANDOM, NOTHING = (
    "plan",
    "plots, greedy",
    "plots, searched",
    "plots at random",
    "what stands alone",
)
DUST = 1e-6


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


@dataclass(frozen=True)
class PlotProgramme:
    """Lists of small plots for one budget.

    Parameters
    ----------
    instance : Instance
        Of the plan's own question.
    left_kwh : (zones, classes)
        Demand that standing stations leave, by the exact allocation.
    budget_usd : float
    """

    instance: "Instance"
    left_kwh: Floats
    budget_usd: float

    @cached_property
    def cabinets(self) -> list[int]:
        """Numbers of the products that may stand on a plot."""
        return [self.instance.products.names.index(name) for name in CABINETS]

    @cached_property
    def may_stand(self) -> NDArray[np.bool_]:
        """Whether each cabinet may stand at each site alone; never where a station stands; (sites, cabinets)."""
        from planner.model.sets.limits import most_products  # noqa: PLC0415  # the list of options needs none of it

        most = most_products(self.instance)[:, self.cabinets]
        return np.asarray((most > 0) & ~self.instance.sites.existing[:, None])

    @cached_property
    def cost_usd(self) -> Floats:
        """Money for a plot at each site with each cabinet; (sites, cabinets)."""
        return np.column_stack([self.instance.cost_usd(self._one_everywhere(k)) for k in self.cabinets])

    @cached_property
    def carried_kwh(self) -> Floats:
        """KWh a day that the pools of each cabinet carry alone; (cabinets, pools)."""
        ones = np.eye(len(self.instance.products.kw), dtype=np.int64)[self.cabinets]
        return self.instance.carries(np.zeros(len(self.instance.pools.dc), dtype=np.int64), ones)

    def _one_everywhere(self, product: int) -> Ints:
        chargers = np.zeros((len(self.instance.sites), len(self.instance.products.kw)), dtype=np.int64)
        chargers[:, product] = 1
        return chargers

    def greedy(self) -> Ints:
        """Take the plot with the most worth a dollar on the demand that is left, one after another; (sites, products).

        What a plot is worth falls as others serve demand, so only the top of the queue is valued again (Minoux 1978).
        """
        left, spent = self.left_kwh.copy(), 0.0
        chargers = np.zeros((len(self.instance.sites), len(self.instance.products.kw)), dtype=np.int64)
        queue = [(-math.inf, int(site), int(n)) for site, n in np.argwhere(self.may_stand)]
        heapq.heapify(queue)
        while queue:
            _, site, n = heapq.heappop(queue)
            if chargers[site].any() or spent + self.cost_usd[site, n] > self.budget_usd:
                continue
            if not self._keeps_rules(self._with_plot(chargers, site, n)):
                continue
            worth, taken = self._served(site, n, left)
            rate = worth / self.cost_usd[site, n]
            if worth <= DUST:
                continue
            if queue and -rate > queue[0][0]:
                heapq.heappush(queue, (-rate, site, n))
                continue
            for zones, classes, kwh in taken:
                np.subtract.at(left, (zones, classes), kwh)
            chargers, spent = self._with_plot(chargers, site, n), spent + self.cost_usd[site, n]
        return chargers

    def _with_plot(self, chargers: Ints, site: int, cabinet: int) -> Ints:
        """These chargers and one more plot."""
        more = chargers.copy()
        more[site, self.cabinets[cabinet]] = 1
        return more

    def _keeps_rules(self, chargers: Ints) -> bool:
        """Whether every amount that several sites share, power of feeders among them, is enough for these chargers."""
        from planner.model.rules.kinds.coupling import Coupling  # noqa: PLC0415

        rules = self.instance.rules.every(Coupling)
        return all((rule.spare(self.instance, chargers) >= -DUST).all() for rule in rules)

    def _served(self, site: int, cabinet: int, left: Floats) -> tuple[float, list[tuple[Ints, Ints, Floats]]]:
        """Worth of what a plot serves of the demand that is left, those nearest first, and by pool the zones, classes and kWh."""
        reach, serves = self.instance.reach, self.instance.pools.serves
        pairs = self._pairs[site]
        worth, zone, out, total = reach.worth[pairs], reach.zone[pairs], [], 0.0
        order = np.argsort(-worth, kind="stable")
        served = np.zeros((len(pairs), left.shape[1]))
        for pool in np.flatnonzero(self.carried_kwh[cabinet] > 0):
            classes = np.flatnonzero(serves[:, pool])
            wanted = np.maximum(0.0, left[zone[order]][:, classes] - served[order][:, classes])
            so_far = np.cumsum(wanted.ravel())
            kwh = np.diff(np.minimum(so_far, self.carried_kwh[cabinet, pool]), prepend=0.0).reshape(wanted.shape)
            served[np.ix_(order, classes)] += kwh
            total += float((kwh * worth[order][:, None]).sum())
            out.append((np.repeat(zone[order], len(classes)), np.tile(classes, len(order)), kwh.ravel()))
        return total, out

    @cached_property
    def _pairs(self) -> list[Ints]:
        """Pairs of each site."""
        order = np.argsort(self.instance.reach.site, kind="stable")
        ends = np.cumsum(np.bincount(self.instance.reach.site, minlength=len(self.instance.sites)))[:-1]
        return np.split(order, ends)

    def at_random(self, rng: np.random.Generator) -> Ints:
        """Plots at places drawn evenly, each with a cabinet of one standard drawn by its share of the demand; (sites, products)."""
        chargers = np.zeros((len(self.instance.sites), len(self.instance.products.kw)), dtype=np.int64)
        spent = 0.0
        single, shares = self._shares
        for site in rng.permutation(len(self.instance.sites)):
            n = int(rng.choice(single, p=shares))
            if self.may_stand[site, n] and spent + self.cost_usd[site, n] <= self.budget_usd:
                more = self._with_plot(chargers, site, n)
                if self._keeps_rules(more):
                    chargers, spent = more, spent + self.cost_usd[site, n]
        return chargers

    @property
    def _shares(self) -> tuple[list[int], Floats]:
        """Cabinets of one standard, and of the demand that either could serve the share of each."""
        serves, by_class = self.instance.pools.serves, self.instance.demand.kwh.sum(axis=0)
        single = [n for n in range(len(CABINETS)) if (self.carried_kwh[n] > 0).sum() == 1]
        kwh = np.array([by_class[serves[:, self.carried_kwh[n] > 0].any(axis=1)].sum() for n in single])
        return single, kwh / kwh.sum()


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
            keys = {"plan.budget_usd": budget, "plan.chargers": offered, "demand.samples": 0}
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
