"""Alternatives to known plans: an upper bound for all plans that differ in enough sites, and sites to forbid so that the next plan differs.

A plan lies below the Lagrangian bound by at least the reduced costs of its sets (`LagrangianSolution.loss`). One that differs from
a known plan in d sites has, at d sites or more, a set from the other side of "built or not"; so the bound less the d smallest
differences between the two sides is an upper bound for every such plan, at any multipliers.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from planner.model.bound.decomposition import Decomposition, LagrangianSolution
from planner.model.bound.subgradient import descend
from planner.model.instance.instance import Instance
from planner.model.sets.configurations import configurations_of
from planner.model.sets.site_sets import SiteSets, site_sets

Mask = NDArray[np.bool_]

ROUNDS = 400
"""Subgradient steps."""


def bound_elsewhere(instance: Instance, known: Sequence[Mask], differ: int, value: float) -> float:
    """Upper bound for plans that differ from each of the known ones in `differ` sites; `value` is the target of Polyak's step.

    Parameters
    ----------
    known : sequence of (sites,) bool
        Where something is built.
    """
    sets = site_sets(instance, configurations_of(instance))
    problem, lowest = Decomposition(instance, sets), [np.inf] * len(known)
    for _, answer in descend(problem, problem.first_multipliers(), value=lambda: value, rounds=ROUNDS):
        for at, built in enumerate(known):
            lowest[at] = min(lowest[at], answer.bound - least_loss(sets, answer, built, differ))
    return min(lowest)


def least_loss(sets: SiteSets, answer: LagrangianSolution, built: Mask, differ: int) -> float:
    """Least total reduced cost of a plan that differs in `differ` sites; inf where there is none."""
    some = sets.chargers.any(axis=1)
    with_some, with_none = (np.full(len(built), np.inf) for _ in range(2))
    np.minimum.at(with_some, sets.site[some], answer.loss[some])
    np.minimum.at(with_none, sets.site[~some], answer.loss[~some])
    same, other = np.where(built, with_some, with_none), np.where(built, with_none, with_some)
    extra = np.sort(np.where(np.isinf(other), np.inf, other - np.where(np.isinf(same), 0.0, same)))
    taken = max(differ, int((extra < 0).sum()))
    whole = float(np.where(np.isinf(same), 0.0, same).sum())
    return np.inf if taken > len(extra) else whole + float(extra[:taken].sum())


def left_out(built: Sequence[Mask], values: Sequence[NDArray[np.float64]], kept: Mask, differ: int) -> Mask | None:
    """Sites to forbid so that any plan differs from each known one in `differ` sites: greedily the least valuable ones.

    A site that several of the known plans build counts for each of them. None where the sites that may be forbidden do not suffice.

    Parameters
    ----------
    built : sequence of (sites,) bool
    values : sequence of (sites,)
        Loss of value of each plan without a site.
    kept : (sites,) bool
        Sites that must be built.
    """
    out = np.zeros(len(kept), dtype=bool)
    table = np.stack(built)
    worth = np.where(table, np.stack(values), 0.0).max(axis=0)
    while True:
        lacking = (table & out).sum(axis=1) < differ
        if not lacking.any():
            return out
        helps = np.where(out | kept, 0, table[lacking].sum(axis=0))
        if not helps.any():
            return None
        price = np.where(helps > 0, worth / np.maximum(helps, 1), np.inf)
        out[int(np.argmin(price))] = True
