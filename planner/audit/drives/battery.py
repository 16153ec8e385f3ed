"""A drive, kilometre by kilometre of its energy: what the battery holds at every stop, until the destination."""

from collections.abc import Iterator

from planner.audit.drives.stated import Drive, Place, Trip
from planner.support.speech import _

ROUNDING_KWH = 1e-6


def stranded(trip: Trip, drive: Drive, places: "list[Place] | tuple[Place, ...]") -> Iterator[str]:
    """What is impossible on a drive: it charges off its way, runs out, overfills its battery, or arrives with too little."""
    route = trip.routes[drive.route]
    used = dict(zip(route.stops.tolist(), route.kwh_at.tolist(), strict=True))
    held, driven = trip.start_kwh, 0.0
    for place, kwh in drive.charges:
        name = places[place].id
        if place not in used or used[place] < driven - ROUNDING_KWH:
            yield _("{trip}: charges at {place}, which does not lie ahead on its route", trip=trip.name, place=name)
            return
        if kwh < 0:
            yield _("{trip}: charges less than nothing at {place}", trip=trip.name, place=name)
        held -= used[place] - driven
        driven = used[place]
        if held < -ROUNDING_KWH:
            yield _("{trip}: strands before {place}, {kwh:number2} kWh short", trip=trip.name, place=name, kwh=-held)
        held += kwh
        if held > trip.usable_kwh + ROUNDING_KWH:
            yield _(
                "{trip}: leaves {place} with {held:number2} kWh in a battery of {usable:number2}",
                trip=trip.name,
                place=name,
                held=held,
                usable=trip.usable_kwh,
            )
    held -= route.kwh_total - driven
    if held < trip.arrive_kwh - ROUNDING_KWH:
        yield _(
            "{trip}: arrives with {held:number2} kWh, not the {least:number2} that must be left",
            trip=trip.name,
            held=held,
            least=trip.arrive_kwh,
        )
