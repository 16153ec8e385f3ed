"""Sites where something must be built and no charger, or not those that must stand together, is possible: refused before any solving."""

import numpy as np
from numpy.typing import NDArray

from planner.errors import InfeasibleError
from planner.model.instance.instance import Instance
from planner.model.rules.kinds.least import adding, least_usd_at
from planner.model.rules.kinds.local import Local
from planner.model.rules.kinds.ruling import Ruling
from planner.model.sets.limits import least_products, money_of, most_products, must_build, power_of, room_of
from planner.support.speech import _


def check_sites(instance: Instance) -> None:
    """Raise InfeasibleError, before any solving, for a site where something must be built and no charger is possible."""
    check_companions(instance)
    counts = (instance.products.bays >= 0) | (least_products(instance) > 0)  # taking guns down alone is nothing
    none_fits = ~(counts & (most_products(instance) > 0)).any(axis=1)
    for rule in instance.rules.every(Local):
        for site in np.flatnonzero(rule.must(instance) & none_fits).tolist():
            raise InfeasibleError(
                _(
                    "{key}: site {names} can take none of plan.chargers: it has {offered_to}, and {price_of}; take it from the list or change the limits",
                    key=rule.key,
                    names=instance.sites.told(site),
                    offered_to=_offered_to(instance, site),
                    price_of=_price_of(instance, site),
                ),
                [line for one in instance.rules.every(Ruling) for line in one.lacks(instance, site)],
            )


def _price_of(instance: Instance, site: int) -> str:
    """Price of the cheapest that could be added at a site, in words."""
    if not adding(instance, site).any():
        return _("nothing is on offer there")
    cheapest, frees = least_usd_at(instance, site), instance.freed(instance.products.kw)[site] > 0
    if np.isfinite(cheapest):
        return _(
            "its cheapest charger would cost {bool}{cheapest:,.0f} USD",
            bool=_("at least ") * bool(frees),
            cheapest=cheapest,
        )
    return _(
        "even the smallest charger draws more than the largest connection carries, {step_kw:g} kW",
        step_kw=instance.grid.step_kw[-1],
    )


def _offered_to(instance: Instance, site: int) -> str:
    """Limits of the rules at a site in words, local rules first."""
    rules = sorted(instance.rules.every(Ruling), key=lambda rule: not isinstance(rule, Local))
    return ", ".join(words for words in (rule.offers(instance, site) for rule in rules) if words)


def check_companions(instance: Instance) -> None:
    """Raise InfeasibleError, before any solving, for a forced new site where chargers that must stand together are not possible."""
    must = must_build(instance) & ~instance.sites.existing
    for rule in instance.rules.every(Local) if must.any() else ():
        sets = rule.companions(instance)
        for site in np.flatnonzero(must).tolist() if sets.any() else ():
            if fits_alone(instance, site, sets).any():
                continue
            products, name = instance.products, instance.sites.told(site)
            asks = next(one.key for one in instance.rules.every(Local) if one.must(instance)[site])
            bays, kw = (sets @ products.bays).min(), (sets @ products.kw).min()
            cheapest = float(_price_at(instance, site, sets).min())
            raise InfeasibleError(
                _(
                    "{asks} and {key} conflict: at site {name} it cannot be kept that {promise}: it has {offered_to}; the least that would do takes {bays} bays, {kw:g} kW or {cheapest:,.0f} USD",
                    asks=asks,
                    key=rule.key,
                    name=name,
                    promise=rule.promise(instance),
                    offered_to=_offered_to(instance, site),
                    bays=bays,
                    kw=kw,
                    cheapest=cheapest,
                ),
                [_("{asks}: leave out {name}", asks=asks, name=name), f"{rule.key}: {rule.way_out}"],
            )


def _price_at(instance: Instance, site: int, chargers: NDArray[np.int64]) -> NDArray[np.float64]:
    """USD for sets of chargers at a site, its ground works and connection included; (sets,)."""
    wires = instance.connection_usd(site, chargers @ instance.products.kw)
    return np.asarray(instance.sites.ground_usd[site] + chargers @ instance.products.usd + wires)


def fits_alone(instance: Instance, site: int, chargers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which sets of chargers are within a site's bays, power and the budget, each on its own; (sets,)."""
    products = instance.products
    fits = (chargers @ products.bays <= room_of(instance)[site]) & (
        chargers @ products.kw <= power_of(instance)[site] + 1e-9
    )
    usd = money_of(instance)[site] + (0.0 if instance.sites.existing[site] else float(instance.sites.ground_usd[site]))
    return np.asarray(fits & (_price_at(instance, site, chargers) <= usd + 1e-6))
