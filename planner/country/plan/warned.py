"""What a plan is made without, or in spite of: told before anything is searched."""

from planner.country.cities.of_others import to_mend
from planner.country.plan.electric_cars import cars_of, is_older
from planner.country.plan.planned import Planned
from planner.country.plan.unapplied import unapplied


def warned(run: Planned) -> list[str]:
    """Cities of another country, then a share of electric cars that is of an earlier year, then corrections of the roads that cannot be applied."""
    cities = [line for one in run.cities if (line := to_mend(run.config, one))]
    if run.roads is None:
        return cities
    dates, year = run.roads.question.account.share_dates, run.config.year
    return [*cities, *([cars_of(dates, year)] if is_older(dates, year) else []), *unapplied(run.roads)]
