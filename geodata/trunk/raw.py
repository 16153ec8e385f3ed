"""Nodes and edges as a source told them, before anything is checked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geodata.input_file import Fingerprint


@dataclass(frozen=True)
class RawNode:
    """A node as told.

    Parameters
    ----------
    record : str
        Where it stands: ``nodes.csv, row 4``.
    id : str
    lon, lat : float or None
        None where it cannot be read.
    country : str
        ISO 3166-1 alpha-2, or empty.
    """

    record: str
    id: str
    lon: float | None
    lat: float | None
    country: str = ""


@dataclass(frozen=True)
class RawEdge:
    """An edge as told.

    Parameters
    ----------
    record : str
    u, v : str
        Ids of its ends.
    km, minutes : float or None
        None where nothing, or no number, is told.
    told_km, told_minutes : str
        What stands there, for messages.
    road_class : str
    line : (points, 2) or None
        Its course from `u` to `v`, degrees.
    """

    record: str
    u: str
    v: str
    km: float | None
    minutes: float | None = None
    told_km: str = ""
    told_minutes: str = ""
    road_class: str = ""
    line: NDArray[np.float64] | None = None


@dataclass(frozen=True)
class RawTrunk:
    """A source of main roads.

    Parameters
    ----------
    source : str
        Name for messages.
    nodes, edges : tuple
    files : tuple of Fingerprint
        What was read.
    """

    source: str
    nodes: tuple[RawNode, ...]
    edges: tuple[RawEdge, ...]
    files: tuple[Fingerprint, ...] = ()
