"""The service level that sizes groups of guns: most hours in use a day and, where they are asked for, promises of waiting."""

from dataclasses import dataclass

from planner.config.plan import PlanConfig
from planner.support.speech import _, listed


@dataclass(frozen=True)
class ServiceLevel:
    """How hard a plan may work its guns on the design day.

    Parameters
    ----------
    fast_h, slow_h : float
        Most hours a day that a gun in working order is counted on to be in use: fast, and slow with cars that stay plugged in.
    wait_min : float
        Minutes that a driver waits for a fast gun before he counts as late.
    wait_probability : float or None
        Drivers at fast guns are late in the peak hour with at most this probability, if all of them wait; None promises nothing.
    full_probability : float or None
        Drivers find all slow posts taken at the busiest time with at most this probability; None promises nothing.
    """

    fast_h: float
    slow_h: float
    wait_min: float = 10.0
    wait_probability: float | None = None
    full_probability: float | None = None

    @property
    def words(self) -> str:
        """``a gun in working order is in use for at most 8 hours a day if fast, 9 if slow``, and the promises that are asked for."""
        said = [
            _(
                "a gun in working order is in use for at most {fast_h:g} hours a day if fast, {slow_h:g} if slow",
                fast_h=self.fast_h,
                slow_h=self.slow_h,
            )
        ]
        if self.wait_probability is not None:
            said.append(
                _(
                    "at most {share:.0%} of drivers wait over {wait_min:g} minutes in the peak hour for a fast gun",
                    share=self.wait_probability,
                    wait_min=self.wait_min,
                )
            )
        if self.full_probability is not None:
            said.append(_("at most {share:.0%} find all slow posts taken", share=self.full_probability))
        return listed(said)


def service_level_of(plan: PlanConfig) -> ServiceLevel:
    """Read the service level of a scenario's `[plan]`."""
    return ServiceLevel(
        plan.max_fast_h, plan.max_slow_h, plan.max_wait_min, plan.wait_probability, plan.full_probability
    )
