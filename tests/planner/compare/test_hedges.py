"""Plans over several worlds beside each other: what is said to lose least must not lose more than another that was found."""

from dataclasses import replace

import pytest

from planner.compare import hedges
from planner.compare.hedges import SAME_AS_EXPECTED, HedgeInputs, hedges_of
from planner.model.program.effort import Effort
from planner.model.sets.limits import least_products
from planner.model.solve.planning import sound_instance
from planner.model.solve.siting import SitingModel
from planner.support.amounts import Side, plain
from planner.support.speech import speaking
from planner.support.stopping import never
from tests.fixtures.street_worlds import inputs_by_world, street
from tests.fixtures.tiny_city import silent


@pytest.fixture(scope="module")
def hedge_inputs():
    questions = {name: world_inputs.question for name, world_inputs in inputs_by_world(street()).items()}
    best = {
        name: SitingModel(sound_instance(one)).solve(Effort(0.0, 20.0), silent).value for name, one in questions.items()
    }
    return HedgeInputs(questions, best, dict.fromkeys(questions, 1 / len(questions)), {})


def test_the_plan_that_is_best_on_average_is_the_hedged_one_where_it_loses_less_at_worst(hedge_inputs, monkeypatch):
    search = hedges.hedged_plan

    def short_of_time(instances, *args):
        return replace(search(instances, *args), chargers=least_products(instances[0]), value=0.01)

    monkeypatch.setattr(hedges, "hedged_plan", short_of_time)
    found = hedges_of(hedge_inputs, silent, never)
    assert found.hedged == found.expected
    assert found.hedge.hedged.path == SAME_AS_EXPECTED
    assert 0.01 < found.hedge.hedged.value <= found.hedge.hedged.bound
    assert found.hedge.hedged.gap == pytest.approx(1 - found.hedge.hedged.value / found.hedge.hedged.bound)


def test_a_hedged_plan_that_loses_least_stays(hedge_inputs):
    found = hedges_of(hedge_inputs, silent, never)
    assert found.hedge.hedged.path != SAME_AS_EXPECTED
    assert found.hedge.hedged.gap < 1e-6


def plain_percent(share: float, side: Side) -> str:
    return plain(max(0.0, share), 2, side, as_percent=True)


def test_the_search_says_what_its_figures_count_and_ends_with_what_was_found(hedge_inputs):
    lines: list[str] = []
    found = hedges_of(hedge_inputs, lines.append, never).hedge.hedged
    hedging = lines[: next((at for at, line in enumerate(lines) if "highest expected" in line), len(lines))]
    assert "several worlds together" in hedging[1]
    lost, least = plain_percent(1.0 - found.value, Side.MOST), plain_percent(1.0 - found.bound, Side.LEAST)
    assert hedging[-1].startswith(f"found: it loses {lost} at worst")
    assert least in hedging[-1]
    with speaking("ru"):
        assert lost.replace(".", ",").replace("%", "\u202f%") in hedging[-1].told()
    assert hedging[-1].figures.value == found.value
