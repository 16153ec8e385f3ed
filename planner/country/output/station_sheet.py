"""The sheet of the stations on roads: what each is, costs, serves and sells, and the sums of all."""

from collections.abc import Callable
from typing import Any, NamedTuple

from planner.country.output import words
from planner.country.output.plugs import ROAD_PLUGS
from planner.country.result import Country
from planner.country.roads.station import RoadStation
from planner.output.shared.sheets import PLAIN, Heading, Sheet, sums_of
from planner.support.speech import _


class _Column(NamedTuple):
    """A heading, what stands below it for a station, and whether the cells are added up."""

    heading: Heading
    cell: Callable[[RoadStation], Any]
    added: bool = False


def station_sheet(country: Country) -> Sheet:
    """A row for each new station, in the order of building; a last one with the sums of what can be added up."""
    columns = _columns(country)
    rows = [[column.cell(one) for column in columns] for one in country.built]
    added = [at for at, column in enumerate(columns) if column.added]
    return Sheet(
        _("Stations on roads"),
        tuple(column.heading for column in columns),
        rows,
        sums_of(rows, added),
        frozen=3 + bool(country.phases),
        pages_wide=2,
    )


def _columns(country: Country) -> list[_Column]:
    families = [family for family in ROAD_PLUGS if any(one.guns.get(family) for one in country.built)]
    return [
        _Column(Heading(_("No.")), lambda one: one.rank),
        _Column(Heading(_("Stage")), lambda one: one.stage),
        *([_Column(Heading(_("Year"), PLAIN), lambda one: one.year)] if country.phases else []),
        _Column(Heading(_("Place")), lambda one: one.name),
        _Column(Heading(_("Road")), lambda one: one.road),
        _Column(Heading(_("Region")), words.region_words),
        _Column(Heading(_("Plugs")), words.new_guns),
        *map(_guns, families),
        _Column(Heading(_("Grid, kW")), lambda one: one.grid_kw, added=True),
        _Column(Heading(_("Cost, USD")), lambda one: one.cost_usd, added=True),
        _Column(Heading(_("Of that cabinets, USD")), lambda one: one.cabinets_usd, added=True),
        _Column(Heading(_("Ground works, USD")), lambda one: one.ground_usd, added=True),
        _Column(Heading(_("Connection and cable, USD")), lambda one: one.grid_usd, added=True),
        _Column(Heading(_("Cost so far, USD")), lambda one: one.so_far_usd),
        _Column(Heading(_("Served so far, kWh a day")), lambda one: one.so_far_kwh),
        _Column(
            Heading(_("Trips so far, %"), "#,##0.0"),
            lambda one: None if one.so_far_trips is None else 100.0 * one.so_far_trips,
        ),
        _Column(Heading(_("Sells, kWh a day")), lambda one: one.sold_kwh, added=True),
        _Column(Heading(_("Longitude"), "0.00000"), lambda one: one.lon),
        _Column(Heading(_("Latitude"), "0.00000"), lambda one: one.lat),
        *([_Column(Heading(_("Note")), words.position)] if any(one.approximate for one in country.built) else []),
    ]


def _guns(family: str) -> _Column:
    return _Column(Heading(words.plug_words(family)), lambda one: one.guns.get(family, 0), added=True)
