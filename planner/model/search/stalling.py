"""When a search that the exact model does not end has gained too little for too long."""

from dataclasses import dataclass

STALE, GAIN = 15_000, 5e-4
"""With a max-min objective and no exact model that can settle it the search ends after so many rebuilds that gain less than this share: fractions of sets keep the bound away."""


@dataclass
class Stalling:
    """The last gain that counted.

    Parameters
    ----------
    value : float
        Of the best plan then.
    rebuilds : int
        Until then.
    """

    value: float
    rebuilds: int = 0

    def over(self, value: float, rebuilds: int) -> bool:
        """Whether the best plan has gained too little since; a gain that counts begins anew."""
        if value - self.value > GAIN * abs(self.value):
            self.value, self.rebuilds = value, rebuilds
        return rebuilds - self.rebuilds > STALE
