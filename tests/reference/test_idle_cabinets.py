"""Cabinets that nobody can use license nothing: "no other plan serves more" holds beside every plan that buys them too.

Under a share of the cabinets a plan was once proven at 292 kWh a day where two dual cabinets beside three idle GB/T ones served 545.
"""

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import changed, flat
from planner.audit.recheck import audits
from planner.model.program.effort import Effort
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import best_plan
from planner.model.solve.siting import SitingModel
from planner.output.shared.words import verdict
from planner.plan import Plan
from planner.question import Question, question_of
from tests.fixtures.drawing import HEAVY, drawn
from tests.fixtures.enumerated_cities import enumerated
from tests.fixtures.small_cities import CHARGERS, city
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

FLEET = [{"vehicle_class": "taxi", "count": 60}, {"vehicle_class": "private", "count": 900}]
BUDGET = 300_000.0


def asked(share: float, **plan: Any) -> Question:
    """Only CCS2 cars come; dual cabinets and GB/T ones, which nobody can use, are on offer."""
    keys = {"chargers": ["dc_dual_120", "dc_gbt_60"], "budget_usd": BUDGET, "max_dual_share": share, **plan}
    city = tiny_city(FLEET)
    strong = replace(city, feeders=city.feeders.assign(spare_kw=3_000.0))
    return question_of(strong, tiny_scenario(fleet={"mix": {"ccs2": 1.0}}, plan=keys), say=silent)


def kept(plan: Plan, question: Question, chargers: np.ndarray) -> bool:
    """Whether the audits accept these chargers, (sites, kinds), in place of those of a plan; without its flows."""
    names, kinds = question.places.site_id, question.chargers
    bought = [
        {"site_id": str(names[j]), "charger": kinds[k].id, "count": int(chargers[j, k])}
        for j, k in zip(*np.nonzero(chargers), strict=True)
    ]
    table = pd.DataFrame(bought, columns=["site_id", "charger", "count"])
    none = replace(plan, chargers=table, flows=plan.flows.iloc[:0], pools=plan.pools.iloc[:0])
    return not any(audit(none, question) for name, audit in audits().items() if name != "objective")


@pytest.mark.parametrize("share", [0.0, 0.146, 0.3, 0.5])
def test_no_plan_with_idle_cabinets_serves_more_than_the_one_proven_best(share: float) -> None:
    question = asked(share)
    plan, model = best_plan(question, say=silent), SitingModel(sound_instance(question))
    assert "no other plan under the same rules serves more" in verdict(plan.proof) or not len(plan.chargers)
    assert not (plan.chargers["charger"] == "dc_gbt_60").any()
    tried = 0
    for duals in itertools.product(range(2), range(2), range(2), range(3)):
        for idle in (0, 1):  # none, or one at each new site
            chargers = np.zeros((4, 2), dtype=np.int64)
            chargers[:, 0], chargers[:3, 1] = duals, idle
            if kept(plan, question, chargers):
                tried += idle
                assert model.allocate(chargers).value <= plan.proof.value + 1e-6
    assert tried, "idle cabinets may be bought beside what the share pays for"


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.25, 0.4, 0.5, 0.8]))
@drawn(40, HEAVY)
def test_the_proven_plan_is_the_best_of_all_that_may_buy_what_nobody_can_use(seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    drawn = city(
        rng, int(rng.integers(1, 5)), 2, ["dc_dual", "dc_gbt"], budget=float(rng.choice([6e4, 1.3e5])), rules=True
    )
    one = flat(drawn)
    demand, guns = one.demand.copy(), one.guns.copy()
    demand[:, 2:], guns[3, :] = 0.0, 0  # nobody asks for GB/T, so its guns are in no pool
    usd = np.array([CHARGERS["dc_dual"][3], 0.0])
    instance = changed(drawn, demand=demand, guns=guns, dual_share=share, dual_usd=usd, floor=0.0)
    found = SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=30.0), silent)
    best = enumerated(instance)
    assert best is not None
    assert found.value == pytest.approx(best, rel=1e-6, abs=1e-4)
    assert found.bound >= best - 1e-6 * max(1.0, best)
