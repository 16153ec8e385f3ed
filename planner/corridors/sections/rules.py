"""The table `[corridors.rules]`; the text under each field is the manual."""

from typing import Annotated

from pydantic import Field

from planner.config.section import Positive, Section, Share

ROAD = r"^$|^.*\S\s+[-–—]\s+\S.*$"
"""Two towns with a dash between them; one within a name has no spaces beside it."""


class FloorConfig(Section):
    """`[[corridors.rules.floors]]`: a share of trips that must be possible."""

    share: Share
    """Of the trips between towns that an open road joins, those that need no charging counted too."""
    region: str = ""
    """Trips that begin or end in this region. Default: all."""
    family: str | None = None
    """Plug family. Default: all."""
    season: str = ""
    """Default: all."""


class NormConfig(Section):
    """`[[corridors.rules.norms]]`: nowhere on a main road more than so far without a station of a plug family."""

    name: str = Field(min_length=1)
    """AFIR has 60 km (access_spacing_highway of the facts), NEVI 80.5 km with four guns of 150 kW."""
    km: Positive
    """Greatest gap."""
    family: str
    """Plug family."""
    least_guns: Annotated[int, Field(ge=1)] = 1
    """Guns of the family that a station must have to count."""
    least_kw: Annotated[float, Field(ge=0)] = 0.0
    """Power that each of so many guns gives while the others give theirs, kW: the guns of a cabinet share its power."""
    road: str = Field(default="", pattern=ROAD)
    """Two towns, "Bishkek - Osh": the quickest way between them alone. Default: all main roads."""
    binding: bool = False
    """A rule of the plan. In any case the report has a line on it: how many roads are longer than `km`, and on how many of these it is kept."""


class RulesConfig(Section):
    """`[corridors.rules]`: what a plan must keep beside its budget."""

    max_stations: Annotated[int, Field(ge=0)] | None = None
    """New stations at most."""
    floors: tuple[FloorConfig, ...] = ()
    """Promised shares of trips."""
    norms: tuple[NormConfig, ...] = ()
    """Norms of distance."""
    closed: tuple[str, ...] = ()
    """Places where nobody charges."""
    forbidden: tuple[str, ...] = ()
    """Places where nothing new is built."""
    forced: dict[str, str] = Field(default_factory=dict)
    """Places where a station must be built, as `evplan check --json` names them under `places` or as reports do in any language ("Нарын"), each with the station or "" for any: guns by plug family in the order of `trips.families`, { "Naryn" = "8 gbt", "Kochkor 31 km NE" = "4 gbt + 2 ccs2" }, those of `stations.guns`: all of one family, half of each of two, or of more than four all but two of the one with more cars and two of the other. Where it is none of those on offer there, the refusal lists these."""
