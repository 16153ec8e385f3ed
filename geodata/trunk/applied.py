"""Corrections that were applied to main roads: the length between their ends before, as told, and by the quickest way in the end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from scipy.sparse.csgraph import dijkstra

from geodata.speech import _
from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Faults
from geodata.trunk.network import TrunkNetwork
from geodata.trunk.paths import path_from
from geodata.trunk.towns import Towns

SAME_KM = 0.5
"""Lengths that differ by no more are one way's."""
MOST_NAMED = 3
STRETCH = "stretch"


@dataclass(frozen=True)
class Applied:
    """A correction that was applied.

    Parameters
    ----------
    record : str
        File and row.
    u, v : str
        Its ends, as told.
    action : str
    ends : (str, str)
        Ids of the nodes there.
    before_km : float or None
        Of the edge that it changes or closes, else of the quickest way between its ends; None where there was none.
    told_km : float or None
        None where it closes.
    now_km : float or None
        Of the quickest way between its ends, after all corrections; None where there is none.
    through : tuple of str
        Towns on that way, the largest first.
    """

    record: str
    u: str
    v: str
    action: str
    ends: tuple[str, str]
    before_km: float | None
    told_km: float | None
    now_km: float | None = None
    through: tuple[str, ...] = ()

    @property
    def is_passed(self) -> bool:
        """Whether a way was stretched and another one is the quickest now."""
        return (
            self.action == STRETCH
            and self.told_km is not None
            and self.now_km is not None
            and abs(self.now_km - self.told_km) > SAME_KM
        )

    @property
    def line(self) -> str:
        """It for people."""
        told = _("closed") if self.told_km is None else _km(self.told_km)
        return _(
            "{record}: {u} - {v}, {action}: {before} before, {told} by the correction; the quickest way is now {now}{through}",
            record=self.record,
            u=self.u,
            v=self.v,
            action=action_words(self.action),
            before=_km(self.before_km),
            told=told,
            now=_km(self.now_km),
            through=_(", through {towns}", towns=", ".join(self.through)) if self.through else "",
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "record": str(self.record),
            "u": self.u,
            "v": self.v,
            "action": self.action,
            "before_km": self.before_km,
            "told_km": self.told_km,
            "now_km": self.now_km,
            "through": list(self.through),
            "line": str(self.line),
        }


def action_words(action: str) -> str:
    """What a correction does, as people say it; its name in tables is the value itself."""
    known = {
        "add": lambda: _("added"),
        "change": lambda: _("length changed"),
        "close": lambda: _("closed"),
        STRETCH: lambda: _("stretched"),
    }
    return known[action]() if action in known else action


def _km(km: float | None) -> str:
    return _("no road") if km is None else _("{km:.0f} km", km=km)


def quickest(network: TrunkNetwork, start: int, goal: int) -> tuple[float | None, list[int]]:
    """Length of the quickest way between two nodes, and its nodes; None where there is no way."""
    _far, before = dijkstra(network.graph(network.minutes), directed=False, indices=start, return_predecessors=True)
    path = path_from(before, start, goal)
    if not path:
        return None, []
    return float(network.km[[edge for edge, _forward in network.path_edges(path)]].sum()), path


def as_now(applied: Sequence[Applied], network: TrunkNetwork, towns: Towns, faults: Faults) -> tuple[Applied, ...]:
    """The same with the quickest way of today's network between their ends; a stretched way that another one passes is told to `faults`."""
    number = network.number()
    named = {int(node): one.name for node, one in reversed(list(zip(towns.node, towns.towns, strict=True)))}
    out = []
    for one in applied:
        u, v = (number.get(end) for end in one.ends)
        km, path = (None, []) if u is None or v is None else quickest(network, u, v)
        people = {node: towns.towns[at].population for at, node in reversed(list(enumerate(towns.node.tolist())))}
        between = sorted((node for node in path[1:-1] if node in named), key=lambda node: -people[node])
        now = replace(one, now_km=km, through=tuple(named[node] for node in between[:MOST_NAMED]))
        if now.is_passed:
            faults.add(FaultKind.STRETCH_PASSED, one.record, u=one.u, v=one.v, km=one.told_km, now_km=now.now_km)
        out.append(now)
    return tuple(out)
