"""Chargers, places and studies of finished plans, read from their dossiers."""

from collections.abc import Mapping
from typing import Any

from planner.dossier.dossier import Dossier


def chargers_in(dossier: Dossier) -> dict[str, dict[str, int]]:
    """Chargers, and work on standing guns, that a plan adds: by site and type."""
    out: dict[str, dict[str, int]] = {}
    for site, cell in zip(dossier.sites["site_id"], dossier.sites["chargers"], strict=True):
        for one in cell if isinstance(cell, list | tuple) else ():
            mine = out.setdefault(str(site), {})
            mine[str(one["type"])] = mine.get(str(one["type"]), 0) + int(one["count"])
    return out


def places_in(dossier: Dossier) -> dict[str, dict[str, Any]]:
    """Where the sites are at which a plan adds something: ``lon, lat, name, district`` by id."""
    built = dossier.sites[dossier.sites["site_id"].astype(str).isin(chargers_in(dossier))]
    return {
        str(site): {"lon": float(point.x), "lat": float(point.y), "name": _text(name), "district": _text(district)}
        for site, point, name, district in zip(
            built["site_id"], built.geometry, built["name"], built["district"], strict=True
        )
    }


OF_PLANS = ("coming", "tariff", "plug_balance", "balance_price")
"""Studies of plans that a comparison lays side by side."""


def studies_in(dossiers: Mapping[str, Dossier]) -> dict[str, dict[str, Any]]:
    """What the plans' own studies found, by study and plan; nothing of a study that no scenario asks for."""
    told = {
        name: {plan: one.studies[name] for plan, one in dossiers.items() if name in one.studies} for name in OF_PLANS
    }
    return {name: by_plan for name, by_plan in told.items() if by_plan}


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None
