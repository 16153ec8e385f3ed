"""The ground of the drawn map: a frame around the sites, water and green, streets by class, borders; lines as short paths."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from planner.dossier.dossier import Dossier
from planner.output.report.chains import chains
from planner.output.report.svg import Drawing
from planner.output.shared.naming import Speech
from planner.support.frames import plain

WIDTH, LEAST_HEIGHT, MOST_HEIGHT = 680.0, 330.0, 540.0
MARGIN, LEAST_MARGIN_M = 0.07, 500.0
EARTH_M = 111_320.0
ROADS = (("motorway", "trunk", "primary"), ("secondary",), ("tertiary",))
ROAD_INK = ((2.6, "#aab3bc"), (1.8, "#bcc4cb"), (1.1, "#cdd4da"))
"""Width and grey of the classes of `ROADS`; other streets are the thinnest."""
MINOR_INK = (0.5, "#dfe4e8")
MOST_MINOR = 30_000
"""Points of small streets that are drawn; a map with more shows main streets alone."""
GROUND = {"green": "#e9f0e3", "water": "#d5e3ec"}
LONGEST_LABEL = 28
"""Letters of a name on the map."""


@dataclass(frozen=True)
class Frame:
    """A piece of the earth and the drawing it is laid into: degrees to units, north up, true to shape in its middle."""

    west: float
    north: float
    per_lon: float
    per_lat: float
    height: float

    @property
    def metres(self) -> float:
        """Metres of a unit."""
        return EARTH_M / self.per_lat

    def xy(self, lonlat: Any) -> Any:
        """Points as units; (n, 2)."""
        return np.column_stack([(lonlat[:, 0] - self.west) * self.per_lon, (self.north - lonlat[:, 1]) * self.per_lat])

    def laid(self, shapes: Sequence[Any]) -> Any:
        """Shapes in units, cut at the frame, without what lies outside."""
        if not len(shapes):
            return np.array([], dtype=object)
        moved = shapely.transform(np.asarray(shapes, dtype=object), self.xy)
        clipped = shapely.clip_by_rect(moved, 0.0, 0.0, WIDTH, self.height)
        return clipped[~shapely.is_empty(clipped)]


def framed(points: Any) -> Frame | None:
    """Frame around the sites; None of places that no map can show."""
    if not np.isfinite(points).all():
        return None
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    wider = math.cos(math.radians((south + north) / 2))
    if wider < 0.05:
        return None
    across, up = (east - west) * wider * EARTH_M, (north - south) * EARTH_M
    room = max(LEAST_MARGIN_M, MARGIN * max(across, up))
    across, up = across + 2 * room, up + 2 * room
    height = min(max(WIDTH * up / across, LEAST_HEIGHT), MOST_HEIGHT)
    metres = max(across / WIDTH, up / height)
    per_lat = EARTH_M / metres
    per_lon = per_lat * wider
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return Frame(middle_x - WIDTH / 2 / per_lon, middle_y + height / 2 / per_lat, per_lon, per_lat, height)


def paint_ground(drawing: Drawing, dossier: Dossier, frame: Frame) -> None:
    """Paint green, then water."""
    for kind, colour in GROUND.items():
        shapes = frame.laid(dossier.ground.geometry[dossier.ground["kind"] == kind].to_numpy())
        path = "".join(_ring(part) for part in shapely.get_parts(shapely.simplify(shapes, 0.5)))
        if path:
            drawing.add("path", d=path, fill=colour, fill_rule="evenodd")


def paint_roads(drawing: Drawing, dossier: Dossier, frame: Frame, speech: Speech) -> list[tuple[str, float, Any]]:
    """Paint the streets, small ones below; return those whose names may be written, the main ones first."""
    classes = dossier.roads["road_class"].map(lambda one: str(one).removesuffix("_link")).to_numpy()
    shapes, names = dossier.roads.geometry.to_numpy(), dossier.roads["name"].to_numpy()
    main = [np.isin(classes, group) for group in ROADS]
    minor = ~np.logical_or.reduce(main)
    small = frame.laid(shapes[minor])
    if shapely.get_num_coordinates(small).sum() <= MOST_MINOR:
        _stroke(drawing, small, *MINOR_INK)
    for mine, ink in zip(reversed(main), reversed(ROAD_INK), strict=True):
        _stroke(drawing, frame.laid(shapes[mine]), *ink)
    out = []
    for mine, size in zip(main, (9.5, 8.8, 8.4), strict=True):
        found = []
        for name in sorted({str(one) for one in names[mine] if plain(one)}):
            shown = speech.said(name, LONGEST_LABEL)
            laid = frame.laid(shapes[mine & (names == name)])
            lines = [part for part in shapely.get_parts(laid) if part.geom_type == "LineString"]
            if shown and lines:
                whole = shapely.multilinestrings(chains(lines))
                found.append((shown, size, whole))
        out += sorted(found, key=lambda one: (-one[2].length, one[0]))
    return out


def _stroke(drawing: Drawing, shapes: Any, width: float, colour: str) -> None:
    path = "".join(
        _line(shapely.get_coordinates(part))
        for part in shapely.get_parts(shapely.simplify(shapes, 0.4))
        if part.geom_type in ("LineString", "LinearRing")
    )
    if path:
        drawing.add(
            "path",
            d=path,
            fill="none",
            stroke=colour,
            stroke_width=width,
            stroke_linejoin="round",
            stroke_linecap="round",
        )


def paint_borders(drawing: Drawing, dossier: Dossier, frame: Frame) -> None:
    """Outlines of the districts, dashed, and of the city."""
    for shapes, width, dash in ((dossier.districts, 1.1, "5 3"), (dossier.boundary, 1.6, None)):
        edges = frame.laid([shapely.union_all(shapely.boundary(shapes.geometry.to_numpy()))]) if len(shapes) else []
        path = "".join(
            _line(shapely.get_coordinates(part))
            for part in shapely.get_parts(shapely.simplify(edges, 0.6))
            if part.geom_type in ("LineString", "LinearRing")
        )
        if path:
            drawing.add("path", d=path, fill="none", stroke="#6b6385", stroke_width=width, stroke_dasharray=dash)


def _ring(part: Any) -> str:
    if part.geom_type != "Polygon":
        return ""
    return "".join(f"{_line(shapely.get_coordinates(ring))}Z" for ring in (part.exterior, *part.interiors))


def _line(points: Any) -> str:
    """Path through points, from the second one on by steps."""
    tenths = np.rint(np.asarray(points) * 10).astype(int)
    if len(tenths) < 2:
        return ""
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    if not len(steps):
        return ""
    moves = "".join(f"l{_tenth(dx)} {_tenth(dy)}" for dx, dy in steps.tolist())
    return f"M{_tenth(int(tenths[0, 0]))} {_tenth(int(tenths[0, 1]))}{moves}"


def _tenth(value: int) -> str:
    return f"{value / 10:.1f}".removesuffix(".0")
