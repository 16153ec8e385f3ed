"""Places along roads where a station may stand, and the stations that are on offer there."""

import math
from dataclasses import dataclass

from planner.corridors.question.figures import refuse_place, sound, told

ROUNDING = 1e-9


@dataclass(frozen=True)
class Cabinets:
    """Cabinets of one kind at a station; the guns of each share its power.

    Parameters
    ----------
    kind : str
        Of the catalogue of chargers.
    count : int
    kw : float
        Of one cabinet, kW: what one of its guns gives alone, and all of them together.
    guns : (families,)
        Of one cabinet, by plug family.
    """

    kind: str
    count: int
    kw: float
    guns: tuple[int, ...]


@dataclass(frozen=True)
class StationOption:
    """A whole station: one of those on offer at a place, or one that stands there.

    Parameters
    ----------
    key : str
        Name of the option, once a place.
    guns : (families,)
        Guns by plug family, in the order of `CorridorInstance.families`.
    kw : float
        Power of one gun alone, kW, the least of all.
    bays : int
        Parking bays that it takes.
    cost_usd : float
        Station, ground works and grid step; 0 for what stands.
    kwh_per_day : (families,)
        Energy that it can hand out on a day, by plug family, as its queue allows; 0 where it has no gun of a family.
    grid_kw : float
        Power that it takes from the grid, kW.
    cabinets : tuple of Cabinets
        None where the station is known gun by gun, as what stands is: then no gun shares its power.
    ground_usd, grid_usd : float
        Parts of the cost: ground works, and the grid's step with its cable; the rest is cabinets.
    """

    key: str
    guns: tuple[int, ...]
    kw: float
    bays: int
    cost_usd: float
    kwh_per_day: tuple[float, ...]
    grid_kw: float = 0.0
    cabinets: tuple[Cabinets, ...] = ()
    ground_usd: float = 0.0
    grid_usd: float = 0.0

    def guns_at_once(self, kw: float, family: int | None = None) -> int:
        """Most guns of a plug family, or of all, each of which can give so many kW while the others do too."""

        def wanted(guns: tuple[int, ...]) -> int:
            return sum(guns) if family is None else guns[family]

        if not self.cabinets:
            return wanted(self.guns) if self.kw >= kw else 0
        return sum(
            one.count * (wanted(one.guns) if kw <= 0 else min(wanted(one.guns), int(one.kw / kw + ROUNDING)))
            for one in self.cabinets
        )

    def serves(self, family: int) -> bool:
        """Whether a car of this plug family can charge here."""
        return self.kwh_per_day[family] > 0

    def refuse_faults(self, place: str, families: int) -> None:
        """Raise CorridorError for figures that make no sense."""
        name = f"{place}, {self.key}"
        if len(self.guns) != families or not sound(*self.guns):
            refuse_place(name, "guns", told(self.guns), f"({families},) >= 0")
        if len(self.kwh_per_day) != families or not sound(*self.kwh_per_day):
            refuse_place(name, "kwh_per_day", told(self.kwh_per_day), f"({families},) >= 0")
        for family, (guns, kwh) in enumerate(zip(self.guns, self.kwh_per_day, strict=True)):
            if kwh > 0 and not guns:
                refuse_place(name, f"kwh_per_day[{family}]", kwh, f"0 = guns[{family}]")
        for figure in ("kw", "bays", "cost_usd", "grid_kw"):
            if not sound(value := getattr(self, figure)):
                refuse_place(name, figure, value, ">= 0")


@dataclass(frozen=True)
class Place:
    """Where a station may stand, or stands.

    Parameters
    ----------
    id : str
    lon, lat : float
        Degrees.
    options : tuple of StationOption
        At most one of them is built; it stands beside what is there.
    standing : StationOption or None
        What is there and used today.
    region, country : str
    bays : float
        Room for new bays; inf where that is not known.
    grid_kw : float
        Power that the grid has left there, kW; inf where that is not known.
    node, edge : int
        Of the road network; -1 where it is on none.
    km_on_edge : float
        From the first end of the edge.
    stations : tuple of str
        Names of those that stand there.
    approximate : bool
        Whether it lies on a straight line that stands for a road whose course is unknown.
    """

    id: str
    lon: float
    lat: float
    options: tuple[StationOption, ...] = ()
    standing: StationOption | None = None
    region: str = ""
    country: str = ""
    bays: float = math.inf
    grid_kw: float = math.inf
    node: int = -1
    edge: int = -1
    km_on_edge: float = 0.0
    stations: tuple[str, ...] = ()
    approximate: bool = False

    def __post_init__(self) -> None:
        if not (sound(self.lon, self.lat, above=-180.0) and self.lon <= 180 and abs(self.lat) <= 90):
            refuse_place(self.id, "lon, lat", f"{self.lon}, {self.lat}", "|lon| <= 180, |lat| <= 90")
        keys = [option.key for option in self.options]
        if len(set(keys)) < len(keys):
            refuse_place(self.id, "options", ", ".join(keys), "key != key")
        for figure in ("bays", "grid_kw"):
            if not getattr(self, figure) >= 0:
                refuse_place(self.id, figure, getattr(self, figure), ">= 0")

    def offers(self) -> tuple[int, ...]:
        """Numbers of the options for which there is room and power."""
        return tuple(
            number
            for number, option in enumerate(self.options)
            if option.bays <= self.bays and option.grid_kw <= self.grid_kw
        )
