"""`comparison.html`: which plugs to build when nobody knows what will come; one page, printable, no network, for people with two minutes."""

import base64
import hashlib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from planner.compare.reading import plans_of
from planner.compare.summary import sayings
from planner.dossier.dossier import Dossier
from planner.output.comparison import bars
from planner.output.comparison.cards import cards_of
from planner.output.comparison.dependence import dependence_table
from planner.output.comparison.flexible import flexibility_part
from planner.output.comparison.frames import VERDICTS_FILE, maps_of
from planner.output.comparison.further import coming_tables, tariff_tables
from planner.output.comparison.matrix import heat_map
from planner.output.comparison.naming import named
from planner.output.comparison.tables import built_rows, links, proof_rows, world_bounds, world_rows
from planner.output.comparison.verdicts import has_verdicts, verdict_map
from planner.output.shared.page import rendered
from planner.output.webmap.verdicts import verdict_html
from planner.support.files import write_text

ROOM = "planner.output.comparison"
PAGE_FILE = "comparison.html"
Told = Mapping[str, Any]

SECTIONS = {
    "matrix": "What is lost if another world comes",
    "maps": "Where: the maps side by side",
    "served": "Who is served, by plug",
    "districts": "Who is served, by district",
    "built": "What each plan builds and costs",
    "dependence": "What each choice makes the city depend on",
    "flexibility": "What flexibility buys",
    "coming": "What is coming",
    "tariff": "Tariffs",
    "worlds": "The worlds, and what is assumed of them",
    "proofs": "How sure the comparison is",
}
"""Parts of the page by their template, in the order in which they are told."""


def write_pages(told: Told, dossiers: Mapping[str, Dossier], folder: Path) -> tuple[str, ...]:
    """Write the page and, where sites are told apart by who wants them, the map of these; return their names."""
    write_text(folder / PAGE_FILE, comparison_html(told, dossiers))
    if not has_verdicts(told):
        return (PAGE_FILE,)
    write_text(folder / VERDICTS_FILE, verdict_html(dossiers[plans_of(told)[0]], verdict_map(told, dossiers)))
    return PAGE_FILE, VERDICTS_FILE


def comparison_html(told: Told, dossiers: Mapping[str, Dossier]) -> str:
    """Render the page; its frames open the `map.html` in each plan's folder, and move together.

    Parameters
    ----------
    told : mapping
        The keys of `comparison.json`; parts whose keys are missing or empty are left out.
    dossiers : mapping
        By plan.
    """
    first, script = dossiers[plans_of(told)[0]], _script()
    plans = [named(told, plan) for plan in plans_of(told)]
    parts = _parts(told, dossiers)
    return rendered(
        ROOM,
        "comparison.html.j2",
        {
            "city": first.city,
            "year": first.year,
            "name": first.name,
            "plans": plans,
            "worlds": [named(told, world) for world in told["mixes"]],
            "others": [plan for plan in plans if plan.id not in told["mixes"]],
            "sayings": sayings(told),
            "cards": cards_of(told),
            "sections": [(key, title) for key, title in SECTIONS.items() if key in parts],
            "attribution": list(dict.fromkeys(line for one in dossiers.values() for line in one.attribution)),
            "script": Markup(script),  # noqa: S704  our own file
            "script_hash": base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
            **{key: value for part in parts.values() for key, value in part.items()},
        },
    )


def _script() -> str:
    return (resources.files(ROOM) / "assets" / "comparison.js").read_text(encoding="utf-8")


def _parts(told: Told, dossiers: Mapping[str, Dossier]) -> dict[str, dict[str, Any]]:
    """Give what each part of the page needs, for the parts that there is something to tell in."""
    heat, panels, districts, families = (
        heat_map(told),
        bars.by_plug(told),
        bars.by_district(told),
        bars.families_of(told),
    )
    ties, flexible = dependence_table(told), flexibility_part(told)
    further = {
        "coming": coming_tables(told, dossiers),
        "tariff": tariff_tables(told, dossiers),
    }
    served = {
        "panels": panels,
        "families": families,
        "family_number": {one["id"]: at for at, one in enumerate(families, 1)},
    }
    parts: dict[str, tuple[Any, dict[str, Any]]] = {
        "matrix": (heat["rows"], {"heat": heat}),
        "maps": (True, maps_of(told, dossiers)),
        "served": (panels, served),
        "districts": (districts["rows"], {"districts": districts}),
        "built": (True, {"built": built_rows(told), "links": links(told)}),
        "dependence": (ties["plans"], {"ties": ties}),
        "flexibility": (flexible, {"flexible": flexible}),
        **{key: (tables, {key: tables}) for key, tables in further.items()},
        "worlds": (True, {"assumed": world_rows(told), "left_out": list(told.get("left_out") or ())}),
        "proofs": (True, {"proofs": proof_rows(told, dossiers), "worlds_proven": world_bounds(told), "resumed": list(told.get("resumed") or ())}),
    }  # fmt: skip
    return {key: context for key, (something, context) in parts.items() if something}
