"""What a run that the user stopped has not searched: sums of money, and cities that were not begun at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from planner.cluster.jobs import Failed
from planner.country.accounts import ROADS_NAME
from planner.country.money.curves import UNIT_USD
from planner.country.plan.planned import Planned


def note_stopped(run: Planned, name: str, found: Any, asked_units: Sequence[int]) -> None:
    """Note which sums nobody has searched since the user stopped the run, and who was not begun at all."""
    if not isinstance(found, Failed):
        run.never.setdefault(name, set()).update(found.unsearched)
    elif found.stopped and name in run.failed:
        run.not_begun.append(name)
    elif found.stopped:
        never_searched(run, {name: asked_units})


def never_searched(run: Planned, sums: Mapping[str, Sequence[int]]) -> None:
    """Note sums, in units, that will not be searched."""
    for name, asked_units in sums.items():
        answers = run.road_answers if name == ROADS_NAME else run.answers[name]
        known = set[float]() if answers is None else {one.usd for one in answers.answers}
        run.never.setdefault(name, set()).update({float(each * UNIT_USD) for each in asked_units if each} - known)
