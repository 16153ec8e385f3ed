"""`baseline.html`: the map of today's network, for the plan that builds nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared import reality, today
from planner.output.shared.city_name import city_name
from planner.output.shared.plain_words import keyless
from planner.output.shared.plug_words import plug_label
from planner.output.shared.plugs import PLUG_GROUPS
from planner.output.shared.words import mix_label, number, percent, share_of
from planner.output.webmap.markup import rendered
from planner.output.webmap.page import Points, View, page_of
from planner.output.webmap.panel import basis
from planner.output.webmap.stations_today import stations
from planner.output.webmap.theme import Theme
from planner.output.webmap.themes import themes_today
from planner.support.files import write_text
from planner.support.speech import _, told


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
    return _("Today’s charging network: {city}", city=city_name(dossier))


def _points(dossier: Dossier, called: Mapping[str, str]) -> list[Points]:
    used, idle = stations(dossier, called)
    return [
        Points("idle", _("Stations that are no supply"), "stations", idle, {}),
        Points("supply", _("Stations that are supply"), "stations", used, {}),
    ]


def _panel(dossier: Dossier, shown: list[Theme]) -> str:
    return rendered("today.html.j2", _context(dossier, shown))


def _context(dossier: Dossier, shown: list[Theme]) -> dict[str, Any]:
    whole, used = today.together(dossier.baseline), _used(dossier)
    share = share_of(whole["served_kwh"], whole["demand_kwh"])
    waited = share_of(whole.get("any_wait_kwh", whole["served_kwh"]), whole["demand_kwh"])
    unknown = reality.is_unknown(dossier.reality)
    return {
        "title": _title(dossier),
        "year": dossier.year,
        "mix": mix_label(dossier.mix),
        "share": "?" if unknown else percent(share, 1),
        "by": reality.not_known()
        if unknown
        else _("by what stands today; {share} however long drivers wait", share=percent(waited, 1)),
        "width": 0.0 if unknown else round(100 * (share or 0.0), 1),
        "notes": [keyless(one) for one in reality.warnings(dossier.reality)],
        "facts": [
            {
                "value": _("{part:number} of {whole:number}", part=used["supply"], whole=used["stations"]),
                "what": _("stations are supply"),
            },
            {"value": number(whole["guns"]), "what": _("points, {kw:number} kW", kw=whole["power_kw"])},
            {
                "value": _("{kwh:energy} kWh", kwh=whole["served_kwh"]),
                "what": _served(whole["demand_kwh"], unknown=unknown),
            },
            {
                "value": _(
                    "{part:number} of {whole:number}",
                    part=dossier.baseline["full_queues"],
                    whole=len(dossier.baseline["queues"]),
                ),
                "what": _("queues are full"),
            },
        ],
        "key": _(
            "Larger discs have more guns. Full: all is carried that is counted on, where {service_level}. No supply: private, planned,"
            " broken, not connected, or outside the city (drawn where near it); a click says which.",
            service_level=told(today.service_level(dossier.baseline)),
        ),
        "families": [_family(row) for row in today.families(dossier.baseline)],
        "groups": [
            {"id": group.id, "label": plug_label(group.id)} for group in PLUG_GROUPS if group.id in used["groups"]
        ],
        "two": " ".join(used["groups"][:2]) if len(used["groups"]) > 1 else "",
        "themes": [one.told() for one in shown],
        **basis(dossier),
    }


def _served(asked_kwh: float, *, unknown: bool) -> str:
    if unknown:
        return _("a day served by what is on file, of {kwh:energy}", kwh=asked_kwh)
    return _("a day served, of {kwh:energy}", kwh=asked_kwh)


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
        "name": row["label"].replace(" / ", "/\u200b"),
        "points": number(row["guns"]),
        "demand": number(row["demand_kwh"]),
        "served": percent(share_of(row["served_kwh"], row["demand_kwh"]), 1),
        "waited": percent(share_of(row.get("any_wait_kwh", row["served_kwh"]), row["demand_kwh"]), 1),
    }
