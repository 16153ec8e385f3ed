"""The part of the recheck that looks at adapters: who may use which, for how much of the demand, and what a kWh by one is worth."""

from collections import defaultdict
from typing import Any

import pandas as pd

from geodata.tables import rows_of
from planner.audit.recheck_sites import over
from planner.network.pools import Pool
from planner.plan import Plan
from planner.question import Question


def with_plugs(plan: Plan) -> pd.DataFrame:
    """Flows with the plug that each takes; where a plan tells none, everybody takes his own."""
    return plan.flows if "plug" in plan.flows else plan.flows.assign(plug=plan.flows["family"])


def may_charge(question: Question, row: Any, pool: Pool) -> bool:
    """Whether drivers of a row of pools have its plug, or an adapter to it of the pool's current."""
    return row.family in list(pool.families) or _fitting(question, row.family, pool) is not None


def plug_at(question: Question, row: Any) -> str:
    """Port family whose plug a row of pools takes: its own where the pool has it."""
    pool = next(one for one in question.pools.pools if one.name == row.pool)
    fitting = None if row.family in list(pool.families) else _fitting(question, row.family, pool)
    return str(row.family) if fitting is None else fitting


def _fitting(question: Question, family: str, pool: Pool) -> str | None:
    for one in question.scenario.fleet.adapters:
        if one.port == family and one.to in list(pool.families) and one.current == pool.current.value:
            return str(one.to)
    return None


def adapter_worth(question: Question, row: Any) -> float:
    """Factor on the worth of a flow: 1 at a plug of one's own."""
    mine = [one.worth for one in question.scenario.fleet.adapters if (one.port, one.to) == (row.family, row.plug)]
    return 1.0 if row.plug == row.family or not mine else float(mine[0])


def adapters(plan: Plan, question: Question) -> list[str]:
    """Name energy sent over adapters that nobody has, or over more of them than there are."""
    given = {(str(one.port), str(one.to)): one.share for one in question.scenario.fleet.adapters}
    demand, found = question.demand, []
    asked = {
        (z, c.family.value, c.need.value): float(kwh)
        for z, row in zip(demand.zone_id, demand.kwh_per_day, strict=True)
        for c, kwh in zip(demand.classes, row, strict=True)
    }
    sent: dict[tuple[str, str, str, str], float] = defaultdict(float)
    for row in rows_of(with_plugs(plan)):
        if row.plug != row.family:
            sent[row.zone_id, row.family, row.need, row.plug] += row.kwh_per_day
    for (zone, family, need, plug), kwh in sent.items():
        share = given.get((family, plug))
        if share is None:
            found.append(f"{zone}: {kwh:.6g} kWh of {family} {need} take {plug} plugs, for which no adapter was given")
        elif over(kwh, share * asked.get((zone, family, need), 0.0)):
            most = share * asked.get((zone, family, need), 0.0)
            found.append(f"{zone}: {kwh:.6g} kWh of {family} {need} go by adapter to {plug}, {most:.6g} have one")
    return found
