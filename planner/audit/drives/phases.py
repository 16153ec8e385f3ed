"""Phases of a corridor plan: what one has built stands in every later one."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from planner.support.speech import _


def torn_down(built: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Stations that a phase builds and a later one has not, or has otherwise; option by id of the place, phase by phase."""
    for number, (now, later) in enumerate(pairwise(built), start=1):
        for place, key in now.items():
            if later.get(place) != key:
                yield _(
                    "{place}: {option} is built in phase {phase:number} and does not stand in the next",
                    place=place,
                    option=key,
                    phase=number,
                )
