"""DATEX II energy infrastructure, versions 3.2 to 3.6: the table of sites, stations, charging points and connectors."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from geodata.coordinates import Place, place_of
from geodata.countries import alpha3
from geodata.errors import InputError
from geodata.input_file import InputFile, checked_file
from geodata.inventory import datex_words as words
from geodata.inventory.ledger import StationLedger, station_id
from geodata.inventory.power_units import Unit, nominal_kw, read_power
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import Note, Plug, StationRecord, bare_gbt, most_kw, settled_power
from geodata.inventory.trial_names import is_test_name
from geodata.loose import number_of, short, text_of, time_of
from geodata.report import Kind
from geodata.speech import _
from geodata.xml_records import Element, xml_records

SITE, STATION, POINT = "energyInfrastructureSite", "energyInfrastructureStation", "refillPoint"
STATUS = "energyInfrastructureSiteStatus"
EXPECTED = _.term("expected a DATEX II EnergyInfrastructureTablePublication as XML")
MOST_CONNECTORS = 50
"""More connectors of one point are a typing error."""
_SAME_PLACE_DEG = 0.002
_INNER = (STATION, POINT, "dedicatedParkingSpaces", "supplementalFacility", "operator", "owner", "helpdesk")


@dataclass
class _Book:
    """What is carried from record to record: the account, names of organisations by id, further ids of points."""

    ledger: StationLedger
    organisations: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    sites: int = 0


@dataclass(frozen=True)
class _Post:
    """One station of a site: a column or cabinet with its charging points."""

    record: str
    element: Element
    place: Place
    note: Note
    plugs: tuple[Plug, ...]


def read_datex(file: InputFile) -> StationsRead:
    """Read every station of the table; those of one site that stand together are one station of the inventory.

    Each charging point is an EVSE. Watts are prescribed, kilowatts recognised. Points for other fuels are left out. The
    table tells no status; `geodata.sources.datex_status` does.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or no XML, or holds no sites.
    """
    path = checked_file(file.path, "stations", EXPECTED)
    _refuse_json(path)
    book = _Book(StationLedger(str(path), "datex", path.name, file.fingerprint()))
    other = 0
    for record in xml_records(path, (SITE, STATION, STATUS), role=_("stations"), expected=EXPECTED):
        if record.name == STATUS:
            other += 1
            continue
        book.sites += 1
        _site(record, book)
    if not book.sites:
        found = _("statuses, and no table of sites") if other else f"no {SITE}"
        raise InputError(
            path, found, _("{expected}; statuses belong in status_path", expected=EXPECTED) if other else EXPECTED
        )
    return replace(book.ledger.read(), aliases=book.aliases)


def _refuse_json(path: Path) -> None:
    with path.open("rb") as opened:
        if opened.read(200).lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
            raise InputError(
                path, _("DATEX II as JSON"), _("{expected}; ask the access point for that", expected=EXPECTED)
            )


def _site(site: Element, book: _Book) -> None:
    identity = text_of(site.attributes.get("id")) or f"site{book.sites}"
    stations = site.all(STATION) if site.name == SITE else [site]
    if not stations:
        book.ledger.drop(identity, Kind.PLUG, _("a site without {station}", station=STATION))
        return
    name = words.text_in(site, "name") or words.text_in(site, "brand")
    posts = [
        post
        for number, one in enumerate(stations, start=1)
        if (post := _post(one, text_of(one.attributes.get("id")) or f"{identity}/{number}", site, book)) is not None
    ]
    if is_test_name(name):
        for post in posts:
            book.ledger.drop(post.record, Kind.TRIAL, _("a test site by its name {name!r}", name=short(name)))
        return
    for number, group in enumerate(_together(posts)):
        own = station_id("datex", identity) if number == 0 else station_id("datex", identity, group[0].record)
        _keep(group, own, identity if number == 0 else group[0].record, site, name, book)


def _together(posts: list[_Post]) -> list[list[_Post]]:
    """Stations of one site that stand within some 200 m of each other; a site may be a whole town's."""
    groups: list[list[_Post]] = []
    for post in posts:
        for group in groups:
            at = group[0].place
            if max(abs(at.lon - post.place.lon), abs(at.lat - post.place.lat)) <= _SAME_PLACE_DEG:
                group.append(post)
                break
        else:
            groups.append([post])
    return groups


def _keep(group: list[_Post], own: str, source_id: str, site: Element, name: str | None, book: _Book) -> None:
    first = group[0]
    elements = [post.element for post in group]
    street, town, country = words.address_of((*elements, site))
    times = [
        time for one in elements if (time := time_of(one.said("lastUpdated")) or time_of(one.attributes.get("version")))
    ]
    access = {words.access_of(post.element, site, post.note) for post in group}
    record = StationRecord(
        station_id=own,
        source_id=source_id,
        lon=first.place.lon,
        lat=first.place.lat,
        plugs=tuple(plug for post in group for plug in post.plugs),
        name=name or next((found for one in elements if (found := words.text_in(one, "name"))), None),
        operator=_operator(first, site, book),
        address=street,
        city=town,
        country=alpha3(country),
        access=next(word for word in ("private", "unknown", "customers", "public") if word in access),
        updated=max(times, default=time_of(site.said("lastUpdated"))),
        accessible=words.accessible_of([*elements, site]),
    )
    book.ledger.keep(record, first.record, tuple(post.record for post in group))


def _post(station: Element, record: str, site: Element, book: _Book) -> _Post | None:
    note = partial(book.ledger.note, record)
    for part in (station, site):
        book.organisations |= words.organisations_of(part)
    points = station.all(POINT)
    electric = [one for one in points if words.is_electric(one)]
    if points and not electric:
        book.ledger.drop(record, Kind.PLUG, _("no electric charging point, but another fuel"))
        return None
    if len(electric) < len(points):
        note(Kind.PLUG, _("{count} points of another fuel", count=len(points) - len(electric)), _("left out"))
    place = book.ledger.placed(record, _place(station, site))
    if place is None:
        return None
    if not points:
        note(Kind.PLUG, _("no {point}", point=POINT), _("kept without plugs"))
    plugs = tuple(
        plug
        for number, one in enumerate(electric, start=1)
        for plug in _point(one, f"{record}/{number}", station, note, book)
    )
    return _Post(record, station, place, note, plugs)


def _place(station: Element, site: Element) -> Place | str:
    """Place of a station, else of its site."""
    said: Place | str = _("no coordinates")
    for element in (station, site):
        for lon, lat in words.places_in(element, _INNER):
            found = place_of(lon, lat)
            if isinstance(found, Place):
                return found
            said = found
    return said


def _operator(post: _Post, site: Element, book: _Book) -> str | None:
    for element in (post.element, site):
        for role in ("operator", "energyDistributor", "owner"):
            named = element.first(role)
            if named is None:
                continue
            reference = next(named.within("organisationReference"), None)
            identity = text_of(reference.attributes.get("id")) if reference is not None else None
            if found := words.text_in(named, "name") or book.organisations.get(identity or ""):
                return found
            if identity:
                post.note(
                    Kind.IDENTITY,
                    _("{role} {short!r} is not described before", role=role, short=short(identity)),
                    _("operator not known"),
                )
    return None


def _point(point: Element, otherwise: str, station: Element, note: Note, book: _Book) -> Iterator[Plug]:
    identity = text_of(point.attributes.get("id")) or otherwise
    connectors = point.all("connector")
    for alias in words.further_ids(point):
        book.aliases.setdefault(alias, identity)
    if not connectors:
        note(Kind.PLUG, _("point {short} lists no connector", short=short(identity)), _("kept without plugs"))
    reserved = words.reserved_of(point, station)
    for connector in connectors[:MOST_CONNECTORS]:
        plug = replace(_plug(connector, point, identity, note), reserved_for=reserved)
        yield from [plug] * _count(connector, note)
    if len(connectors) > MOST_CONNECTORS:
        note(
            Kind.COUNT,
            _("point {short} lists {count} connectors", short=short(identity), count=len(connectors)),
            _("the first {most_connectors} kept", most_connectors=MOST_CONNECTORS),
        )


def _count(connector: Element, note: Note) -> int:
    """Alike connectors of one point, which still serves one vehicle at a time."""
    said = connector.said("numberOfConnectors")
    number = number_of(said)
    if said is None or (number is not None and 1 <= number <= MOST_CONNECTORS and number % 1 == 0):
        return int(number or 1)
    note(Kind.COUNT, _("numberOfConnectors {short!r} is not possible", short=short(said)), _("taken as 1"))
    return 1


def _plug(connector: Element, point: Element, identity: str, note: Note) -> Plug:
    written = words.connector_text(connector)
    name, is_bare = words.connector_of(written, note)
    power = read_power(_watts(connector, point), stated=Unit.W, most_kw=most_kw(name), nominal_kw=_nominal(connector))
    if is_bare:
        name = bare_gbt([power.kw], note)
    kw, guessed = settled_power(name, power, note, current=words.current_of(connector, name))
    return Plug(identity, name, kw, guessed, 1, words.format_of(connector), "unknown")


def _watts(connector: Element, point: Element) -> Any:
    """Power of the socket; of a point with one connector its own power where the socket's is not told."""
    said = connector.said("maxPowerAtSocket")
    if said is not None or len(point.all("connector")) != 1:
        return said
    powers = [number for one in point.all("availableChargingPower") if (number := number_of(one.text)) is not None]
    return max(powers, default=None)


def _nominal(connector: Element) -> float | None:
    volts, amps = connector.said("voltage"), connector.said("maximumCurrent")
    mode = (connector.said("chargingMode") or "").upper()
    kind = "DC" if "DC" in mode else "AC_3_PHASE" if "3P" in mode else "AC_1_PHASE" if "1P" in mode else None
    return nominal_kw(volts, amps, kind)
