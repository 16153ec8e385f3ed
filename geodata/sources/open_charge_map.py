"""Open Charge Map POIs, compact or verbose: stations reported by volunteers and operators.

Ids follow its reference data (StatusTypes, UsageTypes, ConnectionTypes).
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from geodata.address import short_name
from geodata.connectors import Connector, Current
from geodata.coordinates import Place, place_of
from geodata.countries import alpha3
from geodata.input_file import InputFile
from geodata.inventory.ledger import StationLedger, station_id
from geodata.inventory.power_units import Unit, nominal_kw, read_power
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import (
    UNKNOWN,
    Note,
    Plug,
    StationRecord,
    connector_named,
    most_kw,
    plug_count,
    settled_power,
)
from geodata.inventory.trial_names import is_test_name
from geodata.json_records import json_records
from geodata.loose import list_of, mapping_of, number_of, short, text_of, time_of
from geodata.report import Kind
from geodata.speech import _

STATUS = {
    0: "unknown",
    10: "operational",
    20: "operational",
    30: "out_of_order",
    50: "operational",
    75: "operational",
    100: "out_of_order",
    150: "planned",
    200: "removed",
}
"""StatusTypeID as the stations table has it; 75 is a station of which some plugs work, and they say which.

Any other is unclear and no supply.
"""

DUPLICATE_STATUS = 210
DELISTED_FROM = 1000
"""SubmissionStatusTypeID from which a record is withdrawn: a duplicate, gone, or never public."""

ACCESS = {1: "public", 2: "private", 3: "private", 4: "public", 5: "public", 6: "customers", 7: "public"}
"""UsageTypeID as the stations table has it: 4, 5 and 7 ask for a membership, payment or notice."""

OPERATOR = {23: "Tesla", 3534: "Tesla"}
"""OperatorID of the compact form, which has no names: those that were seen in the data, 3534 beside them for stations open to other cars."""

COUNTRY = {117: "KAZ", 238: "UZB", 123: "KGZ"}
"""CountryID of the compact form, which has no country code, where it was seen in the data."""

_CURRENTS = {10: "AC_1_PHASE", 20: "AC_3_PHASE", 30: "DC"}
_TETHERED_AC = {1036, 1039}
_SOCKETS = {25, 1038, 28, 23, 29}
_KEYS = ("AddressInfo", "Connections")


def read_open_charge_map(file: InputFile) -> StationsRead:
    """Read POIs from a bare list, a ``{"data": [...]}`` envelope or a single object.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or holds no list of objects.
    """
    path = file.path
    records = json_records(path, role=_("Open Charge Map POIs"), keys=_KEYS)
    ledger = StationLedger(str(path), "ocm", short_name(path), file.fingerprint())
    for number, poi in enumerate(records, start=1):
        _book(poi, number, ledger)
    return ledger.read()


def _book(poi: object, number: int, ledger: StationLedger) -> None:
    if not isinstance(poi, Mapping):
        ledger.drop(f"#{number}", Kind.IDENTITY, _("not an object but {found}", found=short(poi)))
        return
    identity = text_of(poi.get("ID")) or text_of(poi.get("UUID"))
    record = identity or f"#{number}"
    withdrawn = _withdrawn(poi)
    if withdrawn:
        ledger.drop(record, Kind.TRIAL, withdrawn)
        return
    address = mapping_of(poi.get("AddressInfo"))
    name = text_of(address.get("Title"))
    if is_test_name(name):
        ledger.drop(record, Kind.TRIAL, _("a test station by its name {name!r}", name=short(name)))
        return
    place = ledger.placed(record, place_of(address.get("Longitude"), address.get("Latitude")))
    if place is None:
        return
    note = partial(ledger.note, record)
    if identity is None:
        note(Kind.IDENTITY, _("no id"), _("numbered by its position, {number}", number=number))
    ledger.keep(_station(poi, identity or f"row{number}", place, note), record)


def _withdrawn(poi: Mapping[str, Any]) -> str | None:
    if _identifier(poi, "StatusType") == DUPLICATE_STATUS:
        return _("removed from Open Charge Map as a duplicate")
    submission = _identifier(poi, "SubmissionStatus") or number_of(poi.get("SubmissionStatusTypeID"))
    return _("withdrawn from Open Charge Map") if submission is not None and submission >= DELISTED_FROM else None


def _station(poi: Mapping[str, Any], identity: str, place: Place, note: Note) -> StationRecord:
    address = mapping_of(poi.get("AddressInfo"))
    times = [time_of(poi.get(key)) for key in ("DateLastVerified", "DateLastStatusUpdate")]
    usage = _identifier(poi, "UsageType")
    return StationRecord(
        station_id=station_id("ocm", identity),
        source_id=identity,
        lon=place.lon,
        lat=place.lat,
        plugs=tuple(_plugs(poi, note)),
        name=text_of(address.get("Title")),
        operator=_operator(poi),
        address=text_of(address.get("AddressLine1")),
        city=text_of(address.get("Town")),
        country=_country(address),
        access=_access(usage, note),
        updated=max((time for time in times if time), default=None),
    )


def _operator(poi: Mapping[str, Any]) -> str | None:
    """Name of the operator; what Open Charge Map puts in brackets, as "(Unknown Operator)", names none."""
    title = text_of(mapping_of(poi.get("OperatorInfo")).get("Title"))
    if title is not None and title.startswith("(") and title.endswith(")"):
        return None
    return title or OPERATOR.get(_identifier(poi, "Operator") or 0)


def _access(usage: int | None, note: Note) -> str:
    if usage in ACCESS:
        return ACCESS[usage]
    note(Kind.ACCESS, _("access not given"), _("kept as unknown, no supply until it is known"))
    return "unknown"


def _country(address: Mapping[str, Any]) -> str | None:
    code = alpha3(text_of(mapping_of(address.get("Country")).get("ISOCode")))
    identifier = _identifier(address, "Country")
    return code or (COUNTRY.get(identifier) if identifier is not None else None)


def _identifier(thing: Mapping[str, Any], name: str) -> int | None:
    """Id of a reference: ``<name>ID`` in both forms, else the id of the nested object."""
    value = number_of(thing.get(f"{name}ID"))
    value = number_of(mapping_of(thing.get(name)).get("ID")) if value is None else value
    return int(value) if value is not None and value % 1 == 0 else None


def _plugs(poi: Mapping[str, Any], note: Note) -> Iterator[Plug]:
    station_status = _status_said(poi, "station", note) or "unknown"
    for number, connection in enumerate(list_of(poi.get("Connections")), start=1):
        if isinstance(connection, Mapping):
            yield _plug(connection, number, station_status, note)
        else:
            note(Kind.PLUG, _("connection {number} is not an object", number=number), _("left out"))


def _plug(connection: Mapping[str, Any], number: int, station_status: str, note: Note) -> Plug:
    identifier = _identifier(connection, "ConnectionType")
    name = _connector(connection, identifier, note)
    quantity = connection.get("Quantity")
    power_kw, guessed = _power(connection, name, note)
    return Plug(
        evse_id=text_of(connection.get("ID")) or str(number),
        connector=name,
        power_kw=power_kw,
        power_guessed=guessed,
        count=plug_count(None if number_of(quantity) == 0 else quantity, note),
        format=_format(identifier, name),
        status=_status(_status_said(connection, "plug", note), station_status, note),
    )


def _connector(connection: Mapping[str, Any], identifier: int | None, note: Note) -> str:
    """Standard by its id, else by the title of the verbose form, else a name that carries the id."""
    known = Connector.of_ocm(identifier) if identifier is not None else None
    if known is not None:
        return known.value
    kind = mapping_of(connection.get("ConnectionType"))
    titles = [text for key in ("FormalName", "Title") if (text := text_of(kind.get(key)))]
    spelled = next((title for title in titles if Connector.spelled(title)), None)
    if spelled is not None:
        return connector_named(spelled, note, any_spelling=True)
    if not identifier:
        note(Kind.UNKNOWN_PLUG, _("plug without a standard"), _("kept as {unknown}", unknown=UNKNOWN))
        return UNKNOWN
    return connector_named(titles[-1] if titles else f"OCM_{identifier}", note)


def _status_said(thing: Mapping[str, Any], what: str, note: Note) -> str | None:
    """Status that a station or a plug gives itself: None where it gives none, unclear where it is not understood."""
    given = [one for one in (thing.get("StatusTypeID"), thing.get("StatusType")) if one not in (None, "", {})]
    if not given:
        return None
    identifier = _identifier(thing, "StatusType")
    if identifier in STATUS:
        return STATUS[identifier]
    if identifier is None and all(isinstance(one, Mapping) and one.get("ID") is None for one in given):
        return None
    note(
        Kind.STATUS,
        _("status {short!r} of the {what} is not understood", short=short(given[0]), what=what),
        _("kept as unclear, no supply"),
    )
    return "unclear"


def _status_word(status: str) -> str:
    """Word of a status that a station as a whole has."""
    words = {
        "out_of_order": lambda: _.within("status of a station", "out of order"),
        "planned": lambda: _.within("status of a station", "planned"),
        "removed": lambda: _.within("status of a station", "removed"),
    }
    return words[status]() if status in words else status.replace("_", " ")


def _status(own: str | None, station: str, note: Note) -> str:
    """Status of a plug: where the station as a whole does not work or stand, none of its plugs does."""
    said = own or station
    if station == "unclear":
        return said if said in ("out_of_order", "planned", "removed") else station
    if station in ("out_of_order", "planned", "removed"):
        if said == "operational":
            note(
                Kind.STATUS,
                _("plug said to work at a station that is {station}", station=_status_word(station)),
                _("taken as {station}", station=_status_word(station)),
            )
        return said if said == "removed" else station
    return station if said == "unknown" and station != "unknown" else said


def _format(identifier: int | None, name: str) -> str | None:
    known = Connector.named(name)
    if identifier in _SOCKETS:
        return "SOCKET"
    return "CABLE" if identifier in _TETHERED_AC or (known and known.current is Current.DC) else None


def _power(connection: Mapping[str, Any], name: str, note: Note) -> tuple[float, bool]:
    known = Connector.named(name)
    kind = _CURRENTS.get(_identifier(connection, "CurrentType") or 0)
    direct = kind == "DC" if known is None else known.current is Current.DC
    nominal = nominal_kw(connection.get("Voltage"), connection.get("Amps"), "DC" if direct else kind)
    power = read_power(connection.get("PowerKW"), stated=Unit.KW, most_kw=most_kw(name), nominal_kw=nominal)
    return settled_power(name, power, note, current=Current.DC if direct else Current.AC)
