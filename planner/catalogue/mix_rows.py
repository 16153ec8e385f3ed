"""Rows of a mix as users write them: shares of ports for a vehicle class and a year, checked one by one."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geodata.connectors import PLUG_FAMILIES, PortFamily
from geodata.numerals import parse_number
from geodata.words.vocabulary import listed, meant, suggested
from planner.catalogue.vehicle_classes import CLASS_ROWS
from planner.errors import ConfigError
from planner.support.speech import _, joined
from planner.support.spelling import nearest_known

FAMILIES = PLUG_FAMILIES
GBT = FAMILIES.index(PortFamily.GBT)
BAND = 0.15
"""A GB/T share whose band nobody gave may be so much larger or smaller (assumed)."""
CLASSES = ("private", *CLASS_ROWS)
KEYS = ("vehicle_class", "year")
ENDS = ("gbt_low", "gbt_high")
COLUMNS = (*KEYS, *(family.value for family in FAMILIES), *ENDS)
"""What a row may hold; each of KEYS and ENDS may be left out."""
YEARS = (2015, 2100)

Shares = tuple[float, ...]
"""In the order of `FAMILIES`, summing to one."""


@dataclass(frozen=True)
class MixRow:
    """Shares of ports among vehicles of a class in a year.

    Parameters
    ----------
    vehicle_class : str
        Empty for all.
    year : int or None
        None for all.
    shares : Shares
    low, high : float
        Ends of the band of the GB/T share.
    """

    vehicle_class: str
    year: int | None
    shares: Shares
    low: float
    high: float

    def moved(self, gbt: float) -> Shares:
        """Shares with that of GB/T moved and the others in proportion; as they are where there are no others."""
        rest = 1.0 - self.shares[GBT]
        if rest <= 1e-12:
            return self.shares
        return tuple(gbt if at == GBT else share * (1.0 - gbt) / rest for at, share in enumerate(self.shares))

    def at_end(self, end: str) -> "MixRow":
        """Return the row with the GB/T share at the ``"low"`` or ``"high"`` end of its band, which has a band of its own, assumed."""
        return _with_band(replace(self, shares=self.moved(self.low if end == "low" else self.high)))

    def interpolated(self, other: "MixRow", share: float) -> "MixRow":
        """Linear interpolation to another row, `share` of the way from this one (0) to the other (1)."""
        between = [(1 - share) * one + share * two for one, two in zip(self.shares, other.shares, strict=True)]
        low, high = ((1 - share) * one + share * two for one, two in ((self.low, other.low), (self.high, other.high)))
        return replace(self, year=None, shares=tuple(between), low=low, high=high)


def mix_rows(written: Sequence[tuple[str, Mapping[str, Any]]], where: str) -> tuple[MixRow, ...]:
    """Check rows, each with the words for where it stands; empty cells are None.

    Raises
    ------
    ConfigError
        No row, an unknown port, class or key, shares that do not sum to one, or two rows for the same vehicles.
    """
    if not written:
        raise ConfigError(
            _("{where}: no row; give one with a share for each port, or for each vehicle class and year", where=where)
        )
    rows = [_row({key: cell for key, cell in cells.items() if cell is not None}, at) for at, cells in written]
    for at, row in enumerate(rows):
        if (row.vehicle_class, row.year) in [(one.vehicle_class, one.year) for one in rows[:at]]:
            whose = _("{classes} in {years}", classes=row.vehicle_class or _("all classes"), years=row.year or _("all years"))  # fmt: skip
            raise ConfigError(_("{written}: a second row for {whose}; keep one", written=written[at][0], whose=whose))
    return tuple(rows)


def never_used(rows: Sequence[MixRow]) -> list[str]:
    """Name the rows without a year that are never used, since rows of the same class have years."""
    dated = {row.vehicle_class for row in rows if row.year is not None}
    return [
        _(
            "the row for {vehicle_class} without a year is not used: those with a year hold before the first and after the last",
            vehicle_class=row.vehicle_class or _("all classes"),
        )
        for row in rows
        if row.year is None and row.vehicle_class in dated
    ]


def _row(cells: Mapping[str, Any], where: str) -> MixRow:
    for key in cells:
        if key not in COLUMNS:
            known = ", ".join(FAMILIES)
            raise ConfigError(
                _(
                    "{where}: unknown port {key!r}; known are {known} (beside {value})",
                    where=where,
                    key=key,
                    known=known,
                    value=", ".join((*KEYS, *ENDS)),
                )
            )
    numbers = {key: _share(cell, joined(", ", (where, key))) for key, cell in cells.items() if key not in KEYS}
    shares = tuple(numbers.get(family.value, 0.0) for family in FAMILIES)
    if abs(sum(shares) - 1.0) > 1e-6:
        raise ConfigError(_("{where}: the shares sum to {sum:g}; they must sum to 1", where=where, sum=sum(shares)))
    row = _with_band(MixRow(_class(cells, where), _year(cells, where), shares, 0.0, 1.0))
    row = replace(row, low=numbers.get("gbt_low", row.low), high=numbers.get("gbt_high", row.high))
    if not row.low <= shares[GBT] <= row.high:
        raise ConfigError(
            _(
                "{where}: gbt is {shares:g}, outside of {low:g} to {high:g}; gbt_low and gbt_high are the ends of its band",
                where=where,
                shares=shares[GBT],
                low=row.low,
                high=row.high,
            )
        )
    return row


def _with_band(row: MixRow) -> MixRow:
    """Return the row with the assumed band of the GB/T share where none is given; a share of 0 has no band."""
    gbt = row.shares[GBT]
    return replace(row, low=max(0.0, gbt - BAND), high=min(1.0, gbt + BAND) if gbt > 0 else 0.0)


def _class(cells: Mapping[str, Any], where: str) -> str:
    name = str(cells.get("vehicle_class", "")).strip()
    name = name if name in CLASSES else meant("vehicle_class", name) or name
    if name and name not in CLASSES:
        near = suggested("vehicle_class", name)
        known = _("did you mean {near}?", near=near) if near else nearest_known(name, CLASSES)
        if not near and name.isalpha() and not name.isascii():
            known = _("known are {names}", names=listed("vehicle_class", CLASSES, name))
        raise ConfigError(
            _("{where}: unknown vehicle class {name}; {known}", where=where, name=repr(name), known=known)
        )
    return name


def _year(cells: Mapping[str, Any], where: str) -> int | None:
    if "year" not in cells:
        return None
    number = _number(cells["year"])
    if not YEARS[0] <= number <= YEARS[1] or number != int(number):
        raise ConfigError(
            _(
                "{where}: year is {year!r:.40}; expected a whole year, {years} to {years_2}",
                where=where,
                year=cells["year"],
                years=YEARS[0],
                years_2=YEARS[1],
            )
        )
    return int(number)


def _share(cell: Any, where: str) -> float:
    text = str(cell).strip()
    # A spreadsheet writes cells that are shown as percentages with their sign.
    number = _number(text.removesuffix("%").strip()) / 100 if text.endswith("%") else _number(cell)
    if not 0.0 <= number <= 1.0:
        raise ConfigError(
            _(
                "{where}: {cell!r:.40} is no share; expected a number from 0 to 1, or a percentage",
                where=where,
                cell=cell,
            )
        )
    return number


def _number(cell: Any) -> float:
    """A number in any spelling; NaN, which no limit lets through, where there is none."""
    if isinstance(cell, bool):
        return math.nan
    if isinstance(cell, int | float):
        return float(cell)
    found = parse_number(cell) if isinstance(cell, str) else None
    return math.nan if found is None else found
