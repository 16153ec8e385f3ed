"""How unevenly demand lies over the zones, beside what people alone would say, and what was found where charging is metered.

Gini 1912: the mean difference between two zones over twice the mean; 0 where all zones are alike, near 1 where one has all. It depends on the size
of the zones: smaller ones are less alike. Misplaced: the share of the energy that must move to get from one map to the other.
"""

from typing import Any

import numpy as np
import pandas as pd

from planner.catalogue.facts import fact_rows
from planner.demand.calibration.place_factors import misplaced
from planner.demand.estimate import Estimate
from planner.demand.spans import CENTRAL, Floats

FIGURES = ("spearman_model", "spearman_people", "misplaced_model", "misplaced_people", "gini_model", "gini_real")


def gini(values: Floats) -> float:
    """Gini coefficient of figures that are not negative; 0 where they sum to nothing.

    Examples
    --------
    >>> gini(np.array([0.0, 0.0, 0.0, 8.0]))
    0.75
    """
    ordered, total = np.sort(values), float(values.sum())
    if total <= 0:
        return 0.0
    n = len(ordered)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def weighted_gini(values: Floats, weights: Floats) -> float | None:
    """Gini coefficient of figures that are not negative, each counted `weights` times; None where they sum to nothing.

    Examples
    --------
    >>> weighted_gini(np.array([0.0, 8.0]), np.array([3.0, 1.0]))
    0.75
    """
    order = np.argsort(values, kind="stable")
    weight, sums = weights[order], np.cumsum(values[order] * weights[order])
    if not len(sums) or sums[-1] <= 0:
        return None
    between = sums + np.concatenate([[0.0], sums[:-1]])
    return max(0.0, float(1.0 - (weight * between).sum() / (weight.sum() * sums[-1])))


def spearman(one: Floats, other: Floats) -> float | None:
    """Rank correlation (Spearman 1904), ties sharing their mean rank; None where all of one are alike."""
    a, b = (pd.Series(values).rank().to_numpy() for values in (one, other))
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0 else None


def evenness_of(estimate: Estimate) -> dict[str, Any]:
    """Compare the central demand with people alone, over the zones that have either.

    Returns
    -------
    dict
        ``zones, concentration, gini, gini_plain`` (with a concentration of 1), ``gini_people, spearman_people, misplaced_people``, and
        ``elsewhere``: the cities where it was held against metered charging.
    """
    kwh, people = estimate.zone_kwh(CENTRAL).sum(axis=(1, 2, 3)), estimate.attraction.people
    plain = estimate.evenly().zone_kwh(CENTRAL).sum(axis=(1, 2, 3))
    some = (kwh > 0) | (people > 0) | (plain > 0)
    kwh, people, plain = kwh[some], people[some], plain[some]
    return {
        "zones": int(some.sum()),
        "concentration": float(estimate.concentration.central),
        "gini": gini(kwh),
        "gini_plain": gini(plain),
        "gini_people": gini(people),
        "spearman_people": spearman(kwh, people),
        "misplaced_people": misplaced(kwh, people),
        "elsewhere": elsewhere(),
    }


def elsewhere() -> list[dict[str, Any]]:
    """Rows of configs/facts/where_demand_lies.csv: how the model did in cities whose charging is metered."""
    return [
        {"city": row["city"], "places": int(row["places"]), "source": row["source"], "note": row["note"]}
        | {key: float(row[key]) for key in FIGURES}
        for row in fact_rows("where_demand_lies")
    ]
