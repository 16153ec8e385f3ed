"""Sentences on what a plan leaves: unspent budget, classes for which nothing is added, drivers who need an adapter. Plain text: each format escapes."""

from typing import Any

from geodata.connectors import Connector, Need
from planner.catalogue.chargers import catalogue_rows, charger_types
from planner.catalogue.offers import CHAOJI, SWITCHES
from planner.dossier.dossier import Dossier
from planner.output.shared.words import by_family, class_label, family_label, percent, share_of
from planner.proofs import Sense
from planner.support.speech import _, either, joined, listed, told

NOTABLE = 0.01
"""Share of the budget below which what is left is small change."""
HARDLY = 0.05
"""Share of what a class asks for below which its drivers get hardly anything."""
MOSTLY = 0.9
"""Share of it above which they lack nothing worth a sentence, though the plan adds nothing: what stands serves them."""


def shortfalls(dossier: Dossier) -> list[str]:
    """Sentences on all shortfalls of the plan; none where there are none."""
    return [line for line in (unspent(dossier), *bypassed(dossier), adapted(dossier)) if line]


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
    more = (proof.bound - proof.value) / proof.value
    return _(
        "{said}{part} a plan for the whole of it could be worth at most {more:gap_most} more than this one, as proven.",
        said=said,
        part=";" if why else ":",
        more=more,
    )


def bypassed(dossier: Dossier) -> list[str]:
    """Name drivers, by plug and need, for whom the plan adds nothing, and those who get hardly any of what they ask for.

    A family is named by its need where only one of them is left out: slow posts would else hide that nobody charges fast.
    """
    card = dossier.scorecard
    if card.chargers == 0:
        return []
    before, after = dossier.do_nothing.served_kwh, card.served_kwh
    unserved = {name: kwh for name, kwh in card.demand_kwh.items() if kwh - after.get(name, 0.0) > 1e-6 * kwh}
    nothing = {
        name
        for name, kwh in unserved.items()
        if after.get(name, 0.0) - before.get(name, 0.0) <= 1e-6 * kwh and after.get(name, 0.0) <= MOSTLY * kwh
    }
    hardly = {name for name, kwh in unserved.items() if after.get(name, 0.0) < HARDLY * kwh} - nothing
    out = []
    if nothing:
        out.append(
            _bypassed(
                dossier,
                nothing,
                _(
                    "The plan adds nothing for drivers of {names}, of whose demand {unserved:energy} kWh a day ({share} of all demand) stay unserved",
                    **_unserved(dossier, nothing),
                ),
            )
        )
    if hardly:
        out.append(
            _bypassed(
                dossier,
                hardly,
                _(
                    "Drivers of {names} get hardly anything: of the {total:energy} kWh a day that they ask for ({share} of the demand) {served:loss} is served",
                    **_values(dossier, hardly),
                ),
            )
        )
    return out


def _unserved(dossier: Dossier, classes: set[str]) -> dict[str, Any]:
    """Who is left with how much of what they ask for unserved, and what share of all demand that is."""
    card = dossier.scorecard
    unserved = sum(card.demand_kwh[name] - card.served_kwh.get(name, 0.0) for name in classes)
    return {
        "names": listed(_called(dossier, classes)),
        "unserved": unserved,
        "share": percent(share_of(unserved, card.total_demand_kwh)),
    }


def _values(dossier: Dossier, classes: set[str]) -> dict[str, Any]:
    """Who asks, for how much, and what share of it is served with the plan."""
    card = dossier.scorecard
    total = sum(card.demand_kwh[name] for name in classes)
    return {
        "names": listed(_called(dossier, classes)),
        "total": total,
        "share": percent(share_of(total, card.total_demand_kwh)),
        "served": sum(card.served_kwh.get(name, 0.0) for name in classes) / total,
    }


def _bypassed(dossier: Dossier, classes: set[str], said: str) -> str:
    """Add to what is said of classes why they get no more."""
    offered, parts = _offered(dossier), [said]
    without = {name for name in classes if offered is not None and name not in offered}
    within = {name for name in classes if offered is not None and name in offered}
    if without:
        names = either(_called(dossier, without))
        parts.append(
            _(
                "none of the chargers that the plan chooses from has a plug of {names}: the configuration lists them (plan.chargers)",
                names=names,
            )
        )
    if within:
        whom = listed(_called(dossier, within))
        parts.append(_("chargers for {whom} are on offer, but {instead}", whom=whom, instead=_instead(dossier)))
    return joined("", [joined("; ", parts), "."])


def _called(dossier: Dossier, classes: set[str]) -> list[str]:
    """Families in words; one of which not all needs that ask for anything are meant, with the need."""
    asked: dict[str, list[str]] = {}
    for name in sorted(name for name, kwh in dossier.scorecard.demand_kwh.items() if kwh > 0):
        asked.setdefault(name.rpartition("_")[0], []).append(name)
    out = []
    for family in by_family(dict.fromkeys(classes, 1.0)):
        mine = [name for name in asked[family] if name in classes]
        out += [family_label(family)] if mine == asked[family] else [_of_need(name) for name in mine]
    return out


def _of_need(demand_class: str) -> str:
    """A class in the middle of a sentence on drivers."""
    family, _sep, need = demand_class.rpartition("_")
    known = {
        Need.FAST: lambda: _("{inlet} (fast charging)", inlet=family_label(family)),
        Need.SLOW: lambda: _("{inlet} (slow charging)", inlet=family_label(family)),
    }
    return known[Need(need)]() if need in list(Need) else class_label(demand_class)


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
    """Classes of demand that some charger on offer has a plug for; None where the configuration of the plan does not say."""
    asked = dossier.configuration.get("plan", {}).get("chargers")
    if asked is None:
        return None
    coming = dossier.configuration.get("coming", {})
    names = {*asked, *(name for name, switch in SWITCHES.items() if coming.get(switch))} & set(catalogue_rows())
    plugs = {plug for kind in charger_types(tuple(names - {CHAOJI})) for plug in kind.connectors}
    plugs |= {Connector.CHAOJI} if CHAOJI in names else set()
    served = (plug for plug in plugs if plug.family is not None)
    return {f"{plug.family}_{need}" for plug in served for need in Need if need.takes(plug.current)}


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
