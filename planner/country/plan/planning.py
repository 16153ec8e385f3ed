"""A country from its configuration to its plans: what everybody makes of each sum, how the money is shared, and every part planned with its share."""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from geodata.errors import GeodataError
from planner.cluster.jobs import Failed, Job, prefixed
from planner.corridors.search.prepared import Prepared
from planner.country.accounts import ROADS_NAME, asker_words, named
from planner.country.cities.configurations import FOLDER, RefusedCity, cities_of
from planner.country.cities.reading import CityFiles
from planner.country.cities.searches import answer_sums, plan_city
from planner.country.config.country import CountryConfig
from planner.country.kept_answers import KeptAnswers, city_answers_key, road_answers_key, road_needs_key
from planner.country.money.curves import UNIT_USD, units_down
from planner.country.money.sharing import share
from planner.country.plan.caveats import caveats_of
from planner.country.plan.phasing import schedule_of
from planner.country.plan.planned import Planned, RoadPlan
from planner.country.plan.promises import floors_named, floors_of, regions_named, rules_floor
from planner.country.plan.sums import finer_sums, first_sums
from planner.country.plan.trip_shares import least_for_shares
from planner.country.plan.unsearched_sums import never_searched, note_stopped
from planner.country.plan.workers import Workers
from planner.country.plan.workload import workload
from planner.country.road_plans.floors import answer_needs
from planner.country.road_plans.needs import needs_of
from planner.country.road_plans.play import play
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import roads_of
from planner.errors import ConfigError, InfeasibleError, PlannerError
from planner.support.progress import Progress
from planner.support.speech import _, joined, message_of
from planner.support.stopping import StoppedError, Stopping

log = logging.getLogger(__name__)


def plan_country(
    config: CountryConfig, workers: Workers, *, say: Progress, stopping: Stopping, fresh: bool = False
) -> Planned:
    """Plan a country.

    Raises
    ------
    InfeasibleError
        No split of the money keeps the floors.
    PlannerError, GeodataError
        Nothing can be planned at all.
    """
    run = Planned(config)
    run.cities, refused = cities_of(config)
    _leave_out(run, refused)
    if config.corridors is not None:
        say(_("reading roads, towns and trips"))
        run.roads = roads_of(config)
    for line in caveats_of(run):
        log.warning("%s", line)
    roads = None if run.roads is None else run.roads.question.instance
    run.config = config = floors_named(config, regions_named((*run.cities, *refused), roads))
    _read(run, workers, say, fresh=fresh)
    say(workload(run))
    sums = {name: list(first_sums(config)) for name in _names(run)}
    _answer(run, workers, sums, say=say, stopping=stopping, fresh=fresh)
    if not run.answers and run.road_answers is None:
        raise _nothing_left(run)
    _share(run, workers, say, stopping, fresh=fresh)
    for _round in range(config.money.refine):
        finer = _finer(run, sums)
        if stopping():
            never_searched(run, finer)
            break
        if not finer:
            break
        say(_("planning for further sums beside those that were chosen"))
        for name, more in finer.items():
            sums[name] = sorted({*sums[name], *more})
        further = {name: sums[name] for name in finer}
        _answer(run, workers, further, say=say, stopping=stopping, fresh=fresh)
        _share(run, workers, say, stopping, fresh=fresh)
    while _plan_cities(run, workers):
        if not run.answers and run.road_answers is None:
            raise _nothing_left(run)
        say(_("sharing the budget again, without those that were left out"))
        _share(run, workers, say, stopping, fresh=fresh)
    run.least = least_for_shares(run, workers, say, stopping, fresh=fresh)
    _build(run, say, stopping)
    run.stopped = stopping()
    run.whole = run.whole and not run.stopped
    return run


def _names(run: Planned) -> list[str]:
    return [*(one.name for one in run.cities), *([ROADS_NAME] if run.roads is not None else [])]


def _leave_out(run: Planned, refused: Sequence[RefusedCity]) -> None:
    run.whole = run.whole and not refused
    for one in refused:
        run.failed[one.name] = (one.region, one.why)
        run.answers.pop(one.name, None)
        log.warning(_("left out: {name}: {why}", name=asker_words(one.name), why=one.why))
    run.cities = [one for one in run.cities if one.name not in run.failed]


def _read(run: Planned, workers: Workers, say: Progress, *, fresh: bool) -> None:
    """What the jobs of each city need; for workers apart the files are read here, and a city of which that cannot be done is left out."""
    run.inputs = {one.name: CityFiles(one.scenario, fresh) for one in run.cities}
    if not workers.apart:
        return
    lost = []
    for one in run.cities:
        try:
            run.inputs[one.name] = run.inputs[one.name].read(prefixed(say, one.name))
        except (PlannerError, GeodataError) as error:
            lost.append(RefusedCity(one.name, one.region, message_of(error)))
    _leave_out(run, lost)


def _answer(
    run: Planned,
    workers: Workers,
    sums: Mapping[str, Sequence[int]],
    *,
    say: Progress,
    stopping: Stopping,
    fresh: bool,
) -> None:
    """Have those that are named planned for their sums, but for what was kept; a city that cannot be is left out."""
    jobs, keys = _asked(run, sums)
    shelf = KeptAnswers(fresh=fresh)
    found: dict[str, Any] = {name: known for name, key in keys.items() if (known := shelf.find(key)) is not None}
    for name, known in found.items():
        said = _("taken from what was kept: plans for {count} sums of money", count=len(known.answers))
        prefixed(say, named(name))(said)

    def keep(name: str, made: object) -> None:
        """Keep what was not cut short: a later run may find out more."""
        if not stopping():
            shelf.keep(keys[name], made, name)

    found |= workers.run([job for job in jobs if job.name not in found], finished=keep)
    for name in keys:
        _take(run, name, found[name])
        if stopping():
            note_stopped(run, name, found[name], sums[name])


def _asked(run: Planned, sums: Mapping[str, Sequence[int]]) -> tuple[list[Job], dict[str, str | None]]:
    """Jobs of those that are named, and the keys of their answers."""
    jobs: list[Job] = []
    keys: dict[str, str | None] = {}
    for one in run.cities:
        if one.name in sums:
            money, before = tuple(float(each * UNIT_USD) for each in sums[one.name]), run.answers.get(one.name)
            keys[one.name] = city_answers_key(one.scenario.with_plan(budget_usd=max(money)), money, before)
            jobs.append(Job(one.name, answer_sums, (run.inputs[one.name], money, before)))
    if run.roads is not None and ROADS_NAME in sums:
        money = tuple(float(each * UNIT_USD) for each in sums[ROADS_NAME])
        keys[ROADS_NAME] = road_answers_key(run.roads.task, money, run.road_answers)
        jobs.append(Job(ROADS_NAME, answer_roads, (run.roads.task, money, run.road_answers), named(ROADS_NAME)))
    return jobs, keys


def _take(run: Planned, name: str, found: Any) -> None:
    """Take in answers, or why there are none: whoever has none at all is left out."""
    if name == ROADS_NAME and not isinstance(found, Failed):
        run.road_answers = found
    elif name == ROADS_NAME and run.road_answers is None:
        _leave_out(run, [RefusedCity(name, "", found.why)])
        run.roads = None
    elif not isinstance(found, Failed):
        run.answers[name] = found
    elif name != ROADS_NAME and name not in run.answers:
        region = next(one.region for one in run.cities if one.name == name)
        _leave_out(run, [RefusedCity(name, region, found.why)])


def _finer(run: Planned, sums: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Further sums beside those that were chosen."""
    assert run.sharing is not None
    finer = finer_sums(run.curves, run.sharing, sums)
    if run.steered:
        finer.pop(ROADS_NAME, None)  # a plan of the roads alone for a sum between might keep no floor
    return finer


def _share(run: Planned, workers: Workers, say: Progress, stopping: Stopping, *, fresh: bool) -> None:
    """Share the money, and that with the next sum; where no plans at hand keep the floors with the roads planned anew for these."""
    say(_("sharing the budget"))
    try:
        _share_at_hand(run, stopping)
    except InfeasibleError:
        if not _steer(run, workers, say, stopping, fresh=fresh):
            raise
        say(_("sharing the budget"))
        _share_at_hand(run, stopping)


def _share_at_hand(run: Planned, stopping: Stopping) -> None:
    """Share it by the plans at hand; a request to stop ends the sharing and not the run."""
    config = run.config
    run.curves = [run.answers[one.name].curve(one.name, one.region) for one in run.cities if one.name in run.answers]
    if run.road_answers is not None:
        run.curves.append(run.road_answers.curve(ROADS_NAME, config.road_weight))
    budget, further = units_down(config.budget_usd), units_down(config.money.next_usd)
    run.floors = floors_of(config, run.curves, run.roads)
    rules = rules_floor(run.roads, run.road_answers)
    floors = [*(one for one in run.floors if not one.idle), *([] if rules is None else [rules])]
    with stopping.gently():
        try:
            run.sharing = share(run.curves, budget, floors, stopping)
        except InfeasibleError:
            if stopping():  # sums that were not searched might keep the floors
                raise StoppedError from None
            raise
        run.further = share(run.curves, budget + further, floors, stopping) if further else None


def _steer(run: Planned, workers: Workers, say: Progress, stopping: Stopping, *, fresh: bool) -> bool:
    """Have the roads planned anew so that they give what floors ask of them; whether anything else was found."""
    before = run.road_answers
    if run.steered or run.roads is None or before is None or stopping():
        return False
    run.steered = True
    needs = needs_of(run.config.money.floors, run.floors, run.curves, units_down(run.config.budget_usd), stopping)
    if not needs:
        return False
    say(_("no plan at hand keeps all floors: the roads are planned anew for these"))
    shelf, key = KeptAnswers(fresh=fresh), road_needs_key(run.roads.task, needs, before)
    found = shelf.find(key)
    if found is None:
        job = Job(ROADS_NAME, answer_needs, (run.roads.task, needs, before), named(ROADS_NAME))
        found = workers.run([job])[ROADS_NAME]
        if isinstance(found, Failed):
            return False
        if not stopping():
            shelf.keep(key, found, ROADS_NAME)
    run.road_answers = found
    return bool(found != before)


def _plan_cities(run: Planned, workers: Workers) -> bool:
    """Every city with its share, where it has no dossier of the plan that was chosen; whether one could not be planned, which is left out then."""
    assert run.sharing is not None
    jobs = []
    for one in run.cities:
        chosen = run.sharing.chosen[one.name]
        if run.made_for.get(one.name) == (chosen.units, chosen.made_for):
            continue
        answer = run.answers[one.name].made_for(chosen.made_for)
        inputs = run.inputs[one.name].with_budget(float(chosen.units * UNIT_USD))
        jobs.append(Job(one.name, plan_city, (inputs, answer.plan)))
    cities, failed = {one.name: one for one in run.cities}, []
    for name, found in workers.run(jobs, even_if_stopped=True).items():
        city, folder = cities[name], f"{FOLDER}/{cities[name].folder}"
        run.dossiers.pop(folder, None)
        if isinstance(found, Failed):
            failed.append(RefusedCity(name, city.region, found.why))
        else:
            run.dossiers[folder] = found
            chosen = run.sharing.chosen[name]
            run.made_for[name] = (chosen.units, chosen.made_for)
    _leave_out(run, failed)
    return bool(failed)


def _build(run: Planned, say: Progress, stopping: Stopping) -> None:
    """Work out what is built when; a request to stop ends the searches for it and not the run."""
    assert run.sharing is not None
    if run.roads is not None and run.road_answers is not None:
        prepared = Prepared.of(run.roads.question.instance, run.roads.task.wish)
        answer = run.road_answers.made_for(run.sharing.chosen[ROADS_NAME].made_for)
        run.road_plan = RoadPlan(prepared, answer, play(prepared, answer.built, quickest=True))
    if run.road_plan is not None or run.config.phases:
        say(_("in which order everything is built"))
    with stopping.gently():
        run.schedule = schedule_of(run, say, stopping)
    for one in run.schedule.problems:
        log.warning("%s", one)
    run.whole = run.whole and not run.schedule.problems


def _nothing_left(run: Planned) -> ConfigError:
    whys = joined("; ", [joined(": ", (asker_words(name), why)) for name, (_region, why) in run.failed.items()])
    return ConfigError(_("nothing of the country could be planned: {whys}", whys=whys))
