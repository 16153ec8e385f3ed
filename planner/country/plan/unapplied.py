"""Corrections of the roads that cannot be applied, one by one: the plan is made without them, so that they are told before anything is searched."""

from geodata.trunk.fault_words import FaultKind
from planner.country.names.letters import letters_of
from planner.country.names.places import in_letters, letters_for_reader
from planner.country.roads.asked import RoadsAsked
from planner.support.speech import _

MOST_NAMED = 20


def unapplied(roads: RoadsAsked) -> list[str]:
    """A line for each with its file, its row and what was expected, of many for the first; none where all are applied."""
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
