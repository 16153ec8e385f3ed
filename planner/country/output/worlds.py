"""A country in other worlds of plugs, for report, tables and workbook: what each plan loses where, what each leans on, and where all build."""

from collections.abc import Mapping
from typing import Any

from planner.country.accounts import ROADS_NAME
from planner.country.output import words
from planner.country.output.hedge_words import hedge_words
from planner.country.output.world_names import asker_name, part_words, plan_words
from planner.country.output.world_sites import where_told
from planner.country.result import Country
from planner.country.world_play import WorldPlan, WorldPlay
from planner.output.shared.sheets import USUAL, Heading, Sheet
from planner.output.shared.words import family_label, mix_label
from planner.support.amounts import Side, rounded
from planner.support.speech import _, joined, listed, plural, told

TO_HUNDREDTHS = "#,##0.0#"
"""Of per cents in a sheet, as small as those that the report tells."""
LEAST_APART = 0.01
"""Of the budget: plans whose money differs by no more are told as equally dear."""
MOST_SHARES = 3
MOST_NAMED = 12
"""Stations on roads that are named in a sentence."""


def matrix(country: Country) -> dict[str, Any] | None:
    """What each plan loses in each world, its money and what it leans on; None where there is one world."""
    seen = country.worlds
    if not seen.plays:
        return None
    mixes = list(dict.fromkeys(one.world for one in seen.plays))
    known = {(one.plan, one.world): one for one in seen.plays}
    parts = list(dict.fromkeys(name for one in seen.plans for name in one.usd))
    rows = [
        {
            "plan": plan_words(one.name),
            "cells": [known[one.name, world] for world in mixes],
            "worst": max(known[one.name, world].regret for world in mixes),
            "money": one.money,
            "stations": _stations(one),
            "usd": [one.usd.get(name, 0.0) for name in parts],
            "energy": _energy(one.energy),
        }
        for one in seen.plans
    ]
    return {
        "worlds": mixes,
        "built": built_heading(country),
        "rows": rows,
        "parts": [asker_name(country, name) for name in parts] if len(parts) > 1 else [],
        "lines": lines(country),
        "broken": _broken(country),
        "uneven": [
            _(
                "{plan} in {world}: {promise}",
                plan=plan_words(one.plan),
                world=mix_label(one.world),
                promise=told(one.imbalance).rstrip("."),
            )
            for one in country.worlds.plays
            if one.imbalance
        ],
    }


def lines(country: Country) -> list[str]:
    """What follows from the matrix, a sentence each."""
    return [
        line
        for line in (
            _intro(country),
            _alike(country),
            hedge_words(country.worlds.hedge),
            _dearer(country),
            where_told(country),
            *_common(country),
        )
        if line
    ]


def left_out(country: Country) -> str:
    """What was not compared, and why; empty where nothing was left out."""
    whys = [_("{name}: {why}", name=part_words(country, name), why=why) for name, why in country.worlds.left_out]
    return _("Not compared in other worlds: {whys}", whys=joined("; ", whys)) if whys else ""


def _intro(country: Country) -> str:
    if country.worlds.roads_alone or not country.cities:
        return _(
            "Nobody knows which plugs cars will have. Each row is a plan of the roads for the money that they were given, each column what may come; a cell is what the plan loses there at most, against what no plan passes."
        )
    return _(
        "Nobody knows which plugs cars will have. Each row is a plan of the country for the same budget, shared between cities and roads by what they make of it in that world; each column is what may come. A cell is what the plan loses there at most, against what no plan passes."
    )


def _alike(country: Country) -> str:
    """That plans for worlds say nothing of each other; empty where they differ."""
    if not _one_plan(country):
        return ""
    return _(
        "The plans that were made for each of these worlds are one and the same, so that no station is called right for standing in all of them. What a plan made for one world would lose in others does not follow from it."
    )


def _one_plan(country: Country) -> bool:
    """Whether the plans for all worlds build the same, whatever the hedged one builds."""
    built = [{(one.part, one.id, *sorted(one.cabinets.items())) for one in plan.sites} for plan in country.worlds.own]
    return len(built) > 1 and bool(built[0]) and all(one == built[0] for one in built)


def _dearer(country: Country) -> str:
    """That the rows do not cost the same; empty where they do."""
    money = [one.money for one in country.worlds.plans]
    if max(money) - min(money) <= LEAST_APART * country.budget_usd:
        return ""
    return _(
        "These plans are not given the same money, but {least:money} to {most:money}: a row that loses less may do so because it is given more.",
        least=min(money),
        most=max(money),
    )


def _common(country: Country) -> list[str]:
    """What the plans of all worlds have in common; nothing where they are one."""
    return [] if _one_plan(country) else [_everywhere(country), _money(country)]


def _everywhere(country: Country) -> str:
    found = country.worlds.everywhere
    if not found:
        return _("No site is built by the plans of all worlds: where to begin depends on which of them comes.")
    roads, cities = len(found.get(ROADS_NAME, ())), sum(len(of) for name, of in found.items() if name != ROADS_NAME)
    parts = []
    if roads:
        parts.append(plural("{n:number} station on roads", "{n:number} stations on roads", roads))
    if cities:
        parts.append(plural("{n:number} site in cities", "{n:number} sites in cities", cities))
    said = [_("The plans of all worlds build {sites}: they are right whichever of them comes.", sites=listed(parts))]
    said += [_on_roads(country), _in_cities(country)]
    if any(one.here for one in found.get(ROADS_NAME, ())):
        said.append(
            _(
                "Where to begin on the roads is told by the order of building of this plan: within a stage those of them that it builds come first."
            )
        )
    if any(not one.here for of in found.values() for one in of):
        said.append(_("What is not in this plan is needed only where another of these plans is followed."))
    return joined(" ", [one for one in said if one])


def _on_roads(country: Country) -> str:
    """Names of the stations on roads that the plans of all worlds build, those that this plan lacks told so."""
    found = country.worlds.everywhere.get(ROADS_NAME, ())
    names: list[str] = [
        one.name if one.here else _("{place} (not in this plan: a dashed ring on the map)", place=one.name)
        for one in found[:MOST_NAMED]
    ]
    if len(found) > MOST_NAMED:
        names.append(plural("{n:number} more", "{n:number} more", len(found) - MOST_NAMED))
    return _("On roads: {places}.", places=joined("; ", names)) if names else ""


def _in_cities(country: Country) -> str:
    """Where the sites are told one by one, and how many of those in cities this plan lacks."""
    of_cities = [one for name, of in country.worlds.everywhere.items() if name != ROADS_NAME for one in of]
    lacking = sum(not one.here for one in of_cities)
    if not lacking:
        return _("Each stands in no_regret.csv with its longitude and latitude.")
    return plural(
        "Each stands in no_regret.csv with its longitude and latitude; {n:number} site in cities is not in this plan.",
        "Each stands in no_regret.csv with its longitude and latitude; {n:number} sites in cities are not in this plan.",
        lacking,
    )


def _money(country: Country) -> str:
    least = country.worlds.everywhere_usd
    if len(country.worlds.plans[0].usd) < 2 or not least:
        return ""
    parts: list[str] = [
        _("{name} ({usd:money})", name=part_words(country, name), usd=usd)
        for name, usd in sorted(least.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return _("Money that is given whichever of them comes: {parts}.", parts=listed(parts))


def _broken(country: Country) -> list[str]:
    return [
        _(
            "{plan} in {world}: {promise}",
            plan=plan_words(one.plan),
            world=mix_label(one.world),
            promise=one.breaks,
        )
        for one in country.worlds.plays
        if one.breaks
    ]


def _stations(plan: WorldPlan) -> int:
    """New stations and enlarged ones."""
    return len({(one.part, one.id) for one in plan.sites})


def built_heading(country: Country) -> str:
    """Of the column of them."""
    return _("new and upgraded stations") if country.cities else _("new stations")


def _energy(shares: Mapping[str, float]) -> str:
    """``GB/T 62 %, CCS2 30 %``."""
    told: list[str] = [
        _("{family} {share:percent}", family=family_label(family), share=share)
        for family, share in list(shares.items())[:MOST_SHARES]
    ]
    return joined(", ", told)


def world_rows(country: Country) -> list[dict[str, Any]]:
    """A row for each plan of the country in each world."""
    seen = country.worlds
    plans = {one.name: one for one in seen.plans}
    parts = list(dict.fromkeys(name for one in seen.plans for name in one.usd))
    return [
        {
            "plan": one.plan,
            "world": one.world,
            f"{country.unit}_per_day": round(one.value, 3),
            f"known_{country.unit}_per_day": round(one.known, 3),
            f"bound_{country.unit}_per_day": rounded(one.best, 3, Side.MOST),
            "regret": rounded(one.regret, 6, Side.MOST),
            "breaks": one.breaks,
            "imbalance": one.imbalance,
            **{f"usd_{name}": round(plans[one.plan].usd.get(name, 0.0)) for name in parts},
            **{f"energy_share_{family}": round(share, 4) for family, share in _shares(country, one).items()},
        }
        for one in seen.plays
    ]


def _shares(country: Country, play: WorldPlay) -> dict[str, float]:
    """Of each family that any plan serves."""
    seen = country.worlds.plans
    families = sorted({family for one in seen for family in one.energy})
    mine = next(one for one in seen if one.name == play.plan)
    return {family: mine.energy.get(family, 0.0) for family in families}


def _worth_heads(country: Country) -> tuple[str, str]:
    if words.in_trips(country):
        return _("Trips made possible a day"), _("No plan above, trips a day")
    if words.weighted(country):
        return _("Worth, weighted kWh a day"), _("No plan above, weighted kWh a day")
    return _("Worth, kWh a day"), _("No plan above, kWh a day")


def world_sheet(country: Country) -> Sheet:
    """Every plan in every world."""
    loses, built = _("Loses at most, %"), built_heading(country)
    heads = (
        _("Plan for"),
        _("If there comes"),
        *_worth_heads(country),
        loses,
        _("Breaks"),
        _("Out of balance"),
        _("Money given, USD"),
        built[0].upper() + built[1:],
    )
    plans = {one.name: one for one in country.worlds.plans}
    return Sheet(
        _("Worlds"),
        tuple(Heading(title, TO_HUNDREDTHS if title == loses else USUAL) for title in heads),
        [
            [
                plan_words(one.plan),
                mix_label(one.world),
                one.value,
                rounded(one.best, 1, Side.MOST),
                rounded(100.0 * one.regret, 2, Side.MOST),
                told(one.breaks),
                told(one.imbalance),
                plans[one.plan].money,
                _stations(plans[one.plan]),
            ]
            for one in country.worlds.plays
        ],
    )
