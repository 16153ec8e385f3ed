"""Parsing of plugs written in one cell of a table: ``2xCCS2 60 kW; GB/T DC + Тип 2``."""

import re
from dataclasses import dataclass

from geodata.connectors import Connector

_GUNS, _CABLES = re.compile(r"[;|\n]|(?<!\d),|,(?!\d)"), re.compile(r"\+")
"""What separates the guns of a cell, and the cables of one gun; a comma within a number is its decimal sign."""

_SLASH = re.compile(r"(?<![gг][bб])\s*/\s*|(?<=[gг][bб])/(?![tт](?![^\W\d_]))", re.IGNORECASE)
"""A slash that is not the one of GB/T."""

_BLANKS = re.compile(r"[^\S\n]+")

_MOST_WRITTEN = 100
"""A longer text names no connector with its count and power; it would only take long to find that out."""

_BEFORE = re.compile(r"([0-9]{1,3})\s*(?:[xх×*]|шт\.?|pcs\.?)\s*(.+)", re.IGNORECASE)
_BEHIND = re.compile(r"(.+?)\s*(?:[x×х*]\s*([0-9]{1,3})|[-–—]\s*([0-9]{1,3})\s*(?:шт|pcs)\.?)", re.IGNORECASE)
_WITH_POWER = re.compile(r"(.+?)[\s,(]+([0-9]{1,4}(?:[.,][0-9]{1,3})?\s*(?:kw|квт))\.?\)?", re.IGNORECASE)
_WITH_REMARK = re.compile(r"(.+?)\s*\(([^()]*)\)")


@dataclass(frozen=True)
class Cable:
    """Connector as written, without its count, and its power where the cell says one."""

    connector: str
    power: str | None = None


@dataclass(frozen=True)
class Gun:
    """What serves one vehicle at a time: its cables, and how many alike there are where the cell says so."""

    cables: tuple[Cable, ...]
    count: int | None = None
    by_slash: bool = False


def guns_in(cell: str) -> list[Gun]:
    """Guns of a cell; a cell in which no connector is known is one gun under its own name.

    A slash may stand for two guns or for two cables of one; it is read as the latter, which claims less.
    """
    return [_gun(part) for part in _parts(_BLANKS.sub(" ", cell), _GUNS)]


def _gun(text: str) -> Gun:
    whole = _told(text)
    if whole is not None:
        return Gun((whole[0],), whole[1])
    cables = [_told(part) or (Cable(part), None) for part in _parts(text, _CABLES)]
    by_slash = [_told(part) for part in _SLASH.split(text)] if len(cables) == 1 else []
    known = [one for one in by_slash if one is not None]
    is_slashed = len(by_slash) > 1 and len(known) == len(by_slash)
    taken = known if is_slashed else cables
    counts = {count for _, count in taken if count is not None}
    return Gun(tuple(cable for cable, _ in taken), max(counts, default=None), by_slash=is_slashed)


def _parts(text: str, separator: re.Pattern[str]) -> list[str]:
    """Parts of a text that names connectors: the whole where it is one or where no part is."""
    parts = [part.strip() for part in separator.split(text) if part.strip()]
    if _told(text) is not None or not any(_told(part) for one in parts for part in _pieces(one)):
        return [text]
    return parts


def _pieces(text: str) -> list[str]:
    return [*_CABLES.split(text), *_SLASH.split(text)]


def _told(text: str) -> tuple[Cable, int | None] | None:
    """One known connector with its count and power, None where the text is none."""
    clean = text.strip()
    if _known(clean) is not None:
        return Cable(clean), None
    if len(clean) > _MOST_WRITTEN:
        return None
    before, behind = _BEFORE.fullmatch(clean), _BEHIND.fullmatch(clean)
    if before and (cable := _cable(before[2])) is not None:
        return cable, int(before[1])
    if behind and (cable := _cable(behind[1])) is not None:
        return cable, int(behind[2] or behind[3])
    plain = _cable(clean)
    return None if plain is None else (plain, None)


def _cable(text: str) -> Cable | None:
    """Known connector without the power and the remark behind it; a remark that names another connector is a doubt."""
    clean = text.strip()
    if _known(clean) is not None:
        return Cable(clean)
    powered = _WITH_POWER.fullmatch(clean)
    if powered and (cable := _cable(powered[1])) is not None:
        return Cable(cable.connector, powered[2])
    remarked = _WITH_REMARK.fullmatch(clean)
    if remarked and (known := _known(remarked[1])) is not None and _known(remarked[2]) in (None, known):
        return Cable(remarked[1])
    return None


def _known(text: str) -> Connector | None:
    return Connector.named(text) or Connector.spelled(text)
