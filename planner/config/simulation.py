"""The table `[simulation]` of a configuration file; the text under each field is the manual."""

from typing import Annotated, Literal

from pydantic import Field

from planner.config.section import NotNegative, Section


class SimulationConfig(Section):
    """`[simulation]`: the plan played out, driver by driver, beside what it promises; `evplan plan --simulate` does it too."""

    run: bool = False
    """Play every plan, without being asked on the command line."""
    days: int = Field(default=30, ge=1, le=365)
    """Design days that are played and counted, after one to warm up."""
    seed: int = Field(default=0, ge=0)
    """Seed of the drivers: the same seed, the same figures."""
    patience_min: NotNegative = 30.0
    """A driver goes away who has waited so long, or who expects to when he sees the line (assumed)."""
    outage_h: NotNegative = 48.0
    """Mean hours until a gun that is out of order works again (assumed); how often guns fail follows from their availability. 0: none fails."""
    choice: Literal["served", "all", "off"] = "served"
    """Beside the drivers that go where the plan sends them, play those who choose for themselves: as many as the plan serves, all who ask, or none."""
    draws: int = Field(default=5, ge=0, le=200)
    """So many further plays, each with the figures of the queues (power of sessions, stays, share of the peak hour, share of the time that guns work) drawn from their bands and sites that differ as like places do; drivers go where the plan sends them. They say what of the promise holds, and do not judge it."""
    hours: Literal["class", "zone"] = "class"
    """class: drivers keep the hours of their demand class, as the plan reckons; zone: those of the occasions that charging arises on in their zone, so that an office quarter peaks in the morning."""
    energy_spread: Annotated[float, Field(ge=0, le=2)] = 0.5
    """Standard deviation of a session's energy over its mean, within a vehicle class (assumed; 1 is as random as Erlang C supposes)."""
