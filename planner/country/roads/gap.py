"""Greatest gaps on the roads of a planned country, and the norms of distance beside which they are held."""

from dataclasses import dataclass

ROUNDING_KM = 1e-6
NEVI_KM, NEVI_GUNS, NEVI_KW = 80.467, 4, 150.0
"""The norm ``nevi`` of a gap: 50 miles; four ports that give 150 kW each at once (23 CFR 680.106)."""

BETWEEN = " – "
"""Between the towns that name a road: ``Bishkek – Osh``."""


@dataclass(frozen=True)
class RoadNorm:
    """A norm of the user's own: nowhere more than so far without a station of a plug family.

    Parameters
    ----------
    name : str
    km : float
    family : str
    least_guns : int
    least_kw : float
    binding : bool
        A rule of the plan; else only told.
    road : str
        The one road that it is asked of; empty where it is asked of all.
    parted : bool
        Whether a road that leaves the land on which stations may be built is asked part by part.
    """

    name: str
    km: float
    family: str
    least_guns: int = 1
    least_kw: float = 0.0
    binding: bool = False
    road: str = ""
    parted: bool = False


@dataclass(frozen=True)
class RoadGap:
    """The greatest gap without a station on a road, for a plug family or against a norm.

    Parameters
    ----------
    road : str
    ends : (str, str)
        Names of the towns at its beginning and at its end.
    km : float
        Length of the road.
    what : str
        A plug family, ``afir``, ``nevi``, or the name of a norm of the user's own.
    today_km, plan_km, limit_km : float
        The last is what the norm asks for, if it is one.
    own : int or None
        Number of the norm in `Country.norms`, where it is one of the user's own.
    other_way : bool
        Of a plug: cars with it do not come through on this road with the plan, and drive between its ends by another way.
    stations : tuple of (str, float)
        With the plan, those with the plug or as the norm asks, in driving order, and how far each is from the beginning of the road, km.
    between : (str, str)
        The two of them, or towns at the ends of the road, between which the gap with the plan lies; empty where the ends are no towns.
    """

    road: str
    ends: tuple[str, str]
    km: float
    what: str
    today_km: float
    plan_km: float
    limit_km: float | None = None
    own: int | None = None
    other_way: bool = False
    stations: tuple[tuple[str, float], ...] = ()
    between: tuple[str, str] = ("", "")

    @property
    def asks(self) -> bool:
        """Whether a norm asks for anything on this road: one that is no longer than the limit keeps it without a station."""
        return self.limit_km is not None and self.km > self.limit_km + ROUNDING_KM

    def kept(self, km: float) -> bool | None:
        """Whether a gap of so many km is as the norm asks; None where it asks for nothing."""
        return km <= (self.limit_km or 0.0) + ROUNDING_KM if self.asks else None
