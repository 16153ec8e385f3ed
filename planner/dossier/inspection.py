"""The result of `evplan check`: the report of every source, and the service of today's network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geodata.city import City
from geodata.inventory.overrides import Overrides
from geodata.inventory.supply import supply_of
from geodata.report import Assumption, SourceReport
from planner.catalogue.mixes import OF, mix_of
from planner.config.scenario import Scenario
from planner.demand.trace import Trace
from planner.dossier.candidates import Candidates
from planner.dossier.dossier import Dossier
from planner.dossier.reality_check import RealityCheck
from planner.network.locations import supply_rule
from planner.support.frames import plain


@dataclass(frozen=True)
class Inspection:
    """A loaded city, read through, before anything is planned.

    Parameters
    ----------
    scenario : Scenario
    city : City
    demand_kwh : mapping
        Public kWh of the design day by class.
    sources, assumptions
        Everything that was read, and everything nobody measured.
    today : Dossier or None
        The plan that builds nothing: what stands and whom it serves, with the `baseline`; what the map is drawn from.
    no_service : str or None
        Why there is no `today`, in one line.
    demand : mapping
        Figures of the demand, plain JSON: `planner.demand.story.DemandStory.figures`; known also where nothing can be served.
    trace : Trace or None
        One zone's demand, term by term.
    overrides : Overrides
        What the user has decided about stations so far.
    reality : tuple of RealityCheck
        The data beside what is known of the city.
    sizes : mapping or None
        Quick plans by the power of a site: `planner.studies.site_power.plans_by_site_power`; None where nobody asked for them.
    candidates : Candidates
        Where chargers may be added, and what was left out.
    depots : mapping or None
        Depots of the city's buses: `planner.demand.depots.depots_of`.
    """

    scenario: Scenario
    city: City
    demand_kwh: Mapping[str, float]
    sources: tuple[SourceReport, ...]
    assumptions: tuple[Assumption, ...]
    today: Dossier | None = None
    no_service: str | None = None
    demand: Mapping[str, Any] = field(default_factory=dict)
    trace: Trace | None = None
    overrides: Overrides = field(default_factory=Overrides)
    reality: tuple[RealityCheck, ...] = ()
    sizes: Mapping[str, Any] | None = None
    candidates: Candidates = field(default_factory=Candidates)
    depots: Mapping[str, Any] | None = None

    @property
    def station_sources(self) -> tuple[SourceReport, ...]:
        """Accounts of the sources of stations and of the overrides."""
        formats = {form for one in self.scenario.stations for form in (one.format, f"{one.format} status")} | {
            "overrides"
        }
        return tuple(source for source in self.sources if source.format in formats)

    @property
    def mix(self) -> dict[str, str]:
        """Mix of plugs in force: its name, or that the configuration gives its own, and its shares in the planning year."""
        held = mix_of(self.scenario)
        name = self.scenario.mix if isinstance(self.scenario.mix, str) else held.label
        return {"name": name, "note": held.note(self.scenario.fleet.year)}

    @property
    def fleet(self) -> dict[str, float]:
        """Vehicles by class in the planning year: a fleet table may have rows of several years."""
        out: dict[str, float] = {}
        for one in self.demand.get("by_vehicle_class", ()):
            name = OF.get(one["vehicle_class"], one["vehicle_class"])
            out[name] = out.get(name, 0.0) + one["vehicles"]
        return out

    def as_dict(self) -> dict[str, Any]:
        """Give the object of `evplan check --json`."""
        city = self.city
        supply = supply_of(city.stations, city.boundary, supply_rule(self.scenario))
        return {
            "sources": [source.as_dict() for source in self.sources],
            "roads": city.roads.summary(),
            "zones": len(city.zones),
            "population": float(city.zones["population"].sum()),
            "candidates": len(city.sites),
            "candidate_sites": self.candidates.as_dict(),
            "fleet": self.fleet,
            "mix": self.mix,
            "stations": len(supply.table),
            "demand_kwh_per_day": dict(self.demand_kwh),
            "reality": [one.as_dict() for one in self.reality],
            "sizes": None if self.sizes is None else plain(dict(self.sizes)),
            "depots": None if self.depots is None else plain(dict(self.depots)),
            "baseline": dict(self.today.baseline) if self.today is not None else None,
            "no_service": self.no_service,
            "demand": plain(self.demand),
            "trace": None if self.trace is None else _as_plain(self.trace),
            "assumptions": [one.as_dict() for one in self.assumptions],
        }


def _as_plain(trace: Trace) -> dict[str, Any]:
    return {
        "zone_id": trace.zone_id,
        "district": trace.district,
        "kwh_per_day": trace.total_kwh,
        "terms": [plain(row) for row in trace.terms.to_dict("records")],
        "draws": [plain(row) for row in trace.draws.to_dict("records")],
    }
