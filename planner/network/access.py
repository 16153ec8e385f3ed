"""Origin-destination matrix: (zone, site) pairs within the drive limit, in seconds by road."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.approaches import Approaches
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

    A zone or place has a way to the nearest node that can be driven to and from, and to others near by where that one leads
    a long way round. They cost time as well: the crow-fly distance at 20 km/h, so that nothing is nearer than it is (`geodata.approaches`).

    Raises
    ------
    ConfigError
        No zone reaches any place within the limit.
    """
    if not len(places):
        raise ConfigError(_("the city has no candidate site and no station; widen sites.from_osm or give sites.path"))
    zones = laid_zones(city)
    say(_("drive times: {count} zones to {count_2} sites", count=len(zones.row), count_2=len(places)))
    drives = drives_to(city, zones, places.xy_m, max_drive_min * 60.0)
    return kept_drives(city, places, zones, drives, max_drive_min=max_drive_min, nearest=nearest)


@dataclass(frozen=True)
class LaidZones:
    """Zones with people, laid on the road network.

    Parameters
    ----------
    row : (zones,) int
        Rows of the zones table.
    ways : Approaches
    """

    row: NDArray[np.int64]
    ways: Approaches


@dataclass(frozen=True)
class SiteDrives:
    """Every drive within the limit from zones to some sites.

    Parameters
    ----------
    zone, site : (drives,) int
        Row of the zones table; number of the site among those that were asked for.
    drive_s : (drives,)
    off_road_m : (sites,)
        How far each site lies from the road network.
    """

    zone: NDArray[np.int64]
    site: NDArray[np.int64]
    drive_s: NDArray[np.float64]
    off_road_m: NDArray[np.float64]


def laid_zones(city: City) -> LaidZones:
    """Lay the zones with people on the nodes near them that can be driven to and from."""
    populated = np.flatnonzero(city.zones["population"].to_numpy() > 0)
    return LaidZones(populated, city.roads.departures(city.zones[["x_m", "y_m"]].to_numpy(dtype=float)[populated]))


def drives_to(city: City, zones: LaidZones, xy_m: NDArray[np.float64], limit_s: float) -> SiteDrives:
    """Drives from every zone to sites at these points, (sites, 2)."""
    sites = city.roads.arrivals(xy_m)
    at_zone, site, seconds = city.roads.drives_between(zones.ways, sites, limit_s=limit_s)
    return SiteDrives(zones.row[at_zone], site, seconds, sites.nearest_m)


def kept_drives(
    city: City, places: Locations, zones: LaidZones, drives: SiteDrives, *, max_drive_min: float, nearest: int
) -> AccessMatrix:
    """The access matrix: of the drives to all places those to the nearest so many candidates and stations; raises as `access_of`."""
    within = ~places.gates.excluded[drives.site]
    pairs = drives.zone[within], drives.site[within], drives.drive_s[within]
    zone, site, drive_s = _nearest(*pairs, places.existing, nearest)
    if not len(zone):
        raise ConfigError(
            _(
                "no zone reaches any site within plan.max_drive_min = {max_drive_min:g} minutes; raise it, or give sites nearer to where people live",
                max_drive_min=max_drive_min,
            )
        )
    problems = (
        *_far(_("zone"), city.zones["zone_id"].to_numpy()[zones.row], zones.ways.nearest_m),
        *_far(_("site"), places.site_id, drives.off_road_m),
        *_unreached(city, zones.row, zone, max_drive_min),
    )
    return AccessMatrix(zone, site, drive_s, max_drive_min * 60.0, nearest, problems)


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
            _("{distance_m:number} m from the nearest road of the main network", distance_m=distance_m[k]),
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
                "reaches no site within {max_drive_min:g} minutes ({count:number} people)",
                max_drive_min=max_drive_min,
                count=count,
            ),
            _("its demand stays unserved"),
        )
        for row, count in zip(lost, people, strict=True)
        if count >= 1
    ]
