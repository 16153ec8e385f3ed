"""The plug families of fast stations on roads: name, group whose colour and sector they have, connector of OCPI; one row a family."""

from dataclasses import dataclass

from planner.output.shared.plugs import PLUG_GROUPS

_COLOURS = {group.id: group.colour for group in PLUG_GROUPS}


@dataclass(frozen=True)
class RoadPlug:
    """A plug family as it is on roads, where there is no slow one.

    Parameters
    ----------
    label : str
        Name for people, ``CCS2``.
    group : str
        Id of its `PlugGroup`.
    connector : str
        Of OCPI, for a gun of it.
    """

    label: str
    group: str
    connector: str

    @property
    def colour(self) -> str:
        """Of its discs."""
        return _COLOURS[self.group]


ROAD_PLUGS = {
    "gbt": RoadPlug("GB/T", "gbt_dc", "GBT_DC"),
    "ccs2": RoadPlug("CCS2", "ccs2_dc", "IEC_62196_T2_COMBO"),
    "chademo": RoadPlug("CHAdeMO", "chademo", "CHADEMO"),
    "nacs": RoadPlug("NACS", "nacs", "TESLA_S"),
}
"""By family, in the order in which tables and maps name them."""
