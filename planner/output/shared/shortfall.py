"""Sentences on what a plan leaves: unspent budget, classes for which nothing is added, drivers who need an adapter. Plain text: each format escapes."""

from geodata.connectors import Connector
from planner.catalogue.chargers import catalogue_rows, charger_types
from planner.catalogue.offers import CHAOJI, SWITCHES
from planner.dossier.dossier import Dossier
from planner.output.shared.words import by_family, family_label, gap_percent, percent, share_of
from planner.plan import Sense
from planner.support.speech import _, joined, listed, told

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
    said = _(
        "{budget:money} ({budget_2:percent}) of the budget is not spent",
        budget=budget - cost,
        budget_2=(budget - cost) / budget,
    )
    why = dossier.studies.get("unspent", {}).get("why")
    said = joined(": ", [said, told(why)]) if why else said
    if "phases" in dossier.studies or proof.sense is not Sense.MAX or proof.value <= 0:
        return joined("", [said, "."]) if why else None
    more = gap_percent((proof.bound - proof.value) / proof.value)
    return _(
        "{said}{part} a plan for the whole of it could be worth at most {more} more than this one, as proven.",
        said=said,
        part=";" if why else ":",
        more=more,
    )


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
        _(
            "The plan adds nothing for drivers of {names}, who ask for {total:energy} kWh a day ({share} of the demand)",
            names=names,
            total=total,
            share=share,
        )
    ]
    without = [family for family in left if offered is not None and family not in offered]
    within = [family for family in left if offered is not None and family in offered]
    if without:
        parts.append(_("no charger on offer has a plug of {names} (plan.chargers)", names=_listed(without)))
    if within:
        whom = _listed(within)
        parts.append(_("chargers for {whom} are on offer, but {instead}", whom=whom, instead=_instead(dossier)))
    return joined("", [joined("; ", parts), "."])


def _instead(dossier: Dossier) -> str:
    """Why a charger that is on offer was not bought."""
    if dossier.proof.sense is not Sense.MAX:
        return _("what is promised is reached without them")
    budget = dossier.configuration.get("plan", {}).get("budget_usd")
    left = None if budget is None else budget - dossier.scorecard.cost_usd
    if left is not None and left <= NOTABLE * budget:
        return _("the money went where it serves more")
    return _("where they could be built the other chargers serve more, or they would add too little")


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
    said = listed(
        [
            _(
                "drivers of {family_label} at {family_label_2} plugs",
                family_label=family_label(port),
                family_label_2=family_label(plug),
            )
            for port, plug in ways
        ]
    )
    share = percent(share_of(total, card.total_served_kwh))
    return _(
        "{total:energy} kWh a day ({share} of what is served) are charged by adapter: {said}. How many drivers have one is assumed (fleet.adapters).",
        total=total,
        share=share,
        said=said,
    )
