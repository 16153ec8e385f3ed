"""Metered sessions of a city: every source read, checked, tied to stations and zones, and accounted for."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import MultiPolygon, Polygon

from geodata.city_request import SessionSource
from geodata.connectors import Current
from geodata.report import Kind, SourceReport
from geodata.sessions.checks import Checked, Seen, checked, exceeds
from geodata.sessions.clock import clock_of
from geodata.sessions.ledger import SessionLedger
from geodata.sessions.stated import Stated
from geodata.sessions.table import SESSIONS
from geodata.sessions.tying import Outlet, Tie, Tying
from geodata.sources.ocpi_sessions import read_ocpi_cdrs, read_ocpi_sessions
from geodata.sources.session_table import read_session_table
from geodata.speech import _
from geodata.stations import Stations

MOST_AC_KW = 44.0
"""No public AC outlet gives more: 63 A on three phases."""
TYPICAL_AC_KW = 22.5
"""Outlets of less are taken as AC where nothing else tells; a session of more on average is none of an AC post's."""

UNTIED = _.term("kept for the figures of a session, not for where demand lies")


@dataclass(frozen=True)
class Here:
    """The city that sessions are tied to: its country, the longitude of its middle, limits, zones and CRS."""

    country: str
    lon: float
    boundary: Polygon | MultiPolygon
    zones: gpd.GeoDataFrame
    crs: str


def sessions_in(
    sources: tuple[SessionSource, ...], stations: Stations, here: Here
) -> tuple[pd.DataFrame, tuple[SourceReport, ...]]:
    """Read the sessions of every source.

    Parameters
    ----------
    sources : tuple of SessionSource
        A session that two of them tell of is kept from the first.
    stations : Stations
        The merged inventory, in the CRS of `here`.
    here : Here

    Returns
    -------
    sessions : DataFrame
        Schema SESSIONS, in the order of sources and records; those of other places are left out.
    reports : tuple of SourceReport
        One a source; records = kept + merged + dropped, those of other places counted again as outside the city.

    Raises
    ------
    MissingFileError, InputError
        A file cannot be read, or its dates allow no one reading.
    """
    seen, rows, reports = Seen(), [], []
    for number, source in enumerate(sources):
        stated, ledger = _read(source)
        clock = clock_of(here.country, here.lon, source.time_zone)
        tying = Tying(stations, here.zones, boundary=here.boundary, crs=here.crs, most_m=source.max_distance_m)
        for one in checked(stated, ledger, clock, partial(_again, seen, tying, number)):
            row = _row(one, tying, ledger, source)
            if row is not None:
                rows.append(row)
        reports.append(ledger.report())
    table = pd.DataFrame(rows, columns=list(SESSIONS.columns), dtype=object)
    return SESSIONS.checked(table, source="sessions"), tuple(reports)


def _again(seen: Seen, tying: Tying, source: int, one: Checked) -> bool:
    return seen.again(one, tying.tie(one.stated).station_id, source)


def _read(source: SessionSource) -> tuple[list[Stated], SessionLedger]:
    if source.format == "csv":
        return read_session_table(source.file, date_order=source.date_order)
    return (read_ocpi_cdrs if source.format == "ocpi_cdr" else read_ocpi_sessions)(source.file)


def _row(one: Checked, tying: Tying, ledger: SessionLedger, source: SessionSource) -> dict[str, Any] | None:
    """Row of the table, None for a session that is dropped or of another place."""
    said = one.stated
    tie = tying.tie(said)
    outlet = tying.outlet(tie.station_id)
    if said.power_kw is None and exceeds(one.kwh, one.plugged_h, outlet.most_kw):
        ledger.drop(said.record, Kind.ENERGY, _("more energy than its station on file gives in the hours plugged in"))
        return None
    _tell(said, tie, ledger)
    ledger.keep(outside=tie.outside)
    if tie.outside:
        return None
    current = _current(one, outlet)
    charging = said.charging_h
    return {
        "source": source.file.title,
        "place": said.station,
        "station_id": tie.station_id,
        "tied_by": tie.how,
        "evse": said.evse,
        "zone_id": tie.zone_id,
        "x_m": None if tie.point is None else tie.point.x,
        "y_m": None if tie.point is None else tie.point.y,
        "start": one.start.isoformat(timespec="seconds"),
        "plugged_h": one.plugged_h,
        "charging_h": charging if charging is not None and 0 < charging <= one.plugged_h else None,
        "kwh": one.kwh,
        "power_kw": said.power_kw,
        "current": None if current is None else current.value,
    }


def _tell(said: Stated, tie: Tie, ledger: SessionLedger) -> None:
    """Book what is to be said of where a session was metered."""
    if tie.outside:
        ledger.note(said.record, Kind.COORDINATES, _("metered outside of the city"), _("counted, not used"))
    elif tie.how == "unknown":
        why = (
            _("unknown station")
            if tie.remark is None
            else _("unknown station ({remark})", remark=tie.remark.split(" (")[0])
        )
        ledger.note(said.record, Kind.IDENTITY, why, UNTIED)
    elif tie.remark is not None:
        ledger.note(said.record, Kind.COORDINATES, tie.remark, _("turned round"))
    if tie.how == "zone":
        ledger.note(
            said.record, Kind.IDENTITY, _("unknown station, but at a place in the city"), _("used at that place")
        )


def _current(one: Checked, outlet: Outlet) -> Current | None:
    """Current of a session: as told, by its power, by the plugs of its station, by its mean power; else unknown."""
    said = one.stated
    if said.current is not None:
        return said.current
    if said.power_kw is not None and not TYPICAL_AC_KW < said.power_kw <= MOST_AC_KW:
        return Current.AC if said.power_kw <= TYPICAL_AC_KW else Current.DC
    if outlet.current is not None:
        return outlet.current
    return Current.DC if one.kwh / one.plugged_h > MOST_AC_KW else None
