"""Bounded work for bounded input: four times the records take hardly more than four times the calls and the memory."""

import copy
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from geodata.input_file import InputFile
from geodata.inventory.merging import merge_stations
from geodata.inventory.reading import StationsRead
from geodata.inventory.supply import supply_of
from geodata.inventory.written_plugs import guns_in
from geodata.numerals import parse_estimate
from geodata.report import Kind
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from tests.fixtures.work import assert_bounded
from tests.geodata.station_builder import CCS, GBT, merge, source, station
from tests.properties.base_records import LOCATION, OWN, POI
from tests.properties.books import ALMATY, CRS

Read = Callable[[InputFile], StationsRead]


def inventory(*reads: StationsRead) -> None:
    stations, _ = merge_stations(reads, crs=CRS, boundary=ALMATY)
    supply_of(stations, ALMATY)


def test_many_stations_of_one_source_at_one_place_take_no_more_than_as_many_elsewhere():
    def make(size: int) -> Callable[[], None]:
        read = source("a", *(station(str(k), GBT, name=f"Station {k}") for k in range(size)))
        return lambda: inventory(read)

    assert_bounded(make, 500)


PILES: dict[str, Callable[[str, int], dict[str, Any]]] = {
    "alike": lambda _, k: station(str(k), GBT, name="Station"),
    "alike but for their names": lambda name, k: station(str(k), GBT, name=f"{name} {k}"),
    "contradicting": lambda name, k: station(str(k), GBT if name == "a" else CCS, operator=f"{name}{k}"),
    "a millimetre apart": lambda _, k: station(str(k), GBT, name="Station", north_m=k / 1000),
    "each naming the next": lambda name, k: station(str(k), (f"OWN_{k}", 50.0, False), merged_ids=f"{name}-{k + 1}"),
}


@pytest.mark.parametrize("pile", PILES)
def test_two_sources_at_one_place_are_compared_without_trying_all_pairs(pile):
    def make(size: int) -> Callable[[], None]:
        reads = [source(name, *(PILES[pile](name, k) for k in range(size))) for name in "ab"]
        return lambda: inventory(*reads)

    assert_bounded(make, 150)


@pytest.mark.parametrize("other", ["Station", "Ladepunkt"])
def test_a_crowd_is_still_paired_off_and_counted_once(other):
    chademo = ("CHADEMO", 50.0, False)
    ones = source("a", *(station(str(k), GBT, CCS, name=f"Station {k}") for k in range(100)))
    others = source("b", *(station(str(k), GBT, chademo, name=f"{other} {99 - k}") for k in range(100)))
    stations, reports = merge(ones, others)
    assert len(stations.table) == 100
    assert [one.record for one in reports[0].problems if "more than 32" in one.reason] == ["100 stations"]


def test_stations_of_a_crowd_that_are_kept_apart_are_named_once_a_pair():
    one, other = (
        source(name, *(station(str(k), plug, name=f"Station {k % some}", operator=f"{name}{k}") for k in range(60)))
        for name, plug, some in (("a", GBT, 7), ("b", CCS, 5))
    )
    _, reports = merge(one, other)
    named = [one for report in reports for one in report.problems if one.kind is Kind.DUPLICATE]
    kept = [(one.record, one.reason) for one in named]
    assert kept
    assert len(kept) == len(set(kept))


PARTS: tuple[tuple[dict[str, Any], Read, tuple[str | int, ...]], ...] = (
    (LOCATION, read_ocpi, ("evses",)),
    (LOCATION, read_ocpi, ("evses", 0, "connectors")),
    (OWN, read_ocpi, ("evses",)),
    (OWN, read_ocpi, ("evses", 0, "connectors")),
    (OWN, read_ocpi, ("evplan", "merged_ids")),
    (POI, read_open_charge_map, ("Connections",)),
)


@pytest.mark.parametrize(("base", "read", "way"), PARTS, ids=[".".join(map(str, way)) for _, _, way in PARTS])
def test_one_record_with_very_many_parts_takes_no_more_than_its_parts(tmp_path, base, read, way):
    def make(size: int) -> Callable[[], None]:
        record = copy.deepcopy(base)
        holder = record
        for step in way[:-1]:
            holder = holder[step]
        parts = holder[way[-1]]
        holder[way[-1]] = [parts[k % len(parts)] for k in range(size)]
        path = tmp_path / f"{size}.json"
        path.write_text(json.dumps([record]), encoding="utf-8")
        return lambda: inventory(read(InputFile(path)))

    assert_bounded(make, 500 if base is OWN else 200)


@pytest.mark.parametrize("blank", [" ", "\u00a0"])
def test_a_cell_of_blanks_is_no_work(blank):
    began = time.process_time()
    assert parse_estimate(f"1{blank * 20_000}x") is None
    assert guns_in(f"CCS2{blank * 20_000}/{blank * 20_000}GB/T")
    assert time.process_time() - began < 5  # by backtracking it would be hours
