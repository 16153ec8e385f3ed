"""The proof of a plan as plain results: value, bound, gap and how the search ended, of one objective or of several in order."""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

FOR_SEVERAL_WORLDS, SEEN_STANDS = "made for several worlds", "the plan that was seen stands"
NEAR_EDITS = "changed near the edits alone"
"""Why there was no search for a plan by itself: it comes from one for several worlds, and is used in one of them; and why a search ended whose best plan is within the gap asked for, but better than one that was seen by no more than that: the latter is the plan."""
GIVEN = "the chargers were given"
"""Why there was no search for a plan: somebody's list says what is built; its bound is that of the best plan for the same money."""

ROUNDING = 1e-6
"""Share of a bound by which the value of a plan may beat it: sums of floating point numbers are rounded, and solvers keep rows to 1e-6."""


class Status(StrEnum):
    """How a solve ended."""

    OPTIMAL = "optimal"
    """The asked gap is proven."""
    FEASIBLE = "feasible"
    """A plan and a bound, the asked gap not reached."""


class Sense(StrEnum):
    """Whether an objective is better when it is more or when it is less."""

    MAX = "max"
    MIN = "min"

    @property
    def sign(self) -> float:
        """Factor that makes a minimisation of the objective."""
        return -1.0 if self is Sense.MAX else 1.0

    def better(self, one: float, other: float) -> bool:
        """Whether one value is better than the other."""
        return self.sign * one < self.sign * other

    def tightest(self, *bounds: float) -> float:
        """The tightest of several valid bounds: the least upper or the greatest lower one."""
        return min(bounds) if self is Sense.MAX else max(bounds)

    def bound_beside(self, value: float, bound: float, *, slack: float = ROUNDING) -> float:
        """The bound to tell beside the value of a plan: the value itself where rounding puts it beyond the bound.

        Raises
        ------
        AssertionError
            The value beats the bound by more than `slack`, as a share of it: one of the two is false.
        """
        if not self.better(value, bound):
            return bound
        if abs(value - bound) > slack * max(1.0, abs(bound)):
            raise AssertionError(f"a plan is worth {value}, better than its bound {bound}")
        return value


def gap_of(value: float, bound: float) -> float:
    """``|bound - value| / |bound|``; 0 where both are the same, 1 where the bound is 0."""
    if value == bound:
        return 0.0
    return abs(bound - value) / abs(bound) if bound else 1.0


@dataclass(frozen=True)
class Stage:
    """One of several objectives that were optimised in order.

    Parameters
    ----------
    objective : str
    sense : Sense
    reached : float
        Value when its own turn ended.
    value : float
        Value of the final plan, after later objectives took the share that they were given.
    bound : float
        Proven in its own turn, for every plan that holds the objectives before it.
    stopped : str
        As in `Proof`.
    wall_s : float
        Of its turn; as in `Proof`.
    """

    objective: str
    sense: Sense
    reached: float
    value: float
    bound: float
    stopped: str
    wall_s: float = field(default=math.nan, compare=False)

    def __post_init__(self) -> None:
        _refuse_lies(self.value, self.bound, self.sense)
        _refuse_lies(self.reached, self.bound, self.sense)

    @property
    def gap(self) -> float:
        """Of the final plan."""
        return gap_of(self.value, self.bound)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, without the time it took; see `Proof.as_dict`."""
        own = {name: cell for name, cell in vars(self).items() if name != "wall_s"}
        return {**own, "sense": self.sense.value, "gap": self.gap}


def _refuse_lies(value: float, bound: float, sense: Sense) -> None:
    if not (math.isfinite(value) and math.isfinite(bound)):
        raise ValueError(f"a proof needs finite numbers, not value {value} and bound {bound}")
    if sense.better(value, bound) and abs(value - bound) > ROUNDING * max(1.0, abs(bound)):
        raise ValueError(f"value {value} lies {'above' if sense is Sense.MAX else 'below'} its bound {bound}")


@dataclass(frozen=True)
class Proof:
    """Value of a plan with its proven bound.

    Parameters
    ----------
    value, bound : float
        Objective of the plan, and a proven bound for all plans of the model: the least upper bound proven for one that is
        maximised, the greatest lower bound for one that is minimised.
    asked_gap : float
        The gap that counts as optimal.
    status : Status
    stopped : str
        Why the search ended: ``gap``, ``time``, ``by the user``, ``memory``, ``nothing to decide``, `FOR_SEVERAL_WORLDS`, `SEEN_STANDS`, `NEAR_EDITS` or `GIVEN`.
    solver : str
        Name and version.
    wall_s : float
        How long the search took, in seconds of this run and no part of what is proven; NaN where that is not known, as of a plan
        read from its file.
    model : str
        What exactly is proven, in words (pairs within the drive limit, nearest so many sites per zone, ...).
    sense : Sense
    objective : str
        Name of the objective: ``energy`` is kWh per day weighted by worth, ``cost`` US dollars a year, ``distance``
        kWh per day times seconds of drive.
    stages : tuple of Stage
        Where several objectives were optimised in order: each with its own proof, the first one being that above.

    Raises
    ------
    ValueError
        A value that beats its bound, a non-finite number, or ``optimal`` without the asked gap: such a proof is refused.
    """

    value: float
    bound: float
    asked_gap: float
    status: Status
    stopped: str
    solver: str
    wall_s: float = field(default=math.nan, compare=False)
    model: str = ""
    sense: Sense = Sense.MAX
    objective: str = "energy"
    stages: tuple[Stage, ...] = ()

    def __post_init__(self) -> None:
        _refuse_lies(self.value, self.bound, self.sense)
        if self.status is Status.OPTIMAL and self.gap > self.asked_gap + 1e-9:
            raise ValueError(f"a gap of {self.gap:.4%} is not the asked {self.asked_gap:.4%}: not optimal")

    @property
    def gap(self) -> float:
        """``|bound - value| / |bound|``; 0 where both are 0."""
        return gap_of(self.value, self.bound)

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, without the time the search took: two runs of one question write the same bytes."""
        return {
            "objective_value": self.value,
            "bound": self.bound,
            "gap": self.gap,
            "asked_gap": self.asked_gap,
            "status": self.status.value,
            "stopped": self.stopped,
            "solver": self.solver,
            "model": self.model,
            "sense": self.sense.value,
            "objective": self.objective,
            "stages": [stage.as_dict() for stage in self.stages],
        }

    def times(self) -> dict[str, Any]:
        """What `as_dict` leaves out: ``wall_s`` of the search and, of several objectives in order, of each one's turn."""
        turns = [{"objective": stage.objective, "wall_s": stage.wall_s} for stage in self.stages]
        return {"wall_s": self.wall_s, **({"stages": turns} if turns else {})}
