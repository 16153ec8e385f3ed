"""Choice of the solution method by size of the instance, and the shares of time."""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.errors import SolverError
from planner.model.exact.counts import even_queues
from planner.model.explain.relaxations import relaxable
from planner.model.explain.sufficing import known_ways
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.program.highs import solver_version
from planner.model.program.lp import End
from planner.model.program.spending import Spending
from planner.model.sets.limits import demands, least_products
from planner.support.progress import Progress
from planner.support.speech import _, term
from planner.support.stopping import StoppedError, heeding

SMALL_FLOWS = 3_000
"""Up to so many flows only the exact model is used: the heuristic search ends with gaps of 1 to 3 % there."""


MIDDLING_FLOWS = 15_000
"""Up to so many flows the exact model continues from a short heuristic search, and often closes the gap."""
PLAIN_FLOWS, PLAIN_NUMBERS = 40_000, 500
"""Up to so many flows, and sites times chargers, the exact model continues from the first dives where a number for each says all (`planner.model.exact.counts`): HiGHS is quicker there than any search."""
SHORT_REBUILDS, SEARCH_SHARE = 6_000, 0.3
"""Rebuilds of that short search, one cooling cycle: about 8 s. A count, so that a busy machine finds the same plan; and the largest
share of the work, where the time limit is short.
"""
BEGIN_SHARE, SEARCH_MOST = 0.6, 0.95
"""Shares of the work for the heuristic search where an objective is minimised in a medium city, and of the time in a large one."""
FLOOR_MARGIN = 1.01
"""Factor on the floors in a second search, where a plan meets them only in the relaxation of shared cabinets."""

TOO_LATE = term(
    "the time was over before any plan was found that keeps the promises; raise plan.time_limit_s; if that does not help, ease a promise or raise the budget"
)
TOO_LIKE = term("no plan that keeps all promises differs so much from those that are known")


def own_solver() -> str:
    """Name of the solver of plans by the heuristic search."""
    return _("decomposition and search of evplan, energy by HiGHS {solver_version}", solver_version=solver_version())


def small(instance: Instance) -> bool:
    """Whether an instance is solved by the exact model only."""
    return asked_flows(instance) <= SMALL_FLOWS


def large(instance: Instance) -> bool:
    """Whether an instance is solved by the heuristic search only."""
    return asked_flows(instance) > MIDDLING_FLOWS


def rebuilds_before_exact(instance: Instance) -> float:
    """Most rebuilds of the heuristic search before the exact model continues; inf where it does not."""
    if plain(instance):
        return 0
    return math.inf if large(instance) else SHORT_REBUILDS


def before_exact(spending: Spending, most: float) -> Effort:
    """The effort of a search of so many rebuilds: where the exact model continues a share of the work."""
    return spending.rest(spending.whole_s * SEARCH_SHARE) if math.isfinite(most) else spending.rest()


def plain(instance: Instance) -> bool:
    """Whether the exact model is small and needs no more than a number for each site and charger."""
    numbers = len(instance.sites) * len(instance.products.kw)
    return numbers <= PLAIN_NUMBERS and even_queues(instance) and asked_flows(instance) <= PLAIN_FLOWS


def asked_flows(instance: Instance) -> int:
    """Size of an instance: pairs of zone and site by route of charging with any demand."""
    return int((instance.demand_by_route(instance.reach.zone) > 0).sum())


def ended(value: float, bound: float, spending: Spending) -> End:
    """Why a heuristic search ended."""
    if bound - value <= spending.effort.gap * abs(bound):
        return End.GAP
    if spending.effort.stop():
        return End.STOPPED
    return End.TIME if spending.over() else End.OTHER


def nothing_found(instance: Instance, end: End, effort: Effort, say: Progress, *, held: bool) -> NDArray[np.int64]:
    """Least chargers where a search ended without a plan, unless they violate a rule or the bound on an earlier objective.

    Raises
    ------
    SolverError
        It does; says which promises need give way how far for a plan to be known.
    """
    if not (demands(instance) or held or instance.unlike):
        return least_products(instance)
    if end is End.STOPPED:
        raise StoppedError
    asked = [] if held or instance.unlike else relaxable(instance)
    raise SolverError(TOO_LATE, known_ways(instance, asked, effort, heeding(say, effort.stop)))


def begun(spending: Spending, *, large: bool) -> Spending:
    """What the heuristic search may spend where an objective is minimised: a large city leaves some time for what follows it, a medium one work for the exact model."""
    effort = spending.effort
    if large:
        return Spending(replace(effort, time_limit_s=SEARCH_MOST * effort.time_limit_s))
    return Spending(spending.rest(BEGIN_SHARE * spending.whole_s))


def rest(spending: Spending, work_s: float | None = None) -> Effort:
    """What is left of work and time, at least a second; of the work no more than this."""
    return spending.rest(work_s, least_s=1.0)
