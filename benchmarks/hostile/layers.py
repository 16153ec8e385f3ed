"""Hostile map layers: shapefiles with what belongs to them, archives of them, FlatGeobuf, GeoParquet and KML."""

import io
import json
import zipfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.hostile import mangling, sound

PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
CLAIMS: tuple[Any, ...] = (
    *(None, {}, [], "", "x" * 3000, 10**30, -1, "WKB", "point", "spiral", "EPSG:4326", {"type": "GeographicCRS"}),
    *({"bbox": {"xmin": ["bbox", "xmin"]}}, {"bbox": {"xmin": "bbox"}}, ["bbox", "ymax"], [0, 0, 0, 0], "name", "bbox"),
)
"""What a GeoParquet file may say of its geometry."""


def make_shapefile(random: Random, folder: Path) -> Path:
    """Any of the parts gone wrong or missing."""
    path = _shapefile(folder)
    _spoil_parts(random, folder)
    path.touch()
    return path


def make_zip(random: Random, folder: Path) -> Path:
    """An archive gone wrong, or a sound one of parts that are not."""
    _shapefile(folder)
    if random.random() < 0.5:
        _spoil_parts(random, folder)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        for part in sorted(folder.glob("hostile.*")):
            parts.write(part, f"data/{part.name}")
    path = folder / "hostile.zip"
    path.write_bytes(mangling.mangled_zip(random, out.getvalue()) if random.random() < 0.6 else out.getvalue())
    return path


def make_flatgeobuf(random: Random, folder: Path) -> Path:
    """Bytes gone wrong."""
    path = folder / "hostile.fgb"
    _frame().to_file(path, driver="FlatGeobuf")
    path.write_bytes(mangling.spoilt(random, path.read_bytes()))
    return path


def make_parquet(random: Random, folder: Path) -> Path:
    """What the file says of itself, its shapes or its bytes gone wrong."""
    import pyarrow as pa  # noqa: PLC0415 - heavy
    import pyarrow.parquet as pq  # noqa: PLC0415

    path = folder / "hostile.parquet"
    encoding = random.choice(("WKB", "WKB", "geoarrow"))
    frame = _frame() if encoding == "WKB" else _frame().explode()
    frame.to_parquet(path, write_covering_bbox=random.random() < 0.7, geometry_encoding=encoding)
    table = pq.read_table(path)
    if random.random() < 0.7:
        geo = json.loads(table.schema.metadata[b"geo"])
        for _ in range(random.choice((1, 1, 2, 4))):
            _claim(random, geo)
        text = json.dumps(geo).encode()
        text = mangling.mangled(random, text) if random.random() < 0.2 else text
        table = table.replace_schema_metadata({b"geo": text})
    if encoding == "WKB" and random.random() < 0.4:
        shapes = [mangling.spoilt(random, one.as_py()) for one in table.column("geometry")]
        shapes = random.choice((shapes, [None] * len(shapes), [b""] * len(shapes)))
        table = table.set_column(table.schema.get_field_index("geometry"), "geometry", pa.array(shapes, pa.binary()))
    if random.random() < 0.2:  # one row two thousand times, in the room of one
        table = table.take(pa.array([0] * random.choice((1, 2_000))))
    pq.write_table(table, path, compression=random.choice(("snappy", "zstd", "gzip")))
    if random.random() < 0.4:
        path.write_bytes(mangling.spoilt(random, path.read_bytes()))
    return path


def make_kml(random: Random, folder: Path) -> Path:
    """Tags, texts and numbers gone wrong."""
    path = folder / "hostile.kml"
    path.write_bytes(mangling.mangled(random, _kml(folder)))
    return path


def make_kmz(random: Random, folder: Path) -> Path:
    """An archive gone wrong."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("doc.kml", _kml(folder))
    path = folder / "hostile.kmz"
    path.write_bytes(mangling.mangled_zip(random, out.getvalue()))
    return path


MAKERS: dict[str, Callable[[Random, Path], Path]] = {
    "shapefile": make_shapefile,
    "shapefile zip": make_zip,
    "flatgeobuf": make_flatgeobuf,
    "geoparquet": make_parquet,
    "kml": make_kml,
    "kmz": make_kmz,
}


def _frame() -> Any:
    import geopandas as gpd  # noqa: PLC0415 - heavy

    return gpd.read_file(io.BytesIO(json.dumps(sound.layer()).encode()))


def _shapefile(folder: Path) -> Path:
    _frame().to_file(folder / "hostile.shp", encoding="utf-8")
    return folder / "hostile.shp"


def _spoil_parts(random: Random, folder: Path) -> None:
    for ending in random.sample(PARTS, random.choice((1, 1, 2, 3))):
        part = folder / f"hostile{ending}"
        if random.random() < 0.2:
            part.unlink()
        else:
            spoil = mangling.mangled if ending in (".prj", ".cpg") else mangling.spoilt
            part.write_bytes(spoil(random, part.read_bytes()))


def _kml(folder: Path) -> bytes:
    target = folder / "sound.kml"
    _frame().to_file(target, driver="KML")
    return target.read_bytes()


def _claim(random: Random, geo: dict[str, Any]) -> None:
    """Put another claim in the place of one, at any depth."""
    holders, todo = [], [geo]
    while todo:
        one = todo.pop()
        if isinstance(one, dict) and one:
            holders.append(one)
            todo.extend(one.values())
    if holders:
        holder = random.choice(holders)
        holder[random.choice(list(holder))] = deepcopy(random.choice(CLAIMS))
