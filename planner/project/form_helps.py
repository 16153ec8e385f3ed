"""What fields of the form of a scenario mean, in a sentence in the language of the reader; the whole text is the manual's."""

from collections.abc import Callable, Mapping

from planner.output.shared.proof_words import objective_words
from planner.support.speech import _

HELPS: Mapping[str, Callable[[], str]] = {
    "name": lambda: _("Stands on the map and the report."),
    "city.name": lambda: _("As maps and reports print it; what is known of a city by this name fills gaps."),
    "city.country": lambda: _("KZ, UZ, KG, TJ or TM; chooses prices and habits where nothing is given."),
    "city.roads": lambda: _("An extract of OpenStreetMap: streets, places and the stations that mappers drew."),
    "city.boundary": lambda: _("Only within them is anything planned. Without them: where people live."),
    "city.population": lambda: _(
        "Points, cells or a raster with a number of people. Without it people are spread over buildings of the map."
    ),
    "city.population_total": lambda: _("The file of the population is scaled to it."),
    "city.districts": lambda: _("Areas with names; promises can be made for each of them."),
    "stations.path": lambda: _(
        "A list of stations that stand today; several lists are merged, the same station is recognised."
    ),
    "stations.format": lambda: _("As what the file is read; “osm” without a file reads the map extract."),
    "fleet.path": lambda: _("Class and number of electric vehicles, perhaps by district, year and port."),
    "fleet.year": lambda: _("The year that the plan is made for."),
    "fleet.mix": lambda: _("Which plugs the vehicles need; “kz” and its kin are assumed for the country."),
    "fleet.temperature_c": lambda: _("The cold day for which energy and power must be enough."),
    "demand.apartment_share": lambda: _("Who lives in a flat charges in public more often."),
    "sites.from_osm": lambda: _("Kinds of places where chargers may stand."),
    "sites.path": lambda: _("Lots that you offer, with bays, power and cost where they are known."),
    "grid.path": lambda: _("Feeders and their spare power: no plan asks more of them."),
    "grid.default_site_kw": lambda: _("Assumed at every site of which nothing is known, and told as assumed."),
    "plan.budget_usd": lambda: _("All that may be spent: chargers, sites and connections."),
    "plan.max_drive_min": lambda: _("A driver goes no farther than this to charge."),
    "plan.chargers": lambda: _("What may be bought; the catalogue tells power, plugs and prices."),
    "plan.district_floor": lambda: _("So much of its demand is served in each district, from 0 to 1."),
    "plan.district_floors": lambda: _("Districts by name, each with its share from 0 to 1; easier on the map below."),
    "plan.plug_balance": lambda: _(
        "Every large plug family is served at least this part of what all are served on the average; 0 asks for no balance, 1 for equal shares."
    ),
    "plan.plug_balance_from": lambda: _("Smaller plug families are left out of the balance; from 0 to 1."),
    "plan.plug_floors": lambda: _("Plugs by name (ccs2, gbt, chademo, nacs), each with its share from 0 to 1."),
    "plan.coverage": lambda: _("So much of the city's demand is served, from 0 to 1."),
    "plan.forced": lambda: _("Sites at which something must be built, by their ids; easier on the map of a plan."),
    "plan.forbidden": lambda: _("Sites at which nothing may be built, by their ids; easier on the map of a plan."),
    "plan.locked": lambda: _("Sites whose chargers are fixed; easier on the map of a plan."),
    "plan.gap": lambda: _("0.01 asks for a plan within 1 % of the best possible one, as proven."),
    "plan.time_limit_s": lambda: _("The search ends then and keeps the best plan so far."),
    "plan.objective": lambda: _(
        "{energy}: serve the most; {cost}: pay the least for what is promised; {distance}: the shortest drives.",
        energy=objective_words("energy"),
        cost=objective_words("cost"),
        distance=objective_words("distance"),
    ),
}


def help_of(key: str) -> str:
    """The sentence of a key, without numbers of tables; empty where there is none."""
    return HELPS[key]() if key in HELPS else ""
