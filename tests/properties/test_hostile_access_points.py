"""Hundreds of wrong records of national access points: never a crash, every record and every status accounted for."""

from pathlib import Path

import pytest

from benchmarks.hostile.mutator import Mutator
from benchmarks.hostile.sound_access_points import (
    DATEX_SITE,
    DATEX_STATUS,
    IRVE_ROW,
    IRVE_STATUS_ROW,
    datex,
    table,
)
from geodata.input_file import InputFile
from geodata.inventory.live_status import with_status
from geodata.sources.datex import read_datex
from geodata.sources.datex_status import read_datex_status
from geodata.sources.irve import read_irve
from geodata.sources.irve_status import read_irve_status
from tests.properties.books import assert_books_are_sound, assert_merge_is_sound

SEEDS = range(5)
FILE = 50


def file_of(path: Path, data: bytes) -> InputFile:
    path.write_bytes(data)
    return InputFile(path)


@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_sites_and_statuses_of_datex(tmp_path, seed):
    mutator = Mutator(seed)
    sites, said = mutator.records([DATEX_SITE], FILE), mutator.records([DATEX_STATUS], FILE)
    data = datex([*sites, DATEX_SITE])
    read = read_datex(file_of(tmp_path / "table.xml", data))
    stations = data.count(b"<e:energyInfrastructureStation>") + data.count(b"<e:energyInfrastructureStation ")
    empty = sum("without" in one.reason for one in read.report.problems)
    assert_books_are_sound(read, read.report.records)
    assert stations <= read.report.records <= stations + FILE
    assert empty <= read.report.dropped
    told = read_datex_status(
        file_of(tmp_path / "status.xml", datex([*said, DATEX_STATUS], "energyInfrastructureSiteStatus"))
    )
    laid, report = with_status(read, told, days=90, oldest="2026-01-01")
    assert report.records == told.report.records == report.kept + report.merged + report.dropped
    assert [len(one.plugs) for one in laid.listed] == [len(one.plugs) for one in read.listed]
    assert_merge_is_sound([laid])


@pytest.mark.parametrize("seed", SEEDS)
def test_wrong_rows_of_irve(tmp_path, seed):
    mutator = Mutator(seed, flat=True)
    rows, states = mutator.records([IRVE_ROW], FILE), mutator.records([IRVE_STATUS_ROW], FILE)
    kept = [row for row in [*rows, IRVE_ROW] if any(str(row.get(name) or "").strip() for name in IRVE_ROW)]
    read = read_irve(file_of(tmp_path / "table.csv", table(kept, list(IRVE_ROW))))
    assert_books_are_sound(read, read.report.records)
    assert read.report.records <= len(kept)
    told = read_irve_status(file_of(tmp_path / "status.csv", table([*states, IRVE_STATUS_ROW], list(IRVE_STATUS_ROW))))
    laid, report = with_status(read, told, days=90, oldest="2026-01-01")
    assert report.records == report.kept + report.merged + report.dropped
    assert_merge_is_sound([laid])
