"""Metered energy by place and current, with the days over which each place was metered."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from geodata.connectors import Current
from planner.demand.spans import Floats

SURELY_CLOSED = 5.0
"""A place that gave so many sessions less than its own rate lets expect, at the start or the end, was not open there (chance 1 in 150)."""
LEAST_TO_TELL = 10
"""Fewer sessions tell of no rate, so that of no silence can be said that it is none of chance."""
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
    spot = placed["x_m"].round().astype(str) + "/" + placed["y_m"].round().astype(str)
    placed = placed.assign(key=placed["station_id"].where(placed["station_id"].notna(), spot))
    covered = _covered(sessions, placed)
    rows = [
        _place(str(key[0]), str(key[1]), mine, covered[str(mine["source"].iloc[0])])
        for key, mine in placed.groupby(["key", "current"], sort=True)
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


def _covered(sessions: pd.DataFrame, placed: pd.DataFrame) -> dict[str, NDArray[np.datetime64]]:
    """Days that were metered, by source: those of all files that are linked by a common place, as the months of one operator are."""
    names = sorted(str(one) for one in sessions["source"].unique())
    if placed.empty:
        return {}
    key = pd.factorize(placed["key"], sort=True)[0]
    source = np.searchsorted(names, placed["source"].to_numpy(dtype=str))
    size = len(names) + int(key.max()) + 1
    links = sp.coo_array((np.ones(len(placed)), (source, len(names) + key)), shape=(size, size))
    _, group = connected_components(links, directed=False)
    own = {}
    for name, mine in sessions.groupby("source"):
        first, last = window_of(mine)
        own[str(name)] = np.arange(first, last, DAY)
    return {
        name: np.unique(np.concatenate([own[other] for j, other in enumerate(names) if group[j] == group[k]]))
        for k, name in enumerate(names)
    }


def _place(key: str, current: str, mine: pd.DataFrame, covered: NDArray[np.datetime64]) -> tuple[object, ...]:
    """One place; its days are numbered in the order of the days covered."""
    day = np.searchsorted(covered, _days(mine))
    first, last = _open(day, len(covered))
    kwh = mine["kwh"].to_numpy(dtype=float)
    quantum = max(float((kwh**2).sum() / kwh.sum()), _weekly(day - first, kwh, last - first))
    place, evses = mine.iloc[0], max(1, int(mine["evse"].nunique()))
    return key, current, place["x_m"], place["y_m"], evses, len(mine), float(kwh.sum()), float(last - first), quantum


def _open(day: NDArray[np.int64], days: int) -> tuple[int, int]:
    """First day on which a place was open and the day after the last: all days, but for a silence at either end that is none of chance."""
    first, last = int(day.min()), int(day.max()) + 1
    if len(day) < LEAST_TO_TELL:
        return 0, days
    rate = (len(day) - 1) / (last - first)
    return (first if rate * first > SURELY_CLOSED else 0), (last if rate * (days - last) > SURELY_CLOSED else days)


def _weekly(day: NDArray[np.int64], kwh: Floats, days: int) -> float:
    """Variance of whole weeks' energy over its mean, 0 where there are too few weeks."""
    weeks = days // WEEK
    number = day // WEEK
    if weeks < LEAST_WEEKS or not (number < weeks).any():
        return 0.0
    sums = np.bincount(number[number < weeks], weights=kwh[number < weeks], minlength=weeks)
    return float(sums.var(ddof=1) / sums.mean())


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
