"""Figures of a plan for technologies to come: V2G power in the evening, wireless pads for taxis, the transition from GB/T to ChaoJi.

They are computed from the plan as it is and are no part of the objective.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from geodata.connectors import Connector, Current, PortFamily
from geodata.report import Assumption
from geodata.tables import rows_of
from planner.catalogue.chargers import ChargerType
from planner.catalogue.facts import parameter_figure
from planner.catalogue.offers import CHAOJI, PAD, V2G
from planner.config.scenario import Scenario
from planner.demand.receivers import receivers_assumed
from planner.network.pads import pad_sites
from planner.plan import Plan
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never

CATALOGUE = "configs/chargers.csv"


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:  # noqa: ARG001  as every study is called
    """Figures of each technology that the scenario switches on; None where it switches on none."""
    on = [key for key in PARTS if getattr(question.scenario.coming, key)]
    if not on:
        return None
    return {key: {**PARTS[key](question, plan), **_sure(question, key)} for key in on}


def _sure(question: Question, key: str) -> dict[str, Any]:
    """What the figures of a part rest on; they are as sure as the least sure of it."""
    assumed = _ASSUMED[key](question)
    least = min((one.confidence for one in assumed), key=("low", "medium", "high").index)
    return {"confidence": least, "assumed": [one.as_dict() for one in assumed]}


def coming_assumptions(question: Question) -> list[Assumption]:
    """Assumptions of the technologies that are switched on, except those already listed by the demand."""
    found = [one for key in PARTS if getattr(question.scenario.coming, key) for one in _ASSUMED[key](question)]
    return [one for one in found if one not in question.demand.assumptions]


def v2g_premium(scenario: Scenario) -> tuple[float, str, str]:
    """What a gun of V2G costs more than a one-way gun of the same power, its source and confidence."""
    own, case = scenario.coming.v2g_premium_usd, scenario.plan.cost_case
    if own is not None:
        return own, "coming.v2g_premium_usd", "medium"
    fact = parameter_figure("v2g_premium")
    return float(getattr(fact, case)), f"{fact.source}, {case} case", fact.confidence


def _bought(question: Question, plan: Plan) -> list[tuple[ChargerType, int]]:
    """New cabinets of the plan, with their number at each site."""
    kinds = {kind.id: kind for kind in question.chargers}
    rows = [(kinds[row.charger], int(row.count)) for row in rows_of(plan.chargers)]
    return [(kind, count) for kind, count in rows if kind.work is None]


def _kind(question: Question, name: str) -> ChargerType:
    return next(kind for kind in question.chargers if kind.id == name)


def _v2g(question: Question, plan: Plan) -> dict[str, Any]:
    """Support in the evening: guns x kW x share of the time that they work x share with a car that may be emptied."""
    kind, share = _kind(question, V2G), question.scenario.coming.v2g_plugged_share
    guns = sum(one.guns * count for one, count in _bought(question, plan) if one.id == V2G)
    each, (premium, source, confidence) = kind.power_kw * kind.availability * share, v2g_premium(question.scenario)
    return {
        "charger": V2G,
        "guns": guns,
        "kw": kind.power_kw,
        "availability": kind.availability,
        "plugged_share": share,
        "evening_support_kw": guns * each,
        "premium_usd_per_gun": premium,
        "premium_usd": guns * premium,
        "premium_source": source,
        "premium_confidence": confidence,
        "usd_per_support_kw": premium / each if each > 0 else None,
    }


def _wireless(question: Question, plan: Plan) -> dict[str, Any]:
    family = PortFamily.WIRELESS.value
    pads = [(kind, count) for kind, count in _bought(question, plan) if kind.id == PAD]
    sites = {str(row.site_id) for row in rows_of(plan.chargers) if row.charger == PAD}
    fleet, classes, flows = question.demand.vehicles, question.demand.classes, plan.flows
    asked = question.demand.kwh_per_day[:, [c.family.value == family for c in classes]].sum()
    by_kind = pad_sites(question.places, question.scenario.coming.wireless_sites)[1]
    return {
        "charger": PAD,
        "taxi_share": question.scenario.coming.wireless_taxi_share,
        "taxis": float(fleet.loc[fleet["family"] == family, "vehicles"].sum()),
        "demand_kwh": float(asked),
        "served_kwh": float(flows.loc[flows["family"] == family, "kwh_per_day"].sum()),
        "pads": sum(kind.guns * count for kind, count in pads),
        "kw": _kind(question, PAD).power_kw,
        "sites": len(sites),
        "usd": sum((kind.hardware_usd + kind.install_usd) * count for kind, count in pads),
        "asked_kinds": list(question.scenario.coming.wireless_sites),
        "site_kinds": list(question.scenario.coming.wireless_sites) if by_kind else [],
    }


def _chaoji(question: Question, plan: Plan) -> dict[str, Any]:
    """Plugs that the new standard finds ready, and money that stays useful when GB/T's old plug has faded."""
    kind, bought = _kind(question, CHAOJI), _bought(question, plan)
    year = question.scenario.fade_year
    age, price = max(0, year - question.scenario.fleet.year), (kind.hardware_usd + kind.install_usd) / kind.power_kw
    ready = [(one, count) for one, count in bought if one.id == CHAOJI]
    old = [(one, count) for one, count in bought if set(one.connectors) == {Connector.GBT_DC}]
    guns = sum(one.connectors.count(Connector.GBT_DC) * count for one, count in bought)
    standing, plugs = _standing_gbt(question), sum(one.guns * count for one, count in ready)
    gbt = standing + guns + plugs
    return {
        "charger": CHAOJI,
        "kw": kind.power_kw,
        "usd": kind.hardware_usd + kind.install_usd,
        "usd_per_kw": price,
        "plugs_ready": plugs,
        "gbt_dc_standing": standing,
        "gbt_dc_added": guns,
        "ready_share": plugs / gbt if gbt else None,
        "fade_year": year,
        "useful_usd": _book(ready, age),
        "old_plug_usd": _book(old, age),
        "path_usd": sum(
            max(0.0, one.power_kw * price - one.hardware_usd - one.install_usd) * n for one, n in old if one.id != V2G
        ),
    }


def _standing_gbt(question: Question) -> int:
    rows = question.places.standing
    mine = [PortFamily.GBT.value in str(one).split("+") for one in rows["families"]]
    return int(rows.loc[np.array(mine, dtype=bool) & (rows["current"] == Current.DC.value), "guns"].sum())


def _book(cabinets: list[tuple[ChargerType, int]], age: int) -> float:
    """Value on the books after so many years, in a straight line over their life."""
    return sum(
        (one.hardware_usd + one.install_usd) * count * max(0.0, 1.0 - age / one.lifetime_years)
        for one, count in cabinets
    )


def _v2g_assumed(question: Question) -> list[Assumption]:
    coming, kind = question.scenario.coming, _kind(question, V2G)
    premium, source, confidence = v2g_premium(question.scenario)
    return [
        Assumption(
            _("charger {v2g}: whom it serves", v2g=V2G),
            _("GB/T alone"),
            _("{catalogue}: the row names GB/T, CHAdeMO and CCS2, its plug is one of GB/T", catalogue=CATALOGUE),
        ),
        Assumption(
            _("V2G guns with a car that may be emptied in the evening peak"),
            _("{share:.0%}", share=coming.v2g_plugged_share),
            _("coming.v2g_plugged_share; nothing was found"),
        ),
        Assumption(
            _("V2G guns that work"), _("{share:.0%}", share=kind.availability), f"{CATALOGUE}, {V2G}", kind.confidence
        ),
        Assumption(
            _("V2G gun against a one-way gun of the same power"),
            _("{premium:number} USD more", premium=premium),
            source,
            confidence,
        ),
        Assumption(_("price of {v2g}", v2g=V2G), _price(kind), f"{CATALOGUE}: {kind.source}", kind.confidence),
    ]


def _wireless_assumed(question: Question) -> list[Assumption]:
    coming, kind = question.scenario.coming, _kind(question, PAD)
    named = ", ".join(coming.wireless_sites)
    where = (
        _("sites of the kinds {named}", named=named)
        if pad_sites(question.places, coming.wireless_sites)[1]
        else "all sites"
    )
    known = where != "all sites" or not named
    why = (
        "coming.wireless_sites"
        if known
        else _("no site of the kinds {named} is known (coming.wireless_sites)", named=named)
    )
    return [
        receivers_assumed(coming.wireless_taxi_share),
        Assumption(_("sites where pads may lie"), where, why),
        Assumption(_("energy in the battery for each kWh at a pad"), _("{share:.0%}", share=kind.efficiency), f"{CATALOGUE}, {PAD}", kind.confidence),
        Assumption(_("energy of a session at a pad"), _("that of a slow plug"), "demand.session_ac_kwh"),
        Assumption(_("price of {pad}, the taxis' receivers apart", pad=PAD), _price(kind), f"{CATALOGUE}: {kind.source}", kind.confidence),
    ]  # fmt: skip


def _chaoji_assumed(question: Question) -> list[Assumption]:
    kind = _kind(question, CHAOJI)
    return [
        Assumption(_("price of a ChaoJi cabinet"), _("{price} for {power_kw:g} kW", price=_price(kind), power_kw=kind.power_kw), kind.source, kind.confidence),
        Assumption(_("power and guns of a ChaoJi cabinet"), _("{power_kw:g} kW, {guns}", power_kw=kind.power_kw, guns=kind.guns), _("coming.chaoji_kw, coming.chaoji_guns; the standard aims at 900 kW")),
        Assumption(_("GB/T cars at ChaoJi guns"), _("all, by the standard's adapter"), _("GB/T 20234.4 is meant to be compatible backwards; the adapter's price and supply are not known")),
        Assumption(_("year by which GB/T's old plug has faded"), f"{question.scenario.fade_year}", _("compare.fade_year; a glossary names a change-over until 2035")),
    ]  # fmt: skip


def _price(kind: ChargerType) -> str:
    return _(
        "{hardware_usd:number} USD and {install_usd:number} USD to install",
        hardware_usd=kind.hardware_usd,
        install_usd=kind.install_usd,
    )


PARTS = {"v2g": _v2g, "wireless": _wireless, "chaoji": _chaoji}
_ASSUMED = {"v2g": _v2g_assumed, "wireless": _wireless_assumed, "chaoji": _chaoji_assumed}
