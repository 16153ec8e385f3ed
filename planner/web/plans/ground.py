"""The ground of a plan's map as JSON: what `backdrop.js` and `labels.js` draw, districts and boundary, and candidates that were not chosen.

Strings under ``behind`` and ``credits`` are display copies (`planner.output.webmap.escape`), as the scripts of the map take them; all others are plain text.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from shapely.geometry import mapping

from planner.dossier.dossier import Dossier
from planner.output.shared.places import candidate_titles_in, kind_words
from planner.output.shared.plug_words import plug_label
from planner.output.shared.plugs import PLUG_GROUPS
from planner.output.webmap.backdrop import THIN_DEG, backdrop
from planner.output.webmap.escape import display
from planner.output.webmap.page import bounds_of
from planner.output.webmap.reader_names import names_for_reader
from planner.support.speech import told

DIGITS = 5
"""One metre."""


def ground(dossier: Dossier) -> dict[str, Any]:
    """Everything that does not change while a plan is edited."""
    said = names_for_reader(dossier)
    return {
        "behind": backdrop(dossier),
        "districts": _lines(dossier.districts, [said(name) for name in dossier.districts["district"]]),
        "boundary": _lines(dossier.boundary, [said(dossier.city)] * len(dossier.boundary)),
        "bounds": bounds_of(dossier),
        "credits": display([told(one) for one in dossier.attribution]),
        "colours": {group.id: group.colour for group in PLUG_GROUPS},
        "plugs": {group.id: plug_label(group.id) for group in PLUG_GROUPS},
        "candidates": _candidates(dossier),
    }


def _lines(frame: Any, names: Sequence[str]) -> dict[str, Any]:
    rows = [
        (name, shape)
        for name, shape in zip(names, frame.geometry, strict=True)
        if shape is not None and not shape.is_empty
    ]
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": name}, "geometry": _rounded(mapping(shape.simplify(THIN_DEG)))}
            for name, shape in rows
        ],
    }


def _rounded(geometry: Any) -> dict[str, Any]:
    def cut(part: Any) -> Any:
        if isinstance(part[0], float | int):
            return [round(float(one), DIGITS) for one in part[:2]]
        return [cut(inner) for inner in part]

    return {"type": geometry["type"], "coordinates": cut(geometry["coordinates"])}


def _candidates(dossier: Dossier) -> list[dict[str, Any]]:
    called = candidate_titles_in(dossier)
    return [
        {
            "id": str(one["site_id"]),
            "title": called[str(one["site_id"])],
            "sort": kind_words(str(one["kind"])),
            "at": [float(np.round(value, 6)) for value in one["at"]],
        }
        for one in dossier.surroundings.get("candidates", ())
    ]
