"""Chargers by the name that the trade gives them, "DC 60 kW, two GB/T guns", in the reader's language."""

from collections.abc import Mapping

from geodata.connectors import Connector, Current, PortFamily
from planner.catalogue.chargers import ChargerType, charger_types
from planner.errors import ConfigError
from planner.support.amounts import number
from planner.support.speech import _, listed, plural, told

_SHORT = {Connector.GBT_DC: "GB/T", Connector.GBT_AC: "GB/T"}
"""Plugs before which the current is said already."""
WHOLE = 1e-6


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
    """Name a charger by current, power and guns by standard.

    Parameters
    ----------
    power_kw : float
    plugs : mapping
        Guns by OCPI connector name.

    Examples
    --------
    >>> charger_name(60.0, {"GBT_DC": 2})
    'DC 60 kW, two GB/T guns'
    >>> charger_name(22.0, {"IEC_62196_T2": 1})
    'AC 22 kW, one Type 2 socket'
    """
    there = sorted((str(name), int(count)) for name, count in plugs.items() if int(count))
    kw = power_figure(power_kw)
    known = [Connector.named(name) for name, _count in there]
    if any(one is not None and one.family is PortFamily.WIRELESS for one in known):
        return _("wireless pad {kw} kW", kw=kw)
    fast = any(one is None or one.current is Current.DC for one in known)
    if not there:
        return _("charger of {kw} kW without a plug", kw=kw)
    if len(there) == 1:
        return _alike(kw, short_plug(there[0][0]), there[0][1], fast=fast)
    if len(there) == 2 and {count for _name, count in there} == {1} and fast:
        first, other = (short_plug(name) for name, _count in there)
        return _("DC {kw} kW, one {plug} and one {other} gun", kw=kw, plug=first, other=other)
    if fast:
        return _("DC {kw} kW: {guns}", kw=kw, guns=guns_words(plugs))
    return _("AC {kw} kW: {guns}", kw=kw, guns=guns_words(plugs))


def _alike(kw: str, plug: str, count: int, *, fast: bool) -> str:
    """Name a charger all of whose guns are of one standard; the sockets of slow posts are not called guns."""
    if count == 1:
        if fast:
            return _("DC {kw} kW, one {plug} gun", kw=kw, plug=plug)
        return _("AC {kw} kW, one {plug} socket", kw=kw, plug=plug)
    if count == 2:
        if fast:
            return _("DC {kw} kW, two {plug} guns", kw=kw, plug=plug)
        return _("AC {kw} kW, two {plug} sockets", kw=kw, plug=plug)
    if fast:
        return plural("DC {kw} kW, {n} {plug} gun", "DC {kw} kW, {n} {plug} guns", count, kw=kw, plug=plug)
    return plural("AC {kw} kW, {n} {plug} socket", "AC {kw} kW, {n} {plug} sockets", count, kw=kw, plug=plug)


def guns_words(plugs: Mapping[str, int]) -> str:
    """Write ``1 CCS2 gun and 1 GB/T gun``; plugs of alternating current are sockets."""
    there = [_guns(name, int(n)) for name, n in sorted(plugs.items()) if n]
    return listed(there) if there else _("no plug")


def _guns(name: str, n: int) -> str:
    known = Connector.named(name)
    if known is Connector.WIRELESS:
        return plural("{n} wireless pad", "{n} wireless pads", n)
    if known and known.current is Current.AC:
        return plural("{n} {plug} socket", "{n} {plug} sockets", n, plug=short_plug(name))
    return plural("{n} {plug} gun", "{n} {plug} guns", n, plug=short_plug(name))


def short_plug(name: str) -> str:
    """Name of a plug standard where the current stands before it."""
    known = Connector.named(name)
    return told(Connector.label_of(name) if known is None else _SHORT.get(known, known.label))


def power_figure(kw: float) -> str:
    """Kilowatts with a digit after the point only where there is one."""
    return number(kw, 0 if abs(kw - round(kw)) < WHOLE else 1)
