"""Power in kW from values in W, kW or kVA; the unit is inferred from what a plug can carry."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from geodata.loose import number_of, short
from geodata.speech import _

LEAST_KW = 1.0
"""No plug for cars gives less: a smaller figure is in another unit."""

TOLERANCE = 1.25
"""A figure may exceed the standard's limit by so much before it is refused: cabinets are rated above their plugs."""

_TEXT = re.compile(r"([0-9]{1,3}(?:\s[0-9]{3}){1,2}|[0-9]{1,9}(?:[.,][0-9]{1,6})?)\s*([^\W\d_]*)\.?")
"""A figure, its thousands apart or not, and a unit."""

_LINE_TO_LINE_V = 300.0


class Unit(StrEnum):
    """Unit of a power figure."""

    W = "W"
    KW = "kW"


@dataclass(frozen=True)
class Power:
    """Power as read: None where nothing usable is said, and what was doubtful about it, in words."""

    kw: float | None
    doubt: str | None = None


_UNITS = {
    "w": (0.001, False),
    "вт": (0.001, False),
    "va": (0.001, True),
    "ва": (0.001, True),
    "kw": (1.0, False),
    "квт": (1.0, False),
    "kva": (1.0, True),
    "ква": (1.0, True),
    "mw": (1000.0, False),
}


def read_power(
    value: object,
    *,
    stated: Unit | None,
    most_kw: float,
    nominal_kw: float | None = None,
) -> Power:
    """Power of one plug in kW.

    Parameters
    ----------
    value : object
        Number or text; a unit in the text (``"22 kVA"``) goes before `stated`.
    stated : Unit or None
        Unit that the format prescribes; None where it prescribes none (OpenStreetMap).
    most_kw, nominal_kw : float
        Most the plug standard carries; voltage times amperage where known, for a missing or impossible figure.

    Returns
    -------
    Power
        ``kw`` lies between `LEAST_KW` and `TOLERANCE` times `most_kw`, or is None.

    Examples
    --------
    >>> read_power(22000, stated=Unit.W, most_kw=43.0)
    Power(kw=22.0, doubt=None)
    >>> read_power(120, stated=Unit.W, most_kw=500.0)
    Power(kw=120.0, doubt='power 120 cannot be in W, taken as kW')
    """
    number, scale, apparent = _parsed(value)
    if number == 0 or (number is None and value in (None, "")):
        return _from_nominal(nominal_kw, most_kw, None)
    if number is None or number < 0:
        return _from_nominal(nominal_kw, most_kw, _("power {short!r} is not a power", short=short(value)))
    unit = scale if scale is not None else _scale_of(stated, number)
    for factor in (unit, 1.0, 0.001):
        if is_plausible(number * factor, most_kw):
            return Power(
                round(number * factor, 6),
                _unit_doubt(value, factor, unit, apparent=apparent, said=scale is not None or stated is not None),
            )
    return _from_nominal(nominal_kw, most_kw, _("power {short!r} is impossible for this plug", short=short(value)))


def read_powers(text: object, *, most_kw: float) -> list[Power]:
    """Powers in a list such as ``"50kw;120 kW"``, one for each part."""
    parts = str(text).split(";") if isinstance(text, str) else [text]
    return [
        read_power(part.strip() if isinstance(part, str) else part, stated=None, most_kw=most_kw)
        for part in parts[:50]
        if part not in ("", None)
    ]


def nominal_kw(voltage: object, amperage: object, power_type: str | None) -> float | None:
    """Voltage times amperage times phases, None where one of them says nothing.

    OCPI gives line-to-neutral voltage for AC_3_PHASE; many operators write the line-to-line 380-415 V, which is
    told by its size.
    """
    volts, amps = number_of(voltage), number_of(amperage)
    if volts is None or amps is None or not (50 <= volts <= 2000 and 0 < amps <= 4000):
        return None
    kind = (power_type or "").upper()
    three = "3" in kind or (kind in ("", "AC") and volts > _LINE_TO_LINE_V)
    if three and "DC" not in kind:
        factor = math.sqrt(3) if volts > _LINE_TO_LINE_V else 3.0
    else:
        factor = 2.0 if "2" in kind else 1.0
    return round(volts * amps * factor / 1000, 3)


def _parsed(value: object) -> tuple[float | None, float | None, bool]:
    """Return number, factor to kW of its own unit (None where it names none), and whether that is apparent power."""
    plain = number_of(value)
    if plain is not None or not isinstance(value, str):
        return plain, None, False
    found = _TEXT.fullmatch(value.strip().lower())
    if found is None or (found[2] and found[2] not in _UNITS):
        return None, None, False
    factor, apparent = _UNITS[found[2]] if found[2] else (None, False)
    return number_of("".join(found[1].split())), factor, apparent


def _scale_of(stated: Unit | None, number: float) -> float:
    if stated is None:
        return 0.001 if number >= 1000 else 1.0
    return 0.001 if stated is Unit.W else 1.0


def is_plausible(kw: float, most_kw: float) -> bool:
    """Whether one plug of a standard that carries `most_kw` may give so much."""
    return LEAST_KW <= kw <= TOLERANCE * most_kw


def _unit_doubt(value: object, factor: float, unit: float, *, apparent: bool, said: bool) -> str | None:
    name = "W" if factor == 0.001 else "MW" if factor == 1000 else "kW"
    if factor != unit:
        return _(
            "power {short} cannot be in {part}, taken as {name}",
            short=short(value),
            part="W" if unit == 0.001 else "MW" if unit == 1000 else "kW",
            name=name,
        )
    if apparent:
        return _("power {short} is apparent power, taken as {name}", short=short(value), name=name)
    return None if said else _("power {short} without a unit, taken as {name}", short=short(value), name=name)


def _from_nominal(nominal: float | None, most_kw: float, doubt: str | None) -> Power:
    if nominal is None or not is_plausible(nominal, most_kw):
        return Power(None, doubt)
    return Power(nominal, _("{doubt}, taken as voltage times amperage", doubt=doubt or _("power not given")))
