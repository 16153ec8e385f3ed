"""What stands once the plan is built, by plug and for all together, in the form of today's rows (`planner.dossier.baseline`), so that norms are judged alike."""

from collections.abc import Mapping
from typing import Any

from geodata.connectors import Connector
from planner.dossier.baseline import ALL
from planner.dossier.dossier import Dossier
from planner.output.shared.chargers import guns_of, listed
from planner.output.shared.reality import is_unknown
from planner.output.shared.sites_table import mapping_in
from planner.output.shared.today import Judgement, judgements
from planner.support.frames import plain


def judged_with_plan(dossier: Dossier) -> list[Judgement]:
    """Every norm beside every family of plugs and all together, with the plan built; nothing of a plan without a baseline."""
    if not dossier.baseline:
        return []
    rows = [with_plan(dossier, row) for row in dossier.baseline["families"]]
    return judgements({**dossier.baseline, "families": rows}, unknown=is_unknown(dossier.reality))


def with_plan(dossier: Dossier, now: Mapping[str, Any]) -> dict[str, Any]:
    """Row of a family, or of all, with what is built: points, stations and power added, vehicles as they are.

    A cabinet with plugs of several families counts for each, as a standing gun does, and once for all together.
    """
    power, points, stations = _added(dossier, str(now["family"]))
    power, points, stations = now["power_kw"] + power, now["guns"] + points, now["stations"] + stations
    vehicles, bev = now.get("vehicles") or 0.0, now.get("bev") or 0.0
    return {
        **now,
        "power_kw": power,
        "guns": points,
        "stations": stations,
        "kw_per_bev": power / bev if bev else None,
        "kw_per_vehicle": power / vehicles if vehicles else None,
        "vehicles_per_point": vehicles / points if points else None,
        "vehicles_per_station": vehicles / stations if stations else None,
    }


def _added(dossier: Dossier, family: str) -> tuple[float, int, int]:
    """Power, points and stations that the plan adds for a family; work on standing guns adds none."""
    power, points, stations = 0.0, 0, 0
    for cell, standing in zip(dossier.sites["chargers"], dossier.sites["existing_connectors"], strict=True):
        mine = [
            (one, plugs)
            for one in listed(cell)
            if not one.get("words") and (plugs := _plugs(one["connectors"], family))
        ]
        power += sum(float(one["power_kw"]) * int(plain(one["count"])) for one, _plugs in mine)
        points += sum(min(guns_of(one), plugs) * int(plain(one["count"])) for one, plugs in mine)
        stations += bool(mine) and not _plugs(mapping_in(standing), family)
    return power, points, stations


def _plugs(connectors: Mapping[str, Any], family: str) -> int:
    """Plugs of a family; of `ALL` every plug."""
    known = ((Connector.named(name), int(plain(count))) for name, count in connectors.items())
    return sum(count for one, count in known if family == ALL or (one is not None and one.family == family))
