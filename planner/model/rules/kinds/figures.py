"""Figures of one kind that an instance or a rule holds, with what each belongs to, so that a senseless one is named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from planner.support.speech import _


@dataclass(frozen=True)
class Figures:
    """Figures that must be numbers from 0 to `most`.

    Parameters
    ----------
    what : str
        What they are, for people.
    values : array
    whose : str
        What kind of thing each belongs to.
    names : sequence of str
        Of these things; a number is said where one has no name.
    most : float
    """

    what: str
    values: ArrayLike
    whose: str
    names: Sequence[str]
    most: float = np.inf

    def faults(self) -> Iterator[str]:
        """Tell the first figure that is no number, negative or too large."""
        values = np.asarray(self.values, dtype=float)
        wrong = ~(values >= 0) | (values > self.most) | np.isinf(values)
        if wrong.any():
            at = int(np.argwhere(wrong)[0][0]) if values.ndim else 0
            value = float(values[tuple(np.argwhere(wrong)[0])]) if values.ndim else float(values)
            name = name_of(self.names, at)
            said = _("not a number") if np.isnan(value) else _("negative") if value < 0 else _("out of range")
            span = _("0 or more") if np.isinf(self.most) else _("a share from 0 to {most:g}", most=self.most)
            yield _(
                "{whose}{name}: {what} is {said} ({value:g}); expected {span}, mend it",
                whose=self.whose,
                name=" " + name if self.whose and name else name,
                what=self.what,
                said=said,
                value=value,
                span=span,
            )


def name_of(names: Sequence[str], at: int) -> str:
    """Name of a thing, or its number where names are not known."""
    return names[at] if at < len(names) else _("number {place}", place=at + 1)
