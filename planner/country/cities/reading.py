"""What the jobs of a city need of it: its files, read where the job runs, or what was read of them and travels with the job."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from geodata.city import City
from planner.config.scenario import Scenario
from planner.filing import inputs_of
from planner.kept.prepared import preparing
from planner.question import Question
from planner.support.progress import Progress


@dataclass(frozen=True)
class CityFiles:
    """A city whose files whoever does the job can read.

    Parameters
    ----------
    scenario : Scenario
    fresh : bool
        Read them anew, whatever was kept.
    """

    scenario: Scenario
    fresh: bool = False

    def with_budget(self, usd: float) -> "CityFiles":
        """The same with one sum of money and no others beside it."""
        return replace(self, scenario=self.scenario.with_plan(budget_usd=usd, budgets=()))

    def read(self, say: Progress) -> "CityRead":
        """Read the city and state its question.

        Raises
        ------
        PlannerError, GeodataError
            In one line, what cannot be read and what to do about it.
        """
        gather, ask = preparing(fresh=self.fresh)
        city = gather(self.scenario, say=say)
        return CityRead(city, ask(city, self.scenario, say=say), inputs_of(city, self.scenario))


@dataclass(frozen=True, eq=False)
class CityRead:
    """A city that was read and whose question is stated.

    Parameters
    ----------
    city : City
    question : Question
    inputs : mapping of str to str
        SHA-256 by file as configured.
    """

    city: City
    question: Question
    inputs: Mapping[str, str]

    @property
    def scenario(self) -> Scenario:
        """What is asked."""
        return self.question.scenario

    def with_budget(self, usd: float) -> "CityRead":
        """The same with one sum of money and no others beside it."""
        scenario = self.scenario.with_plan(budget_usd=usd, budgets=())
        return replace(self, question=replace(self.question, scenario=scenario))

    def read(self, say: Progress) -> "CityRead":  # noqa: ARG002  as of files
        """Nothing is left to be read."""
        return self


CityInputs = CityFiles | CityRead
