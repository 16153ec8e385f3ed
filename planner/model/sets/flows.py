"""Flows of energy by site and port family, and the capacity levels of sets of chargers, as flat arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.sets.site_sets import SiteSets

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Joint(NamedTuple):
    """Capacity of DC pools that serve several families, which the levels of each of them count whole.

    Parameters
    ----------
    own : (sets, families)
        DC capacity without those pools.
    kwh : (sets, joints)
        Capacity of each.
    touches : (joints, families) bool
    first : (parts + 1,), family : (linked,) int
        Families that joint pools link, part by part: families of different parts share none.
    used : (sets, parts) bool
        Whether a set has joint capacity in a part.
    at : (sites,) bool
        Whether any set of a site has.
    """

    own: Floats
    kwh: Floats
    touches: NDArray[np.bool_]
    first: Ints
    family: Ints
    used: NDArray[np.bool_]
    at: NDArray[np.bool_]


class Flows(NamedTuple):
    """Blocks of flows; a block is the plugs of one port family at one site, number ``site * families + family``.

    Those who come by adapter are in the block of the plugs they use, with the key of their class, whoever of its ways is taken.

    Plain arrays in a named tuple, so that compiled loops can read them.

    Parameters
    ----------
    start : (blocks + 1,) int
        First flow of each block.
    pair, key : (flows,) int
        Pair of zone and site; ``zone * classes + class``.
    worth : (flows,)
    fast : (flows,) bool
        Takes DC only.
    level_start : (blocks + 1,) int
    level_dc, level_ac : (levels,)
        The distinct capacities of each block, kWh per day.
    level_of_set : (sets, families) int
        Level that each set of chargers gives.
    joint : Joint
    """

    start: Ints
    pair: Ints
    key: Ints
    worth: Floats
    fast: NDArray[np.bool_]
    level_start: Ints
    level_dc: Floats
    level_ac: Floats
    level_of_set: Ints
    joint: Joint

    @property
    def families(self) -> int:
        """Port families."""
        return int(self.level_of_set.shape[1])

    @property
    def block(self) -> Ints:
        """Block of every flow; (flows,)."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))


def flows_of(instance: Instance, sets: SiteSets) -> Flows:
    """Gather the flows and the levels."""
    families, classes, sites = len(sets.families), instance.demand.kwh.shape[1], len(instance.sites)
    routes = instance.routes
    family = np.empty(len(routes), dtype=np.int64)
    for number, members in enumerate(sets.families):
        family[list(members)] = number
    pair, group = np.nonzero(instance.demand_by_route(instance.reach.zone) > 0)
    block = instance.reach.site[pair] * families + family[group]
    order = np.argsort(block, kind="stable")
    pair, group = pair[order], group[order]
    blocks = np.arange(sites * families + 1)
    at = (sets.site[:, None] * families + np.arange(families)).ravel()
    dc, ac = np.round(sets.dc, 9).ravel(), np.round(sets.ac, 9).ravel()
    by_level = np.lexsort((ac, dc, at))
    at, dc, ac = at[by_level], dc[by_level], ac[by_level]
    new = np.append(True, (np.diff(at) != 0) | (np.diff(dc) != 0) | (np.diff(ac) != 0))
    level = np.empty(len(at), dtype=np.int64)
    level[by_level] = np.cumsum(new) - 1
    return Flows(
        start=np.searchsorted(block[order], blocks),
        pair=pair,
        key=instance.reach.zone[pair] * classes + routes.class_of[group],
        worth=instance.flow_worth(pair, group),
        fast=sets.fast[group],
        level_start=np.searchsorted(at[new], blocks),
        level_dc=dc[new],
        level_ac=ac[new],
        level_of_set=level.reshape(-1, families),
        joint=joint_of(sets),
    )


def joint_of(sets: SiteSets) -> Joint:
    """Gather the pools of several families."""
    parts = sets.linked()
    used = np.zeros((len(sets.site), len(parts)), dtype=bool)
    for number, members in enumerate(parts):
        used[:, number] = (sets.joint[:, sets.joins[:, members].any(axis=1)] > 0).any(axis=1)
    at = np.zeros(len(sets.first), dtype=bool)
    at[sets.site[used.any(axis=1)]] = True
    return Joint(
        own=np.ascontiguousarray(np.round(sets.dc - sets.joint @ sets.joins, 9)),
        kwh=np.ascontiguousarray(np.round(sets.joint, 9)),  # loops are compiled anew for each layout
        touches=np.ascontiguousarray(sets.joins),
        first=np.cumsum([0, *(len(one) for one in parts)]),
        family=np.concatenate([*parts, np.empty(0, dtype=np.int64)]).astype(np.int64),
        used=used,
        at=at,
    )
