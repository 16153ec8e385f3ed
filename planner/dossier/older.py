"""Plans that older versions filed, brought to the form of today.

Up to version 4 sites had three numbers that disagreed; up to version 5 groups of guns were sized by promises of waiting alone.
"""

from collections.abc import Mapping
from typing import Any

WAS = "evplan plan, version {}"
UNRANKED = (WAS.format(3), WAS.format(4))
"""Before `rank` was the order of building, as `build_order` was where it was asked for."""
WAITING = (*UNRANKED, WAS.format(5))
"""Before groups of guns were sized by hours in use: every queue told how many wait too long, not how many find all guns taken."""
REASONS_LEFT = {
    "study": "reasons",
    "why": "filed by an older version, which ranked sites otherwise; 'evplan plan' makes it anew",
}
PLAY_LEFT = {
    "study": "simulation",
    "why": "filed by an older version, in which drivers waited and did not go on; 'evplan plan --simulate' plays it anew",
}


def as_of_today(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a filed plan with one rank, its `build_order` where it has one.

    Raises
    ------
    KeyError, TypeError, AttributeError
        It is no plan; the reader of the file says so in words.
    """
    if data["format"] in UNRANKED:
        data = {**data, "sites": _sites(data["sites"]), "studies": _studies(data["studies"])}
    if data["format"] in WAITING:
        data = {**data, "baseline": _baseline(data["baseline"]), "studies": _unplayed(data["studies"])}
        if "surroundings" in data:
            around = {name: found for name, found in data["surroundings"].items() if name != "waits"}
            data = {**data, "surroundings": around}
    return data


def _baseline(filed: Mapping[str, Any]) -> Mapping[str, Any]:
    """Today's network with its promise of waiting as the only limit of hours in use."""
    if "promise" not in filed:
        return filed
    promise = filed["promise"]
    level = {
        "fast_h": 24.0,
        "slow_h": 24.0,
        "wait_min": promise["wait_min"],
        "wait_probability": promise["probability"],
        "full_probability": promise.get("full_probability"),
    }
    queues = [
        {
            **{name: cell for name, cell in row.items() if name != "wait_probability"},
            "taken": row["wait_probability"] if row.get("parks") else None,
        }
        for row in filed["queues"]
    ]
    return {
        **{name: cell for name, cell in filed.items() if name != "promise"},
        "queues": queues,
        "service_level": level,
    }


def _unplayed(studies: Mapping[str, Any]) -> Mapping[str, Any]:
    """Studies without a play, which tells other shares of drivers than one of today."""
    if "simulation" not in studies:
        return studies
    out = {name: found for name, found in studies.items() if name != "simulation"}
    return {**out, "left_out": [*studies.get("left_out", ()), PLAY_LEFT]}


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
