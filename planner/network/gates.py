"""Permission gates of candidate sites: what an unsettled status of land or grid connection costs, or that the site is left out."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.report import Assumption, Problem
from planner.config.gates import GatesConfig

EXCLUDE = "exclude"


@dataclass(frozen=True)
class Gates:
    """Result of the permission gates for every place.

    Parameters
    ----------
    excluded : (sites,) bool
        No charger may be added there.
    reserve_usd : (sites,)
        Kept back for land and connection that are not settled, once where the site is opened.
    assumptions : tuple of Assumption
    problems : tuple of Problem
        How many sites each gate took out.
    """

    excluded: NDArray[np.bool_]
    reserve_usd: NDArray[np.float64]
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = ()


def gates_of(
    land: NDArray[np.object_], connection: NDArray[np.object_], existing: NDArray[np.bool_], config: GatesConfig
) -> Gates:
    """Apply both gates to every candidate; existing stations have their land and connection already."""
    excluded, reserve = np.zeros(len(existing), dtype=bool), np.zeros(len(existing))
    problems, assumptions = [], []
    for name, statuses, rules in (("land", land, config.land), ("connection", connection, config.connection)):
        for status, count in sorted(Counter(str(one) for one in statuses[~existing]).items()):
            says, here = rules.get(status, 0.0), (statuses == status) & ~existing
            if says == EXCLUDE:
                excluded |= here
                what = f"{count} candidate site{'' if count == 1 else 's'}"
                problems.append(Problem(what, f"{name} status is {status}", f"left out (gates.{name})"))
            elif float(says) > 0:
                reserve += np.where(here, float(says), 0.0)
                what = f"reserve for a new site whose {name} status is {status}"
                value = f"{float(says):,.0f} USD at each of {count} candidate sites"
                assumptions.append(Assumption(what, value, f"gates.{name}"))
    return Gates(excluded, np.where(excluded, 0.0, reserve), tuple(assumptions), tuple(problems))
