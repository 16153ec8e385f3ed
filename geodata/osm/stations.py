"""Charging stations of an OpenStreetMap extract, their charge points counted once."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from shapely import Point
from shapely.geometry.base import BaseGeometry

from geodata.coordinates import place_of
from geodata.inventory.ledger import StationLedger
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import Note, StationRecord
from geodata.loose import short, text_of, time_of
from geodata.osm.charge_points import parents_of
from geodata.osm.extract import OsmExtract
from geodata.osm.sockets import plugs_of
from geodata.report import Kind

Tags = Mapping[str, str]

_GONE = ("disused", "abandoned", "demolished", "removed", "razed", "was", "destroyed")
_COMING = ("planned", "proposed", "construction")
_ACCESS = {
    "yes": "public",
    "permissive": "public",
    "public": "public",
    "designated": "public",
    "destination": "public",
    "permit": "private",
    "private": "private",
    "no": "private",
    "residents": "private",
    "employees": "private",
    "delivery": "private",
    "military": "private",
    "customers": "customers",
}
_BROKEN = {"broken", "closed", "out_of_order", "needs_maintenance", "non-operational", "non_operational", "no"}


@dataclass(frozen=True)
class _Thing:
    """A tagged station or charge point."""

    osm_id: str
    tags: Tags
    shape: BaseGeometry
    is_point: bool
    status: str


def stations_of(extract: OsmExtract, *, apart: frozenset[frozenset[str]] = frozenset()) -> StationsRead:
    """Stations from nodes, ways and relations of an extract.

    A ``man_made=charge_point`` inside or beside a station is merged into it, its plugs taken only where the station has
    none of its own; one that stands alone is a station. A station without an access tag is open to all, as the wiki says.

    Parameters
    ----------
    extract : OsmExtract
    apart : frozenset of frozenset of str
        Pairs of station ids that the user says are two.
    """
    ledger = StationLedger(extract.source, "osm", "OpenStreetMap")
    things = [thing for row in _rows(extract) if (thing := _thing(*row, ledger)) is not None]
    stations = [thing for thing in things if not thing.is_point]
    points = [thing for thing in things if thing.is_point]
    parents = parents_of([one.shape for one in points], [one.shape for one in stations])
    children: dict[int, list[_Thing]] = {}
    for point, parent in zip(points, parents, strict=True):
        if parent is None or frozenset((_id(point), _id(stations[parent]))) in apart:
            _book(point, [], ledger)
        else:
            children.setdefault(parent, []).append(point)
            ledger.merge(point.osm_id, stations[parent].osm_id, "charge point of a station")
    for number, station in enumerate(stations):
        _book(station, children.get(number, []), ledger)
    return ledger.read()


def _id(thing: _Thing) -> str:
    return f"osm-{thing.osm_id}"


def _rows(extract: OsmExtract) -> list[tuple[str, Tags, BaseGeometry]]:
    features = extract.features
    return list(zip(features["osm_id"], features["tags"], features.geometry, strict=True))


def _thing(osm_id: str, tags: Tags, shape: BaseGeometry, ledger: StationLedger) -> _Thing | None:
    """Take what claims to be a station or a charge point; drop and name what is gone or not for cars."""
    claim = _claim(tags)
    if claim is None:
        return None
    lifecycle, is_point = claim
    if lifecycle in _GONE:
        ledger.drop(osm_id, Kind.STATUS, f"{lifecycle} station")
        return None
    cars = (tags.get("motorcar") or tags.get("motor_vehicle") or "").lower()
    if cars == "no":
        ledger.drop(osm_id, Kind.ACCESS, "not for cars")
        return None
    if shape is None or shape.is_empty:
        ledger.drop(osm_id, Kind.COORDINATES, "no geometry")
        return None
    status = "planned" if lifecycle in _COMING else "operational"
    if status == "operational" and (tags.get("operational_status") or "").strip().lower() in _BROKEN:
        status = "out_of_order"
    return _Thing(osm_id, tags, shape, is_point, status)


def _claim(tags: Tags) -> tuple[str, bool] | None:
    """Lifecycle ("" for standing) and whether it is a charge point; None where the tags claim neither."""
    for key, value in (("amenity", "charging_station"), ("man_made", "charge_point")):
        is_point = key == "man_made"
        if tags.get(key) == value:
            flags = (word for word in (*_GONE, *_COMING) if (tags.get(word) or "no").lower() == "yes")
            return next(flags, ""), is_point
        for word in (*_GONE, *_COMING):
            if tags.get(f"{word}:{key}") == value or (
                word in _COMING and tags.get(key) == word and tags.get(word) == value
            ):
                return word, is_point
    return None


def _book(thing: _Thing, children: list[_Thing], ledger: StationLedger) -> None:
    note = partial(ledger.note, thing.osm_id)
    center = thing.shape if isinstance(thing.shape, Point) else thing.shape.representative_point()
    place = ledger.placed(thing.osm_id, place_of(center.x, center.y))
    if place is None:
        return
    plugs = plugs_of(thing.tags, thing.osm_id, thing.status, note)
    if not plugs and children:
        parts = (
            plugs_of(child.tags, child.osm_id, child.status, partial(ledger.note, child.osm_id)) for child in children
        )
        plugs = tuple(
            plug if thing.status == "operational" else replace(plug, status=thing.status)
            for part in parts
            for plug in part
        )
    ledger.keep(replace(_described(thing, note), lon=place.lon, lat=place.lat, plugs=plugs), thing.osm_id)


def _described(thing: _Thing, note: Note) -> StationRecord:
    tags = thing.tags
    street = " ".join(part for key in ("addr:street", "addr:housenumber") if (part := text_of(tags.get(key))))
    return StationRecord(
        station_id=_id(thing),
        source_id=thing.osm_id,
        lon=0.0,
        lat=0.0,
        plugs=(),
        name=text_of(tags.get("name")),
        operator=text_of(tags.get("operator")) or text_of(tags.get("network")) or text_of(tags.get("brand")),
        address=street or None,
        city=text_of(tags.get("addr:city")),
        access=_access(tags, note),
        updated=time_of(tags.get("check_date")) or time_of(tags.get("survey:date")),
    )


def _access(tags: Tags, note: Note) -> str:
    said = next((tags[key] for key in ("motorcar", "motor_vehicle", "access") if tags.get(key)), "yes")
    found = [_ACCESS.get(part.strip().lower()) for part in said.split(";")]
    known = next((word for word in found if word), None)
    if known is None:
        note(Kind.ACCESS, f"access {short(said)!r} is not understood", "kept as unknown, no supply until it is known")
    return known or "unknown"
