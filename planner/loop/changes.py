"""What differs between two plans: sites, money, energy, and what each plug is served."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.tables import rows_of
from planner.audit.scorecard import scorecard_of
from planner.model.rules.plug_balance import PlugBalance
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import told


@dataclass(frozen=True)
class PlugServed:
    """What a large plug family is served of the demand of one need, kWh a day.

    Parameters
    ----------
    name : str
        Family and need.
    demand_kwh, served_kwh : float
    """

    name: str
    demand_kwh: float
    served_kwh: float

    @property
    def share(self) -> float:
        """Share of its demand that is served."""
        return self.served_kwh / self.demand_kwh


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
    balance : float
        The balance of plugs that is asked for.
    plugs : tuple of PlugServed
        Of the families that it is asked of, also where it is 0; none where no two families are on offer.
    """

    served_kwh: float
    demand_kwh: float
    cost_usd: float
    budget_usd: float
    new_sites: int
    upgraded_sites: int
    chargers: int
    power_kw: float
    balance: float = 0.0
    plugs: tuple[PlugServed, ...] = ()

    @property
    def left_usd(self) -> float:
        """What is left of the budget."""
        return self.budget_usd - self.cost_usd

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        sums = {name: value for name, value in vars(self).items() if name not in ("balance", "plugs")}
        return {name: round(value, 1) for name, value in {**sums, "left_usd": self.left_usd}.items()}

    def plugs_as_dict(self) -> dict[str, Any] | None:
        """The balance of plugs and what each family is served, as plain JSON in the language of the moment; None where there is nothing to balance."""
        if not self.plugs:
            return None
        plugs = [{**vars(one), "name": told(one.name), "share": round(one.share, 4)} for one in self.plugs]
        return {"share": self.balance, "plugs": plugs}


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
    def sites(self) -> tuple[str, ...]:
        """Every site that changed."""
        return (*self.new, *self.gone, *self.other)

    @property
    def balance_moved(self) -> bool:
        """Whether another balance of plugs is asked for."""
        return self.before.balance != self.after.balance

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
        question.scenario.plan.plug_balance,
        _plugs_served(question, np.array([card.served_kwh[one.name] for one in question.demand.classes])),
    )


def _plugs_served(question: Question, served: NDArray[np.float64]) -> tuple[PlugServed, ...]:
    """The large families of the balance of plugs, of an equal one where none is asked; `served` is (classes,), kWh a day."""
    share = question.scenario.plan.plug_balance or 1.0
    rule = PlugBalance.of(replace(question, scenario=question.scenario.with_plan(plug_balance=share)))
    if rule is None:
        return ()
    asked, large = question.demand.kwh_per_day.sum(axis=0), rule.own.argmax(axis=1)
    found = zip(rule.names, asked[large], served[large], strict=True)
    return tuple(PlugServed(name, float(demand), float(kwh)) for name, demand, kwh in found)


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
