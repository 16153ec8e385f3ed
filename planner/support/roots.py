"""Roots of functions of one variable by Brent's method, step by step as `scipy.optimize.brentq`, which takes a tenth of a second to load."""

import math
import sys
from collections.abc import Callable

RELATIVE = 4 * sys.float_info.epsilon
MOST_STEPS = 100


def root(function: Callable[[float], float], low: float, high: float, *, within: float) -> float:
    """Where a function is 0 between two points at which it has different signs.

    R. P. Brent, *Algorithms for Minimization Without Derivatives* (1973), chapter 4: secants or inverse quadratic steps as long as they shorten
    the bracket, halving where they do not.

    Parameters
    ----------
    function : callable
    low, high : float
    within : float
        The root is at most so far, and `RELATIVE` of itself, from what is returned.

    Raises
    ------
    ValueError
        The signs at both ends are the same.

    Examples
    --------
    >>> root(lambda x: x * x - 4.0, 0.0, 5.0, within=1e-14)
    2.0
    """
    before, now, other = low, high, 0.0
    at_before, at_now, at_other = function(before), function(now), 0.0
    step = last = 0.0
    if 0.0 in (at_before, at_now):
        return before if at_before == 0 else now
    if (at_before < 0) == (at_now < 0):
        raise ValueError(f"no change of sign between {low} and {high}")
    for _ in range(MOST_STEPS):
        if at_before != 0 and at_now != 0 and (at_before < 0) != (at_now < 0):
            other, at_other = before, at_before
            last = step = now - before
        if abs(at_other) < abs(at_now):  # the best point is `now`, the root lies between it and `other`
            before, now, other = now, other, now
            at_before, at_now, at_other = at_now, at_other, at_now
        near, half = (within + RELATIVE * abs(now)) / 2, (other - now) / 2
        if at_now == 0 or abs(half) < near:
            return now
        tried = math.inf
        if abs(last) > near and abs(at_now) < abs(at_before):
            tried = _tried((before, now, other), (at_before, at_now, at_other))
        if 2 * abs(tried) < min(abs(last), 3 * abs(half) - near):
            last, step = step, tried
        else:
            last = step = half
        before, at_before = now, at_now
        now += step if abs(step) > near else math.copysign(near, half)
        at_now = function(now)
    raise ArithmeticError(f"no root after {MOST_STEPS} steps")


def _tried(x: tuple[float, float, float], y: tuple[float, float, float]) -> float:
    """Step by a secant, or by the inverse quadratic through three points: the one before, the one now, the other end."""
    before, now, other = x
    if before == other:
        return -y[1] * (now - before) / (y[1] - y[0])
    first, second = (y[0] - y[1]) / (before - now), (y[2] - y[1]) / (other - now)
    return -y[1] * (y[2] * second - y[0] * first) / (second * first * (y[2] - y[0]))
