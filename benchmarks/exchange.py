"""Every format that is read and written, a row each, counted: the sample city's own files made anew in it and read again, and a plan of it written and read back."""

import csv
import shutil
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from benchmarks.city import REAL
from benchmarks.hostile import sound_access_points as published
from benchmarks.hostile import workbooks
from benchmarks.marked import put_between
from benchmarks.measure import Result, peak_mb
from geodata.input_file import InputFile
from geodata.vector.formats import LAYER_ENDINGS
from planner.support.resources import configs_dir

CITY = configs_dir() / "sample_city"
PAGE = Path(__file__).resolve().parents[1] / "docs" / "formats.md"
BEGIN_IN, END_IN = "<!-- what is read: `python -m benchmarks exchange --write` -->", "<!-- end of what is read -->"
BEGIN_OUT, END_OUT = (
    "<!-- what is written: `python -m benchmarks exchange --write` -->",
    "<!-- end of what is written -->",
)
NO_DATA = "not measured: the real file is not beside this clone"


@dataclass(frozen=True)
class Row:
    """One format: where it is given or how it is asked for, what was counted, and whether it came back as it was."""

    format: str
    command: str
    counted: str
    same: bool | None = None

    def line(self) -> str:
        """As the table has it."""
        back = {True: "the same", False: "**differs**", None: ""}[self.same]
        return f"| {self.format} | `{self.command}` | {self.counted} | {back} |"


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.name}")


def run(asked: Namespace) -> Result:
    """Read and write every format; `value` counts rows, `bound` those that came back as they were or claim nothing."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="evplan-exchange-") as name:
        read = rows_in(Path(name))
        written = rows_out(Path(name))
    tables = [
        [
            "| format | key of the configuration | counted | against the usual format |",
            "|---|---|---|---|",
            *(one.line() for one in read),
        ],
        ["| format | command | counted | read back |", "|---|---|---|---|", *(one.line() for one in written)],
    ]
    if asked.write:
        put_between(PAGE, (BEGIN_IN, END_IN), tables[0])
        put_between(PAGE, (BEGIN_OUT, END_OUT), tables[1])
    print("\n".join([*tables[0], "", *tables[1]]), file=sys.stderr)
    differ = [one.format for one in (*read, *written) if one.same is False]
    return Result(
        value=float(len(read) + len(written)),
        bound=float(len(read) + len(written) - len(differ)),
        status="differs" if differ else "the same",
        cpu_s=time.process_time(),
        wall_s=time.monotonic() - began,
        peak_mb=peak_mb(),
        passed=not differ,
        more={"differ": differ},
    )


def rows_in(folder: Path) -> list[Row]:
    """What is read."""
    return [*_layers(folder), *_tables(folder), *_maps(folder), *_stations(folder), *_others(folder)]


def _layers(folder: Path) -> list[Row]:
    from geodata.sources.districts import read_districts  # noqa: PLC0415  (a benchmark loads what it measures)

    source = gpd.read_file(CITY / "districts.geojson")
    usual = read_districts(InputFile(CITY / "districts.geojson"))[0]
    rows = []
    for ending in LAYER_ENDINGS:
        file = _layer(source, folder, ending)
        found = read_districts(InputFile(file))[0]
        same = found["district"].tolist() == usual["district"].tolist()
        same = same and bool((found.to_crs(3857).area / usual.to_crs(3857).area - 1).abs().max() < 1e-6)
        rows.append(Row(f"layer, {ending}", f'city.districts = "districts{ending}"', f"{len(found)} districts", same))
    return rows


def _layer(source: gpd.GeoDataFrame, folder: Path, ending: str) -> Path:
    file = folder / f"districts{ending}"
    if ending in (".parquet", ".geoparquet"):
        source.to_parquet(file, write_covering_bbox=True)
    elif ending == ".zip":
        (folder / "zipped").mkdir()
        source.to_file(folder / "zipped" / "districts.shp", encoding="utf-8")
        shutil.make_archive(str(folder / "districts"), "zip", folder / "zipped")
    elif ending == ".kmz":
        source.to_file(folder / "doc.kml", driver="KML")
        shutil.make_archive(str(folder / "kmz"), "zip", folder, "doc.kml")
        (folder / "kmz.zip").rename(file)
    else:
        drivers = {".kml": "KML", ".json": "GeoJSON", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf"}
        source.to_file(file, driver=drivers.get(ending), **({"encoding": "utf-8"} if ending == ".shp" else {}))
    return file


def _tables(folder: Path) -> list[Row]:
    from geodata.sources.fleet_table import read_fleet  # noqa: PLC0415

    usual = read_fleet(InputFile(CITY / "fleet.csv"))[0]
    cells = list(csv.reader((CITY / "fleet.csv").read_text(encoding="utf-8").splitlines()))
    typed: list[list[Any]] = [[float(one) if one.isdigit() else one or None for one in row] for row in cells]
    sheets = {"fleet": typed}
    makers: dict[str, Callable[[Path], object]] = {
        ".csv": lambda file: shutil.copy(CITY / "fleet.csv", file),
        ".txt": lambda file: file.write_text("\n".join("\t".join(row) for row in cells), encoding="utf-8"),
        ".tsv": lambda file: file.write_text("\n".join("\t".join(row) for row in cells), encoding="utf-16"),
        ".xlsx": lambda file: pd.DataFrame(typed[1:], columns=typed[0]).to_excel(file, index=False),
        ".xls": lambda file: file.write_bytes(workbooks.xls(sheets)),
        ".xlsb": lambda file: file.write_bytes(workbooks.xlsb(sheets)),
        ".ods": lambda file: file.write_bytes(workbooks.ods(sheets)),
        ".parquet": lambda file: pd.DataFrame(cells[1:], columns=cells[0]).to_parquet(file),
    }
    rows = []
    for ending, make in makers.items():
        make(file := folder / f"fleet{ending}")
        found = read_fleet(InputFile(file))[0]
        counted = f"{len(found)} rows, {found['count'].sum():.0f} vehicles"
        rows.append(Row(f"table, {ending}", f'fleet.path = "fleet{ending}"', counted, found.equals(usual)))
    return rows


def _maps(folder: Path) -> list[Row]:
    import osmium  # noqa: PLC0415

    from geodata.sources.osm_file import read_osm_file  # noqa: PLC0415
    from geodata.sources.overture import read_overture  # noqa: PLC0415

    usual = read_osm_file(InputFile(CITY / "sarytau.osm.pbf"))
    rows = []
    for ending in (".osm.pbf", ".osm", ".osm.gz", ".osm.bz2"):
        file = folder / f"city{ending}"
        with osmium.SimpleWriter(str(file)) as out:
            for one in osmium.FileProcessor(str(CITY / "sarytau.osm.pbf")):
                out.add(one)
        found = read_osm_file(InputFile(file))
        same = bool((found.network.length_m == usual.network.length_m).all()) and len(found.features) == len(
            usual.features
        )
        counted = f"{len(found.network.tail)} arcs, {len(found.features)} places"
        rows.append(Row(f"map, {ending}", f'city.roads = "city{ending}"', counted, same))
    samples = [REAL / "overture" / f"{name}.parquet" for name in ("overture_buildings", "overture_infrastructure")]
    if not all(file.is_file() for file in samples):
        return [*rows, Row("map, Overture", 'city.overture = ["building.parquet", …]', NO_DATA)]
    read = read_overture([InputFile(file) for file in samples])
    counted = f"{sum(one.records for one in read.reports)} rows of two real samples, {len(read.features)} places of use"
    return [*rows, Row("map, Overture", 'city.overture = ["building.parquet", …]', counted)]


def _stations(folder: Path) -> list[Row]:
    from geodata.sources.datex import read_datex  # noqa: PLC0415
    from geodata.sources.irve import read_irve  # noqa: PLC0415
    from geodata.sources.ocpi import read_ocpi  # noqa: PLC0415
    from geodata.sources.open_charge_map import read_open_charge_map  # noqa: PLC0415

    irve = folder / "irve.csv"
    irve.write_bytes(published.table([published.IRVE_ROW], list(published.IRVE_ROW)))
    cases: Sequence[tuple[str, Path, Callable[[InputFile], Any], str]] = (
        ("ocpi", CITY / "stations.json", read_ocpi, "stations, OCPI 2.2.1"),
        ("ocpi", REAL / "stations" / "ocpi_2_3_0_location_example.json", read_ocpi, "stations, OCPI 2.3.0"),
        ("ocpi", REAL / "stations" / "ocpi_3_0_0_location_example.json", read_ocpi, "stations, OCPI 3.0"),
        ("ocm", REAL / "stations" / "ocm_central_asia_all.json", read_open_charge_map, "stations, Open Charge Map"),
        ("datex", REAL / "datex" / "EnergyInfrastructureTablePublication.xml", read_datex, "stations, DATEX II"),
        ("irve", irve, read_irve, "stations, French IRVE (a made row)"),
    )
    rows = []
    for name, file, read, title in cases:
        counted = NO_DATA
        if file.is_file():
            found = read(InputFile(file))
            counted = f"{found.report.records} records, {sum(found.report.connectors.values())} plugs"
        rows.append(Row(title, f'stations.format = "{name}"', counted))
    return rows


def _others(folder: Path) -> list[Row]:
    from geodata.sources.elevation import read_elevation  # noqa: PLC0415
    from geodata.sources.gtfs import read_gtfs  # noqa: PLC0415
    from geodata.sources.population import read_population  # noqa: PLC0415

    del folder
    rows = []
    raster = REAL / "population" / "pointe_noire.tif"
    counted = (
        f"{read_population(InputFile(raster)).people['population'].sum():,.0f} people" if raster.is_file() else NO_DATA
    )
    rows.append(Row("raster, .tif", 'city.population = "people.tif"', counted.replace(",", " ")))
    city = REAL / "porto_alegre"
    counted = NO_DATA
    if (city / "gtfs_bus.zip").is_file():
        counted = f"{len(read_gtfs(InputFile(city / 'gtfs_bus.zip'))['trips']):,} trips".replace(",", " ")
    rows.append(Row("timetable, GTFS", 'buses.gtfs = "gtfs.zip"', counted))
    counted = NO_DATA
    if (city / "elevation.tif").is_file():
        heights, _ = read_elevation(InputFile(city / "elevation.tif"), bounds=(-51.25, -30.10, -51.15, -30.00))
        counted = f"{heights.height_m.size:,} pixels in the window of the city".replace(",", " ")
    rows.append(Row("heights, .tif", 'city.elevation = "dem.tif"', counted))
    return rows


def rows_out(folder: Path) -> list[Row]:
    """What is written: each file of a plan of the sample city, and what its own reader makes of it."""
    from planner import demo_scenario, gather_city, make_plan  # noqa: PLC0415
    from planner.output import BY_ENDING, ON_REQUEST, WRITERS, write_one  # noqa: PLC0415

    scenario = demo_scenario()
    dossier = make_plan(gather_city(scenario), scenario).dossier
    rows = []
    for name in (
        *WRITERS,
        *ON_REQUEST,
        *(f"sites{ending}" for ending in BY_ENDING if ending in (".parquet", ".fgb", ".kml")),
    ):
        file = write_one(dossier, folder / name)
        counted, same = _back(dossier, file)
        counted = f"{file.stat().st_size / 1e3:.0f} kB{counted}"
        rows.append(Row(name, f"evplan export DIR --to {name}", counted, same))
    return rows


def _back(dossier: Any, file: Path) -> tuple[str, bool | None]:
    """What is counted when a file is read again by the reader that claims it, and whether that is what was written."""
    from geodata.sources.ocpi import read_ocpi  # noqa: PLC0415
    from geodata.sources.site_table import read_site_table  # noqa: PLC0415
    from planner.dossier.dossier import Dossier  # noqa: PLC0415
    from planner.edits.edit_layer import read_edits  # noqa: PLC0415

    status = dossier.sites["status"]
    new, built_at = int((status == "proposed").sum()), int(status.isin(["proposed", "upgrade"]).sum())
    if file.name == "plan.json":
        return ", the whole plan", Dossier.load(file).to_json() == dossier.to_json()
    if file.name in ("plan.gpkg", "field.gpkg"):
        count = len(read_edits(InputFile(file)).rows)
        return f", {count} sites as edits", count == (len(dossier.sites) if file.name == "plan.gpkg" else built_at)
    if file.name.startswith("ocpi_inventory"):
        found = read_ocpi(InputFile(file)).stations
        return f", {len(found.table)} stations", len(found.table) == len(dossier.stations.table)
    if file.name.startswith("ocpi_locations"):
        return f", {read_ocpi(InputFile(file)).report.records} locations", None
    if file.suffix in (".geojson", ".csv", ".parquet", ".fgb", ".kml") and file.stem in ("plan", "sites"):
        boundary = dossier.boundary.to_crs(32642).geometry.union_all()
        path = Path(f"{file}|layername=New sites") if file.suffix == ".kml" else file
        sites, _ = read_site_table(
            InputFile(path), crs="EPSG:32642", boundary=boundary, default_bays=4, max_bays=12, bay_share=0.2
        )
        return f", {len(sites)} new sites as `sites.path`", len(sites) == new
    return "", None
