"""`map.html`: one page that opens without a network and makes no request."""

from pathlib import Path
from typing import Any

from geodata.connectors import PortFamily
from planner.dossier.dossier import Dossier
from planner.output.shared.reality import is_unknown
from planner.output.webmap import layers
from planner.output.webmap.around import candidates, candidates_caption, district_figures, grid
from planner.output.webmap.page import Points, View, page_of
from planner.output.webmap.panel import panel
from planner.output.webmap.themes import plan_themes
from planner.support.files import write_text

STATUSES = {"proposed": "new site", "upgrade": "upgraded station", "existing": "existing station"}


def write_map(dossier: Dossier, path: Path) -> None:
    """Write the siting map."""
    write_text(path, map_html(dossier))


def map_html(dossier: Dossier) -> str:
    """Render the siting map."""
    return page_of(dossier, PLAN)


def _title(dossier: Dossier) -> str:
    return f"{dossier.name}: {dossier.city} {dossier.year}"


def _points(dossier: Dossier) -> list[Points]:
    """Grid, candidates and districts, hidden at first and only where something is known; then the sites."""
    beside = (
        Points(
            "candidates", candidates_caption(dossier), "dots", candidates(dossier), {"card": "candidate"}, shown=False
        ),
        Points("grid", "Feeders and substations", "dots", grid(dossier), {"card": "grid"}, shown=False),
        Points("figures", "District figures", "dots", district_figures(dossier), {"card": "district"}, shown=False),
    )
    depots = Points("depots", "Bus depots", "depots", layers.depots(dossier), {})
    return [one for one in (*beside, *_sites(dossier), depots) if one.data["features"] or one.draw == "sites"]


def _stages(dossier: Dossier) -> dict[str, Any]:
    """Years of the slider with what is served of what is asked; none of a plan that was filed before they were kept."""
    stages = [
        {
            "year": None if one["year"] is None else int(one["year"]),
            "served": float(sum(one["served_kwh"])),
            "asked": float(sum(one["demand_kwh"])),
        }
        for one in dossier.surroundings.get("stages", ())
    ]
    more = {"stages": stages, "unknown": is_unknown(dossier.reality)} if stages else {}
    return {"statuses": STATUSES, **more}


def _sites(dossier: Dossier) -> list[Points]:
    wait = dossier.configuration.get("plan", {}).get("max_wait_min", 10)
    families = {family.value: family.label for family in PortFamily}
    options: dict[str, Any] = {"statuses": STATUSES, "families": families, "waitMin": float(wait)}
    names = {"existing": "Existing stations", "upgrade": "Upgraded stations", "proposed": "New sites"}
    return [Points(status, name, "sites", layers.sites(dossier, (status,)), options) for status, name in names.items()]


PLAN = View(_title, plan_themes, "coverage", _points, panel, _stages)
