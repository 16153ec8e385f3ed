"""Texts that the map's scripts show, as one table in the language of the reader; `assets/texts.js` puts values into them.

A named value stands in a text as ``{name}``. A text about several things is given by its forms, each once, and by which form each number takes:
that of the language's own rule, asked here, so that no script needs to know it.
"""

from collections.abc import Callable
from typing import Any

from planner.output.webmap.place_kinds import place_kinds
from planner.support import amounts
from planner.support.speech import _, plural, within

COUNTED = 200
"""Numbers whose form is told one by one; larger ones take the form of their last two digits and a hundred."""

Counted = dict[str, Any]


class _Any(int):
    """A number that is written as the place where a script puts one."""

    def __format__(self, _spec: str) -> str:
        return "{n}"


def counted(form: Callable[[int], str]) -> Counted:
    """Give ``forms`` of a text, and in ``at`` a digit for each number below `COUNTED`: which of them."""
    told = [str(form(_Any(n))) for n in range(COUNTED)]
    forms = list(dict.fromkeys(told))
    return {"forms": forms, "at": "".join(str(forms.index(one)) for one in told)}


def signs() -> dict[str, str]:
    """Signs of numbers: between thousands, and before what is less than one."""
    told = amounts.number(1_000.5, 1)
    return {"thousands": told[1], "decimal": told[-2]}


def texts() -> dict[str, str | Counted]:
    """Every text that a script shows, by its key."""
    told = {**_map(), **_site(), **_cards(), **_station(), **_depot(), **_zone(), **_finder(), **_tools(), **_stages()}
    return {key: one if isinstance(one, dict) else str(one) for key, one in told.items()}


def _map() -> dict[str, str | Counted]:
    return {
        "map": _("Map"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "close": _("Close"),
        "layers": _("Layers"),
        "colour_by": _("Colour zones by"),
        "show": within("heading of a list of layers", "Show"),
        "no_supply_named": _("{name} (no supply)", name="{name}"),
        "depot_named": _("Bus depot: {name}", name="{name}"),
        "site_named": within(
            "name of a site and whether it is new", "{name}, {status}", name="{name}", status="{status}"
        ),
        "district_head": counted(
            lambda n: plural(
                "{share} served by the plan · {n} site", "{share} served by the plan · {n} sites", n, share="{share}"
            )
        ),
        "status_proposed": _("new site"),
        "status_upgrade": _("upgraded station"),
        "status_existing": _("existing station"),
    }


def _site() -> dict[str, str | Counted]:
    return {
        "tag_rank": _("{status} · rank {rank}", status="{status}", rank="{rank}"),
        "tag_equal": _(
            "{status} · rank {rank} (equal: {first}–{last})",
            status="{status}",
            rank="{rank}",
            first="{first}",
            last="{last}",
        ),
        "from_year": _("from {year}", year="{year}"),
        "kw": _("{kw} kW", kw="{kw}"),
        "hours": _("{hours} h", hours="{hours}"),
        "new_power": _("new power"),
        "to_build": _("to build"),
        "kwh_a_day": _("kWh a day"),
        "in_use": _("in use a day, a gun"),
        "by_plug": _("Energy by plug, kWh a day"),
        "serves_nobody": _("serves nobody in this plan"),
        "why_here": _("Why here"),
        "without": _("Without it"),
        "lost": _(
            "{kwh} kWh a day less would be served by the whole plan, its drivers going where else they can.",
            kwh="{kwh}",
        ),
        "sure": _("How sure"),
        "draws": _(
            "In eight of ten draws of the assumed figures it serves {least} to {most} kWh a day.",
            least="{least}",
            most="{most}",
        ),
        "span": _(
            "In eight of ten draws its number in the order lies from {first} to {last}.",
            first="{first}",
            last="{last}",
        ),
        "span_outside": _(
            "In eight of ten draws its number in the order lies from {first} to {last}; {rank} is that of the plan's own figures, without chance.",
            first="{first}",
            last="{last}",
            rank="{rank}",
        ),
        "busy": _("How busy"),
        "all_taken": _("{share} of drivers find all guns taken at the busiest time", share="{share}"),
        "standing": _("Standing plugs"),
        "land": _("Land"),
        "access": within("who may park", "Access"),
        "bays": within("parking", "Bays"),
        "grid": within("electricity", "Grid"),
        "district": _("District"),
        "operator": within("of chargers", "Operator"),
        "limits": _("What limits it"),
        "photo": _("Photo of the place (on another site)"),
        "no_regret": _("Right whatever happens: every world compared builds here."),
    }


def _cards() -> dict[str, str | Counted]:
    return {
        "not_chosen": within("candidate for a site", "not chosen"),
        "kind": within("of place", "Kind"),
        "feeder": _("feeder"),
        "substation": _("substation"),
        "spare": within("power of the grid", "Spare"),
        "spare_unknown": _("not known; ask the network operator"),
        "taken": within("power of the grid", "Taken by the plan"),
        "a_district": _("district"),
        "people": _("People"),
        "demand": _("Demand"),
        "kwh_day": _("{kwh} kWh a day", kwh="{kwh}"),
        "served": within("heading", "Served"),
        "kwh_share": _("{kwh} kWh a day, {share}", kwh="{kwh}", share="{share}"),
        "built": _("Sites built"),
        "power": _("New power"),
        "cost": _("Cost"),
        "name": _("Name"),
    }


def _station() -> dict[str, str | Counted]:
    return {
        "supply": _("supply today"),
        "no_supply": _("no supply: {why}", why="{why}"),
        "plugs": _("Plugs"),
        "queues": _("Queues"),
        "address": _("Address"),
        "status": _("Status"),
        "connection": within("electricity", "Connection"),
        "source": _("Source"),
        "updated": _("Last update"),
        "id": _("Id"),
        "merged": counted(
            lambda n: plural("merged from {n} record: who says what", "merged from {n} records: who says what", n)
        ),
    }


def _depot() -> dict[str, str | Counted]:
    return {
        "a_depot": _("bus depot · {source}", source="{source}"),
        "depot_apart": _("Apart from the public’s demand; every figure is assumed or follows from assumed ones."),
        "buses": _("Buses"),
        "of_bays": _("{buses}, {bays} bays", buses="{buses}", bays="{bays}"),
        "blocks": within("work of a bus on a day", "Blocks"),
        "km": _("Km a day"),
        "km_empty": _("{km}, {empty} empty", km="{km}", empty="{empty}"),
        "kwh": _("kWh a day"),
        "kwh_range": _("{kwh} ({least} to {most})", kwh="{kwh}", least="{least}", most="{most}"),
        "hills": _("Hills"),
        "first_last": _("First out, last in"),
        "night": _("kW at night"),
        "night_kw": _("{least} at least, {most} at once", least="{least}", most="{most}"),
        "guns": _("Guns at once"),
        "beyond": _("Beyond a battery"),
        "beyond_told": _("buses {buses}, blocks {blocks}", buses="{buses}", blocks="{blocks}"),
        "spare_at": _("{kw} kW spare at {place}", kw="{kw}", place="{place}"),
    }


def _zone() -> dict[str, str | Counted]:
    return {
        "a_zone": within("tag of a card", "zone"),
        "no_district": _("no district"),
        "cell": counted(lambda n: plural("{n:number} person", "{n:number} people", n)),
        "asked": _("demand, assumed"),
        "given": within("heading of a column", "served"),
        "all": _("All, kWh/day"),
        "by_occasion": _("By occasion, assumed"),
        "in_year": _("in {year}", year="{year}"),
        "spread": _("How sure: p10 to p90"),
        "from_to": _("{least} to {most}", least="{least}", most="{most}"),
        "years": _("Further years, assumed"),
        "tip_far": _("{place}: over {minutes} min to the plug", place="{place}", minutes="{minutes}"),
        "tip_drive": _("{place}: {minutes} min to the nearest plug", place="{place}", minutes="{minutes}"),
        "tip_unknown": _("{place}: not known what serves it today", place="{place}"),
        "tip_none": _("{place}: nobody asks", place="{place}"),
        "tip_share": _("{place}: {share} served", place="{place}", share="{share}"),
        "tip_kwh": _("{place}: {kwh} kWh/day", place="{place}", kwh="{kwh}"),
        "tip_spread": _("all demand {kwh}, p10 to p90 {least} to {most}", kwh="{kwh}", least="{least}", most="{most}"),
        "assumed": _("assumed figures"),
    }


def _finder() -> dict[str, str | Counted]:
    return {
        "filter_plug": _("Plug"),
        "filter_district": _("District"),
        "filter_phase": within("of building", "Phase"),
        "filter_kind": _("Kind of place"),
        "filter_status": _("New or standing"),
        "filter_origin": _("Earlier plan"),
        "filter_world": _("Other worlds"),
        "world_all": _("every world builds here"),
        "world_some": _("not every world builds here"),
        "filter_all": within("no filter", "all"),
        "no_site": _("This plan has no site."),
        "all_sites": counted(
            lambda n: plural("{n} site, in the order of building", "{n} sites, in the order of building", n)
        ),
        "some_sites": counted(lambda n: plural("{shown} of {n} site", "{shown} of {n} sites", n, shown="{shown}")),
        "nothing": _("nothing of this name"),
        "a_site": within("place for chargers", "site"),
        **{f"place_{kind}": word() for kind, word in place_kinds().items()},
    }


def _tools() -> dict[str, str | Counted]:
    return {
        "measure": _("Measure a distance"),
        "full": _("Full screen"),
        "link": _("Copy a link to this view"),
        "print": _("Print on one page"),
        "north": _("North is up"),
        "n": within("north, on a map", "N"),
        "m": _("{n} m", n="{n}"),
        "km_n": _("{n} km", n="{n}"),
        "crow": _("{length} as the crow flies", length="{length}"),
        "click": _("Click the points to measure between; click the ruler again to end."),
        "copied": _("The link to this view is in the clipboard."),
        "tiles_none": _("The tiles could not be had: no network, or the service refuses."),
        "tiles_disk": _(
            "openstreetmap.org gives tiles to pages of a web server alone; this map was opened from a disk."
        ),
    }


def _stages() -> dict[str, str | Counted]:
    return {
        "today": _("today"),
        "slider": _("Before and after"),
        "not_known": _("today not known: few of its stations are on file"),
        "served_today": _("served by what stands today"),
        "served_year": _("served in {year}", year="{year}"),
    }
