"""Chargers as people of the trade name them: ``DC 60 kW, 2 GB/T guns``."""

from collections.abc import Mapping

from geodata.connectors import Connector, Current
from planner.catalogue.chargers import ChargerType, charger_types
from planner.errors import ConfigError
from planner.support.amounts import listed, number
from planner.support.speech import _, plural, told


def name_of(kind: ChargerType) -> str:
    """Name of an entry of the catalogue."""
    plugs: dict[str, int] = {}
    for plug in kind.connectors:
        plugs[plug.value] = plugs.get(plug.value, 0) + 1
    return charger_name(kind.power_kw, plugs)


def name_by_id(charger: str) -> str:
    """Name of an entry of the catalogue by its id; one that is not in it stays an id."""
    try:
        return name_of(charger_types((charger,))[0])
    except ConfigError:
        return charger


def charger_name(power_kw: float, plugs: Mapping[str, int]) -> str:
    """Name a charger by its current, its power and its guns.

    Parameters
    ----------
    power_kw : float
    plugs : mapping
        Guns by OCPI connector name.
    """
    return _("{current} {kw} kW, {guns}", **_parts(power_kw, plugs)).strip()


def several(count: int, power_kw: float, plugs: Mapping[str, int]) -> str:
    """Write ``2 × DC 60 kW, each with 2 GB/T guns``."""
    values = {"count": count, **_parts(power_kw, plugs)}
    if count > 1:
        return _("{count} × {current} {kw} kW, each with {guns}", **values)
    return _("{count} × {current} {kw} kW, with {guns}", **values)


def _parts(power_kw: float, plugs: Mapping[str, int]) -> dict[str, str]:
    currents = sorted({known.current.value for name in plugs if (known := Connector.named(name))})
    return {
        "current": "/".join(currents),
        "kw": number(power_kw, 0 if power_kw == round(power_kw) else 1),
        "guns": guns_words(plugs),
    }


def guns_words(plugs: Mapping[str, int]) -> str:
    """Write ``1 CCS2 gun and 1 GB/T gun``; plugs of alternating current are sockets."""
    return listed([_guns(name, int(n)) for name, n in sorted(plugs.items()) if n]) if any(plugs.values()) else _("no plug")  # fmt: skip


def _guns(name: str, n: int) -> str:
    known = Connector.named(name)
    if known is Connector.WIRELESS:
        return plural("{n} wireless pad", "{n} wireless pads", n)
    plug = told(known.label).removesuffix(" DC").removesuffix(" AC") if known else name
    if known and known.current is Current.AC:
        return plural("{n} {plug} socket", "{n} {plug} sockets", n, plug=plug)
    return plural("{n} {plug} gun", "{n} {plug} guns", n, plug=plug)
