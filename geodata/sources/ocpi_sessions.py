"""OCPI CDRs and Sessions, versions 2.1.1 to 2.3.0: what was charged, where and when, from an operator's system.

The versions differ in names: a CDR has its `location` whole (2.1.1) or `cdr_location` flat (from 2.2), and ends with `stop_date_time` or
`end_date_time`; a Session starts with `start_datetime` or `start_date_time`. Tokens, contracts and the driver's ids are never looked at.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from geodata.connectors import Connector, Current
from geodata.input_file import InputFile
from geodata.inventory.power_units import nominal_kw
from geodata.json_records import json_records
from geodata.loose import list_of, mapping_of, number_of, text_of
from geodata.sessions.ledger import SessionLedger
from geodata.sessions.moments import iso_moment
from geodata.sessions.stated import Stated
from geodata.speech import _

STARTS = ("start_date_time", "start_datetime")
ENDS = ("end_date_time", "stop_date_time", "end_datetime")
_KEYS = (*STARTS, "total_energy", "kwh", "charging_periods")


def read_ocpi_cdrs(file: InputFile) -> tuple[list[Stated], SessionLedger]:
    """Read CDRs from a bare list, a ``{"data": [...]}`` envelope or a single object; credited ones are unusable.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or holds no list of objects.
    """
    records = json_records(file.path, role="OCPI CDRs", keys=_KEYS)
    ledger = SessionLedger(str(file.path), "ocpi_cdr", file.fingerprint())
    credited = {text_of(mapping_of(one).get("credit_reference_id")) for one in records} - {None}
    return [_cdr(one, number, credited) for number, one in enumerate(records, start=1)], ledger


def read_ocpi_sessions(file: InputFile) -> tuple[list[Stated], SessionLedger]:
    """Read Sessions, wrapped as CDRs are; those that have not ended are unusable.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or holds no list of objects.
    """
    records = json_records(file.path, role="OCPI Sessions", keys=_KEYS)
    ledger = SessionLedger(str(file.path), "ocpi_session", file.fingerprint())
    return [_session(one, number) for number, one in enumerate(records, start=1)], ledger


def _cdr(one: object, number: int, credited: Iterable[str | None]) -> Stated:
    cdr = mapping_of(one)
    unusable = None if isinstance(one, Mapping) else _("not an object")
    if cdr.get("credit") is True:
        unusable = "a credit note"
    elif text_of(cdr.get("id")) is not None and text_of(cdr.get("id")) in credited:
        unusable = _("taken back by a credit note")
    location = mapping_of(cdr.get("cdr_location")) or mapping_of(cdr.get("location"))
    return _stated(cdr, f"#{number}", _energy(cdr, "total_energy"), location, unusable)


def _session(one: object, number: int) -> Stated:
    session = mapping_of(one)
    unusable = None if isinstance(one, Mapping) else _("not an object")
    status = (text_of(session.get("status")) or "COMPLETED").upper()
    if status != "COMPLETED":
        known = status in ("ACTIVE", "PENDING", "INVALID", "RESERVATION")
        unusable = f"status {status}" if known else _("a status that is not COMPLETED")
    return _stated(session, f"#{number}", _energy(session, "kwh"), mapping_of(session.get("location")), unusable)


def _stated(
    told: Mapping[str, Any], record: str, kwh: float | str, location: Mapping[str, Any], unusable: str | None
) -> Stated:
    at = mapping_of(location.get("coordinates"))
    evse, plug = _plug(told, location)
    power_type = text_of(plug.get("connector_power_type")) or text_of(plug.get("power_type"))
    return Stated(
        record=record,
        start=_moment(told, STARTS),
        end=_moment(told, ENDS),
        kwh=kwh,
        place=text_of(location.get("id")) or text_of(told.get("location_id")),
        name=text_of(location.get("name")),
        evse=evse,
        charging_h=_charging_h(told),
        power_kw=_power_kw(plug, power_type),
        current=_current(plug, power_type),
        lon=at.get("longitude"),
        lat=at.get("latitude"),
        unusable=unusable,
    )


def _moment(told: Mapping[str, Any], keys: Iterable[str]) -> datetime | str:
    """Time under the first key that is there; OCPI says that one without a time zone is UTC."""
    said = next((told[key] for key in keys if told.get(key) is not None), None)
    text = text_of(said)
    if text is None:
        return _("no time")
    found = iso_moment(text, naive=UTC)
    return found if found is not None and found.year >= 1990 else _("no ISO 8601 time")


def _energy(told: Mapping[str, Any], key: str) -> float | str:
    if told.get(key) is None:
        return _("no energy")
    found = number_of(told[key])
    return _("energy is no number") if found is None else found


def _plug(told: Mapping[str, Any], location: Mapping[str, Any]) -> tuple[str | None, Mapping[str, Any]]:
    """EVSE, and the object that describes its connector: the flat location itself, or the only connector of 2.1.1."""
    evses = [mapping_of(one) for one in list_of(location.get("evses"))]
    own = text_of(told.get("evse_uid")) or text_of(location.get("evse_uid")) or text_of(location.get("evse_id"))
    if not evses:
        return own, location
    fitting = [one for one in evses if own is None or own in (text_of(one.get("uid")), text_of(one.get("evse_id")))]
    if len(fitting) != 1:
        return own, {}
    plugs = [mapping_of(one) for one in list_of(fitting[0].get("connectors"))]
    wanted = text_of(told.get("connector_id"))
    plugs = [one for one in plugs if wanted is None or text_of(one.get("id")) == wanted]
    identity = own or text_of(fitting[0].get("uid")) or text_of(fitting[0].get("evse_id"))
    return identity, plugs[0] if len(plugs) == 1 else {}


def _current(plug: Mapping[str, Any], power_type: str | None) -> Current | None:
    if power_type is not None:
        return Current.DC if power_type.upper() == "DC" else Current.AC if power_type.upper().startswith("AC") else None
    named = text_of(plug.get("connector_standard")) or text_of(plug.get("standard"))
    known = None if named is None else Connector.named(named)
    return None if known is None else known.current


def _power_kw(plug: Mapping[str, Any], power_type: str | None) -> float | None:
    """Power of a connector that 2.1.1 describes; from 2.2 a CDR does not say it."""
    volts, amps = plug.get("max_voltage", plug.get("voltage")), plug.get("max_amperage", plug.get("amperage"))
    return nominal_kw(volts, amps, power_type)


def _charging_h(told: Mapping[str, Any]) -> float | None:
    """Hours of charging: all but the parking where that is told, else what the periods name as such."""
    total, parking = number_of(told.get("total_time")), number_of(told.get("total_parking_time"))
    if total is not None and parking is not None and 0 <= parking < total:
        return total - parking
    hours = 0.0
    for period in list_of(told.get("charging_periods")):
        for one in list_of(mapping_of(period).get("dimensions")):
            part = mapping_of(one)
            volume = number_of(part.get("volume"))
            if text_of(part.get("type")) == "TIME" and volume is not None and volume > 0:
                hours += volume
    return hours or None
