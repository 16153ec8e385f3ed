"""What a run that the user stopped did not get to: sums of money and cities that were never searched, searches that were ended, worlds of plugs that were not planned."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from planner.support.stopping import Stop


@dataclass(frozen=True)
class CutShort:
    """What was cut short.

    Parameters
    ----------
    never : mapping of str to tuple of float
        By city or roads the sums, USD, whose search never began, or had found nothing.
    ended : mapping of str to tuple of float
        Those whose search was ended; the best plan of then stands for them.
    not_begun : tuple of str
        Cities, or the roads, of which nothing was searched at all.
    mixes : tuple of str
        Mixes of plugs for which the country was asked and not planned.
    hedged_in_part : bool
        Whether the search for a plan for all mixes was ended.
    """

    never: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    ended: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    not_begun: tuple[str, ...] = ()
    mixes: tuple[str, ...] = ()
    hedged_in_part: bool = False

    @property
    def leaves_money_open(self) -> bool:
        """Whether more might have been found for money of this country."""
        return bool(self.never or self.ended or self.not_begun)

    def named(self, name: Callable[[str], str]) -> "CutShort":
        """The same with other names of cities; roads keep theirs."""
        never, ended = ({name(one): usd for one, usd in sums.items()} for sums in (self.never, self.ended))
        return replace(self, never=never, ended=ended, not_begun=tuple(map(name, self.not_begun)))


class _ForSum(Protocol):
    @property
    def usd(self) -> float:
        """Money it was asked for."""


def left(
    missing: Sequence[float], begun: Sequence[float], found: Sequence[_ForSum], stopping: Stop
) -> tuple[float, ...]:
    """Of the sums that were asked for those which the user stopped before their search began, and the last one where it had found nothing."""
    if not stopping():
        return ()
    known = {one.usd for one in found}
    last = [one for one in begun[-1:] if one not in known]
    return (*last, *(one for one in missing if one not in begun))
