"""Stocks of four countries a year ahead, foretold from every earlier count: fitted curves, the last slope, and peer countries."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.catalogue.facts import fact_rows
from planner.demand.growth import Count, Growth, fit_growth
from planner.demand.peers import outlook

COUNTRIES = ("KZ", "UZ", "KG", "TJ")
AHEAD = (0.75, 1.25)
"""Years between the last count known and the one asked for."""
CAR_SHARE = 0.881
"""Of all vehicles registered in Kazakhstan, in the note of the parc of February 2024."""


@dataclass(frozen=True)
class Case:
    """What was counted up to a time, oldest first, and what is asked for: the stock `after`, of so many cars in all."""

    country: str
    known: tuple[Count, ...]
    after: Count
    parc: float

    @property
    def years(self) -> float:
        """From the last count known to the one asked for."""
        return self.after.when - self.known[-1].when


def stocks_of(country: str) -> list[Count]:
    """Electric vehicles by date: cars where they are counted, else all; where only imports or registrations are, their sum so far."""
    rows = [row for row in fact_rows("fleet_by_country") if (row["country"], row["scope"]) == (country, "country")]
    found: dict[float, tuple[bool, float]] = {}
    for row in rows:
        dated = re.fullmatch(r"(\d{4})-(\d{2})(-\d{2})?", row["date"])
        if row["metric"] == "ev_stock" and dated and row["vehicle_class"] in ("all", "car"):
            when, cars = int(dated[1]) + (int(dated[2]) - 1) / 12, row["vehicle_class"] == "car"
            if cars or when not in found:
                found[when] = (cars, float(row["value"]))
    flows: dict[float, float] = {}
    for row in rows:
        span = re.fullmatch(r"(?:\d{4}-)?(\d{4})(-H1)?", row["date"])
        if row["metric"] in ("ev_imports", "ev_registrations") and span:
            end = int(span[1]) + (0.5 if span[2] else 1.0)
            flows[end] = max(flows.get(end, 0.0), float(row["value"]))
    total = 0.0
    for end in sorted(flows):
        if end % 1 == 0 or end + 0.5 not in flows:  # half a year counts only where the whole is not known
            total += flows[end]
            found.setdefault(end, (True, total))
    return [Count(when, vehicles) for when, (_, vehicles) in sorted(found.items())]


def cases() -> list[Case]:
    """Every pair of counts about a year apart."""
    out = []
    for country in COUNTRIES:
        counts, parc = stocks_of(country), _parc(country)
        for k, last in enumerate(counts):
            later = [one for one in counts[k + 1 :] if AHEAD[0] <= one.when - last.when <= AHEAD[1]]
            out += [Case(country, tuple(counts[: k + 1]), one, parc) for one in later]
    return out


def _parc(country: str) -> float:
    rows = fact_rows("fleet_by_country")
    parc = next(
        float(row["value"])
        for row in rows
        if (row["country"], row["scope"], row["metric"]) == (country, "country", "vehicle_stock")
    )
    return parc * CAR_SHARE if country == "KZ" else parc


def _slope(case: Case) -> float:
    if len(case.known) < 2:
        raise ValueError("one count has no slope")
    before, last = case.known[-2:]
    return last.vehicles + (last.vehicles - before.vehicles) / (last.when - before.when) * case.years


def _peers(case: Case) -> float:
    last = case.known[-1]
    return last.vehicles * outlook(last.vehicles / case.parc, case.years).central


def _fit(kind: Growth) -> Callable[[Case], float]:
    return lambda case: fit_growth(case.known, kind, case.parc).at(case.after.when)


WAYS: dict[str, Callable[[Case], float]] = {
    "peers": _peers,
    "last slope": _slope,
    **{kind.value: _fit(kind) for kind in Growth},
}


def judged(asked: Sequence[Case]) -> dict[str, dict[str, float | int]]:
    """Median of the absolute relative errors by way: of all cases that it can answer, and of those that all ways can."""
    errors: dict[str, list[float | None]] = {name: [_error(way, case) for case in asked] for name, way in WAYS.items()}
    common = [k for k in range(len(asked)) if all(found[k] is not None for found in errors.values())]
    return {
        name: {
            "cases": sum(one is not None for one in found),
            "median_error": float(np.median([one for one in found if one is not None])),
            "common_cases": len(common),
            "common_median_error": float(np.median([found[k] for k in common])),  # type: ignore[arg-type]
        }
        for name, found in errors.items()
    }


def inside(asked: Sequence[Case]) -> tuple[int, int]:
    """Cases whose stock lies between the slowest and the fastest peer country, and how many have such a band."""
    hits, of = 0, 0
    for case in asked:
        last = case.known[-1]
        try:
            band = outlook(last.vehicles / case.parc, case.years)
        except ValueError:
            continue
        hits, of = hits + (band.low <= case.after.vehicles / last.vehicles <= band.high), of + 1
    return hits, of


def _error(way: Callable[[Case], float], case: Case) -> float | None:
    try:
        return abs(way(case) / case.after.vehicles - 1.0)
    except ValueError:
        return None
