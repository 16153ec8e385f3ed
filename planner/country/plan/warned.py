"""What a plan is made without, or in spite of: told before anything is searched."""

from planner.country.cities.of_others import to_mend
from planner.country.plan.planned import Planned
from planner.country.plan.unapplied import unapplied


def warned(run: Planned) -> list[str]:
    """Cities of another country, then corrections of the roads that cannot be applied."""
    cities = [line for one in run.cities if (line := to_mend(run.config, one))]
    return cities if run.roads is None else [*cities, *unapplied(run.roads)]
