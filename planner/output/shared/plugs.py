"""Plugs in the groups a map can show, with colours that colour-blind readers tell apart (Okabe and Ito, 2008)."""

from collections.abc import Mapping
from dataclasses import dataclass

from geodata.connectors import Connector, Current, PortFamily


@dataclass(frozen=True)
class PlugGroup:
    """Plugs drawn alike: one family, AC apart from DC."""

    id: str
    label: str
    colour: str


OTHER = PlugGroup("other", "other plugs", "#8a8a8a")
PLUG_GROUPS: tuple[PlugGroup, ...] = (
    PlugGroup("ccs2_dc", "CCS2", "#0072B2"),
    PlugGroup("ccs2_ac", "Type 2 (AC)", "#56B4E9"),
    PlugGroup("gbt_dc", "GB/T DC", "#D55E00"),
    PlugGroup("gbt_ac", "GB/T AC", "#E69F00"),
    PlugGroup("chademo", "CHAdeMO, Type 1", "#009E73"),
    PlugGroup("nacs", "NACS, CCS1, Tesla", "#CC79A7"),
    PlugGroup("wireless", "wireless pads", "#000000"),
    OTHER,
)
_BY_ID = {group.id: group for group in PLUG_GROUPS}


def group_of(connector: str) -> PlugGroup:
    """Group of an OCPI connector name; unknown names and household sockets are `OTHER`."""
    known = Connector.named(connector)
    if known is None or known.family is None:
        return OTHER
    if known.family in (PortFamily.CCS2, PortFamily.GBT):
        return _BY_ID[f"{known.family.value}_{'dc' if known.current is Current.DC else 'ac'}"]
    return _BY_ID[known.family.value]


def plugs_by_group(plugs: Mapping[str, int]) -> dict[str, int]:
    """Count plugs by group id, in the order of `PLUG_GROUPS`."""
    counts: dict[str, int] = {}
    for name, count in plugs.items():
        group = group_of(name).id
        counts[group] = counts.get(group, 0) + int(count)
    return {group.id: counts[group.id] for group in PLUG_GROUPS if counts.get(group.id)}
