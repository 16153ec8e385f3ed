"""A country in worlds of plugs that may come: plans for each, all of them played in each, one that loses least whichever comes, and what is proven of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

HEDGED, THIS = "hedged", "this"
"""Names of the plan for all worlds, and of the plan that the country is given; all others are those of mixes."""


@dataclass(frozen=True)
class WorldPlay:
    """A plan of the country played in a world.

    Parameters
    ----------
    plan, world : str
        Names of mixes; the plan may be `HEDGED` or `THIS` too.
    value, best : float
        What counts in a day there, in `Country.unit`, and what no plan there passes.
    known : float
        Of the best plan that is known there and keeps its promises and its balance of plugs, whatever world it was made for.
    breaks : str
        Promise of that world which the plan does not keep, in words; empty where it keeps all.
    imbalance : str
        How a city misses the balance of plugs that its own plan for that world keeps, in words; empty where none does.
    """

    plan: str
    world: str
    value: float
    best: float
    known: float = 0.0
    breaks: str = ""
    imbalance: str = ""

    @property
    def regret(self) -> float:
        """Share of the best that could be had there which the plan loses at most: measured against what no plan passes."""
        return max(0.0, 1.0 - self.value / self.best) if self.best > 0 else 0.0


@dataclass(frozen=True)
class PlanSite:
    """A site that a plan for a world builds.

    Parameters
    ----------
    part, id : str
        The city, or the roads, and its name there.
    lon, lat : float
        Degrees.
    name : str
        Of a station on a road; empty of a site in a city.
    cabinets : mapping of str to int
        By type, of the catalogue.
    guns : mapping of str to int
        By plug family; of a site in a city empty.
    grid_kw, cost_usd : float or None
        New power and cost; None where nobody reckoned them.
    """

    part: str
    id: str
    lon: float
    lat: float
    name: str = ""
    cabinets: Mapping[str, int] = field(default_factory=dict)
    guns: Mapping[str, int] = field(default_factory=dict)
    grid_kw: float | None = None
    cost_usd: float | None = None


@dataclass(frozen=True)
class WorldPlan:
    """A plan of the country, made for a world or for all of them.

    Parameters
    ----------
    name : str
    usd : mapping of str to float
        Money that each city and the roads are given.
    energy : mapping of str to float
        Share of each plug family in the energy served: in its own world, the mean over all where it belongs to none.
    sites : tuple of PlanSite
        All that it builds.
    """

    name: str
    usd: Mapping[str, float]
    energy: Mapping[str, float]
    sites: tuple[PlanSite, ...] = ()

    @property
    def money(self) -> float:
        """USD that all parts are given."""
        return sum(self.usd.values())


@dataclass(frozen=True)
class Hedge:
    """What is proven of the plan for all worlds.

    Parameters
    ----------
    regret : float
        Share of the best that it loses at most, whichever of the worlds comes.
    least : float
        No plan promises to lose less.
    gap : float
        Between what both leave, as a share of one.
    status : str
        ``optimal`` within the gap that was asked for, else ``feasible``.
    """

    regret: float
    least: float
    gap: float
    status: str


@dataclass(frozen=True)
class CommonSite:
    """A site that the plans of all mixes build.

    Parameters
    ----------
    id : str
    lon, lat : float
        Degrees.
    here : bool
        Whether the plan that the country is given builds it too.
    name : str
        Of a station on a road; empty of a site in a city.
    """

    id: str
    lon: float
    lat: float
    here: bool = True
    name: str = ""


@dataclass(frozen=True)
class CountryWorlds:
    """A country in several worlds.

    Parameters
    ----------
    plays : tuple of WorldPlay
    plans : tuple of WorldPlan
        Those of the mixes in their order, then that of the country, then the hedged one.
    hedge : Hedge or None
    everywhere : mapping of str to tuple of CommonSite
        By city or roads, those of the country's plan first.
    left_out : tuple of (str, str)
        Cities, worlds and plans without a part in this, and why.
    roads_alone : bool
        Only the roads were planned, with their share of the money.
    """

    plays: tuple[WorldPlay, ...] = ()
    plans: tuple[WorldPlan, ...] = ()
    hedge: Hedge | None = None
    everywhere: Mapping[str, tuple[CommonSite, ...]] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()
    roads_alone: bool = False

    @property
    def own(self) -> tuple[WorldPlan, ...]:
        """Plans that were made for one world each."""
        return tuple(one for one in self.plans if one.name not in (HEDGED, THIS))

    def built_in(self, part: str, site: str) -> dict[str, PlanSite]:
        """What the plan of each mix builds at a site, by plan."""
        return {plan.name: one for plan in self.own for one in plan.sites if (one.part, one.id) == (part, site)}

    def lacking(self, part: str) -> tuple[CommonSite, ...]:
        """Sites of a city or of the roads that the plans of all mixes build and that of the country does not."""
        return tuple(one for one in self.everywhere.get(part, ()) if not one.here)

    @property
    def everywhere_usd(self) -> dict[str, float]:
        """Money that each part is given in the plan of every mix at least; without those that one gives nothing."""
        names = dict.fromkeys(name for one in self.own for name in one.usd)
        least = {name: min(one.usd.get(name, 0.0) for one in self.own) for name in names}
        return {name: usd for name, usd in least.items() if usd > 0}
