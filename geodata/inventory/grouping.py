"""Record linkage: which records are one station, by the user's overrides, duplicates within a source, then nearest matches of two sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from geodata.inventory.member import Member
from geodata.inventory.nearness import near_pairs
from geodata.inventory.overrides import Overrides
from geodata.inventory.same_station import NEAR_M, SURE_M, Likeness, comparable_plugs, name_order, same_station
from geodata.speech import _

SAME_ID_M = 200.0
"""Records of one id this near are one station; farther apart two tables merely number their rows alike."""

BY_THE_USER = _.term("so says the user")
BY_ID = _.term("the same id")
DOUBLE = _.term("the same place, name, operator and plugs in one source")


@dataclass(frozen=True)
class Group:
    """Records of one station; `why` says by id what joined each of them."""

    members: list[Member]
    why: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Neighbours:
    """Two records so near that one might think them one station, and yet taken for two."""

    one: Member
    other: Member
    distance_m: float


@dataclass(frozen=True)
class Grouped:
    """Records that are one station, pairs within `SURE_M` that were taken for two, and records in a crowd.

    Near a record in a crowd lie more of another source than were looked at.
    """

    groups: list[Group]
    apart: list[Neighbours]
    crowded: list[Member]


def grouped(members: Sequence[Member], overrides: Overrides) -> Grouped:
    """Find out which records are one station.

    Of one source only doubles are made one: the same place, name, operator and plugs under two ids. Of several sources
    records of one id are one, and those that an inventory of ours names as merged; then the nearest pairs are joined
    first, at most one record (or its doubles) of each source in a group. What the user says comes before all of it.
    """
    book = _Book(members, overrides.apart)
    for pair in sorted(overrides.same, key=sorted):
        book.join_ids(sorted(pair), BY_THE_USER)
    for first, second in _same_ids(members):
        book.join(first, second, BY_ID)
    for first, second in _doubles(members):
        book.join(first, second, DOUBLE)
    looks = [_likeness(member) for member in members]
    apart: list[Neighbours] = []
    places = [(member.point.x, member.point.y) for member in members]
    near = near_pairs(places, [member.source for member in members], [name_order(look) for look in looks], NEAR_M)
    for distance, _order, a, b in near.pairs:
        if book.one_station(a, b) or book.share_a_source(a, b):
            continue
        reason = same_station(looks[a], looks[b], distance)
        if reason is not None and book.join(a, b, reason):
            continue
        if distance <= SURE_M and not book.kept_apart(a, b):
            apart.append(Neighbours(members[a], members[b], distance))
    return Grouped(
        groups=book.groups(),
        apart=[pair for pair in apart if not book.together(pair)],
        crowded=[members[number] for number in sorted(near.crowded)],
    )


class _Cluster:
    """A group as it grows, with what is asked of it again and again: its sources, and those of whom the user speaks."""

    def __init__(self, number: int, member: Member, named: frozenset[str]) -> None:
        self.group = Group([member])
        self.numbers = [number]
        self.sources = {member.source}
        self.named = {member.station_id} & named

    def take(self, other: "_Cluster", why: str) -> None:
        """Take in the records of another group."""
        for one in (self.group, other.group):
            if len(one.members) == 1:
                self.group.why.setdefault(one.members[0].station_id, why)
        self.group.why.update(other.group.why)
        self.group.members.extend(other.group.members)
        self.numbers += other.numbers
        self.sources |= other.sources
        self.named |= other.named


class _Book:
    """Groups that grow by joining, unless the user keeps two of their records apart."""

    def __init__(self, members: Sequence[Member], apart: frozenset[frozenset[str]]) -> None:
        self._apart: dict[str, set[str]] = {}
        for pair in apart:
            for one in pair:
                self._apart.setdefault(one, set()).update(pair - {one})
        named = frozenset(self._apart)
        self._cluster = [_Cluster(number, member, named) for number, member in enumerate(members)]
        self._number = {member.station_id: k for k, member in enumerate(members)}

    def join(self, a: int, b: int, why: str) -> bool:
        """Make two groups one, the smaller a part of the larger; False where the user says that they are two."""
        one, other = self._cluster[a], self._cluster[b]
        if one is other:
            return True
        if self.kept_apart(a, b):
            return False
        if len(one.numbers) < len(other.numbers):
            one, other = other, one
        one.take(other, why)
        for number in other.numbers:
            self._cluster[number] = one
        return True

    def join_ids(self, ids: Sequence[str], why: str) -> None:
        """Make the stations of these ids one, where all are known."""
        known = [self._number[one] for one in ids if one in self._number]
        if len(known) == len(ids) > 1:
            self.join(known[0], known[1], why)

    def one_station(self, a: int, b: int) -> bool:
        return self._cluster[a] is self._cluster[b]

    def together(self, pair: Neighbours) -> bool:
        return self.one_station(self._number[pair.one.station_id], self._number[pair.other.station_id])

    def share_a_source(self, a: int, b: int) -> bool:
        return not self._cluster[a].sources.isdisjoint(self._cluster[b].sources)

    def kept_apart(self, a: int, b: int) -> bool:
        """Whether the user says of any record of the one that it is not any of the other."""
        one, other = self._cluster[a].named, self._cluster[b].named
        return any(not self._apart[name].isdisjoint(other) for name in one)

    def groups(self) -> list[Group]:
        return list({id(cluster): cluster.group for cluster in self._cluster}.values())


def _same_ids(members: Sequence[Member]) -> Iterable[tuple[int, int]]:
    """Numbers of records of one id, and of a merged record with each that it was made from."""
    number = {member.station_id: k for k, member in enumerate(members)}
    for own, member in enumerate(members):
        twin, mark, again = member.station_id.rpartition("~")
        ids = [*([twin] if mark and again.isdecimal() else []), *(member.text("merged_ids") or "").split()]
        for known in (number[one] for one in ids if one in number):
            if known != own and members[known].point.distance(member.point) <= SAME_ID_M:
                yield known, own


def _doubles(members: Sequence[Member]) -> Iterable[tuple[int, int]]:
    """Numbers of records of one source that differ in nothing but their id, each with the first of its kind.

    In an inventory of ours two that were made from different records are two, however alike.
    """
    first: dict[tuple[object, ...], int] = {}
    for number, member in enumerate(members):
        plugs = sorted((p.connector, p.count, p.power_kw, p.status) for p in member.plugs)
        place = (round(member.point.x, 1), round(member.point.y, 1))
        words = [member.text(name) for name in ("name", "operator", "merged_ids")]
        looks = (member.source, *place, *words, tuple(plugs))
        known = first.setdefault(looks, number)
        if known != number:
            yield known, number


def _likeness(member: Member) -> Likeness:
    plugs = comparable_plugs(plug.connector for plug in member.plugs)
    return Likeness(member.text("name"), member.text("operator"), plugs)
