"""Timetables and rasters of heights gone wrong, and all that reads them."""

from pathlib import Path
from random import Random

from benchmarks.hostile import mangling
from benchmarks.hostile.mutator import Mutator

CRS = "EPSG:32643"
BOUNDS = (76.8, 43.1, 77.1, 43.4)

_FEED = {
    "agency": "agency_name\nАвтопарк 1\n",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\nw,1,1,1,1,1,0,0,20260101,20261231\n",
    "calendar_dates": "service_id,date,exception_type\nw,20260501,2\nx,20260502,1\n",
    "routes": "route_id,route_type\nr,3\ns,0\n",
    "trips": "route_id,service_id,trip_id,block_id,shape_id\nr,w,t0,,h\nr,w,t1,,\nr,w,t2,b,h\nr,x,t3,b,h\n",
    "stops": "stop_id,stop_name,stop_lat,stop_lon\na,Абай,43.24,76.92\nb,Сайран,43.25,76.87\n",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t0,06:00:00,06:00:00,a,1\nt0,06:20:00,06:20:00,b,2\nt1,06:30:00,06:30:00,b,1\nt1,06:50:00,06:50:00,a,2\n"
    "t2,24:10:00,24:10:00,a,1\nt2,24:40:00,24:40:00,b,2\nt3,07:10:00,07:10:00,a,1\nt3,07:40:00,07:40:00,b,2\n",
    "shapes": "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\nh,43.24,76.92,1\nh,43.244,76.9,2\nh,43.25,76.87,3\n",
    "frequencies": "trip_id,start_time,end_time,headway_secs\nt1,07:00:00,09:00:00,1200\n",
}


def make_gtfs(random: Random, folder: Path) -> Path:
    """A feed with cells of a few rows gone wrong, now and then a table or the whole archive."""
    tables, mutator = dict(_FEED), Mutator(random.getrandbits(63), flat=True)
    for _ in range(random.choice((1, 2, 6))):
        name = random.choice(sorted(tables))
        rows = [line.split(",") for line in tables[name].splitlines()]
        row = random.choice(rows)
        row[random.randrange(len(row))] = mutator.text()
        tables[name] = "\n".join(",".join(cells) for cells in rows)
    if random.random() < 0.1:
        tables.pop(random.choice(sorted(tables)))
    packed = mangling.zipped({f"{name}.txt": text.encode("utf-8", "replace") for name, text in tables.items()})
    path = folder / "hostile.zip"
    path.write_bytes(mangling.mangled_zip(random, packed) if random.random() < 0.3 else packed)
    return path


def read_gtfs(path: Path) -> None:
    """Read a feed and put its day together on streets."""
    from geodata.bus_intake import Ground, buses_in  # noqa: PLC0415 - heavy
    from geodata.city_request import BusRequest  # noqa: PLC0415
    from geodata.input_file import InputFile  # noqa: PLC0415

    roads, features, boundary = _ground(path.parent)
    buses_in(BusRequest(gtfs=InputFile(path)), Ground(roads, features, boundary, CRS, None))


def _ground(folder: Path):  # type: ignore[no-untyped-def]  # noqa: ANN202 - of heavy types
    import geopandas as gpd  # noqa: PLC0415
    from shapely import box  # noqa: PLC0415

    from benchmarks.hostile import sound_streets  # noqa: PLC0415
    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.osm.roads import roads_of  # noqa: PLC0415
    from geodata.sources.osm_file import read_osm_file  # noqa: PLC0415

    streets = folder / "streets.osm"
    streets.write_bytes(sound_streets.osm_xml())
    extract = read_osm_file(InputFile(streets))
    boundary = gpd.GeoSeries([box(*BOUNDS)], crs="EPSG:4326").to_crs(CRS).iloc[0]
    return roads_of(extract, CRS), extract.features, boundary


def make_elevation(random: Random, folder: Path) -> Path:
    """A small raster with senseless values, places or types, and now and then bytes."""
    import numpy as np  # noqa: PLC0415
    import rasterio  # noqa: PLC0415
    from rasterio.transform import from_origin  # noqa: PLC0415

    kind = random.choice(("uint8", "int16", "float32", "float64", "uint32"))
    rng = np.random.default_rng(random.getrandbits(32))
    values = rng.uniform(0, 250, (40, 40))
    if kind.startswith("float") and random.random() < 0.5:
        values[rng.integers(0, 40, 30), rng.integers(0, 40, 30)] = random.choice((np.nan, np.inf, -9999, 1e300))
    step = random.choice((0.0075, 0.0075, 1e-12, 40.0))
    profile = {"driver": "GTiff", "width": 40, "height": 40, "count": random.choice((1, 3)), "dtype": kind}
    crs = random.choice(("EPSG:4326", "EPSG:4326", "EPSG:32643", None))
    path = folder / "hostile.tif"
    west, north = random.choice(((BOUNDS[0], BOUNDS[3]), (0, 0), (600_000, 4_800_000)))
    with rasterio.open(path, "w", **profile, crs=crs, transform=from_origin(west, north, step, step)) as file:
        with np.errstate(all="ignore"):
            file.write(values.astype(kind), 1)
        if random.random() < 0.2:
            file.scales = (random.choice((0.0, -1.0, 1e308)),) * file.count
    if random.random() < 0.4:
        path.write_bytes(mangling.mangled(random, path.read_bytes()))
    return path


def read_elevation(path: Path) -> None:
    """Read heights and ask for some."""
    import numpy as np  # noqa: PLC0415

    from geodata.input_file import InputFile  # noqa: PLC0415
    from geodata.sources.elevation import read_elevation as read  # noqa: PLC0415

    heights, _ = read(InputFile(path), bounds=BOUNDS)
    heights.at(np.linspace(BOUNDS[0], BOUNDS[2], 9), np.linspace(BOUNDS[1], BOUNDS[3], 9), "EPSG:4326")
