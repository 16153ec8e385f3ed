"""Whose plug a vehicle takes: its own, or another by adapter; and what a kWh by adapter is worth."""

from typing import Any

import pandas as pd

from planner.network.pool import Pool
from planner.plan import Plan
from planner.question import Question


def with_plugs(plan: Plan) -> pd.DataFrame:
    """Flows with the plug that each takes; where a plan tells none, every vehicle takes its own."""
    return plan.flows if "plug" in plan.flows else plan.flows.assign(plug=plan.flows["family"])


def may_charge(question: Question, row: Any, pool: Pool) -> bool:
    """Whether drivers of a row of pools have its plug, or an adapter to it of the pool's current."""
    return row.family in list(pool.families) or _reached_by_adapter(question, row.family, pool) is not None


def plug_at(question: Question, row: Any) -> str:
    """Port family whose plug a row of pools takes: its own where the pool has it."""
    pool = next(one for one in question.pools.pools if one.name == row.pool)
    other = None if row.family in list(pool.families) else _reached_by_adapter(question, row.family, pool)
    return str(row.family) if other is None else other


def _reached_by_adapter(question: Question, family: str, pool: Pool) -> str | None:
    for one in question.scenario.fleet.adapters:
        if one.port == family and one.to in list(pool.families) and one.current == pool.current.value:
            return str(one.to)
    return None


def worth_by_adapter(question: Question, row: Any) -> float:
    """Factor on the worth of a flow: 1 at a plug of one's own."""
    mine = [one.worth for one in question.scenario.fleet.adapters if (one.port, one.to) == (row.family, row.plug)]
    return 1.0 if row.plug == row.family or not mine else float(mine[0])
