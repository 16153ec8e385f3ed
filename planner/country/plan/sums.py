"""Sums of money for which every city and the roads are planned: a list for all, and finer ones beside those that were chosen."""

from collections.abc import Mapping, Sequence

from planner.country.config.country import CountryConfig
from planner.country.money.curves import Curve, units_down
from planner.country.money.sharing import Sharing

PARTS = (0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0)
"""Of the budget, where nobody names sums: finer where most cities will end."""
FINER = 3
"""Further sums of an asker in a round, at most."""
NEAREST = 0.01
"""Sums closer together than this part of the budget are not told apart."""


def first_sums(config: CountryConfig) -> list[int]:
    """Sums in units, ascending from 0; the last one is the budget with the further money, so that no asker can be given more."""
    budget, further = units_down(config.budget_usd), units_down(config.money.next_usd)
    wanted = [units_down(usd) for usd in config.money.sums_usd] or [round(part * budget) for part in PARTS]
    return sorted({0, budget, budget + further, *(one for one in wanted if 0 < one <= budget + further)})


def finer_sums(curves: Sequence[Curve], sharing: Sharing, known: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """For each asker what it would be given if every bound were a plan, and the middles of the stretches beside what it was given; none too close to a sum that is known."""
    out: dict[str, list[int]] = {}
    least = max(1, round(NEAREST * sharing.units))
    for curve in curves:
        sums = sorted(known[curve.name])
        given = sharing.chosen[curve.name].units
        below = max((one for one in sums if one < given), default=None)
        above = min((one for one in sums if one > given), default=None)
        ends = [(low, high) for low, high in ((below, given), (given, above)) if low is not None and high is not None]
        fresh = [(low + high) // 2 for low, high in ends if high - low >= 2 * least]
        hoped = sharing.hoped.get(curve.name, given)
        if hoped > 0 and min(abs(hoped - one) for one in (*sums, *fresh)) >= least:
            fresh.append(hoped)
        if fresh:
            out[curve.name] = fresh
    return out
