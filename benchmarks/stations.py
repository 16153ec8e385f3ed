"""A country's stations from three dirty sources, read, normalised and merged in one process."""

import sys
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from benchmarks.dirty_country import BOUNDS, CRS, write_country
from benchmarks.measure import Result, Stopwatch, peak_mb


def arguments(parser: ArgumentParser) -> None:
    """Add the options of the family."""
    parser.add_argument("--stations", type=int, default=50_000, help="stations that stand in the country")
    parser.add_argument("--seed", type=int, default=0)


def run(asked: Namespace) -> Result:
    """Measure reading and merging, not the writing; `value` counts stations after merging, `bound` those that any source tells of.

    The gap between them is what merging missed or made one wrongly; status is ``accounted`` where every record that was
    written is kept, merged or dropped.
    """
    watch = Stopwatch()
    with tempfile.TemporaryDirectory(prefix="evplan-benchmark-") as folder:
        told = write_country(Path(folder), asked.stations, asked.seed)
        merged, more = _merged(Path(folder), watch)
    print(watch.table(), file=sys.stderr)
    booked = more["kept"] + more["merged"] + more["dropped"]
    return Result(
        value=float(merged),
        bound=float(told.stations),
        status="accounted" if booked == more["records"] == told.records else "records lost",
        cpu_s=watch.cpu_s,
        wall_s=watch.wall_s,
        peak_mb=peak_mb(),
        more={**more, "stages": [stage.as_dict() for stage in watch.stages]},
    )


def _merged(folder: Path, watch: Stopwatch) -> tuple[int, dict[str, int]]:
    """Stations after merging, and the sums of the accounts of all sources."""
    watch.start("import the sources (geopandas, scipy)")
    import geopandas as gpd  # noqa: PLC0415  # loading is part of what a user waits for
    from shapely import box  # noqa: PLC0415

    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.inventory.merging import merge_stations  # noqa: PLC0415
    from geodata.sources.ocpi import read_ocpi  # noqa: PLC0415
    from geodata.sources.open_charge_map import read_open_charge_map  # noqa: PLC0415
    from geodata.sources.station_table import read_station_table  # noqa: PLC0415

    country = gpd.GeoSeries([box(*BOUNDS)], crs="EPSG:4326").to_crs(CRS).iloc[0]
    watch.start("read OCPI")
    reads = [read_ocpi(InputFile(folder / "ocpi.json"))]
    watch.start("read Open Charge Map")
    reads.append(read_open_charge_map(InputFile(folder / "ocm.json")))
    watch.start("read the table")
    reads.append(read_station_table(InputFile(folder / "table.csv")))
    watch.start("merge")
    stations, reports = merge_stations(reads, crs=CRS, boundary=country)
    watch.stop()
    names = ("records", "kept", "merged", "dropped")
    more = {name: sum(getattr(report, name) for report in reports) for name in names}
    return len(stations.table), more | {"plugs": sum(stations.plugs().values())}
