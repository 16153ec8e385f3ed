"""The panel beside the map: title, key figures, proof, legend, assumptions and credits."""

from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared import reality
from planner.output.shared.balance_words import balance_lines
from planner.output.shared.city_name import city_name
from planner.output.shared.headline import headline_of
from planner.output.shared.oversized_places import oversized_words
from planner.output.shared.plain_words import keyless
from planner.output.shared.plug_words import plug_label
from planner.output.shared.plugs import PLUG_GROUPS, plugs_by_group
from planner.output.shared.sites_table import mapping_in
from planner.output.shared.words import by_family, family_label, mix_label, money, number, percent, share_of
from planner.output.webmap.markup import rendered
from planner.output.webmap.theme import Theme
from planner.support.speech import _, told, within


def panel(dossier: Dossier, shown: list[Theme]) -> str:
    """Render the panel."""
    return rendered("panel.html.j2", _context(dossier, shown))


def basis(dossier: Dossier) -> dict[str, Any]:
    """What any map rests on, as `assets/basis.html.j2` writes it."""
    return {
        "assumptions": [
            {
                "what": keyless(one.what),
                "value": keyless(one.value),
                "basis": _(
                    "({confidence} confidence; {source})",
                    confidence=confidence(one.confidence),
                    source=keyless(one.source),
                ),
            }
            for one in dossier.assumptions
        ],
        "attribution": [told(one) for one in dossier.attribution],
        "sources": [{"path": one.path, "kept": one.kept, "records": one.records} for one in dossier.sources],
    }


def confidence(word: str) -> str:
    """Say how well a figure is known; an unknown word as it is."""
    words = {
        "low": lambda: within("confidence", "low"),
        "medium": lambda: within("confidence", "medium"),
        "high": lambda: within("confidence", "high"),
    }
    return words[word]() if word in words else told(word)


def _context(dossier: Dossier, shown: list[Theme]) -> dict[str, Any]:
    card, nothing = dossier.scorecard, dossier.do_nothing
    present, unknown = _groups(dossier), reality.is_unknown(dossier.reality)
    return {
        "name": dossier.name,
        "city": city_name(dossier),
        "year": dossier.year,
        "mix": mix_label(dossier.mix),
        "coverage": {
            "after": percent(card.coverage),
            "before": reality.if_nothing_is_built(dossier),
            "after_width": round(100 * card.coverage, 1),
            "before_width": 0.0 if unknown else round(100 * nothing.coverage, 1),
        },
        "notes": [keyless(one) for one in reality.notes(dossier)],
        "now": within("share served by what is", "on file") if unknown else within("share served", "now"),
        "waited": dossier.any_wait is not None,
        "facts": _facts(dossier),
        "headline": headline_of(dossier),
        "beyond": oversized_words(dossier),
        "families": _families(dossier),
        "balance": balance_lines(dossier.studies),
        "compared": bool(dossier.surroundings.get("no_regret")),
        "depots": "depots" in dossier.studies,
        "groups": [{"id": group.id, "label": plug_label(group.id)} for group in PLUG_GROUPS if group.id in present]
        or [{"id": "other", "label": _("other plugs")}],
        "two": " ".join(present[:2]) if len(present) > 1 else "",
        "themes": [one.told() for one in shown],
        **basis(dossier),
    }


def _facts(dossier: Dossier) -> list[dict[str, str]]:
    card = dossier.scorecard
    budget = dossier.configuration.get("plan", {}).get("budget_usd")
    plugs, cost = sum(card.plugs_added.values()), money(card.cost_usd)
    of = {} if budget is None else {"budget": money(float(budget))}
    return [
        {"value": f"{number(card.new_sites)} + {number(card.upgraded_sites)}", "what": _("new sites + upgraded")},
        {"value": number(card.chargers), "what": _("chargers; plugs: {plugs:number}", plugs=plugs)},
        {"value": cost, "what": _("to build, of {budget}", **of) if of else _("to build")},
        {"value": _("{kw:number} kW", kw=card.power_kw_added), "what": _("of new grid power")},
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
