"""One station from the records that several sources have of it, field by field, each value with its source.

Rules: place and texts are those of the best record, what it lacks of the next best; the date of last update is the latest;
access and connection are the strictest value of any source, since a plan suffers most from supply that is not there; of every standard
the plugs of the source with the highest count, never a sum. The user's overrides come before all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from geodata.inventory.member import Member, rank
from geodata.inventory.record import UNKNOWN, Plug, StationRecord
from geodata.inventory.station_tables import Claim
from geodata.listing import listed
from geodata.report import Kind, Problem
from geodata.speech import _

_FILLED = ("name", "operator", "address", "city", "country", "accessible")
_STRICTEST = {
    "access": ("private", "customers", "public"),
    "connection": ("disconnected", "connected"),
}


@dataclass(frozen=True)
class MergedStation:
    """One station of the inventory.

    Parameters
    ----------
    best : Member
        The record whose id and place the station keeps.
    others : tuple of Member
    record : StationRecord
        What is taken of all of them.
    owners : tuple of int
        Number of the source that each of its plugs is taken from.
    claims : tuple of Claim
        What each record says; none for a station of one record.
    doubts : tuple of Problem
        Where the sources disagree.
    """

    best: Member
    others: tuple[Member, ...]
    record: StationRecord
    owners: tuple[int, ...]
    claims: tuple[Claim, ...]
    doubts: tuple[Problem, ...]

    @property
    def station_id(self) -> str:
        """Id of the station."""
        return self.record.station_id


@dataclass
class _Draft:
    """A station while its records are gone through; `said` is what differs from the best record."""

    station_id: str
    members: Sequence[Member]
    said: dict[str, str | None] = field(default_factory=dict)
    plugs: list[Plug] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)

    @property
    def best(self) -> Member:
        return self.members[0]

    def take(self, name: str, said: list[tuple[Member, str]], chosen: tuple[Member, str] | None) -> None:
        """Take the chosen value, and write down every claim."""
        if chosen is not None:
            self.said[name] = chosen[1]
            self.claim(name, chosen[0], said)

    def claim(self, name: str, chosen: Member, said: Sequence[tuple[Member, str]]) -> None:
        for member, text in said:
            self.claims.append(
                Claim(
                    self.station_id,
                    name,
                    text,
                    member is chosen,
                    str(member.record.source),
                    member.source_id,
                    member.station_id,
                )
            )

    def doubt(self, reason: str, action: str) -> None:
        self.doubts.append(Problem(self.best.source_id, reason, action, Kind.DISAGREEMENT))


def merged_station(group: Sequence[Member], values: Mapping[str, str], where: str) -> MergedStation:
    """Merge the records of one station.

    Parameters
    ----------
    group : sequence of Member
    values : mapping
        What the user sets, by field.
    where : str
        The user's file, for provenance.
    """
    best, *others = members = sorted(group, key=rank)
    out = _Draft(_id_of(best, others), members)
    ids = [text for member in members for text in (member.text("merged_ids") or "").split()]
    ids = [one for one in dict.fromkeys([*ids, *(other.station_id for other in others)]) if one != out.station_id]
    out.claim("place", best, [(m, m.lonlat) for m in members])
    for name in _FILLED:
        said = [(m, text) for m in members if (text := m.text(name))]
        out.take(name, said, said[0] if said else None)
    dated = [(m, text) for m in members if (text := m.text("updated"))]
    out.take("updated", dated, max(dated, key=lambda one: one[1], default=None))
    for name, order in _STRICTEST.items():
        known = [(m, text) for m in members if (text := m.text(name)) in order and text]
        out.take(name, known, min(known, key=lambda one: order.index(one[1]), default=None))
        if len(words := sorted({word for _, word in known})) > 1:
            out.doubt(
                _("sources disagree about {name}: {words}", name=name, words=", ".join(words)),
                _("taken as {said}", said=out.said[name]),
            )
    _take_plugs(out)
    _set_by_user(out, values, where)
    fields: dict[str, Any] = {**out.said, "station_id": out.station_id, "merged_ids": " ".join(ids) or None}
    return MergedStation(
        best=best,
        others=tuple(others),
        record=replace(best.record, plugs=tuple(out.plugs), **fields),
        owners=tuple(out.owners),
        claims=tuple(out.claims) if others or values else (),
        doubts=tuple(out.doubts),
    )


def _id_of(best: Member, others: Sequence[Member]) -> str:
    """The best record's id, plain where the same id of another source was only numbered apart."""
    plain, mark, again = best.station_id.rpartition("~")
    return plain if mark and again.isdecimal() and plain in {one.station_id for one in others} else best.station_id


def _take_plugs(out: _Draft) -> None:
    """Of every standard the plugs of the source that counts most, the best record's where they count alike.

    Plugs that are removed do not count. Plugs of no known standard are taken only where no source knows better, since they
    are most likely the known ones.
    """
    told_of: dict[str, list[tuple[Member, int]]] = {}
    for member in out.members:
        for name, count in member.counts().items():
            told_of.setdefault(name, []).append((member, count))
    known = [name for name in told_of if name != UNKNOWN]
    for name in known or list(told_of):
        told = told_of[name]
        most = max(count for _, count in told)
        owner = next(member for member, count in told if count == most)
        given = _given_power([member for member, _ in told], name)
        for plug in owner.of_standard(name):
            better = replace(plug, power_kw=given, power_guessed=False) if plug.power_guessed and given else plug
            mine = owner is out.best
            out.plugs.append(better if mine else replace(better, evse_id=f"{owner.station_id}:{plug.evse_id}"))
            out.owners.append(owner.source)
        out.claim("plugs", owner, [(member, _plugs_text(member, name, count)) for member, count in told])
        _doubt_plugs(out, name, told, owner)


def _plugs_text(member: Member, name: str, count: int) -> str:
    powers = sorted({f"{plug.power_kw:g}{'?' if plug.power_guessed else ''}" for plug in member.of_standard(name)})
    return _("{count} x {name}, {powers} kW", count=count, name=name, powers=listed(powers))


def _doubt_plugs(out: _Draft, name: str, told: list[tuple[Member, int]], owner: Member) -> None:
    """Say where sources count a standard differently or disagree whether it works."""
    if len(counts := sorted({count for _, count in told})) > 1:
        said = ", ".join(str(count) for count in counts)
        out.doubt(
            _("sources count {name} differently: {said}", name=name, said=said),
            _("taken as {counts}, as {station_id} says", counts=counts[-1], station_id=owner.station_id),
        )
    kept = {plug.reserved_for or "nobody alone" for plug in owner.of_standard(name)}
    said_of = {plug.reserved_for for member, _ in told for plug in member.of_standard(name) if plug.reserved_for} - kept
    if said_of:
        out.doubt(
            _("sources disagree for whom {name} is: {said_of}", name=name, said_of=", ".join(sorted(said_of))),
            _("taken as {station_id} says", station_id=owner.station_id),
        )
    states = [{plug.status for plug in member.of_standard(name)} - {"unknown"} for member, _ in told]
    words = sorted({word for one in states for word in one})
    if len(words) > 1 and len({frozenset(one) for one in states if one}) > 1:
        out.doubt(
            _("sources disagree whether {name} works: {words}", name=name, words=", ".join(words)),
            _("taken as {station_id} says", station_id=owner.station_id),
        )


def _given_power(members: Sequence[Member], name: str) -> float | None:
    """Power of this standard where sources that give one agree."""
    powers = {plug.power_kw for member in members for plug in member.of_standard(name) if not plug.power_guessed}
    return powers.pop() if len(powers) == 1 else None


def _set_by_user(out: _Draft, values: Mapping[str, str], where: str) -> None:
    for name, value in values.items():
        if name == "status":
            out.plugs = [replace(plug, status=value) for plug in out.plugs]
        else:
            out.said[name] = value
        out.claims = [replace(one, taken=one.taken and one.field != name) for one in out.claims]
        best = out.best
        out.claims.append(Claim(out.station_id, name, value, True, where, best.source_id, best.station_id))
        out.doubts.append(
            Problem(
                best.source_id,
                _("{name} set by the user", name=name),
                _("taken as {value}", value=value),
                Kind.OVERRIDE,
            )
        )
