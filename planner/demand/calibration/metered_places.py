"""Metered energy by place and current, with the days over which each place was metered."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.connectors import Current
from planner.demand.spans import Floats

SURELY_CLOSED = 5.0
"""A place that gave so many sessions less than its own rate lets expect, at the start or the end, was not open there (chance 1 in 150)."""
WEEK = 7
LEAST_WEEKS = 4
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class MeteredPlaces:
    """Places with a current, each metered over days of its own.

    Parameters
    ----------
    key : (places,) str
        Station id, or coordinates where the station is not on file.
    current : (places,) str
        AC or DC.
    xy_m : (places, 2)
    evses : (places,) int
        EVSEs that the sessions name, at least 1.
    sessions : (places,) int
    kwh, days : (places,)
        Energy over the days.
    quantum_kwh : (places,)
        Variance of the energy over its mean: what a kWh counts as evidence. Energy-weighted session (compound Poisson), or that of
        the weekly sums where it is larger.
    """

    key: NDArray[np.str_]
    current: NDArray[np.str_]
    xy_m: Floats
    evses: NDArray[np.int64]
    sessions: NDArray[np.int64]
    kwh: Floats
    days: Floats
    quantum_kwh: Floats

    def __len__(self) -> int:
        """Places."""
        return len(self.key)


def window_of(sessions: pd.DataFrame) -> tuple[np.datetime64, np.datetime64]:
    """First day of the sessions, and the day after the last."""
    days = _days(sessions)
    return days.min(), days.max() + DAY


def metered_places(sessions: pd.DataFrame) -> MeteredPlaces:
    """Sum the sessions (schema SESSIONS) that have a place and a current, by both."""
    placed = sessions[sessions["x_m"].notna() & sessions["current"].notna()].reset_index(drop=True)
    by_source = {str(name): window_of(mine) for name, mine in sessions.groupby("source")}
    spot = placed["x_m"].round().astype(str) + "/" + placed["y_m"].round().astype(str)
    placed = placed.assign(key=placed["station_id"].where(placed["station_id"].notna(), spot))
    rows = [
        _place(str(key[0]), str(key[1]), mine, by_source) for key, mine in placed.groupby(["key", "current"], sort=True)
    ]
    columns = list(zip(*rows, strict=True)) if rows else [()] * 9
    key, current, x, y, evses, count, kwh, days, quantum = columns
    return MeteredPlaces(
        np.array(key, dtype=str),
        np.array(current, dtype=str),
        np.column_stack([np.array(x, dtype=float), np.array(y, dtype=float)]),
        np.array(evses, dtype=np.int64),
        np.array(count, dtype=np.int64),
        *(np.array(one, dtype=float) for one in (kwh, days, quantum)),
    )


def _place(
    key: str, current: str, mine: pd.DataFrame, windows: dict[str, tuple[np.datetime64, np.datetime64]]
) -> tuple[object, ...]:
    theirs = [windows[name] for name in mine["source"].unique()]
    first, last = min(one[0] for one in theirs), max(one[1] for one in theirs)
    day = np.sort(_days(mine))
    first, last = _open(day, first, last)
    kwh = mine["kwh"].to_numpy(dtype=float)
    quantum = max(float((kwh**2).sum() / kwh.sum()), _weekly(_days(mine), kwh, first, last))
    evses = max(1, int(mine["evse"].nunique()))
    place = mine.iloc[0]
    days = float((last - first) / DAY)
    return key, current, place["x_m"], place["y_m"], evses, len(mine), float(kwh.sum()), days, quantum


def _open(
    day: NDArray[np.datetime64], first: np.datetime64, last: np.datetime64
) -> tuple[np.datetime64, np.datetime64]:
    """Days in which a place was open: those of its files, but for a silence at either end that is none of chance."""
    own_first, own_last = day[0], day[-1] + DAY
    rate = len(day) / float((own_last - own_first) / DAY)
    opened = own_first if rate * float((own_first - first) / DAY) > SURELY_CLOSED else first
    closed = own_last if rate * float((last - own_last) / DAY) > SURELY_CLOSED else last
    return opened, closed


def _weekly(day: NDArray[np.datetime64], kwh: Floats, first: np.datetime64, last: np.datetime64) -> float:
    """Variance of whole weeks' energy over its mean, 0 where there are too few weeks."""
    weeks = int((last - first) / DAY) // WEEK
    if weeks < LEAST_WEEKS:
        return 0.0
    number = ((day - first) / DAY).astype(np.int64) // WEEK
    sums = np.bincount(number[number < weeks], weights=kwh[number < weeks], minlength=weeks)
    return float(sums.var(ddof=1) / sums.mean()) if sums.mean() > 0 else 0.0


def _days(sessions: pd.DataFrame) -> NDArray[np.datetime64]:
    return np.asarray(sessions["start"].str[:10].to_numpy(dtype="datetime64[D]"))


def with_currents(sessions: pd.DataFrame, guns: pd.DataFrame) -> pd.DataFrame:
    """Give sessions of unknown current that of most guns of their station (``station_id, current, guns``), where it has any."""
    if not sessions["current"].isna().any() or guns.empty:
        return sessions
    most = guns.sort_values(["guns", "current"], ascending=[False, True]).drop_duplicates("station_id")
    known = dict(zip(most["station_id"], most["current"], strict=True))
    filled = sessions["current"].where(sessions["current"].notna(), sessions["station_id"].map(known))
    return sessions.assign(current=filled.where(filled.isin([one.value for one in Current]), None))
