"""The cabinets of a new station on a road."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class RoadCabinets:
    """Cabinets of one kind; the guns of each share its power.

    Parameters
    ----------
    kind : str
        Of the catalogue of chargers.
    count : int
    kw : float
        Of one cabinet, kW.
    guns : mapping of str to int
        Of one cabinet, by plug family.
    """

    kind: str
    count: int
    kw: float
    guns: Mapping[str, int]
