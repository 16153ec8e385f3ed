"""The annex of the report, for who checks: sites in full, demand, data, model and proof, assumptions, provenance."""

from collections.abc import Mapping, Sequence
from typing import Any

from geodata.report import Problem
from planner.dossier.dossier import Dossier
from planner.model.objectives import OBJECTIVES
from planner.output.report import reached
from planner.output.report.areas import area_labels
from planner.output.report.balance import balance_context
from planner.output.report.norms_then import judged_with_plan
from planner.output.report.sentences import rows_by, unreached
from planner.output.report.sites_in_full import full_rows
from planner.output.shared import reality, today, words
from planner.output.shared.demand import demand_context
from planner.output.shared.edits import built_by, edit_rows
from planner.output.shared.headline import headline_of
from planner.output.shared.places import phrases_of, with_phrases
from planner.output.shared.promises import drawn_verdict, simulated_only
from planner.output.shared.shortfall import adapted
from planner.studies.beginning import DROPPED
from planner.support.speech import _, told

MOST_PROBLEMS = 25
"""Records named for one source; the rest are counted and stand in `summary.json`."""

TOLD = (
    "rules",
    "plug_balance",
    "balance_price",
    "phases",
    "bands",
    "fairness",
    "alternatives",
    "beginning",
    "budgets",
    "annual",
    "tariff",
    "coming",
    "depots",
)
"""Studies whose part of the annex has their name, in their order in the report."""


def context(dossier: Dossier, called: Mapping[str, str], reader: str | None) -> dict[str, Any]:
    """Give what `assets/annex.html.j2` and its parts show, in the language of the moment, which is that of the reader."""
    phrases = phrases_of(dossier, called, reader)
    studies, proof = dossier.studies, dossier.proof
    gained = studies.get("reasons") or studies.get("order") or {}
    return {
        "full_sites": full_rows(dossier, called, phrases),
        "has_bands": bool(studies.get("bands", {}).get("sites")),
        "has_order": bool(studies.get("order")),
        "has_reasons": bool(studies.get("reasons")),
        "gain_unit": told(gained.get("unit", _("weighted kWh a day"))),
        "weighted": proof.objective == "energy",
        "reality": dossier.reality,
        "today_heads": reality.today_heads(dossier.reality),
        "verdict": words.verdict(proof),
        "seen_plan": dossier.seen_plan.get("said"),
        "drawn_verdict": drawn_verdict(studies),
        "to_quote": headline_of(dossier).lines[0],
        "simulated_only": simulated_only(studies),
        "gap": proof.gap,
        "scored": words.scored(proof),
        "ended": words.ended(proof),
        "stages": words.stage_rows(proof),
        **_today(dossier),
        **_served(dossier),
        "reached": reached.rows(dossier),
        "reach_min": studies.get("catchments", {}).get("drive_min"),
        "unreached": unreached(dossier),
        "adapted": adapted(dossier),
        **demand_context(dossier.demand_story),
        **{name: studies[name] for name in TOLD if name in studies},
        **balance_context(studies),
        **_beginning(studies),
        "unit": {name: told(one.unit) for name, one in OBJECTIVES.items()},
        "left_out": words.left_out(studies),
        "told_parts": [name for name in TOLD if name in studies],
        "edits": edit_rows(dossier.edits, called, built_by(dossier)),
        "sources": [
            {
                "report": one,
                "shown": _spoken(one.problems[:MOST_PROBLEMS], phrases),
                "more": max(0, len(one.problems) - MOST_PROBLEMS),
            }
            for one in dossier.sources
        ],
        "versions": ", ".join(f"{name} {version}" for name, version in dossier.versions.items()),
    }


def _spoken(problems: Sequence[Problem], phrases: Mapping[str, str]) -> list[Problem]:
    """Records as they were read, with names of the sites and zones of the plan in place of ids."""
    return [
        Problem(
            with_phrases(one.record, phrases),
            with_phrases(one.reason, phrases),
            with_phrases(one.action, phrases),
            one.kind,
        )
        for one in problems
    ]


def _beginning(studies: Mapping[str, Any]) -> dict[str, Any]:
    """How the plan stands under more money, each larger plan with the sites that it gives up."""
    found = studies.get("beginning")
    if not found:
        return {}
    larger = [
        {**row, "given_up": [one for one in found["sites"] if one["at"].get(str(row["times"])) == DROPPED]}
        for row in found["larger"]
    ]
    return {"beginning": {**found, "larger": larger}}


def _served(dossier: Dossier) -> dict[str, Any]:
    """Rows of service by class and by district."""
    card, nothing, waited = dossier.scorecard, dossier.do_nothing, dossier.any_wait
    return {
        "classes": rows_by(
            card.demand_kwh,
            card.served_kwh,
            nothing.served_kwh,
            words.class_label,
            waited.served_kwh if waited else None,
        ),
        "districts": rows_by(
            card.district_demand_kwh,
            card.district_served_kwh,
            nothing.district_served_kwh,
            area_labels(dossier),
            waited.district_served_kwh if waited else None,
        ),
    }


def _today(dossier: Dossier) -> dict[str, Any]:
    """What stands today; nothing of a plan that was filed before there was a baseline."""
    baseline = dossier.baseline
    if not baseline:
        return {"service": [], "families": [], "service_level": "", "norms": [], "norms_then": [], "norms_unjudged": ""}
    unknown = reality.is_unknown(dossier.reality)
    return {
        "service": today.service(baseline, dossier.year, unknown=unknown),
        "families": today.families(baseline),
        "norms": today.judgements(baseline, unknown=unknown),
        "norms_unjudged": today.not_judged() if unknown else "",
        "norms_then": judged_with_plan(dossier),
        "service_level": today.service_level(baseline),
    }
