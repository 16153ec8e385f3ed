"""Feeds of a bus line on the town of `city_fixtures`, written as tables, folders and archives."""

import zipfile
from pathlib import Path

from osm_fixtures import place

WEEK = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"


def line_feed(*, trips: int = 4, minutes: int = 20, shapes: bool = True, blocks: bool = False) -> dict[str, str]:
    """A line between two corners of the town, there and back in turn, a trip each `minutes` from six o'clock that takes `minutes` less five."""
    ends = {"a": place(0, 0), "b": place(20, 0)}
    stops = "".join(f"{name},Stop {name},{y},{x}\n" for name, (x, y) in ends.items())
    rows, times = [], []
    for k in range(trips):
        begin, order = 6 * 60 + k * minutes, ("a", "b") if k % 2 == 0 else ("b", "a")
        clock = [f"{m // 60:02d}:{m % 60:02d}:00" for m in (begin, begin + minutes - 5)]
        rows.append(f"r,week,t{k},{'bus' if blocks else ''},{''.join(order) if shapes else ''}\n")
        times += [f"t{k},{clock[n]},{clock[n]},{stop},{n}\n" for n, stop in enumerate(order)]
    feed = {
        "agency": "agency_name\nLine\n",
        "calendar": WEEK + "week,1,1,1,1,1,0,0,20260101,20261231\n",
        "routes": "route_id,route_type\nr,3\n",
        "stops": "stop_id,stop_name,stop_lat,stop_lon\n" + stops,
        "trips": "route_id,service_id,trip_id,block_id,shape_id\n" + "".join(rows),
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + "".join(times),
    }
    if shapes:
        points = [("ab", *ends["a"], 1), ("ab", *ends["b"], 2), ("ba", *ends["b"], 1), ("ba", *ends["a"], 2)]
        text = "".join(f"{name},{y},{x},{n}\n" for name, x, y, n in points)
        feed["shapes"] = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n" + text
    return feed


def zipped(path: Path, tables: dict[str, str], *, inside: str = "", encoding: str = "utf-8") -> Path:
    """Write a feed as an archive, its tables in a folder of it if one is named."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for name, text in tables.items():
            parts.writestr(f"{inside}{name}.txt", text.encode(encoding))
    return path


def unpacked(folder: Path, tables: dict[str, str], encoding: str = "utf-8") -> Path:
    """Write a feed as a folder."""
    folder.mkdir()
    for name, text in tables.items():
        (folder / f"{name}.txt").write_bytes(text.encode(encoding))
    return folder
