"""`baseline.html`: the map of today's network, for the plan that builds nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

from planner.dossier.dossier import Dossier
from planner.output.shared import reality, today
from planner.output.shared.plugs import PLUG_GROUPS
from planner.output.shared.words import energy, mix_label, number, percent, share_of
from planner.output.webmap.escape import display
from planner.output.webmap.offline import asset
from planner.output.webmap.page import Points, View, page_of
from planner.output.webmap.stations_today import stations
from planner.output.webmap.themes import Theme, themes_today
from planner.support.files import write_text


def write_today_map(dossier: Dossier, path: Path, called: Mapping[str, str]) -> None:
    """Write the map of today's network.

    Parameters
    ----------
    dossier : Dossier
        Of the plan that builds nothing, with its `baseline`.
    path : Path
    called : mapping
        Names of stations by `station_id`, those of the other pages and tables of the check.
    """
    write_text(path, today_html(dossier, called))


def today_html(dossier: Dossier, called: Mapping[str, str]) -> str:
    """Render the map of today's network, its stations called as `called` says."""
    return page_of(dossier, View(_title, themes_today, "today", lambda one: _points(one, called), _panel))


def _title(dossier: Dossier) -> str:
    return f"Today's charging network: {dossier.city}"


def _points(dossier: Dossier, called: Mapping[str, str]) -> list[Points]:
    used, idle = stations(dossier, called)
    return [
        Points("idle", "Stations that are no supply", "stations", idle, {}),
        Points("supply", "Stations that are supply", "stations", used, {}),
    ]


def _panel(dossier: Dossier, shown: list[Theme]) -> str:
    """Render the panel; every text in it has been through `display`, so folium's second rendering finds nothing to run."""
    environment = Environment(autoescape=True, trim_blocks=True, keep_trailing_newline=False)
    return environment.from_string(asset("today.html.j2")).render(display(_context(dossier, shown)))


def _context(dossier: Dossier, shown: list[Theme]) -> dict[str, Any]:
    whole, used = today.together(dossier.baseline), _used(dossier)
    share = share_of(whole["served_kwh"], whole["demand_kwh"])
    waited = share_of(whole.get("any_wait_kwh", whole["served_kwh"]), whole["demand_kwh"])
    unknown = reality.is_unknown(dossier.reality)
    return {
        "city": dossier.city,
        "year": dossier.year,
        "mix": mix_label(dossier.mix),
        "share": "?" if unknown else percent(share, 1),
        "by": reality.not_known()
        if unknown
        else f"by what stands today; {percent(waited, 1)} however long drivers wait",
        "width": 0.0 if unknown else round(100 * (share or 0.0), 1),
        "notes": reality.warnings(dossier.reality),
        "facts": [
            {"value": f"{used['supply']} of {used['stations']}", "what": "stations are supply"},
            {"value": number(whole["guns"]), "what": f"points, {number(whole['power_kw'])} kW"},
            {
                "value": f"{energy(whole['served_kwh'])} kWh",
                "what": f"a day served{' by what is on file' if unknown else ''}, of {energy(whole['demand_kwh'])}",
            },
            {
                "value": f"{dossier.baseline['full_queues']} of {len(dossier.baseline['queues'])}",
                "what": "queues are full",
            },
        ],
        "promise": today.promise(dossier.baseline),
        "families": [_family(row) for row in today.families(dossier.baseline)],
        "groups": [{"id": group.id, "label": group.label} for group in PLUG_GROUPS if group.id in used["groups"]],
        "two": " ".join(used["groups"][:2]) if len(used["groups"]) > 1 else "",
        "themes": [{"id": one.id, "label": one.label, "note": one.note, "steps": one.steps()} for one in shown],
        "assumptions": [one.as_dict() for one in dossier.assumptions],
        "attribution": list(dossier.attribution),
        "sources": [{"path": one.path, "kept": one.kept, "records": one.records} for one in dossier.sources],
    }


def _used(dossier: Dossier) -> dict[str, Any]:
    """Counts of stations, those that are supply, and the ids of the groups of their plugs."""
    used = stations(dossier, {})[0]["features"]
    found = {group for one in used for group in one["properties"]["groups"]}
    return {
        "stations": len(dossier.stations.table),
        "supply": len(used),
        "groups": [group.id for group in PLUG_GROUPS if group.id in found],
    }


def _family(row: dict[str, Any]) -> dict[str, str]:
    return {
        "name": row["label"].replace(" / ", "/"),
        "points": number(row["guns"]),
        "demand": number(row["demand_kwh"]),
        "served": percent(share_of(row["served_kwh"], row["demand_kwh"]), 1),
        "waited": percent(share_of(row.get("any_wait_kwh", row["served_kwh"]), row["demand_kwh"]), 1),
    }
