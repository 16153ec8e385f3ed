"""A planned country, as every output reads it: who got which money, what is built where, which trips it makes possible, and what is proven."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from geodata.report import Assumption
from planner.country.cut_short import CutShort
from planner.country.phases.phase import Phase
from planner.country.roads.gap import RoadGap, RoadNorm
from planner.country.roads.station import PROPOSED, RoadStation
from planner.country.world_play import CountryWorlds

CITY, ROADS = "city", "roads"
KWH, TRIPS = "kwh", "trips"
FORMAT = 1


@dataclass(frozen=True)
class CurveRow:
    """What an asker makes of one sum: value and bound, in the unit of the country."""

    usd: float
    value: float
    bound: float


@dataclass(frozen=True, kw_only=True)
class Asker:
    """A city, or the roads, and its part of the money.

    Parameters
    ----------
    name : str
    kind : str
        `CITY` or `ROADS`.
    region : str
        Empty of roads.
    share_usd, cost_usd, value, bound : float
        What it is given, what its plan takes, what that is worth a day in the unit of the country, and what no plan for the share passes.
    asked_kwh, before_kwh, served_kwh : mapping
        By plug family, a day.
    curve : tuple of CurveRow
    next_usd : float
        What it would get of further money.
    people, lon, lat : float
    folder : str or None
        Of its own plan, from the folder of the country.
    new_sites, upgraded_sites, chargers, existing : int
        Stations that are new, those that stand and are enlarged, plugs that are added, plugs that stand.
    failed : str or None
        Why it was left out.
    """

    name: str
    kind: str
    region: str = ""
    share_usd: float = 0.0
    cost_usd: float = 0.0
    value: float = 0.0
    bound: float = 0.0
    asked_kwh: Mapping[str, float] = field(default_factory=dict)
    before_kwh: Mapping[str, float] = field(default_factory=dict)
    served_kwh: Mapping[str, float] = field(default_factory=dict)
    curve: tuple[CurveRow, ...] = ()
    next_usd: float = 0.0
    people: float = 0.0
    lon: float | None = None
    lat: float | None = None
    folder: str | None = None
    new_sites: int = 0
    upgraded_sites: int = 0
    chargers: int = 0
    existing: int = 0
    failed: str | None = None


@dataclass(frozen=True, kw_only=True)
class RoadPart:
    """A stretch of road between two junctions or towns.

    Parameters
    ----------
    name : str
        Towns at the ends of the road it belongs to.
    line : tuple of (lon, lat)
    km : float
    road_class : str
    trips : mapping of str to (asked, today, plan)
        By season, trips a day that pass it: all, those possible today, those possible with the plan.
    """

    name: str
    line: tuple[tuple[float, float], ...]
    km: float
    road_class: str
    trips: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class RoadTown:
    """A town, its name in Cyrillic letters where that is known, and how far its nearest gun is, km; None where no road leads to any."""

    name: str
    lon: float
    lat: float
    population: float
    region: str = ""
    country: str = ""
    folder: str | None = None
    km_today: float | None = None
    km_plan: float | None = None
    cyrillic: str = ""


@dataclass(frozen=True)
class Season:
    """Trips between towns on a day of a season.

    Parameters
    ----------
    asked, without, today, plan, never : float
        All; possible with the battery alone, with what stands, and with the plan; longer than any chain of stations allows, or without a way.
    no_way : float
        Those of them between towns that no open road joins.
    """

    name: str
    asked: float
    without: float
    today: float
    plan: float
    never: float = 0.0
    days: float = 0.0
    no_way: float = 0.0


@dataclass(frozen=True)
class TripShare:
    """What a share of the trips between towns takes at least.

    Parameters
    ----------
    share : float
        On the mean of the year.
    usd : float or None
        Of the cheapest plan of the roads that is known; None where none is.
    bound_usd : float or None
        Below which none makes so many possible; None where no stations do that keep the rules.
    stations : int
        New ones of that plan.
    refused : bool
        Where no stations do: whether it may be rules that refuse, and others do.
    """

    share: float
    usd: float | None
    bound_usd: float | None
    stations: int
    refused: bool = False


@dataclass(frozen=True)
class Country:
    """All that is told of a planned country.

    Parameters
    ----------
    name, country : str
    year : int
    budget_usd : float
    askers : tuple of Asker
        Cities, then the roads.
    value, bound, bound_at_sums : float
        Of the shared plan, a day in `unit`; that no split of the money passes, and none at the sums that were planned for.
    next_usd, next_value, next_bound : float
        Further money, and the value and bound with it.
    floors : tuple of mapping
    stations, roads, towns, seasons, gaps : tuple
    norms : tuple of RoadNorm
        Of the user's own.
    least : tuple of TripShare
        What shares of the trips take, where that was asked.
    worlds : CountryWorlds
        Plans for other mixes of plugs; empty where there is one.
    phases : tuple of Phase
        In the order of the years; none where all is built at once.
    proof : mapping
        Of the roads: value, bound, gap, status, stopped.
    weight : float
        By what the worth of the roads is multiplied beside the kWh of cities; a trip of them is worth `trip_kwh` before that.
    unit : str
        What `value` and `bound` count, and a part of names of columns: `KWH` a day, or `TRIPS` a day that charging makes possible, of roads alone that are planned for these.
    trip_kwh : float or None
        KWh that each trip on the roads counts beside cities; None where it counts what it needs.
    doubts : tuple of str
        What a reader must know before the figures: searches that were cut off with much still open.
    hints : tuple of str
        Keys of the configuration by which the doubts would change.
    problems, attribution : tuple of str
    assumptions : tuple of Assumption
    problem_rows : mapping of str to tuple of str
        Of lines of `problems` with several cases: each with where it stands.
    letters : mapping of str to str
        Towns in Cyrillic letters by name, those too that no road reaches.
    faults, fault_kinds : int
        Faults and doubts in the data of the roads, and of how many kinds.
    versions, configuration, run : mapping
    languages : tuple of str
    whole : bool
        Whether nothing was left out and nobody stopped the run.
    cut_short : CutShort or None
        What a run that the user stopped did not get to.
    other_plugs : float
        Electric trips a day whose plug no station is for, on the mean of the year; they are in no other figure.
    cars_of : str
        Of which day the share of electric cars is, where the facts give it.
    stations_given : bool
        Whether stations that stand on the roads were given; else nobody knows what is there today.
    """

    name: str
    country: str
    year: int
    budget_usd: float
    askers: tuple[Asker, ...]
    value: float
    bound: float
    bound_at_sums: float
    next_usd: float = 0.0
    next_value: float = 0.0
    next_bound: float = 0.0
    floors: tuple[Mapping[str, Any], ...] = ()
    stations: tuple[RoadStation, ...] = ()
    roads: tuple[RoadPart, ...] = ()
    towns: tuple[RoadTown, ...] = ()
    seasons: tuple[Season, ...] = ()
    gaps: tuple[RoadGap, ...] = ()
    norms: tuple[RoadNorm, ...] = ()
    least: tuple[TripShare, ...] = ()
    worlds: CountryWorlds = field(default_factory=CountryWorlds)
    phases: tuple[Phase, ...] = ()
    proof: Mapping[str, Any] = field(default_factory=dict)
    weight: float = 1.0
    unit: str = KWH
    trip_kwh: float | None = None
    doubts: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    problem_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: int = 0
    fault_kinds: int = 0
    letters: Mapping[str, str] = field(default_factory=dict)
    assumptions: tuple[Assumption, ...] = ()
    attribution: tuple[str, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    configuration: Mapping[str, Any] = field(default_factory=dict)
    run: Mapping[str, Any] = field(default_factory=dict)
    languages: tuple[str, ...] = ("en",)
    whole: bool = True
    cut_short: CutShort | None = None
    stations_given: bool = True
    other_plugs: float = 0.0
    cars_of: str = ""

    @property
    def cities(self) -> tuple[Asker, ...]:
        """Those of the askers that are cities and were planned."""
        return tuple(one for one in self.askers if one.kind == CITY and one.failed is None)

    @property
    def on_roads(self) -> Asker | None:
        """The roads, where they were planned."""
        return next((one for one in self.askers if one.kind == ROADS and not one.failed), None)

    @property
    def failed(self) -> tuple[Asker, ...]:
        """Those that were left out."""
        return tuple(one for one in self.askers if one.failed is not None)

    @property
    def spent_usd(self) -> float:
        """Money that all plans take."""
        return sum(one.cost_usd for one in self.askers)

    @property
    def built(self) -> tuple[RoadStation, ...]:
        """New stations on roads, in the order of building."""
        return tuple(sorted((one for one in self.stations if one.status == PROPOSED), key=lambda one: one.rank))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {"format": FORMAT, **asdict(self)}
