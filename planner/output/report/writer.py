"""`report.html`: the decision report on one page: proposal, cost, service and certainty; printable, no network."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from planner.dossier.dossier import Dossier
from planner.model.objectives import OBJECTIVES
from planner.output.report import charts, sentences
from planner.output.shared import reality, today, words
from planner.output.shared.demand import demand_context
from planner.output.shared.edits import edit_rows
from planner.output.shared.page import rendered
from planner.output.shared.places import kind_words, titles, with_titles
from planner.output.shared.promises import drawn_verdict, to_quote
from planner.output.shared.shortfall import bypassed
from planner.output.shared.sites_table import chargers_text, ranked
from planner.support.files import write_text
from planner.support.frames import plain

MOST_PROBLEMS = 25
"""Records named for one source; the rest are counted and stand in `summary.json`."""

TOLD = (
    "rules",
    "phases",
    "bands",
    "fairness",
    "reasons",
    "order",
    "alternatives",
    "budgets",
    "annual",
    "tariff",
    "coming",
    "depots",
)
"""Studies whose part of the report has their name, in their order in the report."""


def write_report(dossier: Dossier, path: Path) -> None:
    """Write the decision report."""
    write_text(path, report_html(dossier))


def report_html(dossier: Dossier) -> str:
    """Render the report; Jinja escapes whatever the data holds, and the page's policy forbids scripts altogether."""
    return rendered(
        "planner.output.report",
        "report.html.j2",
        _context(dossier),
        plugs=words.plugs_text,
        chargers=chargers_text,
        family=words.family_label,
        gap_percent=words.gap_percent,
    )


def _context(dossier: Dossier) -> dict[str, Any]:
    called = titles(dossier)
    dossier = replace(dossier, studies=with_titles(dossier.studies, called))
    card = dossier.scorecard
    return {
        "d": dossier,
        "mix": words.mix_label(dossier.mix),
        "card": card,
        "nothing": dossier.do_nothing,
        "lead": sentences.lead(dossier),
        "notes": reality.notes(dossier),
        "reality": dossier.reality,
        "today_briefly": reality.today_briefly(dossier),
        "today_heads": reality.today_heads(dossier.reality),
        "verdict": words.verdict(dossier.proof),
        "drawn_verdict": drawn_verdict(dossier.studies),
        "to_quote": to_quote(dossier.studies),
        "gap": words.gap_percent(dossier.proof.gap),
        "scored": words.scored(dossier.proof),
        "ended": words.ended(dossier.proof),
        "stages": words.stage_rows(dossier.proof),
        "costs": sentences.cost_rows(card),
        **_served(dossier),
        "added": _added(dossier),
        "unreached": " ".join(line for line in (sentences.unreached(dossier), bypassed(dossier)) if line),
        "plugs": sentences.plug_rows(card),
        **_today(dossier),
        **demand_context(dossier.demand_story),
        **{name: dossier.studies[name] for name in TOLD if name in dossier.studies},
        "unit": {name: one.unit for name, one in OBJECTIVES.items()},
        "left_out": words.left_out(dossier.studies),
        "told": [name for name in TOLD if name in dossier.studies],
        "order_chart": charts.order_chart(dossier.studies.get("order", {})),
        "budget_chart": charts.budget_chart(dossier.studies.get("budgets", {})),
        "kind_words": kind_words,
        "edits": edit_rows(dossier.edits, called),
        "sources": [
            {"report": one, "shown": one.problems[:MOST_PROBLEMS], "more": max(0, len(one.problems) - MOST_PROBLEMS)}
            for one in dossier.sources
        ],
    }


def _served(dossier: Dossier) -> dict[str, Any]:
    """Rows of service by class and by district."""
    card, nothing, waited = dossier.scorecard, dossier.do_nothing, dossier.any_wait
    return {
        "classes": sentences.rows_by(
            card.demand_kwh,
            card.served_kwh,
            nothing.served_kwh,
            words.class_label,
            waited.served_kwh if waited else None,
        ),
        "districts": sentences.rows_by(
            card.district_demand_kwh,
            card.district_served_kwh,
            nothing.district_served_kwh,
            str,
            waited.district_served_kwh if waited else None,
        ),
    }


def _today(dossier: Dossier) -> dict[str, Any]:
    """What stands today; nothing of a plan that was filed before there was a baseline."""
    baseline = dossier.baseline
    if not baseline:
        return {"service": [], "families": [], "norms": [], "promise": ""}
    return {
        "service": today.service(baseline, dossier.year, unknown=reality.is_unknown(dossier.reality)),
        "families": today.families(baseline),
        "norms": today.judgements(baseline),
        "promise": today.promise(baseline),
    }


def _added(dossier: Dossier) -> list[dict[str, Any]]:
    """Sites with new chargers by rank, missing cells as None, their point under ``at``."""
    sites = ranked(dossier)
    sites = sites[sites["status"] != "existing"]
    rows = sites.drop(columns=sites.geometry.name).to_dict("records")
    return [{**plain(row), "at": point} for row, point in zip(rows, sites.geometry, strict=True)]
