"""OCPI Locations, versions 2.1.1 to 3.0: stations from an operator's system.

The versions differ in names only: power in `max_electric_power` (W; absent in 2.1.1), voltage and amperage with and
without ``max_``, `publish` (from 2.2), EVSEs directly in the Location or in its charging stations.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from geodata.address import short_name
from geodata.connectors import Connector, Current
from geodata.coordinates import Place, place_of
from geodata.countries import alpha3
from geodata.input_file import InputFile
from geodata.inventory.ledger import StationLedger, station_id
from geodata.inventory.live_status import NOW, live_word
from geodata.inventory.own_keys import FOREIGN, merged_ids, own_id, own_word, said_or
from geodata.inventory.parking import (
    Bay,
    bays_at,
    bays_from,
    bays_in,
    is_for_disabled,
    parking_text,
    reserved_for,
    reserved_text,
)
from geodata.inventory.power_units import Power, Unit, is_plausible, nominal_kw, read_power
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import MOST_ALIKE, Note, Plug, StationRecord, connector_named, most_kw, settled_power
from geodata.inventory.trial_names import is_test_name
from geodata.json_records import json_records
from geodata.loose import list_of, mapping_of, number_of, short, text_of, time_of
from geodata.report import Kind
from geodata.speech import _
from geodata.stations import ACCESSES, ACCESSIBLE, CONNECTIONS, STATUSES

_KEYS = ("coordinates", "evses", "party_id", "charging_stations")


def read_ocpi(file: InputFile) -> StationsRead:
    """Read Locations from a bare list, a ``{"data": [...]}`` envelope or a single object.

    Powers written in kW are recognised and flagged; a missing one is voltage times amperage, else the usual power of the
    plug, marked as guessed. Locations with ``publish: false`` are kept as private: they exist, and are no public supply;
    those whose parking is for customers, as customers. An EVSE whose bays are restricted to other vehicles than cars, or to
    disabled drivers, employees, tenants or taxis, is reserved for them. Status is what the system told last: out of order *now*.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or holds no list of objects.
    """
    path = file.path
    records = json_records(path, role="OCPI Locations", keys=_KEYS)
    ledger = StationLedger(str(path), "ocpi", short_name(path), file.fingerprint())
    for number, location in enumerate(records, start=1):
        _book(location, number, ledger)
    return ledger.read()


def _book(location: object, number: int, ledger: StationLedger) -> None:
    if not isinstance(location, Mapping):
        ledger.drop(f"#{number}", Kind.IDENTITY, _("not an object but {found}", found=short(location)))
        return
    identity = text_of(location.get("id")) or text_of(location.get("uid"))
    record = identity or f"#{number}"
    name = text_of(location.get("name"))
    if is_test_name(name) and own_id(location) is None:  # what our own export holds was judged when it was first read
        ledger.drop(record, Kind.TRIAL, _("a test location by its name {name!r}", name=short(name)))
        return
    place = ledger.placed(record, _place(location))
    if place is None:
        return
    note = partial(ledger.note, record)
    if identity is None:
        note(Kind.IDENTITY, _("no id"), _("numbered by its position, {number}", number=number))
    ledger.keep(_station(location, identity or f"row{number}", place, note), record)


def _place(location: Mapping[str, Any]) -> Place | str:
    """Coordinates of the location, else of the first EVSE that has any."""
    own = mapping_of(location.get("coordinates"))
    for at in (own, *(mapping_of(evse.get("coordinates")) for evse in _evses(location) if isinstance(evse, Mapping))):
        if at.get("longitude") is not None or at.get("latitude") is not None:
            return place_of(at.get("longitude"), at.get("latitude"))
    return _("no coordinates")


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
    own = mapping_of(location.get(FOREIGN))
    country = alpha3(text_of(location.get("country"))) or alpha3(text_of(location.get("country_code")))
    mine = own_id(location)
    bays = bays_in(location, note)
    accessible = "yes" if is_for_disabled(bays.values()) else None
    return StationRecord(
        station_id=mine or station_id("ocpi", *party, identity),
        source_id=text_of(own.get("source_id")) or identity,
        lon=place.lon,
        lat=place.lat,
        plugs=tuple(_plugs(location, bays, note)),
        name=said_or(own, "name", text_of(location.get("name"))),
        operator=said_or(own, "operator", _operator(location)),
        address=said_or(own, "address", text_of(location.get("address"))),
        city=said_or(own, "city", text_of(location.get("city"))),
        country=alpha3(said_or(own, "country", country)),
        access=_access(location, note),
        connection=own_word(location, "connection", CONNECTIONS) or "unknown",
        updated=time_of(said_or(own, "updated", text_of(location.get("last_updated")))),
        source=text_of(own.get("source")) if mine else None,
        merged_ids=merged_ids(own) if mine else None,
        accessible=own_word(location, "accessible", ACCESSIBLE) if mine else accessible,
    )


def _operator(location: Mapping[str, Any]) -> str | None:
    names = (mapping_of(location.get(role)).get("name") for role in ("operator", "suboperator", "owner"))
    return next((text for name in names if (text := text_of(name))), None) or text_of(location.get("operator"))


def _access(location: Mapping[str, Any], note: Note) -> str:
    own = own_word(location, "access", ACCESSES)
    if location.get("publish") is False or str(location.get("publish")).strip().lower() == "false":
        note(Kind.ACCESS, _("publish is false"), _("kept as private, never supply"))
        return "private"
    return own or ("customers" if _is_for_customers(location) else "public")


def _is_for_customers(location: Mapping[str, Any]) -> bool:
    """Whether any EVSE says that only customers may park at it."""
    said = (mapping_of(evse).get("parking_restrictions") for evse in _evses(location))
    words = (word for one in said for word in (one if isinstance(one, list) else [one]))
    return any(isinstance(word, str) and word.strip().upper() == "CUSTOMERS" for word in words)


@dataclass(frozen=True)
class _Evse:
    """What an EVSE says of all its connectors; `in_group` where our own export made it from a row of alike plugs."""

    identity: str
    status: str
    in_group: bool
    status_at: str | None = None
    reserved_for: str | None = None
    parking: str | None = None


def _plugs(location: Mapping[str, Any], bays: Mapping[str, Bay], note: Note) -> Iterator[Plug]:
    """Plugs in the order of the EVSEs; those that our own export took apart are put together again, at the end."""
    groups: Counter[tuple[Plug, int]] = Counter()
    is_own = own_id(location) is not None
    for number, evse in enumerate(_evses(location), start=1):
        if not isinstance(evse, Mapping):
            note(Kind.PLUG, _("EVSE {number} is not an object", number=number), _("left out"))
            continue
        group = _evse(evse, number, note)
        group = _own_bays(group, evse, bays, note) if is_own else _live(group, evse, bays, note)
        plugs = list(_plugs_of(evse, group, note))
        if group.in_group:
            alike: Counter[Plug] = Counter()
            for plug in plugs:
                groups[plug, alike[plug]] += 1
                alike[plug] += 1
        else:
            yield from plugs
    for (plug, _other), count in groups.items():
        for first in range(0, count, MOST_ALIKE):
            yield replace(plug, count=min(count - first, MOST_ALIKE))


def _evse(evse: Mapping[str, Any], number: int, note: Note) -> _Evse:
    own = mapping_of(evse.get(FOREIGN))
    group = text_of(own.get("evse_id"))
    identity = text_of(evse.get("uid")) or text_of(evse.get("evse_id")) or text_of(evse.get("id")) or str(number)
    return _Evse(
        group or identity,
        own_word(evse, "status", STATUSES) or live_word(evse.get("status"), note),
        in_group=group is not None,
    )


def _live(group: _Evse, evse: Mapping[str, Any], bays: Mapping[str, Bay], note: Note) -> _Evse:
    here = bays_at(evse, bays, note)
    reserved = reserved_for(here, evse.get("parking_restrictions"), note)
    at = time_of(evse.get("last_updated")) if group.status == NOW else None
    return replace(group, status_at=at, reserved_for=reserved, parking=parking_text(here))


def _own_bays(group: _Evse, evse: Mapping[str, Any], bays: Mapping[str, Bay], note: Note) -> _Evse:
    """As our own export has it, which says what the fields of the standard cannot."""
    own = mapping_of(evse.get(FOREIGN))
    here = bays_from(own["parking"]) if "parking" in own else bays_at(evse, bays, note)
    reserved = reserved_text((text_of(own.get("reserved_for")) or "").split(", "))
    at = time_of(own.get("status_at"))
    return replace(group, status_at=at, reserved_for=reserved, parking=parking_text(here))


def _plugs_of(evse: Mapping[str, Any], group: _Evse, note: Note) -> Iterator[Plug]:
    connectors = list_of(evse.get("connectors"))
    if not connectors:
        note(Kind.PLUG, _("EVSE {short} lists no connectors", short=short(group.identity)), _("kept without plugs"))
    for connector in connectors:
        if isinstance(connector, Mapping):
            yield _plug(connector, group, note)
        else:
            note(
                Kind.PLUG, _("a connector of EVSE {short} is not an object", short=short(group.identity)), _("left out")
            )


def _plug(connector: Mapping[str, Any], evse: _Evse, note: Note) -> Plug:
    own = mapping_of(connector.get(FOREIGN))
    name = connector_named(text_of(own.get("standard")) or text_of(connector.get("standard")), note)
    power_type = text_of(connector.get("power_type"))
    shape = (text_of(connector.get("format")) or "").upper()
    power_kw, guessed = _power(connector, name, power_type, note)
    if own.get("power_guessed") is True and not guessed:
        guessed = True
        note(
            Kind.GUESSED_POWER,
            _("power was guessed when this file was written"),
            _("kept as guessed, {power_kw:g} kW", power_kw=power_kw),
        )
    return Plug(
        evse_id=evse.identity,
        connector=name,
        power_kw=power_kw,
        power_guessed=guessed,
        format=shape if shape in ("SOCKET", "CABLE") and own.get("format_guessed") is not True else None,
        status=evse.status,
        status_at=evse.status_at,
        reserved_for=evse.reserved_for,
        parking=evse.parking,
    )


def _power(connector: Mapping[str, Any], name: str, power_type: str | None, note: Note) -> tuple[float, bool]:
    known = Connector.named(name)
    direct = power_type == "DC" if known is None else known.current is Current.DC
    power = _exact_power(connector, name) or _read_power(connector, name, "DC" if direct else power_type, note)
    return settled_power(name, power, note, current=Current.DC if direct else Current.AC)


def _exact_power(connector: Mapping[str, Any], name: str) -> Power | None:
    """Power that whole watts cannot tell, as our own export has it."""
    kw = number_of(mapping_of(connector.get(FOREIGN)).get("power_kw"))
    return Power(kw) if kw is not None and is_plausible(kw, most_kw(name)) else None


def _read_power(connector: Mapping[str, Any], name: str, phases: str | None, note: Note) -> Power:
    volts, amps = (_first(connector, f"max_{key}", key) for key in ("voltage", "amperage"))
    nominal = nominal_kw(volts, amps, phases)
    stated, value = Unit.W, _first(connector, "max_electric_power", "max_power")
    if value is None and connector.get("power") is not None:
        stated, value = Unit.KW, connector.get("power")
    power = read_power(value, stated=stated, most_kw=most_kw(name), nominal_kw=nominal)
    if nominal and power.kw and power.kw > 1.5 * nominal:
        note(
            Kind.POWER,
            _("power {kw:g} kW is more than voltage times amperage, {nominal:.3g} kW", kw=power.kw, nominal=nominal),
            _("kept as given"),
        )
    return power


def _first(thing: Mapping[str, Any], *keys: str) -> Any:
    return next((thing[key] for key in keys if thing.get(key) is not None), None)
