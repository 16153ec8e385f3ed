"""`comparison.csv`: one row for each plan in each world it was evaluated in."""

from typing import Any

import pandas as pd

from planner.compare.comparison import Comparison
from planner.compare.plays import Play


def table(comparison: Comparison) -> pd.DataFrame:
    """One row a play: energy by plug, value and regret, sites, chargers, cost, gap."""
    families = families_of(comparison)
    return pd.DataFrame([_row(comparison, play, families) for play in comparison.plays])


def _row(comparison: Comparison, play: Play, families: list[str]) -> dict[str, Any]:
    """The plan's own cost, gap and status stand in each of its rows."""
    plan, regrets, own = comparison.plan(play.plan), comparison.regrets, comparison.own(play.plan).scorecard
    card, served, unserved = play.scorecard, play.served_by_family, play.unserved_by_family
    assert plan is not None
    return {
        "plan": play.plan,
        "world": play.world,
        "demand_kwh_per_day": card.total_demand_kwh,
        "served_kwh_per_day": card.total_served_kwh,
        "unserved_kwh_per_day": card.total_demand_kwh - card.total_served_kwh,
        **{f"served_{family}_kwh_per_day": served.get(family, 0.0) for family in families},
        **{f"unserved_{family}_kwh_per_day": unserved.get(family, 0.0) for family in families},
        "coverage": card.coverage,
        "value": play.value,
        "regret": regrets.regret(play.plan, play.world),
        "undecidable": regrets.undecidable(play.plan, play.world),
        "max_regret": regrets.largest(play.plan),
        "breaks": play.breaks,
        "imbalance": play.imbalance,
        "new_sites": own.new_sites,
        "upgraded_sites": own.upgraded_sites,
        "chargers": own.chargers,
        "cost_usd": own.cost_usd,
        "gap": plan.gap,
        "status": plan.status,
    }


def families_of(comparison: Comparison) -> list[str]:
    """Port families with demand in some world, largest first."""
    asked: dict[str, float] = {}
    for play in comparison.plays:
        for family, kwh in play.demand_by_family.items():
            asked[family] = asked.get(family, 0.0) + kwh
    return sorted((family for family, kwh in asked.items() if kwh > 0), key=lambda family: (-asked[family], family))
