"""A column described: its kind, what people call it, its unit and its meaning, told in the language of the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from planner.support.speech import _, within

Kind = Literal["text", "number", "whole", "plugs", "chargers", "energies"]
"""Of a cell; the last three are nested, in `plan.geojson` alone."""

KWH = "kWh/day"
SHARE = "share"
"""Unit of figures from 0 to 1; a workbook shows them in per cent."""
YEAR = "year"
PLUGS = "plugs"
DEGREES = "°"


@dataclass(frozen=True)
class Described:
    """A column: its kind, what people call it, its unit and its meaning.

    Parameters
    ----------
    kind : Kind
    called, means : callable
        Tell what people call it, without the unit, and its meaning.
    unit : str
        Empty where it has none; `SHARE` from 0 to 1.
    words : tuple of str
        All values it may have; empty where any may stand.
    always : bool
        Whether no cell is empty.
    signed : bool
        Whether a number may be below zero.
    """

    kind: Kind
    called: Callable[[], str]
    means: Callable[[], str]
    unit: str = ""
    words: tuple[str, ...] = ()
    always: bool = False
    signed: bool = False

    @property
    def heading(self) -> str:
        """What people call it, in the language of the moment."""
        return self.called()

    @property
    def meaning(self) -> str:
        """What it means, in the language of the moment."""
        return self.means()

    @property
    def titled(self) -> str:
        """Heading with its unit, as a table for people has it."""
        if not self.unit or self.unit in (YEAR, PLUGS):
            return self.heading
        return _("{heading}, {unit}", heading=self.heading, unit=unit_words(self.unit))

    @property
    def explained(self) -> str:
        """Meaning with the unit."""
        if not self.unit:
            return self.meaning
        return _("{meaning}, {unit}", meaning=self.meaning, unit=unit_words(self.unit, share=SHARE))


def unit_words(unit: str, *, share: str = "%") -> str:
    """A unit in the language of the moment; `share` stands for that of shares."""
    known: dict[str, Callable[[], str]] = {
        SHARE: lambda: within("unit", "share") if share == SHARE else share,
        KWH: lambda: _("kWh/day"),
        YEAR: lambda: within("unit", "year"),
        PLUGS: lambda: within("unit", "plugs"),
        "kW": lambda: _("kW"),
        "min": lambda: within("unit", "min"),
        "times": lambda: within("unit", "times"),
        "buses": lambda: within("unit", "buses"),
        "drivers": lambda: within("unit", "drivers"),
        "drivers/day": lambda: _("drivers/day"),
        "km/day": lambda: _("km/day"),
        "m², assumed": lambda: _("m², assumed"),
    }
    return known[unit]() if unit in known else unit
