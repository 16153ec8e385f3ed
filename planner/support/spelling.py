"""The nearest known name to one that is not known."""

import difflib
from collections.abc import Iterable

from planner.support.speech import _


def nearest_known(name: str, known: Iterable[str]) -> str:
    """Say which known name was perhaps meant, or list them all."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.55)
    return _("did you mean {close!r}?", close=close[0]) if close else _("known are {known}", known=", ".join(names))
