"""The French national table of charging points (schema-irve-statique 2.x of Etalab): one row a point de charge."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from geodata.address import short_name
from geodata.connectors import Connector, Current
from geodata.coordinate_pair import pair_of
from geodata.coordinates import Place, place_of
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.inventory.france import in_france
from geodata.inventory.french import ABSENT, first_text, flag, folded, mended_cells
from geodata.inventory.ledger import StationLedger, station_id
from geodata.inventory.live_status import point_key
from geodata.inventory.power_units import Power, Unit, is_plausible, read_power
from geodata.inventory.reading import StationsRead
from geodata.inventory.record import (
    UNKNOWN,
    UNKNOWN_KW,
    Note,
    Plug,
    StationRecord,
    connector_named,
    most_kw,
    settled_power,
)
from geodata.inventory.trial_names import is_test_name
from geodata.loose import number_of, short, time_of
from geodata.report import Kind
from geodata.speech import _
from geodata.spreadsheet import read_table, said_of

SOCKETS: Mapping[str, str] = {
    "prise_type_ef": "DOMESTIC_E",
    "prise_type_2": "IEC_62196_T2",
    "prise_type_combo_ccs": "IEC_62196_T2_COMBO",
    "prise_type_chademo": "CHADEMO",
    "prise_type_autre": UNKNOWN,
}
"""Columns of the sockets of a point, and the plug that each is."""

COLUMNS = (
    *("id_pdc_itinerance", "id_pdc_local", "id_station_itinerance", "id_station_local", "nom_station", "nom_operateur"),
    *("nom_enseigne", "nom_amenageur", "adresse_station", "consolidated_commune", "coordonneesXY"),
    *("consolidated_longitude", "consolidated_latitude", "lon", "lat", "nbre_pdc", "puissance_nominale", *SOCKETS),
    *("cable_t2_attache", "condition_acces", "implantation_station", "accessibilite_pmr", "restriction_gabarit"),
    *("station_deux_roues", "date_mise_en_service", "date_maj"),
)
"""What is read of the table; the power and one of the sockets are needed."""

_SAME_PLACE_DEG = 0.002
_DATES = ("date_mise_en_service", "date_maj")
_ALL = "every row"


@dataclass(frozen=True)
class _Point:
    """One good row."""

    record: str
    cells: Mapping[str, str | None]
    place: Place
    note: Note

    @property
    def identity(self) -> str | None:
        return first_text(self.cells, "id_pdc_itinerance", "id_pdc_local")

    @property
    def key(self) -> str:
        return point_key(self.identity) if self.identity else self.record

    @property
    def updated(self) -> str:
        return time_of(self.cells["date_maj"]) or ""


def read_irve(file: InputFile) -> StationsRead:
    """Read the points of the table; those of one `id_station_itinerance`, or of one name and place, form one station.

    A point is one EVSE: its sockets share its power and serve one vehicle at a time. Of a point that several rows have, as
    where several aggregators publish it, the row of the latest `date_maj` counts. A point that only disabled drivers or
    two-wheelers may use is reserved for them; one that begins its service after the row was written is planned.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no table, or lacks a needed column.
    """
    path = file.path
    frame = read_table(
        path, file.columns, COLUMNS, role=_("stations"), required=("puissance_nominale",), called=("stations", "irve")
    )
    if not any(name in frame for name in SOCKETS):
        raise InputError(
            path,
            _("no column of sockets"),
            _("expected {sockets}; is it the static table of IRVE?", sockets=", ".join(SOCKETS)),
        )
    ledger = StationLedger(str(path), "irve", short_name(path), file.fingerprint(frame))
    for one in said_of(frame, published=True):
        ledger.note(one.record, one.kind, one.reason, one.action)
    rows = mended_cells(frame, COLUMNS)
    points = [point for cells in rows if (point := _point(cells, ledger)) is not None]
    stations: dict[tuple[object, ...], list[_Point]] = {}
    for point in _latest(points, ledger):
        stations.setdefault(_station_key(point), []).append(point)
    shared: Counter[str] = Counter()
    for group in stations.values():
        _book(group, ledger, shared)
    for reason, count in shared.items():
        ledger.note(
            _("{count} points", count=count),
            Kind.GUESSED_POWER,
            reason,
            _("usual power of the socket, marked as guessed"),
        )
    _name_limits(points, ledger)
    return ledger.read()


def _point(cells: Mapping[str, Any], ledger: StationLedger) -> _Point | None:
    record = f"row {cells['row']}"
    place = ledger.placed(record, _place(cells))
    return None if place is None else _Point(record, cells, place, partial(ledger.note, record))


def _place(cells: Mapping[str, str | None]) -> Place | str:
    """Place of a point: of its own column, else that of the national consolidation, else of the layer."""
    said: Place | str = _("no coordinates")
    for lon, lat in (
        pair_of(cells["coordonneesXY"]) or (None, None),
        (cells["consolidated_longitude"], cells["consolidated_latitude"]),
        (cells["lon"], cells["lat"]),
    ):
        found = place_of(lon, lat)
        if isinstance(found, Place):
            return in_france(found)
        said = found if lon or lat else said
    return said if said != "no coordinates" or not cells["coordonneesXY"] else _no_place(cells)


def _no_place(cells: Mapping[str, str | None]) -> str:
    return _("coordonneesXY {short!r} is not [longitude, latitude]", short=short(cells["coordonneesXY"]))


def _latest(points: list[_Point], ledger: StationLedger) -> Iterator[_Point]:
    """Of the rows of one point the freshest, of equals the first; in the order of the table."""
    best: dict[str, _Point] = {}
    for point in points:
        if point.key not in best or point.updated > best[point.key].updated:
            best[point.key] = point
    for point in points:
        kept = best[point.key]
        if kept is point:
            yield point
        else:
            ledger.merge(
                point.record, kept.record, _("the same id_pdc_itinerance {identity!r}", identity=short(point.identity))
            )


def _station_key(point: _Point) -> tuple[object, ...]:
    identity = first_text(point.cells, "id_station_itinerance", "id_station_local")
    if identity:
        return (point_key(identity),)
    return (point.cells["nom_station"], _operator(point), round(point.place.lon, 4), round(point.place.lat, 4))


def _operator(point: _Point) -> str | None:
    return first_text(point.cells, "nom_operateur", "nom_enseigne", "nom_amenageur")


def _book(group: list[_Point], ledger: StationLedger, shared: Counter[str]) -> None:
    first = group[0]
    cells = {name: next((one.cells[name] for one in group if one.cells[name]), None) for name in COLUMNS}
    name = cells["nom_station"]
    if is_test_name(name):
        for point in group:
            ledger.drop(point.record, Kind.TRIAL, _("a test station by its name {name!r}", name=short(name)))
        return
    for point in group[1:]:
        far = max(abs(point.place.lon - first.place.lon), abs(point.place.lat - first.place.lat))
        if far > _SAME_PLACE_DEG:
            reason = _("lies away from {record} of the same station", record=first.record)
            point.note(Kind.COORDINATES, reason, _("place of {record} kept", record=first.record))
    said = number_of(cells["nbre_pdc"])
    if said is not None and said != len(group):
        first.note(
            Kind.COUNT,
            _("nbre_pdc {said:g}, but {count} rows of points", said=said, count=len(group)),
            _("counted by the rows"),
        )
    plugs = tuple(plug for point in group for plug in _plugs(point, shared))
    access = {word: point for point in group if (word := _access(point))}
    if len(access) > 1:
        first.note(
            Kind.DISAGREEMENT,
            _("rows disagree about access: {access}", access=", ".join(access)),
            _("taken as the strictest"),
        )
    identity = first_text(first.cells, "id_station_itinerance", "id_station_local") or first.identity or first.record
    station = StationRecord(
        station_id=station_id("irve", identity),
        source_id=identity,
        lon=first.place.lon,
        lat=first.place.lat,
        plugs=plugs,
        name=name,
        operator=_operator(first),
        address=cells["adresse_station"],
        city=cells["consolidated_commune"],
        access=next((word for word in ("private", "unknown", "customers", "public") if word in access), "unknown"),
        updated=max(point.updated for point in group) or None,
        accessible=_accessible(group),
    )
    ledger.keep(station, first.record, tuple(point.record for point in group))


def _access(point: _Point) -> str | None:
    said, where = folded(point.cells["condition_acces"]), folded(point.cells["implantation_station"])
    if not said and not where:
        return "public"
    if re.search(r"r.{0,2}serv", said):
        return "private"
    if re.search(r"r.{0,2}serv.{0,4} . la client", where):
        return "customers"
    if said and "libre" not in said:
        point.note(
            Kind.ACCESS,
            _("condition_acces {short!r} is not understood", short=short(said)),
            _("kept as unknown, no supply"),
        )
        return "unknown"
    return "public"


def _accessible(group: list[_Point]) -> str | None:
    words = [folded(point.cells["accessibilite_pmr"]) for point in group]
    if any("pmr" in word for word in words):
        return "yes"
    return "no" if any("non accessible" in word for word in words) else None


def _reserved(point: _Point) -> str | None:
    pmr = folded(point.cells["accessibilite_pmr"])
    words = [
        *(["motorcycles"] if _is(point, "station_deux_roues") else []),
        *(["disabled"] if re.match(r"r.{0,2}serv", pmr) else []),
    ]
    return ", ".join(words) or None


def _is(point: _Point, column: str) -> bool:
    text = point.cells[column]
    found = flag(text)
    if found is None and text is not None:
        point.note(
            Kind.PLUG,
            _("{column} {short!r} is neither true nor false", column=column, short=short(text)),
            _("taken as false"),
        )
    return found is True


def _plugs(point: _Point, shared: Counter[str]) -> Iterator[Plug]:
    names = [connector_named(name, point.note) for column, name in SOCKETS.items() if _is(point, column)]
    if not names:
        point.note(Kind.PLUG, _("no socket is true"), _("no plug taken from it"))
        return
    power = read_power(point.cells["puissance_nominale"], stated=Unit.KW, most_kw=max(map(most_kw, names)))
    begun, written = (time_of(point.cells[name]) or "" for name in _DATES)
    status = "planned" if written and begun > written else "unknown"
    reserved = _reserved(point)
    strongest = max(names, key=most_kw)
    for name in names:
        if power.kw is not None and name != strongest and not is_plausible(power.kw, most_kw(name)):
            known = Connector.named(name)
            kw, guessed = known.usual_kw if known else UNKNOWN_KW[Current.AC], True
            shared[f"power of the point is beyond {name} beside a stronger socket"] += 1
        else:
            quiet = Power(power.kw) if name != strongest and power.kw is not None else power
            kw, guessed = settled_power(name, quiet, point.note)
        attached = flag(point.cells["cable_t2_attache"]) if name == "IEC_62196_T2" else None
        form = None if attached is None else "CABLE" if attached else "SOCKET"
        capped = kw if name == strongest else min(kw, most_kw(name))
        yield Plug(point.identity or point.record, name, capped, guessed, 1, form, status, reserved_for=reserved)


def _name_limits(points: list[_Point], ledger: StationLedger) -> None:
    """Say that vehicles of some size do not fit at some points; a car does."""
    limits = [text for one in points if (text := one.cells["restriction_gabarit"]) and folded(text) not in ABSENT]
    if limits:
        reason = _("restriction_gabarit limits the size of vehicles, as {short!r}", short=short(limits[0]))
        ledger.note(_("{count} points", count=len(limits)), Kind.ACCESS, reason, _("kept as open to cars"))
