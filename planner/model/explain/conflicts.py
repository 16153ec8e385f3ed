"""Why no plan can keep the promises: which rules conflict, and the least that each would have to give way."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.model.explain.relaxations import Stated, stated, that_give_way
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.local import Local
from planner.model.rules.kinds.ruling import Given, Ruling
from planner.model.rules.kinds.served_floor import ServedFloor
from planner.model.sets.limits import demands, money_of, most_products, must_build, power_of, room_of

Say = Callable[[str], None]

WHOLE_FLOWS = 3_000
"""Up to so many flows whole chargers are asked for; above, the linear relaxation tells how far a promise must give way at least."""
WHOLE_S = 20.0
"""Longest search for one promise."""
NOTHING = 1e-6
PROVEN, RELAXED = "proven to be the least", "by the linear relaxation; whole chargers may need more"
UNKNOWN = "the least is not proven: in the linear relaxation nothing conflicts, in whole chargers it does"


def check_sites(instance: Instance) -> None:
    """Refuse a site at which something must be built and that can take no charger at all, before any solving."""
    check_companions(instance)
    none_fits = ~(most_products(instance) > 0).any(axis=1)
    for rule in instance.rules.every(Local):
        for site in np.flatnonzero(rule.must(instance) & none_fits).tolist():
            cheapest = float(
                _price_at(instance, site, np.eye(len(instance.products.kw), dtype=np.int64)).min(initial=np.inf)
            )
            price = (
                f"its cheapest charger would cost {cheapest:,.0f} USD"
                if np.isfinite(cheapest)
                else f"even the smallest charger draws more than the largest connection carries, {instance.grid.step_kw[-1]:g} kW"
            )
            raise InfeasibleError(
                f"{rule.key}: site {instance.sites.names[site]} can take none of plan.chargers: it has {_offered_to(instance, site)}, and {price}; take it from the list or change the limits",
                [line for one in instance.rules.every(Ruling) for line in one.lacks(instance, site)],
            )


def _offered_to(instance: Instance, site: int) -> str:
    """What the rules leave a site, those that look at it alone first."""
    rules = sorted(instance.rules.every(Ruling), key=lambda rule: not isinstance(rule, Local))
    return ", ".join(words for words in (rule.offers(instance, site) for rule in rules) if words)


def check_companions(instance: Instance) -> None:
    """Refuse a new site at which something must be built and that cannot take what must stand together, before any solving."""
    must = must_build(instance) & ~instance.sites.existing
    for rule in instance.rules.every(Local) if must.any() else ():
        ways = rule.companions(instance)
        for site in np.flatnonzero(must).tolist() if ways.any() else ():
            if fits_alone(instance, site, ways).any():
                continue
            products, name = instance.products, instance.sites.names[site]
            asks = next(one.key for one in instance.rules.every(Local) if one.must(instance)[site])
            bays, kw = (ways @ products.bays).min(), (ways @ products.kw).min()
            cheapest = float(_price_at(instance, site, ways).min())
            raise InfeasibleError(
                f"{asks} and {rule.key} conflict: at site {name} it cannot be kept that {rule.promise(instance)}: it has {_offered_to(instance, site)}; the least that would do takes {bays} bays, {kw:g} kW or {cheapest:,.0f} USD",
                [f"{asks}: leave out {name}", f"{rule.key}: ask for less, or for nothing"],
            )


def _price_at(instance: Instance, site: int, chargers: NDArray[np.int64]) -> NDArray[np.float64]:
    """USD for sets of chargers at a site, its ground works and connection included; (sets,)."""
    wires = instance.connection_usd(site, chargers @ instance.products.kw)
    return np.asarray(instance.sites.ground_usd[site] + chargers @ instance.products.usd + wires)


def fits_alone(instance: Instance, site: int, chargers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which sets of chargers a site's bays and power and the money allow on their own; (sets,)."""
    products = instance.products
    room = (chargers @ products.bays <= room_of(instance)[site]) & (
        chargers @ products.kw <= power_of(instance)[site] + 1e-9
    )
    usd = money_of(instance)[site] + (0.0 if instance.sites.existing[site] else float(instance.sites.ground_usd[site]))
    return np.asarray(room & (_price_at(instance, site, chargers) <= usd + 1e-6))


def check_outright(instance: Instance, say: Say = lambda _: None) -> None:
    """Refuse promises that contradict each other by their names alone, before any searching."""
    outright = next((line for rule in instance.rules.every(Ruling) for line in rule.outright(instance)), None)
    if outright is not None:
        raise InfeasibleError(outright, explained(instance, say).ways)


def check_promises(instance: Instance, say: Say = lambda _: None) -> None:
    """Refuse promises that contradict each other outright or in the linear relaxation, which takes minutes for a large city."""
    check_outright(instance, say)
    if not demands(instance):
        return
    if not stated(instance).draft.ask().possible:
        raise explained(instance, say)
    if not instance.rules.every(ServedFloor) and not stated(instance).draft.ask(whole=True).possible:
        raise explained(instance, say)


def explained(instance: Instance, say: Say = lambda _: None) -> InfeasibleError:
    """Find the promises that conflict: those without any one of which the rest agree; and how far each must give way."""
    asked = that_give_way(instance)
    ways: dict[str, str] = {}
    unknown: list[str] = []
    for promise in asked:
        say(f"no plan keeps all promises; looking how far {promise.key} would have to give way")
        way = _way(instance, promise)
        if way is not None and way:
            ways[promise.key] = way
        elif way is not None:
            unknown.append(promise.key)
    short = _hints(instance)
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


def _way(instance: Instance, promise: Ruling) -> str | None:
    """How far a rule must give way while the others are kept; None where that does not help, empty where it is not known."""
    state = stated(instance, type(promise))
    given = state.give_way(promise)
    found = _least(state, given, given.counts)
    if found is None:
        return None
    if found.proven:
        return f"{promise.eased(instance, found.values, found.least, proven=True)} ({PROVEN})"
    if found.least > NOTHING * promise.size(instance):
        return f"{promise.eased(instance, found.values, found.least, proven=False)} ({RELAXED})"
    if math.isfinite(found.enough):
        return f"{promise.eased(instance, found.values, found.enough, proven=True)} suffices; {UNKNOWN}"
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


def _together(instance: Instance, asked: list[Ruling]) -> list[str]:
    """One way to let all rules give a little, as shares of what each asks; empty where even that does not help."""
    state = stated(instance, *(type(promise) for promise in asked))
    parts = [(promise, state.give_way(promise)) for promise in asked]
    columns = np.concatenate([given.columns for _, given in parts])
    counts = np.concatenate([given.counts / promise.size(instance) for promise, given in parts])
    found = _least(state, Given(columns, counts), counts)
    if found is None:
        return []
    lines, first = [], 0
    for promise, given in parts:
        mine = found.values[first : first + len(given.columns)]
        first += len(given.columns)
        if float(mine @ given.counts) > 1e-6:
            lines.append(promise.eased(instance, mine, float(mine @ given.counts), proven=found.proven))
    said = (
        "one way out is to ease these together"
        if found.proven
        else "at least these must give way, or others more (linear relaxation)"
    )
    return [f"{said}: {'; '.join(lines)}"] if lines else []


def _hints(instance: Instance) -> str:
    """What rules see at once of why they cannot be kept."""
    hints = [hint for hint in (rule.hint(instance) for rule in instance.rules.every(Ruling)) if hint]
    return f" ({'; '.join(hints)})" if hints else ""
