"""A bound on the worst of several worlds from two of them.

Whatever a plan is worth in the worst of all worlds, it is worth no less in the worst of two. So the bound of any two holds for all; with few
worlds their weights settle closer to the best ones, and the two that differ most are often all that a hedge is held back by.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from planner.model.bound.decomposition import Decomposition
from planner.model.bound.dual_bound import DualBound
from planner.model.instance.adapter_split import split_by_adapter
from planner.model.instance.instance import Instance
from planner.model.instance.memory_needs import insist, search_bytes
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import site_sets
from planner.support.speech import _

ROUNDS = 400
"""Most subgradient steps for two worlds."""


def bound_of_pairs(
    worlds: Sequence[Instance], together: Callable[[Sequence[int]], Instance], stop: Callable[[], bool]
) -> tuple[tuple[int, ...], float]:
    """The pair of worlds of the least bound, of those that differ much, and that bound on the worth in the worst world; all worlds and inf with fewer than three.

    Parameters
    ----------
    worlds : sequence of Instance
    together : callable
        Some of the worlds, by number, as one instance.
    stop : callable
        Whether to take no further pair, nor step.
    """
    binding, least = tuple(range(len(worlds))), math.inf
    for pair in _by_difference(worlds) if len(worlds) > 2 else ():
        if stop():
            break
        instance = split_by_adapter(replace(together(pair), by_worst=True))
        sets = site_sets(instance, configurations_of(instance))
        insist(_("the search for a plan"), search_bytes(instance, len(sets.site)))
        dual = DualBound(Decomposition(instance, sets))
        dual.lower(ROUNDS, boldness=1.0, target=0.0, stop=lambda _: stop())
        if dual.value / len(pair) >= least:
            break
        binding, least = pair, dual.value / len(pair)
    return binding, least


def _by_difference(worlds: Sequence[Instance]) -> list[tuple[int, int]]:
    """Pairs of worlds, those first whose demand differs most in what it is split into."""
    mixes = [_mix(one) for one in worlds]

    def alike(pair: tuple[int, int]) -> float:
        one, other = (mixes[at] for at in pair)
        return float(sum(min(share, other.get(kind, 0.0)) for kind, share in one.items()))

    return sorted(itertools.combinations(range(len(worlds)), 2), key=alike)


def _mix(world: Instance) -> dict[tuple[str, bool], float]:
    """Share of the demand by family and by fast or slow."""
    kwh, kinds = world.demand.kwh.sum(axis=0), zip(world.demand.family, world.demand.fast.tolist(), strict=True)
    return dict(zip(kinds, (kwh / max(float(kwh.sum()), 1e-9)).tolist(), strict=True))
