"""Kinds of input: how a hostile one is made from a seed, and who reads it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.hostile import buses, layers, lying, mangling, overture, plans, sound, sound_streets
from benchmarks.hostile import sound_access_points as published
from benchmarks.hostile.mutator import Mutator
from benchmarks.hostile.readers import Read, each

CRS = "EPSG:32643"
BOUNDS = (76.8, 43.1, 77.1, 43.4)

Make = Callable[[Random, Path], Path]
"""Writes a hostile file into an empty folder."""


@dataclass(frozen=True)
class Kind:
    """One kind of input: its maker, and everything of the package that may be handed such a file."""

    make: Make
    read: Read


def _boundary() -> Any:
    import geopandas as gpd  # noqa: PLC0415 - heavy
    from shapely import box  # noqa: PLC0415

    return gpd.GeoSeries([box(*BOUNDS)], crs="EPSG:4326").to_crs(CRS).iloc[0]


def _merged(read: Any) -> None:
    from geodata.inventory.merging import merge_stations  # noqa: PLC0415

    merge_stations([read], crs=CRS, boundary=_boundary())


def _json(name: str, bases: list[Any], wrap: Callable[[list[Any]], Any], random: Random, folder: Path) -> Path:
    """Records gone wrong, now and then the whole file too."""
    mutator = Mutator(random.getrandbits(63))
    whole = wrap(mutator.records(bases, random.choice((1, 3, 20))))
    whole = mutator.record(whole) if random.random() < 0.3 else whole
    data = json.dumps(whole).encode("utf-8", "replace")
    path = folder / name
    path.write_bytes(mangling.mangled(random, data) if random.random() < 0.3 else data)
    return path


def _datex(name: str, base: dict[str, Any], random: Random, folder: Path) -> Path:
    mutator = Mutator(random.getrandbits(63))
    data = published.datex(mutator.records([base], random.choice((1, 3, 20))), name)
    path = folder / "hostile.xml"
    path.write_bytes(mangling.mangled(random, data) if random.random() < 0.5 else data)
    return path


def _irve_make(base: dict[str, str], random: Random, folder: Path) -> Path:
    mutator = Mutator(random.getrandbits(63), flat=True)
    rows = [{str(k): v for k, v in one.items()} for one in mutator.records([base], random.choice((1, 3, 20)))]
    data = published.table(
        rows, random.choice(([*base], list(dict.fromkeys(k for one in rows for k in one if ";" not in k))))
    )
    path = folder / "hostile.csv"
    path.write_bytes(mangling.mangled(random, data) if random.random() < 0.3 else data)
    return path


def _text(name: str, text: Callable[[], bytes], random: Random, folder: Path) -> Path:
    path = folder / name
    path.write_bytes(mangling.mangled(random, text()))
    return path


def _packed(
    name: str, data: Callable[[], bytes], how: Callable[[Random, bytes], bytes], random: Random, folder: Path
) -> Path:
    path = folder / name
    path.write_bytes(how(random, data()))
    return path


def _pbf(random: Random, folder: Path) -> Path:
    path = folder / "hostile.osm.pbf"
    path.write_bytes(mangling.mangled_pbf(random, sound_streets.osm_pbf(folder)))
    return path


def _gpkg(random: Random, folder: Path) -> Path:
    path = folder / "hostile.gpkg"
    path.write_bytes(sound.gpkg(folder))
    mangling.mangle_sqlite(random, path)
    return path


def _xls(random: Random, folder: Path) -> Path:
    """An old workbook with records gone wrong in a sound container, or with the container spoilt."""
    from geodata.workbooks.compound import written  # noqa: PLC0415

    path = folder / "hostile.xls"
    if random.random() < 0.4:
        path.write_bytes(mangling.spoilt(random, written("Workbook", sound.xls_stream())))
    else:
        path.write_bytes(written("Workbook", mangling.mangled_records(random, sound.xls_stream())))
    return path


def _table(random: Random, folder: Path) -> Path:
    texts = (sound.STATIONS_CSV, sound.POPULATION_CSV, sound.FLEET_CSV, sound.SITES_CSV, sound.FEEDERS_CSV)
    text = random.choice((*texts, sound.OVERRIDES_CSV, sound.SESSIONS_CSV))
    separator = ";" if ";" in text else ","
    rows = [line.split(separator) for line in text.splitlines()]
    mutator = Mutator(random.getrandbits(63), flat=True)
    for _ in range(random.choice((1, 2, 5))):
        row = random.choice(rows)
        row[random.randrange(len(row))] = mutator.text()
    data = "\n".join(separator.join(row) for row in rows).encode("utf-8", "replace")
    path = folder / "hostile.csv"
    path.write_bytes(mangling.mangled(random, data) if random.random() < 0.3 else data)
    return path


def _ocpi(path: Path) -> None:
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.ocpi import read_ocpi  # noqa: PLC0415

    _merged(read_ocpi(InputFile(path)))


def _ocm(path: Path) -> None:
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.open_charge_map import read_open_charge_map  # noqa: PLC0415

    _merged(read_open_charge_map(InputFile(path)))


def _datex_read(path: Path) -> None:
    """As a table and as statuses, and statuses over the sound table."""
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.datex import read_datex  # noqa: PLC0415
    from geodata.sources.datex_status import read_datex_status  # noqa: PLC0415

    sound_table = path.with_name("sound.xml")
    sound_table.write_bytes(published.datex([published.DATEX_SITE]))
    each(
        lambda one: _merged(read_datex(InputFile(one))),
        lambda one: _under(read_datex(InputFile(sound_table)), read_datex_status(InputFile(one))),
    )(path)


def _irve(path: Path) -> None:
    """As `_datex_read`."""
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.irve import read_irve  # noqa: PLC0415
    from geodata.sources.irve_status import read_irve_status  # noqa: PLC0415

    sound_table = path.with_name("sound.csv")
    sound_table.write_bytes(published.table([published.IRVE_ROW], [*published.IRVE_ROW]))
    each(
        lambda one: _merged(read_irve(InputFile(one))),
        lambda one: _under(read_irve(InputFile(sound_table)), read_irve_status(InputFile(one))),
    )(path)


def _under(read: Any, said: Any) -> None:
    """A table with statuses laid over it."""
    from geodata.inventory.live_status import with_status  # noqa: PLC0415

    _merged(with_status(read, said, days=90, oldest="2026-01-01")[0])


def _sessions(path: Path) -> None:
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.ocpi_sessions import read_ocpi_cdrs, read_ocpi_sessions  # noqa: PLC0415

    each(lambda one: read_ocpi_cdrs(InputFile(one)), lambda one: read_ocpi_sessions(InputFile(one)))(path)


def _stations(path: Path) -> None:
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.station_table import read_station_table  # noqa: PLC0415

    _merged(read_station_table(InputFile(path)))


def _tables(path: Path) -> None:
    """Every table of a user's that a file may be given as."""
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources import (  # noqa: PLC0415
        boundary,
        depot_table,
        districts,
        feeder_table,
        fleet_table,
        population,
        session_table,
        site_table,
        speed_table,
        station_overrides,
        traffic_counts,
    )

    file, city = InputFile(path), _boundary()
    lots = partial(site_table.read_site_table, crs=CRS, boundary=city, default_bays=2, max_bays=20, bay_share=0.2)
    each(
        _stations,
        lambda _: population.read_population(file),
        lambda _: population.read_population(file, bounds=BOUNDS),
        lambda _: lots(file),
        lambda _: feeder_table.read_feeder_table(file, crs=CRS, boundary=city),
        lambda _: fleet_table.read_fleet(file),
        lambda _: depot_table.read_depots(file, crs=CRS, boundary=city),
        lambda _: districts.read_districts(file),
        lambda _: districts.read_district_table(file),
        lambda _: boundary.read_boundary(file),
        lambda _: station_overrides.read_overrides(file),
        lambda _: session_table.read_session_table(file),
        lambda _: speed_table.read_speeds(file),
        lambda _: traffic_counts.read_traffic(file, crs=CRS, boundary=city),
    )(path)


def _extract(extract: Any) -> None:
    """What is made of a read of OpenStreetMap."""
    from geodata.crs import metric_crs  # noqa: PLC0415
    from geodata.osm.roads import roads_of  # noqa: PLC0415
    from geodata.osm.stations import stations_of  # noqa: PLC0415

    west, south, east, north = extract.bounds
    roads_of(extract, metric_crs((west + east) / 2, (south + north) / 2))
    _merged(stations_of(extract))


def _osm(path: Path) -> None:
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.osm_file import read_osm_file  # noqa: PLC0415

    _extract(read_osm_file(InputFile(path)))


def _graphml(path: Path) -> None:
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.graphml import read_graphml  # noqa: PLC0415

    _extract(read_graphml(InputFile(path)))


def _configuration(path: Path) -> None:
    from planner.config.scenario import load_scenario  # noqa: PLC0415

    load_scenario(path)


def _list(records: list[Any]) -> Any:
    return records


def _layer_make(random: Random, folder: Path) -> Path:
    def wrap(features: list[Any]) -> Any:
        return sound.layer() | {"features": features}

    bases = [*sound.layer()["features"], *sound.layer(points=True)["features"]]
    return _json("hostile.geojson", bases, wrap, random, folder)


KINDS: dict[str, Kind] = {
    "ocpi": Kind(partial(_json, "hostile.json", [sound.LOCATION, sound.OWN], _list), _ocpi),
    "ocm": Kind(partial(_json, "hostile.json", [sound.POI], _list), _ocm),
    "datex": Kind(partial(_datex, "energyInfrastructureSite", published.DATEX_SITE), _datex_read),
    "datex status": Kind(partial(_datex, "energyInfrastructureSiteStatus", published.DATEX_STATUS), _datex_read),
    "irve": Kind(partial(_irve_make, published.IRVE_ROW), _irve),
    "irve status": Kind(partial(_irve_make, published.IRVE_STATUS_ROW), _irve),
    "sessions": Kind(partial(_json, "hostile.json", [sound.CDR], _list), _sessions),
    "geojson": Kind(_layer_make, _tables),
    "csv": Kind(_table, _tables),
    "xlsx": Kind(partial(_packed, "hostile.xlsx", sound.xlsx, mangling.mangled_zip), _tables),
    "ods": Kind(partial(_packed, "hostile.ods", sound.ods, mangling.mangled_zip), _tables),
    "xlsb": Kind(partial(_packed, "hostile.xlsb", sound.xlsb, mangling.mangled_zip), _tables),
    "xls": Kind(_xls, _tables),
    "gpkg": Kind(_gpkg, _tables),
    **{name: Kind(make, _tables) for name, make in layers.MAKERS.items()},
    "overture": Kind(overture.make_overture, overture.read_overture),
    "osm xml": Kind(partial(_text, "hostile.osm", sound_streets.osm_xml), _osm),
    "osm gz": Kind(partial(_packed, "hostile.osm.gz", sound_streets.osm_gz, mangling.mangled_gzip), _osm),
    "pbf": Kind(_pbf, _osm),
    "graphml": Kind(partial(_text, "hostile.graphml", sound_streets.graphml), _graphml),
    "overpass place": Kind(lying.make_place, lying.read_place),
    "overpass stations": Kind(lying.make_stations, lying.read_stations),
    "ocpi server": Kind(lying.make_ocpi, partial(lying.read_service, "ocpi")),
    "ocm server": Kind(lying.make_ocm, partial(lying.read_service, "ocm")),
    "gtfs": Kind(buses.make_gtfs, buses.read_gtfs),
    "elevation": Kind(buses.make_elevation, buses.read_elevation),
    "toml": Kind(partial(_text, "hostile.toml", sound.MIX_TOML.encode), _configuration),
    "edits": Kind(plans.make_layer, plans.read_edits),
    "list": Kind(plans.make_layer, plans.read_list),
    "plan": Kind(plans.make_plan_file, plans.read_plan),
    "country": Kind(plans.make_country, plans.read_country),
}
"""By the name that the table of tries shows."""
