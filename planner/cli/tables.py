"""Terminal output of a finished plan: a short table, the proof, assumptions and the files."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from planner.cli.demand import show_assumptions
from planner.cli.depots import show_depots
from planner.cli.layout import results, table_of, typed
from planner.cli.text import one_line
from planner.output.shared import reality
from planner.output.shared.balance_words import balance_lines
from planner.output.shared.beginning_words import beginning_brief
from planner.output.shared.demand import headline
from planner.output.shared.earlier_plan import earlier_lines
from planner.output.shared.edits import built_by, edit_lines
from planner.output.shared.headline import headline_of
from planner.output.shared.places import titles
from planner.output.shared.promises import promise_lines
from planner.output.shared.shortfall import shortfalls
from planner.output.shared.words import (
    by_family,
    energy,
    family_label,
    left_out,
    percent,
    share_of,
)
from planner.output.shared.year import plan_year
from planner.support.speech import _, joined, plural, told, within

if TYPE_CHECKING:
    from planner.dossier.dossier import Dossier


def json_text(data: Mapping[str, Any]) -> str:
    """JSON as stdout can carry it: readable where it is UTF-8, escaped where it is not."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    return json.dumps(data, ensure_ascii=not plain, allow_nan=False, indent=2)


def show_plan(dossier: "Dossier", folder: Path) -> None:
    """Print what the plan does, costs and proves, what was assumed and where the files are."""
    console = results()
    console.print()
    console.print(
        typed(one_line(_("{name}: {year}, mix {mix}", name=dossier.name, year=dossier.year, mix=dossier.mix)))
    )
    for line in headline_of(dossier).lines[:-1]:
        console.print(typed(one_line(line)))
    for line in reality.notes(dossier):
        console.print(typed(one_line(line)))
    for line in (*earlier_lines(dossier), *edit_lines(dossier.edits, titles(dossier), built_by(dossier))):
        console.print(typed(one_line(line)))
    console.print(coverage_table(dossier))
    console.print(typed(built_words(dossier)))
    for line in phase_lines(dossier.studies.get("phases")):
        console.print(typed(line))
    console.print(typed(headline_of(dossier).plan))
    if dossier.seen_plan:
        console.print(typed(one_line(dossier.seen_plan["said"])))
    for line in (*balance_lines(dossier.studies), *shortfalls(dossier), *left_out(dossier.studies)):
        console.print(typed(one_line(line)))
    for line in (*beginning_brief(dossier.studies), *promise_lines(dossier.studies)):
        console.print(typed(one_line(line)))
    if dossier.demand_story:
        console.print(typed(one_line(headline(dossier.demand_story))))
    if "annual" in dossier.studies:
        console.print(typed(one_line(plan_year(dossier.studies["annual"]))))
    show_depots(console, dossier.studies.get("depots"), page="report.html")
    show_assumptions(console, dossier.demand_story, dossier.assumptions, where="report.html")
    console.print()
    page, report, layers = (folder / name for name in ("map.html", "report.html", "plan.gpkg"))
    console.print(
        typed(
            _(
                "Look at {page} and {report} in a browser; {layers} opens in QGIS.",
                page=page,
                report=report,
                layers=layers,
            )
        )
    )


def coverage_table(dossier: "Dossier") -> Table:
    """Demand and service by plug family, a row each."""
    card, nothing = dossier.scorecard, dossier.do_nothing
    demand, served, before = by_family(card.demand_kwh), by_family(card.served_kwh), by_family(nothing.served_kwh)
    waited = dossier.any_wait or nothing
    any_wait = by_family(waited.served_kwh)
    now = _("served by what is on file") if reality.is_unknown(dossier.reality) else _("served now")
    table = table_of(_("plug"), _("demand, kWh/day"), now, _("at any wait"), _("served as planned"))
    for family, kwh in demand.items():
        parts = (before.get(family, 0.0), any_wait.get(family, 0.0), served.get(family, 0.0))
        _row(table, family_label(family), kwh, parts)
    table.add_section()
    parts = (nothing.total_served_kwh, waited.total_served_kwh, card.total_served_kwh)
    _row(table, within("all plugs", "all"), card.total_demand_kwh, parts)
    return table


def _row(table: Table, label: str, demand: float, served: tuple[float, ...]) -> None:
    shares = (percent(share_of(one, demand)) for one in served)
    table.add_row(*(typed(cell) for cell in (label, energy(demand), *shares)))


def built_words(dossier: "Dossier") -> str:
    """What is built, its power and its cost, in one line."""
    card = dossier.scorecard
    budget = dossier.configuration.get("plan", {}).get("budget_usd")
    parts = [
        plural("{n:number} new site", "{n:number} new sites", card.new_sites),
        plural("{n:number} upgraded station", "{n:number} upgraded stations", card.upgraded_sites),
        plural("{n:number} charger", "{n:number} chargers", card.chargers),
        *(_("{count} x {work}", count=count, work=told(words)) for words, count in card.works.items()),
    ]
    values = {"built": joined(", ", parts), "kw": card.power_kw_added, "cost": card.cost_usd}
    if budget is None:
        return _("{built} ({kw:energy} kW) for {cost:money}", **values)
    return _("{built} ({kw:energy} kW) for {cost:money} of {budget:money}", budget=budget, **values)


def phase_lines(told: Mapping[str, Any] | None) -> list[str]:
    """One line a phase, the joint proof, and of which phase the next line speaks; nothing where all is built at once."""
    if told is None:
        return []
    rows = [
        _(
            "  {year}: {counted} for {spent_so_far_usd:money} of {money_so_far_usd:money} so far, serving {coverage:percent}",
            year=row["year"],
            counted=plural("{n:number} charger", "{n:number} chargers", row["chargers"]),
            spent_so_far_usd=row["spent_so_far_usd"],
            money_so_far_usd=row["money_so_far_usd"],
            coverage=row["coverage"],
        )
        for row in told["phases"]
    ]
    joint = _(
        "All phases together are proven to within {gap_percent:gap_most} of the best possible ones (asked {gap_percent_2:gap_most}).",
        gap_percent=told["proof"]["gap"],
        gap_percent_2=told["proof"]["asked_gap"],
    )
    return [_("Phase by phase:"), *rows, joint, _("The phase of {year} by itself:", year=told["phases"][-1]["year"])]
