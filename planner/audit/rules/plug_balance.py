"""Balance of plugs, audited."""

from collections import defaultdict

import numpy as np

from geodata.connectors import Need
from planner.audit.reckoning import over
from planner.audit.standing import standing_service
from planner.demand.surface import DemandClass
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import _


def broken(plan: Plan, question: Question) -> list[str]:
    """Of each need every family with at least `plan.plug_balance_from` of its demand, for which new chargers are on offer, is served at least `plan.plug_balance` times its share of what all on offer are served, but for what stands today."""
    ask, demand = question.scenario.plan, question.demand
    served, asked, whole = dict[int, float](), dict[int, float](), defaultdict[str, float](float)
    for c, one in enumerate(demand.classes):
        mine = plan.flows[(plan.flows["family"] == one.family.value) & (plan.flows["need"] == one.need.value)]
        served[c], asked[c] = float(mine["kwh_per_day"].sum()), float(demand.kwh_per_day[:, c].sum())
        whole[one.need.value] += asked[c]
    on_offer = _on_offer(question)
    short, said = list[tuple[np.ndarray[tuple[int], np.dtype[np.float64]], float]](), list[str]()
    for c, one in enumerate(demand.classes):
        rivals = [k for k in on_offer if demand.classes[k].need is one.need and asked[k] > 0]
        if ask.plug_balance <= 0 or c not in rivals or len(rivals) < 2:
            continue
        if asked[c] < ask.plug_balance_from * whole[one.need.value]:
            continue
        due = ask.plug_balance * asked[c] / sum(asked[k] for k in rivals)
        together = sum(served[k] for k in rivals)
        if over(due * together, served[c]):
            weight = np.zeros(len(demand.classes))
            weight[rivals] = -due
            weight[c] += 1.0
            short.append((weight, served[c] - due * together))
            said.append(_said(one, served[c], served[c] / (due / ask.plug_balance * together), ask.plug_balance))
    # What is as unbalanced today breaks nothing: some best use of what stands is short by as much in each of these rows.
    return [] if short and standing_service(question).may_serve(short) else said


def _said(one: DemandClass, served_kwh: float, share: float, asked: float) -> str:
    values = {"plug": one.family.label, "served": served_kwh, "share": share, "asked": asked}
    if one.need is Need.FAST:
        return _(
            "{plug} is served {served:energy} kWh a day of fast charging, {share:percent1} of an even share; the balance of plugs asks for {asked:percent}",
            **values,
        )
    return _(
        "{plug} is served {served:energy} kWh a day of slow charging, {share:percent1} of an even share; the balance of plugs asks for {asked:percent}",
        **values,
    )


def _on_offer(question: Question) -> list[int]:
    """Demand classes whose own plug new chargers bring."""
    new = [k for k, kind in enumerate(question.chargers) if kind.work is None]
    brought = [q for n, q in enumerate(question.pools.pools) if (question.pools.guns[n, new] > 0).any()]
    return [
        c
        for c, one in enumerate(question.demand.classes)
        if any(one.family in pool.families and one.need.takes(pool.current) for pool in brought)
    ]
