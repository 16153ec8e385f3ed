"""What is told of a country in several worlds: every plan of the country in every world, what each leans on, and what all of them build."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from geodata.connectors import PLUG_FAMILIES
from planner.compare.agreement import no_regret_sites
from planner.compare.dependence import shares_of
from planner.compare.rows import PlanRow
from planner.corridors.question.instance import CorridorInstance
from planner.country.accounts import ROADS_NAME, plug_account
from planner.country.mixes.choice import amounts_of
from planner.country.mixes.offers import THIS_PLAN, BuiltBySite, Offer
from planner.country.mixes.plan_sites import sites_of
from planner.country.mixes.scope import Scope
from planner.country.mixes.world_sharings import WorldSharings
from planner.country.money.curves import UNIT_USD
from planner.country.money.knapsack import ROUNDING
from planner.country.world_play import HEDGED, THIS, CommonSite, CountryWorlds, Hedge, WorldPlan, WorldPlay
from planner.proofs import Status, gap_of
from planner.support.speech import _, listed

OfferByPart = Mapping[str, tuple[Offer, int]]
"""Of each part its offer, and the units that it is given."""


def country_worlds(shared: WorldSharings, scope: Scope, least: float, asked_gap: float) -> CountryWorlds:
    """Tell it; `least` is what bounds the greatest regret of every plan from below."""
    worlds = list(shared.by_world)
    if len(worlds) < 2:
        return CountryWorlds(left_out=tuple(scope.left_out), roads_alone=scope.roads_alone)
    plans = _plans(shared, scope)
    plays = [_play(name, chosen, world, shared) for name, chosen in plans.items() for world in worlds]
    kept = [one for one in plays if not one.breaks and not one.imbalance]
    known = {
        world: max(shared.known[world], 0.0, *(one.value for one in kept if one.world == world)) for world in worlds
    }
    return CountryWorlds(
        tuple(replace(one, known=known[one.world]) for one in plays),
        tuple(_plan(name, chosen, worlds, scope.roads) for name, chosen in plans.items()),
        hedge_of(shared, least, asked_gap),
        _everywhere([plans[world] for world in worlds], {one.name: one.own.built for one in scope.parts}),
        tuple(scope.left_out),
        scope.roads_alone,
    )


def hedge_of(shared: WorldSharings, least: float, asked_gap: float) -> Hedge | None:
    """What is told of the hedged plan; None where there is none.

    `least` bounds plans that keep the balance of plugs in every world, so nothing is proven where plans that miss it may be chosen.
    """
    if shared.hedged is None:
        return None
    regret = shared.hedged.regret
    free = any(worth.imbalance for part in shared.parts for one in part.offers for worth in one.worth.values())
    least = 0.0 if free else min(least, regret)
    gap = gap_of(1.0 - regret, 1.0 - least)
    status = Status.OPTIMAL if gap <= asked_gap + ROUNDING else Status.FEASIBLE
    return Hedge(regret, least, gap, status.value)


def _plans(shared: WorldSharings, scope: Scope) -> dict[str, OfferByPart]:
    by_name = {part.name: part for part in shared.parts}
    out: dict[str, OfferByPart] = {
        world: {name: (by_name[name].offers[point.made_for], point.units) for name, point in sharing.chosen.items()}
        for world, sharing in shared.by_world.items()
    }
    assert scope.run.sharing is not None
    this = {
        name: (offer, scope.run.sharing.chosen[name].units)
        for name, part in by_name.items()
        for offer in part.offers
        if offer.made_for == THIS_PLAN
    }
    if len(this) == len(by_name):
        out[THIS] = this
    else:
        apart = listed([name for name in by_name if name not in this])
        scope.leave_out_once(THIS, _("what it builds cannot stand in all worlds: {parts}", parts=apart))
    if shared.hedged is not None:
        out[HEDGED] = {name: (by_name[name].offers[one.offer], one.units) for name, one in shared.hedged.offers.items()}
    return out


def _play(name: str, chosen: OfferByPart, world: str, shared: WorldSharings) -> WorldPlay:
    value = sum(offer.worth[world].value for offer, _units in chosen.values())
    broken = [offer.worth[world].breaks for offer, _units in chosen.values() if offer.worth[world].breaks]
    accounts = [amounts_of(offer, world, units) for offer, units in chosen.values()]
    broken += [
        floor.words
        for floor in shared.floors[world]
        if sum(one.get(floor.account, 0.0) for one in accounts) < floor.least * (1 - ROUNDING) - ROUNDING
    ]
    uneven = [
        _("{name}: {how}", name=part, how=offer.worth[world].imbalance)
        for part, (offer, _units) in chosen.items()
        if offer.worth[world].imbalance
    ]
    return WorldPlay(
        name, world, value, shared.bounds[world], breaks=next(iter(broken), ""), imbalance=next(iter(uneven), "")
    )


def _plan(name: str, chosen: OfferByPart, worlds: Sequence[str], roads: Sequence[CorridorInstance]) -> WorldPlan:
    """A plan with what it builds and what it leans on: the energy that each plug family's guns serve."""
    seen = [name] if name in worlds else worlds
    energy: dict[str, float] = {}
    for family in PLUG_FAMILIES:
        account = plug_account(family.value)
        kwh = sum(offer.worth[world].served.get(account, 0.0) for offer, _units in chosen.values() for world in seen)
        if kwh > 0:
            energy[family.value] = kwh
    usd = {part: float(units * UNIT_USD) for part, (_offer, units) in chosen.items()}
    sites = sites_of({part: offer for part, (offer, _units) in chosen.items()}, roads)
    return WorldPlan(name, usd, shares_of(energy), sites)


def _everywhere(own: Sequence[OfferByPart], here: Mapping[str, BuiltBySite]) -> dict[str, tuple[CommonSite, ...]]:
    """Sites that the plans of all worlds build, by part, those that the country's plan builds (`here`) first; parts without any are not there."""
    out = {}
    for part in own[0]:
        rows = [PlanRow("", "", "", 0.0, "", chosen[part][0].built) for chosen in own]
        sites = no_regret_sites(rows)
        if sites:
            at, mine = own[0][part][0].at, here.get(part, {})
            found = [CommonSite(one, *at[one], one in mine, one if part == ROADS_NAME else "") for one in sites]
            out[part] = tuple(sorted(found, key=lambda one: not one.here))
    return out
