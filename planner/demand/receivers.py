"""Taxis with a receiver for wireless charging, which use pads instead of plugs, and the efficiency of pads."""

from collections.abc import Sequence

import numpy as np

from geodata.connectors import PortFamily
from geodata.report import Assumption
from planner.catalogue.chargers import catalogue_rows
from planner.catalogue.offers import PAD
from planner.demand.inputs import TAXIS
from planner.demand.spans import Floats
from planner.support.speech import _


def with_receivers(vehicles: Floats, classes: Sequence[str], share: float) -> Floats:
    """Move a share of the taxis of every port to a family of their own.

    Parameters
    ----------
    vehicles : (classes, districts, families)
    classes : sequence of str
    share : float

    Returns
    -------
    (classes, districts, families + 1)
        The last column are those with a receiver.
    """
    mine = np.array([share if name in TAXIS else 0.0 for name in classes])[:, None, None]
    return np.concatenate([vehicles * (1.0 - mine), (vehicles * mine).sum(axis=2, keepdims=True)], axis=2)


def at_pads(efficiency: Floats, families: Sequence[PortFamily]) -> Floats:
    """Energy taken at a pad against that at a plug, 1 for families with plugs; (families, needs).

    `efficiency` is the energy in the battery for each kWh at the plug, by need; that of a pad is the catalogue's.
    """
    pad = float(catalogue_rows()[PAD]["efficiency"])
    return np.array([efficiency / pad if one is PortFamily.WIRELESS else np.ones_like(efficiency) for one in families])


def receivers_assumed(share: float) -> Assumption:
    """Assumption about the share of such taxis."""
    what = _("electric taxis with a receiver for wireless charging, which charge in public at pads only")
    return Assumption(
        what, _("{share:.0%}", share=share), _("coming.wireless_taxi_share; no such taxi is known in the region")
    )
