"""Plans of an open loop as windows have seen them: what is kept is the plan that somebody looks at, also where a better one was found a moment ago."""

from collections.abc import Mapping
from typing import Any

from planner.support.speech import _
from planner.web.refused import RefusedError

MOST = 20
"""Turns that are remembered; the search that goes on by itself finds no more of one question."""


class SeenPlans:
    """The last turns with the edits that hold in each and the plan that they gave."""

    def __init__(self) -> None:
        self._turns: dict[int, tuple[Any, Any]] = {}

    def shown(self, turn: int, found: Mapping[str, Any]) -> None:
        """Remember a turn."""
        self._turns[turn] = (found.get("edits"), found.get("built"))
        for old in sorted(self._turns)[:-MOST]:
            self._turns.pop(old, None)

    def plan(self, turn: int | None) -> Any:
        """The plan of a turn; of the last one where none is named.

        Raises
        ------
        RefusedError
            409: other edits hold by now.
        """
        turns = dict(self._turns)
        last = max(turns)
        edits, plan = turns.get(last if turn is None else turn, (None, None))
        if edits is None or edits != turns[last][0]:
            raise RefusedError(
                409,
                _("the edits have changed since this plan was shown; look at the plan as it is now and keep that one"),
            )
        return plan
