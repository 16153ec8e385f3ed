"""OCPI Locations, versions 2.1.1 to 3.0: what an operator's system says about its stations.

The versions differ in names only: power in `max_electric_power` (W; absent in 2.1.1), voltage and amperage with and
without ``max_``, `publish` (from 2.2), EVSEs directly in the Location or in its charging stations.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from geodata.connectors import Connector, Current
from geodata.coordinates import Place, place_of
from geodata.countries import alpha3
from geodata.inventory.ledger import StationLedger, station_id
from geodata.inventory.power_units import Unit, nominal_kw, read_power
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import Note, Plug, StationRecord, connector_named, most_kw, settled_power
from geodata.inventory.trial_names import is_test_name
from geodata.json_records import json_records
from geodata.loose import list_of, mapping_of, short, text_of, time_of
from geodata.report import Kind
from geodata.stations import ACCESSES, CONNECTIONS

FOREIGN = "evplan"
"""Object in which our own export says what OCPI 2.2.1 has no word for; see `planner.output.ocpi`."""

STATUS = {
    "AVAILABLE": "operational",
    "BLOCKED": "operational",
    "CHARGING": "operational",
    "RESERVED": "operational",
    "INOPERATIVE": "out_of_order",
    "OUTOFORDER": "out_of_order",
    "PLANNED": "planned",
    "REMOVED": "removed",
    "UNKNOWN": "unknown",
}
"""Status of an EVSE (underscores left out) as the stations table has it."""

_KEYS = ("coordinates", "evses", "party_id", "charging_stations")


def read_ocpi(path: Path) -> StationsRead:
    """Read Locations from a bare list, a ``{"data": [...]}`` envelope or a single object.

    Powers written in kW are recognised and flagged; a missing one is voltage times amperage, else the usual power of the
    plug, marked as guessed. Locations with ``publish: false`` are kept as private: they exist, and are no public supply.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or holds no list of objects.
    """
    ledger = StationLedger(str(path), "ocpi", path.name)
    for number, location in enumerate(json_records(path, role="OCPI Locations", keys=_KEYS), start=1):
        _book(location, number, ledger)
    return ledger.read()


def _book(location: object, number: int, ledger: StationLedger) -> None:
    if not isinstance(location, Mapping):
        ledger.drop(f"#{number}", Kind.IDENTITY, f"not an object but {short(location)}")
        return
    identity = text_of(location.get("id")) or text_of(location.get("uid"))
    record = identity or f"#{number}"
    name = text_of(location.get("name"))
    if is_test_name(name):
        ledger.drop(record, Kind.TRIAL, f"a test location by its name {short(name)!r}")
        return
    place = ledger.placed(record, _place(location))
    if place is None:
        return
    note = partial(ledger.note, record)
    if identity is None:
        note(Kind.IDENTITY, "no id", f"numbered by its position, {number}")
    ledger.keep(_station(location, identity or f"row{number}", place, note), record)


def _place(location: Mapping[str, Any]) -> Place | str:
    """Coordinates of the location, else of the first EVSE that has any."""
    own = mapping_of(location.get("coordinates"))
    for at in (own, *(mapping_of(evse.get("coordinates")) for evse in _evses(location) if isinstance(evse, Mapping))):
        if at.get("longitude") is not None or at.get("latitude") is not None:
            return place_of(at.get("longitude"), at.get("latitude"))
    return "no coordinates"


def _evses(location: Mapping[str, Any]) -> list[Any]:
    """EVSEs of the location, of its charging stations, and those that our own export had no OCPI name for."""
    holders = (
        location,
        *map(mapping_of, list_of(location.get("charging_stations"))),
        mapping_of(location.get(FOREIGN)),
    )
    return [evse for holder in holders for evse in list_of(holder.get("evses"))]


def _station(location: Mapping[str, Any], identity: str, place: Place, note: Note) -> StationRecord:
    party = [part for key in ("country_code", "party_id") if (part := text_of(location.get(key)))]
    return StationRecord(
        station_id=station_id("ocpi", *party, identity),
        source_id=identity,
        lon=place.lon,
        lat=place.lat,
        plugs=tuple(_plugs(location, note)),
        name=text_of(location.get("name")),
        operator=_operator(location),
        address=text_of(location.get("address")),
        city=text_of(location.get("city")),
        country=alpha3(text_of(location.get("country"))) or alpha3(text_of(location.get("country_code"))),
        access=_access(location, note),
        connection=_own_word(location, "connection", CONNECTIONS) or "unknown",
        updated=time_of(location.get("last_updated")),
    )


def _operator(location: Mapping[str, Any]) -> str | None:
    names = (mapping_of(location.get(role)).get("name") for role in ("operator", "suboperator", "owner"))
    return next((text for name in names if (text := text_of(name))), None) or text_of(location.get("operator"))


def _access(location: Mapping[str, Any], note: Note) -> str:
    own = _own_word(location, "access", ACCESSES)
    if location.get("publish") is False or str(location.get("publish")).strip().lower() == "false":
        note(Kind.ACCESS, "publish is false", "kept as private, never supply")
        return "private"
    return own or "public"


def _own_word(thing: Mapping[str, Any], key: str, words: tuple[str, ...]) -> str | None:
    said = mapping_of(thing.get(FOREIGN)).get(key)
    return said if isinstance(said, str) and said in words else None


@dataclass(frozen=True)
class _Evse:
    """What an EVSE says of all its connectors."""

    identity: str
    status: str


def _plugs(location: Mapping[str, Any], note: Note) -> Iterator[Plug]:
    for number, evse in enumerate(_evses(location), start=1):
        if not isinstance(evse, Mapping):
            note(Kind.PLUG, f"EVSE {number} is not an object", "left out")
            continue
        identity = text_of(evse.get("uid")) or text_of(evse.get("evse_id")) or text_of(evse.get("id")) or str(number)
        group = _Evse(identity, _status(evse.get("status"), note))
        connectors = list_of(evse.get("connectors"))
        if not connectors:
            note(Kind.PLUG, f"EVSE {short(identity)} lists no connectors", "kept without plugs")
        for connector in connectors:
            if isinstance(connector, Mapping):
                yield _plug(connector, group, note)
            else:
                note(Kind.PLUG, f"a connector of EVSE {short(identity)} is not an object", "left out")


def _status(value: object, note: Note) -> str:
    word = (text_of(value) or "UNKNOWN").upper().replace("_", "")
    if word not in STATUS:
        note(Kind.STATUS, f"unknown EVSE status {short(value)!r}", "taken as unknown")
    return STATUS.get(word, "unknown")


def _plug(connector: Mapping[str, Any], evse: _Evse, note: Note) -> Plug:
    own = mapping_of(connector.get(FOREIGN))
    name = connector_named(text_of(own.get("standard")) or text_of(connector.get("standard")), note)
    power_type = text_of(connector.get("power_type"))
    shape = (text_of(connector.get("format")) or "").upper()
    power_kw, guessed = _power(connector, name, power_type, note)
    return Plug(
        evse_id=evse.identity,
        connector=name,
        power_kw=power_kw,
        power_guessed=guessed or own.get("power_guessed") is True,
        format=shape if shape in ("SOCKET", "CABLE") else None,
        status=evse.status,
    )


def _power(connector: Mapping[str, Any], name: str, power_type: str | None, note: Note) -> tuple[float, bool]:
    known = Connector.named(name)
    direct = power_type == "DC" if known is None else known.current is Current.DC
    phases = "DC" if direct else power_type
    volts, amps = (_first(connector, f"max_{key}", key) for key in ("voltage", "amperage"))
    nominal = nominal_kw(volts, amps, phases)
    stated, value = Unit.W, _first(connector, "max_electric_power", "max_power")
    if value is None and connector.get("power") is not None:
        stated, value = Unit.KW, connector.get("power")
    power = read_power(value, stated=stated, most_kw=most_kw(name), nominal_kw=nominal)
    if nominal and power.kw and power.kw > 1.5 * nominal:
        note(
            Kind.POWER, f"power {power.kw:g} kW is more than voltage times amperage, {nominal:.3g} kW", "kept as given"
        )
    return settled_power(name, power, note, current=Current.DC if direct else Current.AC)


def _first(thing: Mapping[str, Any], *keys: str) -> Any:
    return next((thing[key] for key in keys if thing.get(key) is not None), None)
