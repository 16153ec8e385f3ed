"""A cabinet whose power above a smaller one's serves nothing more is named with the smaller one, and what sets the power of a session is told."""

import numpy as np
import pandas as pd
import pytest

from planner.catalogue.chargers import charger_types
from planner.catalogue.facts import winter_factor
from planner.network.pools import pools_of
from planner.network.service_level import service_level_of
from planner.plan import Plan
from planner.proofs import Proof, Status
from planner.question import question_of
from planner.studies.spare_power import study
from planner.support.speech import told
from tests.fixtures.tiny_city import silent, tiny_city, tiny_scenario

CLASSES = ("private_home", "private_apartment", "taxi")
BOUGHT = {"dc_dual_120": 2, "dc_gbt_120": 1, "dc_gbt_480_stack": 1, "ac_t2_22": 1}


def asked(celsius, kw):
    """Cars that take so much in the mean of a fast session in mild weather."""
    classes = {name: {"session_dc_kw": kw, "max_dc_kw": 2 * kw} for name in CLASSES}
    scenario = tiny_scenario(
        fleet={"temperature_c": celsius}, plan={"chargers": tuple(BOUGHT)}, demand={"classes": classes}
    )
    return question_of(tiny_city(), scenario, say=silent)


def found(question):
    bought = pd.DataFrame(
        [("a", name, count) for name, count in BOUGHT.items()], columns=["site_id", "charger", "count"]
    )
    plan = Plan(bought, pd.DataFrame(), pd.DataFrame(), Proof(1.0, 1.0, 0.01, Status.OPTIMAL, "gap", "HiGHS", 1.0))
    return study(question, plan, silent)


@pytest.mark.parametrize(("celsius", "kw"), [(20.0, 25.0), (-10.0, 35.0), (-20.0, 60.0), (20.0, 55.0)])
def test_what_the_smaller_cabinet_carries_is_what_the_larger_one_does_and_no_other_is_named(celsius, kw):
    """Every cabinet of the catalogue with the same guns is tried by what one, two and three of each carry, whatever sets it."""
    question = asked(celsius, kw)
    level = service_level_of(question.scenario.plan)
    told_of = {one["charger"]: one["sibling"] for one in (found(question) or {"cabinets": ()})["cabinets"]}
    pairs = {"dc_dual_120": "dc_dual_60", "dc_gbt_120": "dc_gbt_60"}
    assert set(told_of) <= set(pairs)
    for larger, smaller in pairs.items():
        table = pools_of(question.demand, question.places, charger_types((larger, smaller)))
        carried = [
            [
                table.capacity(q, count * int(table.guns[q, k]), count * float(table.missing_kw[q, k]), level)
                for q in range(len(table.pools))
                for count in (1, 2, 3)
            ]
            for k in (0, 1)
        ]
        assert (told_of.get(larger) == smaller) == np.allclose(*carried)


def test_what_sets_the_power_of_a_session_is_told_and_nothing_of_cars_that_take_all_a_gun_gives():
    cold = winter_factor(-10.0, "dc_charge_power_factor")
    said = found(asked(-10.0, 25.0))
    assert said["most_kw"] == pytest.approx(25.0 * cold, abs=0.1)
    assert "the cars set it" in told(said["lines"][-1])
    assert "−10 °C" in told(said["lines"][-1])
    assert "“DC 60 kW, one GB/T and one CCS2 gun” does the same for $" in told(said["lines"][0])
    assert found(asked(20.0, 1_000.0)) is None
