"""Twenty thousand records gone wrong, real ones where they lie beside the clone: never a crash, and every one accounted for.

Hypothesis draws a base and a seed, `Mutator` makes a file of sixty records of them; `make test` draws a tenth. ``EVPLAN_MUTATIONS=1000000`` makes so many
in all, ``EVPLAN_SEED=7`` the files of that one seed, as a failure names it.
"""

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from shapely import Point, box

from benchmarks.hostile.mutator import Mutator
from benchmarks.hostile.sound import LOCATION, OWN, POI
from geodata.input_file import InputFile
from geodata.inventory.reading import StationsRead
from geodata.osm.stations import stations_of
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.station_table import COLUMNS, read_station_table
from tests.fixtures.drawing import FEW, asked
from tests.properties.base_records import ROW, TAGS, WRITTEN, real, rows_of_locations
from tests.properties.books import assert_books_are_sound, assert_merge_is_sound, claims, extract_of

FORMATS, FILE, WRONG = 4, 60, 50
"""Kinds of files, records in each, and how many of them are wrong at least, on average."""

MUTATIONS = int(os.environ.get("EVPLAN_MUTATIONS", asked(100) * FORMATS * WRONG))
EXAMPLES = -(-MUTATIONS // (FORMATS * WRONG))
SEED = os.environ.get("EVPLAN_SEED")
SEEDS = st.integers(0, 2**64 - 1) if SEED is None else st.just(int(SEED))
PROFILE = settings(
    max_examples=EXAMPLES if SEED is None else 1,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

Write = Callable[[list[Any]], StationsRead]


def many(bases: list[Any], read: Write, beside: list[StationsRead], *, flat: bool = False) -> None:
    """Read and merge files of wrong records until there were enough."""
    made = 0

    @given(base=st.sampled_from(range(len(bases))), seed=SEEDS)
    @PROFILE
    def holds(base: int, seed: int) -> None:
        nonlocal made
        mutator = Mutator(seed, flat=flat)
        right = [bases[base], *mutator.random.choices(bases, k=5)]
        records = mutator.records(right, FILE)
        made += sum(all(differs(record, one) for one in right) for record in records)
        try:
            merge_order = [read(records), *beside]
            mutator.random.shuffle(merge_order)
            assert_merge_is_sound(merge_order)
        except Exception as error:
            error.add_note(f"replay with EVPLAN_SEED={seed}; base {base}; {culprit(records, read)}")
            raise

    holds()
    assert made >= (EXAMPLES * WRONG if SEED is None else 1)


def differs(record: Any, right: dict[str, Any]) -> bool:
    """Whether a record is another than the right one in more than its id."""
    if not isinstance(record, dict) or record.keys() != right.keys():
        return True
    return any(record[key] != right[key] for key in right if key not in ("id", "ID", "station_id"))


def culprit(records: list[Any], read: Write) -> str:
    """The first record that fails alone."""
    for number, record in enumerate(records):
        try:
            read([record])
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            return f"record {number} alone fails: {record!r:.1500}"
    return "no record fails alone"


def of_json(path: Path, reader: Callable[[InputFile], StationsRead]) -> Write:
    def read(records: list[Any]) -> StationsRead:
        path.write_text(json.dumps(records), encoding="utf-8")
        found = reader(InputFile(path))
        assert_books_are_sound(found, len(records))
        return found

    return read


@pytest.fixture(scope="module")
def partners(tmp_path_factory: pytest.TempPathFactory) -> list[StationsRead]:
    """What the wrong records are merged with: the same stations, right, from two sources."""
    folder = tmp_path_factory.mktemp("right")
    (folder / "right.json").write_text(json.dumps([LOCATION, *real("ocpi_2_*.json")[:20]]), encoding="utf-8")
    (folder / "pois.json").write_text(json.dumps([POI, *real("ocm_*.json")]), encoding="utf-8")
    return [read_ocpi(InputFile(folder / "right.json")), read_open_charge_map(InputFile(folder / "pois.json"))]


def test_wrong_ocpi_locations(tmp_path, partners):
    bases = [LOCATION, *[OWN] * 5, *real("ocpi_*.json")]
    many(bases, of_json(tmp_path / "locations.json", read_ocpi), partners[1:])


def test_wrong_open_charge_map_records(tmp_path, partners):
    bases = [POI, *real("ocm_*.json")]
    many(bases, of_json(tmp_path / "pois.json", read_open_charge_map), partners[:1])


def test_wrong_tags_of_openstreetmap(partners):
    point = {"amenity": None, "man_made": "charge_point"}
    bases = [TAGS, {key: value for key, value in (TAGS | point).items() if value}, {"amenity": "charging_station"}]

    def read(records: list[Any]) -> StationsRead:
        shapes = [Point(76.9 + 0.0002 * (k % 7), 43.2 + 0.0002 * (k % 5)) for k in range(len(records))]
        shapes = [one.buffer(0.0002) if k % 6 == 5 else None if k % 11 == 9 else one for k, one in enumerate(shapes)]
        extract = extract_of([{str(k): str(v) for k, v in tags.items()} for tags in records], shapes=shapes)
        found = stations_of(extract)
        tags = extract.features["tags"]
        said = [one.get("amenity") == "charging_station" for one in tags]
        assert sum(said) <= found.report.records <= sum(map(claims, tags))
        assert_books_are_sound(found, found.report.records)
        return found

    many(bases, read, partners[:1], flat=True)


def test_wrong_rows_of_a_table(tmp_path, partners):
    path = tmp_path / "stations.csv"
    bases = [ROW, WRITTEN, *rows_of_locations()]

    def read(records: list[Any]) -> StationsRead:
        rows = [{name: str(record.get(name, "")) for name in COLUMNS} for record in [*records, ROW]]
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        found = read_station_table(InputFile(path))
        filled = sum(any(cell.strip() for cell in row.values()) for row in rows)
        assert filled <= found.report.records <= len(rows)
        assert_books_are_sound(found, found.report.records)
        return found

    many(bases, read, partners[:1], flat=True)


def test_twenty_thousand_are_asked_for_or_a_tenth_unless_the_user_says_otherwise():
    usual = 2_000 if asked(100) == FEW else 20_000
    assert (usual if "EVPLAN_MUTATIONS" not in os.environ else MUTATIONS) <= EXAMPLES * FORMATS * WRONG


def test_the_same_seed_makes_the_same_records_and_most_of_them_are_wrong():
    bases = [LOCATION, POI]
    first, again, other = (Mutator(seed).records(bases, 200) for seed in (1, 1, 2))
    assert repr(first) == repr(again) != repr(other)
    assert sum(differs(record, bases[0]) and differs(record, bases[1]) for record in first) > 170
    texts = [value for row in Mutator(3, flat=True).records([ROW], 200) for value in row.values()]
    assert all(isinstance(text, str) for text in texts)
    "".join(texts).encode("utf-8")


def test_a_failure_names_the_seed_and_the_record():
    def fails(records: list[Any]) -> StationsRead:
        raise KeyError("name" if any("coordinates" in record for record in records) else "all")

    with pytest.raises(KeyError) as caught:
        many([LOCATION], fails, [])
    (said,) = [note for note in caught.value.__notes__ if "EVPLAN_SEED" in note]
    assert "record 0 alone fails" in said


def test_the_box_of_almaty_holds_the_base_records():
    assert box(76.8, 43.1, 77.1, 43.4).contains(Point(76.956, 43.233))
