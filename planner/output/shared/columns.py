"""What the columns of the tables mean, their units and what people call them: one place for workbooks, schemas and data packages."""

import re
from functools import partial

from geodata.connectors import Connector, PortFamily
from geodata.sites import CONNECTION_STATUSES, LAND_STATUSES, SITE_ACCESSES
from planner.demand.occasions import Occasion
from planner.output.shared.described import DEGREES, KWH, PLUGS, SHARE, YEAR, Described
from planner.support.speech import _, told


def _capital(occasion: Occasion) -> str:
    label = told(occasion.label)
    return f"{label[:1].upper()}{label[1:]}"


def _of_it(occasion: Occasion) -> str:
    return _("of it {occasion}", occasion=told(occasion.label))


def _below(share: int) -> str:
    return _("demand that {share} % of the samples stay below", share=share)


SITE: dict[str, Described] = {
    "site_id": Described("text", lambda: _("Site id"), lambda: _("stable for the same input"), always=True),
    "name": Described("text", lambda: _("Name"), lambda: _("name on the ground, as the data has it")),
    "label": Described(
        "text",
        lambda: _("Site"),
        lambda: _("name for people, made from where it is; no other site of the plan has it"),
        always=True,
    ),
    "status": Described(
        "text",
        lambda: _("Status"),
        lambda: _("stands already, stands and gets chargers, or is new"),
        words=("existing", "upgrade", "proposed"),
        always=True,
    ),
    "district": Described("text", lambda: _("District"), lambda: _("as the data has it")),
    "connectors": Described(
        "plugs", lambda: _("New plugs"), lambda: _("new plugs by OCPI connector name"), always=True
    ),
    "existing_connectors": Described(
        "plugs", lambda: _("Standing plugs"), lambda: _("plugs that stand there, by OCPI connector name"), always=True
    ),
    "chargers": Described(
        "chargers", lambda: _("Chargers to build"), lambda: _("what to buy, or work on standing guns"), always=True
    ),
    "power_kw": Described(
        "number", lambda: _("Power added"), lambda: _("rated power of the new chargers"), "kW", always=True
    ),
    "cost_usd": Described(
        "number",
        lambda: _("Cost"),
        lambda: _("hardware, installation, grid connection and ground works"),
        "USD",
        always=True,
    ),
    "served_kwh_per_day": Described(
        "energies",
        lambda: _("Energy served"),
        lambda: _("energy of the design day, by port family, and in total"),
        KWH,
        always=True,
    ),
    "utilisation": Described(
        "number",
        lambda: _("Hours in which guns are held"),
        lambda: _("share of the hours of the design day in which its guns, standing and new, are held"),
        SHARE,
    ),
    "rank": Described(
        "whole", lambda: _("Rank"), lambda: _("order in which to build, 1 first; empty where nothing is built")
    ),
    "rank_equal_from": Described(
        "whole", lambda: _("Equal from rank"), lambda: _("first rank of the sites that a dollar buys as much at")
    ),
    "rank_equal_to": Described(
        "whole", lambda: _("Equal to rank"), lambda: _("last rank of the sites that a dollar buys as much at")
    ),
    "build_year": Described(
        "whole", lambda: _("First built in"), lambda: _("year of the first phase that builds there"), YEAR
    ),
    "built_by_year": Described("text", lambda: _("Built by year"), lambda: _("what each phase adds, in words")),
    "kind": Described("text", lambda: _("Kind of place"), lambda: _("what the place is"), always=True),
    "operator": Described("text", lambda: _("Operator"), lambda: _("of a standing station, as the data has it")),
    "land_status": Described(
        "text", lambda: _("Land"), lambda: _("whose land it is, as far as known"), words=LAND_STATUSES, always=True
    ),
    "connection_status": Described(
        "text",
        lambda: _("Grid connection"),
        lambda: _("what the grid company says"),
        words=CONNECTION_STATUSES,
        always=True,
    ),
    "access": Described(
        "text", lambda: _("Who may park"), lambda: _("who may park there"), words=SITE_ACCESSES, always=True
    ),
    "bays": Described("whole", lambda: _("Bays"), lambda: _("bays for new guns; empty where none can be added")),
    "bays_assumed": Described(
        "text", lambda: _("Bays assumed"), lambda: _("yes where nobody counted the bays"), words=("yes", "no")
    ),
    "grid_kw": Described(
        "number", lambda: _("Spare power"), lambda: _("spare power of the site; empty where it was assumed"), "kW"
    ),
    "site_cost_usd": Described(
        "number", lambda: _("Ground works"), lambda: _("before any charger; empty where it was assumed"), "USD"
    ),
    "feeder": Described("text", lambda: _("Feeder"), lambda: _("feeder or substation it hangs on, as far as known")),
    "reason": Described(
        "text", lambda: _("What it does"), lambda: _("what the site serves and at what price, in words"), always=True
    ),
    "ocpi_station_id": Described(
        "text", lambda: _("Id of the station"), lambda: _("id of a standing station in the inventory")
    ),
    "marginal_value": Described(
        "number",
        lambda: _("Lost without it (weighted)"),
        lambda: _("what the plan loses without the site's new chargers, energy allocated anew, weighted by worth"),
        KWH,
        signed=True,
    ),
    "why": Described("text", lambda: _("What limits it"), lambda: _("what keeps it from serving more, in words")),
    "lon": Described("number", lambda: _("Longitude"), lambda: _("WGS 84"), DEGREES, always=True, signed=True),
    "lat": Described("number", lambda: _("Latitude"), lambda: _("WGS 84"), DEGREES, always=True, signed=True),
}
"""Properties of a site in `plan.geojson`, and columns of `sites.csv` beside those of each plug and port family."""

DEMAND: dict[str, Described] = {
    "zone_id": Described("text", lambda: _("Zone"), lambda: _("H3 index of the hexagon"), always=True),
    "district": Described("text", lambda: _("District"), lambda: _("district of the zone, as the data has it")),
    "port_family": Described(
        "text",
        lambda: _("Vehicle inlet"),
        lambda: _("inlet of the vehicles that ask"),
        words=tuple(PortFamily),
        always=True,
    ),
    "need": Described(
        "text", lambda: _("Need"), lambda: _("how fast they want to charge"), words=("fast", "slow"), always=True
    ),
    "year": Described(
        "whole", lambda: _("Year"), lambda: _("planning year first, then further years"), YEAR, always=True
    ),
    "kwh_per_day": Described(
        "number", lambda: _("Demand"), lambda: _("energy asked at public plugs on the design day"), KWH, always=True
    ),
    **{one.value: Described("number", partial(_capital, one), partial(_of_it, one), KWH) for one in Occasion},
    **{
        f"p{share}": Described("number", partial(str, f"p{share}"), partial(_below, share), KWH)
        for share in (10, 50, 90)
    },
}
"""Columns of `demand.csv`; those of occasions and percentiles where the demand was taken apart and sampled."""

SIMULATION: dict[str, Described] = {
    "rule": Described(
        "text",
        lambda: _("Rule"),
        lambda: _("where drivers go: as the plan assigns them, or as they choose"),
        always=True,
    ),
    "site_id": Described("text", lambda: _("Site id"), lambda: _("as in sites.csv"), always=True),
    "pool": Described(
        "text", lambda: _("Guns"), lambda: _("kind of guns, with the mean power of a session"), always=True
    ),
    "guns": Described("number", lambda: _("Number of guns"), lambda: _("guns of this kind"), always=True),
    "peak_hour": Described("whole", lambda: _("Peak hour"), lambda: _("hour of the day, from 0")),
    "promised_kwh_per_day": Described(
        "number", lambda: _("Promised"), lambda: _("energy that the plan serves there"), KWH
    ),
    "arrived_kwh_per_day": Described(
        "number", lambda: _("Arrived"), lambda: _("energy that arriving drivers asked for"), KWH
    ),
    "served_kwh_per_day": Described("number", lambda: _("Served"), lambda: _("energy charged"), KWH),
    "lost_kwh_per_day": Described("number", lambda: _("Lost"), lambda: _("energy of drivers who left"), KWH),
    "there_kwh_per_day": Described(
        "number", lambda: _("Still there"), lambda: _("energy of drivers who were there at the end"), KWH
    ),
    "drivers_per_day": Described("number", lambda: _("Drivers"), lambda: _("drivers who arrived"), "drivers/day"),
    "peak_drivers": Described(
        "number", lambda: _("Drivers in the peak hour"), lambda: _("drivers in the peak hour of the place"), "drivers"
    ),
    "taken_peak": Described(
        "number",
        lambda: _("Fast guns taken in the peak hour"),
        lambda: _("drivers of the peak hour who found all fast guns taken where they went first"),
        SHARE,
    ),
    "taken_told": Described(
        "number",
        lambda: _("Fast guns taken, as planned"),
        lambda: _("share of drivers of the peak hour who find all fast guns taken, as the plan tells it"),
        SHARE,
    ),
    "taken": Described(
        "number",
        lambda: _("Fast guns taken"),
        lambda: _("drivers of the day who found all fast guns taken where they went first"),
        SHARE,
    ),
    "late_peak": Described(
        "number",
        lambda: _("Late in the peak hour"),
        lambda: _(
            "drivers of the peak hour not at a fast gun within the wait that counts as late, there or farther on"
        ),
        SHARE,
    ),
    "late": Described(
        "number",
        lambda: _("Late"),
        lambda: _("drivers of the day not at a fast gun within the wait that counts as late, there or farther on"),
        SHARE,
    ),
    "full_peak": Described(
        "number",
        lambda: _("Slow posts taken in the peak hour"),
        lambda: _("drivers of the peak hour who found all slow posts taken where they went first"),
        SHARE,
    ),
    "full_told": Described(
        "number",
        lambda: _("Slow posts taken, as planned"),
        lambda: _("share of drivers of the peak hour who find all slow posts taken, as the plan tells it"),
        SHARE,
    ),
    "full": Described(
        "number",
        lambda: _("Slow posts taken"),
        lambda: _("drivers of the day who found all slow posts taken where they went first"),
        SHARE,
    ),
    "wait_peak_min": Described(
        "number", lambda: _("Wait in the peak hour"), lambda: _("mean wait in the peak hour"), "min"
    ),
    "wait_min": Described("number", lambda: _("Wait"), lambda: _("mean wait over the day"), "min"),
    "utilisation": Described(
        "number", lambda: _("Hours in which guns are held"), lambda: _("share of the time that a gun is held"), SHARE
    ),
}
"""Columns of `simulation.csv`."""

DEPOT: dict[str, Described] = {
    "depot": Described("text", lambda: _("Depot"), lambda: _("name of the depot, or of the terminal that stands in for one"), always=True),
    "source": Described("text", lambda: _("Whose word"), lambda: _("your table, the map, or a terminal standing in (assumed)"), always=True),
    "lon": SITE["lon"],
    "lat": SITE["lat"],
    "buses": Described("whole", lambda: _("Buses"), lambda: _("fewest buses that do its work"), always=True),
    "blocks": Described("whole", lambda: _("Blocks"), lambda: _("pieces of work from leaving the depot to coming back"), always=True),
    "trips": Described("whole", lambda: _("Trips"), lambda: _("trips of the timetable"), always=True),
    "km_per_day": Described("number", lambda: _("Way"), lambda: _("way of all its buses, empty drives with it"), "km/day", always=True),
    "empty_km_per_day": Described("number", lambda: _("Empty"), lambda: _("of it from and to the depot and between trips"), "km/day", always=True),
    "hill_factor": Described("number", lambda: _("Hills"), lambda: _("energy on slopes over that on level ground"), "times", always=True),
    "kwh_per_day": Described("number", lambda: _("Energy"), lambda: _("from the grid on the design day"), KWH, always=True),
    "kwh_low": Described("number", lambda: _("Energy, low"), lambda: _("with the low energy a kilometre"), KWH, always=True),
    "kwh_high": Described("number", lambda: _("Energy, high"), lambda: _("with the high energy a kilometre"), KWH, always=True),
    "night_kwh": Described("number", lambda: _("Of it at night"), lambda: _("charged in the depot between last in and first out"), KWH, always=True),
    "day_kwh": Described("number", lambda: _("Of it by day"), lambda: _("beyond what a battery or a night holds"), KWH, always=True),
    "first_out": Described("text", lambda: _("First out"), lambda: _("when the first bus leaves"), always=True),
    "last_in": Described("text", lambda: _("Last in"), lambda: _("when the last bus is back"), always=True),
    "least_kw": Described("number", lambda: _("Power at least"), lambda: _("least power that fills all buses in time"), "kW", always=True),
    "at_once_kw": Described("number", lambda: _("Power at once"), lambda: _("power if each bus charges as soon as it is home"), "kW", always=True),
    "guns": Described("whole", lambda: _("Guns at once"), lambda: _("guns that charge at one time at the least power"), always=True),
    "buses_beyond_battery": Described("whole", lambda: _("Buses beyond a battery"), lambda: _("use more in their day than a battery holds"), always=True),
    "blocks_beyond_battery": Described("whole", lambda: _("Blocks beyond a battery"), lambda: _("use more by themselves than a battery holds"), always=True),
    "bays": Described("number", lambda: _("Bays"), lambda: _("buses that have room, as your table says"), "buses"),
    "grid_kw": Described("number", lambda: _("Grid"), lambda: _("power of the depot, as your table says"), "kW"),
    "grid_near": Described("text", lambda: _("Grid near"), lambda: _("nearest feeder or substation with known spare power")),
    "spare_kw": Described("number", lambda: _("Spare power there"), lambda: _("spare power of that feeder or substation"), "kW"),
}  # fmt: skip
"""Columns of `bus_depots.csv`, and of the layer of the same name in `plan.gpkg`; all figures are assumed or follow from assumed ones."""

_PLUGS = re.compile(r"(existing_)?plugs_(.+)")
_SERVED = re.compile(r"served_(.+)_kwh_per_day")
_FLAT = {
    "chargers": Described(
        "text", lambda: _("Chargers to build"), lambda: _("what to buy, or work on standing guns, in words")
    ),
    "served_kwh_per_day": Described(
        "number", lambda: _("Energy served"), lambda: _("energy of the design day"), KWH, always=True
    ),
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
        label = next(
            (one.label for one in Connector if slug(one.value) == plugs[2]), Connector.label_of(plugs[2].upper())
        )
        if plugs[1]:
            return Described(
                "whole",
                lambda: _("{plug}, standing", plug=told(label)),
                lambda: _("{plug} plugs that stand there", plug=told(label)),
                PLUGS,
                always=True,
            )
        return Described(
            "whole",
            lambda: _("{plug}, new", plug=told(label)),
            lambda: _("{plug} plugs that are added", plug=told(label)),
            PLUGS,
            always=True,
        )
    if served := _SERVED.fullmatch(name):
        family = PortFamily(served[1]).label
        return Described(
            "number",
            lambda: _("Served: {inlet}", inlet=told(family)),
            lambda: _("energy of {inlet} vehicles", inlet=told(family)),
            KWH,
            always=True,
        )
    raise KeyError(name)
