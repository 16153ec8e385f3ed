"""What things cost, by hand, and that the model, the recheck and the report ask the same prices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.plain.flat import flat
from planner.audit.scorecard import scorecard_of
from planner.catalogue.chargers import charger_types
from planner.catalogue.costs import Costs, annuity
from planner.model.solve.instances import instance_of
from planner.model.solve.planning import best_plan
from planner.question import question_of
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario


def test_an_annuity_repays_the_capital_at_the_rate():
    paid = annuity(1_000.0, 0.10, 3)
    assert paid == pytest.approx(402.1148, abs=1e-4)
    left = 1_000.0
    for _ in range(3):
        left = left * 1.10 - paid
    assert left == pytest.approx(0.0, abs=1e-9)


def test_without_interest_an_annuity_is_an_equal_share():
    assert annuity(1_000.0, 0.0, 8) == 125.0


@given(st.floats(1, 1e6), st.floats(0.001, 0.5), st.floats(1, 40))
def test_an_annuity_pays_at_least_the_capital_back(capital, rate, years):
    assert annuity(capital, rate, years) * years >= capital


def test_a_charger_costs_hardware_installation_and_its_kilowatts():
    (charger,) = charger_types(("dc_gbt_60",))
    costs = Costs(connection_usd_per_kw=90.0, discount_rate=0.1)
    assert costs.charger_usd(charger) == 10_500 + 8_000 + 90 * 60
    assert costs.charger_annual_usd(charger) == pytest.approx(annuity(23_900, 0.1, 10) + 600)


def test_the_three_cases_of_the_catalogue_are_in_order():
    low, mid, high = (charger_types(("dc_dual_120",), case)[0].hardware_usd for case in ("low", "central", "high"))
    assert low < mid < high


def test_the_price_in_the_model_is_the_price_in_the_report():
    question = question_of(tiny_city(), tiny_scenario(), say=silent)
    instance, plan = instance_of(question), best_plan(question, say=silent)
    one = flat(instance)
    number = {kind.id: k for k, kind in enumerate(question.chargers)}
    counts = np.zeros((len(question.places), len(number)))
    for row in plan.chargers.itertuples():
        counts[question.places.number()[row.site_id], number[row.charger]] = row.count
    modelled = (counts @ one.cost).sum() + one.site_cost[counts.any(axis=1)].sum()
    card = scorecard_of(plan, question, {})
    assert modelled > 0
    assert card.cost_usd == pytest.approx(modelled)
    assert sum(card.cost_parts_usd.values()) == pytest.approx(card.cost_usd)
