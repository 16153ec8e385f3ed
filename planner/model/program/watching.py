"""Callbacks of HiGHS: cancellation and progress while it solves.

Its run releases the GIL and calls back many times a second in branch and bound and in a linear program, but not in the root relaxation
nor in presolve: a request to stop takes effect when those are over (measured with HiGHS 1.16: 0.1 s on
1,200 flows, 0.8 s on 9,000). It has been seen to separate cuts at the root without end, calling nobody: so a run with a time limit is
left to itself once it has called nobody for far longer than its first linear program can take, or the limit and a grace are over.
"""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.support.stopping import Stop

SolverProgress = Callable[[float, float], None]
"""Called with the incumbent (inf where none) and the bound, of the minimisation."""
EVERY_S = 1.0
"""Least time between two reports of progress."""


GRACE_S = 10.0
QUIET_S = 20.0
"""So long at least HiGHS may call nobody; a second has not been seen but where it went on without end."""
GRACE, SLOW = 0.25, 50.0
"""So long, or so much of the time limit if that is more, HiGHS may take beyond the limit, or after a request to stop, to come to its end. A limit
on its work is believed to have passed unheard, for want of calls, after so many times the seconds of that work, `GRACE_S` at least."""


@dataclass
class Seen:
    """What HiGHS has told while it ran: the best point, the bound of the minimisation, how often it has called in branch and bound, the same with calls before the first node by their weight, and when it called last."""

    values: NDArray[np.float64] | None = None
    bound: float = -math.inf
    calls: int = 0
    weighed: float = 0.0
    heard: float = -math.inf

    def forget_bound(self) -> None:
        """Where what has been told is not believed: a program called infeasible has every bound."""
        self.bound = -math.inf


def watch(
    model: Any,
    stop: Stop,
    progress: SolverProgress | None,
    limit: tuple[float, float] = (math.inf, 1.0),
    enough: float = math.inf,
) -> Seen:
    """Register callbacks that interrupt HiGHS once `stop` is true, and call `progress` when incumbent or bound have changed.

    Branch and bound ends too once it has called more than `limit` times, or its bound is `enough`: looked at in every call, so that it ends at the
    same one whatever the clock says. `limit` holds how often, and for how many a call before the first node counts.
    """
    seen, (most_calls, at_root) = Seen(), limit
    last: list[Any] = [0.0, None]  # time and figures of the last report

    def interrupt_if_stopped(event: Any) -> None:
        seen.heard = time.monotonic()
        event.interrupt(stop())  # said anew each time: HiGHS keeps what it was told in an earlier run

    def report(event: Any) -> None:
        seen.calls += 1
        seen.weighed += at_root if event.data_out.mip_node_count == 0 else 1.0
        now = seen.heard = time.monotonic()
        found = (event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)
        seen.bound = max(seen.bound, found[1])
        event.interrupt(stop() or seen.weighed > most_calls or enough <= seen.bound < math.inf)
        if progress is not None and now - last[0] >= EVERY_S and found != last[1]:
            last[:] = now, found
            progress(*found)

    model.cbMipInterrupt += report
    model.cbSimplexInterrupt += interrupt_if_stopped
    model.cbIpmInterrupt += interrupt_if_stopped
    model.cbMipImprovingSolution += lambda event: setattr(seen, "values", np.array(event.data_out.mip_solution))
    return seen


def longest_s(time_limit_s: float, work_s: float) -> float:
    """Seconds after which HiGHS is not left to itself any longer: the time limit, or far more than its work can take on any machine."""
    return min(time_limit_s, max(GRACE_S, SLOW * work_s))


def quiet_s(root_s: float) -> float:
    """Seconds without a call after which HiGHS is believed to go on without end, where so much work is done before it calls first."""
    return max(QUIET_S, SLOW * root_s)


def ran(model: Any, time_limit_s: float, stop: Stop, seen: Seen | None = None, quiet_s: float = math.inf) -> Any:
    """Run HiGHS; its status, or None where it did not end in time, or told nothing of itself (`seen`) for so long, and was left to itself.

    It then goes on in its thread until the process ends, and nothing may be asked of `model` any more.
    """
    if math.isinf(time_limit_s):
        return model.run()
    ends: list[Any] = []
    thread = threading.Thread(target=lambda: ends.append(model.run()), daemon=True, name="HiGHS")
    thread.start()
    grace_s = max(GRACE_S, GRACE * time_limit_s)
    began = time.monotonic()
    until, asked = began + time_limit_s + grace_s, False

    def heard() -> float:
        return began if seen is None else max(began, seen.heard)

    thread.join(0.02)
    while thread.is_alive() and time.monotonic() < min(until, heard() + quiet_s):
        if stop() and not asked:
            asked, until = True, min(until, time.monotonic() + grace_s)
        thread.join(0.1)
    return ends[0] if ends else None
