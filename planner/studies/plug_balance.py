"""Balance of plugs: what each plug family is served, why one gets more than another, and what is withheld to keep the balance."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import PortFamily
from planner.config.plan import PlanConfig
from planner.model.instance.instance import Instance
from planner.model.objectives.energy import ENERGY
from planner.model.rules.kinds.ruling import Use
from planner.model.rules.plug_balance import PlugBalance
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import chargers_of
from planner.model.solve.withholding import served_freely
from planner.plan import Plan
from planner.proofs import FOR_SEVERAL_WORLDS, GIVEN
from planner.question import Question
from planner.studies.arrays import unserved_kwh
from planner.support.progress import Progress
from planner.support.speech import _, joined
from planner.support.stopping import Stop, never

Floats = NDArray[np.float64]

USUAL = float(PlanConfig.model_fields["plug_balance"].default)
"""Balance by which families are compared where none is asked for."""
NOTHING_WITHHELD: Mapping[str, float | None] = {"withheld_kwh": None, "withheld_share": None}
"""Of plans of which that is no question."""
ALIKE = 0.02
"""Shares of demand that differ by less are told as alike."""
CHEAPER, REACHED, CLUSTERED, STANDING = 0.02, 0.02, 0.05, 0.2
"""From these differences on a figure counts as a cause: in price, in demand that can be reached, in that of the densest zones; and the part of the difference in shares served that what stands explains."""
DENSEST = 0.1
"""Part of the zones with demand whose share of it tells how much it is clustered."""


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Tell the families apart; made even if the user stops, for it takes one linear program. None where no two families are on offer."""
    del say, stop
    known = balance_of(question)
    if known is None:
        return None
    instance, rule = known
    kwh = np.asarray(question.demand.kwh_per_day - unserved_kwh(question, plan))
    served, missed = kwh.sum(axis=0), _missed(question, plan, instance, kwh)
    return {
        "share": question.scenario.plan.plug_balance,
        "large_from": rule.large_from,
        "families": families_of(question, rule, served),
        **(NOTHING_WITHHELD if missed else _withheld(question, plan, instance)),
        "missed": missed,
        "why": why(instance, rule, served, asked=question.scenario.plan.plug_balance > 0),
    }


def balance_of(question: Question) -> tuple[Instance, PlugBalance] | None:
    """The question as arrays with its balance of plugs, or the usual one where none is asked; None where there is nothing to balance."""
    usual = question.scenario.with_plan(plug_balance=USUAL)
    asked = question if question.scenario.plan.plug_balance > 0 else replace(question, scenario=usual)
    instance = sound_instance(asked)
    rule = instance.rules.get(PlugBalance)
    return None if rule is None else (instance, rule)


def families_of(question: Question, rule: PlugBalance, served: Floats) -> list[dict[str, Any]]:
    """Demand and energy served of each family and need, kWh a day, large families of the balance marked; `served` is (classes,)."""
    asked, large = question.demand.kwh_per_day.sum(axis=0), (rule.own > 0).any(axis=0)
    return [
        {
            "family": kind.family.value,
            "need": kind.need.value,
            "demand_kwh": float(asked[c]),
            "served_kwh": float(served[c]),
            "share": float(served[c] / asked[c]),
            "large": bool(large[c]),
        }
        for c, kind in enumerate(question.demand.classes)
        if asked[c] > 0
    ]


def _missed(question: Question, plan: Plan, instance: Instance, kwh: Floats) -> str:
    """How a plan misses the balance that is asked, and why it may; empty where it keeps it. `kwh` is what is served, (zones, classes)."""
    if question.scenario.plan.plug_balance <= 0:
        return ""
    rule = instance.rules.of(PlugBalance)
    line = rule.line(instance, Use(chargers_of(plan, question), kwh))
    if line.kept:
        return ""
    said, why = {"reached": line.reached, "share": rule.share}, why_not_kept(plan)
    if not why:
        return _(
            "The balance of plugs is not kept: {reached}; at least {share:percent_exactly} of it is asked for.", **said
        )
    return _("The balance of plugs is not kept: {reached}; at least {share:percent_exactly} of it is asked for. Why: {why}.", **said, why=why)  # fmt: skip


def why_not_kept(plan: Plan) -> str:
    """Why a plan may miss the balance of plugs, without a full stop; empty where nothing is known."""
    if plan.proof.stopped == FOR_SEVERAL_WORLDS:
        return _("the plan was made for several worlds and need not keep it, for to keep it here its guns would turn away drivers whom they could serve")  # fmt: skip
    return _("the chargers were given") if plan.proof.stopped == GIVEN else ""


def _withheld(question: Question, plan: Plan, instance: Instance) -> Mapping[str, float | None]:
    """Energy that the plan's chargers could serve and the balance withholds; None where energy is not what the plan is made for."""
    ask = question.scenario.plan
    if ask.plug_balance <= 0 or ask.objective != ENERGY.name:
        return NOTHING_WITHHELD
    could = float(served_freely(instance, chargers_of(plan, question)).flow_kwh.sum())
    kwh = max(0.0, could - float(plan.flows["kwh_per_day"].sum()))
    return {"withheld_kwh": kwh, "withheld_share": kwh / could if could > 0 else 0.0}


def why(instance: Instance, rule: PlugBalance, served: Floats, *, asked: bool = True) -> str:
    """A sentence on the two large families that are served least alike for each need, with the causes that figures support; `served` is (classes,).

    Needs in which they are served alike are left out, unless in all of them: then the first is told.
    """
    found = _furthest(instance, rule, served)
    apart = [one for one in found if one[1][one[0].more] - one[1][one[0].less] >= ALIKE]
    return joined(" ", [_why_apart(rule, *one, asked=asked) for one in apart or found[:1]])


def _why_apart(rule: PlugBalance, pair: "_Pair", share: Floats, least: bool, *, asked: bool) -> str:
    """A sentence on two families of one need: `share` (classes,) of the demand is served, and the balance binds there or not."""
    values = {"a": pair.label(pair.more), "b": pair.label(pair.less), "x": share[pair.more], "y": share[pair.less]}
    apart = float(share[pair.more] - share[pair.less])
    if apart < ALIKE:
        if pair.fast:
            return _("For fast charging {a} is served {x:percent} of its demand and {b} {y:percent}: alike.", **values)
        return _("For slow charging {a} is served {x:percent} of its demand and {b} {y:percent}: alike.", **values)
    causes = [
        cause
        for cause in (pair.price(), pair.reach(), pair.clusters(), pair.standing(rule.standing_kwh, apart))
        if cause
    ]
    if least and asked:
        causes.append(_("the balance asked for keeps the two from being further apart"))
    said = joined("; ", causes) if causes else _("no single figure at hand says why")
    if pair.fast:
        return _(
            "For fast charging {a} is served {x:percent} of its demand, {b} {y:percent}: {said}.", **values, said=said
        )
    return _("For slow charging {a} is served {x:percent} of its demand, {b} {y:percent}: {said}.", **values, said=said)


def _furthest(instance: Instance, rule: PlugBalance, served: Floats) -> "list[tuple[_Pair, Floats, bool]]":
    """The two large families of each need, fast first, whose shares differ most; shares of all; whether the balance binds there."""
    asked = instance.demand.kwh.sum(axis=0)
    share = np.divide(served, asked, out=np.zeros(len(asked)), where=asked > 0)
    found = []
    for fast in (True, False):
        kinds = np.flatnonzero((rule.own > 0).any(axis=0) & (instance.demand.fast == fast))
        others = np.flatnonzero(rule.together.any(axis=0) & (instance.demand.fast == fast))
        if len(kinds) and len(others) > 1:
            kinds = kinds if len(kinds) > 1 else others
            ranked = kinds[np.argsort(-share[kinds], kind="stable")]
            pair = _Pair(instance, fast, int(ranked[0]), int(ranked[-1]))
            mine = rule.own[:, pair.less] > 0
            spare = np.abs(rule.own[mine] @ served - rule.together[mine] @ served)
            kept = spare <= 0.01 * np.maximum(1.0, rule.together[mine] @ served)
            found.append((pair, share, bool(kept.any())))
    return found


@dataclass(frozen=True)
class _Pair:
    """Two demand classes of one need: the one of whose demand more is served, and the other."""

    instance: Instance
    fast: bool
    more: int
    less: int

    def label(self, kind: int) -> str:
        """Plug family of a class."""
        return PortFamily(self.instance.demand.family[kind]).label

    def price(self) -> str:
        """How much less capacity of the one costs, where it does."""
        mine, other = self._usd_per_kwh(self.more), self._usd_per_kwh(self.less)
        if not (np.isfinite(other) and mine <= (1.0 - CHEAPER) * other):
            return ""
        values = {"less": 1.0 - mine / other, "a": self.label(self.more)}
        if self.fast:
            return _("a fast charger of {a} costs {less:percent} less for the same energy", **values)
        return _("a slow charger of {a} costs {less:percent} less for the same energy", **values)

    def reach(self) -> str:
        """How much more of its demand lies where something may be built, where it does."""
        near = np.zeros(len(self.instance.demand.kwh), dtype=bool)
        near[self.instance.reach.zone] = True
        mine, other = (float(kwh[near].sum() / kwh.sum()) for kwh in self._demand())
        if mine - other < REACHED:
            return ""
        return _("{x:percent} of its demand can reach a site, of the other's {y:percent}", x=mine, y=other)

    def clusters(self) -> str:
        """How much more its demand is clustered, where it is."""
        mine, other = (_densest(kwh) for kwh in self._demand())
        if mine - other < CLUSTERED:
            return ""
        return _(
            "a tenth of the zones holds {x:percent} of its demand, of the other's {y:percent}",
            x=mine,
            y=other,
        )

    def standing(self, kwh: Floats, apart: float) -> str:
        """How much more of its demand is served by what stands, where that explains a good part of the difference."""
        mine, other = (float(kwh[c] / self.instance.demand.kwh[:, c].sum()) for c in (self.more, self.less))
        if mine - other < STANDING * apart:
            return ""
        return _("what stands serves {x:percent} of its demand, of the other's {y:percent}", x=mine, y=other)

    def _demand(self) -> tuple[Floats, Floats]:
        kwh = self.instance.demand.kwh
        return kwh[:, self.more], kwh[:, self.less]

    def _usd_per_kwh(self, kind: int) -> float:
        """USD for one kWh a day of the class by the cheapest charger on offer, its connection included at the middle one of the sites."""
        instance, products = self.instance, self.instance.products
        alone = np.eye(len(products.kw), dtype=np.int64)
        new = ~products.upgrade & (products.available > 0).any(axis=0)
        carried = instance.carries(np.zeros(len(instance.pools.dc), dtype=np.int64), alone)  # (products, pools)
        fits = instance.pools.serves[kind] & (instance.pools.dc if self.fast else ~instance.pools.dc)
        kwh = carried[:, fits].sum(axis=1)
        sites = np.arange(len(instance.sites))
        wires = [float(np.median(instance.connection_usd(sites, float(kw)))) for kw in products.kw]
        usd = products.usd + np.array(wires)
        return float(np.divide(usd, kwh, out=np.full(len(usd), np.inf), where=new & (kwh > 0)).min(initial=np.inf))


def _densest(kwh: Floats) -> float:
    """Share of demand, (zones,), in the densest zones."""
    some = np.sort(kwh[kwh > 0])[::-1]
    return float(some[: max(1, round(DENSEST * len(some)))].sum() / some.sum()) if len(some) else 0.0
