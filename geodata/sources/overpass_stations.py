"""Charging stations of OpenStreetMap by Overpass: asked for once into a file, then read like those of an extract."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geodata.addresses import public_url
from geodata.city_request import StationSource
from geodata.coordinates import Place, place_of
from geodata.downloads import Download
from geodata.http import OverpassSettings
from geodata.input_file import InputFile, checked_file
from geodata.inventory.ledger import StationLedger
from geodata.inventory.reading import StationsRead
from geodata.loose import list_of, mapping_of, number_of, short, text_of, time_of
from geodata.osm.station_claims import LIFECYCLE, claim_of
from geodata.osm.stations import TaggedObject, stations_among
from geodata.placing import Bounds
from geodata.report import DROPPED, Kind, Problem
from geodata.services import Manners, Service
from geodata.speech import _
from geodata.station_source import Apart, outward
from geodata.tangles import is_tangled

THINGS = (("amenity", "charging_station"), ("man_made", "charge_point"))
RELATION_THINGS = (("site", "charging_station"), ("type", "charging_station"))

CLAUSES: tuple[tuple[str, dict[str, str]], ...] = (
    *(("nwr", {key: value}) for key, value in THINGS),
    *(("nwr", {f"{word}:{key}": value}) for key, value in THINGS for word in LIFECYCLE),
    *(("nwr", {key: word, word: value}) for key, value in THINGS for word in LIFECYCLE),
    *(("relation", {key: value}) for key, value in RELATION_THINGS),
)
"""Kinds of objects and tags that are asked for: all that `geodata.osm.station_claims` takes for a station or charge point."""

PATIENT = Manners(answer_s=200.0, pause_s=15.0)
"""Overpass gives a slot to each asker, and a busy one comes free within a minute."""

_KINDS = {"node": "n", "way": "w", "relation": "r"}


def fetch_overpass_stations(
    source: StationSource,
    bounds: Bounds,
    file: Path,
    say: Callable[[str], None],
    *,
    manners: Manners = PATIENT,
) -> int:
    """Download the stations in the bounds from `source.url`, else the server of EVPLAN_OVERPASS_URL, else the public one.

    Raises
    ------
    NetworkError
        It cannot be reached, is busy, gives up half-way or answers something else.
    InputError
        The address cannot be used.
    """
    base = source.url or OverpassSettings.from_environment().overpass_url
    url = f"{base.rstrip('/').removesuffix('/interpreter')}/interpreter"
    service = Service(url, say=say, manners=manners)
    body = mapping_of(service.post(url, {"data": query_of(bounds)}).body)
    remark = text_of(body.get("remark"))
    if remark and "error" in remark.lower():
        raise service.error(
            _("gave up half-way ({short}); try again later or use another server", short=short(remark, 120))
        )
    elements = body.get("elements")
    if not isinstance(elements, list):
        raise service.error(_("answered without elements; is it an Overpass server?"))
    service.say(_("OpenStreetMap: {count} records", count=len(elements)))
    said = f"Overpass remarked: {short(remark, 120)}" if remark else ""
    return service.store(Download(public_url(url), elements, complete=not said, said=said), file)


def query_of(bounds: Bounds) -> str:
    """Question in Overpass QL for all that claims to be a station."""
    west, south, east, north = outward(bounds)
    clauses = ((kind, "".join(f'["{key}"="{value}"]' for key, value in tags.items())) for kind, tags in CLAUSES)
    wanted = "\n".join(f"  {kind}{tags};" for kind, tags in clauses)
    head = f"[out:json][timeout:180][bbox:{south:.3f},{west:.3f},{north:.3f},{east:.3f}];"
    return f"{head}\n(\n{wanted}\n);\nout meta geom;"


def read_overpass_stations(file: InputFile, *, apart: Apart = frozenset()) -> StationsRead:
    """Read what `fetch_overpass_stations` wrote; every element is kept, merged or dropped.

    A closed way or the outer ways of a relation give an area, anything else the middle of its bounds.

    Raises
    ------
    InputError
        The file is damaged.
    """
    download = Download.read(checked_file(file.path, "stations"))
    found = [_object(element, number) for number, element in enumerate(download.data, start=1)]
    objects = [one for one in found if not isinstance(one, Problem)]
    problems = [problem for problem in found if isinstance(problem, Problem)]
    ledger = StationLedger(download.title, "osm", "OpenStreetMap", file.fingerprint())
    read = stations_among(objects, ledger, apart=apart)
    report = replace(
        read.report,
        records=read.report.records + len(problems),
        dropped=read.report.dropped + len(problems),
        problems=(*problems, *read.report.problems),
    )
    return replace(read, report=report)


def _object(element: object, number: int) -> TaggedObject | Problem:
    """Object that may be a station, or why it is none."""
    if not isinstance(element, Mapping):
        return _dropped(f"#{number}", Kind.IDENTITY, _("not an object but {short}", short=short(element)))
    osm_id = _osm_id(element.get("type"), element.get("id"))
    if osm_id is None:
        return _dropped(f"#{number}", Kind.IDENTITY, _("no type and id of an OpenStreetMap object"))
    tags = {str(key): text for key, value in mapping_of(element.get("tags")).items() if (text := text_of(value))}
    if claim_of(tags, relation=osm_id.startswith("r")) is None:
        return _dropped(osm_id, Kind.OTHER, _("no charging station by its tags"))
    members = [mapping_of(member) for member in list_of(element.get("members"))]
    named = (_osm_id(member.get("type"), member.get("ref")) for member in members)
    parts = tuple(name for name in named if name)
    return TaggedObject(osm_id, tags, _shape(element), parts, time_of(element.get("timestamp")))


def _osm_id(kind: object, number: object) -> str | None:
    letter, identity = _KINDS.get(str(kind)), number_of(number)
    return None if letter is None or identity is None or identity % 1 else f"{letter}{identity:.0f}"


def _dropped(record: str, kind: Kind, reason: str) -> Problem:
    return Problem(record, reason, DROPPED, kind)


def _shape(element: Mapping[str, Any]) -> BaseGeometry | None:
    """Area where it is drawn as one, else a point, else None."""
    if element.get("type") == "node":
        return _point(element)
    lines = list(_lines(element))
    area = _area(lines)
    if area is not None:
        return area
    center = _point(mapping_of(element.get("center")))
    if center is not None:
        return center
    box = mapping_of(element.get("bounds"))
    corners = [_place(box.get(f"{end}lon"), box.get(f"{end}lat")) for end in ("min", "max")]
    places = [place for place in corners if place] or [place for line in lines for place in line]
    if not places:
        return None
    return shapely.MultiPoint(places).envelope.centroid


def _lines(element: Mapping[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """Lines of a way, or of a relation's outer ways; a member node is a line of one place."""
    members = [mapping_of(member) for member in list_of(element.get("members"))]
    for part in (element, *(member for member in members if member.get("role") != "inner")):
        steps = [mapping_of(step) for step in list_of(part.get("geometry"))] or ([part] if part is not element else [])
        places = [_place(step.get("lon"), step.get("lat")) for step in steps]
        yield [place for place in places if place]


def _area(lines: list[list[tuple[float, float]]]) -> BaseGeometry | None:
    strings = [shapely.LineString(line) for line in lines if len(line) >= 2]
    if not strings or is_tangled(shapely.MultiLineString(strings)):
        return None
    areas = shapely.union_all(shapely.get_parts(shapely.polygonize([shapely.node(shapely.union_all(strings))])))
    return areas if areas.geom_type in ("Polygon", "MultiPolygon") and not areas.is_empty else None


def _point(thing: Mapping[str, Any]) -> BaseGeometry | None:
    place = _place(thing.get("lon"), thing.get("lat"))
    return shapely.Point(place) if place else None


def _place(lon: object, lat: object) -> tuple[float, float] | None:
    place = place_of(lon, lat)
    return (place.lon, place.lat) if isinstance(place, Place) and place.repair is None else None
