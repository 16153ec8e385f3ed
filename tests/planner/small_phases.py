"""Small questions of two phases, and their optimum by complete enumeration over nested chargers, sharing no code with the model."""

import itertools
from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from planner.model.instance import Instance
from tests.planner.small_cities import CHARGERS, _allowed, _fits, city, served_worth


@st.composite
def two_phases(draw: st.DrawFn, *, rules: bool = False) -> tuple[Instance, Instance]:
    """Two years of a city of one or two sites: less demand and less money in the first one, with `rules` all others too."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    names = draw(st.lists(st.sampled_from(sorted(CHARGERS)), min_size=1, max_size=2, unique=True))
    sites, money = draw(st.integers(1, 2)), draw(st.sampled_from([30_000.0, 60_000.0, 130_000.0]))
    last = city(rng, draw(st.integers(1, 4)), sites, names, budget=money, rules=rules)
    grown = rng.uniform(0.2, 1.0, last.demand.shape[0])[:, None]
    shifted = np.where(rng.random(last.demand.shape) < 0.2, 0.0, last.demand * grown)
    floor = float(rng.choice([0.0, 0.02])) if rules else 0.0
    share = draw(st.sampled_from([0.0, 0.3, 0.5, 0.8]))
    first = replace(last, demand=shifted, budget=share * money, floor=floor, forced=np.zeros(sites, dtype=bool))
    return first, last


def enumerated_phases(phases: tuple[Instance, ...], weights: tuple[float, ...]) -> float | None:
    """Best weighted sum over all chains of chargers of which none is smaller than the one before; None where none keeps the rules."""
    best: list[tuple[np.ndarray, float]] | None = None
    for instance, weight in zip(phases, weights, strict=True):
        now = [(chargers, weight * value) for chargers, value in every_plan(instance)]
        if best is not None:
            before = best
            now = [
                (chargers, value + max(so_far))
                for chargers, value in now
                if (so_far := [old for less, old in before if (less <= chargers).all()])
            ]
        best = now
    return max((value for _, value in best or []), default=None)


def every_plan(instance: Instance) -> list[tuple[np.ndarray, float]]:
    """Every whole assignment of chargers that keeps the rules, and what it serves."""
    options = []
    for j in range(len(instance.existing)):
        counts = (range(int(instance.bays[j] // taken) + 1) for taken in instance.bays_taken)
        options.append([row for one in itertools.product(*counts) if _fits(instance, j, row := np.array(one))])
    chains = (np.array(one) for one in itertools.product(*options))
    valued = ((one, served_worth(instance, one)) for one in chains if _allowed(instance, one))
    return [(one, value) for one, value in valued if value is not None]
