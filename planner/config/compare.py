"""The table `[compare]` of a configuration file with its worlds; the text under each field is the manual."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from planner.config.fleet import MixKey
from planner.config.section import NotNegative, Section, Share
from planner.support.speech import _

DEFAULT_MIXES = ("ccs2_heavy", "balanced", "gbt_heavy")
"""What is compared where nobody says."""


class WorldConfig(Section):
    """`[[compare.worlds]]`: a world that may come, as it differs from the rest of this file."""

    name: str = Field(pattern=r"^[A-Za-z0-9_-]+$")
    """Its name, which its folder bears: letters, digits, _ and -."""
    label: str | None = None
    """The name that people read. Default: `name`."""
    probability: Share | None = None
    """How likely it is. Give one for every world that is compared, summing to 1, or for none."""
    mix: MixKey | None = None
    """Port shares in it, as in `fleet.mix`. Default: those of this file."""
    set: dict[str, Any] = Field(default_factory=dict)
    """Keys of this file with their values in this world, dotted: { "plan.mandated_plugs" = ["gbt", "ccs2"], "fleet.year" = 2030 }. A list takes the place of the whole list of this file, and so does `fleet.mix`; of other tables only the keys that are named change."""


class CompareConfig(Section):
    """`[compare]`: the worlds that `evplan compare` plans for, and what is asked of the plans."""

    mixes: tuple[str, ...] | None = None
    """Mixes to compare where the command line has no `--mixes`: names in configs/mixes, tables of your own, or names of `[[compare.worlds]]`. Default: ccs2_heavy, balanced and gbt_heavy, or none where `--scenarios` names files."""
    worlds: tuple[WorldConfig, ...] = ()
    """Further worlds, as `[[compare.worlds]]`: all of them where the command line has no `--mixes`, otherwise those that it names."""
    probabilities: dict[str, Share] = Field(default_factory=dict)
    """How likely each world is, by name: { ccs2_heavy = 0.2, balanced = 0.3, gbt_heavy = 0.5 }. For every world that is compared, summing to 1, or for none. Default: none, and no plan of expected value."""
    regret_target: Share = 0.05
    """Largest regret that is put up with: what flexibility has to reach."""
    fade_year: int | None = Field(default=None, ge=2015, le=2100)
    """Year from which a standard is taken to have faded, when the capital stranded in it is counted. Default: five years after `fleet.year` (assumed)."""
    flexibility: bool = True
    """Price flexibility too: dual and pooled cabinets, retrofits, spare conduits. Takes several further searches."""
    conduit_saves: Share = 0.4
    """Share of a later cabinet's installation that a spare conduit saves (assumed)."""
    conduit_usd: NotNegative = 1000.0
    """A spare conduit, laid at a new site while its ground is open (assumed)."""
    workers: Annotated[int, Field(ge=1)] | None = None
    """Processes that plan at the same time; 1 for all in one. Default: one a processor core."""

    @model_validator(mode="after")
    def _each_world_once(self) -> "CompareConfig":
        names = [row.name.casefold() for row in self.worlds]  # which are folders, and some disks do not tell case
        twice = next((row.name for row in self.worlds if names.count(row.name.casefold()) > 1), None)
        if twice is not None:
            raise ValueError(_("worlds: {twice!r} is there twice; name each world once", twice=twice))
        return self
