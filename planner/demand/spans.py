"""Figures with a low, a central and a high value, and draws that interpolate between the three."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Draw = Mapping[str, float]
"""Position of each assumption by name: -1 at its low value, 0 at its central one, +1 at its high one; 0 where it is not named."""

CENTRAL: Draw = {}


@dataclass(frozen=True)
class Span:
    """Low, central and high value of one figure, or of an array of figures that move together."""

    low: Floats
    central: Floats
    high: Floats

    @classmethod
    def of(cls, low: ArrayLike, central: ArrayLike, high: ArrayLike) -> "Span":
        """Build from numbers or lists."""
        return cls(*(np.asarray(one, dtype=float) for one in (low, central, high)))

    @classmethod
    def fixed(cls, value: ArrayLike) -> "Span":
        """Build from a known figure: all three values are the same."""
        return cls.of(value, value, value)

    def at(self, position: float | Floats) -> Floats:
        """Value at a position between -1 and 1, or at one for each figure, piecewise linear."""
        reach = np.where(np.asarray(position) < 0, self.central - self.low, self.high - self.central)
        return np.asarray(self.central + position * reach)


@dataclass(frozen=True)
class Assumed:
    """One assumption of a demand estimate.

    Parameters
    ----------
    name : str
        By which draws move it: ``winter``, ``weight:work:office_m2``.
    what : str
        For people.
    low, central, high : str
        Its values, with unit, in words.
    source, confidence : str
    """

    name: str
    what: str
    low: str
    central: str
    high: str
    source: str
    confidence: str = "low"

    @classmethod
    def from_text(cls, name: str, what: str, values: Sequence[str], source: str) -> "Assumed":
        """Build from low, central and high in words."""
        low, central, high = values
        return cls(name, what, low, central, high, source)
