"""Parts of OCPI Locations, 2.2.1 and 2.3.0: identifiers, time zones, EVSEs and connectors within the standard's limits."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.connectors import Connector, Current

ID_LENGTH = 36
NAMES_2_2_1 = frozenset(
    [
        *(f"DOMESTIC_{letter}" for letter in "ABCDEFGHIJKLMNO"),
        *(f"IEC_60309_2_{kind}" for kind in ("single_16", "three_16", "three_32", "three_64")),
        *(f"IEC_62196_{kind}" for kind in ("T1", "T1_COMBO", "T2", "T2_COMBO", "T3A", "T3C")),
        *(f"NEMA_{kind}" for kind in ("5_20", "6_30", "6_50", "10_30", "10_50", "14_30", "14_50")),
        *("CHADEMO", "CHAOJI", "GBT_AC", "GBT_DC", "PANTOGRAPH_BOTTOM_UP", "PANTOGRAPH_TOP_DOWN", "TESLA_R", "TESLA_S"),
    ]
)
"""ConnectorType of 2.2.1, a closed list: a reader may refuse a Location that holds any other."""

LATER_NAMES = {"SAE_J3400": "TESLA_S"}
"""Standards that 2.2.1 does not know yet, and the name it has for the same plug. SAE J3400 is the Tesla plug of 2.2.1."""

NAMES_2_3_0 = NAMES_2_2_1 | {"MCS", "SAE_J3400"}
"""ConnectorType of 2.3.0; an open list, of which we write no further name."""


@dataclass(frozen=True)
class Version:
    """A version of the standard, by what we write differently in it.

    Parameters
    ----------
    name : str
    connectors : frozenset of str
        Plugs that it can name.
    renamed : mapping
        Plugs that it knows by another name.
    parking : bool
        Whether it has parking places, and words for more kinds of restrictions.
    """

    name: str
    connectors: frozenset[str]
    renamed: Mapping[str, str]
    parking: bool

    def can_name(self, connector: str) -> bool:
        """Whether a Location may hold such a plug."""
        return connector in self.connectors or connector in self.renamed


V2_2_1 = Version("2.2.1", NAMES_2_2_1, LATER_NAMES, parking=False)
V2_3_0 = Version("2.3.0", NAMES_2_3_0, {}, parking=True)

AC_V, AC_SINGLE_PHASE_KW = 230, 7.7
"""Line-to-neutral voltage, and the most one phase of 32 A gives, tolerance included."""

DC_LIMITS = {"CHADEMO": (500, 200), "GBT_DC": (750, 250)}
DC_USUAL = (1000, 500)
"""Volts and amperes of DC plugs: IEC 62196-3 (CCS), CHAdeMO 1.2, GB/T 20234.3-2015."""

DC_PACK_V = 400
"""Voltage of the usual car's battery: a plug gives its power there where its amperes allow."""

_ZONES = {
    "KAZ": "Asia/Almaty",
    "UZB": "Asia/Tashkent",
    "KGZ": "Asia/Bishkek",
    "TJK": "Asia/Dushanbe",
    "TKM": "Asia/Ashgabat",
}
_ONE_PHASE = {"IEC_62196_T1", "DOMESTIC_F", "DOMESTIC_C", "DOMESTIC_I", "IEC_60309_2_single_16"}


@dataclass(frozen=True)
class PlugOut:
    """One plug to write; `format` None where unknown."""

    connector: str
    power_kw: float
    power_guessed: bool = False
    format: str | None = None


def identifier(text: str) -> str:
    """CiString(36): the text where it is printable ASCII and short enough, else a stable hash of it."""
    if text and text.isascii() and text.isprintable() and len(text) <= ID_LENGTH:
        return text
    return f"evp-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:32]}"


def cut(text: object, most: int) -> str:
    """Printable text of at most so many characters; empty where there is none."""
    return "".join(c if c.isprintable() else " " for c in text)[:most].strip() if isinstance(text, str) else ""


def time_zone(country: str | None, lon: float) -> str:
    """IANA time zone: of the country where it has one, else the nautical one of the longitude."""
    if country in _ZONES:
        return _ZONES[country]
    hours = round(lon / 15)
    return "Etc/GMT" if hours == 0 else f"Etc/GMT{'-' if hours > 0 else '+'}{abs(hours)}"


def evse(uid: str, status: str, plugs: Sequence[PlugOut], time: str, version: Version) -> dict[str, Any]:
    """Build an EVSE: one vehicle at a time, whatever its plugs."""
    return {
        "uid": identifier(uid),
        "status": status,
        "connectors": [_connector(str(number), plug, time, version) for number, plug in enumerate(plugs, start=1)],
        "last_updated": time,
    }


def _connector(number: str, plug: PlugOut, time: str, version: Version) -> dict[str, Any]:
    known = Connector.named(plug.connector)
    direct = known.current is Current.DC if known else plug.power_kw >= 50
    power_type, volts, amps = _electric(plug.connector, plug.power_kw, direct=direct)
    out: dict[str, Any] = {
        "id": number,
        "standard": version.renamed.get(plug.connector, plug.connector),
        "format": plug.format or ("CABLE" if direct else "SOCKET"),
        "power_type": power_type,
        "max_voltage": volts,
        "max_amperage": amps,
        "last_updated": time,
    }
    if plug.power_kw > 0:
        out["max_electric_power"] = max(1, round(plug.power_kw * 1000))
    own = _unsaid(plug, out, version)
    return out | ({"evplan": own} if own else {})


def _unsaid(plug: PlugOut, out: dict[str, Any], version: Version) -> dict[str, Any]:
    """Data of a plug that the fields of the standard cannot express."""
    own: dict[str, Any] = {"standard": plug.connector} if plug.connector in version.renamed else {}
    if plug.power_guessed:
        own["power_guessed"] = True
    if plug.format is None:
        own["format_guessed"] = True
    if out.get("max_electric_power", 0) / 1000 != plug.power_kw:
        own["power_kw"] = plug.power_kw
    return own


def _electric(connector: str, power_kw: float, *, direct: bool) -> tuple[str, int, int]:
    """Power type, volts and amperes that carry the power."""
    watts = power_kw * 1000
    if direct:
        volts, most_a = DC_LIMITS.get(connector, DC_USUAL)
        amps = max(1, math.ceil(watts / volts), min(math.ceil(watts / DC_PACK_V), most_a))
        return "DC", volts, amps
    if connector in _ONE_PHASE or power_kw <= AC_SINGLE_PHASE_KW:
        return "AC_1_PHASE", AC_V, max(1, math.ceil(watts / AC_V))
    return "AC_3_PHASE", AC_V, math.ceil(watts / (3 * AC_V))
