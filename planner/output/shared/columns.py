"""What the columns of the tables mean, their units and what people call them: one place for workbooks, schemas and data packages."""

import re
from dataclasses import dataclass
from typing import Literal

from geodata.connectors import Connector, PortFamily
from geodata.sites import CONNECTION_STATUSES, LAND_STATUSES, SITE_ACCESSES
from planner.demand.occasions import Occasion

Kind = Literal["text", "number", "whole", "plugs", "chargers", "energies"]
"""Of a cell; the last three are nested, in `plan.geojson` alone."""

KWH = "kWh/day"
SHARE = "share"
"""Unit of figures from 0 to 1; a workbook shows them in per cent."""
YEAR = "year"
PLUGS = "plugs"
DEGREES = "°"


@dataclass(frozen=True)
class Described:
    """A column: its kind, what people call it, its unit and its meaning.

    Parameters
    ----------
    kind : Kind
    heading : str
        For people, without the unit.
    meaning : str
    unit : str
        Empty where it has none; `SHARE` from 0 to 1.
    words : tuple of str
        All values it may have; empty where any may stand.
    always : bool
        Whether no cell is empty.
    signed : bool
        Whether a number may be below zero.
    """

    kind: Kind
    heading: str
    meaning: str
    unit: str = ""
    words: tuple[str, ...] = ()
    always: bool = False
    signed: bool = False

    @property
    def titled(self) -> str:
        """Heading with its unit, as a table for people has it."""
        shown = "%" if self.unit == SHARE else self.unit
        return f"{self.heading}, {shown}" if shown and self.unit not in (YEAR, PLUGS) else self.heading


_WHY = "in words"

SITE: dict[str, Described] = {
    "site_id": Described("text", "Site id", "stable for the same input", always=True),
    "name": Described("text", "Name", "name on the ground, as the data has it"),
    "label": Described(
        "text", "Site", "name for people, made from where it is; no other site of the plan has it", always=True
    ),
    "status": Described(
        "text",
        "Status",
        "stands already, stands and gets chargers, or is new",
        words=("existing", "upgrade", "proposed"),
        always=True,
    ),
    "district": Described("text", "District", "as the data has it"),
    "connectors": Described("plugs", "New plugs", "new plugs by OCPI connector name", always=True),
    "existing_connectors": Described(
        "plugs", "Standing plugs", "plugs that stand there, by OCPI connector name", always=True
    ),
    "chargers": Described("chargers", "Chargers to build", "what to buy, or work on standing guns", always=True),
    "power_kw": Described("number", "Power added", "rated power of the new chargers", "kW", always=True),
    "cost_usd": Described(
        "number", "Cost", "hardware, installation, grid connection and ground works", "USD", always=True
    ),
    "served_kwh_per_day": Described(
        "energies", "Energy served", "energy of the design day, by port family, and in total", KWH, always=True
    ),
    "utilisation": Described(
        "number",
        "Hours in which guns are held",
        "share of the hours of the design day in which its guns, standing and new, are held",
        SHARE,
    ),
    "rank": Described("whole", "Rank", "order in which to build, 1 first; empty where nothing is built"),
    "rank_equal_from": Described("whole", "Equal from rank", "first rank of the sites that a dollar buys as much at"),
    "rank_equal_to": Described("whole", "Equal to rank", "last rank of the sites that a dollar buys as much at"),
    "build_year": Described("whole", "First built in", "year of the first phase that builds there", YEAR),
    "built_by_year": Described("text", "Built by year", f"what each phase adds, {_WHY}"),
    "kind": Described("text", "Kind of place", "what the place is", always=True),
    "operator": Described("text", "Operator", "of a standing station, as the data has it"),
    "land_status": Described("text", "Land", "whose land it is, as far as known", words=LAND_STATUSES, always=True),
    "connection_status": Described(
        "text", "Grid connection", "what the grid company says", words=CONNECTION_STATUSES, always=True
    ),
    "access": Described("text", "Who may park", "who may park there", words=SITE_ACCESSES, always=True),
    "bays": Described("whole", "Bays", "bays for new guns; empty where none can be added"),
    "bays_assumed": Described("text", "Bays assumed", "yes where nobody counted the bays", words=("yes", "no")),
    "grid_kw": Described("number", "Spare power", "spare power of the site; empty where it was assumed", "kW"),
    "site_cost_usd": Described("number", "Ground works", "before any charger; empty where it was assumed", "USD"),
    "feeder": Described("text", "Feeder", "feeder or substation it hangs on, as far as known"),
    "reason": Described("text", "What it does", f"what the site serves and at what price, {_WHY}", always=True),
    "ocpi_station_id": Described("text", "Id of the station", "id of a standing station in the inventory"),
    "marginal_value": Described(
        "number",
        "Lost without it",
        "what the plan loses without the site's new chargers, energy allocated anew, weighted by worth",
        KWH,
        signed=True,
    ),
    "why": Described("text", "What limits it", f"what keeps it from serving more, {_WHY}"),
    "lon": Described("number", "Longitude", "WGS 84", DEGREES, always=True, signed=True),
    "lat": Described("number", "Latitude", "WGS 84", DEGREES, always=True, signed=True),
}
"""Properties of a site in `plan.geojson`, and columns of `sites.csv` beside those of each plug and port family."""

DEMAND: dict[str, Described] = {
    "zone_id": Described("text", "Zone", "H3 index of the hexagon", always=True),
    "district": Described("text", "District", "district of the zone, as the data has it"),
    "port_family": Described(
        "text", "Vehicle inlet", "inlet of the vehicles that ask", words=tuple(PortFamily), always=True
    ),
    "need": Described("text", "Need", "how fast they want to charge", words=("fast", "slow"), always=True),
    "year": Described("whole", "Year", "planning year first, then further years", YEAR, always=True),
    "kwh_per_day": Described("number", "Demand", "energy asked at public plugs on the design day", KWH, always=True),
    **{one.value: Described("number", one.label.capitalize(), f"of it {one.label}", KWH) for one in Occasion},
    **{
        f"p{share}": Described("number", f"p{share}", f"demand that {share} % of the samples stay below", KWH)
        for share in (10, 50, 90)
    },
}
"""Columns of `demand.csv`; those of occasions and percentiles where the demand was taken apart and sampled."""

SIMULATION: dict[str, Described] = {
    "rule": Described("text", "Rule", "where drivers go: as the plan assigns them, or as they choose", always=True),
    "site_id": Described("text", "Site id", "as in sites.csv", always=True),
    "pool": Described("text", "Guns", "kind of guns, with the mean power of a session", always=True),
    "guns": Described("number", "Number of guns", "guns of this kind", always=True),
    "peak_hour": Described("whole", "Peak hour", "hour of the day, from 0"),
    "promised_kwh_per_day": Described("number", "Promised", "energy that the plan promises", KWH),
    "arrived_kwh_per_day": Described("number", "Arrived", "energy that arriving drivers asked for", KWH),
    "served_kwh_per_day": Described("number", "Served", "energy charged", KWH),
    "lost_kwh_per_day": Described("number", "Lost", "energy of drivers who left", KWH),
    "there_kwh_per_day": Described("number", "Still there", "energy of drivers who were there at the end", KWH),
    "drivers_per_day": Described("number", "Drivers", "drivers who arrived", "drivers/day"),
    "peak_drivers": Described("number", "Drivers in the peak hour", "drivers in the peak hour of the place", "drivers"),
    "late_peak": Described(
        "number", "Late in the peak hour", "drivers of the peak hour not at a plug within the promised wait", SHARE
    ),
    "late": Described("number", "Late", "drivers of the day not at a plug within the promised wait", SHARE),
    "full_peak": Described("number", "Full in the peak hour", "drivers of the peak hour who found all taken", SHARE),
    "full": Described("number", "Full", "drivers of the day who found all taken", SHARE),
    "wait_peak_min": Described("number", "Wait in the peak hour", "mean wait in the peak hour", "min"),
    "wait_min": Described("number", "Wait", "mean wait over the day", "min"),
    "utilisation": Described("number", "Hours in which guns are held", "share of the time that a gun is held", SHARE),
}
"""Columns of `simulation.csv`."""

DEPOT: dict[str, Described] = {
    "depot": Described("text", "Depot", "name of the depot, or of the terminal that stands in for one", always=True),
    "source": Described("text", "Whose word", "your table, the map, or a terminal standing in (assumed)", always=True),
    "lon": SITE["lon"],
    "lat": SITE["lat"],
    "buses": Described("whole", "Buses", "fewest buses that do its work", always=True),
    "blocks": Described("whole", "Blocks", "pieces of work from leaving the depot to coming back", always=True),
    "trips": Described("whole", "Trips", "trips of the timetable", always=True),
    "km_per_day": Described("number", "Way", "way of all its buses, empty drives with it", "km/day", always=True),
    "empty_km_per_day": Described("number", "Empty", "of it from and to the depot and between trips", "km/day", always=True),
    "hill_factor": Described("number", "Hills", "energy on slopes over that on level ground", "times", always=True),
    "kwh_per_day": Described("number", "Energy", "from the grid on the design day", KWH, always=True),
    "kwh_low": Described("number", "Energy, low", "with the low energy a kilometre", KWH, always=True),
    "kwh_high": Described("number", "Energy, high", "with the high energy a kilometre", KWH, always=True),
    "night_kwh": Described("number", "Of it at night", "charged in the depot between last in and first out", KWH, always=True),
    "day_kwh": Described("number", "Of it by day", "beyond what a battery or a night holds", KWH, always=True),
    "first_out": Described("text", "First out", "when the first bus leaves", always=True),
    "last_in": Described("text", "Last in", "when the last bus is back", always=True),
    "least_kw": Described("number", "Power at least", "least power that fills all buses in time", "kW", always=True),
    "at_once_kw": Described("number", "Power at once", "power if each bus charges as soon as it is home", "kW", always=True),
    "guns": Described("whole", "Guns at once", "guns that charge at one time at the least power", always=True),
    "buses_beyond_battery": Described("whole", "Buses beyond a battery", "use more in their day than a battery holds", always=True),
    "blocks_beyond_battery": Described("whole", "Blocks beyond a battery", "use more by themselves than a battery holds", always=True),
    "bays": Described("number", "Bays", "buses that have room, as your table says", "buses"),
    "grid_kw": Described("number", "Grid", "power of the depot, as your table says", "kW"),
    "grid_near": Described("text", "Grid near", "nearest feeder or substation with known spare power"),
    "spare_kw": Described("number", "Spare power there", "spare power of that feeder or substation", "kW"),
}  # fmt: skip
"""Columns of `bus_depots.csv`, and of the layer of the same name in `plan.gpkg`; all figures are assumed or follow from assumed ones."""

_PLUGS = re.compile(r"(existing_)?plugs_(.+)")
_SERVED = re.compile(r"served_(.+)_kwh_per_day")
_FLAT = {
    "chargers": Described("text", "Chargers to build", f"what to buy, or work on standing guns, {_WHY}"),
    "served_kwh_per_day": Described("number", "Energy served", "energy of the design day", KWH, always=True),
}
"""Nested properties as the flat table has them."""


def slug(name: str) -> str:
    """Cut a name from data down to letters and digits, for the name of a column."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:40] or "unnamed"


def flat_column(name: str) -> Described:
    """Describe a column of `sites.csv`, those of plugs and port families too.

    Raises
    ------
    KeyError
        It has no meaning yet: write one here.
    """
    if name in _FLAT:
        return _FLAT[name]
    if name in SITE:
        return SITE[name]
    if plugs := _PLUGS.fullmatch(name):
        label = next((one.label for one in Connector if slug(one.value) == plugs[2]), plugs[2].upper())
        when, verb = ("standing", "stand there") if plugs[1] else ("new", "are added")
        return Described("whole", f"{label}, {when}", f"{label} plugs that {verb}", PLUGS, always=True)
    if served := _SERVED.fullmatch(name):
        family = PortFamily(served[1]).label
        return Described("number", f"Served: {family}", f"energy of {family} vehicles", KWH, always=True)
    raise KeyError(name)
