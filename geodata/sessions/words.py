"""Power and current as tables of sessions tell them: figures, or words such as the model of the charger."""

import re

from geodata.connectors import Connector, Current
from geodata.numerals import parse_degrees
from geodata.speech import _
from geodata.words.vocabulary import meant

WATTS_FROM = 1_000.0
"""No gun carries as many kW; the figure is in W."""

_KW = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:kw|квт)(?![a-zа-я])", re.IGNORECASE)
_DC = re.compile(r"(?<![a-zа-я])(?:dc|rapid|ccs\d?|combo|chademo|fast|постоянн\w*)(?![a-zа-я])", re.IGNORECASE)
_AC = re.compile(r"(?<![a-zа-я])(?:ac|type[ _]?[12]|mennekes|slow|schuko|переменн\w*)(?![a-zа-я])", re.IGNORECASE)
_KWH = re.compile(r"\s*(?:kwh|квт[·*]?ч)\.?$", re.IGNORECASE)


def power_of(text: str | None) -> float | None:
    """Power in kW of a figure, or of a text that names just one: ``7``, ``22000`` (W), ``APT 7kW Dual Outlet``."""
    if text is None:
        return None
    figure = parse_degrees(text)
    if figure is not None:
        kw = figure / 1_000.0 if figure >= WATTS_FROM else figure
        return kw if 0 < kw < WATTS_FROM else None
    named = {float(one.replace(",", ".")) for one in _KW.findall(text)}
    return named.pop() if len(named) == 1 and min(named) > 0 else None


def current_of(text: str | None) -> Current | None:
    """Current of a connector's name or of a text that speaks of one alone."""
    if text is None:
        return None
    known = Connector.named(text.strip()) or Connector.spelled(text)
    if known is not None:
        return known.current
    if (told := meant("current", text)) is not None:
        return Current(told)
    direct, alternating = bool(_DC.search(text)), bool(_AC.search(text))
    if direct == alternating:
        return None
    return Current.DC if direct else Current.AC


def energy_of(text: str | None) -> float | str:
    """KWh of a figure, with a decimal comma or point (``7,080`` is 7.08); text says why there is none."""
    if text is None:
        return _("no energy")
    figure = parse_degrees(_KWH.sub("", text))
    return _("energy is no number") if figure is None else figure
