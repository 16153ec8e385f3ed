"""`comparison.html`: the comparison on one page for a quick reader; printable, no network."""

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
from planner.output.comparison.balance import balance_table
from planner.output.comparison.cards import cards_of
from planner.output.comparison.dependence import dependence_table
from planner.output.comparison.flexible import flexibility_part
from planner.output.comparison.frames import VERDICTS_FILE, maps_of
from planner.output.comparison.further import coming_tables, tariff_tables
from planner.output.comparison.headline import balance_sentences, comparison_headline
from planner.output.comparison.matrix import heat_map
from planner.output.comparison.naming import named
from planner.output.comparison.tables import built_rows, links, proof_rows, world_bounds, world_rows
from planner.output.comparison.verdicts import has_verdicts, verdict_map
from planner.output.shared import reality
from planner.output.shared.city_name import city_name
from planner.output.shared.page import rendered
from planner.output.shared.plain_words import keyless
from planner.output.shared.reader import page_in
from planner.output.webmap.verdicts import verdict_html
from planner.support.files import write_text
from planner.support.speech import _, told

ROOM = "planner.output.comparison"
PAGE_FILE = "comparison.html"
Told = Mapping[str, Any]


def sections() -> dict[str, str]:
    """Titles of the parts of the page by their template, in their order on the page."""
    return {
        "matrix": _("What is lost if another world comes"),
        "maps": _("Where: the maps side by side"),
        "served": _("Who is served, by plug"),
        "balance": _("Balance of plugs"),
        "districts": _("Who is served, by district"),
        "built": _("What each plan builds and costs"),
        "dependence": _("What each choice makes the city depend on"),
        "flexibility": _("What flexibility buys"),
        "coming": _("What is coming"),
        "tariff": _("Tariffs"),
        "worlds": _("The worlds, and what is assumed of them"),
        "proofs": _("How sure the comparison is"),
    }


def write_pages(data: Told, dossiers: Mapping[str, Dossier], folder: Path, code: str | None = None) -> tuple[str, ...]:
    """Write the page and, with several worlds, the map of no-regret sites, those of a further language under its names; return the names."""
    page = page_in(PAGE_FILE, code)
    write_text(folder / page, comparison_html(data, dossiers, code))
    if not has_verdicts(data):
        return (page,)
    verdicts = page_in(VERDICTS_FILE, code)
    write_text(folder / verdicts, verdict_html(dossiers[plans_of(data)[0]], verdict_map(data, dossiers)))
    return page, verdicts


def comparison_html(data: Told, dossiers: Mapping[str, Dossier], code: str | None = None) -> str:
    """Render the page; its frames open the `map.html` in each plan's folder, and move together.

    Parameters
    ----------
    data : mapping
        The keys of `comparison.json`; parts whose keys are missing or empty are left out.
    dossiers : mapping
        By plan.
    code : str, optional
        Further language of the maps and reports that it opens; None for the first of the plans.
    """
    first, script = dossiers[plans_of(data)[0]], _script()
    plans = [named(data, plan) for plan in plans_of(data)]
    parts = _parts(data, dossiers, code)
    return rendered(
        ROOM,
        "comparison.html.j2",
        {
            "city": city_name(first),
            "year": first.year,
            "name": told(first.name),
            "plans": plans,
            "worlds": [named(data, world) for world in data["mixes"]],
            "others": [plan for plan in plans if plan.id not in data["mixes"]],
            "headline": [*comparison_headline(data, dossiers), *balance_sentences(data, dossiers)],
            "sayings": sayings(data),
            **_notes(data, dossiers),
            "cards": cards_of(data),
            "sections": [(key, title) for key, title in sections().items() if key in parts],
            "attribution": list(dict.fromkeys(told(line) for one in dossiers.values() for line in one.attribution)),
            "script": Markup(script),  # noqa: S704  our own file
            "script_hash": base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
            **{key: value for part in parts.values() for key, value in part.items()},
        },
    )


def _notes(data: Told, dossiers: Mapping[str, Dossier]) -> dict[str, list[Any]]:
    """What each plan's report says beside its headline, gathered once: ``notes`` of all plans, and ``further`` of some, which these are named."""
    compared = {plan: dossiers[plan] for plan in plans_of(data)}
    found = [(keyless(text), plans) for text, plans in reality.notes_of_plans(compared)]
    return {
        "notes": [text for text, plans in found if len(plans) == len(compared)],
        "further": [
            {"text": text, "plans": [named(data, plan) for plan in plans]}
            for text, plans in found
            if len(plans) < len(compared)
        ],
    }


def _left_out(data: Told) -> list[dict[str, str]]:
    return [{"world": one["world"], "why": told(one["why"])} for one in data.get("left_out") or ()]


def _script() -> str:
    return (resources.files(ROOM) / "assets" / "comparison.js").read_text(encoding="utf-8")


def _parts(data: Told, dossiers: Mapping[str, Dossier], code: str | None) -> dict[str, dict[str, Any]]:
    """Return the context of each part of the page that has any content."""
    heat, panels, districts, families = (
        heat_map(data),
        bars.by_plug(data),
        bars.by_district(data),
        bars.families_of(data),
    )
    balance = balance_table(data, dossiers)
    ties, flexible = dependence_table(data), flexibility_part(data)
    further = {
        "coming": coming_tables(data, dossiers),
        "tariff": tariff_tables(data, dossiers),
    }
    served = {
        "panels": panels,
        "families": families,
        "family_number": {one["id"]: at for at, one in enumerate(families, 1)},
    }
    parts: dict[str, tuple[Any, dict[str, Any]]] = {
        "matrix": (heat["rows"], {"heat": heat}),
        "maps": (True, maps_of(data, dossiers, code)),
        "served": (panels, served),
        "balance": (balance, {"balance": balance}),
        "districts": (districts["rows"], {"districts": districts}),
        "built": (True, {"built": built_rows(data, dossiers), "links": links(data, code)}),
        "dependence": (ties["plans"], {"ties": ties}),
        "flexibility": (flexible, {"flexible": flexible}),
        **{key: (tables, {key: tables}) for key, tables in further.items()},
        "worlds": (True, {"assumed": world_rows(data), "left_out": _left_out(data)}),
        "proofs": (True, {"proofs": proof_rows(data, dossiers), "worlds_proven": world_bounds(data), "resumed": list(data.get("resumed") or ())}),
    }  # fmt: skip
    return {key: context for key, (something, context) in parts.items() if something}
