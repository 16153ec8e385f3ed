"""The request for a scenario's city, the cache of downloads, and `evplan fetch`, which fills the cache."""

import contextlib
import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from geodata.city_request import CityRequest
from geodata.errors import InputError
from geodata.renaming import put_in_place
from geodata.system_reasons import reason_of
from planner.catalogue.peak_hour import PEAK_SOURCE, peak_factors
from planner.config.scenario import Scenario
from planner.demand.stock import known_fleet
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.staging import told_if_full

if TYPE_CHECKING:
    from geodata.station_intake import FetchedStations


@dataclass(frozen=True)
class Fetched:
    """Contents of the cache after `evplan fetch`; `place` is the folder of roads, None where they come from a file."""

    place: Path | None
    stations: "tuple[FetchedStations, ...]"


def city_request(scenario: Scenario) -> CityRequest:
    """Build the request for a scenario's city from its sections, with a fleet from the facts where there is no table."""
    folder, known = scenario.path(""), known_fleet(scenario)
    return CityRequest(
        place=scenario.city.request(folder),
        stations=tuple(source.request(folder) for source in scenario.stations),
        inventory=scenario.inventory.request(folder),
        fleet=replace(scenario.fleet.request(folder), stock=known.vehicles, stock_source=known.source),
        sites=scenario.sites.request(folder),
        grid=scenario.grid.request(folder),
        traffic=scenario.traffic.request(folder),
        speeds=scenario.traffic.speeds_request(folder, peak_factors(), PEAK_SOURCE),
        sessions=tuple(source.request(folder) for source in scenario.sessions),
        buses=scenario.buses.request(folder),
        cache=cache_dir(),
    )


def fetch(scenario: Scenario, *, say: Progress, again: bool = False) -> Fetched:
    """Download the place and every source of stations that is a service; what is there is asked for only `again`.

    Raises
    ------
    GeodataError
        A service cannot be reached, refuses or knows nothing of the place. What was downloaded before stays.
    """
    with _cache_written():
        return _fetch(scenario, say, again=again)


def _fetch(scenario: Scenario, say: Progress, *, again: bool) -> Fetched:
    # The readers of maps and stations, which a request alone does without.
    from geodata.intake import bounds_of  # noqa: PLC0415
    from geodata.sources.overpass import fetch_place  # noqa: PLC0415
    from geodata.station_intake import fetch_stations  # noqa: PLC0415

    place, folder = scenario.city.place, None
    if place is not None:
        say(_("fetching {place} from OpenStreetMap (a large city takes some minutes)", place=place))
        folder = _place_again(place) if again else fetch_place(place, cache_dir())
    if not any(source.is_online for source in scenario.stations):
        return Fetched(folder, ())
    request = city_request(scenario)
    return Fetched(folder, tuple(fetch_stations(request, bounds=bounds_of(request), say=say, again=again)))


def _place_again(place: str) -> Path:
    """Fetch a place anew beside the old one, which goes only when the new one is whole."""
    from geodata.sources.overpass import fetch_place  # noqa: PLC0415

    cache = cache_dir()
    cache.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".again-", dir=cache) as beside:
        new = fetch_place(place, Path(beside))
        folder = cache / new.relative_to(beside)
        folder.parent.mkdir(parents=True, exist_ok=True)
        put_in_place(new, folder, Path(beside))
    return folder


def cache_dir() -> Path:
    """Folder of downloads: EVPLAN_CACHE, else the user's cache folder; of a user without a home, one in the folder he works in."""
    named = os.environ.get("EVPLAN_CACHE")
    try:
        return Path(named) if named else user_cache_path("evplan", appauthor=False)
    except RuntimeError:  # platformdirs: neither HOME nor an entry among the users, as in containers
        return Path(".evplan-cache")


@contextlib.contextmanager
def _cache_written() -> Iterator[None]:
    """Tell in one line that the cache cannot be made or written, before anything is asked of a service where it can be known."""
    cache = cache_dir()
    try:
        with told_if_full(cache):
            cache.mkdir(parents=True, exist_ok=True)
            yield
    except OSError as error:
        if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}:
            raise
        raise InputError(
            cache,
            _("the cache of downloads cannot be written ({strerror})", strerror=reason_of(error)),
            _("name another folder with EVPLAN_CACHE"),
        ) from None
