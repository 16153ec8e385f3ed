"""Sites of the plans for other plugs, one by one: those of each plan, and those that the plans of all worlds build."""

from collections.abc import Mapping
from typing import Any

from planner.country.accounts import ROADS_NAME
from planner.country.output import words
from planner.country.output.phases import Rows
from planner.country.output.plugs import ROAD_PLUGS
from planner.country.output.world_names import part_words, plan_words
from planner.country.result import Country
from planner.country.world_play import THIS, PlanSite
from planner.output.shared.sheets import Heading, Sheet
from planner.support.speech import _

TABLE = "world_stations.csv"


def plan_site_rows(country: Country) -> Rows:
    """A row for each site of each plan."""
    here = _here(country)
    return [
        {
            "plan": plan.name,
            "part": one.part,
            "site_id": one.id,
            "name": one.name,
            "lon": round(one.lon, 6),
            "lat": round(one.lat, 6),
            **_size(one),
            "in_this_plan": (one.part, one.id) in here,
        }
        for plan in country.worlds.plans
        for one in plan.sites
    ]


def everywhere_rows(country: Country) -> Rows:
    """A row for each site that the plans of all worlds build, with the cheapest station that one of them has there; of a city with the chargers that all have there."""
    out = []
    for part, sites in country.worlds.everywhere.items():
        for one in sites:
            built = country.worlds.built_in(part, one.id)
            plan, cheapest = _cheapest(built)
            if part != ROADS_NAME and cheapest is not None:
                plan, cheapest = "", PlanSite(part, one.id, one.lon, one.lat, cabinets=_in_all(built))
            size = {"cheapest_in": plan, **_size(cheapest)} if cheapest is not None else {}
            out.append(
                {
                    "part": part,
                    "site_id": one.id,
                    "lon": round(one.lon, 6),
                    "lat": round(one.lat, 6),
                    "in_this_plan": one.here,
                    **size,
                }
            )
    return out


def plan_site_sheet(country: Country) -> Sheet:
    """The stations on roads and the sites in cities of each plan, in words."""
    here = _here(country)
    return Sheet(
        sheet_name(),
        (
            Heading(_("Plan for")),
            Heading(_("City or roads")),
            Heading(_("Place")),
            Heading(_("Plugs")),
            Heading(_("Grid, kW")),
            Heading(_("Cost, USD")),
            Heading(_("In this plan")),
            Heading(_("Longitude"), "0.00000"),
            Heading(_("Latitude"), "0.00000"),
        ),
        [
            [
                plan_words(plan.name),
                part_words(country, one.part),
                one.name or one.id,
                words.guns_words(one.guns) or _chargers(one.cabinets),
                one.grid_kw,
                one.cost_usd,
                _("yes") if (one.part, one.id) in here else _("no"),
                one.lon,
                one.lat,
            ]
            for plan in country.worlds.plans
            for one in plan.sites
        ],
    )


def sheet_name() -> str:
    """Of the sheet with the sites of all plans."""
    return _("Stations by plan")


def where_told(country: Country) -> str:
    """Where the sites of each plan stand one by one; empty where no plan builds any."""
    if not any(plan.sites for plan in country.worlds.plans):
        return ""
    return _(
        "What each of these plans builds stands station by station, with plugs and cost, in {file} and on the sheet “{sheet}” of country.xlsx.",
        file=TABLE,
        sheet=sheet_name(),
    )


def _here(country: Country) -> set[tuple[str, str]]:
    this = next((one for one in country.worlds.plans if one.name == THIS), None)
    return set() if this is None else {(one.part, one.id) for one in this.sites}


def _size(one: PlanSite) -> dict[str, Any]:
    return {
        **{f"guns_{family}": one.guns.get(family, 0) if one.guns else None for family in ROAD_PLUGS},
        "cabinets": _chargers(one.cabinets),
        "grid_kw": one.grid_kw,
        "cost_usd": None if one.cost_usd is None else round(one.cost_usd, 2),
    }


def _chargers(kinds: Mapping[str, int]) -> str:
    return " + ".join(f"{count} {kind}" for kind, count in kinds.items())


def _cheapest(built: Mapping[str, PlanSite]) -> tuple[str, PlanSite | None]:
    return min(built.items(), key=lambda of: (of[1].cost_usd or 0.0, of[0]), default=("", None))


def _in_all(built: Mapping[str, PlanSite]) -> dict[str, int]:
    """Of each type as many as all have there."""
    kinds = dict.fromkeys(kind for one in built.values() for kind in one.cabinets)
    least = {kind: min(one.cabinets.get(kind, 0) for one in built.values()) for kind in kinds}
    return {kind: count for kind, count in least.items() if count}
