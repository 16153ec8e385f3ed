"""What a part of a country is asked when plans are sought for the world that loses most: beside which plans of the other parts, with how much money.

A part that is given one more sum changes what the others can build, so each sum has its own plan of theirs: the best choice that leaves it that sum, and what all of them leave idle.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from planner.country.mixes.answers import HedgeTask
from planner.country.mixes.choice import Choice, FundedOffer, choose, funded_offers
from planner.country.mixes.offers import BuiltBySite, Offer
from planner.country.mixes.parts import Part
from planner.country.mixes.world_sharings import WorldSharings
from planner.country.money.curves import UNIT_USD, Curve

MOST_SUMS = 48
"""Sums of all parts together, where few parts share the money; the more parts share it, the less it matters which sum each is asked for."""
RISE, HALVINGS = 1.5, (2, 4)
"""From one sum beyond those of a part to the next, and by what its least sum is divided."""
SAME = 1e-6
"""Shares that differ by no more are one."""


def hedge_tasks(shared: WorldSharings, part: Part, units: int, before: Sequence[HedgeTask]) -> list[HedgeTask]:
    """Tasks of a part, that beside the choice first; without those that were asked before, and those with which no plan could lose less than the choice does.

    Parameters
    ----------
    shared : WorldSharings
        With a choice.
    part : Part
    units : int
        Money of all parts.
    before : sequence of HedgeTask
    """
    assert shared.hedged is not None
    bounds, share = shared.bounds, 1.0 - shared.hedged.regret
    funded = {one.name: funded_offers(one, list(bounds)) for one in shared.parts}
    of = next(one for one in shared.parts if one.name == part.name)
    asked = [(one.usd, one.elsewhere) for one in before]
    out = list[HedgeTask]()
    for given in (None, *_sums(part.sums, units)[: MOST_SUMS // len(shared.parts)]):
        choice = shared.hedged if given is None else _leaving(funded, part.name, given, shared, units)
        if choice is None:
            continue
        others = [one for name, one in choice.offers.items() if name != part.name]
        left = units - sum(one.units for one in others)
        there = {world: sum(one.values[world] for one in others) for world in bounds}
        usd = float(left * UNIT_USD)
        if (usd, there) in asked or not _may_pass(share, left, of.curves, there, bounds):
            continue
        asked.append((usd, there))
        own = of.offers[choice.offers[part.name].offer]
        out.append(HedgeTask(usd, bounds, there, share, _begins(of.offers, own, left, list(bounds))))
    return out


def _sums(sums: Sequence[int], most: int) -> list[int]:
    """The sums of a part; rising ones from the greatest of them up to all of the money, and parts of the least."""
    out = list(sums)
    while out and out[-1] < most:
        out.append(min(most, math.ceil(out[-1] * RISE)))
    return out + [sums[0] // by for by in HALVINGS if sums and sums[0] >= by]


def _leaving(
    funded: Mapping[str, Sequence[FundedOffer]], name: str, given: int, shared: WorldSharings, units: int
) -> Choice | None:
    """The choice that loses least where a part is given a sum, whatever it takes of it."""
    mine = [replace(one, units=given) for one in funded[name] if one.units <= given]
    return choose({**funded, name: mine}, units, shared.bounds, shared.floors)


def _may_pass(
    share: float, left: int, curves: Mapping[str, Curve], there: Mapping[str, float], bounds: Mapping[str, float]
) -> bool:
    """Whether a plan for the money may bring every world above a share of what no plan passes, as far as the bounds of single worlds tell."""
    best = min((there[world] + curves[world].bound_for(left)) / whole for world, whole in bounds.items())
    return left > 0 and best > share + SAME


def _begins(offers: Sequence[Offer], own: Offer, left: int, worlds: Sequence[str]) -> tuple[BuiltBySite, ...]:
    """Plans to begin from that the money pays: the one chosen, and the best of each world."""
    paid = [one for one in offers if one.cost_units <= left]
    begins = [own, *(max(paid, key=lambda one: one.worth[world].value) for world in worlds)] if paid else []
    return tuple(one.built for at, one in enumerate(begins) if one not in begins[:at])
