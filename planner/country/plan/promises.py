"""Floors of a country's configuration as the sharing takes them: what each promises, in dollars or kWh a day, and in words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from geodata.connectors import PLUG_FAMILIES
from planner.catalogue.regions import known_region, region_called, region_words
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.search.aims import Aim, Wish
from planner.country.accounts import (
    PLUG,
    ROADS_MONEY,
    ROADS_NAME,
    ROADS_RULES,
    ROADS_SERVED,
    plug_account,
    region_account,
    region_money,
)
from planner.country.cities.configurations import ConfiguredCity, RefusedCity
from planner.country.config.country import CountryConfig
from planner.country.config.money import FloorConfig
from planner.country.money.curves import Curve
from planner.country.money.knapsack import ROUNDING
from planner.country.money.sharing import Floor
from planner.country.road_plans.answers import RoadAnswers
from planner.country.road_plans.rule_words import asking_words
from planner.country.road_plans.task import ENERGY, StatedRoads
from planner.errors import ConfigError
from planner.output.shared.words import family_label
from planner.support.speech import _, listed
from planner.support.spelling import nearest_known


def floors_named(config: CountryConfig, regions: Collection[str]) -> CountryConfig:
    """The configuration with its floors' regions as cities and roads call them, in whichever letters they are written; a floor of what is not there is refused.

    Parameters
    ----------
    config : CountryConfig
    regions : collection of str
        Of all cities and roads, those that are left out too; an empty one is of a city whose file alone would tell it.

    Raises
    ------
    ConfigError
        One names a region that nobody lies in, a plug that there is not, or roads where there are none; or regions are promised more than all the money.
    """
    plugs = [one.value for one in PLUG_FAMILIES]
    for one in config.money.floors:
        if one.roads and config.corridors is None:
            raise ConfigError(
                _("money.floors: there are no roads in this country's file; give [corridors], or take the floor out")
            )
        if one.plug is not None and one.plug not in plugs:
            raise ConfigError(
                _(
                    "money.floors: unknown plug {plug!r}; {nearest}",
                    plug=one.plug,
                    nearest=nearest_known(one.plug, plugs),
                )
            )
    floors = tuple(
        one if one.region is None else one.model_copy(update={"region": _region(one.region, regions)})
        for one in config.money.floors
    )
    _within_the_money(floors)
    money = config.money.model_copy(update={"floors": floors})
    return config.model_copy(update={"money": money}).beside(config.folder, config.file)


def _region(name: str, known: Collection[str]) -> str:
    """A region as cities and roads call it; where the region of a city is not known it may be that one."""
    return region_called(name, known) if "" in known else known_region("money.floors", name, known)


def _within_the_money(floors: Iterable[FloorConfig]) -> None:
    """Refuse shares of the money for regions that are more than all of it: no money counts for two of them."""
    shares: dict[str, float] = {}
    for one in floors:
        if one.region is not None and one.money is not None:
            shares[one.region] = max(one.money, shares.get(one.region, 0.0))
    if sum(shares.values()) > 1.0 + ROUNDING:
        raise ConfigError(
            _(
                "money.floors: {regions} are promised {share:percent} of the money together, more than all of it; promise less",
                regions=listed([region_words(one) for one in shares]),
                share=sum(shares.values()),
            )
        )


def regions_named(cities: Iterable[ConfiguredCity | RefusedCity], roads: CorridorInstance | None) -> set[str]:
    """Regions of all cities, those that are left out too, and of the roads."""
    found = {one.region for one in cities}
    if roads is not None:
        found |= {place.region for place in roads.places if place.region}
        found |= {region for trip in roads.trips for region in trip.regions if region}
    return found


def floors_of(config: CountryConfig, curves: Sequence[Curve], roads: StatedRoads | None = None) -> list[Floor]:
    """Floors that are asked; one is `idle` where nothing that was planned counts for it.

    Parameters
    ----------
    config : CountryConfig
    curves : sequence of Curve
    roads : StatedRoads or None
        By what is counted there.
    """
    wish = ENERGY if roads is None else roads.task.wish
    return [_floor(one, config, curves, wish) for one in config.money.floors]


def rules_floor(roads: StatedRoads | None, answers: RoadAnswers | None) -> Floor | None:
    """That the rules of the roads are kept, where they ask for stations; with the money that is known to be too little, and that for which a plan is known."""
    if roads is None or answers is None or not answers.are_rules_asked:
        return None
    instance = roads.question.instance
    values = {"rules": listed(asking_words(instance.rules, instance.families)), "none": max(answers.refused, default=0)}
    words = _("the rules of the roads ({rules})", **values)
    kept = [one.cost_usd for one in answers.answers if one.keeps_rules]
    if kept:
        words = _("the rules of the roads ({rules}; a plan for {kept:money} keeps them)", kept=min(kept), **values)
    elif answers.refused:
        words = _("the rules of the roads ({rules}; no stations for {none:money} keep them)", **values)
    return Floor(ROADS_RULES, 1.0, words, is_rule=True)


def told_without(floor: Floor, others: Mapping[str, str]) -> Floor:
    """The same floor, its words naming whom it would count and who was left out: of the energy that those could serve nothing is asked.

    Parameters
    ----------
    floor : Floor
    others : mapping of str to str
        Region by name of who was left out.
    """
    counted = [name for name, region in others.items() if _counts(floor, name, region)]
    if floor.is_money or floor.idle or not counted:
        return floor
    names: list[str] = [_("Roads between towns") if name == ROADS_NAME else name for name in counted]
    return replace(floor, words=_("{promise}, asked without {names}", promise=floor.words, names=listed(names)))


def _counts(floor: Floor, name: str, region: str) -> bool:
    """Whether a floor of energy would count somebody; roads lie in all regions."""
    if name == ROADS_NAME:
        return True
    return floor.account.startswith(PLUG) or floor.account == region_account(region)


def _floor(floor: FloorConfig, config: CountryConfig, curves: Sequence[Curve], wish: Wish) -> Floor:
    if floor.money is not None:
        account = ROADS_MONEY if floor.roads else region_money(floor.region or "")
        return Floor(
            account,
            floor.money * config.budget_usd,
            _("{name}: at least {share:percent} of the money", name=_name(floor), share=floor.money),
            is_money=True,
            idle=not any(account in curve.money for curve in curves),
        )
    assert floor.served is not None
    of = plug_account(floor.plug or "") if floor.plug is not None else region_account(floor.region or "")
    account = ROADS_SERVED if floor.roads else of
    whole = sum(curve.most.get(account, 0.0) for curve in curves)
    values = {"name": _name(floor), "share": floor.served}
    words = (
        _("{name}: at least {share:percent} of the trips that can be made possible are", **values)
        if floor.roads and config.money.road_objective == "trips"
        else _("{name}: at least {share:percent} of the energy that can be served is served", **values)
    )
    return Floor(
        account,
        floor.served * whole,
        words,
        trip=wish.each if floor.roads and wish.aim is Aim.TRIPS else None,
        idle=not any(account in curve.most for curve in curves),
    )


def _name(floor: FloorConfig) -> str:
    if floor.roads:
        return _("Roads between towns")
    return region_words(floor.region) if floor.region is not None else family_label(floor.plug or "")
