"""Why no plan can keep the promises: which ones conflict, and the least that each would have to give way."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.model.explain.relaxations import PROMISES, Given, Promise, Stated, name_of, stated
from planner.model.instance.instance import Instance
from planner.model.instance.mandates import fits, least_sets

Say = Callable[[str], None]

WHOLE_FLOWS = 3_000
"""Up to so many flows whole chargers are asked for; above, the linear relaxation tells how far a promise must give way at least."""
WHOLE_S = 20.0
"""Longest search for one promise."""
NOTHING = 1e-6
MOST_NAMED = 8
"""Sites named in one line."""
PROVEN, RELAXED = "proven to be the least", "by the linear relaxation; whole chargers may need more"
UNKNOWN = "the least is not proven: in the linear relaxation nothing conflicts, in whole chargers it does"


def check_forced(instance: Instance) -> None:
    """Refuse a forced site that can take no charger at all, before any solving."""
    check_mandates(instance)
    for site in np.flatnonzero(instance.forced & ~(instance.most_chargers() > 0).any(axis=1)):
        each = instance.cost + instance.connection_usd(int(site), instance.kw)
        cheapest = float(each.min(initial=np.inf)) + float(instance.site_cost[site])
        h = int(instance.feeder[site])
        u = int(instance.substation[site])
        hangs = (
            ""
            if h < 0
            else f" of its own and {instance.feeder_kw[h]:g} kW on feeder {name_of(instance.names.feeders, h)}"
        )
        hangs += (
            ""
            if u < 0
            else f", {instance.substation_kw[u]:g} kW behind substation {name_of(instance.names.substations, u)}"
        )
        price = (
            f"its cheapest charger would cost {cheapest:,.0f} of a budget of {instance.budget:,.0f} USD"
            if np.isfinite(cheapest)
            else f"even the smallest charger draws more than the largest connection carries, {instance.step_kw[-1]:g} kW"
        )
        why = f"has {instance.bays[site]} bays, {instance.grid_kw[site]:g} kW of spare power{hangs}, and {price}"
        raise InfeasibleError(
            f"plan.forced: site {instance.site_names[site]} can take none of plan.chargers: it {why}; take it from the list or change the limits",
            list(_needs(instance, int(site))),
        )


def check_mandates(instance: Instance) -> None:
    """Refuse a forced new site that cannot take a gun of every mandated family, before any solving."""
    if not len(instance.mandated):
        return
    ways, ports = least_sets(instance), " and ".join(instance.mandated_names)
    for site in np.flatnonzero(instance.forced & ~instance.existing).tolist():
        if fits(instance, site, ways).any():
            continue
        bays, kw = (ways @ instance.bays_taken).min(), (ways @ instance.kw).min()
        price = instance.site_cost[site] + ways @ instance.cost + instance.connection_usd(site, ways @ instance.kw)
        name, cheapest = instance.site_names[site], float(price.min())
        has = f"{instance.bays[site]} bays, {instance.power_limit()[site]:g} kW of spare power and {instance.budget:,.0f} USD"
        raise InfeasibleError(
            f"plan.forced and plan.mandated_plugs conflict: site {name} cannot take a gun each of {ports}: it has {has}; the least that would do takes {bays} bays, {kw:g} kW or {cheapest:,.0f} USD",
            [f"plan.forced: leave out {name}", "plan.mandated_plugs: ask for fewer families, or for none"],
        )


def _needs(instance: Instance, site: int) -> Iterator[str]:
    """What a forced site that can take nothing lacks for its least charger, limit by limit."""
    name, feeder = instance.site_names[site], int(instance.feeder[site])
    new = ~instance.upgrade
    least_kw, least_bays = float(instance.kw[new].min(initial=np.inf)), int(instance.bays_taken[new].min(initial=1))
    each = instance.cost + instance.connection_usd(site, instance.kw)
    price = float(each[new].min(initial=np.inf)) + float(instance.site_cost[site])
    yield f"plan.forced: leave out {name}"
    if instance.grid_kw[site] < least_kw:
        yield f"grid_kw of {name}: at least {least_kw:g} kW instead of {instance.grid_kw[site]:g}, what the smallest of plan.chargers draws"
    if feeder >= 0 and instance.feeder_kw[feeder] < least_kw:
        yield f"spare power of feeder {name_of(instance.names.feeders, feeder)}, on which {name} hangs: at least {least_kw:g} kW instead of {instance.feeder_kw[feeder]:g}"
    substation = int(instance.substation[site])
    if substation >= 0 and instance.substation_kw[substation] < least_kw:
        called = name_of(instance.names.substations, substation)
        yield f"spare power of substation {called}, behind which {name} lies: at least {least_kw:g} kW instead of {instance.substation_kw[substation]:g}"
    if instance.bays[site] < least_bays:
        yield f"bays of {name}: at least {least_bays} instead of {instance.bays[site]}"
    if not np.isfinite(price) and len(instance.step_kw):
        yield f"grid.steps_kva: a step of at least {least_kw:g} kW, what the smallest of plan.chargers draws, instead of {instance.step_kw[-1]:g}"
    elif instance.budget < price:
        yield f"plan.budget_usd: at least {np.ceil(price):,.0f} USD instead of {instance.budget:,.0f}"


def check_outright(instance: Instance, say: Say = lambda _: None) -> None:
    """Refuse promises that contradict each other by their names alone, before any searching."""
    outright = next(_outright(instance), None)
    if outright is not None:
        raise InfeasibleError(outright, explained(instance, say).ways)


def check_promises(instance: Instance, say: Say = lambda _: None) -> None:
    """Refuse promises that contradict each other outright or in the linear relaxation, which takes minutes for a large city."""
    check_outright(instance, say)
    served = instance.floor > 0 or instance.coverage > 0
    if (instance.forced.any() or served) and not stated(instance, instance).draft.ask().possible:
        raise explained(instance, say)
    if instance.forced.any() and not served and not stated(instance, instance).draft.ask(whole=True).possible:
        raise explained(instance, say)


def _outright(instance: Instance) -> Iterator[str]:
    """Forced sites that cannot be together, by name."""
    names, new = instance.site_names, instance.forced & ~instance.existing
    for at, (one, other) in enumerate(instance.too_near.tolist()):
        if new[one] and new[other]:
            apart = "" if instance.too_near_m is None else f" {instance.too_near_m[at]:,.0f} m apart,"
            yield f"plan.forced and plan.min_spacing_m conflict: the forced sites {names[one]} and {names[other]} stand{apart} nearer than the spacing; take one from the list or ask for less spacing"
    if instance.max_sites is not None and int(new.sum()) > instance.max_sites:
        listed = ", ".join(names[j] for j in np.flatnonzero(new)[:MOST_NAMED]) + ", ..." * (int(new.sum()) > MOST_NAMED)
        yield f"plan.forced and plan.max_sites conflict: {int(new.sum())} new sites are forced ({listed}), at most {instance.max_sites} are allowed; shorten the list or allow more"


def explained(instance: Instance, say: Say = lambda _: None) -> InfeasibleError:
    """Find the promises that conflict: those without any one of which the rest agree; and how far each must give way."""
    asked = [promise for promise in PROMISES if promise.asked(instance)]
    ways: dict[str, str] = {}
    unknown: list[str] = []
    for promise in asked:
        say(f"no plan keeps all promises; looking how far {promise.key} would have to give way")
        way = _way(instance, promise)
        if way is not None and way:
            ways[promise.key] = way
        elif way is not None:
            unknown.append(promise.key)
    short = _short_districts(instance) if instance.floor > 0 else ""
    open_question = [f"whether easing {' or '.join(unknown)} alone helps was not found in the time"] if unknown else []
    if not ways and unknown:
        return InfeasibleError(
            f"no plan keeps all promises{short}; which one to ease was not found in the time, try {', '.join(unknown)}",
            open_question,
        )
    if not ways:
        return InfeasibleError(
            f"no plan keeps all promises, and easing any single one does not help{short}; ease several of {', '.join(promise.key for promise in asked)}",
            _together(instance, asked),
        )
    names = ", ".join(ways)
    return InfeasibleError(
        f"no plan keeps all promises: {names} conflict{'s with the rest' if len(ways) == 1 else ''}{short}; ease {'it' if len(ways) == 1 else 'one of them'}",
        [*(f"with all other promises kept, {way}" for way in ways.values()), *open_question],
    )


def _way(instance: Instance, promise: Promise) -> str | None:
    """How far a promise must give way while the others are kept; None where that does not help, empty where it is not known."""
    state = stated(instance, promise.sets(instance), forced=promise.key != "plan.forced")
    given = promise.ease(state)
    found = _least(state, given, given.counts)
    if found is None:
        return None
    if found.proven:
        return f"{promise.tell(instance, found.values, found.least, True)} ({PROVEN})"
    if found.least > NOTHING * _size(instance, promise):
        return f"{promise.tell(instance, found.values, found.least, False)} ({RELAXED})"
    if math.isfinite(found.enough):
        return f"{promise.tell(instance, found.values, found.enough, True)} suffices; {UNKNOWN}"
    return ""


@dataclass(frozen=True)
class Found:
    """How far columns must give way: one way to, the least sum that is proven, and one that is known to suffice (inf where none is)."""

    values: NDArray[np.float64]
    least: float
    enough: float

    @property
    def proven(self) -> bool:
        """Whether the least suffices."""
        return self.enough - self.least <= 1e-6 * max(1.0, abs(self.least))


def _least(state: Stated, given: Given, counts: NDArray[np.float64]) -> Found | None:
    """Least sum of the columns; None where nothing helps.

    Whole chargers are asked for in small questions, and in large ones where the linear relaxation sees no conflict.
    """
    draft = state.draft
    draft.minimise(given.columns, counts)
    draft.limit(given.columns, 0.0, math.inf)
    relaxed = draft.ask()
    if not relaxed.possible or relaxed.values is None:
        return None
    values = relaxed.values[given.columns]
    if _is_whole(relaxed.values, state):
        return Found(values, relaxed.value, relaxed.value)
    if len(state.columns.flow) > WHOLE_FLOWS and relaxed.value > NOTHING:
        return Found(values, relaxed.value, math.inf)
    reply = draft.ask(whole=True, time_limit_s=WHOLE_S)
    if not reply.possible:
        return None
    least = max(relaxed.value, reply.bound)
    return Found(values if reply.values is None else reply.values[given.columns], least, reply.value)


def _is_whole(values: NDArray[np.float64], state: Stated) -> bool:
    """A relaxed answer of whole sets is the true one."""
    chosen = values[state.columns.chosen]
    return bool(np.allclose(chosen, chosen.round(), atol=1e-6))


def _together(instance: Instance, asked: list[Promise]) -> list[str]:
    """One way to let all promises give a little, as shares of what each asks; empty where even that does not help."""
    sets_for = instance
    for promise in asked:
        sets_for = promise.sets(sets_for)
    state = stated(instance, sets_for, forced=False)
    parts = [(promise, promise.ease(state)) for promise in asked]
    columns = np.concatenate([given.columns for _, given in parts])
    counts = np.concatenate([given.counts / _size(instance, promise) for promise, given in parts])
    found = _least(state, Given(columns, counts), counts)
    if found is None:
        return []
    lines, first = [], 0
    for promise, given in parts:
        mine = found.values[first : first + len(given.columns)]
        first += len(given.columns)
        if float(mine @ given.counts) > 1e-6:
            lines.append(promise.tell(instance, mine, float(mine @ given.counts), found.proven))
    said = (
        "one way out is to ease these together"
        if found.proven
        else "at least these must give way, or others more (linear relaxation)"
    )
    return [f"{said}: {'; '.join(lines)}"] if lines else []


def _size(instance: Instance, promise: Promise) -> float:
    """What a promise asks, so that giving way can be compared."""
    longest = 1.0 if instance.too_near_m is None else float(np.append(instance.too_near_m, 1.0).max())
    sizes: dict[str, float] = {
        "plan.forced": max(1.0, float(instance.forced.sum())),
        "plan.district_floor": max(instance.floor, 1e-6),
        "plan.coverage": max(instance.coverage, 1e-6),
        "plan.mandated_plugs": float(max(1, len(instance.mandated))),
        "plan.min_spacing_m": longest,
        "plan.max_sites": float(max(1, instance.max_sites or 0)),
        "plan.max_dual_share": 1.0,
        "plan.budget_usd": max(1.0, instance.budget),
        "grid.path": max(1.0, float(instance.feeder_kw.sum())),
        "grid.substations": max(1.0, float(instance.substation_kw.sum())),
    }
    return sizes[promise.key]


def _short_districts(instance: Instance) -> str:
    """Districts whose reachable demand is already below the floor."""
    reached = np.zeros(len(instance.demand), dtype=bool)
    reached[instance.zone] = True
    short = []
    for number, name in enumerate(instance.district_names):
        inside = instance.district == number
        asked = float(instance.demand[inside].sum())
        share = float(instance.demand[inside & reached].sum()) / asked if asked else 1.0
        if share < instance.floor:
            short.append(f"{name} can reach sites with at most {share:.0%} of its demand")
    return f" ({'; '.join(short)})" if short else ""
