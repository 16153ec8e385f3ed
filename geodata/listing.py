"""Lists in a sentence as messages, each of their entries told in its own words."""

from collections.abc import Sequence

from geodata.speech import _


def listed(parts: Sequence[object]) -> str:
    """Write ``a, b and c``."""
    if len(parts) == 1:
        return _.joined("", parts)
    return _("{several} and {last}", several=_.joined(", ", parts[:-1]), last=parts[-1])
