"""The user's own list of stations: CSV, Excel, GeoJSON or GeoPackage, one row for each kind of plug."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd

from geodata.connectors import Connector
from geodata.coordinates import Place, place_of
from geodata.countries import alpha3
from geodata.errors import InputError
from geodata.inventory.ledger import StationLedger, station_id
from geodata.inventory.power_units import Unit, read_power
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import MOST_ALIKE, Note, Plug, StationRecord, connector_named, most_kw, settled_power
from geodata.loose import short, text_of, time_of
from geodata.report import Kind
from geodata.spreadsheet import parse_number, read_table

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
"""What a table may hold; `lon`, `lat` and `connector` are needed."""

_ACCESS = {
    "public": "public",
    "yes": "public",
    "публичная": "public",
    "общий": "public",
    "customers": "customers",
    "клиенты": "customers",
    "private": "private",
    "no": "private",
    "частная": "private",
    "unknown": "unknown",
}
_STATUS = {
    "operational": "operational",
    "available": "operational",
    "charging": "operational",
    "working": "operational",
    "работает": "operational",
    "planned": "planned",
    "планируется": "planned",
    "out_of_order": "out_of_order",
    "outoforder": "out_of_order",
    "inoperative": "out_of_order",
    "broken": "out_of_order",
    "не_работает": "out_of_order",
    "removed": "removed",
    "unknown": "unknown",
}
_CONNECTION = {
    "connected": "connected",
    "yes": "connected",
    "подключена": "connected",
    "disconnected": "disconnected",
    "no": "disconnected",
    "не_подключена": "disconnected",
    "отключена": "disconnected",
    "unknown": "unknown",
}
_SEPARATORS = re.compile(r"[;,|+]")
_SAME_PLACE_DEG = 0.002


@dataclass(frozen=True)
class _Row:
    """One good row."""

    record: str
    cells: Mapping[str, str | None]
    place: Place
    count: int
    note: Note


def read_station_table(path: Path, columns: Mapping[str, str]) -> StationsRead:
    """Read a table of plugs; rows of one `station_id`, or of one name and place, form one station.

    Connectors are OCPI names or what people write ("GB/T DC", "ccs2", "Тип 2"), several in a cell separated by ``;``.
    A row that cannot be placed or counted is dropped and named. Empty cells mean: count 1, public, working.

    Parameters
    ----------
    path : Path
    columns : mapping
        Our column names (`COLUMNS`) to the user's.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no table, or lacks a needed column.
    """
    frame = read_table(path, columns, COLUMNS, role="stations", required=("connector",), with_geometry=True)
    rows = _with_places(frame, path)
    ledger = StationLedger(
        str(path), "geojson" if path.suffix.lower() in (".geojson", ".json", ".gpkg") else "csv", path.name
    )
    stations: dict[tuple[object, ...], list[_Row]] = {}
    for cells in rows:
        row = _checked(cells, ledger)
        if row is not None:
            stations.setdefault(_key(row), []).append(row)
    if "access" not in frame and stations:
        ledger.note("every row", Kind.ACCESS, "no column 'access'", "taken as public")
    for group in stations.values():
        _book(group, ledger)
    return ledger.read()


def _with_places(frame: Any, path: Path) -> list[dict[str, Any]]:
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
    elif not {"lon", "lat"} <= set(frame.columns):
        missing = "lon" if "lon" not in frame else "lat"
        raise InputError(
            path,
            f"no column {missing!r}",
            f'expected columns lon, lat, connector; rename it or map it with columns = {{ {missing} = "your name" }}',
        )
    return rows


def _checked(cells: Mapping[str, Any], ledger: StationLedger) -> _Row | None:
    record = f"row {cells['row']}"
    place = ledger.placed(record, place_of(cells.get("lon"), cells.get("lat")))
    if place is None:
        return None
    said = cells.get("count")
    count = 1.0 if said is None else parse_number(said)
    if count is None or not 0 <= count <= MOST_ALIKE or count % 1 != 0:
        ledger.drop(record, Kind.COUNT, f"count {short(said)!r} is no number of plugs")
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
            ledger.merge(row.record, kept[same].record, "repeats another row")
        else:
            kept[same] = row
    rows = list(kept.values())
    first = rows[0]
    for row in rows[1:]:
        if max(abs(row.place.lon - first.place.lon), abs(row.place.lat - first.place.lat)) > _SAME_PLACE_DEG:
            row.note(
                Kind.COORDINATES, f"lies away from {first.record} of the same station", f"place of {first.record} kept"
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
        access=_word(said["access"], _ACCESS, "public", "access", first.note),
        connection=_word(said["connection"], _CONNECTION, "unknown", "connection", first.note),
        updated=time_of(said["updated"]),
    )


def _plugs(row: _Row, number: int) -> Iterator[Plug]:
    cell = row.cells["connector"]
    if cell is None or row.count == 0:
        row.note(Kind.PLUG, "no connector in this row" if cell is None else "count of 0", "no plug taken from it")
        return
    status = _word(row.cells["status"], _STATUS, "operational", "status", row.note)
    shape = (row.cells["format"] or "").upper()
    for part in _parts(cell):
        connector = connector_named(part, row.note, any_spelling=True)
        power = read_power(row.cells["power_kw"], stated=Unit.KW, most_kw=most_kw(connector))
        kw, guessed = settled_power(connector, power, row.note)
        yield Plug(
            str(number), connector, kw, guessed, row.count, shape if shape in ("SOCKET", "CABLE") else None, status
        )


def _parts(cell: str) -> list[str]:
    """Connectors named in one cell: the whole where it is one, else its parts."""
    parts = [part.strip() for part in _SEPARATORS.split(cell) if part.strip()]
    if Connector.named(cell) or Connector.spelled(cell) or not parts:
        return [cell]
    return parts if any(Connector.named(part) or Connector.spelled(part) for part in parts) else [cell]


def _word(text: str | None, words: Mapping[str, str], default: str, column: str, note: Note) -> str:
    """Our word for the user's; text that is not understood is unknown, and said."""
    if text is None:
        return default
    key = re.sub(r"[\s-]+", "_", text.strip().casefold())
    if key not in words:
        note(
            Kind.STATUS if column == "status" else Kind.ACCESS,
            f"{column} {short(text)!r} is not understood",
            "kept as unknown",
        )
    return words.get(key, "unknown")
