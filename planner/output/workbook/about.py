"""Sheet of the plan itself: what it is of, what it comes to, how good it is proven to be, and whom to credit."""

from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared.sheets import Heading, Sheet
from planner.output.shared.words import energy, mix_label, money, number, percent, verdict

READ_SO = (
    ("Status of a site", "proposed: a new site; upgrade: a standing station that gets chargers; existing: stands and stays as it is"),
    ("Rank", "order in which to build: each next site gains most per dollar beside those before it"),
    ("kWh/day", "energy of the design day at public plugs"),
    ("kW", "rated power of chargers"),
    ("USD", "US dollars, once, unless a year is named"),
)  # fmt: skip


def about_sheet(dossier: Dossier) -> Sheet:
    """A line a fact; what is shown elsewhere in the workbook stands here in one figure."""
    card, nothing = dossier.scorecard, dossier.do_nothing
    facts: list[tuple[str, Any]] = [
        ("Plan", dossier.name),
        ("City", dossier.city),
        ("Planning year", str(dossier.year)),
        ("Port shares of the vehicles", mix_label(dossier.mix)),
        ("To be built", _built(dossier)),
        ("Cost", f"{money(card.cost_usd)}, and {money(card.annual_cost_usd)} a year"),
        ("Demand", f"{energy(card.total_demand_kwh)} kWh a day"),
        ("Served today", f"{energy(nothing.total_served_kwh)} kWh a day, {percent(nothing.coverage)}"),
        ("Served with the plan", f"{energy(card.total_served_kwh)} kWh a day, {percent(card.coverage)}"),
        ("Proof", verdict(dossier.proof)),
        *READ_SO,
        *(("Data", line) for line in dossier.attribution),
        ("Made by", f"evplan {dossier.versions.get('evplan', '')}".strip()),
    ]
    return Sheet("About", (Heading("About this plan"), Heading("In words", prose=True)), [list(fact) for fact in facts])


def _built(dossier: Dossier) -> str:
    card = dossier.scorecard
    return (
        f"{number(card.new_sites)} new sites, {number(card.upgraded_sites)} upgraded stations, "
        f"{number(card.chargers)} chargers with {number(card.power_kw_added)} kW"
    )
