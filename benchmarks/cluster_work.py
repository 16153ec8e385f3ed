"""The job of the benchmark of the cluster, in a module that workers load by its name."""

from geodata.city import City
from planner.config.scenario import Scenario
from planner.pipeline import make_plan
from planner.support.progress import Progress
from planner.support.stopping import Stopping


def plan_city(say: Progress, stopping: Stopping, city: City, scenario: Scenario) -> str:
    """The plan of a city as it is filed."""
    return make_plan(city, scenario, say=say, stopping=stopping, quick=True).to_json()
