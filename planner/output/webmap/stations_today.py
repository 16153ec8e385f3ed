"""Standing stations for the map of today: plugs, queues, and provenance; display copies, escaped."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shapely import Polygon, box

from geodata.inventory.live_status import NOW
from geodata.inventory.supply import SUPPLY
from planner.dossier.dossier import Dossier
from planner.output.shared import claims, today
from planner.output.shared.inventory import WHY, inventory_rows, rule_in, why_not
from planner.output.shared.plugs import plugs_by_group
from planner.output.shared.words import energy, number, percent
from planner.output.webmap.escape import display
from planner.output.webmap.layers import Collection
from planner.support.speech import _, plural, told, within

STATIONS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "access": {
        "public": lambda: within("who may charge", "public"),
        "customers": lambda: within("who may charge", "customers"),
        "private": lambda: within("who may charge", "private"),
    },
    "connection": {
        "connected": lambda: within("of a station to the grid", "connected"),
        "disconnected": lambda: within("of a station to the grid", "disconnected"),
        "unclear": lambda: within("of a station to the grid", "unclear"),
    },
    "status": {
        "operational": lambda: within("of a plug", "operational"),
        "planned": lambda: within("of a plug", "planned"),
        "out_of_order": lambda: within("of a plug", "out of order"),
        "out_of_order_now": lambda: within("of a plug", "out of order now"),
        "removed": lambda: within("of a plug", "removed"),
        "unclear": lambda: within("of a plug", "unclear"),
    },
}
"""Words of what a station is said to be."""


def stations(dossier: Dossier, called: Mapping[str, str]) -> tuple[Collection, Collection]:
    """Points of the stations that are supply today, and of those that are none, outside the city only those near it; `called` is names by `station_id`."""
    table = dossier.stations.table
    rows = inventory_rows(dossier.stations, dossier.boundary.geometry.union_all(), rule_in(dossier.configuration))
    plugs: dict[str, list[dict[Any, Any]]] = {}
    for row in rows.to_dict("records"):
        plugs.setdefault(str(row["station_id"]), []).append(row)
    queues: dict[str, list[today.Queue]] = {}
    for one in today.queues(dossier.baseline):
        queues.setdefault(one.station_id, []).append(one)
    merged = {one.station_id: one for one in claims.merged_stations(dossier.stations, dossier.sources)}
    district = dict(zip(dossier.sites["site_id"], dossier.sites["district"], strict=True))
    near = _around(dossier)
    used: list[dict[str, Any]] = []
    idle: list[dict[str, Any]] = []
    for station, point in zip(table.drop(columns="geometry").to_dict("records"), table.geometry, strict=True):
        name = str(station["station_id"])
        if not (near.intersects(point) or any(map(_is_supply, plugs[name]))):
            continue
        properties = {
            **_of_station(station),
            "label": called.get(name),
            **_of_plugs(plugs[name]),
            **_of_queues(queues.get(name, [])),
            **_of_claims(merged.get(name)),
            "district": district.get(name),
        }
        (used if properties["supply"] else idle).append(_feature(properties, point))
    return _collection(used), _collection(idle)


def _around(dossier: Dossier) -> Polygon:
    """The city's rectangle with half its size added on every side: an inventory may hold a whole country."""
    west, south, east, north = dossier.boundary.total_bounds
    wide, high = (east - west) / 2, (north - south) / 2
    around: Polygon = box(west - wide, south - high, east + wide, north + high)
    return around


def _of_station(station: Mapping[Any, Any]) -> dict[str, Any]:
    texts = {
        name: station[name] if isinstance(station[name], str) else None for name in ("name", "operator", "address")
    }
    updated = station["updated"]
    return {
        "id": station["station_id"],
        **texts,
        "access": _for_all(_known("access", station["access"]), station["accessible"]),
        "connection": _known("connection", station["connection"]),
        "source": f"{station['source']}, {station['source_id']}",
        "updated": updated[:10] if isinstance(updated, str) else _("nobody says when"),
    }


def _of_plugs(rows: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    usable = [row for row in rows if _is_supply(row)]
    shown = usable or [row for row in rows if row["count"]]
    counts: dict[str, int] = {}
    for row in shown:
        counts[str(row["connector"])] = counts.get(str(row["connector"]), 0) + int(row["count"])
    statuses = dict.fromkeys(_known("status", row["status"]) for row in rows if isinstance(row["status"], str))
    return {
        "supply": bool(usable),
        "why": None if usable else told(why_not(row["why"] for row in rows) or _("no plug is left")),
        "groups": plugs_by_group(counts),
        "plugs": [_plug(row) for row in rows if row["count"]],
        "status": ", ".join(statuses),
    }


def _is_supply(row: Mapping[Any, Any]) -> bool:
    return bool(row["why"] == SUPPLY and row["count"] > 0)


def _plug(row: Mapping[Any, Any]) -> str:
    kw = number(row["power_kw"], 1).removesuffix(".0").removesuffix(",0")
    values = {"count": int(row["count"]), "plug": told(row["label"]), "kw": kw}
    if row["power_guessed"] is True:
        said = _("{count} × {plug}, {kw} kW (guessed)", **values)
    else:
        said = _("{count} × {plug}, {kw} kW", **values)
    more = [] if row["why"] == SUPPLY else [told(WHY.get(row["why"], row["why"]))]
    if row["why"] == SUPPLY and row["status"] == NOW:
        more = [_("out of order now")]
    if isinstance(row["reserved_for"], str):
        more.append(_("for {drivers} only", drivers=row["reserved_for"]))
    return ", ".join([said, *more])


def _of_queues(mine: list[today.Queue]) -> dict[str, Any]:
    return {
        "guns": sum(one.guns for one in mine),
        "full": bool(mine) and all(one.is_full for one in mine),
        "queues": [_queue(one) for one in mine],
    }


def _queue(one: today.Queue) -> str:
    values = {
        "drivers": told(one.drivers),
        "guns": plural("{n} gun", "{n} guns", one.guns),
        "carried": energy(one.carried_kwh),
        "capacity": energy(one.capacity_kwh),
        "used": _("full") if one.is_full else _("{share} used", share=percent(one.used)),
        "taken": percent(one.taken),
    }
    return _(
        "{drivers}: {guns}, {carried} of {capacity} kWh/day, {used}; {taken} of drivers find all guns taken at the busiest time",
        **values,
    )


def _of_claims(merged: claims.Merged | None) -> dict[str, Any]:
    if merged is None:
        return {"records": 1, "said": []}
    said = [
        f"{one.field}: {one.value} ({one.by})"
        + "".join(f"; {value} ({by})" for value, by in one.others if value != one.value)
        for one in merged.said
    ]
    return {"records": len(merged.records), "said": said}


def _known(what: str, word: object) -> str:
    if word == "unknown":
        return _("nobody says")
    words = STATIONS[what]
    return words[str(word)]() if str(word) in words else str(word).replace("_", " ")


def _for_all(access: str, accessible: object) -> str:
    if accessible == "yes":
        return _("{access}, disabled drivers too", access=access)
    return _("{access}, not for disabled drivers", access=access) if accessible == "no" else access


def _feature(properties: dict[str, Any], point: Any) -> dict[str, Any]:
    if properties["supply"] and not properties["queues"]:
        properties["queues"] = [_("no driver of this plan takes its plugs or reaches it")]
    place = {"type": "Point", "coordinates": [round(point.x, 6), round(point.y, 6)]}
    return {"type": "Feature", "geometry": place, "properties": display(properties)}


def _collection(features: list[dict[str, Any]]) -> Collection:
    return {"type": "FeatureCollection", "features": features}
