"""Sheet of the plan itself: what it is of, what it comes to, how good it is proven to be, and whom to credit."""

from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared.city_name import city_name
from planner.output.shared.coded import coded
from planner.output.shared.headline import headline_of
from planner.output.shared.reality import is_unknown
from planner.output.shared.sheets import Heading, Sheet
from planner.output.shared.words import mix_label
from planner.support.speech import _, plural, told, within


def read_so() -> list[tuple[str, str]]:
    """Words of the workbook and what they mean."""
    return [
        (_("Status of a site"), _("{proposed}: a new site; {upgrade}: a standing station that gets chargers; {existing}: stands and stays as it is", **{one: coded("status", one) for one in ("proposed", "upgrade", "existing")})),
        (_("Rank"), _("order in which to build: each next site gains most per dollar beside those before it")),
        (_("kWh/day"), _("energy of the design day at public plugs")),
        (_("kW"), _("rated power of chargers")),
        (_("USD"), _("US dollars, once, unless a year is named")),
    ]  # fmt: skip


def about_sheet(dossier: Dossier) -> Sheet:
    """A line a fact; what is shown elsewhere in the workbook stands here in one figure."""
    card, nothing = dossier.scorecard, dossier.do_nothing
    facts: list[tuple[str, Any]] = [
        (_("Plan"), told(dossier.name)),
        (_("City"), city_name(dossier)),
        (_("Planning year"), str(dossier.year)),
        (_("Port shares of the vehicles"), mix_label(dossier.mix)),
        (_("To be built"), _built(dossier)),
        (_("Cost"), _("{once:money}, and {yearly:money} a year", once=card.cost_usd, yearly=card.annual_cost_usd)),
        (_("Demand"), _("{kwh:energy} kWh a day", kwh=card.total_demand_kwh)),
        (_("To quote"), headline_of(dossier).lines[0]),
        (_("What the model says"), _served(card.total_served_kwh, card.coverage)),
        (_("The plan"), headline_of(dossier).plan),
        (
            _("Served by stations on file") if is_unknown(dossier.reality) else _("Served today"),
            _served(nothing.total_served_kwh, nothing.coverage),
        ),
        *read_so(),
        *((_("Data"), told(line)) for line in dossier.attribution),
        (_("Made by"), f"evplan {dossier.versions.get('evplan', '')}".strip()),
    ]
    headings = (Heading(_("About this plan")), Heading(_("In words"), prose=True))
    return Sheet(within("sheet", "About"), headings, [list(fact) for fact in facts])


def _served(kwh: float, share: float) -> str:
    return _("{kwh:energy} kWh a day, {share:percent}", kwh=kwh, share=share)


def _built(dossier: Dossier) -> str:
    card = dossier.scorecard
    parts = (
        plural("{n:number} new site", "{n:number} new sites", card.new_sites),
        plural("{n:number} upgraded station", "{n:number} upgraded stations", card.upgraded_sites),
        plural(
            "{n:number} charger with {kw:number} kW",
            "{n:number} chargers with {kw:number} kW",
            card.chargers,
            kw=card.power_kw_added,
        ),
    )
    return ", ".join(parts)
