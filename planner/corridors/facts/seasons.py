"""Seasons of the year: how much is driven in each, and how cold it is."""

import numpy as np

from geodata.trunk.network import TrunkNetwork
from planner.corridors.facts.climate import climate
from planner.corridors.facts.parameters import figure
from planner.corridors.sections.trips import TripsConfig
from planner.support.speech import _

JANUARY = 1


def season_factors(config: TripsConfig) -> list[float]:
    """Trips on a day of each season against the mean of the year.

    Those that the configuration gives count as they are. The season with January has `winter_trips` of the facts against each other
    season that gives none, and the mean over the year is 1.
    """
    ratio = figure("winter_trips", config.case)
    raw = [(ratio if JANUARY in one.months else 1.0) if one.trips is None else one.trips for one in config.seasons]
    if any(one.trips is not None for one in config.seasons):
        return raw
    mean = sum(value * len(one.months) for value, one in zip(raw, config.seasons, strict=True)) / 12.0
    return [value / mean for value in raw]


def season_words(name: str) -> str:
    """Name of a season; one of the user's own as it is."""
    known = {"winter": lambda: _("winter"), "summer": lambda: _("summer")}
    return known[name]() if name in known else name


def coldest_c(network: TrunkNetwork, config: TripsConfig) -> float:
    """Temperature of the coldest season: given, or the mean over the roads of their coldest month in the year."""
    given = [one.temperature_c for one in config.seasons if one.temperature_c is not None]
    if given:
        return min(given)
    middle = network.lonlat[network.ends].mean(axis=1).reshape(-1, 2)
    return float(np.average(climate().at(middle).min(axis=1), weights=network.km))
