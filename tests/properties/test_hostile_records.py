"""Records mutated in every way data goes wrong: never a crash, and every record is kept, merged or dropped.

The suite draws a few hundred mutations of each kind; ``EVPLAN_MUTATIONS=20000`` draws as many as that.
"""

import copy
import json
import os
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point, box

from geodata.inventory.merging import merge_stations
from geodata.inventory.reading import StationsRead
from geodata.osm.extract import OsmExtract, RoadNetwork
from geodata.osm.stations import stations_of
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.station_table import COLUMNS, read_station_table
from geodata.stations import ACCESSES, CONNECTIONS, STATUSES

EXAMPLES = int(os.environ.get("EVPLAN_MUTATIONS", "200"))
PROFILE = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)

LOCATION = {
    "country_code": "KZ",
    "party_id": "EVK",
    "id": "almaty-7",
    "publish": True,
    "name": "Достык Плаза",
    "address": "Самал-2, 111",
    "city": "Алматы",
    "country": "KAZ",
    "coordinates": {"latitude": "43.233001", "longitude": "76.956002"},
    "evses": [
        {
            "uid": "e1",
            "status": "AVAILABLE",
            "coordinates": {"latitude": "43.2330", "longitude": "76.9560"},
            "connectors": [
                {
                    "id": "1",
                    "standard": "GBT_DC",
                    "format": "CABLE",
                    "power_type": "DC",
                    "max_voltage": 750,
                    "max_amperage": 250,
                    "max_electric_power": 120000,
                },
                {
                    "id": "2",
                    "standard": "IEC_62196_T2",
                    "format": "SOCKET",
                    "power_type": "AC_3_PHASE",
                    "voltage": 230,
                    "amperage": 32,
                },
            ],
        }
    ],
    "charging_stations": [
        {"evses": [{"uid": "e2", "status": "PLANNED", "connectors": [{"id": "1", "standard": "CHAOJI"}]}]}
    ],
    "operator": {"name": "Оператор"},
    "last_updated": "2024-05-01T10:00:00Z",
}
POI = {
    "ID": 146017,
    "UUID": "50850A0B",
    "OperatorInfo": {"Title": "Operator"},
    "UsageType": {"ID": 4},
    "StatusTypeID": 50,
    "SubmissionStatusTypeID": 200,
    "DateLastVerified": "2024-05-01T10:00:00Z",
    "AddressInfo": {
        "Title": "Достык",
        "Town": "Almaty",
        "Country": {"ISOCode": "KZ"},
        "Latitude": 43.2331,
        "Longitude": 76.9561,
    },
    "Connections": [
        {"ID": 1, "ConnectionTypeID": 1040, "StatusTypeID": 50, "PowerKW": 120, "Quantity": 2, "CurrentTypeID": 30},
        {"ID": 2, "ConnectionType": {"ID": 99, "Title": "Type 2"}, "Amps": 32, "Voltage": 400, "Quantity": None},
    ],
}
TAGS = {
    "amenity": "charging_station",
    "name": "Достык",
    "operator": "Оператор",
    "access": "customers",
    "capacity": "4",
    "check_date": "2024-05-01",
    "socket:GB_DC": "2;4",
    "socket:gb_dc:output": "50kw;120 kW",
    "socket:type2": "yes",
    "socket:type2:output": "22 kVA",
    "socket:type2:voltage": "400",
    "socket:chademo": "1",
}
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(
        [0, -1, 10**30, -(10**30), 10**400, 1e308, -0.0, 180.0, 90.0, 3.5, float("nan"), float("inf"), float("-inf")]
    ),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            " ",
            "null",
            "NaN",
            "1e999",
            "22 kW",
            "²",
            "٣",
            "1_000",
            "\ud800",
            "a\x00b",
            "{{ 7*7 }}",
            "<script>",
            "=1+1",
            "x" * 5000,
            "TEST",
        ]
    ),
)
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths_in(thing: Any, here: tuple = ()) -> list[tuple]:
    """Where something can be replaced: every key and index, at every depth."""
    inner = thing.items() if isinstance(thing, dict) else enumerate(thing) if isinstance(thing, list) else ()
    found = [here] if here else []
    for key, value in inner:
        found += paths_in(value, (*here, key))
    return found


@st.composite
def mutated(draw: Callable, record: dict) -> Any:
    """Replace, remove or double some parts of a record, or all of it."""
    if draw(st.integers(0, 30)) == 0:
        return draw(JUNK)
    out = copy.deepcopy(record)
    for _ in range(draw(st.integers(1, 4))):
        spots = paths_in(out)
        if not spots:
            break
        *way, last = draw(st.sampled_from(spots))
        holder = out
        for step in way:
            holder = holder[step]
        action = draw(st.sampled_from(["replace", "replace", "remove", "double"]))
        if action == "replace":
            holder[last] = draw(JUNK)
        elif action == "remove":
            del holder[last]
        elif isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
        else:
            holder[str(last).upper()] = holder[last]
    return out


def assert_books_are_sound(read: StationsRead, records: int) -> None:
    report = read.report
    assert report.records == records
    assert report.kept + report.merged + report.dropped == records
    assert report.kept == sum(len(read.records_of(one)) for one in read.stations.table["station_id"])
    assert sum(problem.action == "dropped" for problem in report.problems) <= report.dropped
    assert (report.dropped == 0) == (not any(problem.action == "dropped" for problem in report.problems))
    assert dict(report.connectors) == read.stations.plugs()
    table, plugs = read.stations.table, read.stations.connectors
    assert table.geometry.x.between(-180, 180).all()
    assert table.geometry.y.between(-90, 90).all()
    assert table["access"].isin(ACCESSES).all()
    assert table["connection"].isin(CONNECTIONS).all()
    assert plugs["status"].isin(STATUSES).all()
    assert plugs["power_kw"].between(1, 5000).all()
    assert plugs["count"].between(1, 500).all()
    assert plugs["station_id"].isin(table["station_id"]).all()
    json.dumps(report.as_dict(), ensure_ascii=False, allow_nan=False).encode("utf-8")
    for column in ("name", "operator", "station_id", "source_id"):
        "".join(text for text in table[column] if text is not None).encode("utf-8")


@given(records=st.lists(mutated(LOCATION), min_size=1, max_size=3))
@PROFILE
def test_mutated_ocpi_locations_never_crash_and_always_add_up(tmp_path, records):
    path = tmp_path / "locations.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    assert_books_are_sound(read_ocpi(path), len(records))


@given(records=st.lists(mutated(POI), min_size=1, max_size=3))
@PROFILE
def test_mutated_open_charge_map_records_never_crash_and_always_add_up(tmp_path, records):
    path = tmp_path / "pois.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    assert_books_are_sound(read_open_charge_map(path), len(records))


TAG_KEYS = st.one_of(
    st.sampled_from(
        [
            "socket:gbt",
            "socket:GB_T_DC",
            "socket:",
            "socket::output",
            "socket:type2:output",
            "socket:foo",
            "socket:USB:output",
            "disused",
            "disused:amenity",
            "planned:amenity",
            "motorcar",
            "man_made",
        ]
    ),
    st.text(max_size=12),
    st.text(max_size=8).map(lambda text: f"socket:{text}"),
)
TAG_VALUES = st.one_of(
    st.sampled_from(
        [
            "2",
            "yes",
            "no",
            "0",
            "-1",
            "2;4",
            ";;",
            "2;yes",
            "9" * 400,
            "1.5",
            "²",
            "22 kW",
            "22000",
            "50kw;120 kW",
            "1e999",
            "charging_station",
            "charge_point",
        ]
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20),
)


@st.composite
def tagged(draw: Callable) -> dict[str, str]:
    """Tags of a station with some removed, changed and added; OpenStreetMap has only text."""
    tags = dict(TAGS)
    for key in draw(st.lists(st.sampled_from(sorted(TAGS)), max_size=4)):
        tags.pop(key, None)
    tags |= draw(st.dictionaries(TAG_KEYS, TAG_VALUES, max_size=5))
    return tags


def extract_of(objects: list[dict[str, str]]) -> OsmExtract:
    nothing = np.empty(0, dtype=np.int64)
    network = RoadNetwork(
        np.empty((0, 2)), nothing, nothing, np.empty(0), np.empty(0), gpd.GeoDataFrame(geometry=[], crs="EPSG:4326")
    )
    points = [Point(76.9 + 0.0003 * k, 43.2) for k in range(len(objects))]
    data = {"osm_id": [f"n{k}" for k in range(len(objects))], "tags": objects}
    return OsmExtract(
        "test.osm", network, gpd.GeoDataFrame(data, geometry=points, crs="EPSG:4326"), None, (76, 43, 77, 44)
    )


def claims(tags: dict[str, str]) -> bool:
    """Whether an object says at all that it is, was or will be a station or a charge point."""
    said = [value for key, value in tags.items() if key.split(":")[-1] in ("amenity", "man_made")]
    return "charging_station" in said or "charge_point" in said


@given(objects=st.lists(tagged(), min_size=1, max_size=4))
@PROFILE
def test_mutated_osm_tags_never_crash_and_always_add_up(objects):
    read = stations_of(extract_of(objects))
    assert read.report.records <= sum(map(claims, objects))
    assert read.report.records >= sum(tags.get("amenity") == "charging_station" for tags in objects)
    assert_books_are_sound(read, read.report.records)


CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "76.95",
            "43,2",
            "0",
            "-2",
            "1e999",
            "nan",
            "GB/T DC",
            "ccs2;gbt",
            "foo",
            "60 kW",
            "22000",
            "private",
            "planned",
            "=1+1",
            "2",
            "Тип 2",
            "1 000",
        ]
    ),
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=15),
)


@given(rows=st.lists(st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)), min_size=1, max_size=5))
@PROFILE
def test_mutated_table_rows_never_crash_and_always_add_up(tmp_path, rows):
    path = tmp_path / "stations.csv"
    good = {"lon": "76.95", "lat": "43.25", "connector": "GBT_DC", "count": "1", "name": "good"}
    lines = [";".join(COLUMNS)]
    for row in [*rows, dict.fromkeys(COLUMNS, "") | good]:
        quoted = ('"' + row[name].replace('"', '""') + '"' for name in COLUMNS)
        lines += [";".join(quoted)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = read_station_table(path, {})
    filled = sum(any(cell.strip() for cell in row.values()) for row in rows)
    assert filled <= read.report.records <= len(rows) + 1
    assert_books_are_sound(read, read.report.records)


@given(
    locations=st.lists(mutated(LOCATION), min_size=1, max_size=3),
    pois=st.lists(mutated(POI), min_size=1, max_size=3),
    objects=st.lists(tagged(), max_size=3),
)
@settings(PROFILE, max_examples=max(EXAMPLES // 5, 30))
def test_merged_mutations_never_inflate_and_always_add_up(tmp_path, locations, pois, objects):
    (tmp_path / "a.json").write_text(json.dumps(locations), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps(pois), encoding="utf-8")
    reads = [read_ocpi(tmp_path / "a.json"), read_open_charge_map(tmp_path / "b.json")]
    reads += [stations_of(extract_of(objects))] if objects else []
    city = gpd.GeoSeries([box(76.8, 43.1, 77.1, 43.4)], crs="EPSG:4326").to_crs("EPSG:32643").iloc[0]
    stations, reports = merge_stations(reads, crs="EPSG:32643", boundary=city)
    for read, report in zip(reads, reports, strict=True):
        assert report.records == read.report.records == report.kept + report.merged + report.dropped
        assert report.outside_city <= report.kept
    assert len(stations.table) == sum(report.kept for report in reports)
    total = sum(sum(report.connectors.values()) for report in reports)
    assert sum(stations.plugs().values()) == total <= sum(sum(read.stations.plugs().values()) for read in reads)
    assert set(stations.supply(city).table["access"]) <= {"public", "customers"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1,",
        "null",
        "3",
        '"x"',
        "{}",
        '{"data": 3}',
        '{"status_code": 2000}',
        "[" * 100_000,
        '{"data": [' + "9" * 5000 + "]}",
    ],
)
@pytest.mark.parametrize("reader", [read_ocpi, read_open_charge_map])
def test_a_file_that_holds_no_records_is_one_clear_error(tmp_path, reader, text):
    from geodata.errors import InputError

    path = tmp_path / "broken.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        reader(path)
    assert "broken.json" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
