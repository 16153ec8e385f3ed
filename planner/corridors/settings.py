"""The table `[corridors]` of a country's configuration, as a whole; the text under each field is the manual."""

from typing import Annotated

from pydantic import Field, model_validator

from planner.config.section import Section
from planner.corridors.sections.cars import DrivingConfig
from planner.corridors.sections.roads import RoadsConfig, TownsConfig
from planner.corridors.sections.rules import RulesConfig
from planner.corridors.sections.stations import OptionsConfig
from planner.corridors.sections.trips import TripsConfig
from planner.support.speech import _

CountryCode = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class CorridorSettings(Section):
    """`[corridors]`: chargers along the roads between towns."""

    countries: tuple[CountryCode, ...] = Field(default=())
    """ISO 3166-1 codes of two letters: roads and towns of these. Left out, the `country` of the configuration alone; `countries = []`, written down, all that the files hold."""
    roads: RoadsConfig
    """Main roads."""
    towns: TownsConfig = Field(default_factory=TownsConfig)
    """Towns."""
    trips: TripsConfig = Field(default_factory=TripsConfig)
    """Trips between towns."""
    driving: DrivingConfig = Field(default_factory=DrivingConfig)
    """Range and ways."""
    stations: OptionsConfig = Field(default_factory=OptionsConfig)
    """Places and stations."""
    rules: RulesConfig = Field(default_factory=RulesConfig)
    """Rules."""

    @model_validator(mode="after")
    def _rules_of_families(self) -> "CorridorSettings":
        named = [*(one.family for one in self.rules.floors), *(one.family for one in self.rules.norms)]
        for family in named:
            if family is not None and family not in self.trips.families:
                raise ValueError(
                    _(
                        "'rules' names the plug family {family!r}; 'trips.families' has {families}",
                        family=family,
                        families=", ".join(self.trips.families),
                    )
                )
        seasons = {one.name for one in self.trips.seasons}
        for floor in self.rules.floors:
            if floor.season and floor.season not in seasons:
                raise ValueError(
                    _(
                        "'rules' names the season {season!r}; known are {known}",
                        season=floor.season,
                        known=", ".join(sorted(seasons)),
                    )
                )
        return self
