"""Seeded random numbers of the generator."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws that depend on the seed and the purpose alone.

    Only `random.Random.random` is used, whose sequence Python promises to keep between versions.

    Parameters
    ----------
    seed : int
    purpose : str
        Separate purposes get separate sequences, so that one more building moves no street.
    """

    def __init__(self, seed: int, purpose: str) -> None:
        self._source = random.Random(f"{seed}/{purpose}")  # noqa: S311 - scenery, not secrets

    def between(self, low: float, high: float) -> float:
        """Real number, even chances."""
        return low + (high - low) * self._source.random()

    def chance(self, probability: float) -> bool:
        """Yes with this probability."""
        return self._source.random() < probability

    def whole(self, low: int, high: int) -> int:
        """Whole number from low to high, both included."""
        return low + int((high - low + 1) * self._source.random())

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.whole(0, len(options) - 1)]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """All of the options in another order."""
        left = list(options)
        return [left.pop(self.whole(0, len(left) - 1)) for _ in range(len(left))]
