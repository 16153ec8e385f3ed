"""What an asker of money, a city or the roads, makes of each sum: a plan below, a bound above."""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

UNIT_USD = 1000
"""Money is shared in whole units of this many dollars."""
FINE = 160
"""Into so many steps a curve is divided for the bound where lines lie above it."""
ROUNDED = 1e-9
"""Part of a unit by which a sum of dollars may be off."""


def units_down(usd: float) -> int:
    """Money in whole units, rounded down: no more is given than there is."""
    return math.floor(usd / UNIT_USD + ROUNDED)


def units_up(usd: float) -> int:
    """Money in whole units, rounded up: what something costs is paid."""
    return math.ceil(usd / UNIT_USD - ROUNDED)


@dataclass(frozen=True)
class Point:
    """What an asker makes of one sum of money.

    Parameters
    ----------
    units : int
        Money, in units of `UNIT_USD`.
    value : float
        Of a plan that costs no more: what counts in a day, the same for all that share.
    bound : float
        No plan that costs no more has a greater value.
    amounts : mapping of str to float
        What the plan gives to each account, a region or a plug, of which something may be promised; money that is set aside counts as given.
    made_for : int
        The sum, in units, that the plan was asked for; it may cost less.
    """

    units: int
    value: float
    bound: float
    amounts: Mapping[str, float] = field(default_factory=dict)
    made_for: int = 0


@dataclass(frozen=True)
class Line:
    """A bound for every sum up to a greatest one: no plan for `units` has a value above ``at_end - slope (end - units)``; for more than `end` it says nothing.

    Prices of a Lagrangian relaxation give such a line: its bound falls by the price of money for each dollar less.
    """

    end: int
    at_end: float
    slope: float

    def at(self, units: int) -> float:
        """What no plan for so many units passes."""
        return self.at_end - self.slope * (self.end - units) if units <= self.end else float("inf")


@dataclass(frozen=True)
class Step:
    """Sums above those of the step before and up to `units`: no plan for any of them has a greater value than `bound`."""

    units: int
    bound: float


@dataclass(frozen=True)
class Curve:
    """Answers of one asker, the least money first; the first is what is so without any.

    Parameters
    ----------
    name : str
    points : tuple of Point
        Units ascending from 0, values and bounds ascending.
    steps : tuple of Step
        Units ascending from 0, bounds ascending.
    ceiling : float
        No plan for any money has a greater value.
    most : mapping of str to float
        No plan for any money gives an account more.
    money : tuple of str
        Accounts of money, of which no plan takes more than its sum.
    """

    name: str
    points: tuple[Point, ...]
    steps: tuple[Step, ...]
    ceiling: float
    most: Mapping[str, float] = field(default_factory=dict)
    money: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no curve."""
        for sums in ([one.units for one in self.points], [one.units for one in self.steps]):
            if not sums or sums[0] != 0 or any(b <= a for a, b in pairwise(sums)):
                raise AssertionError(f"{self.name}: the sums of a curve begin with 0 and rise")
        if any(one.bound < one.value - 1e-6 * max(1.0, abs(one.value)) for one in self.points):
            raise AssertionError(f"{self.name}: a bound lies below the plan it is said to be above")

    def bound_for(self, units: int) -> float:
        """What no plan that costs no more than `units` passes."""
        at = bisect_left(self.steps, units, key=lambda one: one.units)
        return self.steps[at].bound if at < len(self.steps) else self.ceiling

    def most_for(self, units: int) -> dict[str, float]:
        """What no plan that costs no more than `units` gives each account more of."""
        return {**self.most, **dict.fromkeys(self.money, float(units * UNIT_USD))}


def curve_of(  # noqa: PLR0913  what is known of it
    name: str,
    answers: Sequence[Point],
    ceiling: float,
    most: Mapping[str, float],
    money: tuple[str, ...] = (),
    lines: Sequence[Line] = (),
    *,
    aside: tuple[str, ...] = (),
    fine: int = FINE,
) -> Curve:
    """Make a curve of answers in any order.

    More money never makes less possible: a plan can be built with more money than it costs, and a bound for more money holds for less.
    So each point takes the best plan for no more money and the least bound for no less. All of its sum is set aside, whatever its plan
    costs: so much is given to the accounts `aside`. Where lines lie above the curve its steps
    are finer than its points, `fine` of them.
    """
    if not any(one.units == 0 for one in answers):
        raise AssertionError(f"{name}: it is not known what is so without money")
    rising = sorted(answers, key=lambda one: (one.units, -one.value))
    once: dict[int, Point] = {}
    for one in rising:
        held = once.get(one.units)
        once[one.units] = one if held is None else replace(held, bound=min(held.bound, one.bound))
    best = rising[0]
    plans: dict[int, Point] = {}
    for units, one in once.items():
        best = one if one.value >= best.value else best
        given = dict.fromkeys(aside, float(units * UNIT_USD))
        plans[units] = replace(best, units=units, amounts={**best.amounts, **given})
    last = max(once)
    sums = {*once, *((last * part) // fine for part in range(fine + 1) if lines)}
    least, steps = max(ceiling, best.value), list[Step]()
    for units in sorted(sums, reverse=True):
        told = [one.at(units) for one in lines] + ([once[units].bound] if units in once else [])
        least = min(least, *told) if told else least
        below = max(one.value for one in plans.values() if one.units <= units)
        steps.append(Step(units, max(least, below)))
    bounds = {one.units: one.bound for one in steps}
    points = tuple(replace(one, bound=bounds[units]) for units, one in sorted(plans.items()))
    return Curve(name, points, tuple(reversed(steps)), max(ceiling, best.value), most, money)
