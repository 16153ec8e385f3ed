"""Plans for less money taken from plans for more: a search for a smaller sum may have found less than a part of the plan for the next greater one is worth."""

from collections.abc import Sequence
from dataclasses import replace

from planner.corridors.search.prepared import Prepared
from planner.country.road_plans.answers import RoadAnswer, road_answer
from planner.country.road_plans.countable_stations import countable
from planner.country.road_plans.play import Played, play
from planner.country.road_plans.rest_of_money import SPARE_USD, with_rest
from planner.country.road_plans.used_chains import UsedChains
from planner.support.stopping import Stop

BETTER = 1e-6
"""A part that is worth no more than this share above what was found takes no plan's place."""


def with_parts_of_dearer(prepared: Prepared, answers: Sequence[RoadAnswer], stop: Stop) -> list[RoadAnswer]:
    """Answers each of which is worth what a part of the one for the next greater sum is, if that is more: the station of which least is lost for its money is taken out until the rest costs no more than the sum, what is left of it goes to what sells most in the whole plan, and stations that serve nobody by then, for others of their chains are gone, are left out.

    What is proven of each sum stays. Nothing changes where rules ask for stations, which a part may lack.

    Parameters
    ----------
    prepared : Prepared
    answers : sequence of RoadAnswer
        The least money first.
    stop : callable
        Once true no further sum is looked at.
    """
    out = list(answers)
    if prepared.instance.rules.ask_for_stations:
        return out
    for at in range(len(out) - 2, -1, -1):
        here, dearer = out[at], out[at + 1]
        if stop():
            break
        if here.usd > 0 and dearer.value > here.value * (1 + BETTER):
            part = _part(prepared, dearer, play(prepared, dearer.built), here.usd)
            built, found = countable(prepared, part, stop=stop)
            if found.value > here.value * (1 + BETTER):
                better = road_answer(prepared, here.usd, found, built, here.bound)
                out[at] = replace(better, stopped=here.stopped)
    return out


def _part(prepared: Prepared, dearer: RoadAnswer, plan: Played, usd: float) -> dict[int, int]:
    """What a sum builds of a plan."""
    chains = UsedChains.of(prepared, dearer.built, plan)
    cost = dict(zip(chains.places, chains.usd.tolist(), strict=True))
    parts = [*chains.peeled(frozenset(), frozenset(chains.places)), frozenset[int]()]
    part = next(one for one in parts if sum(cost[at] for at in one) <= usd + SPARE_USD)
    return dict(with_rest(prepared, plan, part, dearer.built, usd)[0])
