"""What is told of the roads of a planned country: stations in their order, stretches, towns, seasons, gaps, proof."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from geodata.trunk.fault_words import FaultKind
from geodata.trunk.faults import Fault
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.question.rules import Floor
from planner.corridors.search.prepared import Prepared
from planner.corridors.stating import CorridorQuestion
from planner.country.accounts import ROADS_RULES
from planner.country.cities.configurations import FOLDER
from planner.country.names.letters import letters_of
from planner.country.order.turns import NOT_BUILT, Turn, turns_of
from planner.country.phases.schedule import Schedule
from planner.country.plan.planned import Planned, RoadPlan
from planner.country.result import RoadTown, Season
from planner.country.road_plans.answers import RoadAnswer
from planner.country.road_plans.drive_audit import insist_on_drives
from planner.country.road_plans.play import Played, play
from planner.country.road_plans.rule_words import floor_share, floor_words
from planner.country.roads.gaps import gaps_of, norms_of
from planner.country.roads.main_roads import main_roads, roads_of_places
from planner.country.roads.other_ways import with_other_ways
from planner.country.roads.reach import km_to_charger
from planner.country.roads.station import EXISTING, PROPOSED, RoadCabinets, RoadStation
from planner.country.telling.fault_count import fault_count
from planner.country.telling.road_parts import road_parts
from planner.dossier.dossier import Dossier
from planner.output.shared.words import share_of
from planner.proofs import gap_of
from planner.support.speech import _

DAYS = 365.0
MOST_ROWS, MOST_REMARKS = 20, 5
"""So many cases of a kind of fault, and of what is told and is none, stand in the report."""
COUNTED_ALONE = (FaultKind.NO_COUNTRY,)
"""Kinds of which a case is a row of a table and no more, many of them far from the country: the report counts them."""


def roads_told(run: Planned, chosen: RoadPlan, first: Collection[str] = ()) -> dict[str, Any]:
    """What is told of the roads: stations, stretches, towns, seasons, gaps, proof; once the audit has driven the plan again.

    Parameters
    ----------
    run : Planned
    chosen : RoadPlan
    first : collection of str
        Places that come first among what is built in one stage.
    """
    assert run.roads is not None
    question = run.roads.question
    prepared, answer, plan = chosen.prepared, chosen.answer, chosen.played
    instance = question.instance
    today = play(prepared, {})
    insist_on_drives(prepared, answer.usd, plan)
    roads = main_roads(question)
    of_places = roads_of_places(roads)
    account = question.account
    return {
        "stations": _stations(
            prepared,
            plan,
            answer,
            run.schedule,
            of_places,
            run.config.road_settings.countries,
            _turns(run, prepared, first),
        ),
        "roads": road_parts(question, roads, today, plan),
        "towns": _towns(run, answer),
        "letters": letters_of(question.facts.trunk),
        "seasons": _seasons(prepared, today, plan, account.no_way),
        "gaps": with_other_ways(
            gaps_of(instance, roads, dict(answer.built)), prepared, roads, plan, dict(answer.built)
        ),
        "norms": norms_of(instance),
        "floors": tuple(_floor(instance, one, plan) for one in instance.rules.floors),
        "proof": {
            "value": answer.value,
            "bound": answer.bound,
            "gap": gap_of(answer.value, answer.bound),
            "stopped": answer.stopped,
        },
        **_problems(question),
        "assumptions": account.assumptions,
        "other_plugs": account.unserved_per_day,
    }


def _floor(instance: CorridorInstance, floor: Floor, plan: Played) -> dict[str, Any]:
    """A floor of trips with what is possible of them with the plan."""
    reached, words = floor_share(instance, floor, plan.share), floor_words(floor, instance.families)
    said = _("{promise}: {reached:percent} with this plan", promise=words, reached=reached)
    return {"said": said, "least": floor.share, "given": reached, "account": ROADS_RULES}


def _problems(question: CorridorQuestion) -> dict[str, Any]:
    """What was found in the data: a line for each kind, with a row for each of its first cases, and how many faults there are."""
    account = question.account
    rows = {str(one.line): _rows_of(one) for one in account.faults}
    applied: tuple[str, ...] = ()
    if account.applied:
        applied = (_("corrections of the roads that were applied: {n}", n=len(account.applied)),)
        rows[str(applied[0])] = _shown(account.applied[:MOST_ROWS], len(account.applied[MOST_ROWS:]))
    lines = (*applied, *(one.line for one in account.faults), *account.left_out)
    return {
        "problems": tuple(dict.fromkeys(lines)),
        "problem_rows": {line: one for line, one in rows.items() if one},
        "faults": fault_count(account.faults, question.facts.reports),
        "fault_kinds": sum(not one.is_remark for one in account.faults),
    }


def _rows_of(fault: Fault) -> tuple[str, ...]:
    if fault.kind in COUNTED_ALONE:
        return _shown((), fault.count - 1)  # the line names the first
    return _shown(*fault.shown(MOST_REMARKS if fault.is_remark else MOST_ROWS))


def _shown(rows: tuple[str, ...], more: int) -> tuple[str, ...]:
    return (*rows, _("{n:number} more; 'evplan check' lists them", n=more)) if more else rows


def _turns(run: Planned, prepared: Prepared, first: Collection[str]) -> dict[int, Turn]:
    """The order of building by place, the trips that can be driven by then as a share of all."""
    assert run.roads is not None
    if run.schedule.worth is None:
        return {}
    places, part = prepared.instance.places, year_parts(prepared)
    whole = sum(one.trips_per_day * one.weight for one in prepared.instance.trips)
    whole += sum(part.get(season, 0.0) * trips for season, trips in run.roads.question.account.no_way.items())
    liked = [at for at, place in enumerate(places) if place.id in first]
    turns = turns_of(run.schedule.worth, run.schedule.steps, liked)
    return {one.place: replace(one, trips=None if one.trips is None else share_of(one.trips, whole)) for one in turns}


def _stations(  # noqa: PLR0913, PLR0917  what is known of them
    prepared: Prepared,
    plan: Played,
    answer: RoadAnswer,
    schedule: Schedule,
    roads: Mapping[int, str],
    home: Sequence[str],
    turns: Mapping[int, Turn],
) -> tuple[RoadStation, ...]:
    instance = prepared.instance
    part = year_parts(prepared)
    mean = (plan.sold.sum(axis=1) * np.array([part[one] for one in plan.seasons])).sum(axis=1)
    out = []
    for at, place in enumerate(instance.places):
        new = answer.built.get(at)
        option = None if new is None else place.options[new]
        if option is None and place.standing is None:
            continue
        sold, turn = plan.sold[at].sum(axis=0), turns.get(at, NOT_BUILT)
        out.append(
            RoadStation(
                id=place.id,
                name=place.id,
                lon=place.lon,
                lat=place.lat,
                road=roads.get(at, ""),
                region=place.region,
                country=place.country,
                status=EXISTING if option is None else PROPOSED,
                standing=_guns(place.standing, instance.families),
                stands=place.stations,
                kwh_per_day={season: float(kwh) for season, kwh in zip(plan.seasons, sold, strict=True)},
                sold_kwh=float(mean[at]),
                rank=turn.rank,
                year=schedule.year_of.get(at, 0),
                abroad=bool(home and place.country and place.country not in home),
                approximate=place.approximate,
                stage=turn.stage,
                so_far_usd=turn.usd,
                so_far_kwh=turn.kwh,
                so_far_trips=turn.trips,
                **(_built(option, instance.families) if option is not None else _stands(place)),
            )
        )
    return tuple(sorted(out, key=lambda one: (one.status != PROPOSED, one.rank, one.id)))


def _stands(place: Place) -> dict[str, Any]:
    """Power of a gun that stands, as a `RoadStation` tells it."""
    return {"kw": 0.0 if place.standing is None else place.standing.kw}


def _built(option: StationOption, families: Sequence[str]) -> dict[str, Any]:
    """What is built, as a `RoadStation` tells it."""
    return {
        "guns": _guns(option, families),
        "kw": option.kw,
        "grid_kw": option.grid_kw,
        "cost_usd": option.cost_usd,
        "capacity_kwh": {one: float(kwh) for one, kwh in zip(families, option.kwh_per_day, strict=True)},
        "cabinets": tuple(
            RoadCabinets(one.kind, one.count, one.kw, dict(zip(families, one.guns, strict=True)))
            for one in option.cabinets
        ),
        "ground_usd": option.ground_usd,
        "grid_usd": option.grid_usd,
    }


def _guns(one: StationOption | None, families: Sequence[str]) -> dict[str, int]:
    """Guns by plug family, of those that have any."""
    return {} if one is None else {name: int(count) for name, count in zip(families, one.guns, strict=True) if count}


def year_parts(prepared: Prepared) -> dict[str, float]:
    """Part of the year that each season is, as its trips weigh it."""
    return {trip.season: trip.weight for trip in prepared.instance.trips}


def _seasons(prepared: Prepared, today: Played, plan: Played, no_way: Mapping[str, float]) -> tuple[Season, ...]:
    """Trips by season; those between towns that no open road joins count as asked, and as possible by no station."""
    trips, part = prepared.instance.trips, year_parts(prepared)
    flow = np.array([one.trips_per_day for one in trips])
    free, never = set(today.free), set(today.never)
    out = []
    for season in dict.fromkeys(one.season for one in trips):
        mine = np.array([one.season == season for one in trips])
        alone = np.array([at in free for at in range(len(trips))])
        lost = np.array([at in never for at in range(len(trips))])
        roadless = no_way.get(season, 0.0)
        out.append(
            Season(
                season,
                float(flow[mine].sum()) + roadless,
                float(flow[mine & alone].sum()),
                float((flow * today.share)[mine].sum()),
                float((flow * plan.share)[mine].sum()),
                float(flow[mine & lost].sum()) + roadless,
                DAYS * part[season],
                roadless,
            )
        )
    return tuple(out)


def _towns(run: Planned, answer: RoadAnswer) -> tuple[RoadTown, ...]:
    assert run.roads is not None
    question = run.roads.question
    today, plan = km_to_charger(question, {}), km_to_charger(question, dict(answer.built))
    cities = {one.name.casefold(): one for one in run.cities}
    letters = letters_of(question.facts.trunk)
    out = []
    for town, now, then in zip(question.facts.trunk.towns.towns, today, plan, strict=True):
        city = next(
            (cities[name.casefold()] for name in (town.name, *town.other_names) if name.casefold() in cities), None
        )
        folder = None if city is None else f"{FOLDER}/{city.folder}"
        dossier = None if folder is None else run.dossiers.get(folder)
        if dossier is not None:
            now = 0.0 if plugs_standing(dossier) else now  # noqa: PLW2901
            then = 0.0 if plugs_standing(dossier) or dossier.scorecard.chargers else then  # noqa: PLW2901
        out.append(
            RoadTown(
                name=town.name, lon=town.lon, lat=town.lat, population=town.population, region=town.region, country=town.country,
                folder=folder if dossier is not None else None, km_today=now, km_plan=then,
                cyrillic=letters.get(town.name, ""),
            )
        )  # fmt: skip
    return tuple(out)


def plugs_standing(dossier: Dossier) -> int:
    """Plugs that stand in a city and count as supply."""
    return int(sum(dossier.scorecard.plugs_standing.values()))
