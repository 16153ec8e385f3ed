"""The nearest known name to one that is not known."""

import difflib
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from planner.support.speech import _, joined

AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})


def nearest_known(name: str, known: Iterable[str], called: Mapping[str, str] = AS_THEY_ARE) -> str:
    """Say which known name was perhaps meant, or list them all; `called` says how people call those that they call otherwise."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.55)
    if close:
        return _("did you mean {close!r}?", close=called.get(close[0], close[0]))
    return _("known are {known}", known=joined(", ", list(dict.fromkeys(called.get(one, one) for one in names))))
