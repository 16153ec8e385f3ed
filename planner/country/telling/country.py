"""A planned country told as one `Country`, from which every output is written."""

from collections.abc import Mapping
from typing import Any

from geodata.attribution import credit_lines
from geodata.report import Assumption
from planner.corridors.search.aims import Aim
from planner.country.accounts import ROADS_MONEY, ROADS_NAME, plug_account, region_money
from planner.country.cities.configurations import FOLDER
from planner.country.cities.misplaced_cities import of_another
from planner.country.money.curves import UNIT_USD
from planner.country.money.sharing import Floor, Sharing
from planner.country.plan.electric_cars import cars_of
from planner.country.plan.planned import Planned
from planner.country.plan.promises import told_without
from planner.country.result import CITY, ROADS, TRIPS, Asker, Country, CurveRow, RoadTown
from planner.country.road_plans.answers import RoadAnswer
from planner.country.telling.cut_off import cut_off
from planner.country.telling.cut_short import cut_short_of
from planner.country.telling.doubts import beyond, of_no_exact_place, serving_nobody, undriven
from planner.country.telling.hints import hints_of
from planner.country.telling.roads import plugs_standing, roads_told
from planner.country.telling.shares import shares_told
from planner.country.world_play import CountryWorlds
from planner.filing import versions
from planner.output.shared.words import by_family
from planner.support.speech import _, within

NO_WORLDS = CountryWorlds()
"""Of a country that is asked in one world."""


def country_of(run: Planned, worlds: CountryWorlds = NO_WORLDS, told: Mapping[str, Any] | None = None) -> Country:
    """Tell a planned country; `told` is when and how long was worked."""
    config, sharing = run.config, run.sharing
    assert sharing is not None
    roads: dict[str, Any] = (
        {"towns": _towns_of_cities(run)}
        if run.road_plan is None
        else roads_told(run, run.road_plan, [one.id for one in worlds.everywhere.get(ROADS_NAME, ())])
    )
    roads["problems"] = (*run.schedule.problems, *roads.get("problems", ()))
    least = shares_told(run, roads.get("stations", ()))
    askers = (*_cities(run, sharing), *_left_out(run), *([_road_asker(run, sharing)] if run.road_answers else []))
    failed = {name: region for name, (region, _why) in run.failed.items()}
    question, cut = None if run.roads is None else run.roads.question, cut_off(run)
    facts: dict[str, Any] = {
        "name": config.name,
        "country": config.country,
        "year": config.year,
        "budget_usd": config.budget_usd,
        "askers": askers,
        "value": sharing.value,
        "bound": sharing.bound,
        "bound_at_sums": sharing.bound_at_sums,
        "floors": (
            *(_floor(told_without(one, failed), run) for one in run.floors),
            *roads.pop("floors", ()),
        ),
        "worlds": worlds,
        "cut_short": cut_short_of(run, worlds),
        "doubts": (
            *filter(None, (of_another(config, one) for one in run.cities)),
            *cut,
            *serving_nobody(roads.get("stations", ())),
            *of_no_exact_place(roads.get("stations", ())),
            *(() if question is None else (*beyond(question), *undriven(question))),
        ),
        "hints": hints_of(config.corridors, question, is_cut_off=bool(cut)),
        "cars_of": "" if question is None else cars_of(question.account.share_dates, config.year),
        "phases": run.schedule.phases,
        "weight": config.road_weight,
        **_counted(run),
        "least": least,
        "attribution": tuple(dict.fromkeys(_attribution(run))),
        "versions": versions(),
        "configuration": config.model_dump(mode="json"),
        "run": dict(told or {}),
        "languages": config.output.languages,
        "whole": run.whole,
        "stations_given": config.corridors is None or bool(config.corridors.stations.existing),
    }
    if "proof" in roads and len(sharing.chosen) == 1:
        roads["proof"] |= {"bound": sharing.bound, "gap": sharing.gap}  # one question, one bound
    if run.further is not None:
        facts |= {
            "next_usd": config.money.next_usd,
            "next_value": run.further.value,
            "next_bound": run.further.bound,
        }
    assumed = (*roads.pop("assumptions", ()), *_weighed(run))
    return Country(**{**facts, **roads, "assumptions": assumed})


def _counted(run: Planned) -> dict[str, Any]:
    """What value and bound count."""
    if run.roads is None or run.roads.task.wish.aim is not Aim.TRIPS:
        return {}
    return {"trip_kwh": run.roads.task.wish.each} if run.config.cities else {"unit": TRIPS}


def _weighed(run: Planned) -> tuple[Assumption, ...]:
    """What a kWh on a road is worth beside one in a city; nothing where there are not both."""
    if not run.cities or run.road_plan is None:
        return ()
    what, money = _("weight of the roads beside a city"), run.config.money
    sure = within("confidence", "given") if "road_weight" in money.model_fields_set else "low"
    return (Assumption(what, _("{value:g}", value=money.road_weight), "money.road_weight", sure),)


def _attribution(run: Planned) -> list[str]:
    of_cities = [line for dossier in run.dossiers.values() for line in dossier.attribution]
    if run.roads is None or run.config.corridors is None:
        return of_cities
    roads = run.config.corridors.roads
    stated = [] if roads.attribution is None else [_("Roads: {source}", source=roads.attribution)]
    extract = run.roads.question.facts.trunk.extract
    formats = [one.format for one in run.config.corridors.stations.existing]
    if extract is not None:
        return [*of_cities, *stated, *credit_lines(extract.data_date, formats, extract.generator)]
    return [*of_cities, *stated, *credit_lines(None, formats)[1:]]


def _next(run: Planned, name: str) -> float:
    return 0.0 if run.further is None else float(run.further.chosen[name].units * UNIT_USD)


def _curve(run: Planned, name: str) -> tuple[CurveRow, ...]:
    curve = next(one for one in run.curves if one.name == name)
    return tuple(CurveRow(float(one.units * UNIT_USD), one.value, one.bound) for one in curve.points)


def _cities(run: Planned, sharing: Sharing) -> list[Asker]:
    out = []
    for one in run.cities:
        folder = f"{FOLDER}/{one.folder}"
        dossier = run.dossiers.get(folder)
        if dossier is None:
            continue
        answers, chosen = run.answers[one.name], sharing.chosen[one.name]
        card = dossier.scorecard
        out.append(
            Asker(
                name=one.name,
                kind=CITY,
                region=one.region,
                share_usd=float(chosen.units * UNIT_USD),
                cost_usd=card.cost_usd,
                value=chosen.value,
                bound=chosen.bound,
                asked_kwh=by_family(card.demand_kwh),
                before_kwh=by_family(dossier.do_nothing.served_kwh),
                served_kwh=by_family(card.served_kwh),
                curve=_curve(run, one.name),
                next_usd=_next(run, one.name),
                people=answers.people,
                lon=answers.lon,
                lat=answers.lat,
                folder=folder,
                new_sites=card.new_sites,
                upgraded_sites=card.upgraded_sites,
                chargers=sum(card.plugs_added.values()),
                existing=plugs_standing(dossier),
            )
        )
    return out


def _left_out(run: Planned) -> list[Asker]:
    return [
        Asker(name=name, kind=ROADS if name == ROADS_NAME else CITY, region=region, failed=why)
        for name, (region, why) in run.failed.items()
    ]


def _road_asker(run: Planned, sharing: Sharing) -> Asker:
    assert run.road_answers is not None
    chosen = sharing.chosen[ROADS_NAME]
    answer, nothing = run.road_answers.made_for(chosen.made_for), run.road_answers.answers[0]
    families = list(run.road_answers.wanted)
    built = (
        [run.roads.question.instance.places[at].options[option] for at, option in answer.built.items()]
        if run.roads
        else []
    )

    def sold(one: RoadAnswer) -> dict[str, float]:
        return {family: one.served.get(plug_account(family), 0.0) for family in families}

    return Asker(
        name=ROADS_NAME,
        kind=ROADS,
        region="",
        share_usd=float(chosen.units * UNIT_USD),
        cost_usd=answer.cost_usd,
        value=chosen.value,
        bound=sharing.bound if len(sharing.chosen) == 1 else chosen.bound,
        asked_kwh=dict(run.road_answers.wanted),
        before_kwh=sold(nothing),
        served_kwh=sold(answer),
        curve=_curve(run, ROADS_NAME),
        next_usd=_next(run, ROADS_NAME),
        new_sites=len(built),
        chargers=sum(sum(one.guns) for one in built),
    )


def _towns_of_cities(run: Planned) -> tuple[RoadTown, ...]:
    """Of a country without roads: its cities."""
    out = []
    for one in run.cities:
        folder = f"{FOLDER}/{one.folder}"
        answers, dossier = run.answers[one.name], run.dossiers.get(folder)
        if dossier is not None:
            now, then = (
                0.0 if yes else None
                for yes in (plugs_standing(dossier), plugs_standing(dossier) or dossier.scorecard.chargers)
            )
            out.append(
                RoadTown(
                    name=one.name,
                    lon=answers.lon,
                    lat=answers.lat,
                    population=answers.people,
                    region=one.region,
                    country=run.config.country,
                    folder=folder,
                    km_today=now,
                    km_plan=then,
                )
            )
    return tuple(out)


def _spent(run: Planned, account: str) -> float:
    """What the chosen plans cost of what counts for an account of money, USD."""
    assert run.sharing is not None
    chosen, spent = run.sharing.chosen, 0.0
    for one in run.cities:
        if one.name in chosen and account == region_money(one.region):
            spent += run.answers[one.name].made_for(chosen[one.name].made_for).cost_usd
    if run.road_answers is not None and ROADS_NAME in chosen:
        answer = run.road_answers.made_for(chosen[ROADS_NAME].made_for)
        money = {region_money(region): usd for region, usd in answer.money.items()} | {ROADS_MONEY: answer.cost_usd}
        spent += money.get(account, 0.0)
    return spent


def _floor(floor: Floor, run: Planned) -> dict[str, Any]:
    assert run.sharing is not None
    given = sum(one.amounts.get(floor.account, 0.0) for one in run.sharing.chosen.values())
    if floor.idle:
        said = _("{promise}: nothing that was planned counts for it, so that it binds nobody", promise=floor.words)
        return {"said": said, "least": floor.least, "given": 0.0, "account": floor.account}
    if not floor.is_money:
        said = _(
            "{promise}: {least}; {given} with this plan",
            promise=floor.words,
            least=floor.amount(floor.least),
            given=floor.amount(given),
        )
        return {"said": said, "least": floor.least, "given": given, "account": floor.account}
    spent = _spent(run, floor.account)
    values = {"promise": floor.words, "least": floor.least, "given": given}
    said = _("{promise}: {least:money}; {given:money} is given there", **values)
    if given - spent >= UNIT_USD:
        said = _(
            "{promise}: {least:money}; {given:money} is given there and {spent:money} of it is spent: the rest is kept there, though no plan was found that serves more with it",
            spent=spent,
            **values,
        )
    return {"said": said, "least": floor.least, "given": given, "spent": spent, "account": floor.account}
