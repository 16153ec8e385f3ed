"""One record of one source on its way into the inventory, placed in the city's projection."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from shapely import Point

from geodata.connectors import Connector
from geodata.inventory.record import UNKNOWN, Plug, StationRecord
from geodata.inventory.same_station import comparable_plugs


@dataclass(frozen=True)
class Member:
    """A station of one source.

    Parameters
    ----------
    source : int
        Number of the source in order of trust.
    record : StationRecord
        Its `station_id` is unique over all sources.
    point : Point
        Place in the metric CRS.
    weight : int
        How many records of its source the station is made from.
    """

    source: int
    record: StationRecord
    point: Point
    weight: int

    @property
    def station_id(self) -> str:
        """Id, unique over all sources."""
        return self.record.station_id

    @property
    def source_id(self) -> str:
        """Id in the source."""
        return self.record.source_id

    @property
    def plugs(self) -> Sequence[Plug]:
        """Plugs of the record."""
        return self.record.plugs

    @property
    def lonlat(self) -> str:
        """Place as people write it, latitude first."""
        return f"{self.record.lat:.5f}, {self.record.lon:.5f}"

    def text(self, name: str) -> str | None:
        """Text of an optional field."""
        value: str | None = getattr(self.record, name)
        return value

    @cached_property
    def by_standard(self) -> dict[str, list[Plug]]:
        """Plugs by the name under which sources are compared, in the order of the record."""
        found: dict[str, list[Plug]] = {}
        for plug in self.plugs:
            found.setdefault(standard_of(plug), []).append(plug)
        return found

    def counts(self) -> Counter[str]:
        """Plugs that stand or will, by standard; a standard whose plugs are all removed counts 0."""
        return Counter(
            {
                name: sum(plug.count for plug in plugs if plug.status != "removed")
                for name, plugs in self.by_standard.items()
            }
        )

    def of_standard(self, name: str) -> Sequence[Plug]:
        """Plugs of one standard."""
        return self.by_standard.get(name, ())


def standard_of(plug: Plug) -> str:
    """Name under which plugs of several sources are compared."""
    return next(iter(comparable_plugs([plug.connector])), UNKNOWN)


def rank(member: Member) -> tuple[int, int, int, int, str]:
    """Sort key, best first: most plugs of known standards, then most powers given, freshest, most trusted source."""
    known = sum(plug.count for plug in member.plugs if Connector.named(plug.connector))
    given = sum(plug.count for plug in member.plugs if not plug.power_guessed)
    time = "".join(c for c in (member.record.updated or "")[:19] if c in "0123456789")
    return (-known, -given, -int(time or 0), member.source, member.station_id)
