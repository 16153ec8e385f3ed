"""`map.html`: one page that opens without a network and makes no request."""

from pathlib import Path
from typing import Any

from geodata.connectors import PortFamily
from planner.dossier.dossier import Dossier
from planner.output.shared.city_name import city_name
from planner.output.shared.reality import is_unknown
from planner.output.shared.words import family_label
from planner.output.webmap import layers
from planner.output.webmap.around import candidates, candidates_caption, district_figures, grid
from planner.output.webmap.escape import display
from planner.output.webmap.page import Points, View, page_of
from planner.output.webmap.panel import panel
from planner.output.webmap.themes import plan_themes
from planner.support.files import write_text
from planner.support.speech import _


def write_map(dossier: Dossier, path: Path) -> None:
    """Write the siting map."""
    write_text(path, map_html(dossier))


def map_html(dossier: Dossier) -> str:
    """Render the siting map."""
    return page_of(dossier, PLAN)


def _title(dossier: Dossier) -> str:
    return _("{name}: {city} {year}", name=dossier.name, city=city_name(dossier), year=str(dossier.year))


def _points(dossier: Dossier) -> list[Points]:
    """Grid, candidates and districts, hidden at first and only where something is known; then the sites."""
    beside = (
        Points(
            "candidates", candidates_caption(dossier), "dots", candidates(dossier), {"card": "candidate"}, shown=False
        ),
        Points("grid", _("Feeders and substations"), "dots", grid(dossier), {"card": "grid"}, shown=False),
        Points("figures", _("District figures"), "dots", district_figures(dossier), {"card": "district"}, shown=False),
    )
    depots = Points("depots", _("Bus depots"), "depots", layers.depots(dossier), {})
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
    known = {"drive": layers.drives_by_phase(dossier), "part": layers.energy_by_stage(dossier)}
    return {"stages": stages, "known": known, "unknown": is_unknown(dossier.reality)} if stages else {}


def _sites(dossier: Dossier) -> list[Points]:
    families = {family.value: str(display(family_label(family.value))) for family in PortFamily}
    options: dict[str, Any] = {"families": families}
    names = {"existing": _("Existing stations"), "upgrade": _("Upgraded stations"), "proposed": _("New sites")}
    return [Points(status, name, "sites", layers.sites(dossier, (status,)), options) for status, name in names.items()]


PLAN = View(_title, plan_themes, "coverage", _points, panel, _stages)
