"""Derivation of the demand of one zone, term by term, for a reader who doubts the figure."""

import difflib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.activity import ACTIVITIES
from planner.demand.estimate import Estimate
from planner.demand.occasions import NEEDS, OCCASIONS
from planner.demand.receivers import at_pads
from planner.demand.spans import CENTRAL, Floats
from planner.errors import ConfigError
from planner.support.speech import _

TERM_COLUMNS = [
    "vehicle_class",
    "fleet_of",
    "port_family",
    "need",
    "occasion",
    "vehicles",
    "kwh_per_vehicle",
    "share_at_plugs",
    "zone_share",
    "kwh_per_day",
]
LEAST_SHARE = 0.001
"""Terms smaller than this share of the zone's demand are put together in one row."""


@dataclass(frozen=True)
class Trace:
    """Demand of one zone broken down into its terms.

    Parameters
    ----------
    zone_id, district : str
    terms : DataFrame
        ``vehicle_class, fleet_of, port_family, need, occasion, vehicles, kwh_per_vehicle, share_at_plugs, zone_share, kwh_per_day``: the
        product of the four figures in the middle is the last one (up to the fit of district totals, which is part of
        `zone_share`). Most energy first; the last row holds what is too small to list.
    draws : DataFrame
        ``occasion, activity, amount, weight, draw``: what draws each occasion to this zone; floor space is damped already (see
        `planner.demand.attraction`).
    total_kwh : float
    """

    zone_id: str
    district: str | None
    terms: pd.DataFrame
    draws: pd.DataFrame
    total_kwh: float


def trace_of(estimate: Estimate, zone_id: str | None = None) -> Trace:
    """Break a zone's demand down into its terms; by default the zone with most demand.

    Raises
    ------
    ConfigError
        There is no such zone.
    """
    by_zone = estimate.zone_kwh(CENTRAL).sum(axis=(1, 2, 3))
    known = {str(one): k for k, one in enumerate(estimate.zone_id)}
    if zone_id is not None and zone_id not in known:
        close = difflib.get_close_matches(zone_id, known, n=1, cutoff=0.4)
        hint = (
            _("did you mean {close!r}?", close=close[0])
            if close
            else _("an id looks like {known!r}", known=next(iter(known)))
        )
        raise ConfigError(_("zone {zone_id!r} is not in the city; {hint}", zone_id=zone_id, hint=hint))
    at = int(np.argmax(by_zone)) if zone_id is None else known[zone_id]
    district = estimate.district[at]
    return Trace(
        str(estimate.zone_id[at]),
        district if isinstance(district, str) else None,
        _terms(estimate, at, float(by_zone[at])),
        _draws(estimate, at),
        float(by_zone[at]),
    )


def _terms(estimate: Estimate, at: int, total: float) -> pd.DataFrame:
    kwh, vehicles = estimate.shared_kwh(at), estimate.fleet.vehicles(CENTRAL)
    per_vehicle, shares = estimate.inputs.kwh_per_vehicle(CENTRAL), estimate.inputs.shares(CENTRAL)
    families, rows = estimate.fleet.families, []
    more = at_pads(estimate.inputs.efficiency.central, families)
    for c, d, f, n, o in np.argwhere(kwh > 0):
        count, share = vehicles[c, d, f], shares[c, n, o] * more[f, n]
        fleet_kwh = count * per_vehicle[c] * share
        rows.append(
            {
                "vehicle_class": estimate.fleet.classes[c],
                "fleet_of": estimate.fleet.districts[d] or "whole city",
                "port_family": families[f].value,
                "need": NEEDS[n].value,
                "occasion": OCCASIONS[o].value,
                "vehicles": count,
                "kwh_per_vehicle": per_vehicle[c],
                "share_at_plugs": share,
                "zone_share": kwh[c, d, f, n, o] / fleet_kwh if fleet_kwh > 0 else np.nan,
                "kwh_per_day": kwh[c, d, f, n, o],
            }
        )
    table = pd.DataFrame(rows, columns=TERM_COLUMNS).sort_values(
        "kwh_per_day", ascending=False, kind="stable", ignore_index=True
    )
    small = table["kwh_per_day"] < LEAST_SHARE * total
    rest = {"vehicle_class": f"{int(small.sum())} smaller terms", "kwh_per_day": table.loc[small, "kwh_per_day"].sum()}
    return pd.concat([table[~small], pd.DataFrame([rest])], ignore_index=True) if small.any() else table


def _draws(estimate: Estimate, at: int) -> pd.DataFrame:
    attraction, weights = estimate.attraction, estimate.attraction.weights
    amounts: Floats = attraction.activity[at]
    rows = [
        (occasion.value + (f" ({name})" if name else ""), activity, amounts[a], weight, amounts[a] * weight)
        for (occasion, name), line in zip(weights.columns, weights.spans.central, strict=True)
        for a, (activity, weight) in enumerate(zip(ACTIVITIES, line, strict=True))
        if amounts[a] * weight > 0
    ]
    share = attraction.traffic[at] / attraction.traffic.sum() if attraction.traffic.sum() > 0 else 0.0
    rows.append(("en_route", _("share of the city's traffic"), share, 1.0, share))
    return pd.DataFrame(rows, columns=["occasion", "activity", "amount", "weight", "draw"])
