"""Some of the sets of chargers of the sites as sets by group, which the exact model chooses among."""

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.sets.configurations import Configurations, given_configurations, groups_on_offer
from planner.model.sets.site_sets import SiteSets


def configurations_among(
    instance: Instance, sets: SiteSets, keep: NDArray[np.bool_], known: NDArray[np.int64]
) -> Configurations:
    """What each group has in the kept sets of each site, and in a known plan; every kept set can be put together from it.

    Parameters
    ----------
    instance : Instance
    sets : SiteSets
    keep : (sets,) bool
    known : (sites, chargers) int
    """
    mine = given_configurations(instance, known)
    parts = [np.column_stack([mine.site, mine.group, mine.chargers])]
    site, chargers = sets.site[keep], sets.chargers[keep].astype(np.int64)
    for number, kinds in enumerate(groups_on_offer(instance)):
        part = np.zeros_like(chargers)
        part[:, kinds] = chargers[:, kinds]
        some = part.any(axis=1)
        parts.append(np.column_stack([site[some], np.full(int(some.sum()), number), part[some]]))
    rows = np.unique(np.concatenate(parts), axis=0)
    return Configurations(rows[:, 0], rows[:, 1], rows[:, 2:])
