"""Origin-destination matrix: (zone, site) pairs within the drive limit, in seconds by road."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.city import City
from geodata.report import Problem
from planner.errors import ConfigError
from planner.network.locations import Locations
from planner.support.speech import _

FAR_M = 1_000.0
"""A point farther than this from the road network is reported: its drive times say little."""


@dataclass(frozen=True)
class AccessMatrix:
    """Pairs of zone and site within the drive limit, sorted by zone, then site.

    Parameters
    ----------
    zone, site : (pairs,) int
        Row of the zones table; number in `Locations`.
    drive_s : (pairs,) float
        Seconds from zone to site by road, as `Roads.drive_times` has them.
    limit_s : float
    nearest : int
        At most so many candidate sites a zone, and as many stations: the nearest.
    problems : tuple of Problem
        Zones and sites far from any road, and zones that reach nothing.
    """

    zone: NDArray[np.int64]
    site: NDArray[np.int64]
    drive_s: NDArray[np.float64]
    limit_s: float
    nearest: int
    problems: tuple[Problem, ...] = ()

    def worth(self, at_limit: float) -> NDArray[np.float64]:
        """Worth of a kWh over each pair: 1 at the door, falling exponentially to `at_limit` at the drive limit; (pairs,)."""
        return np.asarray(at_limit ** (self.drive_s / self.limit_s))


def access_of(
    city: City, places: Locations, *, max_drive_min: float, nearest: int, say: Callable[[str], None]
) -> AccessMatrix:
    """Drive times from every zone with people to every place; the nearest so many candidates and stations are kept.

    Candidates left out for their land or connection are not reached and do not count among the nearest.

    A zone or place is snapped to the nearest node that can be driven to and from. The walk to it costs time as well: the
    crow-fly distance at 20 km/h, so that nothing is nearer than it is.

    Raises
    ------
    ConfigError
        No zone reaches any place within the limit.
    """
    if not len(places):
        raise ConfigError(_("the city has no candidate site and no station; widen sites.from_osm or give sites.path"))
    populated = np.flatnonzero(city.zones["population"].to_numpy() > 0)
    zone_snap = city.roads.snap(city.zones[["x_m", "y_m"]].to_numpy(dtype=float)[populated])
    site_snap = city.roads.snap(places.xy_m)
    say(_("drive times: {count} zones to {count_2} sites", count=len(populated), count_2=len(places)))
    limit_s = max_drive_min * 60.0
    at_zone, at_site, seconds = city.roads.drive_times(zone_snap.node, site_snap.node, limit_s=limit_s)
    seconds = seconds + (zone_snap.distance_m[at_zone] + site_snap.distance_m[at_site]) / OFF_ROAD_M_PER_S
    within = (seconds <= limit_s) & ~places.gates.excluded[at_site]
    pairs = populated[at_zone[within]], at_site[within], seconds[within]
    zone, site, drive_s = _nearest(*pairs, places.existing, nearest)
    if not len(zone):
        raise ConfigError(
            _(
                "no zone reaches any site within plan.max_drive_min = {max_drive_min:g} minutes; raise it, or give sites nearer to where people live",
                max_drive_min=max_drive_min,
            )
        )
    problems = (
        *_far(_("zone"), city.zones["zone_id"].to_numpy()[populated], zone_snap.distance_m),
        *_far(_("site"), places.site_id, site_snap.distance_m),
        *_unreached(city, populated, zone, max_drive_min),
    )
    return AccessMatrix(zone, site, drive_s, limit_s, nearest, problems)


OFF_ROAD_M_PER_S = 20_000 / 3600.0


def _nearest(
    zone: NDArray[np.int64],
    site: NDArray[np.int64],
    seconds: NDArray[np.float64],
    existing: NDArray[np.bool_],
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Keep the nearest `most` candidates of each zone and, counted apart, its nearest `most` stations."""
    kind = zone * 2 + existing[site]
    order = np.lexsort((site, seconds, kind))
    zone, site, seconds, kind = zone[order], site[order], seconds[order], kind[order]
    first = np.searchsorted(kind, kind, side="left")
    keep = np.arange(len(kind)) - first < most
    zone, site, seconds = zone[keep], site[keep], seconds[keep]
    order = np.lexsort((site, zone))
    return zone[order], site[order], seconds[order]


def _far(what: str, names: NDArray[np.str_], distance_m: NDArray[np.float64]) -> list[Problem]:
    return [
        Problem(
            _("{what} {name}", what=what, name=names[k]),
            _("{distance_m:,.0f} m from the nearest road of the main network", distance_m=distance_m[k]),
            _("laid there; drive times are rough"),
        )
        for k in np.flatnonzero(distance_m > FAR_M)
    ]


def _unreached(
    city: City, populated: NDArray[np.int64], zone: NDArray[np.int64], max_drive_min: float
) -> list[Problem]:
    lost = np.setdiff1d(populated, zone)
    people = city.zones["population"].to_numpy()[lost]
    return [
        Problem(
            _("zone {iloc}", iloc=city.zones["zone_id"].iloc[row]),
            _(
                "reaches no site within {max_drive_min:g} minutes ({count:,.0f} people)",
                max_drive_min=max_drive_min,
                count=count,
            ),
            _("its demand stays unserved"),
        )
        for row, count in zip(lost, people, strict=True)
        if count >= 1
    ]
