"""What differs between two plans: sites, money and energy."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from geodata.tables import rows_of
from planner.audit.scorecard import scorecard_of
from planner.plan import Plan
from planner.question import Question


@dataclass(frozen=True)
class Totals:
    """Sums of a plan.

    Parameters
    ----------
    served_kwh, demand_kwh : float
        A design day.
    cost_usd, budget_usd : float
    new_sites, upgraded_sites, chargers : int
    power_kw : float
        That is added.
    """

    served_kwh: float
    demand_kwh: float
    cost_usd: float
    budget_usd: float
    new_sites: int
    upgraded_sites: int
    chargers: int
    power_kw: float

    @property
    def left_usd(self) -> float:
        """What is left of the budget."""
        return self.budget_usd - self.cost_usd

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {name: round(value, 1) for name, value in {**asdict(self), "left_usd": self.left_usd}.items()}


@dataclass(frozen=True)
class Changes:
    """From one plan to the next.

    Parameters
    ----------
    new, gone, other : tuple of str
        Sites at which something is added that had nothing, nothing any more, and other chargers than before.
    before, after : Totals
    """

    new: tuple[str, ...]
    gone: tuple[str, ...]
    other: tuple[str, ...]
    before: Totals
    after: Totals

    @property
    def kwh(self) -> float:
        """Energy served more, kWh a day."""
        return self.after.served_kwh - self.before.served_kwh


def added_at(plan: Plan) -> dict[str, dict[str, int]]:
    """Chargers that a plan adds at each site."""
    out: dict[str, dict[str, int]] = defaultdict(dict)
    for row in rows_of(plan.chargers):
        out[str(row.site_id)][str(row.charger)] = int(row.count)
    return dict(out)


def totals_of(plan: Plan, question: Question) -> Totals:
    """Sums of a plan."""
    card = scorecard_of(plan, question, {})
    return Totals(
        card.total_served_kwh,
        card.total_demand_kwh,
        card.cost_usd,
        question.scenario.plan.budget_usd,
        card.new_sites,
        card.upgraded_sites,
        card.chargers,
        card.power_kw_added,
    )


def changes_of(old: tuple[Plan, Totals], new: tuple[Plan, Totals]) -> Changes:
    """What differs between a plan and the next, each with its sums."""
    before, after = added_at(old[0]), added_at(new[0])
    return Changes(
        tuple(sorted(set(after) - set(before))),
        tuple(sorted(set(before) - set(after))),
        tuple(sorted(site for site in set(before) & set(after) if _differs(before[site], after[site]))),
        old[1],
        new[1],
    )


def _differs(one: Mapping[str, int], other: Mapping[str, int]) -> bool:
    return dict(one) != dict(other)
