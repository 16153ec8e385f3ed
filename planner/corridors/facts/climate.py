"""Temperatures along roads by month, those of the nearest city whose months the facts know, colder with height."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from geodata.osm.network import geodesic_m
from planner.catalogue.facts import fact_rows
from planner.corridors.facts.parameters import figure

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Climate:
    """Mean temperatures of cities.

    Parameters
    ----------
    names : tuple of str
    lonlat : (cities, 2)
    height_m : (cities,)
    months_c : (cities, 12)
    """

    names: tuple[str, ...]
    lonlat: Floats
    height_m: Floats
    months_c: Floats

    def at(self, lonlat: Floats, height_m: Floats | None = None) -> Floats:
        """Temperatures at places (places, 2), January first; (places, 12). Of heights that are not known none is corrected for."""
        count = len(self.names)
        here, there = np.repeat(lonlat, count, axis=0), np.tile(self.lonlat, (len(lonlat), 1))
        nearest = geodesic_m(here, there).reshape(len(lonlat), count).argmin(axis=1)
        months = self.months_c[nearest]
        if height_m is None:
            return months
        above_km = (height_m - self.height_m[nearest]) / 1000.0
        colder = np.where(np.isfinite(above_km), above_km, 0.0) * figure("lapse_c_per_km")
        return np.asarray(months - colder[:, None])


@cache
def climate() -> Climate:
    """Cities of the facts with their months: a sinusoid through the means of January and July, as `planner.demand.months` has it."""
    july = {row["city"]: float(row["jul_mean_c"]) for row in fact_rows("city_months")}
    rows = [row for row in fact_rows("city_facts") if row["jan_mean_c"] and row["city"] in july]
    cold = np.array([float(row["jan_mean_c"]) for row in rows])
    warm = np.array([july[row["city"]] for row in rows])
    wave = np.cos(2 * np.pi * np.arange(12) / 12)
    return Climate(
        tuple(row["city"] for row in rows),
        np.array([[float(row["lon"]), float(row["lat"])] for row in rows]),
        np.array([float(row["altitude_m"]) for row in rows]),
        ((cold + warm) / 2)[:, None] - ((warm - cold) / 2)[:, None] * wave[None, :],
    )
