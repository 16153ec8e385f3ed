"""The table `[corridors.trips]`; the text under each field is the manual."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from geodata.input_file import InputFile, file_beside
from planner.catalogue.vehicle_classes import CLASS_ROWS
from planner.config.fleet import MixKey, Temperature
from planner.config.section import Case, NotNegative, Positive, Section, Share
from planner.support.speech import _
from planner.support.spelling import nearest_known

Month = Annotated[int, Field(ge=1, le=12)]


class SeasonConfig(Section):
    """`[[corridors.trips.seasons]]`: months that are reckoned as one."""

    name: str = Field(min_length=1)
    """Name: winter."""
    months: Annotated[tuple[Month, ...], Field(min_length=1)]
    """Numbers of its months."""
    trips: Positive | None = None
    """Trips on a day of the season against the mean of the year. Default: winter_trips of configs/facts/corridor_parameters.csv for the coldest season, and what is left for the others."""
    temperature_c: Temperature | None = None
    """Temperature for which the season is reckoned. Default: at each road the month of the season that takes most energy, by the nearest city of the facts."""


SEASONS = (
    SeasonConfig(name="winter", months=(11, 12, 1, 2, 3)),
    SeasonConfig(name="summer", months=(4, 5, 6, 7, 8, 9, 10)),
)


class TripsConfig(Section):
    """`[corridors.trips]`: who drives between towns, and in which cars."""

    path: str | None = None
    """Table `from,to,trips_per_day[,vehicle_class][,port]` of trips one way: those back are rows of their own, and rows of the same way, class and port are added up, which is told. Default: a gravity model between the towns."""
    columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    electric: bool = False
    """The table counts electric vehicles alone; otherwise all, of which `ev_share` are electric."""
    counts: str | None = None
    """Table `vehicles_per_day` at `u,v` or `lon,lat`: the gravity model is scaled so that the sum of the cars that it sends over the roads counted is the sum counted, times through_share; not beside `path`."""
    count_columns: dict[str, str] = Field(default_factory=dict)
    """Your column names."""
    case: Case = "central"
    """Which case of configs/facts/corridor_parameters.csv the figures below are taken from where they are not given."""
    gravity_people: NotNegative | None = None
    """Exponent of the people at either end. Default: the facts (1, of Korean highways)."""
    gravity_km: NotNegative | None = None
    """Exponent of the distance by road. Default: the facts (2, of Korean highways)."""
    trips_per_person_year: Positive | None = None
    """Car trips one way a year for each person in the towns, over `least_km` and more; sets the level where there are no counts. Default: the facts (assumed)."""
    through_share: Share | None = None
    """Part of the vehicles counted that are cars between towns. Default: the facts (assumed)."""
    least_km: NotNegative = 50.0
    """Shorter trips are of a town and its surroundings, and not asked here."""
    kept_share: Share = 0.995
    """Pairs of towns are kept, the busiest first, until they hold this share of all kilometres; the rest is told and left out."""
    ev_share: Share | dict[str, Share] | None = None
    """Share of electric vehicles, of all or by country, { KG = 0.05 }. Default: that of the facts, of the day that they tell; give it for a later year."""
    classes: dict[str, Share] = Field(default_factory=lambda: {"private_home": 1.0})
    """Classes of the cars on the way and their shares, which sum to 1; each has the battery and energy of configs/facts/vehicle_classes.csv."""
    mix: MixKey | None = None
    """Port shares, as `fleet.mix` of a city. Default: those assumed for the country of the town where a trip begins."""
    year: int = Field(default=2028, ge=2015, le=2060)
    """Year of the port shares."""
    families: Annotated[tuple[Literal["gbt", "ccs2", "chademo", "nacs"], ...], Field(min_length=1)] = ("gbt", "ccs2")
    """Plug families that stations may have; cars of others are told and left out."""
    seasons: Annotated[tuple[SeasonConfig, ...], Field(min_length=1)] = SEASONS
    """Seasons of the year; each month belongs to one."""
    both_ways: bool | None = None
    """Plan each direction for itself. Default: where heights are known; on level roads a trip stands for both, and begins with no more than is charged up to at a stop, so that it can be driven back."""

    @model_validator(mode="after")
    def _sound(self) -> "TripsConfig":
        strange = next((name for name in self.classes if name not in CLASS_ROWS), None)
        if strange is not None:
            near = nearest_known(strange, CLASS_ROWS)
            raise ValueError(_("unknown vehicle class {name!r} in 'classes'; {near}", name=strange, near=near))
        if abs(sum(self.classes.values()) - 1) > 1e-6:
            raise ValueError(_("the shares of 'classes' sum to {total:g}, not to 1", total=sum(self.classes.values())))
        if len(set(self.families)) < len(self.families):
            raise ValueError(_("'families' names one twice; name each once"))
        months = [month for one in self.seasons for month in one.months]
        if sorted(months) != list(range(1, 13)):
            raise ValueError(_("'seasons' must hold each of the months 1 to 12 once"))
        if len({one.name for one in self.seasons}) < len(self.seasons):
            raise ValueError(_("'seasons' names one twice; name each once"))
        if self.path is not None and self.counts is not None:
            raise ValueError(
                _(
                    "'counts' set the level of the trips that the model makes, and 'path' gives trips that are known; leave one of the two out"
                )
            )
        return self

    def files(self, folder: Path) -> tuple[InputFile | None, InputFile | None]:
        """Tables of trips and of counts, beside `folder`."""
        return file_beside(folder, self.path, self.columns), file_beside(folder, self.counts, self.count_columns)
