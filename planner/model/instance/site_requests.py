"""Which sites a plan is asked to build, to leave alone and to keep apart; and what the things of a question are called."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from planner.config.plan import PlanConfig
from planner.errors import ConfigError
from planner.network.locations import Locations
from planner.question import Question


@dataclass(frozen=True)
class Names:
    """Names for what is said to people; where one is not known its number is said."""

    chargers: tuple[str, ...] = ()
    feeders: tuple[str, ...] = ()
    substations: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()


NAMELESS = Names()


def names_of(question: Question) -> Names:
    """Names as the user knows them."""
    places = question.places
    return Names(
        tuple(k.id for k in question.chargers),
        tuple(places.feeder_kw),
        tuple(places.substation_kw),
        tuple(str(z) for z in question.demand.zone_id),
    )


@dataclass(frozen=True)
class Asked:
    """What is asked of single sites.

    Parameters
    ----------
    forced, forbidden : (sites,) bool
    too_near : (n, 2) int
        Pairs of candidate sites that may not both be opened.
    too_near_m : (n,)
    """

    forced: NDArray[np.bool_]
    forbidden: NDArray[np.bool_]
    too_near: NDArray[np.int64]
    too_near_m: NDArray[np.float64]


def asked_of(places: Locations, ask: PlanConfig) -> Asked:
    """Find the sites by their ids.

    Raises
    ------
    ConfigError
        A forced or forbidden id that no site has, or a site that is both, or that is forced and left out by a gate.
    """
    number = places.number()
    forced, forbidden = _mask(ask.forced, "forced", number), _mask(ask.forbidden, "forbidden", number)
    if (forced & forbidden).any():
        both = places.site_id[np.flatnonzero(forced & forbidden)[0]]
        raise ConfigError(f"plan: site {str(both)!r} is both forced and forbidden; take it from one list")
    if (forced & places.gates.excluded).any():
        j = int(np.flatnonzero(forced & places.gates.excluded)[0])
        status = f"land is {places.land_status[j]} and its connection {places.connection_status[j]}"
        raise ConfigError(
            f"plan.forced: site {str(places.site_id[j])!r} is left out by [gates], its {status}; take it from the list, or give its status a price there"
        )
    near = _pairs_nearer(places, ask.min_spacing_m)
    apart_m = np.linalg.norm(places.xy_m[near[:, 0]] - places.xy_m[near[:, 1]], axis=1)
    return Asked(forced, forbidden | places.gates.excluded, near, apart_m)


def numbered(names: Iterable[object], known: Iterable[str]) -> NDArray[np.int64]:
    """Number of each name among the known ones, -1 where there is none."""
    order = {name: at for at, name in enumerate(known)}
    return np.array([order.get(name, -1) if isinstance(name, str) else -1 for name in names], dtype=np.int64)


def _mask(ids: tuple[str, ...], key: str, number: dict[str, int]) -> NDArray[np.bool_]:
    mask = np.zeros(len(number), dtype=bool)
    for one in ids:
        if one not in number:
            close = difflib.get_close_matches(one, list(number), n=1, cutoff=0.5)
            hint = f"did you mean {close[0]!r}?" if close else "see site_id in sites.csv of any run for the known ones"
            raise ConfigError(f"plan.{key}: no site has the id {one!r}; {hint}")
        mask[number[one]] = True
    return mask


def _pairs_nearer(places: Locations, spacing_m: float) -> NDArray[np.int64]:
    free = np.flatnonzero(~places.existing)
    if spacing_m <= 0 or len(free) < 2:
        return np.empty((0, 2), dtype=np.int64)
    pairs = cKDTree(places.xy_m[free]).query_pairs(spacing_m * (1 - 1e-12), output_type="ndarray")
    return np.asarray(free[pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]], dtype=np.int64).reshape(-1, 2)
