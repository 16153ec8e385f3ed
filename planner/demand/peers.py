"""An outlook of how a fleet grows: like those of countries that once had the same share of electric cars. No forecast, and never the default.

Each country is taken from the time at which its share of electric cars among all cars was the same, on straight lines of the logarithm of the share
between the ends of its years; what it had as many years later, over what it had then, is one way in which the fleet may grow. This is an
analogy of diffusion paths (Griliches 1957; of electric cars, the comparison at equal penetration in the IEA's Global EV Outlook), with the median
of the countries in the middle and the slowest and the fastest at the ends.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.facts import fact_rows
from planner.support.speech import _

Floats = NDArray[np.float64]
LEAST_PEERS = 3
"""Fewer countries are no band."""
SOURCE = "configs/facts/peer_stock.csv, recalled from the IEA outlook, not read"


@dataclass(frozen=True)
class Outlook:
    """Growth by peer countries: vehicles after some years over those before.

    Parameters
    ----------
    low, central, high : float
        Slowest, median and fastest of the countries.
    countries : tuple of str
        That had the same share and are known so many years later.
    """

    low: float
    central: float
    high: float
    countries: tuple[str, ...]

    def described(self, whole: float, years: float) -> str:
        """In words, for so many vehicles counted and years from then."""
        return _(
            "an OUTLOOK and no forecast: x {central:.2f} ({low:.2f} to {high:.2f}) in {years:.1f} years, the median (slowest to fastest) of {count} countries from the time when they had the share of the {whole:number} vehicles counted here: {countries}",
            central=self.central,
            low=self.low,
            high=self.high,
            years=years,
            count=len(self.countries),
            whole=whole,
            countries=", ".join(self.countries),
        )


@cache
def peer_paths() -> dict[str, tuple[Floats, Floats]]:
    """Ends of years and logarithm of the share of electric cars, by country; the share never falls."""
    found: dict[str, list[tuple[float, float]]] = {}
    for row in fact_rows("peer_stock"):
        end = float(row["year"]) + 1.0
        found.setdefault(row["country"], []).append((end, np.log(float(row["ev_stock"]) / float(row["car_stock"]))))
    paths = {name: np.array(sorted(points)) for name, points in found.items()}
    return {name: (points[:, 0], np.maximum.accumulate(points[:, 1])) for name, points in paths.items()}


def outlook(share: float, years: float) -> Outlook:
    """Growth over so many years, which may be negative, from a share of electric cars.

    Raises
    ------
    ValueError
        Fewer than `LEAST_PEERS` countries had this share and are known so long after.
    """
    if not 0 < share < 1:
        raise ValueError(f"a share of {share:.2%} electric is no share of a growing fleet")
    at, factors = float(np.log(share)), {}
    for name, (times, logs) in peer_paths().items():
        if not logs[0] <= at <= logs[-1]:
            continue
        then = float(np.interp(at, logs, times)) + years
        if times[0] <= then <= times[-1]:
            factors[name] = float(np.exp(np.interp(then, times, logs) - at))
    if len(factors) < LEAST_PEERS:
        raise ValueError(
            f"{len(factors)} countries are known that had {share:.2%} electric and what became of it {years:+.1f} years on, and {LEAST_PEERS} are the least"
        )
    values = list(factors.values())
    return Outlook(min(values), float(np.median(values)), max(values), tuple(sorted(factors)))
