"""Progress of long work: the callback that receives its lines, and the figures of a search that go with a line for programs that draw them."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from geodata.speech import Text
from planner.support.speech import joined

Progress = Callable[[str], None]
"""Receives one line of text when a step begins or has news."""


@dataclass(frozen=True)
class Figures:
    """What a search has found and proven at a moment.

    Parameters
    ----------
    value, bound : float, optional
        Of the best plan, and what no plan can pass, in `unit`; None while there is none.
    gap : float, optional
        Between the two, as a share of one.
    unit : str
        What both are counted in.
    of : str
        Part of the work that they are of, a phase or a world; empty for all of it.
    """

    value: float | None
    bound: float | None
    gap: float | None
    unit: str
    of: str = ""


class Measured(Text):
    """A message with figures: a line of text for whoever prints it."""

    __slots__ = ("figures",)
    figures: Figures

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process with its figures."""
        return (with_figures, (Text(self.domain, self.message, self.values, self.context), self.figures))


def measured(text: str, value: float, bound: float, gap: float, unit: str) -> str:
    """A line with its figures; those that are not finite are none yet."""
    value, bound, gap = (one if one is not None and math.isfinite(one) else math.nan for one in (value, bound, gap))
    known = [None if math.isnan(one) else float(one) for one in (value, bound, gap)]
    return with_figures(text, Figures(known[0], known[1], known[2] if None not in known[:2] else None, unit))


def with_figures(text: str, figures: Figures) -> str:
    """A message with figures; what is no message stays as it is."""
    if not isinstance(text, Text):
        return text
    line = Measured(text.domain, text.message, text.values, text.context)
    line.figures = figures
    return line


def about(said: str, text: str, part: str = "") -> str:
    """A message that tells what `text` says of a part of the work, with its figures."""
    figures = figures_of(text)
    return said if figures is None else with_figures(said, replace(figures, of=_both(part, figures.of)))


def _both(part: str, of: str) -> str:
    """A part of a part of the work; either may be empty."""
    return joined(", ", (part, of)) if part and of else part or of


def figures_of(text: str) -> Figures | None:
    """Figures that go with a line; None where it has none."""
    return text.figures if isinstance(text, Measured) else None
