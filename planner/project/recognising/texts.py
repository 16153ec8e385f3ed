"""JSON, XML and TOML: told by the keys and elements that each format has."""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geodata.errors import InputError
from geodata.json_text import TooManyValuesError, parsed_json
from planner.config.reading import refuse_endless_keys
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.seen import Recognised
from planner.project.recognising.tables import table_kind
from planner.support.speech import _
from planner.support.toml_faults import toml_fault

MOST_JSON = 400_000_000
MOST_TOML = 1_000_000
_HEAD = 200_000
_LOCATION = frozenset(("evses", "charging_stations", "coordinates"))


def json_kind(path: Path) -> Recognised:
    """Tell stations and sessions of OCPI, Open Charge Map and layers.

    Raises
    ------
    InputError
        It is no JSON, or none of these.
    """
    data = _parsed(path)
    if isinstance(data, Mapping) and data.get("type") in ("FeatureCollection", "Feature"):
        return table_kind(path)
    record = _first_record(data)
    keys = set(record)
    if {"AddressInfo", "Connections"} & keys:
        return Recognised(FileKind.STATIONS, _("points of Open Charge Map"), format="ocm")
    starts = {"start_date_time", "start_datetime"} & keys
    if starts and "total_energy" in keys:
        return Recognised(FileKind.SESSIONS, _("charging records (CDR) of OCPI"), format="ocpi_cdr")
    if starts and "kwh" in keys:
        return Recognised(FileKind.SESSIONS, _("charging sessions of OCPI"), format="ocpi_session")
    if _LOCATION & keys:
        return Recognised(FileKind.STATIONS, _("locations of OCPI"), format="ocpi")
    if isinstance(data, Mapping) and {"elements", "osm3s"} <= set(data):
        raise InputError(
            path, _("an answer of Overpass as JSON"), _("ask it for XML (.osm), or take an extract (.osm.pbf)")
        )
    shown = ", ".join(sorted(map(str, keys))[:6]) or _("nothing")
    raise InputError(
        path,
        _("JSON with keys {shown}", shown=shown),
        _("expected stations or sessions of OCPI, points of Open Charge Map, or a GeoJSON layer"),
    )


def xml_kind(path: Path) -> Recognised:
    """Tell DATEX II and map data by their elements.

    Raises
    ------
    InputError
        It is none of these.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if b"nergyInfrastructureStatusPublication" in head:
        return Recognised(FileKind.STATION_STATUS, _("live status of DATEX II"), format="datex")
    if b"nergyInfrastructureTablePublication" in head or b"nergyInfrastructureTable" in head:
        return Recognised(FileKind.STATIONS, _("a table of DATEX II"), format="datex")
    if b"<osm" in head:
        raise InputError(path, _("map data named .xml"), _("name it .osm"))
    raise InputError(path, _("XML of another kind"), _("expected energy infrastructure of DATEX II"))


def toml_kind(path: Path) -> Recognised:
    """Tell a scenario from rows of a mix.

    Raises
    ------
    InputError
        It is no TOML.
    """
    if path.stat().st_size > MOST_TOML:
        raise InputError(
            path, _("TOML of more than {most:number} MB", most=MOST_TOML / 1e6), _("expected a configuration or a mix")
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
        refuse_endless_keys(text)
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        raise InputError(path, _("not UTF-8 text"), _("save it as UTF-8")) from None
    except (RecursionError, ValueError) as error:
        raise InputError(path, _("not valid TOML ({error})", error=toml_fault(error)), _("mend that line")) from None
    if isinstance(data.get("city"), dict):
        return Recognised(FileKind.CONFIGURATION, _("a configuration with a table [city]"))
    return Recognised(
        FileKind.MIX,
        _("TOML without a table [city]"),
        sure=False,
        alternatives=(FileKind.CONFIGURATION,),
        format="toml",
    )


def _parsed(path: Path) -> Any:
    if path.stat().st_size > MOST_JSON:
        raise InputError(
            path,
            _("JSON of more than {most:number} MB", most=MOST_JSON / 1e6),
            _("cut the file to the city or its country"),
        )
    try:
        return parsed_json(path.read_bytes())
    except TooManyValuesError as error:
        raise InputError(
            path, _("JSON of {error}", error=error), _("cut the file to the city or its country")
        ) from None
    except UnicodeDecodeError:
        raise InputError(path, _("not UTF-8 text"), _("save it as UTF-8")) from None
    except (ValueError, RecursionError) as error:
        raise InputError(path, _("not JSON ({error})", error=str(error)[:100]), _("export it again")) from None


def _first_record(data: Any) -> Mapping[str, Any]:
    """First object of a list, of an envelope's ``data``, or the object itself."""
    inner = data.get("data", data) if isinstance(data, Mapping) else data
    if isinstance(inner, Sequence) and not isinstance(inner, str):
        inner = next((one for one in inner if isinstance(one, Mapping)), {})
    return inner if isinstance(inner, Mapping) else {}
