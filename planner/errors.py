"""What the planner refuses on purpose, each in one line."""

from collections.abc import Sequence
from pathlib import Path

from geodata.errors import InputError, MissingFileError
from geodata.speech import domain

_ = domain("planner")  # the floor below that of the planner's own formats


class PlannerError(Exception):
    """Base of everything this package raises on purpose; its text is one line for the user."""


class ConfigError(PlannerError, ValueError):
    """The configuration asks for something that does not exist or contradicts itself (exit code 2)."""


class EditError(PlannerError, ValueError):
    """An edit of a plan is not understood (exit code 2)."""


class CorridorError(PlannerError, ValueError):
    """A place, trip or rule of the corridors has a figure that makes no sense, or contradicts another one (exit code 2)."""


class _NoPlanError(PlannerError, RuntimeError):
    """There is no plan.

    Parameters
    ----------
    text : str
        One line.
    ways : sequence of str
        How far each promise would have to give way while all others are kept, a line each.
    """

    def __init__(self, text: str, ways: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.ways = tuple(ways)


class SolverError(_NoPlanError):
    """The solver is missing or gave nothing that can be used within the time limit (exit code 2); `ways` are those that are known to suffice."""


class InfeasibleError(_NoPlanError):
    """No plan can meet the promises asked for; the text says which ones conflict, `ways` the least that each would have to give way (exit code 3)."""


class MissingPlanError(PlannerError, MissingFileError):
    """There is no finished plan at a place that was named (exit code 2)."""

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)
        text = _(
            "{path}: no finished plan there; name the folder that 'evplan plan' wrote, or the plan.json in it",
            path=path,
        )
        FileNotFoundError.__init__(self, text)


class PlanFileError(PlannerError, InputError):
    """A plan.json is damaged, or of a version that is not read (exit code 2)."""


class ProjectError(PlannerError, InputError):
    """A project's folder cannot be opened, or refuses what was asked of it (exit code 2)."""


class MissingThingError(ProjectError):
    """A file, scenario or run that is asked for is not, or no longer, in the project (exit code 2)."""
