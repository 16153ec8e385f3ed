"""Everything that a corridor plan breaks, in words; shares no code with the model that made it."""

from itertools import chain

from planner.audit.drives.battery import stranded
from planner.audit.drives.promises import below_floors, misstated, too_far_apart
from planner.audit.drives.stated import Plan, Question
from planner.audit.drives.stations import misplaced, overcharged, spent


def broken_drives(question: Question, plan: Plan) -> list[str]:
    """Drive every trip that is said to be possible, and restate every rule; an empty list is a plan that keeps them all."""
    drives = (stranded(question.trips[one.trip], one, list(question.places)) for one in plan.drives)
    rules = (check(question, plan) for check in (misplaced, spent, overcharged, below_floors, too_far_apart, misstated))
    return list(chain.from_iterable((*drives, *rules)))
