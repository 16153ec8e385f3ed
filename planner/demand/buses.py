"""Energy of buses by their work on a day: kilometres, cold and hills; and how it stays apart from public demand."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata.city import City
from geodata.elevation import SLOPES, STEP
from geodata.report import Problem
from planner.catalogue.facts import fact_rows, winter_factor
from planner.config.scenario import Scenario
from planner.demand.inputs import BUS, PUBLIC, figures_of
from planner.demand.slopes import CASES, hill_factor, vehicle_on_slopes
from planner.demand.spans import CENTRAL, Floats, Span
from planner.demand.vehicles import Fleet
from planner.support.speech import _


@dataclass(frozen=True)
class BusEnergy:
    """Energy out of the battery of each block.

    Parameters
    ----------
    kwh : Span
        (blocks,), empty drives with it.
    hills, empty_hills : (blocks,)
        Central factors of its trips and of its empty drives.
    kwh_per_km : Span
        On level ground at 20 degrees.
    winter : float
    """

    kwh: Span
    hills: Floats
    empty_hills: Floats
    kwh_per_km: Span
    winter: float


def bus_energy(city: City, scenario: Scenario) -> BusEnergy:
    """Energy of every block of the city's timetable, on the design day."""
    blocks = city.blocks
    trips, emptied = _slopes(city, empty=False), _with_level(_slopes(city, empty=True), blocks["empty_km"])
    t, known = scenario.fleet.temperature_c, scenario.demand.winter_factor
    winter = winter_factor(t, "bus_electric_heat") if known is None else known
    km, empty = blocks["km"].to_numpy(dtype=float), blocks["empty_km"].to_numpy(dtype=float)
    read = {"low": "low", "central": scenario.demand.case, "high": "high"}
    per_km = {case: figures_of(BUS, read[case], scenario).kwh_per_100km / 100.0 for case in CASES}
    bus = {case: vehicle_on_slopes(BUS, per_km["central"], case) for case in CASES}
    hills, climbs = ({case: hill_factor(slopes, bus[case]) for case in CASES} for slopes in (trips, emptied))
    kwh = Span(
        *(per_km[one] * (km * (winter + hills[one] - 1.0) + empty * (winter + climbs[one] - 1.0)) for one in CASES)
    )
    return BusEnergy(kwh, hills["central"], climbs["central"], Span.of(*per_km.values()), winter)


def battery_of(scenario: Scenario) -> float:
    """Battery of a bus, kWh."""
    if scenario.buses.battery_kwh is not None:
        return scenario.buses.battery_kwh
    row = next(one for one in fact_rows("vehicle_classes") if (one["class"], one["variant"]) == ("bus", "12 m"))
    return float(row["battery_kwh"])


def _with_level(slopes_km: Floats, km: "pd.Series[float]") -> Floats:
    """Slopes of so many km in all: those of no known slope are level."""
    out = slopes_km.copy()
    out[:, len(SLOPES) // 2] += np.maximum(0.0, km.to_numpy(dtype=float) - out.sum(axis=1))
    return out


def _slopes(city: City, *, empty: bool) -> Floats:
    """Km of each block's trips, or of its empty drives, by class of slope; none where no heights are known."""
    out = np.zeros((len(city.blocks), len(SLOPES)))
    table = city.block_slopes[city.block_slopes["empty"].notna() == empty]
    if len(table):
        row = pd.Series(np.arange(len(city.blocks)), index=city.blocks["block_id"])[table["block_id"]].to_numpy()
        kind = np.rint(table["slope"].to_numpy(dtype=float) / STEP).astype(np.int64) + len(SLOPES) // 2
        np.add.at(out, (row, kind), table["km"].to_numpy(dtype=float))
    return out


def buses_apart(fleet: Fleet, scenario: Scenario) -> tuple[Problem, ...]:
    """What becomes of buses of the fleet table beside a timetable: their public share is left out, or stays as the user's own figure."""
    if scenario.buses.gtfs is None or BUS not in fleet.classes:
        return ()
    count = float(fleet.vehicles(CENTRAL)[fleet.classes.index(BUS)].sum())
    what = _("{count:number} buses of the fleet table", count=count)
    if set(scenario.demand.classes.get(BUS, {})) & set(PUBLIC):
        reason = _(
            "the timetable's buses charge in depots, and public energy is asked for beside that (demand.classes)"
        )
        return (Problem(what, reason, _("asked for in public as given")),)
    return (Problem(what, _("the timetable's depots charge them (buses.gtfs)"), _("no public demand is made of them")),)
