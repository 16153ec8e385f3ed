"""Measured figures of a session by current: energy, power, hours plugged in and hours of the day, each only from enough sessions."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from geodata.connectors import Current
from planner.demand.spans import Floats

LEAST_FOR_MEAN = 100
"""Sessions for a mean: with a coefficient of variation of 1 its standard error is then 10 %. Session energies of Dundee vary by 0.6 (DC) to
0.9 (AC), hours plugged in by 1 to 2; a sample that varies more than 1 needs more, see `needed_for_mean`."""
MOST_RELATIVE_ERROR = 0.10
LEAST_FOR_SHAPE = 1_000
"""Sessions for the 24 shares of a day: the share of a peak hour of 0.07 then has a standard error of 0.010 with energies that vary by 0.8
(``sqrt(p (1 - p) (1 + cv^2) / n)``), a seventh of it."""
LEAST_TOLD = 0.5
"""Hours of charging count where at least so many sessions tell them; fast ones are taken by the hours plugged in otherwise."""
QUANTILES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class CurrentFigures:
    """What the sessions of one current say; None where there are too few.

    Parameters
    ----------
    current : Current
    sessions : int
    session_kwh : float, optional
        Mean energy at the plug.
    session_kw : float, optional
        All energy over all hours of charging, so that a mean session lasts ``session_kwh / session_kw`` hours; of fast sessions
        over the hours plugged in where charging is not told apart, of slow ones unknown there.
    plugged_h : float, optional
        Mean hours plugged in.
    plugged_h_quantiles : tuple of float, optional
        p10, p50, p90.
    hourly_shares : (24,), optional
        Share of the energy by the local hour of plugging in, which is when the need arises.
    """

    current: Current
    sessions: int
    session_kwh: float | None = None
    session_kw: float | None = None
    plugged_h: float | None = None
    plugged_h_quantiles: tuple[float, float, float] | None = None
    hourly_shares: Floats | None = None


@dataclass(frozen=True)
class Lacking:
    """A figure for which there are too few sessions; `needed` is how many it takes."""

    what: str
    sessions: int
    needed: int


@dataclass(frozen=True)
class MeasuredSessions:
    """Measured figures of a session by current.

    Parameters
    ----------
    by_current : dict of Current to CurrentFigures
    lacking : tuple of Lacking
    unknown : int
        Sessions whose current nobody knows, which no figure counts.
    """

    by_current: dict[Current, CurrentFigures] = field(default_factory=dict)
    lacking: tuple[Lacking, ...] = ()
    unknown: int = 0

    def of(self, current: Current) -> CurrentFigures:
        """Figures of a current, all None where nothing was measured."""
        return self.by_current.get(current, CurrentFigures(current, 0))


def needed_for_mean(values: Floats) -> int:
    """Sessions for a mean of which the standard error is at most 10 %, by the variation of the sample itself."""
    mean = float(values.mean()) if len(values) else 0.0
    cv = float(values.std(ddof=1)) / mean if len(values) > 1 and mean > 0 else 1.0
    return max(LEAST_FOR_MEAN, math.ceil((cv / MOST_RELATIVE_ERROR) ** 2))


def measured_sessions(sessions: pd.DataFrame) -> MeasuredSessions:
    """Measure sessions (schema SESSIONS)."""
    found, lacking = {}, []
    for current in (Current.AC, Current.DC):
        mine = sessions[sessions["current"] == current.value]
        if len(mine):
            figures, missing = _figures(current, mine)
            found[current] = figures
            lacking += missing
    return MeasuredSessions(found, tuple(lacking), int(sessions["current"].isna().sum()))


def _figures(current: Current, mine: pd.DataFrame) -> tuple[CurrentFigures, list[Lacking]]:
    kwh, plugged = mine["kwh"].to_numpy(dtype=float), mine["plugged_h"].to_numpy(dtype=float)
    count, words = len(mine), f"{current.value} sessions"
    charging = _charging(current, mine)
    needs = {
        "energy": needed_for_mean(kwh),
        "hours plugged in": needed_for_mean(plugged),
        "hours of the day": LEAST_FOR_SHAPE,
        **({} if charging is None else {"power": max(needed_for_mean(one) for one in charging)}),
    }
    has = {what: len(charging[0]) if what == "power" and charging is not None else count for what in needs}
    enough = {what for what, least in needs.items() if has[what] >= least}
    low, middle, high = (float(one) for one in np.quantile(plugged, QUANTILES))
    figures = CurrentFigures(
        current,
        count,
        session_kwh=float(kwh.mean()) if "energy" in enough else None,
        session_kw=float(charging[0].sum() / charging[1].sum()) if charging is not None and "power" in enough else None,
        plugged_h=float(plugged.mean()) if "hours plugged in" in enough else None,
        plugged_h_quantiles=(low, middle, high) if "hours plugged in" in enough else None,
        hourly_shares=hourly_shares(mine) if "hours of the day" in enough else None,
    )
    return figures, list(_missing(needs, has, words))


def _missing(needs: dict[str, int], has: dict[str, int], words: str) -> Iterator[Lacking]:
    for what, least in needs.items():
        if has[what] < least:
            yield Lacking(f"{what} of {words}", has[what], least)


def _charging(current: Current, mine: pd.DataFrame) -> tuple[Floats, Floats] | None:
    """Energies and hours of charging of the sessions that tell them; None where nothing does."""
    told = mine["charging_h"].notna().to_numpy()
    kwh = mine["kwh"].to_numpy(dtype=float)
    if told.mean() >= LEAST_TOLD:
        return kwh[told], mine["charging_h"].to_numpy(dtype=float)[told]
    return (kwh, mine["plugged_h"].to_numpy(dtype=float)) if current is Current.DC else None


def hourly_shares(mine: pd.DataFrame) -> Floats:
    """Share of the energy by hour of plugging in; (24,)."""
    hour = mine["start"].str[11:13].to_numpy(dtype=np.int64)
    by_hour = np.bincount(hour, weights=mine["kwh"].to_numpy(dtype=float), minlength=24)
    return np.asarray(by_hour / by_hour.sum())
