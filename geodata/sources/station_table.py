"""The user's own list of stations: CSV, Excel, GeoJSON or GeoPackage, one row for each kind of plug."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import geopandas as gpd

from geodata.address import short_name
from geodata.connectors import Connector
from geodata.coordinates import Place, place_of
from geodata.countries import alpha3
from geodata.input_file import InputFile
from geodata.inventory.ledger import StationLedger, station_id
from geodata.inventory.merged_cells import fill_merged
from geodata.inventory.power_units import Unit, read_power
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import (
    MOST_ALIKE,
    Note,
    Plug,
    StationRecord,
    bare_gbt,
    connector_named,
    most_kw,
    settled_power,
)
from geodata.inventory.row_words import row_word, strictest_word
from geodata.inventory.trial_names import is_test_name
from geodata.inventory.written_plugs import Cable, Gun, guns_in
from geodata.loose import short, text_of, time_of
from geodata.report import Kind, record_words
from geodata.speech import _
from geodata.spreadsheet import parse_number, read_table, said_of
from geodata.words.vocabulary import meant

COLUMNS = (
    "lon",
    "lat",
    "connector",
    "count",
    "power_kw",
    "name",
    "operator",
    "access",
    "status",
    "connection",
    "station_id",
    "format",
    "address",
    "city",
    "country",
    "updated",
)
"""What a table may hold."""
NEEDED = ("lon", "lat", "connector")
"""Those without which a table is refused; places may lie in the geometry of a layer instead."""

_PIECES = re.compile(r"([0-9]{1,4})\s*(?:шт\w*|ед|pcs|pc|units?)\.?", re.IGNORECASE)
"""A count with the word that people write behind it."""


_SAME_PLACE_DEG = 0.002


@dataclass(frozen=True)
class _Row:
    """One good row."""

    record: str
    cells: Mapping[str, str | None]
    place: Place
    count: int
    note: Note


def read_station_table(file: InputFile) -> StationsRead:
    """Read a table of plugs; rows of one `station_id`, or of one name and place, form one station.

    Connectors are OCPI names or what people write ("GB/T DC", "ccs2", "2xТип 2"). Several in a cell separated by ``;`` are guns
    of their own; those joined by ``+`` are the cables of one gun, an EVSE that serves one vehicle at a time. A row that
    cannot be placed or counted and a station whose name says test are dropped and named. Empty cells mean: count 1, public,
    working; a status or connection that is not understood is kept as unclear, which is no supply.

    Parameters
    ----------
    file : InputFile
        Its columns are named by `COLUMNS`.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no table, or lacks a needed column.
    """
    path = file.path
    frame = read_table(
        path,
        file.columns,
        COLUMNS,
        role=_("stations"),
        required=NEEDED,
        with_geometry=True,
        called=("stations",),
    )
    kind = "geojson" if isinstance(frame, gpd.GeoDataFrame) else "csv"
    ledger = StationLedger(str(path), kind, short_name(path), file.fingerprint(frame))
    for one in said_of(frame):
        ledger.note(one.record, one.kind, one.reason, one.action)
    fill_merged(frame, ledger)
    rows = _with_places(frame)
    stations: dict[tuple[object, ...], list[_Row]] = {}
    for cells in rows:
        row = _checked(cells, ledger)
        if row is not None:
            stations.setdefault(_key(row), []).append(row)
    if "access" not in frame and stations:
        ledger.note(_("every row"), Kind.ACCESS, _("no column 'access'"), _("taken as public"))
    for group in stations.values():
        _book(group, ledger)
    return ledger.read()


def _with_places(frame: Any) -> list[dict[str, Any]]:
    """Cells by row; features that are no points lie at a point inside them."""
    rows: list[dict[str, Any]] = [
        dict(zip(frame.columns, cells, strict=True)) for cells in frame.itertuples(index=False, name=None)
    ]
    if isinstance(frame, gpd.GeoDataFrame):
        shape_column = frame.geometry.name
        for row in rows:
            shape = row.pop(shape_column, None)
            if not row.get("lon") and not row.get("lat") and shape is not None and not shape.is_empty:
                inner = shape.representative_point()
                row["lon"], row["lat"] = repr(inner.x), repr(inner.y)
    return rows


def _checked(cells: Mapping[str, Any], ledger: StationLedger) -> _Row | None:
    record = f"row {cells['row']}"
    place = ledger.placed(record, place_of(cells.get("lon"), cells.get("lat")))
    if place is None:
        return None
    said = cells.get("count")
    pieces = None if said is None else _PIECES.fullmatch(said)
    count = 1.0 if said is None else parse_number(pieces[1] if pieces else said)
    if count is None or not 0 <= count <= MOST_ALIKE or count % 1 != 0:
        ledger.drop(record, Kind.COUNT, _("count {said!r} is no number of plugs", said=short(said)))
        return None
    texts = {name: text_of(cells.get(name)) for name in COLUMNS}
    return _Row(record, texts, place, int(count), partial(ledger.note, record))


def _key(row: _Row) -> tuple[object, ...]:
    identity = row.cells["station_id"]
    if identity:
        return (identity,)
    return (row.cells["name"], row.cells["operator"], round(row.place.lon, 5), round(row.place.lat, 5))


def _book(group: list[_Row], ledger: StationLedger) -> None:
    """Put the rows of one station together; a row that repeats another with its count is merged into it."""
    kept: dict[tuple[object, ...], _Row] = {}
    for row in group:
        same = (tuple(row.cells.values()), None if row.cells["count"] else row.record)
        if same in kept:
            ledger.merge(row.record, kept[same].record, _("repeats another row"))
        else:
            kept[same] = row
    rows = list(kept.values())
    first = rows[0]
    name = next((row.cells["name"] for row in rows if row.cells["name"]), None)
    if is_test_name(name):
        for row in rows:
            ledger.drop(row.record, Kind.TRIAL, _("a test station by its name {name!r}", name=short(name)))
        return
    for row in rows[1:]:
        if max(abs(row.place.lon - first.place.lon), abs(row.place.lat - first.place.lat)) > _SAME_PLACE_DEG:
            row.note(
                Kind.COORDINATES,
                _("lies away from {record} of the same station", record=record_words(first.record)),
                _("place of {record} kept", record=record_words(first.record)),
            )
    plugs = tuple(plug for number, row in enumerate(rows, start=1) for plug in _plugs(row, number))
    ledger.keep(_station(rows, plugs), first.record, tuple(row.record for row in rows))


def _station(rows: list[_Row], plugs: tuple[Plug, ...]) -> StationRecord:
    first = rows[0]
    said = {name: next((row.cells[name] for row in rows if row.cells[name]), None) for name in COLUMNS}
    own_id = said["station_id"]
    name = said["name"]
    mark = hashlib.sha256(repr(_key(first)).encode()).hexdigest()[:8]
    return StationRecord(
        station_id=station_id("user", own_id) if own_id else station_id("user", *([name[:40]] if name else []), mark),
        source_id=own_id or first.record,
        lon=first.place.lon,
        lat=first.place.lat,
        plugs=plugs,
        name=name,
        operator=said["operator"],
        address=said["address"],
        city=said["city"],
        country=alpha3(said["country"]),
        access=strictest_word([(row.record, row.cells["access"], row.note) for row in rows], "access", "public"),
        connection=strictest_word(
            [(row.record, row.cells["connection"], row.note) for row in rows], "connection", "unknown"
        ),
        updated=_updated(rows),
    )


def _updated(rows: list[_Row]) -> str | None:
    """Latest of the dates of a station; what is no date is named."""
    times = []
    for row in rows:
        said = row.cells["updated"]
        times.append(time_of(said))
        if said is not None and times[-1] is None:
            row.note(
                Kind.STALE,
                _("updated {short!r} is no date such as 2024-03-12 or 12.03.2024", short=short(said)),
                _("its age is unknown"),
            )
    return max((time for time in times if time is not None), default=None)


def _plugs(row: _Row, number: int) -> Iterator[Plug]:
    cell = row.cells["connector"]
    if cell is None or row.count == 0:
        row.note(
            Kind.PLUG, _("no connector in this row") if cell is None else _("count of 0"), _("no plug taken from it")
        )
        return
    status = row_word(row.cells["status"], "status", row.note) or "operational"
    guns = guns_in(cell)
    _name_doubtful(row, cell, guns)
    for place, gun in enumerate(guns, start=1):
        evse = str(number) if len(guns) == 1 else f"{number}.{place}"
        count = row.count if gun.count is None else min(gun.count, MOST_ALIKE)
        alike = [_plug(row, evse, cable, count, status) for cable in gun.cables]
        if len(alike) == 1:
            yield from (one for one in alike if count)
        else:
            yield from (replace(one, evse_id=f"{evse}-{k + 1}", count=1) for k in range(count) for one in alike)


def _name_doubtful(row: _Row, cell: str, guns: list[Gun]) -> None:
    """Say where a cell could be meant otherwise."""
    if any(gun.by_slash for gun in guns):
        row.note(
            Kind.PLUG, _("connectors with a slash, {short!r}", short=short(cell)), _("read as cables of one place")
        )
    said = [gun.count for gun in guns if gun.count is not None]
    if said and row.cells["count"] is not None and row.count not in (*said, sum(said)):
        row.note(
            Kind.COUNT,
            _("count {count} beside {short!r}", count=row.count, short=short(cell)),
            _("taken as {map}", map=", ".join(map(str, said))),
        )


def _plug(row: _Row, evse: str, cable: Cable, count: int, status: str) -> Plug:
    connector = connector_named(cable.connector, row.note, any_spelling=True, power_decides=True)
    power = read_power(row.cells["power_kw"] or cable.power, stated=Unit.KW, most_kw=most_kw(connector))
    if Connector.is_bare_gbt(cable.connector):
        connector = bare_gbt([power.kw], row.note)
    kw, guessed = settled_power(connector, power, row.note)
    return Plug(evse, connector, kw, guessed, count, meant("format", row.cells["format"]), status)
