"""What is assumed of buses and their depots, as reports say it: every figure from the place that counts with it."""

import pandas as pd

from geodata.buses.blocks import TERMINAL_M
from geodata.buses.depots import GATHERED_M, LEAST_SHARE, REACH_M, STANDING_IN, YARD_M2
from geodata.buses.empty_drives import BY_AIR_KMH, OFF_ROAD_M
from geodata.buses.service_day import ServiceDay
from geodata.city_request import BusRequest
from geodata.report import Assumption
from geodata.speech import _

LEAST_OF_STOPS, MOST_OF_STOPS, MORE_KM = 0.7, 3.0, 5.0
"""A shape fits its stops if it is no shorter than so many times the way through them, and no longer than so many times and km."""

NEAR_M = 5_000.0
"""Work that starts or ends so far outside of the limits is the city's too."""


def assumed(request: BusRequest, day: ServiceDay, blocks: pd.DataFrame, outside: int) -> tuple[Assumption, ...]:
    """Say what is assumed of the day, the work and the ways of buses; `blocks` has schema BLOCKS, `outside` of them start and end outside of the limits."""
    why = day.why if day.chosen == "asked" else _("trips of buses: {why}", why=day.why)
    said = [Assumption(_("day of the bus timetable"), f"{day.day.isoformat()}, {day.day:%A}", why, "medium")]
    mine = _(
        "all that starts or ends in the city's limits or within {km:g} km of them, {outside} of {blocks} blocks outside of the limits at both ends",
        km=NEAR_M / 1_000,
        outside=outside,
        blocks=len(blocks),
    )
    said.append(Assumption(_("work of buses that is the city's"), mine, "geodata/buses/assumed.py"))
    made = int(blocks["made"].sum())
    if made:
        stays = _("{least:g} to {most:g} min", least=request.least_stay_s / 60, most=request.most_stay_s / 60)
        value = _(
            "{made} of {count} made by chaining trips, first in first out at each terminal, stays of {stays}; stops within {terminal_m:.0f} m are one terminal",
            made=made,
            count=len(blocks),
            stays=stays,
            terminal_m=TERMINAL_M,
        )
        keys = "buses.layover_min, buses.longest_layover_min"
        said.append(Assumption(_("work of buses (blocks) that the timetable does not tell"), value, keys))
    value = _(
        "along the shape where it is {least_of_stops:g} to {most_of_stops:g} times (and {more_km:g} km) the way through its stops, else that way times {detour:g}",
        least_of_stops=LEAST_OF_STOPS,
        most_of_stops=MOST_OF_STOPS,
        more_km=MORE_KM,
        detour=request.detour,
    )
    said.append(Assumption(_("lengths of bus trips"), value, _("geodata/buses/assumed.py, buses.detour"), "medium"))
    value = _(
        "{by_air_kmh:g} km/h over the straight line times {detour:g}, also where stop or depot is more than {off_road_m:.0f} m from every street",
        by_air_kmh=BY_AIR_KMH,
        detour=request.detour,
        off_road_m=OFF_ROAD_M,
    )
    said.append(
        Assumption(_("empty drives of buses that the roads do not reach"), value, "geodata/buses/empty_drives.py")
    )
    return tuple(said)


def of_mapped(count: int) -> Assumption:
    """Say how depots of the map were found."""
    reach = _("in the city and within {reach_m:g} km of it", reach_m=REACH_M / 1000)
    value = _(
        "{count} of the map, {reach}; each block goes to the one with the shortest empty drives",
        count=count,
        reach=reach,
    )
    yards = _(
        "landuse=depot, industrial=depot, else amenity=bus_station of {yard_m2:,.0f} m2 and more", yard_m2=YARD_M2
    )
    return Assumption(_("bus depots"), value, yards)


def of_terminals(count: int) -> Assumption:
    """Say how terminals stand in for depots that nobody knows."""
    value = _(
        "{count} terminals where most buses start and end stand in for them, with others within {gathered_m:g} km, each with {least_share:.0%} of all starts and ends or more; give buses.depots",
        count=count,
        gathered_m=GATHERED_M / 1000,
        least_share=LEAST_SHARE,
    )
    return Assumption(_("bus depots"), value, STANDING_IN)
