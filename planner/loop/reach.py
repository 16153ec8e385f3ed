"""Drive times as sites move: only of those that are new somewhere."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geodata.city import City
from planner.config.plan import PlanConfig
from planner.network.access import AccessMatrix, LaidZones, SiteDrives, drives_to, kept_drives, laid_zones
from planner.network.locations import Locations

Floats = NDArray[np.float64]
Place = tuple[float, float]
"""Where a site stands, metres."""


@dataclass(frozen=True)
class _Drives:
    """Drives from every zone to one site."""

    zone: NDArray[np.int64]
    drive_s: Floats
    off_road_m: float


@dataclass
class Reach:
    """Drives to every place that a site has stood at since the city was opened; the roads and zones do not change.

    Parameters
    ----------
    city : City
    limit_min : float
        Longest drive.
    """

    city: City
    limit_min: float
    _zones: LaidZones | None = None
    _known: dict[Place, _Drives] = field(default_factory=dict)

    def access(self, places: Locations, ask: PlanConfig) -> AccessMatrix:
        """The access matrix of these places, as `planner.network.access.access_of` has it.

        Raises
        ------
        ConfigError
            No zone reaches any place within the limit.
        """
        if self._zones is None:
            self._zones = laid_zones(self.city)
        points = [(float(x), float(y)) for x, y in places.xy_m]
        self._learn(self._zones, sorted({one for one in points if one not in self._known}))
        drives = [self._known[one] for one in points]
        every = SiteDrives(
            np.concatenate([one.zone for one in drives]),
            np.repeat(np.arange(len(drives)), [len(one.zone) for one in drives]),
            np.concatenate([one.drive_s for one in drives]),
            np.array([one.off_road_m for one in drives]),
        )
        return kept_drives(
            self.city, places, self._zones, every, max_drive_min=ask.max_drive_min, nearest=ask.nearest_sites
        )

    def _learn(self, zones: LaidZones, points: list[Place]) -> None:
        if not points:
            return
        found = drives_to(self.city, zones, np.array(points), self.limit_min * 60.0)
        order = np.argsort(found.site, kind="stable")
        first = np.searchsorted(found.site[order], np.arange(len(points) + 1))
        for number, point in enumerate(points):
            mine = order[first[number] : first[number + 1]]
            self._known[point] = _Drives(found.zone[mine], found.drive_s[mine], float(found.off_road_m[number]))
