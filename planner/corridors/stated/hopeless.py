"""Trips that no chain of stations makes possible, in words: how many, and where the first one strands."""

from collections.abc import Sequence

import numpy as np

from geodata.connectors import PortFamily
from planner.corridors.facts.range import car_words
from planner.corridors.facts.seasons import season_words
from planner.corridors.question.trips import Trip
from planner.support.speech import _


def hopeless_advice(*, barred: bool) -> str:
    """What may be changed, by the keys of the configuration; `barred` says that places abroad were passed over."""
    if barred:
        return _("allow places abroad (corridors.stations.abroad = true), lower every_km, or look for a missing road")
    return _("lower every_km, cut a long edge by nodes of its own, or look for a missing road")


def hopeless_line(trips: Sequence[Trip], ids: Sequence[str], families: Sequence[str]) -> str:
    """Say where the first of these trips finds no place for too long.

    Parameters
    ----------
    trips : sequence of Trip
        At least one; each by a way that it cannot drive.
    ids : sequence of str
        Names of the places.
    families : sequence of str
        Plug families of the question, which trips name by number.
    """
    first = trips[0]
    route = first.routes[0]
    stretch = first.stranded_stretch(route)
    assert stretch is not None
    before, after = stretch
    names = [ids[stop] for stop in route.stops.tolist()]
    km = np.zeros(len(names)) if route.km_at is None else route.km_at
    begin = (first.origin, 0.0) if before < 0 else (names[before], float(km[before]))
    end = (first.destination, route.km_total) if after >= len(names) else (names[after], float(km[after]))
    return _(
        "trips that no chain of the places here makes possible: {trips:number2} a day on the mean of the year, of {n} kinds by towns, car, plug and season, the first {name}; from {begin} to {end}, {km:number} km, there is no place, and that takes more than a battery holds",
        trips=sum(one.trips_per_day * one.weight for one in trips),
        n=len(trips),
        name=_words(first, families),
        begin=begin[0],
        end=end[0],
        km=end[1] - begin[1],
    )


def _words(trip: Trip, families: Sequence[str]) -> str:
    """A trip for people."""
    return _(
        "{origin} - {destination}, {car}, {plug}, {season}",
        origin=trip.origin,
        destination=trip.destination,
        car=car_words(trip.vehicle),
        plug=PortFamily(families[trip.family]).label,
        season=season_words(trip.season),
    )
