"""How a fleet grows: a curve fitted to dated counts, under a ceiling, with its error; and policy steps that change it.

Curves: linear; exponential; logistic (Verhulst 1838; for technologies Griliches 1957) and Bass (1969, *A new product growth for
model consumer durables*), both with the ceiling given, since early counts cannot tell it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from planner.support.speech import _

Floats = NDArray[np.float64]
Curve = Callable[[Floats, Floats, float], Floats]


class Growth(StrEnum):
    """Kinds of curves."""

    LINEAR = "linear"
    EXPONENTIAL = "exponential"
    LOGISTIC = "logistic"
    BASS = "bass"


@dataclass(frozen=True)
class Count:
    """Vehicles counted at a time; `when` in years with decimals (1 July 2025 is 2025.5)."""

    when: float
    vehicles: float


@dataclass(frozen=True)
class Trend:
    """A fitted curve.

    Parameters
    ----------
    kind : Growth
    ceiling : float
        Vehicles that there can ever be.
    origin : float
        Time from which the curve counts its years.
    parameters : tuple of float
        Of the curve, as `CURVES` takes them.
    counts : tuple of Count
        What it was fitted to.
    """

    kind: Growth
    ceiling: float
    origin: float
    parameters: tuple[float, ...]
    counts: tuple[Count, ...] = field(repr=False)

    def at(self, when: float) -> float:
        """Vehicles at a time, between 0 and the ceiling."""
        value = CURVES[self.kind](np.array([when - self.origin]), np.array(self.parameters), self.ceiling)
        return float(np.clip(value[0], 0.0, self.ceiling))

    @property
    def error(self) -> float:
        """Root mean square of the relative errors at the counts."""
        misses = [self.at(one.when) / one.vehicles - 1.0 for one in self.counts]
        return float(np.sqrt(np.mean(np.square(misses))))

    def describe(self) -> str:
        """Say in words what was fitted to what, and how well."""
        first, last = self.counts[0], self.counts[-1]
        return _(
            "{kind} curve through {count} counts from {vehicles:number} ({when:.1f}) to {vehicles_2:number} ({when_2:.1f}), ceiling {ceiling:number}; misses them by {error:.0%} (root mean square)",
            kind=self.kind,
            count=len(self.counts),
            vehicles=first.vehicles,
            when=first.when,
            vehicles_2=last.vehicles,
            when_2=last.when,
            ceiling=self.ceiling,
            error=self.error,
        )


def _linear(t: Floats, p: Floats, _: float) -> Floats:
    return np.asarray(p[0] + p[1] * t)


def _exponential(t: Floats, p: Floats, _: float) -> Floats:
    return np.asarray(np.exp(np.clip(p[0] + p[1] * t, -50.0, 50.0)))


def _logistic(t: Floats, p: Floats, ceiling: float) -> Floats:
    return np.asarray(ceiling / (1.0 + np.exp(np.clip(-p[1] * (t - p[0]), -50.0, 50.0))))


def _bass(t: Floats, p: Floats, ceiling: float) -> Floats:
    """Cumulative adopters with innovation and imitation given as logarithms, so that both stay positive; launch at p[2]."""
    innovation, imitation = np.exp(np.clip(p[:2], -30.0, 5.0))
    age = np.maximum(t - p[2], 0.0)
    decay = np.exp(-np.clip((innovation + imitation) * age, 0.0, 50.0))
    return np.asarray(ceiling * (1.0 - decay) / (1.0 + imitation / innovation * decay))


CURVES: dict[Growth, Curve] = {
    Growth.LINEAR: _linear,
    Growth.EXPONENTIAL: _exponential,
    Growth.LOGISTIC: _logistic,
    Growth.BASS: _bass,
}
LEAST_COUNTS = {Growth.LINEAR: 2, Growth.EXPONENTIAL: 2, Growth.LOGISTIC: 2, Growth.BASS: 3}
"""A curve takes at least as many counts as it has parameters."""


def fit_growth(counts: Sequence[Count], kind: Growth, ceiling: float) -> Trend:
    """Fit a curve to dated counts by least squares of the relative errors.

    Parameters
    ----------
    counts : sequence of Count
        In any order; one for each time.
    kind : Growth
    ceiling : float
        Vehicles that there can ever be, above every count: the car parc of the place, or a share of it.

    Raises
    ------
    ValueError
        Too few counts, two of one time, one that is not positive, or one at or above the ceiling.
    """
    known = tuple(sorted(counts, key=lambda one: one.when))
    _check(known, kind, ceiling)
    origin = known[0].when
    t = np.array([one.when - origin for one in known])
    y = np.array([one.vehicles for one in known])
    curve = CURVES[kind]

    def misses(p: Floats) -> Floats:
        return np.asarray(curve(t, p, ceiling) / y - 1.0)

    from scipy.optimize import least_squares  # noqa: PLC0415  (for fleets that are counted more than once)

    found = [least_squares(misses, start, x_scale="jac", max_nfev=5000) for start in _starts(kind, t, y, ceiling)]
    best = min(found, key=lambda one: float(one.cost))
    return Trend(kind, ceiling, origin, tuple(float(one) for one in best.x), known)


def _check(counts: Sequence[Count], kind: Growth, ceiling: float) -> None:
    if len(counts) < LEAST_COUNTS[kind]:
        raise ValueError(f"a {kind} curve needs at least {LEAST_COUNTS[kind]} dated counts, not {len(counts)}")
    if len({one.when for one in counts}) < len(counts):
        raise ValueError("two counts have the same date")
    if not all(one.vehicles > 0 for one in counts):
        raise ValueError("a count is not positive")
    if max(one.vehicles for one in counts) >= ceiling:
        raise ValueError(f"the ceiling of {ceiling:,.0f} is not above the largest count")


def _starts(kind: Growth, t: Floats, y: Floats, ceiling: float) -> list[Floats]:
    """Where the search begins, taken from a straight line through the first and last count in the curve's own scale."""
    span = t[-1] - t[0]
    if kind is Growth.LINEAR:
        return [np.array([y[0], (y[-1] - y[0]) / span])]
    if kind is Growth.EXPONENTIAL:
        return [np.array([np.log(y[0]), np.log(y[-1] / y[0]) / span])]
    odds = np.log(y / (ceiling - y))
    rate = max((odds[-1] - odds[0]) / span, 1e-3)
    if kind is Growth.LOGISTIC:
        return [np.array([t[0] - odds[0] / rate, rate])]
    starts = [(p, q, age) for p in (1e-5, 1e-3) for q in (0.3, rate) for age in (0.5, 3.0)]
    return [np.array([np.log(p), np.log(q), t[0] - age]) for p, q, age in starts]


@dataclass(frozen=True)
class Step:
    """A policy step: what it changes in the growth of a fleet from a date on.

    Parameters
    ----------
    when : float
        Date in years.
    vehicles : float, optional
        The fleet is ordered to reach this number by then: it rises in a straight line from `since` and holds at least that.
    factor : float, optional
        Growth after the date, or after the last count if that is later, is this many times what the curve says: 0.5 when a duty
        exemption ends, 0 when imports stop.
    since : float, optional
        When the order was given; default: the time of the last count.
    """

    when: float
    vehicles: float | None = None
    factor: float | None = None
    since: float | None = None


@dataclass(frozen=True)
class Forecast:
    """A curve with policy steps; growth that a step speeds up ends at the ceiling, an ordered number of vehicles may exceed it."""

    curve: Callable[[float], float]
    last_count: Count
    steps: tuple[Step, ...] = ()
    ceiling: float = float("inf")

    def at(self, when: float) -> float:
        """Vehicles at a time."""
        value = self._grown(when)
        for step in self.steps:
            if step.vehicles is not None:
                value = max(value, self._ordered(step, step.vehicles, when))
        return value

    def _grown(self, when: float) -> float:
        """Growth piece by piece: between two dates the curve's own growth times the factors that are in force.

        What was counted has happened: a factor dated before the last count acts on the growth after it.
        """
        factors = [(max(s.when, self.last_count.when), s.factor) for s in self.steps if s.factor is not None]
        dates = sorted({date for date, _ in factors if date < when})
        if not dates:
            return self.curve(when)
        value, factor = self.curve(dates[0]), 1.0
        for date, until in zip(dates, [*dates[1:], when], strict=True):
            factor *= float(np.prod([one for at, one in factors if at == date]))
            value += factor * (self.curve(until) - self.curve(date))
        return min(max(0.0, value), max(self.ceiling, self.curve(dates[0])))

    def _ordered(self, step: Step, target: float, when: float) -> float:
        since = self.last_count.when if step.since is None else step.since
        if when >= step.when:
            return target
        if when <= since or step.when <= since:
            return 0.0
        start = self._grown(since)
        return start + (target - start) * (when - since) / (step.when - since)
