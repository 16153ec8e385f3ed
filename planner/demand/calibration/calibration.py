"""What metered sessions changed in an estimate of demand: the factors, the figures that gave way, and how well it fits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.connectors import Current, Need
from planner.demand.calibration.session_figures import Lacking, MeasuredSessions
from planner.demand.spans import Floats
from planner.support.speech import term

NEED_OF = {Current.DC: Need.FAST, Current.AC: Need.SLOW}
"""Need that the sessions of a current speak of."""

LEAST_PLACED = 0.5
"""Share of the sessions at known places below which their figures are said to be of other stations than those of the city (chosen)."""
NOT_HERE = term(" of stations not on file in this city")

KEPT = term(
    "The level stays that of the fleet: kWh by vehicle class, port, need and district, as metered stations are not the whole "
    "demand. What moved is where in a district it lies and on which occasion."
)


@dataclass(frozen=True)
class Factors:
    """How an estimate's zones and occasions are weighed; None leaves them as the model has them.

    Parameters
    ----------
    zones : (zones,), optional
        Of the attraction of each zone.
    occasions : (classes, needs, occasions), optional
        Of the share of each occasion; those of a class and need are scaled to their old sum.
    """

    zones: Floats | None = None
    occasions: Floats | None = None


@dataclass(frozen=True)
class Replaced:
    """An assumed figure that a measured one took the place of; `assumed` and `measured` in words, with unit."""

    what: str
    assumed: str
    measured: str
    sessions: int

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {"what": self.what, "assumed": self.assumed, "measured": self.measured, "sessions": self.sessions}


@dataclass(frozen=True)
class Fit:
    """An error before and after.

    Parameters
    ----------
    what : str
        In words, with what it is a share of.
    before, after : float
    count : int
        Places or sessions that it is of.
    raw : float, optional
        What the measured values would give by themselves, without the model; of a test on later days alone.
    """

    what: str
    before: float
    after: float
    count: int
    raw: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {"what": self.what, "before": self.before, "after": self.after, "count": self.count, "raw": self.raw}


@dataclass(frozen=True)
class Calibration:
    """What sessions changed.

    Parameters
    ----------
    measured : MeasuredSessions
    factors : Factors
    session_factor : mapping of Current to float
        Of the assumed energy of a session, for every vehicle class alike; none where it stands.
    hourly_shares : mapping of Need to (24,)
        Where the measured day takes the place of the profiles.
    replaced : tuple of Replaced
    refused : tuple of Lacking
        What too few sessions were given for, and how many are needed.
    fits : tuple of Fit
    placed_share : float
        Of the sessions, at a station on file or at a place in the city.
    metered_kwh_per_day, predicted_kwh_per_day : float
        At the metered places, and what the model lays there: told, never applied.
    """

    measured: MeasuredSessions
    factors: Factors = field(default_factory=Factors)
    session_factor: Mapping[Current, float] = field(default_factory=dict)
    hourly_shares: Mapping[Need, Floats] = field(default_factory=dict)
    replaced: tuple[Replaced, ...] = ()
    refused: tuple[Lacking, ...] = ()
    fits: tuple[Fit, ...] = ()
    placed_share: float = 1.0
    metered_kwh_per_day: float = 0.0
    predicted_kwh_per_day: float = 0.0

    @property
    def of_this_city(self) -> bool:
        """Whether most sessions are of stations or places of the city."""
        return self.placed_share >= LEAST_PLACED

    @property
    def confidence(self) -> str:
        """Confidence in a figure of a session: what was measured elsewhere is known no better than the facts."""
        return "high" if self.of_this_city else "medium"

    def source(self, sessions: int) -> str:
        """So many sessions as a source, in words."""
        return f"{sessions:,} sessions{'' if self.of_this_city else NOT_HERE}"

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form, without the arrays."""
        return {
            "sessions": {one.current.value: one.sessions for one in self.measured.by_current.values()},
            "sessions_of_unknown_current": self.measured.unknown,
            "measured": [_figures(one) for one in self.measured.by_current.values()],
            "replaced": [one.as_dict() for one in self.replaced],
            "refused": [{"what": one.what, "sessions": one.sessions, "needed": one.needed} for one in self.refused],
            "fits": [one.as_dict() for one in self.fits],
            "placed_share": self.placed_share,
            "of_this_city": self.of_this_city,
            "metered_kwh_per_day": self.metered_kwh_per_day,
            "predicted_kwh_per_day": self.predicted_kwh_per_day,
            "kept": KEPT,
        }


def _figures(one: Any) -> dict[str, Any]:
    return {
        "current": one.current.value,
        "sessions": one.sessions,
        "session_kwh": one.session_kwh,
        "session_kw": one.session_kw,
        "plugged_h": one.plugged_h,
        "plugged_h_quantiles": None if one.plugged_h_quantiles is None else list(one.plugged_h_quantiles),
        "hourly_shares": None if one.hourly_shares is None else [float(share) for share in one.hourly_shares],
    }
