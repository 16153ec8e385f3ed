"""The sites of a plan as plain JSON, in the reader's language; nothing is escaped, as pages put it in as text."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from planner.catalogue.charger_names import charger_name, name_by_id
from planner.dossier.dossier import Dossier
from planner.loop.steps import by_type
from planner.output.shared.chargers import chargers_named, listed
from planner.output.shared.plugs import plugs_by_group
from planner.output.shared.sites_table import mapping_in, ranked
from planner.output.webmap.cards import cards
from planner.output.webmap.reader_names import names_for_reader
from planner.support.amounts import money
from planner.support.frames import plain

Site = dict[str, Any]
"""``id, title, sort, status, rank, at`` (lon, lat), ``groups`` (plugs by the groups of the map), ``chargers`` (by type), ``plan`` (one short line),
``build`` (lines), ``power_kw, bays, grid_kw, cost_usd, cost, kwh, plugs_kwh, hours, district, reason``."""


def sites(dossier: Dossier) -> list[Site]:
    """All sites, in reading order: those that are built by rank, then the standing ones."""
    carded, said = cards(dossier), names_for_reader(dossier)
    return [_site(row, carded[str(row["site_id"])], said) for _, row in ranked(dossier).iterrows()]


def _site(row: Any, card: Mapping[str, Any], said: Any) -> Site:
    served = mapping_in(row["served_kwh_per_day"])
    use = _figure(row["utilisation"])
    return {
        "id": str(row["site_id"]),
        "title": card["title"],
        "sort": card["sort"],
        "status": str(row["status"]),
        "rank": _whole(row["rank"]),
        "at": [round(row.geometry.x, 6), round(row.geometry.y, 6)],
        "groups": plugs_by_group(mapping_in(row["connectors"]) or mapping_in(row["existing_connectors"])),
        "chargers": by_type(row["chargers"]),
        "plan": card["plan"],
        "build": chargers_named(row["chargers"]),
        "power_kw": _figure(row["power_kw"]) or 0.0,
        "bays": _whole(row.get("bays")),
        "grid_kw": _figure(row.get("grid_kw")),
        "cost_usd": _figure(row["cost_usd"]) or 0.0,
        "cost": money(_figure(row["cost_usd"])),
        "kwh": round(float(served.get("total", 0.0)), 3),
        "hours": None if use is None else round(24 * use, 1),
        "district": said(row["district"]) or None,
        "reason": card["reason"],
    }


def offers(dossier: Dossier) -> list[dict[str, str]]:
    """Chargers that the plan may choose from, as the form of a site names them: those of its configuration, and any that it has."""
    named: dict[str, str] = {}
    for cell in dossier.sites["chargers"]:
        for one in listed(cell):
            if not one.get("words"):
                named[str(one["type"])] = charger_name(float(one["power_kw"]), one["connectors"])
    asked = dossier.configuration.get("plan", {}).get("chargers", ())
    return [{"type": one, "words": named.get(one) or name_by_id(one)} for one in _each(asked, named)]


def _each(*several: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(one for names in several for one in names))


def _figure(cell: Any) -> float | None:
    value = plain(cell)
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


def _whole(cell: Any) -> int | None:
    value = _figure(cell)
    return None if value is None else int(value)
