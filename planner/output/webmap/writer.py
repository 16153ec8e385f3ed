"""`map.html`: one page that opens without a network and makes no request."""

from pathlib import Path
from typing import Any

from geodata.connectors import PortFamily
from planner.dossier.dossier import Dossier
from planner.output.webmap import layers
from planner.output.webmap.page import Points, View, page_of
from planner.output.webmap.panel import panel
from planner.output.webmap.themes import themes
from planner.support.files import write_text

STATUSES = {"proposed": "proposed site", "upgrade": "upgraded station", "existing": "existing station"}


def write_map(dossier: Dossier, path: Path) -> None:
    """Write the siting map."""
    write_text(path, map_html(dossier))


def map_html(dossier: Dossier) -> str:
    """Render the siting map."""
    return page_of(dossier, PLAN)


def _title(dossier: Dossier) -> str:
    return f"{dossier.name}: {dossier.city} {dossier.year}"


def _sites(dossier: Dossier) -> list[Points]:
    options: dict[str, Any] = {"statuses": STATUSES, "families": {family.value: family.label for family in PortFamily}}
    names = {"existing": "Existing stations", "upgrade": "Upgraded stations", "proposed": "Proposed sites"}
    points = [
        Points(status, name, "sites", layers.sites(dossier, (status,)), options) for status, name in names.items()
    ]
    depots = layers.depots(dossier)
    return [*points, *([Points("depots", "Bus depots", "depots", depots, {})] if depots["features"] else [])]


PLAN = View(_title, themes, "coverage", _sites, panel)
