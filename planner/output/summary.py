"""`summary.json`: the plan in figures, with its proof, its inputs and the question as it was understood."""

from pathlib import Path
from typing import Any

from planner.audit.scorecard import Scorecard
from planner.dossier.dossier import Dossier
from planner.output.shared import reality
from planner.output.shared.headline import headline_of
from planner.output.shared.words import by_family, share_of, verdict
from planner.support.files import write_json
from planner.support.frames import plain


def write_summary(dossier: Dossier, path: Path) -> None:
    """Write the figures as JSON."""
    write_json(path, summary(dossier))


def summary(dossier: Dossier) -> dict[str, Any]:
    """Plain JSON form of everything a script would ask of a plan.

    The keys of the proof stand at the top, where scripts look for them, and together under ``proof``. All that differs between
    two runs of one question stands under ``run``, which is None of a plan that was read from its file.
    """
    card = dossier.scorecard
    proof = dossier.proof.as_dict()
    whole: dict[str, Any] = {
        "name": dossier.name,
        "city": dossier.city,
        "country": dossier.country,
        "year": dossier.year,
        "mix": dossier.mix,
        **proof,
        "verdict": verdict(dossier.proof),
        "headline": [*headline_of(dossier).lines, *reality.notes(dossier), reality.served_today(dossier)],
        "reality": [dict(one) for one in dossier.reality],
        "proof": proof,
        "totals": _totals(dossier),
        "coverage": {
            "total": _coverage(card.total_demand_kwh, card.total_served_kwh, dossier.do_nothing.total_served_kwh),
            "by_standard": _by_standard(card, dossier.do_nothing),
            "by_class": _by_key(card.demand_kwh, card.served_kwh, dossier.do_nothing.served_kwh),
            "by_district": _by_key(
                card.district_demand_kwh, card.district_served_kwh, dossier.do_nothing.district_served_kwh
            ),
        },
        "cost": {
            "total_usd": card.cost_usd,
            "annual_usd": card.annual_cost_usd,
            "parts_usd": dict(card.cost_parts_usd),
            "budget_usd": _budget(dossier),
        },
        "cheapest_step_usd": dossier.cheapest_step_usd,
        "sufficient_budget_usd": dossier.sufficient_budget_usd,
        "do_nothing": dossier.do_nothing.as_dict(),
        "served_today": _served_today(dossier),
        "baseline": dict(dossier.baseline),
        "demand": dict(dossier.demand_story),
        "studies": dict(dossier.studies),
        "edits": [dict(one) for one in dossier.edits],
        "seen_plan": dict(dossier.seen_plan) or None,
        "budgets": dict(dossier.studies.get("budgets", {})).get("budgets", []),
        "scorecard": card.as_dict(),
        "sources": [source.as_dict() for source in dossier.sources],
        "assumptions": [one.as_dict() for one in dossier.assumptions],
        "attribution": list(dossier.attribution),
        "inputs_sha256": dict(dossier.inputs),
        "versions": dict(dossier.versions),
        "configuration": dict(dossier.configuration),
        "run": dict(dossier.run) or None,
    }
    return dict(plain(whole))


def _served_today(dossier: Dossier) -> dict[str, Any]:
    """Served if nothing is built, in the hours of use that are counted on and however long drivers wait; whether that is known."""
    waited = dossier.any_wait
    return {
        "known": not reality.is_unknown(dossier.reality),
        "share": dossier.do_nothing.coverage,
        "kwh_per_day": dossier.do_nothing.total_served_kwh,
        "share_at_any_wait": None if waited is None else waited.coverage,
        "kwh_per_day_at_any_wait": None if waited is None else waited.total_served_kwh,
        "at_any_wait": None if waited is None else waited.as_dict(),
    }


def _totals(dossier: Dossier) -> dict[str, Any]:
    card = dossier.scorecard
    return {
        "demand_kwh_per_day": card.total_demand_kwh,
        "served_kwh_per_day": card.total_served_kwh,
        "unserved_kwh_per_day": card.total_demand_kwh - card.total_served_kwh,
        "served_doing_nothing_kwh_per_day": dossier.do_nothing.total_served_kwh,
        "existing_stations": int((dossier.sites["status"] != "proposed").sum()),
        "new_sites": card.new_sites,
        "upgraded_sites": card.upgraded_sites,
        "chargers": card.chargers,
        "works": dict(card.works),
        **({"adapter_kwh": dict(card.adapter_kwh)} if card.adapter_kwh else {}),
        "power_kw_added": card.power_kw_added,
        "plugs_added": dict(card.plugs_added),
        "plugs_standing": dict(card.plugs_standing),
        "mean_drive_min": card.mean_drive_min,
        "zones": len(dossier.zones),
        "population": float(dossier.zones["population"].sum()),
    }


def _coverage(demand: float, served: float, before: float) -> dict[str, float | None]:
    return {
        "demand_kwh_per_day": demand,
        "served_kwh_per_day": served,
        "unserved_kwh_per_day": demand - served,
        "share": share_of(served, demand),
        "share_doing_nothing": share_of(before, demand),
    }


def _by_key(demand: Any, served: Any, before: Any) -> dict[str, dict[str, float | None]]:
    return {name: _coverage(kwh, served.get(name, 0.0), before.get(name, 0.0)) for name, kwh in demand.items()}


def _by_standard(card: Scorecard, nothing: Scorecard) -> dict[str, dict[str, float | None]]:
    return _by_key(by_family(card.demand_kwh), by_family(card.served_kwh), by_family(nothing.served_kwh))


def _budget(dossier: Dossier) -> float | None:
    plan = dossier.configuration.get("plan", {})
    return float(plan["budget_usd"]) if isinstance(plan, dict) and plan.get("budget_usd") is not None else None
