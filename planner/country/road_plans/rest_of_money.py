"""What the rest of a sum buys of a plan: first what sells most for its money where all of the plan stands."""

from collections.abc import Collection, Mapping

from planner.corridors.search.prepared import Prepared
from planner.country.road_plans.play import OptionByPlace, Played, by_sales, usd_by_place

SPARE_USD = 1e-6
"""Added to each sum, against rounding."""


def with_rest(
    prepared: Prepared, plan: Played, begun: Collection[int], whole: OptionByPlace, usd: float
) -> tuple[Mapping[int, int], float]:
    """Some places of a plan and all that the rest of a sum pays for of the others; and what these cost.

    Parameters
    ----------
    prepared : Prepared
    plan : Played
        A plan by whose sales the places are put in order.
    begun : collection of int
        Places that are built.
    whole : mapping of int to int
        Option by place, of all that may be.
    usd : float
    """
    cost = usd_by_place(prepared, whole)
    chosen, spent = {at: whole[at] for at in begun}, sum(cost[at] for at in begun)
    for at in by_sales(prepared, plan, whole):
        if at not in chosen and spent + cost[at] <= usd + SPARE_USD:
            chosen[at] = whole[at]
            spent += cost[at]
    return chosen, spent
