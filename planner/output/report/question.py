"""What the plan was asked, and the few sentences a council member reads first. Plain text: the template escapes."""

from planner.dossier.dossier import Dossier
from planner.output.shared import reality
from planner.output.shared.headline import headline_of, is_empty, nothing_built
from planner.output.shared.naming import inert
from planner.output.shared.plain_words import keyless
from planner.output.shared.shortfall import unspent
from planner.proofs import Sense
from planner.studies.beside_best import NAME
from planner.support.speech import _, plural


def asked(dossier: Dossier) -> list[str]:
    """The question of the plan, what drivers will ask for, and what stands for it today; a sentence each."""
    return [_question(dossier), _demand(dossier), reality.served_today(dossier)]


def _question(dossier: Dossier) -> str:
    plan, city = dossier.configuration.get("plan", {}), inert(dossier.city)
    listed = dossier.studies.get(NAME)
    if listed:
        return plural(
            "What is this {n} place with its chargers worth to the drivers of {city} in {year}, and what would the best plan for the same {usd:money} be worth?",
            "What are these {n} places with their chargers worth to the drivers of {city} in {year}, and what would the best plan for the same {usd:money} be worth?",
            listed["given"]["sites"],
            city=city,
            year=str(dossier.year),
            usd=listed["given"]["cost_usd"],
        )
    if dossier.proof.sense is Sense.MIN:
        share = plan.get("coverage") or 0.0
        if dossier.proof.objective == "cost":
            return _(
                "How can {share:percent} of the demand for public charging in {city} be served by {year} at the least cost, and where?",
                share=share,
                city=city,
                year=str(dossier.year),
            )
        return _(
            "How can {share:percent} of the demand for public charging in {city} be served by {year} with the shortest drives, and where?",
            share=share,
            city=city,
            year=str(dossier.year),
        )
    budget = plan.get("budget_usd")
    if budget is None:
        return _("Where should {city} build public chargers by {year}?", city=city, year=str(dossier.year))
    return _(
        "Where should {city} build public chargers by {year}, and which, so that {usd:money} serve drivers best?",
        city=city,
        year=str(dossier.year),
        usd=float(budget),
    )


def _demand(dossier: Dossier) -> str:
    kwh, year = dossier.scorecard.total_demand_kwh, str(dossier.year)
    degrees = dossier.configuration.get("fleet", {}).get("temperature_c")
    vehicles = dossier.demand_story.get("vehicles")
    if degrees is None or vehicles is None:
        return _(
            "In {year} electric vehicles are expected to ask for {kwh:energy} kWh a day at public chargers.",
            year=year,
            kwh=kwh,
        )
    signed = f"{degrees:g}".replace("-", "−")
    return _(
        "{vehicles:number} electric vehicles are expected in {year} to ask for {kwh:energy} kWh at public chargers on the day the plan is made for, one of {degrees} °C.",
        year=year,
        vehicles=vehicles,
        kwh=kwh,
        degrees=signed,
    )


def answer(dossier: Dossier) -> list[str]:
    """What is proposed, what it serves and how much of that holds; why nothing is, where nothing is. How good it is proven to be stands apart from its shares."""
    card = dossier.scorecard
    works = sum(card.works.values())
    if is_empty(dossier):
        return [keyless(nothing_built(dossier))]
    said = []
    if card.chargers:
        said.append(
            plural(
                "The plan builds {n} charger with {kw:number} kW for {usd:money}; sites: {new:number} new, {enlarged:number} enlarged.",
                "The plan builds {n} chargers with {kw:number} kW for {usd:money}; sites: {new:number} new, {enlarged:number} enlarged.",
                card.chargers,
                kw=card.power_kw_added,
                new=card.new_sites,
                enlarged=card.upgraded_sites,
                usd=card.cost_usd,
            )
        )
    if works:
        said.append(
            plural(
                "Work is done on {n} gun that stands; the cost has it.",
                "Work is done on {n} guns that stand; the cost has it.",
                works,
            )
        )
    return [
        *said,
        *headline_of(dossier).lines[:-1],
        *(line for line in (unspent(dossier),) if line),
    ]
