"""The schedule of a planned country: what is built when."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.country.order.building import BuildingStep
from planner.country.order.part_worth import PartWorth
from planner.country.phases.phase import Phase


@dataclass(frozen=True)
class Schedule:
    """Phases of a country, and the steps in which its roads are built.

    Parameters
    ----------
    phases : tuple of Phase
        None where all is built at once.
    steps : tuple of BuildingStep
        Of the roads, each holding the one before; the last is the plan.
    year_of : mapping of int to int
        Year of the phase in which each place of the roads is built.
    problems : tuple of str
        Why phases that were asked for are left out.
    worth : PartWorth or None
        What parts of the plan of the roads are worth, if there is one.
    """

    phases: tuple[Phase, ...] = ()
    steps: tuple[BuildingStep, ...] = ()
    year_of: Mapping[int, int] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    worth: PartWorth | None = field(default=None, compare=False)
