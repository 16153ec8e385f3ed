"""The order in which stations on roads are built, in words: what comes first and what it brings, and what the order means."""

from collections.abc import Mapping
from typing import Any

from planner.country.accounts import ROADS_NAME
from planner.country.output import words
from planner.country.result import Country
from planner.country.roads.station import RoadStation
from planner.output.shared.words import share_of
from planner.support.speech import _, joined, plural

MOST_NAMED = 6
"""Stations of the first stage that are named in a sentence."""
TOLD = 1e-3
"""A smaller difference between what stations sell and what counts of it is not told, as a share."""


def build_first(country: Country) -> str:
    """The stations of the first stage and what they serve together; empty where nothing is built on roads."""
    built = country.built
    first = [one for one in built if one.stage == built[0].stage]
    if not first:
        return ""
    names = [_on_its_road(one) for one in first[:MOST_NAMED]]
    if len(first) > MOST_NAMED:
        names.append(plural("{n:number} more", "{n:number} more", len(first) - MOST_NAMED))
    places, last = joined("; ", names), first[-1]
    if last.so_far_kwh is None:
        return _("To build first on the roads: {places}.", places=places)
    values = {"places": places, "usd": last.so_far_usd, "kwh": last.so_far_kwh, "share": last.so_far_trips or 0.0}
    if words.in_trips(country):
        values["free"] = _without_charging(country)
        return _stage_of_trips(values, alone=len(first) == 1)
    if len(first) == 1:
        return _(
            "To build first on the roads: {places}. With it {kwh:number} kWh a day are served on the roads, for {usd:money}.",
            **values,
        )
    return _(
        "To build first on the roads: {places}. With all of them {kwh:number} kWh a day are served on the roads, for {usd:money}; a part of them alone serves less for its money.",
        **values,
    )


def _stage_of_trips(values: Mapping[str, Any], *, alone: bool) -> str:
    if alone:
        return _(
            "To build first on the roads: {places}. With it {share:percent} of the trips between towns can be driven on the mean of the year, {free:percent} without any charger, for {usd:money}.",
            **values,
        )
    return _(
        "To build first on the roads: {places}. With all of them {share:percent} of the trips between towns can be driven on the mean of the year, {free:percent} without any charger, for {usd:money}; a part of them alone makes fewer possible for its money.",
        **values,
    )


def _without_charging(country: Country) -> float:
    """Share of the trips that need no charger, on the mean of the year."""
    asked = sum(one.asked * one.days for one in country.seasons)
    return share_of(sum(one.without * one.days for one in country.seasons), asked) or 0.0


def order_lines(country: Country) -> list[str]:
    """What the order means, a sentence each."""
    if len({one.stage for one in country.built}) <= 1:
        out: list[str] = [_("All of these stations belong together: the first of them serve little until all stand.")]
    else:
        out = [
            _(
                "Built in stages: the stations of one stage belong together, and the stages that make most trips possible for their money come first. The first stations of a chain serve little until the chain is whole."
            )
            if words.in_trips(country)
            else _(
                "Built in stages: the stations of one stage belong together, and the stages that serve most for their money come first. The first stations of a chain serve little until the chain is whole."
            )
        ]
    common = {one.id for one in country.worlds.everywhere.get(ROADS_NAME, ())}
    if any(one.id in common for one in country.built):
        out.append(_("Within a stage those come first that the plans of all worlds build."))
    if any(one.so_far_kwh is not None for one in country.built):
        out.append(
            _(
                "What is served, and the share of trips that can be driven, with all stations up to this one and those that stand, are of the mean of the year; trips that need no charger count."
            )
        )
    return [*out, *_longer_ways(country)]


def _longer_ways(country: Country) -> list[str]:
    """Why stations sell more than what is served on the roads, where they do."""
    sold, roads = sum(one.sold_kwh for one in country.stations), country.on_roads
    served = 0.0 if roads is None else sum(roads.served_kwh.values())
    if sold <= served * (1 + TOLD):
        return []
    return [
        _(
            "The stations on the roads sell {sold:number} kWh a day, of which {served:number} count: a trip counts what it needs on its quickest way, and who takes a longer one buys more.",
            sold=sold,
            served=served,
        )
    ]


def _on_its_road(one: RoadStation) -> str:
    """Place of a station and the road that it serves; their names hold commas and dashes."""
    return _("{place} (road {road})", place=one.name, road=one.road) if one.road else one.name
