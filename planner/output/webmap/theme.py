"""A way to colour the zones: its classes, colours, legend and group."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.output.shared.ramps import FIFTHS
from planner.output.shared.words import number
from planner.output.webmap.layers import breaks
from planner.support.speech import _, within

SERVICE, BY_PLUG, BY_OCCASION = "service", "plug", "occasion"
BY_YEAR, BY_SHARE, BY_DRIVE = "year", "share", "drive"
GROUPS: Mapping[str, Callable[[], str]] = {
    SERVICE: lambda: within("kind of colours of a map", "Service"),
    BY_PLUG: lambda: _("Demand by plug"),
    BY_OCCASION: lambda: _("Demand by occasion"),
    BY_YEAR: lambda: _("Demand by year"),
    BY_SHARE: lambda: _("Share served by plug"),
    BY_DRIVE: lambda: _("Drive to a plug"),
}
"""Groups of themes in the layer control, in this order; demand by plug in a further year is a group a year."""


@dataclass(frozen=True)
class Theme:
    """One colouring of the zones.

    Parameters
    ----------
    id, label, note : str
    show : str
        ``demand``, ``unserved``, ``share`` or ``drive``; ``occasion`` or ``year`` for the demand of one of them.
    at : tuple of int or None
        Which demand classes or occasions; None for all classes together.
    breaks : tuple of float
        Upper ends of the classes.
    ramp : tuple of str
        A colour each.
    group : str
        Of `GROUPS`, and the year behind it where a further year has one of its own.
    year : int
        Which of the further years, for ``year``.
    """

    id: str
    label: str
    note: str
    show: str
    at: tuple[int, ...] | None
    breaks: tuple[float, ...]
    ramp: tuple[str, ...]
    group: str = SERVICE
    year: int = 0

    @property
    def caption(self) -> str:
        """Name in the layer control, under the name of its group; no two may be the same."""
        return self.label[:1].upper() + self.label[1:]

    @property
    def finished(self) -> str:
        """What it shows that an earlier stage may not know: ``drive``, ``occasion``, ``part`` (a class of demand), or nothing."""
        if self.show in ("drive", "occasion"):
            return self.show
        return "" if self.at is None or self.show == "year" else "part"

    def told(self) -> dict[str, Any]:
        """Legend, as `assets/themes.html.j2` writes it."""
        return {
            "id": self.id,
            "heading": _("Zones: {theme}", theme=self.label),
            "finished": self.finished,
            "finished_words": within("behind the heading of a legend", ", finished plan"),
            "note": self.note,
            "steps": self.steps(),
        }

    @property
    def group_words(self) -> str:
        """Name of its group."""
        kind, year = self.group.partition(" ")[::2]
        return _("Demand by plug, {year}", year=year) if year else GROUPS[kind]()

    def steps(self) -> list[dict[str, str]]:
        """Legend: colour and upper end of each class."""
        words = [self._end(end) if end > 0 else within("share served", "nothing") for end in self.breaks]
        return [{"colour": colour, "text": text} for colour, text in zip(self.ramp, words, strict=True)]

    def _end(self, end: float) -> str:
        if self.show == "share":
            return f"≤\u202f{100 * end:.0f}\u202f%"
        if self.show == "drive":
            return _("≤\u202f{minutes:number}\u202fmin", minutes=end)
        return f"≤\u202f{number(end, 0 if end >= 10 else 1)}"

    def options(self) -> dict[str, Any]:
        """Give what `assets/map.js` needs to draw it."""
        return {
            "id": self.id,
            "theme": self.id,
            "group": self.group_words,
            "show": self.show,
            "at": None if self.at is None else list(self.at),
            "year": self.year,
            "breaks": list(self.breaks),
            "ramp": list(self.ramp),
        }


def classed(
    values: "np.ndarray[Any, Any]", ramp: tuple[str, ...], quantiles: tuple[float, ...] = FIFTHS
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Ends of the classes and a colour each; fewer classes take colours from the whole ramp, so that the largest is dark."""
    ends = tuple(breaks(values, quantiles))
    picked = (
        tuple(ramp[round(one)] for one in np.linspace(0, len(ramp) - 1, len(ends))) if len(ends) > 1 else ramp[-2:-1]
    )
    return ends, picked
