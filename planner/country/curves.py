"""What an asker of money, a city or the corridors, makes of each sum: a plan below, a bound above."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

UNIT_USD = 1000
"""Money is shared in whole units of this many dollars."""


@dataclass(frozen=True)
class Point:
    """What an asker makes of one sum of money.

    Parameters
    ----------
    units : int
        Money, in units of `UNIT_USD`.
    value : float
        Of a plan that costs no more, kWh a day.
    bound : float
        No plan that costs no more has a greater value.
    amounts : mapping of str to float
        What the plan gives to each account, a region or a plug, of which something may be promised.
    most : mapping of str to float
        No plan that costs no more gives an account more.
    made_for : int
        The sum, in units, that the plan was asked for; it may cost less.
    """

    units: int
    value: float
    bound: float
    amounts: Mapping[str, float] = field(default_factory=dict)
    most: Mapping[str, float] = field(default_factory=dict)
    made_for: int = 0


@dataclass(frozen=True)
class Curve:
    """Answers of one asker, the least money first; the first is what is so without any.

    Parameters
    ----------
    name : str
    points : tuple of Point
        Units ascending from 0, values and bounds ascending.
    ceiling : float
        No plan for any money has a greater value.
    most : mapping of str to float
        No plan for any money gives an account more.
    """

    name: str
    points: tuple[Point, ...]
    ceiling: float
    most: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is no curve."""
        units = [one.units for one in self.points]
        if not units or units[0] != 0 or any(b <= a for a, b in pairwise(units)):
            raise AssertionError(f"{self.name}: the sums of a curve begin with 0 and rise")
        if any(one.bound < one.value - 1e-6 * max(1.0, abs(one.value)) for one in self.points):
            raise AssertionError(f"{self.name}: a bound lies below the plan it is said to be above")


def curve_of(name: str, answers: Sequence[Point], ceiling: float, most: Mapping[str, float]) -> Curve:
    """Make a curve of answers in any order.

    More money never makes less possible: a plan can be built with more money than it costs, and a bound for more money holds for less.
    So each point takes the best plan for no more money and the least bound for no less, and a plan that costs less than
    the sum it was asked for stands at its cost too.
    """
    if not any(one.units == 0 for one in answers):
        raise AssertionError(f"{name}: it is not known what is so without money")
    rising = sorted(answers, key=lambda one: (one.units, -one.value))
    once: dict[int, Point] = {}
    for one in rising:
        held = once.get(one.units)
        once[one.units] = one if held is None else replace(held, bound=min(held.bound, one.bound), most=held.most)
    points = list(once.values())
    best = points[0]
    plans = []
    for one in points:
        best = one if one.value > best.value else best
        plans.append(replace(best, units=one.units, bound=one.bound, most=one.most))
    least = ceiling
    made: list[Point] = []
    for one in reversed(plans):
        least = min(least, one.bound)
        made.append(replace(one, bound=max(least, one.value)))
    return Curve(name, tuple(reversed(made)), max(ceiling, *(one.value for one in made)), most)
