"""Speeds of the peak hour by road class."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

LINK = "_link"


@dataclass(frozen=True)
class PeakSpeeds:
    """How fast streets are in the peak hour, by `highway` value of OpenStreetMap; what is said of a road holds for its ramps too.

    Parameters
    ----------
    factor : mapping
        Speed in the peak hour over that without congestion.
    measured_kmh : mapping
        Mean speed in the peak hour, of all streets of the class.
    """

    factor: Mapping[str, float] = field(default_factory=dict)
    measured_kmh: Mapping[str, float] = field(default_factory=dict)

    def kmh(self, road_class: str, free_kmh: NDArray[np.float64]) -> NDArray[np.float64]:
        """Speed in the peak hour of streets of a class that have these speeds without congestion: the same where nothing is said."""
        for name in (road_class, road_class.removesuffix(LINK)):
            if name in self.measured_kmh:
                return np.full(free_kmh.shape, self.measured_kmh[name])
            if name in self.factor:
                return np.asarray(free_kmh * self.factor[name])
        return free_kmh
