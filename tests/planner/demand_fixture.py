"""The plan made by hand, with all that is told of its demand: occasions, percentiles, a later year and what decides it."""

import dataclasses

import pandas as pd

from planner.demand.occasions import OCCASIONS
from planner.dossier import Dossier
from tests.planner.dossier_fixture import CLASSES, HOSTILE, make_dossier

SHARES = dict(zip((str(one) for one in OCCASIONS), (0.35, 0.1, 0.25, 0.2, 0.1), strict=True))
LATER, GROWN = 2030, 1.5
SWINGS = (40.0, -300.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1e-12)
"""What each assumption moves the total by, in per mille from low to high; the last is a rounding error."""


def demanded_dossier(*, later: bool = True, samples: int = 200) -> Dossier:
    """Lay the demand out by occasion; zones west of the middle are as sure as those east of it."""
    made = make_dossier()
    zones, demand = made.zones.copy(), made.demand
    for name, share in SHARES.items():
        zones[f"occasion_{name}"] = zones["demand_kwh"] * share
        demand = demand.assign(**{name: demand["kwh_per_day"] * share})
    for name, factor in (("p10", 0.8), ("p50", 1.01), ("p90", 1.3)) if samples else ():
        zones[f"{name}_kwh"] = zones["demand_kwh"] * factor
        demand = demand.assign(**{name: demand["kwh_per_day"] * factor})
    figures = [one for one in demand if one not in ("zone_id", "district", "port_family", "need", "year")]
    grown = demand.assign(year=LATER, **{name: demand[name] * GROWN for name in figures})
    return dataclasses.replace(
        made,
        zones=zones,
        demand=pd.concat([grown, demand], ignore_index=True) if later else demand,
        demand_story=story(made, later=later, samples=samples),
    )


def story(made: Dossier, *, later: bool, samples: int) -> dict:
    """Figures as `planner.demand.story.DemandStory` has them, with hostile names."""
    total = made.scorecard.total_demand_kwh
    known = {"p10": 0.8 * total, "p50": 1.01 * total, "p90": 1.3 * total} if samples else None
    years = [
        (2028, 1.0, [f"electric vehicles of 2028: private: 4,000, {HOSTILE[0]}"]),
        (LATER, GROWN, ["fitted curve"]),
    ]
    return {
        "year": 2028,
        "total_kwh": total,
        "percentiles": known,
        "average_kw": total / 24,
        "peak_kw": total / 24 * 18 / 11.5,
        "vehicles": 4_321.0,
        "kwh_per_vehicle": total / 4_321,
        "hourly_kwh": [total / 24 * (hour if hour < 19 else 23 - hour) / 11.5 for hour in range(24)],
        "by_class": {
            name: {"kwh_per_day": kwh, **({"p10": 0.8 * kwh, "p50": 1.01 * kwh, "p90": 1.3 * kwh} if samples else {})}
            for name, kwh in ((name, made.scorecard.demand_kwh[name]) for name in CLASSES)
        },
        "by_occasion": {name: total * share for name, share in SHARES.items()},
        "by_vehicle_class": [
            {
                "vehicle_class": HOSTILE[4],
                "vehicles": 4_321.0,
                "battery_kwh_per_vehicle": 8.6,
                "public_kwh_per_day": total,
            }
        ],
        "traffic": {"gates": 12, "counters": 0},
        "samples": samples,
        "tornado": [_moved(number, swing, total) for number, swing in enumerate(SWINGS)] if samples else [],
        "years": [
            {"year": year, "vehicles": 4_321.0 * by, "kwh_per_day": total * by, **(known or {}), "how": how}
            for year, by, how in (years if later else years[:1])
        ],
    }


def _moved(number: int, swing: float, total: float) -> dict:
    ends = total * (1 - swing / 2000), total * (1 + swing / 2000)
    return {
        "name": f"a{number}",
        "what": f"{HOSTILE[number % len(HOSTILE)]} {number}",
        "low": f"-{number}%",
        "central": "as counted",
        "high": f"+{number}%",
        "source": HOSTILE[0],
        "confidence": "low",
        "total_low_kwh": ends[0],
        "total_high_kwh": ends[1],
        "swing_kwh": abs(ends[1] - ends[0]),
        "rank_change": 0.01 * number,
    }
