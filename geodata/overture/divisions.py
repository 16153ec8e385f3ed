"""Areas of Overture's divisions as districts: their names, and which subtype of them is meant."""

import json
from collections import Counter
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geodata.errors import InputError
from geodata.speech import _

LAND = ("land", None)
"""Classes of areas that are districts; those of the sea are not."""


def districts_of(table: gpd.GeoDataFrame, subtype: str | None, path: object) -> gpd.GeoDataFrame:
    """Rows of one subtype with a column `name`.

    Parameters
    ----------
    table : GeoDataFrame
        Cells of text under `names` (JSON), `subtype` and perhaps `class`.
    subtype : str, optional
        As the user names it; None where the table must hold one only.
    path : Path or DatabaseTable
        For the message.

    Raises
    ------
    InputError
        There are several subtypes and none is named, or none of that which is.
    """
    names = [primary_name(text) for text in table["names"]]
    named = table.assign(name=pd.Series(names, index=table.index, dtype=object))  # else a missing name would be a NaN
    if "class" in named:
        named = named[[one in LAND for one in named["class"]]]
    if "subtype" not in named:
        return named
    found = Counter(str(one) for one in named["subtype"])
    listed = ", ".join(f"{one} ({count})" for one, count in sorted(found.items()))
    if subtype is None and len(found) > 1:
        advice = _('name those that are your districts, districts_subtype = "{found}"', found=min(found))
        raise InputError(Path(str(path)), _("divisions of several subtypes: {listed}", listed=listed), advice)
    if subtype is not None and subtype not in found:
        raise InputError(
            Path(str(path)),
            _("no division of the subtype {subtype!r}", subtype=subtype),
            _("it holds {listed}", listed=listed or _("none")),
        )
    return named if subtype is None else named[named["subtype"] == subtype]


def primary_name(text: str | None) -> str | None:
    """Primary of the names in a cell; text that is no JSON is the name itself."""
    try:
        names = json.loads(text or "null")
    except ValueError:
        return text
    name = names.get("primary") if isinstance(names, dict) else None
    return str(name).strip() or None if name else None
