"""Activities of each zone from OpenStreetMap: floor and ground by kind, and people by dwelling."""

from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.activity import ACTIVITY
from geodata.osm.activity_kinds import ACTIVITY_KINDS
from geodata.osm.activity_places import Found, Places, places_in
from geodata.osm.dwellings import dwelling_split
from geodata.osm.extract import OsmExtract
from geodata.report import DROPPED, Assumption, Problem, SourceReport
from geodata.speech import _
from geodata.spreading import spread_over

Floats = NDArray[np.float64]

RULES = "geodata/osm/activity_kinds.py"


def activities_of(
    extract: OsmExtract, zones: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, SourceReport, tuple[Assumption, ...]]:
    """Say what each zone holds of every kind of activity, and how its people live.

    An area that lies in several zones is split over them by ground; what lies in none is left out.

    Parameters
    ----------
    extract : OsmExtract
        Of the city and its surroundings.
    zones : GeoDataFrame
        Schema ZONES, in a metric CRS.

    Returns
    -------
    activity : DataFrame
        Schema ACTIVITY, a row for each zone in the order of `zones`.
    report : SourceReport
        A record is an OSM object tagged as an activity; merges and drops are counted by kind.
    assumptions : tuple of Assumption
        For each kind how much of it rests on assumed sizes; and how people live.
    """
    found = places_in(extract.features, str(zones.crs))
    shapes = zones.geometry.to_numpy()
    flats, houses, doubts, said = dwelling_split(extract.features, zones)
    table = {"zone_id": zones["zone_id"].to_numpy(), "flat_people": flats, "house_people": houses}
    assumptions = list(said)
    for kind in ACTIVITY_KINDS:
        parts = [_of_kind(places, kind) for places in (found.areas, found.untagged, found.points)]
        table[kind] = _by_zone(parts, shapes)
        assumptions += _assumed(kind, parts, table[kind], shapes)
    missing = [kind.label for name, kind in ACTIVITY_KINDS.items() if not table[name].sum() > 0]
    nothing = (
        (Problem(_.joined(", ", missing), _("the map shows none in the city"), _("taken as 0 m2")),) if missing else ()
    )
    report = _account(extract.source, found, shapes, (*doubts, *nothing))
    return ACTIVITY.checked(pd.DataFrame(table), source="activities"), report, tuple(assumptions)


def _of_kind(places: Places, kind: str) -> Places:
    mine = (places.kind == kind) & (places.m2 > 0) & ~places.merged
    return Places(places.kind[mine], places.shapes[mine], places.m2[mine], places.assumed[mine], places.merged[mine])


def _by_zone(parts: Sequence[Places], zones: NDArray[Any]) -> Floats:
    """Square metres (zones,) of areas, split by ground, and of points."""
    out = np.zeros(len(zones))
    for places in parts:
        flat = shapely.get_dimensions(places.shapes) == 2
        out += spread_over(places.shapes[flat], places.m2[flat], zones).people
        point, zone = _zone_of(places.shapes[~flat], zones)
        out += np.bincount(zone, places.m2[~flat][point], minlength=len(zones))
    return out


def _zone_of(points: NDArray[Any], zones: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Numbers of the points that lie in a zone, and of their zone; a point on an edge is of one."""
    point, zone = shapely.STRtree(zones).query(points, predicate="intersects")
    _, first = np.unique(point, return_index=True)
    return point[first], zone[first]


def _assumed(kind: str, parts: Sequence[Places], m2: Floats, zones: NDArray[Any]) -> list[Assumption]:
    """How much of a kind nobody measured."""
    guesses = [
        Places(one.kind[one.assumed], one.shapes[one.assumed], one.m2[one.assumed], one.assumed, one.merged)
        for one in parts
    ]
    share = _by_zone(guesses, zones).sum() / m2.sum() if m2.sum() > 0 else 0.0
    if not share > 0:
        return []
    entry = ACTIVITY_KINDS[kind]
    areas, points = (len(parts[0].m2) + len(parts[1].m2), len(parts[2].m2))
    how = [
        _("a point counts {point_m2:g} m2 unless its tag says more", point_m2=entry.point_m2),
        *(
            []
            if entry.by_ground
            else [
                _("a building has {levels:g} storeys", levels=entry.levels),
                _("grounds have {on_ground:g} m2 of floor to a m2", on_ground=entry.on_ground),
            ]
        ),
    ]
    value = _(
        "{share:.0%} of it by assumed sizes ({areas} areas, {points} points; {how})",
        share=share,
        areas=areas,
        points=points,
        how=_.joined(", ", how),
    )
    return [
        Assumption(
            _("{part} of {label}", part=_("ground area") if entry.by_ground else _("floor area"), label=entry.label),
            value,
            RULES,
        )
    ]


def _account(source: str, found: Found, zones: NDArray[Any], doubts: tuple[Problem, ...]) -> SourceReport:
    problems, merged, outside = [], 0, 0
    for kind, entry in ACTIVITY_KINDS.items():
        for places, what in ((found.areas, _("areas")), (found.points, _.within("on the map", "points"))):
            twice = int((places.merged & (places.kind == kind)).sum())
            merged += twice
            if twice:
                reason = _("lie in an area, or beside a point, of their kind")
                problems.append(
                    Problem(
                        _("{twice} {what} of {label}", twice=twice, what=what, label=entry.label),
                        reason,
                        _("merged into it"),
                    )
                )
    for places in (found.areas, found.points):
        stay = places.shapes[~places.merged]
        inside = np.unique(shapely.STRtree(zones).query(stay, predicate="intersects")[0])
        outside += len(stay) - len(inside)
    for count, reason in (
        (found.gone, _("are there no more, or not yet")),
        (found.uncounted, _("are tagged too vaguely to count as points")),
    ):
        if count:
            problems.append(Problem(_("{count} places", count=count), reason, DROPPED))
    dropped = found.gone + found.uncounted
    kept = len(found.areas.m2) + len(found.points.m2) - merged
    return SourceReport(
        path=source,
        format="activities",
        records=kept + merged + dropped,
        kept=kept,
        merged=merged,
        dropped=dropped,
        outside_city=outside,
        problems=(*problems, *doubts),
    )
