"""Bounded work for bounded input: four times the records take hardly more than four times the calls and the memory."""

import copy
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.hostile.sound import LOCATION, OWN, POI
from geodata.extent import populated_extent
from geodata.input_file import InputFile
from geodata.inventory.merging import merge_stations
from geodata.inventory.reading import StationsRead
from geodata.inventory.supply import supply_of
from geodata.inventory.written_plugs import guns_in
from geodata.numerals import parse_estimate
from geodata.osm.sites import candidate_sites
from geodata.report import Kind
from geodata.sources.districts import read_district_table, read_districts, with_totals
from geodata.sources.feeder_table import read_feeder_table
from geodata.sources.ocpi import read_ocpi
from geodata.sources.open_charge_map import read_open_charge_map
from geodata.sources.population import read_population
from geodata.sources.site_table import read_site_table
from geodata.sources.station_table import read_station_table
from planner.config.scenario import scenario_from
from planner.worlds import worlds_of
from tests.fixtures.work import assert_bounded
from tests.geodata.feature_fixtures import CITY, rect
from tests.geodata.feature_fixtures import extract_of as map_of
from tests.geodata.station_builder import CCS, GBT, merge, source, station
from tests.properties.books import ALMATY, CRS

Read = Callable[[InputFile], StationsRead]


def inventory(*reads: StationsRead) -> None:
    stations, _ = merge_stations(reads, crs=CRS, boundary=ALMATY)
    supply_of(stations, ALMATY)


def test_many_stations_of_one_source_at_one_place_take_no_more_than_as_many_elsewhere():
    def make(size: int) -> Callable[[], None]:
        read = source("a", *(station(str(k), GBT, name=f"Station {k}") for k in range(size)))
        return lambda: inventory(read)

    assert_bounded(make, 250)


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

    assert_bounded(make, 80)


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

    assert_bounded(make, 250 if base is OWN else 100)


@pytest.mark.parametrize("blank", [" ", "\u00a0"])
def test_a_cell_of_blanks_is_no_work(blank):
    began = time.process_time()
    assert parse_estimate(f"1{blank * 20_000}x") is None
    assert guns_in(f"CCS2{blank * 20_000}/{blank * 20_000}GB/T")
    assert time.process_time() - began < 5  # by backtracking it would be hours


def table(folder: Path, size: int, head: str, row: Callable[[int], str]) -> InputFile:
    path = folder / f"{size}.csv"
    path.write_text("\n".join([head, *map(row, range(size))]) + "\n", encoding="utf-8")
    return InputFile(path)


def spread(k: int) -> str:
    """A place of its own within the city."""
    return f"{76.85 + 0.0007 * (k % 200):.4f},{43.15 + 0.0007 * (k // 200):.4f}"


def stations_at_one_place(folder: Path, size: int) -> Callable[[], object]:
    file = table(folder, size, "lon,lat,connector,name", lambda k: f"76.95,43.25,CCS2,Station {k}")
    return lambda: inventory(read_station_table(file))


def stations_called_alike(folder: Path, size: int) -> Callable[[], object]:
    file = table(folder, size, "lon,lat,connector,name", lambda k: f"{spread(k)},CCS2,Station")
    return lambda: inventory(read_station_table(file))


def rows_of_one_station(folder: Path, size: int) -> Callable[[], object]:
    file = table(folder, size, "lon,lat,connector,name,access", lambda k: f"76.95,43.25,OWN {k},Station,public")
    return lambda: inventory(read_station_table(file))


def lots_at_one_place(folder: Path, size: int) -> Callable[[], object]:
    file = table(folder, size, "lon,lat,name,bays,site_id", lambda k: f"76.95,43.25,Lot,10,own-{size - k}")
    return partial(read_site_table, file, crs=CRS, boundary=ALMATY, default_bays=2, max_bays=9, bay_share=0.2)


def lots(folder: Path, size: int) -> Callable[[], object]:
    file = table(folder, size, "lon,lat,name,bays,site_id", lambda k: f"{spread(k)},Lot,10,lot")
    return partial(read_site_table, file, crs=CRS, boundary=ALMATY, default_bays=2, max_bays=9, bay_share=0.2)


def car_parks_at_one_place(_: Path, size: int) -> Callable[[], object]:
    lots = [(f"w{k}", {"amenity": "parking", "name": f"P{k}"}, rect(0, 0, 30, 30)) for k in range(size)]
    extract, nobody = map_of(lots, ()), np.empty((0, 2))
    return lambda: candidate_sites(
        extract, ["parking"], crs=CRS, boundary=CITY, existing_xy=nobody, default_bays=2, max_bays=9, bay_share=0.2
    )


def people_at_one_place(folder: Path, size: int) -> Callable[[], object]:
    file = table(folder, size, "lon,lat,population", lambda k: f"76.95,43.25,{k + 1}")
    return lambda: populated_extent(read_population(file), CRS)


def people(folder: Path, size: int) -> Callable[[], object]:
    file = table(folder, size, "lon,lat,population", lambda k: f"{spread(k)},100")
    return lambda: populated_extent(read_population(file), CRS)


def feeders_at_one_place(folder: Path, size: int) -> Callable[[], object]:
    file = table(folder, size, "feeder,lon,lat,spare_kw", lambda k: f"F{k},76.95,43.25,100")
    return partial(read_feeder_table, file, crs=CRS, boundary=ALMATY)


def districts_over_each_other(folder: Path, size: int) -> Callable[[], object]:
    shape = {"type": "Polygon", "coordinates": [[[76.9, 43.2], [77, 43.2], [77, 43.3], [76.9, 43.3], [76.9, 43.2]]]}
    found = [{"type": "Feature", "properties": {"name": f"D{k % 7}"}, "geometry": shape} for k in range(size)]
    path = folder / f"{size}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found}), encoding="utf-8")
    return lambda: read_districts(InputFile(path))


def districts_of_names_that_fit_nowhere(folder: Path, size: int) -> Callable[[], object]:
    shape = {"type": "Polygon", "coordinates": [[[76.9, 43.2], [77, 43.2], [77, 43.3], [76.9, 43.2]]]}
    found = [{"type": "Feature", "properties": {"name": f"North {k}"}, "geometry": shape} for k in range(size)]
    path = folder / f"{size}.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": found}), encoding="utf-8")
    areas, _ = read_districts(InputFile(path))
    totals = read_district_table(table(folder, size, "district,population", lambda k: f"South {k},100"))
    return lambda: with_totals(areas, *totals)


def worlds(_: Path, size: int) -> Callable[[], object]:
    rows = [{"name": f"world-{k}", "set": {"plan.max_sites": k + 1}} for k in range(size)]
    scenario = scenario_from({"city": {"name": "A", "roads": "a.pbf"}, "compare": {"mixes": [], "worlds": rows}})
    return lambda: worlds_of(scenario)


KINDS: dict[Callable[[Path, int], Callable[[], object]], int] = {
    stations_at_one_place: 100,
    stations_called_alike: 100,
    rows_of_one_station: 100,
    lots_at_one_place: 150,
    lots: 150,
    car_parks_at_one_place: 200,
    people_at_one_place: 250,
    people: 250,
    feeders_at_one_place: 250,
    districts_over_each_other: 150,
    districts_of_names_that_fit_nowhere: 50,
    worlds: 20,
}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__.replace("_", " "))
def test_four_times_the_input_is_no_more_than_four_times_the_work_and_a_little(tmp_path, kind):
    assert_bounded(partial(kind, tmp_path), KINDS[kind])
