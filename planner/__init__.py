"""Decisions about a city's charging network: demand, access, the siting model, its judge and its outputs.

What scripts call stands here, each name loaded when it is first used, so that ``import planner`` costs nothing:

>>> import planner
>>> scenario = planner.load_scenario("bishkek.toml")  # doctest: +SKIP
>>> city = planner.gather_city(scenario)  # doctest: +SKIP
>>> plan = planner.make_plan(city, scenario)  # doctest: +SKIP
>>> plan.save("plan")  # doctest: +SKIP

Inside this package a thing is imported from the file that defines it, never from here.
"""

from importlib import import_module

from planner.support.one_thread import by_one_thread

by_one_thread()

TYPE_CHECKING = (
    False  # type checkers take a name like this for true; typing itself would be most of the time this import takes
)
if TYPE_CHECKING:
    from geodata.city import City
    from geodata.errors import GeodataError
    from planner.config.scenario import Scenario, load_scenario
    from planner.errors import ConfigError, InfeasibleError, PlannerError, SolverError
    from planner.proofs import Proof
    from planner.scripting.calls import (
        change_scenario,
        compare_worlds,
        demo_scenario,
        gather_city,
        load_plan,
        make_plan,
    )
    from planner.scripting.compared_worlds import ComparedWorlds
    from planner.scripting.finished_plan import FinishedPlan

__all__ = [
    "City",
    "ComparedWorlds",
    "ConfigError",
    "FinishedPlan",
    "GeodataError",
    "InfeasibleError",
    "PlannerError",
    "Proof",
    "Scenario",
    "SolverError",
    "change_scenario",
    "compare_worlds",
    "demo_scenario",
    "gather_city",
    "load_plan",
    "load_scenario",
    "make_plan",
]

_HOMES = {
    "City": "geodata.city",
    "ComparedWorlds": "planner.scripting.compared_worlds",
    "ConfigError": "planner.errors",
    "FinishedPlan": "planner.scripting.finished_plan",
    "GeodataError": "geodata.errors",
    "InfeasibleError": "planner.errors",
    "PlannerError": "planner.errors",
    "Proof": "planner.proofs",
    "Scenario": "planner.config.scenario",
    "SolverError": "planner.errors",
    "change_scenario": "planner.scripting.calls",
    "compare_worlds": "planner.scripting.calls",
    "demo_scenario": "planner.scripting.calls",
    "gather_city": "planner.scripting.calls",
    "load_plan": "planner.scripting.calls",
    "load_scenario": "planner.config.scenario",
    "make_plan": "planner.scripting.calls",
}
"""Module in which each name is defined."""

if not TYPE_CHECKING:  # or every misspelt name would have a type

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'planner' has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
