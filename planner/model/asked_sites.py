"""Sites that the scenario names, and pairs of sites that it keeps apart."""

import difflib

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from planner.errors import ConfigError
from planner.locations import Locations


def mask_of(ids: tuple[str, ...], key: str, number: dict[str, int]) -> NDArray[np.bool_]:
    """Sites that a list of the scenario names; (sites,).

    Raises
    ------
    ConfigError
        No site has such an id; the nearest known one is named.
    """
    mask = np.zeros(len(number), dtype=bool)
    for one in ids:
        if one not in number:
            close = difflib.get_close_matches(one, list(number), n=1, cutoff=0.5)
            hint = f"did you mean {close[0]!r}?" if close else "see site_id in sites.csv of any run for the known ones"
            raise ConfigError(f"plan.{key}: no site has the id {one!r}; {hint}")
        mask[number[one]] = True
    return mask


def too_near_of(places: Locations, spacing_m: float) -> NDArray[np.int64]:
    """Pairs of candidate sites nearer to each other than the spacing; (n, 2)."""
    free = np.flatnonzero(~places.existing)
    if spacing_m <= 0 or len(free) < 2:
        return np.empty((0, 2), dtype=np.int64)
    pairs = cKDTree(places.xy_m[free]).query_pairs(spacing_m * (1 - 1e-12), output_type="ndarray")
    return np.asarray(free[pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]], dtype=np.int64).reshape(-1, 2)
