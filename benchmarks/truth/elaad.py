"""Distributions that ElaadNL published of Dutch charging points: time plugged in, energy and arrivals by kind of point."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.truth.statistics import HOURS, mean_of_quantiles
from planner.errors import ConfigError

SOURCE = "ElaadNL open data (sessions/elaad_*.csv)"
FILES = tuple(Path("sessions") / f"elaad_{name}.csv" for name in ("connection_time", "energy", "arrival"))
KINDS = ("private", "public", "workplace")


@dataclass(frozen=True)
class Distribution:
    """Values that so many hundredths of the sessions exceed.

    Parameters
    ----------
    values : (101,)
        Exceeded by 0, 1, ..., 100 % of the sessions, falling.
    """

    values: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """Of all sessions; too low by what lies beyond the first value, where the file is cut off."""
        return mean_of_quantiles(self.values)

    @property
    def median(self) -> float:
        """Half of the sessions exceed it."""
        return float(self.values[len(self.values) // 2])


def read_distribution(file: Path, kind: str) -> Distribution:
    """Read one column of `elaad_connection_time.csv` (hours) or `elaad_energy.csv` (kWh).

    Raises
    ------
    ConfigError
        The file has not this column, or not 101 falling values.
    """
    values = _column(file, kind)
    if len(values) != 101 or (np.diff(values) > 0).any():
        raise ConfigError(f"{file.name}: column {kind!r} has not 101 falling values; expected one for each percentage")
    return Distribution(values)


def read_peak_share(file: Path, kind: str) -> float:
    """Share of arrivals in the busiest hour, of the 96 quarters of `elaad_arrival.csv`.

    Raises
    ------
    ConfigError
        The file has not this column, or not 96 values.
    """
    values = _column(file, kind)
    if len(values) != 4 * HOURS:
        raise ConfigError(f"{file.name}: {len(values)} rows; expected 96, one for each quarter of an hour")
    by_hour = values.reshape(HOURS, 4).sum(axis=1)
    return float(by_hour.max() / by_hour.sum())


def _column(file: Path, kind: str) -> NDArray[np.float64]:
    table = pd.read_csv(file, encoding="utf-8-sig")
    if kind not in table.columns:
        raise ConfigError(f"{file.name}: no column {kind!r}; expected {', '.join(KINDS)}")
    return table[kind].to_numpy(dtype=float)
