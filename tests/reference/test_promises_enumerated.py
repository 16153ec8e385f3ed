"""What is said of promises that conflict, of plans that differ and of what is needed at least, against complete enumeration."""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from planner.errors import InfeasibleError
from planner.model.exact.solution import Solution
from planner.model.explain.alternatives import bound_elsewhere
from planner.model.instance.instance import Instance
from planner.model.program.lp import Effort
from planner.model.search.search import Search
from planner.model.solve.siting import SitingModel
from tests.fixtures.flat import changed, flat
from tests.fixtures.small_cities import enumerated
from tests.fixtures.small_promises import forced_cities, kept_by_some_plan, useful_unless_forced

RELAXED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def told(instance: Instance) -> Solution | InfeasibleError:
    try:
        return SitingModel(instance).solve(Effort(gap=0.0, time_limit_s=60.0), lambda _: None)
    except InfeasibleError as error:
        return error


@given(forced_cities())
@settings(max_examples=80, **RELAXED)
def test_promises_are_said_to_conflict_where_no_plan_keeps_them_and_what_is_needed_at_least_is_needed(
    instance: Instance,
) -> None:
    answer = told(instance)
    if isinstance(answer, InfeasibleError):
        assert not kept_by_some_plan(instance), str(answer)
        for line, less in with_less(instance, answer.ways):
            assert not kept_by_some_plan(less), line
    else:
        assert answer.value == pytest.approx(enumerated(instance), rel=1e-5, abs=1e-3)
        Search(instance, Effort(0.0, 0.01), lambda _: None, most=1).run()  # nor does the search refuse it


def with_less(instance: Instance, ways: list[str]) -> Iterator[tuple[str, Instance]]:
    """The question with a little less than each line says is needed, all else as it is."""
    one = flat(instance)
    for line in ways:
        if "together" in line or "at least these" in line:
            continue
        if said := re.search(r"plan\.budget_usd: (?:at least )?([\d,]+) USD instead", line):
            yield line, changed(instance, budget=number(said[1]) - 1.5)
        if said := re.search(r"^bays of s(\d): at least (\d+) instead", line):
            yield line, changed(instance, bays=put(one.bays, int(said[1]), int(said[2]) - 1))
        if said := re.search(r"^grid_kw of s(\d): at least ([\d.]+) kW", line):
            yield line, changed(instance, grid_kw=put(one.grid_kw, int(said[1]), float(said[2]) - 0.5))
        if said := re.search(r"spare power of (feeder|substation) number (\d).*at least ([\d.]+) kW instead", line):
            kw = put(getattr(one, f"{said[1]}_kw"), int(said[2]) - 1, float(said[3]) - 0.5)
            yield line, changed(instance, **{f"{said[1]}_kw": kw})
        if said := re.search(r"a step of at least ([\d.]+) kW", line):
            steps = {"step_kw": np.append(one.step_kw, float(said[1]) - 0.5), "step_usd": np.append(one.step_usd, 0.0)}
            yield line, changed(instance, **steps)
        if said := re.search(r"plan\.max_sites: (?:at least )?(\d+) instead", line):
            yield line, changed(instance, max_sites=int(said[1]) - 1)


def number(said: str) -> float:
    return float(said.replace(",", ""))


def put(values: np.ndarray, at: int, value: float) -> np.ndarray:
    out = values.copy()
    out[at] = value
    return out


@given(forced_cities(), st.integers(1, 2))
@settings(max_examples=24, **RELAXED)
def test_no_other_plan_is_said_to_exist_only_where_there_is_none(instance: Instance, differ: int) -> None:
    first = told(instance)
    assume(not isinstance(first, InfeasibleError))
    known = [first.chargers.any(axis=1)]
    for _ in range(3):
        other = changed(instance, unlike=tuple((built, differ) for built in known))
        best, answer = enumerated(useful_unless_forced(other)), told(other)
        if isinstance(answer, InfeasibleError):
            assert best is None, str(answer)
            return
        assert answer.value == pytest.approx(best, rel=1e-5, abs=1e-3)
        free = replace(instance, unlike=())
        assert bound_elsewhere(free, known, differ, answer.value) >= best - 1e-6 * max(1.0, best)
        known.append(answer.chargers.any(axis=1))
