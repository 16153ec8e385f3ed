"""The panel beside the map: title, key figures, proof, legend, assumptions and credits."""

from typing import Any

from jinja2 import Environment

from planner.dossier.dossier import Dossier
from planner.output.shared import reality
from planner.output.shared.plugs import PLUG_GROUPS, plugs_by_group
from planner.output.shared.sites_table import mapping_in
from planner.output.shared.words import by_family, family_label, mix_label, money, number, percent, share_of, verdict
from planner.output.webmap.escape import display
from planner.output.webmap.offline import asset
from planner.output.webmap.themes import Theme


def panel(dossier: Dossier, shown: list[Theme]) -> str:
    """Render the panel; every text in it has been through `display`, so folium's second rendering finds nothing to run."""
    environment = Environment(autoescape=True, trim_blocks=True, keep_trailing_newline=False)
    return environment.from_string(asset("panel.html.j2")).render(display(_context(dossier, shown)))


def _context(dossier: Dossier, shown: list[Theme]) -> dict[str, Any]:
    card, nothing = dossier.scorecard, dossier.do_nothing
    present, unknown = _groups(dossier), reality.is_unknown(dossier.reality)
    return {
        "name": dossier.name,
        "city": dossier.city,
        "year": dossier.year,
        "mix": mix_label(dossier.mix),
        "coverage": {
            "after": percent(card.coverage),
            "before": reality.if_nothing_is_built(dossier),
            "after_width": round(100 * card.coverage, 1),
            "before_width": 0.0 if unknown else round(100 * nothing.coverage, 1),
        },
        "notes": reality.notes(dossier),
        "now": "on file" if unknown else "now",
        "waited": dossier.any_wait is not None,
        "facts": _facts(dossier),
        "verdict": verdict(dossier.proof),
        "families": _families(dossier),
        "depots": "depots" in dossier.studies,
        "groups": [{"id": group.id, "label": group.label} for group in PLUG_GROUPS if group.id in present]
        or [{"id": "other", "label": "other plugs"}],
        "two": " ".join(present[:2]) if len(present) > 1 else "",
        "themes": [
            {"id": one.id, "label": one.label, "note": one.note, "finished": one.finished, "steps": one.steps()}
            for one in shown
        ],
        "assumptions": [one.as_dict() for one in dossier.assumptions],
        "attribution": list(dossier.attribution),
        "sources": [{"path": one.path, "kept": one.kept, "records": one.records} for one in dossier.sources],
    }


def _facts(dossier: Dossier) -> list[dict[str, str]]:
    card = dossier.scorecard
    budget = dossier.configuration.get("plan", {}).get("budget_usd")
    return [
        {"value": f"{card.new_sites} + {card.upgraded_sites}", "what": "new sites + upgraded"},
        {"value": f"{number(card.chargers)}", "what": f"chargers, {number(sum(card.plugs_added.values()))} plugs"},
        {
            "value": money(card.cost_usd),
            "what": "to build" + (f", of {money(float(budget))}" if budget is not None else ""),
        },
        {"value": f"{number(card.power_kw_added)} kW", "what": "of new grid power"},
    ]


def _families(dossier: Dossier) -> list[dict[str, str]]:
    card, waited = dossier.scorecard, dossier.any_wait or dossier.do_nothing
    demand, after, before, any_wait = (
        by_family(one) for one in (card.demand_kwh, card.served_kwh, dossier.do_nothing.served_kwh, waited.served_kwh)
    )
    return [
        {
            "name": family_label(family),
            "demand": number(kwh),
            "before": percent(share_of(before.get(family, 0.0), kwh)),
            "waited": percent(share_of(any_wait.get(family, 0.0), kwh)),
            "after": percent(share_of(after.get(family, 0.0), kwh)),
        }
        for family, kwh in demand.items()
        if kwh > 0
    ]


def _groups(dossier: Dossier) -> list[str]:
    """Ids of the plug groups that some site on the map has."""
    found: dict[str, int] = {}
    for column in ("connectors", "existing_connectors"):
        for cell in dossier.sites[column]:
            found |= plugs_by_group(mapping_in(cell))
    return [group.id for group in PLUG_GROUPS if group.id in found]
