"""The table `[corridors.stations]`; the text under each field is the manual."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from planner.config.grid import GridConfig
from planner.config.section import Case, NotNegative, Positive, Section, Share
from planner.config.stations import StationsConfig
from planner.support.speech import _


class OptionsConfig(Section):
    """`[corridors.stations]`: where stations may stand, which are on offer, what stands."""

    every_km: Positive = 25.0
    """No stretch of a way longer than this is without a place for a station."""
    roadside: tuple[Literal["fuel", "rest", "settlement"], ...] = ("fuel", "rest", "settlement")
    """Kinds of places of `roads.osm` that are taken before a bare stretch of road, the best first."""
    in_towns: bool = True
    """Towns on the way are places too."""
    abroad: bool = False
    """New stations may stand on land that the data count to a country not named in `corridors.countries`, too. Without it only what stands there serves."""
    guns: Annotated[tuple[Annotated[int, Field(ge=2)], ...], Field(min_length=1)] = (2, 4, 6, 8)
    """Guns of a station, even numbers; each of one plug family, half of each of two, and of more than four also two of one and the rest of another."""
    chargers: dict[str, str] = Field(
        default_factory=lambda: {
            "gbt": "dc_gbt_120",
            "ccs2": "dc_ccs2_120",
            "chademo": "dc_triple_60",
            "gbt+ccs2": "dc_dual_120",
        }
    )
    """Cabinet of configs/chargers.csv by plug family, and by two families for stations with both."""
    cost_case: Case = "central"
    """Low, central or high prices of the catalogue and the facts."""
    site_cost_usd: NotNegative = 5000.0
    """Ground works of a station (assumed)."""
    grid: GridConfig = Field(default_factory=lambda: GridConfig(connection="stepped"))
    """Connection, as `[grid]` of a city; `substations` is a table or layer whose nearest entry gives the length of the cable, and `default_site_kw` counts for nothing here."""
    grid_kw: Positive | None = None
    """Most that the grid gives at a place. Default: the largest step of `grid.steps_kva`."""
    cable_km: NotNegative | None = None
    """Cable to the line where no substation is known; in towns 0.3 km. Default: the facts (1 km, assumed)."""
    session_kw: Positive | None = None
    """Mean power of a session on the way. Default: the high case of configs/facts/session_power.csv for each class, as cars on the way come with empty batteries."""
    session_share: Annotated[float, Field(gt=0, le=1)] = 0.6
    """Energy of a mean session, as a share of what a battery takes between least and full at a stop (assumed)."""
    plug_in_min: NotNegative = 5.0
    """Minutes at the gun beside charging (assumed)."""
    peak_hour_share: Share | None = None
    """Share of a day's sessions in its busiest hour. Default: that of public charging in configs/facts/arrival_profiles.csv."""
    max_wait_min: Positive = 10.0
    """Drivers wait longer than this with at most `wait_probability`."""
    wait_probability: Annotated[float, Field(gt=0, lt=1)] = 0.1
    """See `max_wait_min`."""
    existing: tuple[StationsConfig, ...] = ()
    """Stations that stand, as `[[stations]]` of a city."""
    existing_km: NotNegative = 2.0
    """A station farther from every way serves none, unless it stands within a town on the roads: up to so far from its middle, or between it and the roads."""

    @model_validator(mode="after")
    def _sound(self) -> "OptionsConfig":
        odd = next((one for one in self.guns if one % 2), None)
        if odd is not None:
            raise ValueError(_("'guns' has {odd}; cabinets have two guns, so give even numbers", odd=odd))
        if self.grid.connection != "stepped":
            raise ValueError(_("'grid.connection' must be {stepped} here", stepped="stepped"))
        return self
