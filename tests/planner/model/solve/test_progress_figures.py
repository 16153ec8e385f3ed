"""What a solver tells of its progress as text it tells as figures too."""

import math

import pytest

from planner.model.objectives import OBJECTIVES
from planner.model.solve.phased_progress import progress_under
from planner.model.solve.progress import progress
from planner.proofs import Sense
from planner.support.progress import Figures, figures_of


@pytest.mark.parametrize("name", OBJECTIVES)
def test_value_bound_and_gap_go_with_the_line_in_the_sense_of_the_objective(name):
    objective = OBJECTIVES[name]
    value, bound = (90.0, 100.0) if objective.sense is Sense.MAX else (100.0, 90.0)
    told: list[str] = []
    tell = progress(told.append, bound, name)
    minimised = objective.sense.sign
    tell(math.inf, minimised * bound)
    tell(minimised * value, -math.inf)
    assert [figures_of(one) for one in told] == [
        Figures(None, bound, None, objective.unit),
        Figures(value, bound, pytest.approx(10.0 / bound), objective.unit),
    ]
    assert all(f"{bound:,.0f}" in one for one in told)


def test_of_several_years_the_bound_is_never_above_the_ceiling():
    told: list[str] = []
    progress_under(told.append, 100.0)(-90.0, -120.0)
    assert figures_of(told[0]) == Figures(90.0, 100.0, pytest.approx(0.1), "weighted kWh a day")
