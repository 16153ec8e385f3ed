"""Plans that older versions filed, brought to the form of today: up to version 4 sites had three numbers that disagreed."""

from collections.abc import Mapping
from typing import Any

WAS = "evplan plan, version {}"
UNRANKED = (WAS.format(3), WAS.format(4))
"""Before `rank` was the order of building, as `build_order` was where it was asked for."""
REASONS_LEFT = {
    "study": "reasons",
    "why": "filed by an older version, which ranked sites otherwise; 'evplan plan' makes it anew",
}


def as_of_today(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a filed plan with one rank, its `build_order` where it has one.

    Raises
    ------
    KeyError, TypeError, AttributeError
        It is no plan; the reader of the file says so in words.
    """
    if data["format"] not in UNRANKED:
        return data
    return {**data, "sites": _sites(data["sites"]), "studies": _studies(data["studies"])}


def _sites(frame: Mapping[str, Any]) -> dict[str, Any]:
    columns, kinds = dict(frame["columns"]), dict(frame["kinds"])
    order = columns.pop("build_order", None)
    for name in ("build_order", "value_rank"):
        kinds.pop(name, None)
        columns.pop(name, None)
    if order is not None and any(cell is not None for cell in order):
        columns["rank"] = order
    for name in ("rank_equal_from", "rank_equal_to"):
        columns[name], kinds[name] = columns["rank"], kinds["rank"]
    return {**frame, "columns": columns, "kinds": kinds}


def _studies(studies: Mapping[str, Any]) -> dict[str, Any]:
    out = {name: found for name, found in studies.items() if name != "reasons"}
    if "reasons" in studies:
        out["left_out"] = [*studies.get("left_out", ()), REASONS_LEFT]
    if "order" in studies:
        out["order"] = {**studies["order"], "steps": [_step(one) for one in studies["order"]["steps"]]}
    return out


def _step(one: Mapping[str, Any]) -> dict[str, Any]:
    rank = one["build_order"]
    own = {name: cell for name, cell in one.items() if name != "build_order"}
    return {**own, "rank": rank, "equal_from": rank, "equal_to": rank}
