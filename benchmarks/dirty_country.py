"""A country of charging stations that never was, as three sources tell of it: overlaps, doubles and dirt, the same for the same seed.

Dirt is drawn at the rates below, of the kinds met in real files: kilowatts given as watts, coordinates swapped or at (0, 0), plugs of
no known standard, names that say test, records given twice.
"""

import csv
import json
import random
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

BOUNDS = (6.0, 47.4, 14.9, 54.9)
"""west, south, east, north: the size of Germany."""

CRS = "EPSG:32632"
KNOWN_TO = {"ocpi": 0.6, "ocm": 0.5, "table": 0.3}
"""Share of the stations that each source knows; what none would know the first one does."""

TOWNS = 900
CELL_DEG, OFF_CENTRE_DEG, OFF_DEG = 0.0015, 0.0002, 0.00005
"""Stations stand in cells of their own, so that it is known which are one; a source places them some 5 m off."""

IN_KW, SWAPPED, NOWHERE, UNKNOWN_PLUG, TRIAL, TWICE = 0.03, 0.004, 0.004, 0.01, 0.004, 0.01
PLUGS = (
    ("IEC_62196_T2", 25, "Type 2", (11.0, 22.0)),
    ("IEC_62196_T2_COMBO", 33, "CCS", (50.0, 150.0, 300.0)),
    ("CHADEMO", 2, "CHAdeMO", (50.0,)),
    ("GBT_DC", 1040, "GB/T DC", (60.0, 120.0)),
    ("INDUKTIV_X", 999, "Induktiv", (11.0,)),
)
"""OCPI name, Open Charge Map id, what people write, usual powers in kW; the last one is of no known standard."""

COMMON = (8, 6, 2, 1)
WORDS = "Rathaus Bahnhof Markt Stadion Hafen Klinik Schule Museum Park Messe Therme Zoo Kino Forum Tor Brücke".split()
OPERATORS = "Nordstrom Südnetz Ostwerk Westkraft Mainladen Elbenetz Isarstrom Ruhrwerk Harzladen Rheinkraft".split()
COLUMNS = ("lon", "lat", "connector", "count", "power_kw", "name", "operator", "access", "station_id")


@dataclass(frozen=True)
class Station:
    """One station as it is, or as a source has it; `plugs` are kind (row of PLUGS), count and kW; places are text."""

    number: int
    lon: float
    lat: float
    name: str
    operator: str
    plugs: tuple[tuple[int, int, float], ...]


@dataclass
class Told:
    """What was written: records of all sources (rows, of the table), and stations that one of them tells of in full."""

    records: int = 0
    stations: int = 0


def write_country(folder: Path, stations: int, seed: int) -> Told:
    """Write ``ocpi.json``, ``ocm.json`` and ``table.csv``, one station at a time."""
    draw = random.Random(seed)  # noqa: S311 - a made country, no secret
    told = Told()
    with ExitStack() as files:
        ocpi, ocm, table = (
            files.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
            for name in ("ocpi.json", "ocm.json", "table.csv")
        )
        writer = csv.writer(table)
        writer.writerow(COLUMNS)
        lists = {"ocpi": _List(ocpi), "ocm": _List(ocm)}
        for one in _stations(draw, stations):
            known = [source for source, share in KNOWN_TO.items() if draw.random() < share] or ["ocpi"]
            seen = [_seen(draw, one, source) for source in known]
            told.stations += any(good for _, good, _ in seen)
            for station, _, source in seen:
                if source == "table":
                    rows = _rows(station)
                    writer.writerows(rows)
                    told.records += len(rows)
                else:
                    record = _location(draw, station) if source == "ocpi" else _poi(station)
                    copies = 2 if draw.random() < TWICE else 1
                    for _ in range(copies):
                        lists[source].add(record)
                    told.records += copies
        for one_list in lists.values():
            one_list.end()
    return told


class _List:
    """A list of JSON objects in a file, written one by one."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._lead = file, "["

    def add(self, record: dict[str, Any]) -> None:
        self._file.write(f"{self._lead}{json.dumps(record, ensure_ascii=False)}")
        self._lead = ",\n"

    def end(self) -> None:
        self._file.write("[]" if self._lead == "[" else "]")


def _stations(draw: random.Random, count: int) -> Iterator[Station]:
    west, south, east, north = BOUNDS
    towns = [
        (draw.uniform(west + 0.5, east - 0.5), draw.uniform(south + 0.5, north - 0.5), draw.uniform(0.02, 0.15))
        for _ in range(TOWNS)
    ]
    sizes = [1 / (rank + 10) for rank in range(TOWNS)]
    taken: set[tuple[int, int]] = set()
    while len(taken) < count:
        (x, y, wide), *_ = draw.choices(towns, sizes)
        cell = (round(draw.gauss(x, wide) / CELL_DEG), round(draw.gauss(y, wide) / CELL_DEG))
        inside = west < cell[0] * CELL_DEG < east and south < cell[1] * CELL_DEG < north
        if inside and cell not in taken:
            taken.add(cell)
            yield _station(draw, len(taken), cell)


def _station(draw: random.Random, number: int, cell: tuple[int, int]) -> Station:
    kinds = dict.fromkeys(draw.choices(range(len(COMMON)), COMMON, k=draw.choice((1, 1, 2, 3))))
    if draw.random() < UNKNOWN_PLUG:
        kinds[len(PLUGS) - 1] = None
    return Station(
        number,
        cell[0] * CELL_DEG + draw.uniform(-OFF_CENTRE_DEG, OFF_CENTRE_DEG),
        cell[1] * CELL_DEG + draw.uniform(-OFF_CENTRE_DEG, OFF_CENTRE_DEG),
        f"{draw.choice(WORDS)} {draw.choice(WORDS)} {draw.randrange(200)}",
        draw.choice(OPERATORS),
        tuple((kind, draw.choice((1, 2, 2, 4)), draw.choice(PLUGS[kind][3])) for kind in kinds),
    )


def _seen(draw: random.Random, one: Station, source: str) -> tuple[Station, bool, str]:
    """A station as a source has it, whether that is a station that can be placed, and the source."""
    lon, lat = round(draw.gauss(one.lon, OFF_DEG), 6), round(draw.gauss(one.lat, OFF_DEG), 6)
    name = draw.choice((one.name, one.name, one.name.upper(), f"Ladestation {one.name}", one.name.replace("ü", "ue")))
    dirt = draw.random()
    if dirt < SWAPPED:
        lon, lat = lat, lon
    elif dirt < SWAPPED + NOWHERE:
        lon, lat = 0.0, 0.0
    trial = source == "ocpi" and draw.random() < TRIAL
    station = replace(one, lon=lon, lat=lat, name=f"TEST {name}" if trial else name)
    return station, not trial and (lon, lat) != (0.0, 0.0), source


def _location(draw: random.Random, one: Station) -> dict[str, Any]:
    """An OCPI 2.2.1 Location."""
    in_kw = draw.random() < IN_KW
    posts = [
        {
            "uid": f"{one.number}-{kind}-{post}",
            "status": draw.choice(("AVAILABLE", "AVAILABLE", "CHARGING", "OUTOFORDER")),
            "connectors": [
                {
                    "id": "1",
                    "standard": PLUGS[kind][0],
                    "format": "CABLE" if kw > 22 else "SOCKET",
                    "power_type": "DC" if kw > 22 else "AC_3_PHASE",
                    "max_voltage": 1000 if kw > 22 else 230,
                    "max_amperage": 500 if kw > 22 else 32,
                    "max_electric_power": round(kw if in_kw else kw * 1000),
                    "last_updated": "2026-03-01T08:00:00Z",
                }
            ],
            "last_updated": "2026-03-01T08:00:00Z",
        }
        for kind, count, kw in one.plugs
        for post in range(count)
    ]
    return {
        "country_code": "DE",
        "party_id": one.operator[:3].upper().replace("Ü", "U"),
        "id": f"L{one.number}",
        "publish": True,
        "name": one.name,
        "address": f"Straße {one.number % 300}",
        "city": "Musterstadt",
        "country": "DEU",
        "coordinates": {"latitude": f"{one.lat:.6f}", "longitude": f"{one.lon:.6f}"},
        "evses": posts,
        "operator": {"name": one.operator},
        "time_zone": "Europe/Berlin",
        "last_updated": "2026-03-01T08:00:00Z",
    }


def _poi(one: Station) -> dict[str, Any]:
    """An Open Charge Map POI, compact."""
    return {
        "ID": 100_000 + one.number,
        "OperatorInfo": {"Title": one.operator},
        "UsageTypeID": 4,
        "StatusTypeID": 50,
        "SubmissionStatusTypeID": 200,
        "DateLastVerified": "2025-06-01T08:00:00Z",
        "AddressInfo": {"Title": one.name, "Town": "Musterstadt", "Latitude": one.lat, "Longitude": one.lon},
        "Connections": [
            {"ID": number, "ConnectionTypeID": PLUGS[kind][1], "StatusTypeID": 50, "PowerKW": kw, "Quantity": count}
            for number, (kind, count, kw) in enumerate(one.plugs)
        ],
    }


def _rows(one: Station) -> list[tuple[object, ...]]:
    """Rows of a user's table, one for each kind of plug."""
    return [
        (one.lon, one.lat, PLUGS[kind][2], count, f"{kw:g} kW", one.name, one.operator, "public", f"T{one.number}")
        for kind, count, kw in one.plugs
    ]
