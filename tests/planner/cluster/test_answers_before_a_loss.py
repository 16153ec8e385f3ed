"""A scheduler that is lost while answers are on their way: those that came in before are finished, and told so, before the run ends."""

import pickle
from types import SimpleNamespace
from typing import Any

import pytest

from planner.cluster.at_work import DONE
from planner.cluster.handing import Handing
from planner.cluster.jobs import Job
from planner.cluster.lines import ClusterError
from planner.support.stopping import Stopping
from tests.fixtures.tiny_city import silent


class Lost:
    """A client whose scheduler is lost as soon as a job was sent, though its answer is there."""

    status = "running"

    def subscribe_topic(self, topic: str, handler: Any) -> None:
        """Nobody sends anything."""

    def nthreads(self) -> dict[str, int]:
        return {"worker": 1}

    def scatter(self, lacking: dict[str, bytes], workers: list[str]) -> dict[str, bytes]:
        del workers
        return lacking

    def submit(self, *_args: Any, **_more: Any) -> Any:
        def ended(then: Any) -> None:
            self.status = "closed"
            then(None)

        return SimpleNamespace(result=lambda: pickle.dumps((DONE, 42)), add_done_callback=ended)


def test_an_answer_that_came_before_the_scheduler_was_lost_is_finished() -> None:
    machines = SimpleNamespace(client=Lost(), address="tcp://nowhere:1", versions={}, ours=False, mend=lambda: None)
    handing, finished = Handing(machines, silent, Stopping()), dict[str, Any]()  # type: ignore[arg-type]
    with pytest.raises(ClusterError, match="lost"):
        handing.run(
            [Job("first", print, ()), Job("second", print, ())], even_if_stopped=False, finished=finished.__setitem__
        )
    assert finished == {"first": 42}
