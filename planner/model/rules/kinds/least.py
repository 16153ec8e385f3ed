"""The least that a site takes at which something must be built: one new charger or one mended gun, with all that work on standing guns could free."""

import numpy as np
from numpy.typing import NDArray

from planner.model.instance.instance import Instance
from planner.model.rules.kinds.local import Local
from planner.support.speech import _

Floats = NDArray[np.float64]


def adding(instance: Instance, site: int) -> NDArray[np.bool_]:
    """Products that add something at a site and that it may have: cabinets, and work that brings a gun back; (products,)."""
    offered = (instance.products.available[site] > 0) & (instance.products.bays >= 0)
    for rule in instance.rules.every(Local):
        most = rule.most(instance)
        offered = offered if most is None else offered & (most[site] > 0)
    return np.asarray(offered)


def least_at(instance: Instance, site: int, taken: NDArray[np.generic], freed: float) -> float:
    """Least of `taken`, an amount by product, that one that adds something takes when so much is freed; inf where nothing is on offer."""
    least = float(np.asarray(taken, dtype=float)[adding(instance, site)].min(initial=np.inf))
    return max(0.0, least - freed)


def least_kw_at(instance: Instance, site: int) -> float:
    """Least power that a site draws, with what its own standing guns leave when taken down."""
    return least_at(instance, site, instance.products.kw, float(instance.freed(instance.products.kw)[site]))


def drawn_by(instance: Instance, site: int) -> str:
    """What `least_kw_at` is, in words."""
    beyond = _(" beyond what guns taken down there leave") if instance.freed(instance.products.kw)[site] > 0 else ""
    return _("what the smallest charger on offer draws{beyond}", beyond=beyond)


def least_usd_at(instance: Instance, site: int) -> float:
    """Least money for a site, ground works and connection included; what is taken down for it is not counted, so it may need more."""
    products, offered = instance.products, adding(instance, site)
    drawn = np.maximum(0.0, products.kw - float(instance.freed(products.kw)[site]))
    ground = 0.0 if instance.sites.existing[site] else float(instance.sites.ground_usd[site])
    price = products.usd + instance.connection_usd(site, drawn)
    return ground + float(price[offered].min(initial=np.inf))
