"""How much the assumed power of a site matters: quick plans at 150, 250 and 400 kW, for `evplan check`."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from planner.errors import InfeasibleError, SolverError
from planner.model.exact.solution import Solution
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.search import Search
from planner.model.solve import strategy
from planner.model.solve.instances import sound_instance
from planner.model.solve.siting import SitingModel
from planner.proofs import Sense, gap_of
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _

SIZES_KW = (150.0, 250.0, 400.0)
GAP, LIMIT_S = 0.02, 20.0
"""Gap that is enough for a comparison, and the most seconds of work for one size, which a city seldom takes."""


def plans_by_site_power(question: Question, say: Progress) -> Mapping[str, Any]:
    """Plan quickly for the same question with each of `SIZES_KW` wherever the power of a site is assumed.

    A small question is solved exactly, another by the subgradient method and its dives alone, which ends by counts of rounds, so that
    a machine that is not very slow finds the same each time. A plan for less power is one for more: where the search found less for
    more power, the plan for less stands for both (``from_kw``).

    Returns
    -------
    mapping
        Plain JSON: ``assumed_sites`` whose power is assumed; ``rows`` with ``site_kw, from_kw, value, served_kwh, share, sites,
        chargers, cost_usd, bound, gap``; ``why_not`` where there are none.
    """
    ask, assumed = question.scenario.plan, question.places.grid_assumed
    told: dict[str, Any] = {"assumed_sites": int(assumed.sum()), "rows": [], "why_not": None}
    if not assumed.any():
        return {**told, "why_not": _("the power of every site is given")}
    if ask.objective != "energy":
        return {
            **told,
            "why_not": _(
                "plan.objective is {objective!r}: the energy is promised and not a matter of site power",
                objective=ask.objective,
            ),
        }
    question = question.phases()[-1] if ask.phases else question
    for site_kw in SIZES_KW:
        say(_("a quick plan at {site_kw:g} kW a site", site_kw=site_kw))
        kw = np.where(assumed, site_kw, question.places.grid_kw)
        try:
            grid = question.scenario.model_copy(
                update={"grid": question.scenario.grid.model_copy(update={"default_site_kw": site_kw})}
            )
            places = replace(question.places, grid_kw=kw)
            instance = sound_instance(replace(question, scenario=grid, places=places))
            found = _quick(instance, say)
        except (InfeasibleError, SolverError) as error:
            return {
                **told,
                "rows": [],
                "why_not": _("no quick plan at {site_kw:g} kW a site: {error}", site_kw=site_kw, error=error),
            }
        told["rows"].append(_carried(_row(question, instance, site_kw, found), told["rows"]))
    return told


def _quick(instance: Instance, say: Progress) -> Solution:
    model = SitingModel(instance)
    effort = Effort(GAP, threads=1, solver="highs", work_s=LIMIT_S)
    if strategy.small(instance):
        return model.solve(effort, say)
    found = Search(instance, effort, say, most=0).run()
    if not np.isfinite(found.value):
        raise SolverError(_("none that keeps the promises was found; 'evplan plan' searches longer"))
    plan = model.tidied(found.chargers)
    return replace(plan, bound=Sense.MAX.bound_beside(plan.value, found.bound))


def _row(question: Question, instance: Instance, site_kw: float, plan: Solution) -> dict[str, Any]:
    served, asked = float(plan.flow_kwh.sum()), float(question.demand.kwh_per_day.sum())
    return {
        "site_kw": site_kw,
        "from_kw": site_kw,
        "value": plan.value,
        "served_kwh": served,
        "share": served / asked if asked > 0 else 1.0,
        "sites": int(plan.chargers.any(axis=1).sum()),
        "chargers": int(plan.chargers[:, ~instance.products.upgrade].sum()),
        "cost_usd": float(instance.cost_usd(plan.chargers).sum()),
        "bound": plan.bound,
        "gap": gap_of(plan.value, plan.bound),
    }


def _carried(row: dict[str, Any], before: list[dict[str, Any]]) -> dict[str, Any]:
    """The row, or that of less power where the search found more worth there; its gap is to the bound of the row."""
    if not before or before[-1]["value"] <= row["value"]:
        return row
    less, bound = before[-1], max(row["bound"], before[-1]["value"])
    return {**less, "site_kw": row["site_kw"], "bound": bound, "gap": gap_of(less["value"], bound)}
