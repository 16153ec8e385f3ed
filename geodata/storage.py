"""Tables, arrays and facts stored in a folder that is replaced atomically."""

import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import scipy.sparse as sp

from geodata.renaming import put_in_place
from geodata.roads import Roads
from geodata.turns import Twins

Frame = TypeVar("Frame", bound=pd.DataFrame)


@contextmanager
def replaced_folder(folder: Path) -> Iterator[Path]:
    """Yield a draft folder that takes the place of `folder` when the block ends well.

    An error inside the block leaves what stood there as it was, and no draft behind.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    room = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    draft = room / "draft"
    draft.mkdir()
    try:
        yield draft
        put_in_place(draft, folder, room)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as Parquet, GeoParquet where it has geometry."""
    frame.to_parquet(path, index=False)


def read_frame(path: Path) -> pd.DataFrame:
    """Read a table with geometry or without; text comes back as objects with None where empty."""
    import pyarrow.parquet as pq  # noqa: PLC0415  (a fifth of a second, for cities read from disk only)

    spatial = b"geo" in (pq.read_schema(path).metadata or {})
    frame: pd.DataFrame = gpd.read_parquet(path) if spatial else pd.read_parquet(path)
    return with_plain_text(frame)


def with_plain_text(frame: Frame) -> Frame:
    """Return the table with its text as objects, None where empty, whatever dtype pandas chose for it."""
    frame = frame.copy()
    for name in frame.columns:
        if isinstance(frame[name].dtype, pd.StringDtype) or frame[name].dtype == object:
            values = np.full(len(frame), None, dtype=object)
            given = frame[name].notna().to_numpy()
            values[given] = frame[name].to_numpy(dtype=object)[given]
            frame[name] = pd.Series(values, index=frame.index, dtype=object)
    return frame


def write_roads(roads: Roads, folder: Path) -> None:
    """Write the graph as sparse and plain arrays, its lines as GeoParquet."""
    sp.save_npz(folder / "roads_drive_s.npz", roads.drive_s)
    np.savez_compressed(
        folder / "roads_nodes.npz",
        xy_m=roads.xy_m,
        main=roads.main,
        km=roads.km,
        counts=np.array([roads.obeyed_turn_restrictions, roads.cut_ways]),
        twins=roads.twins.node,
        ended=roads.twins.ended,
        end=roads.twins.end,
        peak_s=np.empty(0) if roads.peak_s is None else roads.peak_s,
        height_m=np.empty(0) if roads.height_m is None else roads.height_m,
        ignored=json.dumps(dict(roads.ignored_turns)),
    )
    write_frame(roads.lines, folder / "roads_lines.parquet")


def read_roads(folder: Path) -> Roads:
    """Undo `write_roads`."""
    # Opened here, because numpy leaves a damaged file open.
    with (folder / "roads_drive_s.npz").open("rb") as file:
        drive_s = sp.csr_array(sp.load_npz(file))
    with (folder / "roads_nodes.npz").open("rb") as file, np.load(file, allow_pickle=False) as nodes:
        return Roads(
            xy_m=nodes["xy_m"],
            drive_s=drive_s,
            main=nodes["main"],
            lines=_spatial(read_frame(folder / "roads_lines.parquet")),
            km=float(nodes["km"]),
            cut_ways=int(nodes["counts"][1]),
            twins=Twins(nodes["twins"], nodes["ended"], nodes["end"]),
            obeyed_turn_restrictions=int(nodes["counts"][0]),
            ignored_turns=json.loads(str(nodes["ignored"])),
            peak_s=nodes["peak_s"] if len(nodes["peak_s"]) else None,
            height_m=nodes["height_m"] if len(nodes["height_m"]) else None,
        )


def write_facts(facts: Mapping[str, Any], path: Path) -> None:
    """Write plain facts as JSON."""
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1, allow_nan=False), encoding="utf-8")


def read_facts(path: Path) -> dict[str, Any]:
    """Undo `write_facts`."""
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return facts


def _spatial(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    if not isinstance(frame, gpd.GeoDataFrame):
        raise TypeError("expected a table with geometry")
    return frame
