"""Who is served, in rows and a sentence, for the annex. Plain text: the template escapes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planner.dossier.dossier import Dossier
from planner.output.shared.places import zone_titles
from planner.output.shared.words import share_of
from planner.proofs import GIVEN, Sense
from planner.support.speech import _, joined, plural

MOST_NAMED = 3
"""Zones without service that are named."""


@dataclass(frozen=True)
class Served:
    """One row of service: demand, served if nothing is built, and served by the plan; kWh per day.

    `waited` is what would be served if nothing is built and drivers wait however long; None where that was not filed. `whole` marks the sum.
    """

    name: str
    demand: float
    before: float
    after: float
    waited: float | None = None
    whole: bool = False

    @property
    def unserved(self) -> float:
        """Unserved with the plan built."""
        return max(0.0, self.demand - self.after)

    @property
    def before_share(self) -> float | None:
        """Share served if nothing is built."""
        return share_of(self.before, self.demand)

    @property
    def waited_share(self) -> float | None:
        """Share served if nothing is built and drivers wait however long."""
        return None if self.waited is None else share_of(self.waited, self.demand)

    @property
    def after_share(self) -> float | None:
        """Share served by the plan."""
        return share_of(self.after, self.demand)


def rows_by(
    demand: Mapping[str, float],
    after: Mapping[str, float],
    before: Mapping[str, float],
    label: Callable[[str], str],
    waited: Mapping[str, float] | None = None,
) -> list[Served]:
    """One row a key with any demand, and a last one with the total where there are several."""
    rows = [
        Served(
            label(name),
            kwh,
            before.get(name, 0.0),
            after.get(name, 0.0),
            None if waited is None else waited.get(name, 0.0),
        )
        for name, kwh in demand.items()
        if kwh > 0
    ]
    if len(rows) > 1:
        asked, had, got = (sum(getattr(row, part) for row in rows) for part in ("demand", "before", "after"))
        together = None if waited is None else sum(row.waited or 0.0 for row in rows)
        rows.append(Served(_("All together"), asked, had, got, together, whole=True))
    return rows


def unreached(dossier: Dossier) -> str | None:
    """One sentence on zones with demand and no service at all."""
    zones = dossier.zones
    empty = zones[(zones["demand_kwh"] > 0) & (zones["served_kwh"] <= 1e-9)]
    if empty.empty:
        return None
    kwh = float(empty["demand_kwh"].sum())
    said = plural(
        "{n} zone with {kwh:energy} kWh a day ({share:percent1} of the demand) and {people:number} people gets nothing from this plan.",
        "{n} zones with {kwh:energy} kWh a day ({share:percent1} of the demand) and {people:number} people get nothing from this plan.",
        len(empty),
        kwh=kwh,
        share=share_of(kwh, dossier.scorecard.total_demand_kwh),
        people=float(empty["population"].sum()),
    )
    called, first = zone_titles(dossier), empty.nlargest(MOST_NAMED, "demand_kwh")
    rows = zip(first["zone_id"], first["demand_kwh"], strict=True)
    far = dossier.surroundings.get("beyond_reach")
    largest = [
        _(
            "{place}, {kwh:energy} kWh a day ({why})",
            place=called.get(str(zone), str(zone)),
            kwh=asked,
            why=_why_not(dossier, str(zone)),
        )
        if far is not None
        else _("{place}, {kwh:energy} kWh a day", place=called.get(str(zone), str(zone)), kwh=asked)
        for zone, asked in rows
    ]
    return joined(" ", (said, _("Most is asked in: {zones}.", zones=joined("; ", largest))))


def _why_not(dossier: Dossier, zone: str) -> str:
    """Why nothing serves a zone, as far as is known."""
    if zone in dossier.surroundings["beyond_reach"]:
        return _("no place for chargers can be reached from there in time")
    if zone in dossier.surroundings.get("built_in_reach", ()):
        return _("chargers are built in reach; other drivers fill them")
    if dossier.proof.stopped == GIVEN:
        return _("no charger of the list can be reached that it could use")
    if dossier.proof.sense is Sense.MIN:
        return _("places are in reach; what is promised is kept without it")
    return _("places are in reach; the money serves more elsewhere")
