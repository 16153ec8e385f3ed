"""Charging stations of an OpenStreetMap extract, their charge points counted once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from shapely import Point
from shapely.geometry.base import BaseGeometry

from geodata.coordinates import place_of
from geodata.inventory.ledger import StationLedger
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import Note, Plug, StationRecord
from geodata.listing import listed
from geodata.loose import short, text_of, time_of
from geodata.osm.charge_points import Part, belonging_of
from geodata.osm.extract import OsmExtract, id_of
from geodata.osm.sockets import plugs_of
from geodata.osm.station_claims import COMING, GONE, claim_of
from geodata.report import Kind
from geodata.speech import _

Tags = Mapping[str, str]

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

_ACCESS_KEYS = ("motorcar", "motor_vehicle", "access")
_LEAST_OPEN = ("private", "unknown", "customers", "public")
_SUBJECTS = (
    ("name",),
    ("operator", "network", "brand"),
    ("addr:street", "addr:housenumber"),
    ("addr:city",),
)
_REST_OF_DATE = {4: "-01-01", 7: "-01"}


class TaggedObject(NamedTuple):
    """An object of OpenStreetMap that may be a station; fields as the columns of `geodata.osm.extract.OsmExtract.features`."""

    osm_id: str
    tags: Tags
    shape: BaseGeometry | None
    members: tuple[str, ...]
    updated: str | None


@dataclass(frozen=True)
class _Thing:
    """A tagged station or charge point."""

    part: Part
    tags: Tags
    status: str
    edited: str | None

    @property
    def osm_id(self) -> str:
        return self.part.osm_id


@dataclass(frozen=True)
class _Counted:
    """A station with all that is counted with it, stations before charge points."""

    thing: _Thing
    parts: "tuple[_Counted, ...]" = ()


def stations_of(extract: OsmExtract, *, apart: frozenset[frozenset[str]] = frozenset()) -> StationsRead:
    """Stations from the features of an extract; see `stations_among`."""
    ledger = StationLedger(extract.source, "osm", "OpenStreetMap", extract.file)
    return stations_among(_objects(extract), ledger, apart=apart)


def stations_among(
    objects: Iterable[TaggedObject], ledger: StationLedger, *, apart: frozenset[frozenset[str]] = frozenset()
) -> StationsRead:
    """Stations from nodes, ways and relations.

    A ``man_made=charge_point`` inside or beside a station is merged into it, and so are the members of a station relation;
    their plugs are taken only where the station has none of its own. One that stands alone is a station. A station without
    an access tag is open to all, as the wiki says. The time of a survey (``check_date``) goes before that of the last edit.

    Parameters
    ----------
    objects : iterable of TaggedObject
    ledger : StationLedger
        Books of the source, which are closed.
    apart : frozenset of frozenset of str
        Pairs of station ids that the user says are two.
    """
    things = [thing for one in objects if (thing := _thing(one, ledger)) is not None]
    kept_apart = frozenset(frozenset(one.removeprefix("osm-") for one in pair) for pair in apart)
    belonging = belonging_of([thing.part for thing in things], kept_apart)
    children: dict[int, list[int]] = {}
    for number, parent in enumerate(belonging.parents):
        if parent is not None:
            children.setdefault(parent, []).append(number)
            kind = _("charge point of a station") if things[number].part.is_point else _("member of a station")
            ledger.merge(things[number].osm_id, things[parent].osm_id, kind)
    for number, thing in enumerate(things):
        if number in belonging.scattered:
            away = belonging.scattered[number] / 1000
            reason = _(
                "its members lie {away:.1f} km away from it, so it is no one station; they are read by themselves",
                away=away,
            )
            ledger.drop(thing.osm_id, Kind.IDENTITY, reason)
        elif belonging.parents[number] is None:
            _book(_counted(number, things, children), ledger)
    return ledger.read()


def _counted(number: int, things: list[_Thing], children: dict[int, list[int]]) -> _Counted:
    parts = (_counted(child, things, children) for child in children.get(number, []))
    return _Counted(things[number], tuple(sorted(parts, key=lambda one: one.thing.part.is_point)))


def _objects(extract: OsmExtract) -> Iterator[TaggedObject]:
    features = extract.features
    members = features.get("members", [()] * len(features))
    # A column of text holds NaN, not None, where there is none.
    edited = (time if isinstance(time, str) else None for time in features.get("updated", [None] * len(features)))
    cells = (features["osm_id"], features["tags"], features.geometry, members, edited)
    return map(TaggedObject._make, zip(*cells, strict=True))


def _thing(row: TaggedObject, ledger: StationLedger) -> _Thing | None:
    """Take what claims to be a station or a charge point; drop and name what is gone, not for cars or nowhere."""
    tags, osm_id, shape = row.tags, row.osm_id, row.shape
    claim = claim_of(tags, relation=osm_id.startswith("r"))
    if claim is None:
        return None
    if claim.lifecycle in GONE:
        ledger.drop(osm_id, Kind.STATUS, _("{lifecycle} station", lifecycle=claim.lifecycle))
        return None
    cars = (tags.get("motorcar") or tags.get("motor_vehicle") or "").lower()
    if cars == "no":
        ledger.drop(osm_id, Kind.ACCESS, _("not for cars"))
        return None
    if shape is None or shape.is_empty:
        ledger.drop(osm_id, Kind.COORDINATES, _("none of its nodes or members has a place in the data"))
        return None
    if isinstance(shape, Point) and (osm_id.startswith("w") or tags.get("type") == "multipolygon"):
        ledger.note(osm_id, Kind.COORDINATES, _("no whole outline"), _("placed inside what is known of it"))
    status = "planned" if claim.lifecycle in COMING else "operational"
    if status == "operational" and (tags.get("operational_status") or "").strip().lower() in _BROKEN:
        status = "out_of_order"
    return _Thing(Part(osm_id, shape, claim.is_point, row.members), tags, status, row.updated)


def _book(station: _Counted, ledger: StationLedger) -> None:
    thing = station.thing
    note = partial(ledger.note, thing.osm_id)
    shape = thing.part.shape
    center = shape if isinstance(shape, Point) else shape.representative_point()
    place = ledger.placed(thing.osm_id, place_of(center.x, center.y))
    if place is not None:
        record = replace(_described(station, note), lon=place.lon, lat=place.lat, plugs=_plugs(station, ledger))
        ledger.keep(record, thing.osm_id)


def _plugs(station: _Counted, ledger: StationLedger) -> tuple[Plug, ...]:
    """Plugs of the station itself, else of its parts; a part of a station that does not work does not work either."""
    thing = station.thing
    own = plugs_of(thing.tags, thing.osm_id, thing.status, partial(ledger.note, thing.osm_id))
    if own:
        return own
    plugs = (plug for part in station.parts for plug in _plugs(part, ledger))
    return tuple(plug if thing.status == "operational" else replace(plug, status=thing.status) for plug in plugs)


def _described(station: _Counted, note: Note) -> StationRecord:
    tags = _said(station)
    street = " ".join(part for key in ("addr:street", "addr:housenumber") if (part := text_of(tags.get(key))))
    return StationRecord(
        station_id=id_of(station.thing.osm_id),
        source_id=station.thing.osm_id,
        lon=0.0,
        lat=0.0,
        plugs=(),
        name=text_of(tags.get("name")),
        operator=text_of(tags.get("operator")) or text_of(tags.get("network")) or text_of(tags.get("brand")),
        address=street or None,
        city=text_of(tags.get("addr:city")),
        access=_access(station, note),
        updated=_updated(station.thing, note),
    )


def _said(station: _Counted) -> Tags:
    """What the station says of itself and, on subjects of which it says nothing, the stations that are its members."""
    tags = station.thing.tags
    said: dict[str, str] = {}
    speakers = (tags, *(_said(part) for part in station.parts if not part.thing.part.is_point))
    for keys in _SUBJECTS:
        speaker = next((one for one in speakers if any(text_of(one.get(key)) for key in keys)), {})
        said |= {key: speaker[key] for key in keys if key in speaker}
    return said


def _updated(thing: _Thing, note: Note) -> str | None:
    """Time of the last survey, else of the last edit: a name that was mended tells nothing of the plugs."""
    surveyed = [thing.tags[key] for key in ("check_date", "survey:date") if thing.tags.get(key)]
    known = next((time for text in surveyed if (time := _survey_time(text))), None)
    if surveyed and known is None:
        note(
            Kind.OTHER,
            _("check_date {short!r} is not understood", short=short(surveyed[0])),
            _("time of the last edit taken"),
        )
    return known or thing.edited


def _survey_time(text: str) -> str | None:
    """Read a date; the first day of a mere year or month."""
    clean = text.strip()
    return time_of(f"{clean}{_REST_OF_DATE.get(len(clean), '')}")


def _access(station: _Counted, note: Note) -> str:
    """Who may charge; where the station does not say, the closest that its parts say."""
    return _access_said(station, note) or "public"


def _access_said(station: _Counted, note: Note) -> str | None:
    """None where neither the station nor any part of it says."""
    tags = station.thing.tags
    said = next((tags[key] for key in _ACCESS_KEYS if tags.get(key)), None)
    if said is not None:
        return _access_word(said, note)
    words = {word for part in station.parts if (word := _access_said(part, note)) is not None}
    if len(words) > 1:
        note(
            Kind.ACCESS,
            _("its parts are {words}", words=listed(sorted(words))),
            _("the least open taken for all"),
        )
    return min(words, key=_LEAST_OPEN.index, default=None)


def _access_word(said: str, note: Note) -> str:
    found = [_ACCESS.get(part.strip().lower()) for part in said.split(";")]
    known = next((word for word in found if word), None)
    if known is None:
        note(
            Kind.ACCESS,
            _("access {short!r} is not understood", short=short(said)),
            _("kept as unknown, no supply until it is known"),
        )
    return known or "unknown"
