"""The cheapest useful step: what the least new thing costs by which more is served, with all that must be built beside it or taken down for it.

A step is one charger, or one piece of work on standing guns that adds something, at a new site with its ground works and required
companions. Where bays, power, feeder or substation do not suffice, guns that stand there or elsewhere on the same feeder or substation are
taken down for it; where a connection is stepped also to need a smaller one. Where one charger does not make up for guns that are taken
down or change their queue, several at its site may. Steps are tried in the order of their prices; those of which the dual solution of what stands says that they
add nothing are passed over.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.explain.marginal_value import Allocation
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.rules.kinds.coupling import Coupling
from planner.model.rules.kinds.local import Local
from planner.model.rules.kinds.resource import USD
from planner.model.sets.limits import allowed_at, most_products
from planner.model.solve.instances import sound_instance
from planner.model.solve.siting import SitingModel
from planner.question import Question

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

ANY_MONEY = 1e12
MOST_SETS = 2_000
"""Most steps that are tried with every choice of guns to take down, whose number doubles with each gun on a spent feeder; after that the cheapest for
what they free are taken down together, and the step may be dearer than another choice would make it.
"""
BUILDS_TIMES, BUILDS_GAP, BUILDS_S = (1, 2, 4, 8), 0.05, 10.0
"""Sums by the price of the cheapest step for which a plan is looked for, to which gap and how long each."""
DUST, USEFUL_KWH = 1e-9, 1e-6
"""What is rounding of a worth a kWh, and of a limit or a value."""


def cheapest_step(question: Question) -> float | None:
    """Price of the cheapest step by which more is served than by what stands; None where there is none.

    The balance of plugs is left out, which may ask for plugs of several families at once: see `find_sufficient_budget`.
    """
    rich = question.scenario.without_promises_or_balance().with_plan(budget_usd=ANY_MONEY)
    instance = sound_instance(replace(question, scenario=rich))
    model, nothing = SitingModel(instance), np.zeros((len(instance.sites), len(instance.products.kw)), dtype=np.int64)
    base = model.allocate(nothing).value
    return _Steps(instance).cheapest(lambda chargers: model.allocate(chargers).value > base + USEFUL_KWH)


def find_sufficient_budget(question: Question, step_usd: float) -> float | None:
    """A sum for which a plan builds something useful under all rules; None where none was found, or where the plan is one of phases.

    The cheapest step is the least that it may be. The balance of plugs may ask for guns of several families at once, so plans for that
    sum and for twice, four and eight times as much are looked for.
    """
    ask = question.scenario.plan
    if ask.phases:
        return None
    effort = Effort(max(ask.gap, BUILDS_GAP), min(ask.time_limit_s, BUILDS_S), ask.threads, ask.solver)
    for times in BUILDS_TIMES:
        asked = replace(question, scenario=question.scenario.with_plan(budget_usd=times * step_usd))
        model = SitingModel(sound_instance(asked))
        try:
            plan = model.solve(effort, lambda _: None)
        except SolverError:
            continue
        if plan.value > model.allocate(np.zeros_like(plan.chargers)).value + USEFUL_KWH:
            return step_usd if times == 1 else _least_budget(model.instance, plan.chargers)
    return None


def _least_budget(instance: Instance, chargers: Ints) -> float:
    """The least budget with which chargers, (sites, products), keep every rule whose limit is a share of it; USD."""
    usd, sites = float(instance.cost_usd(chargers).sum()), np.arange(len(chargers))
    for rule in instance.rules.every(Coupling):
        of_a_dollar = rule.with_budget(1.0).limits(instance) - rule.with_budget(0.0).limits(instance)
        used = rule.used(instance, rule.resource(instance).of(instance, sites, chargers))
        usd = max([usd, *(used[of_a_dollar > 0] / of_a_dollar[of_a_dollar > 0]).tolist()])
    return usd


class Step(NamedTuple):
    """What is built at one site, counts by product, and which standing guns are taken down for it, as places in `_Steps.removals`."""

    site: int
    row: tuple[int, ...]
    down: tuple[int, ...] = ()


_Entry = tuple[float, bool, int, Step]
"""On the heap: price or the least that it may be, whether it is that, less the number of guns taken down, step."""


@dataclass(frozen=True)
class _Steps:
    """The steps of a question whatever they cost.

    Parameters
    ----------
    site : (steps,) int
    rows : (steps, products) int
        What is built at it, before guns are taken down.
    """

    instance: Instance
    site: Ints = field(init=False)
    rows: Ints = field(init=False)

    def __post_init__(self) -> None:
        instance, useful = self.instance, might_serve(self.instance)
        most = self.most
        rules = [(rule, rule.companions(instance)) for rule in instance.rules.every(Local)]
        sites, steps = list[int](), [np.empty((0, len(instance.products.kw)), dtype=np.int64)]
        for site, kind in zip(*(one.tolist() for one in np.nonzero(most > 0)), strict=True):
            rows = np.zeros((1, len(instance.products.kw)), dtype=np.int64)
            rows[0, kind] = 1
            for rule, beside in rules if not instance.sites.existing[site] else ():
                rows = np.unique(np.maximum(rows[:, None, :], beside[None, :, :]).reshape(-1, rows.shape[1]), axis=0)
                rows = rows[rule.keeps(instance, site, rows)] if beside.any() else rows
            rows = rows[(rows <= most[site]).all(axis=1) & (rows[:, useful[site]] > 0).any(axis=1)]
            sites += [site] * len(rows)
            steps.append(rows)
        each = np.unique(np.column_stack([np.array(sites, dtype=np.int64), np.concatenate(steps)]), axis=0)
        kept = each[self._may_be(each[:, 0], each[:, 1:])]
        object.__setattr__(self, "site", kept[:, 0])
        object.__setattr__(self, "rows", kept[:, 1:])

    def _may_be(self, site: Ints, rows: Ints) -> Mask:
        """Steps that the rules over several sites allow when all that can be taken down is; (steps,)."""
        kept = np.ones(len(site), dtype=bool)
        for rule in self.couplings:
            resource = rule.resource(self.instance)
            most = rule.alone(self.instance) + self.instance.freed(resource.product)
            kept &= resource.of(self.instance, site, rows) <= most[site] + USEFUL_KWH
        return kept

    @cached_property
    def most(self) -> Ints:
        """Most of each product that adds something at each site; (sites, products)."""
        return np.asarray(most_products(self.instance) * (self.instance.products.bays >= 0))

    @cached_property
    def couplings(self) -> list[Coupling]:
        """Rules over several sites, but for the money."""
        rules = self.instance.rules.every(Coupling)
        return [rule for rule in rules if rule.resource(self.instance).name != USD]

    @cached_property
    def removals(self) -> list[tuple[int, int]]:
        """Site and product of each standing gun that can be taken down, as often as there are such guns."""
        products = self.instance.products
        at, kind = np.nonzero(products.available * (products.bays < 0))
        return [
            (j, k)
            for j, k in zip(at.tolist(), kind.tolist(), strict=True)
            for _ in range(int(products.available[j, k]))
        ]

    @cached_property
    def removals_at(self) -> dict[int, list[int]]:
        """Places in `removals` by site."""
        found: dict[int, list[int]] = {}
        for number, (site, _) in enumerate(self.removals):
            found.setdefault(site, []).append(number)
        return found

    @cached_property
    def freed_kw(self) -> Floats:
        """Power of all that can be taken down at each site; (sites,)."""
        return self.instance.freed(self.instance.products.kw)

    def cheapest(self, useful: Callable[[Ints], bool]) -> float | None:
        """Price of the cheapest step whose whole plan, (sites, products), is of use; None where none is.

        A step that might do with fewer guns is on the heap by the least that it may come to, and again by its price once it is known.
        """
        first = [Step(int(site), tuple(row)) for site, row in zip(self.site, self.rows.tolist(), strict=True)]
        heap: list[_Entry] = [(self._at_least(step), True, 0, step) for step in first]
        heapq.heapify(heap)
        seen = set(first)
        while heap:
            usd, unpriced, _, step = heapq.heappop(heap)
            chargers = self._plan(step)
            if not unpriced and useful(chargers):
                return usd
            every = len(seen) <= len(first) + MOST_SETS
            following = self._freed(step, chargers, heap, every=every) if unpriced else self._larger(step)
            for one in following:
                if one not in seen:
                    seen.add(one)
                    least = self._at_least(one) + (self._cover(self._plan(one)) if one.down else 0.0)
                    heapq.heappush(heap, (least, True, -len(one.down), one))
        return None

    def _larger(self, step: Step) -> Iterator[Step]:
        """One charger more at the site, where guns are taken down or change their queue and one does not make up for it."""
        row, changes = np.array(step.row), (self.instance.products.guns < 0).any(axis=0)
        takes = bool(step.down) or bool(row[changes].any())
        for kind in np.flatnonzero(self.most[step.site] > row).tolist() if takes else ():
            yield step._replace(row=(*step.row[:kind], step.row[kind] + 1, *step.row[kind + 1 :]))

    def _freed(self, step: Step, chargers: Ints, heap: list[_Entry], *, every: bool) -> Iterator[Step]:
        """The step with one gun less where it stands in the way; a step that all rules allow is put on the heap by its price.

        Unless `every` choice is tried, guns are taken down by what they free for their price until no row of a rule is broken.
        """
        site, products = step.site, self.instance.products
        if (self.instance.pools.standing[site] + products.guns @ chargers[site] < 0).any():
            return  # two pieces of work on one gun
        broken = self._broken(chargers)
        alone = bool(allowed_at(self.instance, site, chargers[[site]])[0])
        if alone and not broken.any():
            heapq.heappush(heap, (float(self.instance.cost_usd(chargers).sum()), False, 0, step))
        smaller = len(self.instance.grid.step_kw) > 0 and bool(chargers[site] @ products.kw > 0)
        if broken.any() and not every:
            yield from self._freed_at_once(step)
            return
        wanted = broken | (np.arange(len(broken)) == site) & (smaller or not alone)
        for more in self._further(np.flatnonzero(wanted), step.down):
            yield step._replace(down=(*step.down, more))

    def _freed_at_once(self, step: Step) -> Iterator[Step]:
        """The step with guns taken down, the cheapest for what they free first, until no row is broken; none where that cannot be."""
        down = set(step.down)
        for number in np.argsort(self._usd_a_unit[1], kind="stable").tolist():
            broken = self._broken(self._plan(step._replace(down=tuple(sorted(down)))))
            if not broken.any():
                yield step._replace(down=tuple(sorted(down)))
                return
            if broken[self.removals[number][0]]:
                down.add(number)

    @cached_property
    def _usd_a_unit(self) -> tuple[list[Floats], Floats]:
        """Least price of freeing a unit of each row of each rule by taking guns down, a list of (rows,); and of each gun the least for what it frees, (removals,)."""
        nothing = np.zeros_like(self.most)
        before = [np.asarray(rule.spare(self.instance, nothing)) for rule in self.couplings]
        of_row, of_gun = [np.full(len(one), np.inf) for one in before], np.full(len(self.removals), np.inf)
        known: dict[tuple[int, int], float] = {}
        for number, (site, kind) in enumerate(self.removals):
            if (site, kind) not in known:
                one, least = nothing.copy(), np.inf
                one[site, kind] = 1
                for rule, spare, rows in zip(self.couplings, before, of_row, strict=True):
                    freed = np.asarray(rule.spare(self.instance, one)) - spare
                    price = np.where(
                        freed > DUST, self.instance.products.usd[kind] / np.where(freed > DUST, freed, 1.0), np.inf
                    )
                    np.minimum(rows, price, out=rows)
                    least = min(least, float(price.min(initial=np.inf)))
                known[site, kind] = least
            of_gun[number] = known[site, kind]
        return of_row, of_gun

    def _cover(self, chargers: Ints) -> float:
        """Least price of the guns that are still to be taken down, if parts of guns could be: a lower bound; inf where no gun frees a row that is broken."""
        most = 0.0
        for rule, rows in zip(self.couplings, self._usd_a_unit[0], strict=True):
            short = -np.asarray(rule.spare(self.instance, chargers))
            for row in np.flatnonzero(short > USEFUL_KWH).tolist():
                most = max(most, float(short[row] * rows[row]))
        return most

    def _further(self, sites: Ints, down: tuple[int, ...]) -> Iterator[int]:
        """Guns that may be taken down next at these sites, of guns that are alike the first: each set of them is met once."""
        last = down[-1] if down else -1
        for site in sites.tolist():
            for number in self.removals_at.get(site, ()):
                alike = number > 0 and self.removals[number - 1] == self.removals[number]
                if number > last and (not alike or number - 1 in down):
                    yield number

    def _plan(self, step: Step) -> Ints:
        chargers = np.zeros((len(self.instance.sites), len(step.row)), dtype=np.int64)
        chargers[step.site] = step.row
        for number in step.down:
            chargers[self.removals[number]] += 1
        return chargers

    def _broken(self, chargers: Ints) -> Mask:
        """Sites of rows of rules that the step breaks; (sites,)."""
        broken = np.zeros(len(chargers), dtype=bool)
        for rule in self.couplings:
            short = rule.spare(self.instance, chargers) < -USEFUL_KWH
            if short.any():
                broken |= rule.tightest(self.instance, np.where(short, -1.0, 0.0)) < 0
        return broken

    def _at_least(self, step: Step) -> float:
        """Price without the part of the connection that guns taken down could spare."""
        instance, row = self.instance, np.array(step.row)
        work = sum(float(instance.products.usd[self.removals[number][1]]) for number in step.down)
        wires = instance.connection_usd(
            step.site, max(0.0, float(row @ instance.products.kw - self.freed_kw[step.site]))
        )
        ground = 0.0 if instance.sites.existing[step.site] else float(instance.sites.ground_usd[step.site])
        return ground + float(row @ instance.products.usd) + work + float(wires)


def might_serve(instance: Instance) -> Mask:
    """Products that might serve more at a site than what stands serves; (sites, products).

    By the dual solution of what stands: who is served by new guns is worth no more than the worth of that less the price of his demand, so where
    that is nothing for all in reach, nothing is gained.
    """
    nothing = np.zeros((len(instance.sites), len(instance.products.kw)), dtype=np.int64)
    allocation = Allocation(instance, nothing)
    allocation.value()
    prices, reach, routes = allocation.prices(), instance.reach, instance.routes
    gains = np.zeros((len(instance.sites), len(routes)))
    for number, kind in enumerate(routes.class_of.tolist()):
        asked = instance.demand.kwh[reach.zone, kind] > 0
        worth = np.where(asked, reach.worth * routes.worth[number] - prices[reach.zone, kind], 0.0)
        np.maximum.at(gains[:, number], reach.site, worth)
    takes = routes.serves.astype(float) @ (instance.products.guns > 0) > 0  # (routes, products)
    return np.asarray((gains > DUST).astype(float) @ takes > 0)
