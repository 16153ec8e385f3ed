"""Summary of a demand estimate as plain data: totals, occasions, hours, years, uncertainty and sensitivities."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from planner.demand.estimate import Estimate
from planner.demand.evenness import evenness_of
from planner.demand.hours import hours_of_city
from planner.demand.occasions import NEEDS, OCCASIONS
from planner.demand.sampling import Uncertainty, uncertainty_of
from planner.demand.spans import CENTRAL, Floats
from planner.support.speech import joined

PERCENTILES = ("p10", "p50", "p90")


@dataclass(frozen=True)
class DemandStory:
    """Summary of the demand that outputs show.

    Parameters
    ----------
    table : DataFrame
        ``zone_id, district, port_family, need, year, kwh_per_day``, then kWh by occasion (`home`, `work`, `destination`, `taxi`,
        `en_route`) and, where samples were drawn, ``p10, p50, p90``: one row for each zone and class with demand, year by year.
    figures : dict
        Plain JSON: see `_figures`.
    zone_percentiles : dict
        ``p10, p50, p90`` of each zone's whole demand in the planning year, (zones,); empty without samples.
    """

    table: pd.DataFrame
    figures: dict[str, Any]
    zone_percentiles: dict[str, Floats]


def demand_story(
    estimates: Sequence[Estimate], *, samples: int, seed: int, say: Callable[[str], None] = lambda _: None
) -> DemandStory:
    """Summarise the planning year, which is the first estimate, and any further years.

    Parameters
    ----------
    estimates : sequence of Estimate
        The planning year's first.
    samples, seed : int
        Of the uncertainty; 0 samples for none.
    say : callable
    """
    tables, years = [], []
    figures: dict[str, Any] = {}
    zones: dict[str, Floats] = {}
    for estimate in estimates:
        spread = uncertainty_of(estimate, samples, seed, say) if samples else None
        tables.append(_table(estimate, spread))
        years.append(_year(estimate, spread))
        if not figures:
            figures = _figures(estimate, spread)
            zones = {} if spread is None else dict(zip(PERCENTILES, spread.zone_total_kwh, strict=True))
    return DemandStory(pd.concat(tables, ignore_index=True), figures | {"years": years}, zones)


def _table(estimate: Estimate, spread: Uncertainty | None) -> pd.DataFrame:
    kwh = estimate.zone_kwh(CENTRAL)
    zone, family, need = np.nonzero(kwh.sum(axis=3) > 0)
    out: dict[str, Any] = {
        "zone_id": estimate.zone_id[zone],
        "district": estimate.district[zone],
        "port_family": [estimate.fleet.families[f].value for f in family],
        "need": [NEEDS[n].value for n in need],
        "year": estimate.fleet.year,
        "kwh_per_day": kwh.sum(axis=3)[zone, family, need],
    }
    out |= {one.value: kwh[zone, family, need, o] for o, one in enumerate(OCCASIONS)}
    if spread is not None:
        out |= {name: spread.zone_kwh[q][zone, family, need] for q, name in enumerate(PERCENTILES)}
    return pd.DataFrame(out)


def _figures(estimate: Estimate, spread: Uncertainty | None) -> dict[str, Any]:
    """Figures of the planning year.

    ``total_kwh, percentiles, average_kw, peak_kw, vehicles, kwh_per_vehicle, by_class, by_occasion, by_vehicle_class, hourly_kwh``,
    what metered sessions changed, how the traffic was found, and the tornado: for each assumption what moves if it alone does.
    """
    energy = estimate.city_kwh(CENTRAL)
    by_hour = hours_of_city(energy.sum(axis=1), estimate)
    total, vehicles = float(energy.sum()), float(estimate.fleet.vehicles(CENTRAL).sum())
    return {
        "year": estimate.fleet.year,
        "total_kwh": total,
        "percentiles": None if spread is None else _percentiles(spread.total_kwh),
        "average_kw": total / 24.0,
        "peak_kw": float(by_hour.max()),
        "vehicles": vehicles,
        "kwh_per_vehicle": total / vehicles if vehicles > 0 else None,
        "hourly_kwh": [float(one) for one in by_hour],
        "by_class": _by_class(estimate, spread),
        "by_occasion": {one.value: float(energy[..., o].sum()) for o, one in enumerate(OCCASIONS)},
        "by_vehicle_class": _by_vehicle(estimate),
        "calibration": None if estimate.calibration is None else estimate.calibration.as_dict(),
        "evenness": evenness_of(estimate),
        "traffic": {"gates": estimate.passing.gates, "counters": estimate.passing.counters},
        "samples": 0 if spread is None else spread.samples,
        "tornado": [] if spread is None else _tornado(estimate, spread),
    }


def _tornado(estimate: Estimate, spread: Uncertainty) -> list[dict[str, Any]]:
    """Rows of `Uncertainty.tornado`, each with its ``central`` value, ``source`` and ``confidence``."""
    known = {one.name: one for one in estimate.assumed}
    return [
        {str(key): value for key, value in row.items()}
        | {name: getattr(known[row["name"]], name) for name in ("central", "source", "confidence")}
        for row in spread.tornado.to_dict("records")
    ]


def _percentiles(values: Any) -> dict[str, float]:
    return {name: float(value) for name, value in zip(PERCENTILES, values, strict=True)}


def _by_class(estimate: Estimate, spread: Uncertainty | None) -> dict[str, dict[str, float]]:
    kwh = estimate.city_kwh(CENTRAL).sum(axis=(0, 1, 4))
    out = {}
    for f, family in enumerate(estimate.fleet.families):
        for n, need in enumerate(NEEDS):
            if kwh[f, n] > 0:
                more = {} if spread is None else _percentiles(spread.city_kwh[:, f, n])
                out[f"{family.value}_{need.value}"] = {"kwh_per_day": float(kwh[f, n]), **more}
    return out


def _by_vehicle(estimate: Estimate) -> list[dict[str, Any]]:
    energy = estimate.city_kwh(CENTRAL).sum(axis=(1, 2, 3, 4))
    count = estimate.fleet.vehicles(CENTRAL).sum(axis=(1, 2))
    battery = estimate.inputs.kwh_per_vehicle(CENTRAL)
    return [
        {
            "vehicle_class": name,
            "vehicles": float(count[c]),
            "battery_kwh_per_vehicle": float(battery[c]),
            "public_kwh_per_day": float(energy[c]),
        }
        for c, name in enumerate(estimate.fleet.classes)
    ]


def _year(estimate: Estimate, spread: Uncertainty | None) -> dict[str, Any]:
    more = {} if spread is None else _percentiles(spread.total_kwh)
    return {
        "year": estimate.fleet.year,
        "vehicles": float(estimate.fleet.vehicles(CENTRAL).sum()),
        "kwh_per_day": float(estimate.city_kwh(CENTRAL).sum()),
        **more,
        "how": [joined(": ", [one.what, one.value]) for one in estimate.fleet.assumptions],
    }
