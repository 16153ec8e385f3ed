"""Chargers that add no countable energy are not bought: removal, one by one, of those whose removal loses next to nothing.

`planner.model.exact.trimming` removes what the plan's own allocation of energy does not use. Here the energy is allocated anew without each
charger: all sets with one charger fewer, and all sites without any, are columns of one linear program, fixed at 0. Its dual solution says
how much each exchange loses at least, so only the few that may lose too little are solved for. Promises of service are rows of it; rules of
building are asked what they say of the smaller set.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.exact.columns import Columns, lay_columns
from planner.model.exact.rule_rows import state_all
from planner.model.exact.solution import Solution
from planner.model.exact.trimming import keeps_coupled, keeps_local
from planner.model.instance.instance import Instance
from planner.model.objectives.energy import ENERGY
from planner.model.program.draft import Draft
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.sets.configurations import Configurations, given_configurations
from planner.model.sets.limits import least_products
from planner.model.solve.siting import SitingModel
from planner.proofs import Sense

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DUST = 1e-6
COUNTED_KWH_PER_USD = 1e-3
"""Assumed: KWh a day that a dollar must bring. 1 kWh a day for 1,000 USD, at a margin of 0.10 USD a kWh, pays its price back in 27 years."""
FORGONE = 2e-4
"""What all chargers together that bring less for their price may be worth, as a share of the plan; and all that save too little drive to count, where no gap is proven."""


@dataclass(frozen=True)
class _Fewer:
    """A site with fewer chargers: the columns that leave and those that come."""

    site: int
    row: Ints
    out: Ints
    into: Ints


def room_within(plan: Solution, sense: Sense, gap: float) -> float:
    """What a plan may lose and stay within a gap of its bound, up to rounding; where it is not within it, inf of energy and `FORGONE` of cost or drive."""
    room, unproven = plan.value - plan.bound * (1.0 - math.copysign(gap, plan.bound)), math.inf
    if sense is Sense.MIN:
        room = plan.bound * (1.0 + math.copysign(gap, plan.bound)) - plan.value
        unproven = FORGONE * abs(plan.value)
    proven = math.isfinite(plan.bound) and room >= -DUST * max(1.0, abs(plan.bound))
    return max(0.0, room) if proven else unproven


def countable_within(
    model: SitingModel, plan: Solution, proof: tuple[float, float], gap: float, worlds: int = 1
) -> Solution:
    """As `countable_only`, within a gap of the bound; `proof` holds value and bound, of `worlds` times the worst of so many worlds."""
    own = replace(plan, value=proof[0], bound=max(proof))
    return countable_only(model, plan, room_within(own, model.sense, gap) / worlds, worlds=worlds)


def countable_only(model: SitingModel, plan: Solution, room: float, *, worlds: float = 1.0) -> Solution:
    """The plan without chargers that add less than is counted (`Objective.uncounted`), the least useful first.

    Where the objective is energy, those go too that bring less than `COUNTED_KWH_PER_USD` for the money they take, as long as all together
    lose no more than `FORGONE`.

    Parameters
    ----------
    model : SitingModel
    plan : Solution
    room : float
        What all of them together may lose: a plan that is proven stays so.
    worlds : float
        How many worlds are summed in the objective: what counts is the mean over them.

    Returns
    -------
    Solution
        With the bound and the history of `plan`. Forced, mandated and kept chargers stay, and so do those that a promise needs.
    """
    chargers, left = plan.chargers, _Room(room, min(room, FORGONE * abs(plan.value)) if model.aim is ENERGY else 0.0)
    while True:
        fewer, left = _one_round(model, chargers, left, worlds)
        if (fewer == chargers).all():
            break
        chargers = fewer
    if chargers is plan.chargers:
        return plan
    try:
        found = model.used(chargers)
    except SolverError:  # an earlier objective is held closer than that
        return plan
    worse = model.sense.sign * (found.value - plan.value)
    if not model.instance.differs(chargers) or worse > room + 1e-6 * max(1.0, abs(plan.value)):
        return plan
    bound = found.value if model.sense.better(found.value, plan.bound) else plan.bound
    return replace(found, bound=bound, end=plan.end, solver=plan.solver, wall_s=plan.wall_s, path=plan.path)


@dataclass(frozen=True)
class _Room:
    """What chargers that go may still lose together: those too small to count, and those too dear for what they bring."""

    small: float
    dear: float

    def after(self, loss: float) -> "_Room":
        return _Room(self.small - loss, self.dear - loss)


def _one_round(model: SitingModel, chargers: Ints, room: _Room, worlds: float) -> tuple[Ints, _Room]:
    """Remove at most once at each site; returns the chargers and the room that is left."""
    instance = model.instance
    sites = np.flatnonzero(chargers.any(axis=1))
    if not len(sites) or not (chargers > least_products(instance)).any():
        return chargers, room
    draft, _columns, exchanges = _stated(model, chargers)
    base, limit = draft.minimum(), worlds * model.aim.uncounted(instance)
    if not math.isfinite(base):
        return chargers, room
    costs = draft.reduced_costs()
    least_loss = [_least_loss(costs, one) for one in exchanges]
    usd = instance.cost_usd(chargers)
    dear = worlds * COUNTED_KWH_PER_USD * np.array([_saved_usd(instance, usd, chargers, one) for one in exchanges])
    most = max(limit, dear.max(initial=0.0) if room.dear > 0 else 0.0)
    done = set[int]()
    for at in sorted(range(len(exchanges)), key=lambda k: (least_loss[k], -usd[exchanges[k].site], k)):
        one = exchanges[at]
        if least_loss[at] >= most:
            break
        if max(least_loss[at], _least_loss(costs, one)) >= max(limit, min(dear[at], room.dear)):
            continue
        after = chargers.copy()
        after[one.site] = one.row
        if one.site in done or not _keeps(instance, one.site, chargers, after):
            continue
        _exchange(draft, one.out, one.into)
        counts = max(min(limit, room.small + DUST), min(dear[at], room.dear))
        value = draft.minimum(most=math.inf if model.aim.by_chargers(instance) else base + counts)
        loss = max(0.0, value - base)
        small = loss < limit and loss <= room.small + DUST
        goes = small or model.aim.by_chargers(instance) or loss < min(dear[at], room.dear)
        if math.isfinite(value) and goes:
            chargers, base, room, costs = after, value, room.after(loss), draft.reduced_costs()
            done.add(one.site)
        else:
            _exchange(draft, one.into, one.out)
    return chargers, room


def _least_loss(costs: Floats, one: _Fewer) -> float:
    """What an exchange loses at least, by reduced costs of the columns."""
    return float(costs[one.into].sum() - costs[one.out].sum())


def _saved_usd(instance: Instance, usd: Floats, chargers: Ints, one: _Fewer) -> float:
    """Money that is not spent where a site has fewer chargers; `usd` is what the plan costs by site."""
    after = chargers.copy()
    after[one.site] = one.row
    return float(usd[one.site] - instance.cost_usd(after)[one.site])


def _keeps(instance: Instance, site: int, before: Ints, after: Ints) -> bool:
    """Whether it saves money and every rule of building is kept that was."""
    saves = instance.cost_usd(after)[site] < instance.cost_usd(before)[site] - 1e-6
    return bool(saves and keeps_local(instance, site, before, after) and keeps_coupled(instance, site, before, after))


def _exchange(draft: Draft, out: Ints, into: Ints) -> None:
    draft.limit(out, 0.0, 0.0)
    draft.limit(into, 1.0, 1.0)


def _stated(model: SitingModel, chargers: Ints) -> tuple[Draft, Columns, list[_Fewer]]:
    """State the allocation with the plan's sets fixed at 1 and all smaller ones at 0."""
    floors = model.instance.rules.only(lambda rule: isinstance(rule, ServedFloor))
    free = replace(model.instance, rules=floors, unlike=())
    own = given_configurations(free, chargers)
    smaller = list(_smaller(own, chargers, least_products(model.instance)))
    sets = Configurations(
        np.concatenate([own.site, np.array([own.site[at] for at, _ in smaller], dtype=np.int64)]),
        np.concatenate([own.group, np.array([own.group[at] for at, _ in smaller], dtype=np.int64)]),
        np.concatenate([own.chargers, *(row[None, :] for _, row in smaller)]),
    )
    draft = Draft("fewer chargers")
    columns = lay_columns(draft, free, sets)
    state_all(draft, free, columns)
    for held in model.holds:
        held.state(draft, free, columns)
    aim = ENERGY if model.aim.by_chargers(free) else model.aim
    aim.aim(draft, free, columns)
    none, built = np.empty(0, dtype=np.int64), columns.chosen[: len(own.site)]
    doors = columns.open[columns.open >= 0]
    _exchange(draft, columns.chosen[len(own.site) :], np.concatenate([built, doors]))
    exchanges = []
    for number, (at, row) in enumerate(smaller):
        site = int(own.site[at])
        rest = chargers[site] - own.chargers[at] + row
        into = columns.chosen[[len(own.site) + number]] if row.any() else none
        shut = none if rest.any() or columns.open[site] < 0 else columns.open[[site]]
        exchanges.append(_Fewer(site, rest, np.concatenate([built[[at]], shut]), into))
    least = least_products(model.instance)
    for site in np.flatnonzero(chargers.any(axis=1) & ~least.any(axis=1)).tolist():
        mine = built[own.site == site]
        door = columns.open[[site]] if columns.open[site] >= 0 else none
        exchanges.append(_Fewer(site, np.zeros_like(chargers[site]), np.concatenate([mine, door]), none))
    return draft, columns, exchanges


def _smaller(own: Configurations, chargers: Ints, least: Ints) -> Iterator[tuple[int, Ints]]:
    """Each set with one charger fewer: its place among the plan's sets, and what is left of it."""
    for at, site in enumerate(own.site.tolist()):
        for kind in np.flatnonzero((own.chargers[at] > 0) & (chargers[site] > least[site])).tolist():
            row = own.chargers[at].copy()
            row[kind] -= 1
            yield at, row
