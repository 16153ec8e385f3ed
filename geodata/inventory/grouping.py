"""Record linkage: which records are one station, by the user's overrides, duplicates within a source, then nearest matches of two sources."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.spatial import cKDTree

from geodata.inventory.member import Member
from geodata.inventory.overrides import Overrides
from geodata.inventory.same_station import NEAR_M, SURE_M, Likeness, comparable_plugs, same_station

SAME_ID_M = 200.0
"""Records of one id this near are one station; farther apart two tables merely number their rows alike."""

BY_THE_USER = "so says the user"
BY_ID = "the same id"
DOUBLE = "the same place, name, operator and plugs in one source"


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


def grouped(members: Sequence[Member], overrides: Overrides) -> tuple[list[Group], list[Neighbours]]:
    """Records that are one station, and pairs within `SURE_M` that were taken for two.

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
    for distance, a, b in _near_pairs(members):
        if book.one_station(a, b) or book.share_a_source(a, b):
            continue
        reason = same_station(looks[a], looks[b], distance)
        if reason is not None and book.join(a, b, reason):
            continue
        if distance <= SURE_M and not book.kept_apart(a, b):
            apart.append(Neighbours(members[a], members[b], distance))
    return book.groups(), [pair for pair in apart if not book.together(pair)]


class _Book:
    """Groups that grow by joining, unless the user keeps two of their records apart."""

    def __init__(self, members: Sequence[Member], apart: frozenset[frozenset[str]]) -> None:
        self._group = [Group([member]) for member in members]
        self._number = {member.station_id: k for k, member in enumerate(members)}
        self._apart = apart
        self._named = frozenset(one for pair in apart for one in pair)

    def join(self, a: int, b: int, why: str) -> bool:
        """Make two groups one; False where the user says that they are two."""
        one, other = self._group[a], self._group[b]
        if one is other:
            return True
        if self.kept_apart(a, b):
            return False
        ends = (
            one.members[0] if len(one.members) == 1 else None,
            other.members[0] if len(other.members) == 1 else None,
        )
        for end in ends:
            if end is not None:
                one.why.setdefault(end.station_id, why)
        one.why.update(other.why)
        one.members.extend(other.members)
        for member in other.members:
            self._group[self._number[member.station_id]] = one
        return True

    def join_ids(self, ids: Sequence[str], why: str) -> None:
        """Make the stations of these ids one, where all are known."""
        known = [self._number[one] for one in ids if one in self._number]
        if len(known) == len(ids) > 1:
            self.join(known[0], known[1], why)

    def one_station(self, a: int, b: int) -> bool:
        return self._group[a] is self._group[b]

    def together(self, pair: Neighbours) -> bool:
        return self.one_station(self._number[pair.one.station_id], self._number[pair.other.station_id])

    def share_a_source(self, a: int, b: int) -> bool:
        return not {m.source for m in self._group[a].members}.isdisjoint(m.source for m in self._group[b].members)

    def kept_apart(self, a: int, b: int) -> bool:
        """Whether the user says of any record of the one that it is not any of the other."""
        ones = [m.station_id for m in self._group[a].members if m.station_id in self._named]
        others = [m.station_id for m in self._group[b].members if m.station_id in self._named]
        return any(frozenset((one, other)) in self._apart for one in ones for other in others)

    def groups(self) -> list[Group]:
        return list({id(group): group for group in self._group}.values())


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
    """Numbers of records of one source that differ in nothing but their id, each with the first of its kind."""
    first: dict[tuple[object, ...], int] = {}
    for number, member in enumerate(members):
        plugs = sorted((p.connector, p.count, p.power_kw, p.status) for p in member.plugs)
        place = (round(member.point.x, 1), round(member.point.y, 1))
        looks = (member.source, *place, member.text("name"), member.text("operator"), tuple(plugs))
        known = first.setdefault(looks, number)
        if known != number:
            yield known, number


def _likeness(member: Member) -> Likeness:
    plugs = comparable_plugs(plug.connector for plug in member.plugs)
    return Likeness(member.text("name"), member.text("operator"), plugs)


def _near_pairs(members: Sequence[Member]) -> list[tuple[float, int, int]]:
    """Pairs of different sources within `NEAR_M`, nearest first."""
    if len(members) < 2:
        return []
    xy = np.array([(member.point.x, member.point.y) for member in members])
    source = np.array([member.source for member in members])
    pairs = cKDTree(xy).query_pairs(NEAR_M, output_type="ndarray")
    pairs = pairs[source[pairs[:, 0]] != source[pairs[:, 1]]]
    apart = np.hypot(*(xy[pairs[:, 0]] - xy[pairs[:, 1]]).T)
    return sorted((round(float(metres), 3), a, b) for metres, (a, b) in zip(apart, pairs.tolist(), strict=True))
