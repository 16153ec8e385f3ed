"""Energy that the balance of plugs withholds, and the search for a plan that withholds less."""

import numpy as np

from planner.model.program.effort import Effort
from planner.model.rules.plug_balance import PlugBalance
from planner.model.solve.siting import SitingModel
from planner.model.solve.withholding import MOST_WITHHELD, served_freely, with_little_withheld, withheld_share
from tests.fixtures.instances import TYPES
from tests.fixtures.ruled import ruled_town


def silent(_: str) -> None:
    pass


def lopsided() -> np.ndarray:
    """Four sites of the town with fast guns of GB/T alone."""
    chargers = np.zeros((4, len(TYPES)), dtype=np.int64)
    chargers[0, TYPES.index("dc_gbt")] = 2
    chargers[1, TYPES.index("ac_t2")] = 1
    return chargers


def test_guns_of_one_family_that_lack_those_of_another_are_withheld() -> None:
    town = ruled_town(PlugBalance)
    model = SitingModel(town)
    plan = model.allocate(lopsided())
    free = served_freely(town, plan.chargers)
    assert withheld_share(town, plan) == 1 - plan.flow_kwh.sum() / free.flow_kwh.sum() > MOST_WITHHELD
    assert withheld_share(town.without(PlugBalance), free) == 0.0


def test_a_plan_that_withholds_much_is_searched_on_and_its_bound_holds() -> None:
    town = ruled_town(PlugBalance)
    model = SitingModel(town)
    best = model.solve(Effort(0.0, 60.0), silent)
    plan = model.proven(model.allocate(lopsided()), best.bound, best.end, "", 0.0, "")
    said: list[str] = []
    found = with_little_withheld(town, plan, Effort(0.01, 60.0), said.append)
    assert found.value > plan.value
    assert best.value * (1 - 0.005) <= found.value <= found.bound <= best.bound * (1 + 1e-9)
    assert any("is withheld for the balance of plugs: searching on" in line for line in said)


def test_a_plan_that_withholds_little_is_left_as_it_is() -> None:
    town = ruled_town(PlugBalance).without(PlugBalance)
    plan = SitingModel(town).solve(Effort(0.0, 60.0), silent)
    assert with_little_withheld(town, plan, Effort(0.01, 60.0), silent) is plan
