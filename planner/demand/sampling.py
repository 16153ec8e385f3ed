"""Uncertainty of a demand estimate: Latin hypercube samples of all assumptions, and the sensitivity to each alone (tornado).

Source: McKay, Beckman and Conover 1979, *A comparison of three methods for selecting values of input variables*, Technometrics 21(2);
drawn by `scipy.stats.qmc.LatinHypercube`. Each assumption is triangular between its low and high value with its mode at the central
one, independent of the others: the ends are meant as the least and most that is thinkable.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planner.demand.estimate import Estimate
from planner.demand.occasions import NEEDS
from planner.demand.spans import CENTRAL, Assumed, Draw, Floats
from planner.support.ahead import one_at_a_time
from planner.support.speech import _

QUANTILES = (0.1, 0.5, 0.9)
TAU_ZONES = 2000
"""Zones by which rankings are compared, those with most demand; more would only take time."""


@dataclass(frozen=True)
class Uncertainty:
    """Percentiles and sensitivities of a demand estimate.

    Parameters
    ----------
    samples : int
    zone_kwh : (3, zones, families, needs)
        10th, 50th and 90th percentile over the samples, each zone and class for itself: they do not sum to the city's.
    zone_total_kwh : (3, zones)
        The same of the zone's whole demand.
    city_kwh : (3, families, needs)
    total_kwh : (3,)
    tornado : DataFrame
        ``name, what, low, high, total_low_kwh, total_high_kwh, swing_kwh, rank_change``: the city's total with this assumption alone
        at its low and high end, and how much the ranking of zones changes (1 minus Kendall's tau, the larger of both ends); sorted
        by swing.
    """

    samples: int
    zone_kwh: Floats
    zone_total_kwh: Floats
    city_kwh: Floats
    total_kwh: Floats
    tornado: pd.DataFrame


def draws_of(assumed: tuple[Assumed, ...], samples: int, seed: int) -> list[Draw]:
    """Latin hypercube draws: in each assumption every `samples`-th part of its probability is hit once."""
    if not assumed:
        return [CENTRAL] * samples
    with one_at_a_time:
        from scipy.stats import qmc  # noqa: PLC0415  (takes half a second, beside the search)

    uniform = qmc.LatinHypercube(d=len(assumed), rng=np.random.default_rng(seed)).random(samples)
    lower = np.sqrt(2.0 * uniform) - 1.0
    upper = 1.0 - np.sqrt(2.0 * (1.0 - uniform))
    positions = np.where(uniform < 0.5, lower, upper)  # triangular on -1..1 with mode 0, by its inverse
    names = [one.name for one in assumed]
    return [dict(zip(names, row, strict=True)) for row in positions.tolist()]


def uncertainty_of(
    estimate: Estimate, samples: int, seed: int = 0, say: Callable[[str], None] = lambda _: None
) -> Uncertainty:
    """Sample an estimate and try each assumption alone.

    Parameters
    ----------
    estimate : Estimate
    samples : int
    seed : int
        The same seed gives the same samples.
    say : callable
        Called with the progress.
    """
    shape = (samples, len(estimate.zone_id), len(estimate.fleet.families), len(NEEDS))
    drawn = np.empty(shape, dtype=np.float32)
    for k, draw in enumerate(draws_of(estimate.assumed, samples, seed)):
        drawn[k] = estimate.zone_kwh(draw).sum(axis=3)
        if k % 50 == 49:
            say(_("sampling demand: {k} of {samples}", k=k + 1, samples=samples))
    city = drawn.sum(axis=1, dtype=np.float64)
    return Uncertainty(
        samples=samples,
        zone_kwh=np.quantile(drawn, QUANTILES, axis=0).astype(np.float64),
        zone_total_kwh=np.quantile(drawn.sum(axis=(2, 3)), QUANTILES, axis=0).astype(np.float64),
        city_kwh=np.quantile(city, QUANTILES, axis=0),
        total_kwh=np.quantile(city.sum(axis=(1, 2)), QUANTILES),
        tornado=tornado_of(estimate),
    )


def tornado_of(estimate: Estimate) -> pd.DataFrame:
    """Each assumption alone at both of its ends; columns as `Uncertainty.tornado`."""
    central = estimate.zone_kwh().sum(axis=(1, 2, 3))
    top = np.argsort(-central, kind="stable")[:TAU_ZONES]
    rows = []
    for one in estimate.assumed:
        ends = [estimate.zone_kwh({one.name: z}).sum(axis=(1, 2, 3)) for z in (-1.0, 1.0)]
        totals = [float(end.sum()) for end in ends]
        moved = max(_rank_change(central[top], end[top]) for end in ends)
        rows.append((one.name, one.what, one.low, one.high, *totals, abs(totals[1] - totals[0]), moved))
    columns = ["name", "what", "low", "high", "total_low_kwh", "total_high_kwh", "swing_kwh", "rank_change"]
    table = pd.DataFrame(rows, columns=columns)
    for name in ("what", "low", "high"):
        table[name] = pd.Series([row[columns.index(name)] for row in rows], dtype=object)  # as messages
    return table.sort_values(["swing_kwh", "rank_change", "name"], ascending=[False, False, True], ignore_index=True)


def _rank_change(before: Floats, after: Floats) -> float:
    if len(before) < 2:
        return 0.0
    with one_at_a_time:
        from scipy.stats import kendalltau  # noqa: PLC0415

    tau = kendalltau(before, after).statistic
    return 0.0 if not np.isfinite(tau) else float(1.0 - tau)
