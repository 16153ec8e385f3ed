"""The body of the report, for the council: everything that its sections show."""

from collections.abc import Mapping
from typing import Any

from planner.dossier.dossier import Dossier
from planner.dossier.whereabouts import whereabouts_in
from planner.output.report import built, certainty, duties, figures, gains, question
from planner.output.report.citymap import city_map
from planner.output.shared import reality
from planner.output.shared.balance_words import balance_lines, headline_lines, idle_lines
from planner.output.shared.beginning_words import beginning_lines
from planner.output.shared.earlier_plan import earlier_lines, moved_rows
from planner.output.shared.headline import headline_of, is_empty
from planner.output.shared.naming import Speech
from planner.output.shared.number_span import not_told_apart
from planner.output.shared.rate_words import rate_told
from planner.output.shared.shortfall import bypassed
from planner.output.shared.valued import valued_parts
from planner.support.speech import _, told


def context(dossier: Dossier, called: Mapping[str, str], reader: str | None) -> dict[str, Any]:
    """Give what `assets/body.html.j2` shows; `reader` is the language for names of places, None for names as the data has them."""
    card = dossier.scorecard
    sites = built.site_rows(dossier, called)
    asking, first = duties.requests(dossier, sites), duties.first_sites(sites)
    return {
        "card": card,
        "asked": question.asked(dossier),
        "answer": question.answer(dossier),
        "nothing_built": is_empty(dossier),
        "notes": reality.notes(dossier),
        "headline": headline_of(dossier),
        "served_today": reality.today_briefly(dossier),
        "today_heads": reality.today_heads(dossier.reality),
        "budget": dossier.configuration.get("plan", {}).get("budget_usd"),
        "sites": sites,
        "unsure": not_told_apart(dossier.studies, first[-1].rank) if first else "",
        "has_equal": any(one.equal for one in sites),
        "charger_rows": built.charger_rows(dossier),
        "spare_power": list(map(told, dossier.studies.get("spare_power", {}).get("lines", ()))),
        "plug_rows": built.plug_rows(card),
        "cost_rows": built.cost_rows(card),
        "area_rows": built.district_rows(dossier),
        "unmatched_table": built.unmatched_table(dossier),
        "phase_rows": built.phase_rows(dossier),
        "waiting": gains.waiting(dossier),
        "valued": valued_parts(dossier, called),
        "earlier": earlier_lines(dossier),
        "moved": moved_rows(dossier, called),
        "left_out_plugs": bypassed(dossier),
        "under_more_money": beginning_lines(
            dossier.studies, dossier.configuration.get("plan", {}).get("objective", "energy")
        ),
        "balance_first": (
            first_of_balance := [] if is_empty(dossier) else [*idle_lines(dossier), *headline_lines(dossier.studies)]
        ),
        "balance_rest": [line for line in balance_lines(dossier.studies) if line not in first_of_balance],
        "who": gains.who_gains(dossier),
        "reach": gains.reach_rows(dossier),
        "near_min": gains.NEAR_MIN,
        "requests": asking,
        "norm_rows": duties.norm_rows(dossier),
        "sure": certainty.sentences(dossier),
        "next_steps": duties.next_steps(dossier, sites, asking),
        "map_note": _map_note(dossier),
        "cost_note": _cost_note(dossier),
        "rate_told": rate_told(),
        "drawn": {
            "map": city_map(dossier, Speech(reader, dossier.city, whereabouts_in(dossier).names)),
            "plugs": figures.plug_chart(dossier),
            "districts": figures.district_chart(dossier),
            "hours": figures.hour_chart(dossier, duties.spare_known_kw(dossier, asking)),
            "cost": figures.cost_chart(dossier),
            "tornado": figures.tornado_chart(dossier),
            "phases": figures.phase_chart(dossier),
        },
    }


def _map_note(dossier: Dossier) -> str:
    if dossier.districts.empty:
        return _("Streets, names and waters from the map of the city; outlines of districts are not known to the plan.")
    return _("Streets, names and waters from the map of the city; dashed: districts.")


def _cost_note(dossier: Dossier) -> str:
    if dossier.studies.get("budgets", {}).get("budgets"):
        return _("Each point is a plan of its own for that budget; the ring is this plan.")
    return _("Sites of this plan in the order of building; the ring is the whole plan.")
