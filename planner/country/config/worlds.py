"""The table `[compare]` of a country's configuration; the text under each field is the manual."""

from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from planner.catalogue.mixes import mix_names
from planner.config.section import Section, Share
from planner.support.speech import _

SUM_WITHIN = 1e-6


def _known(name: str) -> str:
    if name not in mix_names():
        raise ValueError(_("expected the name of a mix, one of {known}", known=", ".join(mix_names())))
    return name


KnownMix = Annotated[str, AfterValidator(_known)]


class WorldsConfig(Section):
    """`[compare]`: the standards that may come, for which the country is planned too."""

    mixes: tuple[KnownMix, ...] = ("ccs2_heavy", "balanced", "gbt_heavy")
    """Names in configs/mixes: a plan of the country for each, played in every other one, and a hedged one. [] for none."""
    cities: bool = True
    """Cities too, with one budget for all: each is planned for each mix. Without them the roads alone are, with the money that they were given."""
    sums: Annotated[int, Field(ge=1, le=9)] = 3
    """How many sums of money every city and the roads are planned for, for each mix: about what they were given, a step apart, which is a quarter of what all are given on the mean. An odd number has the very sum in its middle, 1 that sum alone. The more, the better the sharing in each world and its proof, and the longer it takes."""
    probabilities: dict[str, Share] = Field(default_factory=dict)
    """How likely each is, for all of them, summing to 1: of hedged plans that lose the least at worst, the one that is best on their mean is taken. Default: none, and all count alike."""

    @model_validator(mode="after")
    def _can_be_compared(self) -> "WorldsConfig":
        mixes, given = self.mixes, self.probabilities
        twice = next((name for name in mixes if mixes.count(name) > 1), None)
        if twice is not None:
            raise ValueError(_("'mixes' names {name!r} twice; name each once", name=twice))
        if len(mixes) == 1:
            raise ValueError(
                _("'mixes' names one mix, which there is nothing to compare with; name two or more, or [] for none")
            )
        if not given:
            return self
        known = ", ".join(mixes)
        for name in given:
            if name not in mixes:
                raise ValueError(
                    _(
                        "'probabilities': {name!r} is none of 'mixes'; give one for each of {known}, or leave it out",
                        name=name,
                        known=known,
                    )
                )
        for name in mixes:
            if name not in given:
                raise ValueError(
                    _(
                        "'probabilities': {name!r} has none; give one for each of {known}, or leave it out",
                        name=name,
                        known=known,
                    )
                )
        if abs(sum(given.values()) - 1.0) > SUM_WITHIN:
            raise ValueError(_("'probabilities' sum to {total:g}, not to 1", total=sum(given.values())))
        return self
