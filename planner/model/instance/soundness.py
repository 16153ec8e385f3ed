"""Numbers that no question may hold: refused before anything is solved, each with the name of the culprit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from planner.errors import ConfigError
from planner.model.instance.instance import Instance


@dataclass(frozen=True)
class _Figures:
    """Figures of one kind, with what each belongs to."""

    what: str
    values: ArrayLike
    whose: str
    names: Sequence[str]
    most: float = np.inf

    def faults(self) -> Iterator[str]:
        """Tell the first figure that is no number, negative or too large."""
        values = np.asarray(self.values, dtype=float)
        wrong = ~(values >= 0) | (values > self.most) | np.isinf(values)
        if wrong.any():
            at = int(np.argwhere(wrong)[0][0]) if values.ndim else 0
            value = float(values[tuple(np.argwhere(wrong)[0])]) if values.ndim else float(values)
            name = self.names[at] if at < len(self.names) else f"number {at + 1}"
            said = "not a number" if np.isnan(value) else "negative" if value < 0 else "out of range"
            span = "0 or more" if np.isinf(self.most) else f"a share from 0 to {self.most:g}"
            yield f"{self.whose}{' ' + name if self.whose and name else name}: {self.what} is {said} ({value:g}); expected {span}, mend it"


def check(instance: Instance) -> None:
    """Refuse figures that make no sense, and limits that contradict each other outright.

    Raises
    ------
    ConfigError
        Names the first culprit.
    """
    for fault in _faults(instance):
        raise ConfigError(fault)


def _faults(instance: Instance) -> Iterator[str]:
    sites, kinds, pairs = instance.site_names, instance.names.chargers, _PairNames(instance)
    for figures in (
        _Figures("money", instance.budget, "", ("plan.budget_usd",)),
        _Figures("share", instance.floor, "", ("plan.district_floor",), most=1.0),
        _Figures("share", instance.coverage, "", ("plan.coverage",), most=1.0),
        _Figures(
            "share", instance.dual_share.most if instance.dual_share else 0.0, "", ("plan.max_dual_share",), most=1.0
        ),
        _Figures("demand", instance.demand, "zone", instance.names.zones),
        _Figures("price", instance.cost, "charger", kinds),
        _Figures("power", np.where(instance.upgrade, np.abs(instance.kw), instance.kw), "charger", kinds),
        _Figures("cost of opening (site_cost_usd)", instance.site_cost, "site", sites),
        _Figures("spare power (grid_kw)", instance.grid_kw, "site", sites),
        _Figures("room (bays)", instance.bays, "site", sites),
        _Figures("spare power (spare_kw)", instance.feeder_kw, "feeder", instance.names.feeders),
        _Figures("spare power (spare_kw)", instance.substation_kw, "substation", instance.names.substations),
        _Figures("price", instance.step_usd, "connection step", ()),
        _Figures("cost of its cable", instance.cable_usd, "site", sites),
        _Figures("worth of a kWh", instance.worth, "zone and site", pairs),
        _Figures("charging power of its sessions", instance.service_kw, "pool", ()),
        _Figures("share of the peak hour", instance.peak_share, "pool", (), most=1.0),
        *(
            _Figures("capacity by guns", table, "pool", (f"number {q + 1}",))
            for q, table in enumerate(instance.capacity)
        ),
    ):
        yield from figures.faults()
    yield from _contradictions(instance)


def _contradictions(instance: Instance) -> Iterator[str]:
    for k in np.flatnonzero(~instance.upgrade & ((instance.bays_taken <= 0) | (instance.kw <= 0))):
        lacks = "no plug" if instance.bays_taken[k] <= 0 else "no power"
        yield f"charger {_of(instance.names.chargers, int(k))}: has {lacks}, so nobody can charge at it; take it out of plan.chargers"
    for j in np.flatnonzero(instance.forced & instance.forbidden).tolist():
        yield f"plan: site {instance.site_names[j]!r} is both forced and forbidden; take it from one list"
    for label, kinds in zip(instance.mandated_names, instance.mandated, strict=True):
        if not kinds.any():
            yield f"plan.mandated_plugs: none of plan.chargers has a gun of {label}, so no new site could be built; add one that has, or take {label} from the list"
    if (instance.feeder >= len(instance.feeder_kw)).any():
        lost = int(np.flatnonzero(instance.feeder >= len(instance.feeder_kw))[0])
        yield f"site {instance.site_names[lost]}: hangs on a feeder that is not there; mend the feeder table"
    if instance.max_sites is not None and instance.max_sites < 0:
        yield f"plan.max_sites is negative ({instance.max_sites}); expected 0 or more"


def _of(names: Sequence[str], at: int) -> str:
    return names[at] if at < len(names) else f"number {at + 1}"


@dataclass(frozen=True)
class _PairNames(Sequence[str]):
    """Names of the pairs of zone and site, made up when one is asked for: there are half a million in a large city."""

    instance: Instance

    def __len__(self) -> int:
        return len(self.instance.zone)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        zone, site = int(self.instance.zone[at]), int(self.instance.site[at])
        return f"{_of(self.instance.names.zones, zone)} and {self.instance.site_names[site]}"
