"""The ground under a plan as `assets/backdrop.js` and `assets/labels.js` draw it: water and green, roads by class, and names."""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely

from planner.dossier.backdrop import COARSE
from planner.dossier.dossier import Dossier
from planner.output.webmap.escape import display
from planner.output.webmap.reader_names import names_for_reader
from planner.support.frames import plain
from planner.support.polylines import written

THIN_DEG = 0.00003  # three metres
ROADS = ("minor", "tertiary", "secondary", "primary", "trunk", "motorway")
"""Least first, so that avenues lie over lanes."""
ACROSS = 9
"""Places across a district, and up, at which its name is tried where discs stand on its point."""
DISTRICT_WEIGHT = 8e6
"""Districts are named after the city itself and before all that lies in them."""


def backdrop(dossier: Dossier) -> dict[str, Any]:
    """Everything that is drawn behind the plan: ``ground``, ``shapes``, ``roads``, ``places``; names are display copies."""
    known, said = dossier.backdrop, names_for_reader(dossier)
    return {
        "ground": [_ground(dossier, kind) for kind in ("green", "water")],
        "shapes": [
            {"kind": display(one["kind"]), "digits": int(one["digits"]), "code": display(one["code"])}
            for one in known.get("shapes", ())
        ],
        "roads": roads(dossier),
        "places": sorted(
            (*_districts(dossier, said), *(_place(one, said) for one in known.get("places", ()))),
            key=lambda one: -one["weight"],
        ),
    }


def _ground(dossier: Dossier, kind: str) -> dict[str, Any]:
    shapes = dossier.ground.geometry[dossier.ground["kind"] == kind].simplify(THIN_DEG)
    return {"kind": kind, "digits": COARSE, "code": written(shapes.to_list(), COARSE)}


def roads(dossier: Dossier) -> list[dict[str, Any]]:
    """One entry a class with its lines; ``names`` says how many of them have which name, in their order, the nameless last."""
    classes = dossier.roads["road_class"].map(road_group).to_numpy()
    said = names_for_reader(dossier)
    names = np.array([said(name) for name in dossier.roads["name"]], dtype=object)
    shapes = dossier.roads.geometry.to_numpy()
    out = []
    for kind in ROADS:
        mine = classes == kind
        lines: list[Any] = []
        counted: list[tuple[int, str]] = []
        for name in sorted(set(names[mine]), key=lambda one: (not one, one)):
            whole = shapely.line_merge(shapely.multilinestrings(_parts(shapes[mine & (names == name)])))
            parts = [one for one in shapely.get_parts(whole.simplify(THIN_DEG)) if len(one.coords) > 1]
            lines += parts
            counted.append((len(parts), display(name)))
        if lines:
            out.append({"kind": kind, "digits": COARSE, "code": written(lines, COARSE), "names": counted})
    return out


def road_group(road_class: object) -> str:
    """Class of `ROADS`; ramps go with their road, all small streets together."""
    name = str(road_class).removesuffix("_link")
    return name if name in ROADS else "minor"


def _parts(lines: Any) -> list[Any]:
    return [part for part in shapely.get_parts(np.asarray(lines)) if part.geom_type == "LineString"]


def _districts(dossier: Dossier, said: Callable[[object], str]) -> list[dict[str, Any]]:
    return [
        {
            "kind": "district",
            "name": display(said(name)),
            "weight": DISTRICT_WEIGHT,
            "at": _at(shape),
            "others": _others(shape),
        }
        for name, shape in zip(dossier.districts["district"], dossier.districts.geometry, strict=True)
        if plain(name) and shape is not None and not shape.is_empty
    ]


def _others(shape: Any) -> list[list[float]]:
    """Where else within its borders a district may be named, the nearest to its point first."""
    left, bottom, right, top = shape.bounds
    x, y = (one.ravel() for one in np.meshgrid(np.linspace(left, right, ACROSS), np.linspace(bottom, top, ACROSS)))
    inside, at = shapely.contains_xy(shape, x, y), shape.representative_point()
    order = np.argsort(np.hypot(x[inside] - at.x, y[inside] - at.y), kind="stable")
    return np.round(np.stack((x, y), axis=1)[inside][order], 5).tolist()  # type: ignore[no-any-return]


def _at(shape: Any) -> list[float]:
    point = shape.representative_point()
    return [round(point.x, 5), round(point.y, 5)]


def _place(one: Any, said: Callable[[object], str]) -> dict[str, Any]:
    return {
        "kind": display(one["kind"]),
        "name": display(said(one["name"])),
        "weight": float(one["weight"]),
        "at": [float(one["at"][0]), float(one["at"][1])],
    }
