"""A first plan, built site by site where a dollar earns most at the margin."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from planner.model.instance import Instance
from planner.model.lagrangian import FamilyFlows, Prices
from planner.model.sitesets import SiteSets


def greedy(instance: Instance, sets: SiteSets, prices: Prices, served: NDArray[np.float64]) -> NDArray[np.int64]:
    """Choose chargers one site after the other, the best return on its money first, on the demand still open.

    Parameters
    ----------
    prices : Prices
        Of the bound; energy that is dear elsewhere counts less.
    served : (zones, classes)
        What the standing guns already serve.

    Returns
    -------
    (sites, chargers) int
    """
    nothing = np.flatnonzero(~sets.chargers.any(axis=1))
    base = np.zeros((len(instance.existing), sets.dc.shape[1]))
    base_ac = base.copy()
    base[sets.site[nothing]], base_ac[sets.site[nothing]] = sets.dc[nothing], sets.ac[nothing]
    extra = replace(
        sets, dc=np.maximum(0.0, sets.dc - base[sets.site]), ac=np.maximum(0.0, sets.ac - base_ac[sets.site])
    )
    families = [FamilyFlows.of(instance, extra, f) for f in range(len(sets.families))]
    left, money, feeder = np.maximum(0.0, instance.demand - served), instance.budget, instance.feeder_kw.copy()
    chosen = np.full(len(instance.existing), -1, dtype=np.int64)
    chosen[nothing_only(sets)] = sets.first[nothing_only(sets)]
    while (chosen < 0).any():
        value = sum((f.worth_of(prices.demand, left)[f.level_of_set] for f in families), np.zeros(len(sets.site)))
        room = np.append(feeder, np.inf)[instance.feeder[sets.site]]
        fits = (chosen[sets.site] < 0) & (sets.cost > 0) & (sets.cost <= money + 1e-6) & (sets.kw <= room + 1e-9)
        gain = np.where(fits, value - prices.money * sets.cost * 0.5, -np.inf) / np.maximum(sets.cost, 1.0)
        picks = _independent(instance, sets, gain, instance.forced & (chosen < 0))
        if not len(picks):
            break
        for row in picks:
            site = sets.site[row]
            if sets.cost[row] > money or (
                instance.feeder[site] >= 0 and sets.kw[row] > feeder[instance.feeder[site]] + 1e-9
            ):
                continue
            chosen[site] = row
            money -= sets.cost[row]
            if instance.feeder[site] >= 0:
                feeder[instance.feeder[site]] -= sets.kw[row]
            taken = np.zeros_like(left)
            one = np.where(np.arange(len(chosen)) == site, row, nothing_row(sets))
            for f in families:
                f.serve(one, taken, only=int(site))
            left = np.maximum(0.0, left - taken)
    out = np.zeros((len(chosen), sets.chargers.shape[1]), dtype=np.int64)
    out[chosen >= 0] = sets.chargers[chosen[chosen >= 0]]
    return out


def nothing_row(sets: SiteSets) -> NDArray[np.int64]:
    return sets.first


def nothing_only(sets: SiteSets) -> NDArray[np.int64]:
    counts = np.diff(np.append(sets.first, len(sets.site)))
    return np.flatnonzero((counts == 1) & ~sets.chargers[sets.first].any(axis=1))


def _independent(
    instance: Instance, sets: SiteSets, gain: NDArray[np.float64], forced: NDArray[np.bool_]
) -> NDArray[np.int64]:
    best = np.maximum.reduceat(gain, sets.first)
    at = np.where(gain >= best[sets.site], np.arange(len(gain)), len(gain))
    row = np.minimum.reduceat(at, sets.first)
    best = np.where(forced & np.isfinite(best), best + 1e6, best)
    order = np.argsort(-best, kind="stable")
    top = best[order[0]]
    if not np.isfinite(top) or top <= 0:
        return np.empty(0, dtype=np.int64)
    touched = np.zeros(len(instance.demand), dtype=bool)
    start = np.searchsorted(instance.site[np.argsort(instance.site, kind="stable")], np.arange(len(best) + 1))
    zones = instance.zone[np.argsort(instance.site, kind="stable")]
    picks = []
    for site in order:
        if best[site] < 0.85 * top or not np.isfinite(best[site]):
            break
        mine = zones[start[site] : start[site + 1]]
        if not touched[mine].any():
            touched[mine] = True
            picks.append(row[site])
    return np.array(picks, dtype=np.int64)
