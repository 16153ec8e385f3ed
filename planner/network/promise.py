"""The promise to drivers that sizes every queue: how long they may wait for a fast gun, how often all slow posts may be taken."""

from dataclasses import dataclass

from planner.config.plan import PlanConfig
from planner.support.speech import _


@dataclass(frozen=True)
class Promise:
    """What a plan promises in the busiest hour of the design day.

    Parameters
    ----------
    wait_min, wait_probability : float
        Drivers who wait for their car wait longer than so many minutes with at most this probability.
    full_probability : float
        Drivers who come to park at a slow post find all of them taken with at most this probability; nobody waits for one.
    """

    wait_min: float
    wait_probability: float
    full_probability: float

    @property
    def words(self) -> str:
        """``at most 10% of drivers wait over 10 minutes in the peak hour for a fast gun, and at most 20% find all slow posts taken``."""
        return _(
            "at most {wait_probability:.0%} of drivers wait over {wait_min:g} minutes in the peak hour for a fast gun, and at most {full_probability:.0%} find all slow posts taken",
            wait_probability=self.wait_probability,
            wait_min=self.wait_min,
            full_probability=self.full_probability,
        )


def promise_of(plan: PlanConfig) -> Promise:
    """Read the promise of a scenario's `[plan]`."""
    return Promise(plan.max_wait_min, plan.wait_probability, plan.full_probability)
