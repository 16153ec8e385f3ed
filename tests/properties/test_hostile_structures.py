"""Small records with parts replaced by what hypothesis draws and shrinks: never a crash, every record accounted for.

`test_hostile_records` makes many more, of real records, and faster; here a failure comes down to its smallest form.
"""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.hostile.sound import LOCATION, POI
from geodata.input_file import InputFile
from geodata.osm.stations import stations_of
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.station_table import COLUMNS, read_station_table
from tests.fixtures.drawing import asked
from tests.properties.base_records import TAGS
from tests.properties.books import assert_books_are_sound, assert_merge_is_sound, claims, extract_of

PROFILE = settings(
    max_examples=asked(60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)

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


@given(records=st.lists(mutated(LOCATION), min_size=1, max_size=3))
@PROFILE
def test_mutated_ocpi_locations_never_crash_and_always_add_up(tmp_path, records):
    path = tmp_path / "locations.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    assert_books_are_sound(read_ocpi(InputFile(path)), len(records))


@given(records=st.lists(mutated(POI), min_size=1, max_size=3))
@PROFILE
def test_mutated_open_charge_map_records_never_crash_and_always_add_up(tmp_path, records):
    path = tmp_path / "pois.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    assert_books_are_sound(read_open_charge_map(InputFile(path)), len(records))


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
    read = read_station_table(InputFile(path))
    filled = sum(any(cell.strip() for cell in row.values()) for row in rows)
    assert filled <= read.report.records <= len(rows) + 1
    assert_books_are_sound(read, read.report.records)


@given(
    locations=st.lists(mutated(LOCATION), min_size=1, max_size=3),
    pois=st.lists(mutated(POI), min_size=1, max_size=3),
    objects=st.lists(tagged(), max_size=3),
)
@settings(PROFILE, max_examples=asked(30))
def test_merged_mutations_never_inflate_and_always_add_up(tmp_path, locations, pois, objects):
    (tmp_path / "a.json").write_text(json.dumps(locations), encoding="utf-8")
    (tmp_path / "b.json").write_text(json.dumps(pois), encoding="utf-8")
    reads = [read_ocpi(InputFile(tmp_path / "a.json")), read_open_charge_map(InputFile(tmp_path / "b.json"))]
    reads += [stations_of(extract_of(objects))] if objects else []
    assert_merge_is_sound(reads)


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
        reader(InputFile(path))
    assert "broken.json" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600
