"""What a plan is made without, or in spite of: told before anything is searched."""

from geodata.trunk.fault_words import FaultKind
from planner.country.cities.misplaced_cities import to_mend
from planner.country.names.letters import letters_of
from planner.country.names.places import in_letters, letters_for_reader
from planner.country.plan.electric_cars import cars_of, is_older
from planner.country.plan.planned import Planned
from planner.country.road_plans.task import StatedRoads
from planner.support.speech import _

MOST_NAMED = 20
"""Corrections that are told one by one."""


def caveats_of(run: Planned) -> list[str]:
    """Cities of another country, then a share of electric cars that is of an earlier year, then corrections of the roads that cannot be applied."""
    cities = [line for one in run.cities if (line := to_mend(run.config, one))]
    if run.roads is None:
        return cities
    dates, year = run.roads.question.account.share_dates, run.config.year
    return [*cities, *([cars_of(dates, year)] if is_older(dates, year) else []), *_unapplied(run.roads)]


def _unapplied(roads: StatedRoads) -> list[str]:
    """Corrections of the roads that cannot be applied: a line for each with its file, its row and what was expected, of many for the first."""
    question = roads.question
    found = [one for one in question.account.faults if one.kind == FaultKind.CORRECTION]
    known = letters_for_reader(letters_of(question.facts.trunk))
    out = []
    for fault in found:
        named = [in_letters(row, known) for row in fault.rows[:MOST_NAMED]]
        out += [_("a correction of the roads is not applied: {row}", row=row) for row in named]
        if fault.count > len(named):
            more = fault.count - len(named)
            out.append(
                _("corrections of the roads that are not applied: {n:number} more; 'evplan check' lists them", n=more)
            )
    return out
