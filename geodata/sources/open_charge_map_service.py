"""Open Charge Map's API: all POIs of a country or of a box, beyond its default of 100 and its undocumented limits."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geodata.addresses import public_url
from geodata.city_request import StationSource
from geodata.downloads import Download
from geodata.errors import NetworkError
from geodata.loose import mapping_of, number_of, text_of
from geodata.placing import Bounds
from geodata.secrets import secret_in
from geodata.services import Manners, RefusedError, Service
from geodata.speech import _
from geodata.station_source import outward

PUBLIC_URL = "https://api.openchargemap.io/v3/poi/"
KEY_VARIABLE = "EVPLAN_OCM_KEY"

MOST_RESULTS = 250
"""POIs asked for at once: more are refused or cut without a word, third parties report; nothing here relies on it."""

LEAST_CAP = 10
"""Answers shorter than this are taken as whole where a box cannot be paged: nobody cuts that short."""

MOST_QUARTERINGS = 9
"""Halvings of a box's sides: 0.5 degrees become 100 m."""


def fetch_open_charge_map(
    source: StationSource,
    bounds: Bounds,
    file: Path,
    say: Callable[[str], None],
    *,
    manners: Manners | None = None,
) -> int:
    """Download the POIs of `source.country`, else of the bounds, each once.

    Raises
    ------
    NetworkError
        It cannot be reached, refuses, wants a key, or answers something else.
    InputError
        The address or the key cannot be used.
    """
    variable = source.token_env or KEY_VARIABLE
    key = secret_in(variable)
    url = source.url or PUBLIC_URL
    service = Service(url, say=say, manners=manners or Manners(), secrets=(key,) if key else ())
    harvest = _Harvest(service, key, variable)
    if source.country is not None:
        whole, answered = harvest.paged({"countrycode": source.country})
        said = _(
            "{answered} POIs of {country} came and the service does not page; there may be more",
            answered=answered,
            country=source.country,
        )
    else:
        said = harvest.of_box(outward(bounds))
        whole = not said
    service.say(_("Open Charge Map: {count} records", count=len(harvest.pois)))
    download = Download(public_url(url), list(harvest.pois.values()), complete=whole, said="" if whole else said)
    return service.store(download, file)


@dataclass
class _Harvest:
    """POIs found so far, by id."""

    service: Service
    key: str | None
    variable: str
    pois: dict[str, Any] = field(default_factory=dict)
    _asked: int = 0

    def paged(self, where: dict[str, str]) -> tuple[bool, int]:
        """Take all pages of a place.

        Returns
        -------
        whole : bool
            False where the service pays no heed to the order or to ``greaterthanid``, so that there may be more.
        answered : int
            POIs of the first page.
        """
        page = self.page(where)
        answered = len(page)
        last = 0
        while page:
            numbers = [number for poi in page if (number := _number(poi)) is not None]
            if len(numbers) < len(page) or numbers != sorted(numbers) or numbers[0] <= last:
                return False, answered
            last = numbers[-1]
            page = self.page({**where, "greaterthanid": str(last)})
        return True, answered

    def of_box(self, box: Bounds) -> str:
        """Take all of a box and say why that may not be all; where it cannot be paged, quarter by quarter."""
        whole, answered = self.paged({"boundingbox": _corners(box)})
        if whole or answered < LEAST_CAP:
            return ""
        return self._quartered(box, answered, MOST_QUARTERINGS)

    def _quartered(self, box: Bounds, full: int, depth: int) -> str:
        """Ask the quarters of a box that gave a full page; a page as long as any before it counts as full."""
        if not depth:
            west, south, *_other = box
            return _(
                "the service gives {full} POIs at most, and there may be more near lon {west:.4f}, lat {south:.4f}",
                full=full,
                west=west,
                south=south,
            )
        said = ""
        for quarter in _quarters(box):
            size = len(self.page({"boundingbox": _corners(quarter)}))
            if size >= full:
                said = self._quartered(quarter, size, depth - 1) or said
        return said

    def page(self, where: dict[str, str]) -> list[Any]:
        """Ask once, keep what is new and hand on all that came."""
        self._asked += 1
        if self._asked > self.service.manners.most_pages:
            raise self.service.error(_("no end after {asked} answers; ask for a smaller place", asked=self._asked - 1))
        params = {"output": "json", "compact": "true", "verbose": "false", "client": "evplan", "sortby": "id_asc"}
        answer = self._answer({**params, "maxresults": str(MOST_RESULTS), **where})
        if not isinstance(answer, list):
            raise self.service.error(_("answered no list of POIs; is stations.url right?"))
        for poi in answer:
            name = text_of(mapping_of(poi).get("ID")) or text_of(mapping_of(poi).get("UUID"))
            self.pois.setdefault(name or json.dumps(poi, sort_keys=True), poi)
        self.service.progress(_("Open Charge Map: {count} records", count=len(self.pois)))
        return answer

    def _answer(self, params: dict[str, str]) -> Any:
        try:
            return self.service.get(self.service.url, {"X-API-Key": self.key} if self.key else {}, params).body
        except RefusedError as error:
            if self.key:
                advice = _(
                    "the key in the environment variable {variable} is not the right one", variable=self.variable
                )
            else:
                advice = _(
                    "it wants a key: get a free one at openchargemap.org and set {variable}", variable=self.variable
                )
            raise NetworkError(f"{error}; {advice}") from None


def _number(poi: object) -> int | None:
    value = number_of(mapping_of(poi).get("ID"))
    return int(value) if value is not None else None


def _corners(box: Bounds) -> str:
    """Top left and bottom right, as the API wants them."""
    west, south, east, north = box
    return f"({north:.6f},{west:.6f}),({south:.6f},{east:.6f})"


def _quarters(box: Bounds) -> tuple[Bounds, ...]:
    west, south, east, north = box
    lon, lat = (west + east) / 2, (south + north) / 2
    return ((west, south, lon, lat), (lon, south, east, lat), (west, lat, lon, north), (lon, lat, east, north))
