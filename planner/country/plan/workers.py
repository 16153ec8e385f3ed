"""Who runs the jobs of a country."""

from collections.abc import Sequence
from typing import Any, Protocol

from planner.cluster.jobs import Finished, Job


class Workers(Protocol):
    """What runs jobs: this process alone, or many machines."""

    @property
    def apart(self) -> bool:
        """Whether they may see no file of this machine, so that what they need travels with the jobs."""

    def run(
        self, jobs: Sequence[Job], *, even_if_stopped: bool = False, finished: Finished | None = None
    ) -> dict[str, Any]:
        """Results by name, told as they come; `Failed` for those without one, and for those that were not begun before the user stopped."""
