"""The demand of a design day, zone by zone and class by class."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.connectors import Current, Need, PortFamily
from geodata.report import Assumption, Problem


@dataclass(frozen=True)
class DemandClass:
    """Drivers who look for the same kind of plug, and how they charge.

    Parameters
    ----------
    family, need : PortFamily, Need
    session_dc_kwh, session_ac_kwh : float
        Energy of one session, the energy-weighted mean of the vehicle classes in it.
    max_dc_kw, max_ac_kw : float
        Most that the vehicles take on the design day (a cold battery takes less DC).
    session_dc_kw : float
        What they take in the mean of a fast session on the design day, at a gun that gives as much.
    peak_hour_share : float
        Share of the day's sessions in the peak hour.
    arrivals : tuple of tuple of float
        (occasions, 24): shares of the day's sessions by occasion and hour; they sum to 1.
    """

    family: PortFamily
    need: Need
    session_dc_kwh: float
    session_ac_kwh: float
    max_dc_kw: float
    max_ac_kw: float
    session_dc_kw: float
    peak_hour_share: float
    arrivals: tuple[tuple[float, ...], ...]

    @property
    def name(self) -> str:
        """``gbt_fast``."""
        return f"{self.family.value}_{self.need.value}"


@dataclass(frozen=True)
class Adapter:
    """An adapter by which drivers of one port charge at plugs of another standard.

    Parameters
    ----------
    port, to : PortFamily
        Of the vehicle, and of the plug.
    current : Current
        What it carries.
    worth : float
        Of a kWh against one at a plug of one's own.
    share : float
        Of the drivers of that port that have it.
    """

    port: PortFamily
    to: PortFamily
    current: Current
    worth: float
    share: float

    def joins(self, kind: DemandClass, families: Sequence[PortFamily], current: Current) -> bool:
        """Tell whether such drivers need it, and can use it, at guns for these families."""
        fits = self.port == kind.family and self.to in families and kind.family not in families
        return fits and self.current is current and kind.need.takes(current)


@dataclass(frozen=True)
class DemandSurface:
    """Public charging demand of the design day.

    Parameters
    ----------
    zone_id, district : (zones,)
    classes : tuple of DemandClass
        Those with any demand in the city.
    kwh_per_day : (zones, classes)
    year : int
    plug_in_min : float
        Minutes a session holds its gun beyond charging.
    stay_h : tuple of float
        (occasions,): mean hours that a car at a slow post stays parked.
    assumptions : tuple of Assumption
    problems : tuple of Problem
    vehicles : DataFrame
        ``vehicle_class, family, vehicles`` of the planning year, also of those without public charging.
    by_occasion : (zones, classes, occasions)
        What `kwh_per_day` is made of, in the order of `planner.demand.occasions.OCCASIONS`.
    hourly_kwh : (classes, 24)
        Energy needed in each hour of the design day.
    adapters : tuple of Adapter
        None unless the scenario says so.
    """

    zone_id: NDArray[np.str_]
    district: NDArray[np.object_]
    classes: tuple[DemandClass, ...]
    kwh_per_day: NDArray[np.float64]
    year: int
    plug_in_min: float
    stay_h: tuple[float, ...]
    assumptions: tuple[Assumption, ...] = ()
    problems: tuple[Problem, ...] = ()
    vehicles: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame({"vehicle_class": [], "family": [], "vehicles": []})
    )
    by_occasion: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 0, 0)))
    hourly_kwh: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 24)))
    adapters: tuple[Adapter, ...] = ()

    def __post_init__(self) -> None:
        if self.kwh_per_day.shape != (len(self.zone_id), len(self.classes)):
            raise ValueError(
                f"demand has shape {self.kwh_per_day.shape}, expected {(len(self.zone_id), len(self.classes))}"
            )
        if not np.isfinite(self.kwh_per_day).all() or (self.kwh_per_day < 0).any():
            raise ValueError("demand must be finite and not negative")

    def by_class(self) -> dict[str, float]:
        """KWh per day of the city by class name."""
        return {c.name: float(total) for c, total in zip(self.classes, self.kwh_per_day.sum(axis=0), strict=True)}

    def table(self) -> pd.DataFrame:
        """Long form, as `demand.csv`: one row for a zone and class with demand."""
        zone, which = np.nonzero(self.kwh_per_day > 0)
        return pd.DataFrame(
            {
                "zone_id": self.zone_id[zone],
                "district": self.district[zone],
                "port_family": [self.classes[c].family.value for c in which],
                "need": [self.classes[c].need.value for c in which],
                "year": self.year,
                "kwh_per_day": self.kwh_per_day[zone, which],
            }
        )
