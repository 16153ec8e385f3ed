"""Stations along each main road in driving order: how far each is from the beginning of the road and from the one before it."""

import math
from dataclasses import dataclass
from itertools import pairwise

from planner.country.output import words
from planner.country.output.phases import Rows
from planner.country.output.plugs import ROAD_PLUGS
from planner.country.output.reader_names import names_for_reader
from planner.country.result import Country
from planner.country.roads.gap import RoadGap
from planner.country.roads.station import RoadStation
from planner.output.shared.sheets import USUAL, Heading, Sheet
from planner.support.speech import _, joined

TABLE = "along_roads.csv"
AT_END_KM = 0.05
"""A station of the name of a town no farther from the end of the road there stands at that end."""


@dataclass(frozen=True)
class Stop:
    """A station on a road, or the end of one.

    Parameters
    ----------
    road : str
    road_km, km, before_km : float
        Length of the road, how far from its beginning, and from the one before it.
    name : str
    guns : dict of str to int
        By plug family, standing ones too; of an end those of the station in its town.
    is_end : bool
    """

    road: str
    road_km: float
    km: float
    before_km: float
    name: str
    guns: dict[str, int]
    is_end: bool


def stops_of(country: Country) -> dict[str, list[Stop]]:
    """By road, its ends too."""
    stations = {one.name: one for one in country.stations}
    found: dict[str, dict[str, float]] = {}
    roads: dict[str, RoadGap] = {}
    for gap in country.gaps:
        if gap.limit_km is None:
            roads.setdefault(gap.road, gap)
            found.setdefault(gap.road, {}).update(dict(gap.stations))
    out = {}
    for road, at in found.items():
        (first, last), whole = roads[road].ends, roads[road].km
        held = {name for name, km in ((first, 0.0), (last, whole)) if abs(at.get(name, math.inf) - km) <= AT_END_KM}
        between = sorted(((name, km) for name, km in at.items() if name not in held), key=lambda of: of[1])
        ordered = [(first, 0.0, True), *((name, km, False) for name, km in between), (last, whole, True)]
        before = [0.0, *(max(0.0, b[1] - a[1]) for a, b in pairwise(ordered))]
        out[road] = [
            Stop(road, whole, km, away, name, _guns(stations, name) if name in held or not end else {}, end)
            for (name, km, end), away in zip(ordered, before, strict=True)
        ]
    return out


def along_rows(country: Country) -> Rows:
    """A row for each station on each main road, and for its ends."""
    names = names_for_reader(country)
    return [
        {
            "road": one.road,
            "road_km": round(one.road_km, 1),
            "number": number,
            "place": one.name,
            "label": names.place(one.name),
            "end": one.is_end,
            "km": round(one.km, 1),
            "km_from_last": round(one.before_km, 1),
            **{f"guns_{family}": one.guns.get(family, 0) for family in ROAD_PLUGS},
        }
        for stops in stops_of(country).values()
        for number, one in enumerate(stops)
    ]


def along_sheet(country: Country) -> Sheet:
    """The same in words."""
    heads = (
        _("Road"),
        _("Length, km"),
        _("Place"),
        _("From the beginning, km"),
        _("From the one before, km"),
        _("Plugs"),
    )
    return Sheet(
        _("Along the roads"),
        tuple(Heading(title, USUAL) for title in heads),
        [
            [one.road, one.road_km, one.name, one.km, one.before_km, words.guns_words(one.guns)]
            for stops in stops_of(country).values()
            for one in stops
        ],
    )


def stop_lines(country: Country) -> dict[str, str]:
    """Stations of each road in a line: ``Kara-Balta (63 km), Toktogul (290 km)``; empty of a road without one."""
    return {
        road: joined(
            ", ",
            [_("{place} ({km:number} km)", place=one.name, km=one.km) for one in stops if one.guns or not one.is_end],
        )
        for road, stops in stops_of(country).items()
    }


def _guns(stations: dict[str, RoadStation], name: str) -> dict[str, int]:
    one = stations.get(name)
    if one is None:
        return {}
    return {family: count for family in ROAD_PLUGS if (count := one.guns.get(family, 0) + one.standing.get(family, 0))}
