"""Sentences on what a plan leaves: unspent budget, classes for which nothing is added, drivers who need an adapter. Plain text: each format escapes."""

from geodata.connectors import Connector
from planner.catalogue.chargers import catalogue_rows, charger_types
from planner.catalogue.offers import CHAOJI, SWITCHES
from planner.dossier.dossier import Dossier
from planner.output.shared.words import by_family, energy, family_label, gap_percent, money, percent, share_of
from planner.plan import Sense
from planner.support.speech import listed

NOTABLE = 0.01
"""Share of the budget below which what is left is small change."""


def shortfalls(dossier: Dossier) -> list[str]:
    """Sentences on all shortfalls of the plan; none where there are none."""
    return [line for line in (unspent(dossier), bypassed(dossier), adapted(dossier)) if line]


def unspent(dossier: Dossier) -> str | None:
    """One sentence on the unspent budget: why it is left, and the most it could still serve by the bound, which is for the whole budget."""
    proof, cost = dossier.proof, dossier.scorecard.cost_usd
    budget = dossier.configuration.get("plan", {}).get("budget_usd")
    if budget is None or cost <= 0 or budget - cost <= NOTABLE * budget:
        return None
    said = f"{money(budget - cost)} ({percent((budget - cost) / budget)}) of the budget is not spent"
    why = dossier.studies.get("unspent", {}).get("why")
    said += f": {why}" if why else ""
    if "phases" in dossier.studies or proof.sense is not Sense.MAX or proof.value <= 0:
        return f"{said}." if why else None
    more = gap_percent((proof.bound - proof.value) / proof.value)
    return f"{said}{';' if why else ':'} a plan for the whole of it could be worth at most {more} more than this one, as proven."


def bypassed(dossier: Dossier) -> str | None:
    """Name the port families that ask for energy and get no more than if nothing is built."""
    card = dossier.scorecard
    before, after = by_family(dossier.do_nothing.served_kwh), by_family(card.served_kwh)
    left = {
        family: kwh
        for family, kwh in by_family(card.demand_kwh).items()
        if after.get(family, 0.0) - before.get(family, 0.0) <= 1e-6 * kwh and kwh - after.get(family, 0.0) > 1e-6 * kwh
    }
    if not left or card.chargers == 0:
        return None
    total, offered = sum(left.values()), _offered(dossier)
    names = _listed(list(left))
    share = percent(share_of(total, card.total_demand_kwh))
    parts = [
        f"The plan adds nothing for drivers of {names}, who ask for {energy(total)} kWh a day ({share} of the demand)"
    ]
    without = [family for family in left if offered is not None and family not in offered]
    within = [family for family in left if offered is not None and family in offered]
    if without:
        whose = f"of {_listed(without)}" if within else "of theirs"
        parts.append(f"no charger on offer has a plug {whose} (plan.chargers)")
    if within:
        whom = _listed(within) if without else "them"
        parts.append(f"chargers for {whom} are on offer, but {_instead(dossier)}")
    return f"{'; '.join(parts)}."


def _instead(dossier: Dossier) -> str:
    """Why a charger that is on offer was not bought."""
    if dossier.proof.sense is not Sense.MAX:
        return "what is promised is reached without them"
    budget = dossier.configuration.get("plan", {}).get("budget_usd")
    left = None if budget is None else budget - dossier.scorecard.cost_usd
    if left is not None and left <= NOTABLE * budget:
        return "the money went where it serves more"
    return "where they could be built the other chargers serve more, or they would add too little"


def _offered(dossier: Dossier) -> set[str] | None:
    """Port families that some charger on offer has a plug of; None where the configuration of the plan does not say."""
    asked = dossier.configuration.get("plan", {}).get("chargers")
    if asked is None:
        return None
    coming = dossier.configuration.get("coming", {})
    names = {*asked, *(name for name, switch in SWITCHES.items() if coming.get(switch))} & set(catalogue_rows())
    plugs = {plug for kind in charger_types(tuple(names - {CHAOJI})) for plug in kind.connectors}
    plugs |= {Connector.CHAOJI} if CHAOJI in names else set()
    return {plug.family.value for plug in plugs if plug.family is not None}


def _listed(families: list[str]) -> str:
    """Name them in words."""
    return listed([family_label(family) for family in families])


def adapted(dossier: Dossier) -> str | None:
    """Tell of the energy that is charged by adapter."""
    card = dossier.scorecard
    if not card.adapter_kwh:
        return None
    total = sum(card.adapter_kwh.values())
    ways = (name.split("_") for name in card.adapter_kwh)
    said = " and ".join(f"drivers of {family_label(port)} at {family_label(plug)} plugs" for port, plug in ways)
    share = percent(share_of(total, card.total_served_kwh))
    return f"{energy(total)} kWh a day ({share} of what is served) are charged by adapter: {said}. How many drivers have one is assumed (fleet.adapters)."
