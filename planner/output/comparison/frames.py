"""The maps side by side: file, caption and legend of each."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from planner.compare.reading import plans_of, quoted, shown_in
from planner.dossier.dossier import Dossier
from planner.output.comparison.naming import named
from planner.output.comparison.verdicts import has_verdicts, heading, keys_of, rings_of, verdict_map
from planner.output.shared.plug_words import plug_label
from planner.output.shared.plugs import PLUG_GROUPS, PlugGroup, plugs_by_group
from planner.output.shared.ramps import GREENS, SHARE_ENDS
from planner.output.shared.reader import page_in
from planner.output.shared.sites_table import mapping_in
from planner.output.shared.words import share_of
from planner.support.speech import _

VERDICTS_FILE = "no_regret.html"
MANY = 6
"""Beyond so many maps those below open when they are scrolled to."""
Told = Mapping[str, Any]
Dossiers = Mapping[str, Dossier]


def maps_of(data: Told, dossiers: Dossiers, code: str | None = None) -> dict[str, Any]:
    """Give what the part with the maps needs: the maps of decision first, then those of the worlds' own plans."""
    marked = has_verdicts(data)
    verdicts = verdict_map(data, dossiers) if marked else None
    own = [_map(data, plan, dossiers[plan], code, marked=marked) for plan in data["mixes"]]
    others = [
        _map(data, plan, dossiers[plan], code, marked=marked) for plan in plans_of(data) if plan not in data["mixes"]
    ]
    whatever = {
        "name": None,
        "title": heading(),
        "words": "",
        "address": page_in(VERDICTS_FILE, code),
        "rings": "[]",
    }
    return {
        "first_maps": [*([whatever] if marked else []), *others],
        "maps": own,
        "map_columns": _columns(len(own)),
        "lazy": len(own) + len(others) + marked > MANY,
        "keys": keys_of(data, verdicts.verdicts) if verdicts else [],
        "groups": _groups(dossiers),
        "ramp": list(zip(GREENS, SHARE_ENDS, strict=True)),
    }


def _columns(maps: int) -> int:
    return maps if maps <= 3 else 2 if maps == 4 else 3 if maps in (5, 6, 9) else 4


def _map(data: Told, plan: str, dossier: Dossier, code: str | None, *, marked: bool) -> dict[str, Any]:
    card = dossier.scorecard
    share, one = share_of(card.total_served_kwh, card.total_demand_kwh), named(data, plan)
    words = _("{share:percent} served if it comes", share=share)
    if plan not in data["mixes"]:
        shown = quoted(data, shown_in(data, plan))
        words = _("{share:percent} served if {world} comes", share=share, world=shown)
    return {
        "name": one,
        "title": _("Plan for {world}", world=one.label) if plan in data["mixes"] else one.label,
        "words": words,
        "address": f"{quote(plan)}/{page_in('map.html', code)}",
        "rings": json.dumps(rings_of(data, dossier) if marked else []),
    }


def _groups(dossiers: Dossiers) -> list[PlugGroup]:
    """Plug groups on some of the maps, for the legend they share."""
    cells = [
        cell for one in dossiers.values() for name in ("connectors", "existing_connectors") for cell in one.sites[name]
    ]
    present = {group for cell in cells for group in plugs_by_group(mapping_in(cell))}
    return [replace(group, label=plug_label(group.id)) for group in PLUG_GROUPS if group.id in present]
