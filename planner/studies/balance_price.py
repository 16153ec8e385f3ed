"""Price of the balance of plugs: quick plans with a looser and a stricter balance, begun from the plan itself."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import Current
from planner.errors import InfeasibleError, SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.objectives.energy import ENERGY
from planner.model.program.effort import Effort
from planner.model.rules.plug_balance import PlugBalance
from planner.model.search.start import Start
from planner.model.solve import strategy
from planner.model.solve.countable import countable_only, room_within
from planner.model.solve.planning import chargers_of
from planner.model.solve.siting import SitingModel
from planner.model.solve.warm import solve_from
from planner.plan import Plan
from planner.proofs import FOR_SEVERAL_WORLDS, GIVEN, gap_of
from planner.question import Question
from planner.studies.fairness import price_between
from planner.studies.plug_balance import USUAL, balance_of, families_of
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stop, never, raise_if_stopped

SHARES = (0.0, 0.5, 0.75, 1.0)
"""Balances that are planned for, beside the one asked."""
GAP, GAP_SHARE, WORK_S = 0.005, 0.5, 2.0
"""Gap that is enough for a comparison: that, or so much of the gap asked of the plan; and the most seconds of work for one balance."""


@dataclass(frozen=True)
class _Balanced:
    """A plan for one balance: what it is, for which balance it was made, and a bound on every plan of this one."""

    share: float
    plan: Solution
    made_for: float
    bound: float


def study(question: Question, plan: Plan, say: Progress, stop: Stop = never) -> Mapping[str, Any] | None:
    """Plan quickly for each of `SHARES`; None without `plan.reasons`, or where no two families are on offer, the chargers were given or made for several worlds, nothing is built, or the most energy is not asked.

    Of phases the last one is planned, with all the money. A plan that keeps a stricter balance stands for a looser one too, unless a
    better one was found there: a looser balance is worth no less.
    """
    ask = question.scenario.plan
    question = question.phases()[-1] if ask.phases else question
    priced = (
        ask.reasons
        and ask.objective == ENERGY.name
        and not ask.then
        and plan.proof.stopped not in (GIVEN, FOR_SEVERAL_WORLDS)
    )
    known = balance_of(question) if priced else None
    if known is None or not chargers_of(plan, question).any():
        return None
    raise_if_stopped(stop)
    (instance, rule), own = known, ask.plug_balance
    found = list[_Balanced]()
    first = _with_balance(instance, rule, own)
    mine = SitingModel(first).allocate(chargers_of(plan, question))
    for share in sorted({*SHARES, own}, reverse=True):
        if share == own:
            found.append(_Balanced(own, mine, own, max(plan.proof.bound, mine.value)))
            continue
        raise_if_stopped(stop)
        say(_("a quick plan with a balance of plugs of {share:g}", share=share))
        known_plans = [(own, mine.chargers), *((one.made_for, one.plan.chargers) for one in found)]
        effort = Effort(max(GAP, GAP_SHARE * ask.gap), threads=1, solver="highs", work_s=WORK_S, stop=stop)
        quick = _quick(_with_balance(instance, rule, share), share, known_plans, effort, say)
        if quick is not None:
            found.append(quick)
    rows = _alike([_row(question, rule, one) for one in _bounded(found[::-1], rule)])
    kept = _better_kept(SitingModel(first), found, own, mine.value)
    price = _price(rows, own, kept)
    return {"share": own, "rows": rows, "better_kept": kept, "price": price, "sentence": sentence(own, price)}


def _better_kept(model: SitingModel, found: list[_Balanced], own: float, value: float) -> dict[str, float] | None:
    """The best plan for a stricter balance, where it is worth more than the plan: it keeps the plan's balance too; None where there is none."""
    best: dict[str, float] | None = None
    for one in found:
        if one.share <= own:
            continue
        try:
            plan = model.allocate(one.plan.chargers)
        except SolverError:
            continue
        if plan.value > (value if best is None else best["value"]):
            best = {"share": one.share, "value": plan.value, "served_kwh": float(plan.flow_kwh.sum())}
    return best


def _with_balance(instance: Instance, rule: PlugBalance, share: float) -> Instance:
    return instance.ruled(rule.at(share)) if share > 0 else instance.without(PlugBalance)


def _quick(
    instance: Instance, share: float, known: list[tuple[float, NDArray[np.int64]]], effort: Effort, say: Progress
) -> _Balanced | None:
    """The best of the plans that are known already and of a quick one begun from it; None where none keeps the balance."""
    model, best = SitingModel(instance), None
    for made_for, chargers in known:
        try:
            plan = model.allocate(chargers)
        except SolverError:
            continue  # it does not keep this balance
        if best is None or plan.value > best.plan.value:
            best = _Balanced(share, plan, made_for, np.inf)
    try:
        if strategy.small(instance):
            new = model.solve(effort, say, None if best is None else best.plan.chargers)
        else:
            new, _prices = solve_from(instance, Start(known[0][1] if best is None else best.plan.chargers), effort, say)
        new = countable_only(model, new, room_within(new, model.sense, effort.gap))
    except (InfeasibleError, SolverError):
        return best
    if best is not None and best.plan.value >= new.value:
        return _Balanced(share, best.plan, best.made_for, max(new.bound, best.plan.value))
    return _Balanced(share, new, share, new.bound)


def _bounded(found: list[_Balanced], rule: PlugBalance) -> list[_Balanced]:
    """Plans by balance, ascending, with the tightest bound of all that are no stricter; where what stands is out of balance, each its own."""
    if rule.standing_kwh.any():
        return found
    out, tightest = list[_Balanced](), np.inf
    for one in found:
        tightest = min(tightest, one.bound)
        out.append(_Balanced(one.share, one.plan, one.made_for, max(tightest, one.plan.value)))
    return out


def _row(question: Question, rule: PlugBalance, one: _Balanced) -> dict[str, Any]:
    plan, demand = one.plan, question.demand.kwh_per_day
    served = np.bincount(plan.flow_class, plan.flow_kwh, minlength=demand.shape[1])
    return {
        "share": one.share,
        "made_for": one.made_for,
        "value": plan.value,
        "bound": one.bound,
        "gap": gap_of(plan.value, one.bound),
        "served_kwh": float(served.sum()),
        "coverage": float(served.sum() / demand.sum()),
        "families": families_of(question, rule, served),
        "standards": standards_of(question, plan.chargers),
    }


def _alike(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in which a plan that stands for a looser balance too is told once: of allocations worth the same, that of its own balance."""
    own, told = {row["share"]: row for row in rows}, ("families", "served_kwh", "coverage")
    return [
        {**row, **{name: made[name] for name in told}}
        if (made := own[row["made_for"]]) is not row and np.isclose(made["value"], row["value"])
        else row
        for row in rows
    ]


def standards_of(question: Question, chargers: NDArray[np.int64]) -> list[dict[str, Any]]:
    """New chargers by the families that they serve and by current; (sites, chargers)."""
    counts = Counter[tuple[tuple[str, ...], str]]()
    for k, kind in enumerate(question.chargers):
        if kind.work is None and chargers[:, k].any():
            families = sorted({plug.family.label for plug in kind.connectors if plug.family is not None})
            fast = any(plug.current is Current.DC for plug in kind.connectors)
            counts[tuple(families), "fast" if fast else "slow"] += int(chargers[:, k].sum())
    return [{"families": list(names), "need": need, "count": n} for (names, need), n in sorted(counts.items())]


def _price(rows: list[dict[str, Any]], own: float, kept: Mapping[str, float] | None) -> dict[str, Any] | None:
    """What the asked balance, or the usual one where none is asked, takes from a plan without one; `kept` is a better plan of the asked balance."""
    by_share = {row["share"]: row for row in rows}
    held, free = by_share.get(own or USUAL), by_share.get(0.0)
    if held is None or free is None:
        return None
    if own <= 0 and kept is not None:
        free, kept = {**free, "value": kept["value"], "served_kwh": kept["served_kwh"]}, None
    best = held if kept is None else kept
    price = price_between(
        (best["value"], max(held["bound"], best["value"])), (free["value"], max(free["bound"], free["value"]))
    )
    lost = float(free["served_kwh"] - best["served_kwh"])
    return {
        **vars(price),
        "of_share": held["share"],
        "served_less_kwh": lost,
        "served_less_share": lost / free["served_kwh"] if free["served_kwh"] > 0 else 0.0,
        "gap": max(held["gap"], free["gap"]),
        "proven": price.low > 0,
    }


def sentence(own: float, price: Mapping[str, Any] | None) -> str:
    """What the balance costs, against the plan without one; empty where one of the two was not found."""
    if price is None:
        return ""
    values = {
        "share": price["of_share"],
        "less": max(0.0, price["served_less_share"]),
        "high": price["high_share"],
        "gap": price["gap"],
    }
    if price["served_less_share"] <= 0:
        said = _(
            "A balance of plugs of {share:.4g} costs no energy that could be told: the quick plan without it serves no more (its worth may be up to {high:percent1_most} more, as proven).",
            **values,
        )
    elif price["proven"]:
        said = _(
            "A balance of plugs of {share:.4g} costs about {less:percent1} of the energy that a plan without it would serve.",
            **values,
        )
    else:
        said = _(
            "A balance of plugs of {share:.4g} costs about {less:percent1} of the energy that a quick plan without it would serve; the worth of both differs by less than their gaps (up to {gap:percent1_most}).",
            **values,
        )
    return said if own > 0 else _("No balance of plugs is asked for. {said}", said=said)
