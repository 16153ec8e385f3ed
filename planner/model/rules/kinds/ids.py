"""Ids of sites, feeders and districts found among those that a question knows."""

import difflib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from planner.errors import ConfigError
from planner.support.speech import _


def numbered(names: Iterable[object], known: Iterable[str]) -> NDArray[np.int64]:
    """Number of each name among the known ones, -1 where there is none."""
    order = {name: at for at, name in enumerate(known)}
    return np.array([order.get(name, -1) if isinstance(name, str) else -1 for name in names], dtype=np.int64)


def sites_named(ids: Iterable[str], key: str, number: dict[str, int]) -> NDArray[np.bool_]:
    """Mask of the sites that a key of the configuration lists; (sites,).

    Raises
    ------
    ConfigError
        No site has one of the ids; the nearest known one is named.
    """
    mask = np.zeros(len(number), dtype=bool)
    for one in ids:
        if one not in number:
            close = difflib.get_close_matches(one, list(number), n=1, cutoff=0.5)
            hint = (
                _("did you mean {close!r}?", close=close[0])
                if close
                else _("see site_id in sites.csv of any run for the known ones")
            )
            raise ConfigError(_("{key}: no site has the id {one!r}; {hint}", key=key, one=one, hint=hint))
        mask[number[one]] = True
    return mask
