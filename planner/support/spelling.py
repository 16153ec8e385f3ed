"""The nearest known name to one that is not known."""

import difflib
from collections.abc import Iterable, Mapping

from planner.support.speech import _, joined


def nearest_known(name: str, known: Iterable[str]) -> str:
    """Say which known name was perhaps meant, or list them all; a mapping says what people call each of them."""
    called = known if isinstance(known, Mapping) else {one: one for one in known}
    close = difflib.get_close_matches(name, sorted(called), n=1, cutoff=0.55)
    if close:
        return _("did you mean {close!r}?", close=called[close[0]])
    return _("known are {known}", known=joined(", ", sorted(set(called.values()))))
