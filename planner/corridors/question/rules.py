"""What a corridor plan must keep beside its budget: counts, floors, norms of distance, places that are closed, forced or forbidden."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from geodata.connectors import PortFamily
from planner.catalogue.regions import region_words
from planner.corridors.question.figures import refuse_rule, sound, told
from planner.support.speech import _, joined


@dataclass(frozen=True)
class Floor:
    """A share of all trips, of a region, a plug family or a season, that must be possible.

    Trips count by `trips_per_day`; those that need no charging count too.

    Parameters
    ----------
    share : float
        0 to 1.
    region : str
        Trips that begin or end there; all where empty.
    family : int or None
    season : str
    plug : str
        Name of the family, by which people know it.
    """

    share: float
    region: str = ""
    family: int | None = None
    season: str = ""
    plug: str = ""

    @property
    def name(self) -> str:
        """By which it is refused and reported."""
        plug = PortFamily(self.plug).label if self.plug in list(PortFamily) else self.plug
        family = "" if self.family is None else plug or f"family {self.family}"
        parts = (_("floor"), region_words(self.region) if self.region else "", family, self.season)
        return joined(" ", [part for part in parts if part])


@dataclass(frozen=True, eq=False)
class Chain:
    """A road from end to end, with the places on it, for norms of distance.

    Parameters
    ----------
    name : str
    places : (places,) int
        In the order of the road.
    km_at : (places,)
        From its beginning.
    km : float
        Its length.
    ends : (str, str)
        Names of the towns at its beginning and at its end; empty of a road that is not named by them.
    """

    name: str
    places: NDArray[np.int64]
    km_at: NDArray[np.float64]
    km: float
    ends: tuple[str, str] = ("", "")


@dataclass(frozen=True, eq=False)
class GapNorm:
    """Nowhere on a road more than so many km without a station of a plug family, as of AFIR (60 km) or NEVI (50 miles).

    The way from either end of the road to its first station counts too; a road that is no longer than the gap needs none.

    Parameters
    ----------
    name : str
    km : float
        Greatest gap.
    family : int
    chains : tuple of Chain
    least_guns : int
        Guns of the family that a station must have to count.
    least_kw : float
        Power of each.
    binding : bool
        A rule of the plan; else only told beside it.
    road : str
        Ends of the one road that it is asked of; empty where it is asked of all.
    parted : bool
        Whether a road that leaves the land on which stations may be built is asked part by part.
    """

    name: str
    km: float
    family: int
    chains: tuple[Chain, ...]
    least_guns: int = 1
    least_kw: float = 0.0
    binding: bool = True
    road: str = ""
    parted: bool = False

    def __post_init__(self) -> None:
        if not (sound(self.km) and self.km > 0):
            refuse_rule(self.name, "km", self.km, "> 0")
        for chain in self.chains:
            if chain.places.shape != chain.km_at.shape or chain.km_at.ndim != 1:
                refuse_rule(self.name, f"{chain.name}.km_at", chain.km_at.shape, f"{chain.places.shape}")
            if not sound(*chain.km_at, chain.km) or (np.diff(chain.km_at, append=chain.km) < 0).any():
                refuse_rule(self.name, f"{chain.name}.km_at", told(chain.km_at), f"0 <= … <= km = {chain.km:g}")


@dataclass(frozen=True)
class CorridorRules:
    """All of them.

    Parameters
    ----------
    max_stations : int or None
        New stations at most.
    floors : tuple of Floor
    norms : tuple of GapNorm
    closed : tuple of str
        Ids of places where nobody charges, at what stands neither.
    forbidden : tuple of str
        Ids of places where nothing new is built.
    forced : mapping from id of a place to key of an option
        Which must be built; any of its options where the key is empty.
    """

    max_stations: int | None = None
    floors: tuple[Floor, ...] = ()
    norms: tuple[GapNorm, ...] = ()
    closed: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    forced: dict[str, str] = field(default_factory=dict)

    @property
    def ask_for_stations(self) -> bool:
        """Whether some of them may ask for stations, so that a plan with fewer need not keep them."""
        return bool(self.floors or self.forced or any(norm.binding for norm in self.norms))

    @property
    def may_refuse(self) -> bool:
        """Whether they may refuse stations that would make more trips possible, whatever these cost."""
        return bool(self.max_stations is not None or self.floors or self.closed or self.forbidden or self.forced)

    def __post_init__(self) -> None:
        if self.max_stations is not None and self.max_stations < 0:
            refuse_rule("max_stations", "max_stations", self.max_stations, ">= 0")
        for floor in self.floors:
            if not 0 <= floor.share <= 1:
                refuse_rule(floor.name, "share", floor.share, "0 <= share <= 1")
        for name in self.forced:
            if name in self.closed or name in self.forbidden:
                refuse_rule("forced", name, "closed, forbidden", "forced")
