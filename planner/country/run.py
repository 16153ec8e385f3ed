"""A country from its configuration to its folder: plan, tell, write."""

import time
from pathlib import Path

from planner.cluster.cluster import Cluster, cores
from planner.country.cities.configurations import FOLDER, cities_of
from planner.country.config.country import CountryConfig
from planner.country.mixes.planning import worlds_of_country
from planner.country.output.tables import asked_tables
from planner.country.output.writer import country_before, country_files, going, write_country
from planner.country.plan.planning import plan_country
from planner.country.result import Country
from planner.country.telling.country import country_of
from planner.filing import now
from planner.output import files_of, studies_asked
from planner.support.earlier import Replaced, inputs_named, is_empty, keep_to_own
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping

LIBRARIES = ("planner.country.mixes.city_jobs", "planner.country.mixes.road_jobs")
"""What the jobs need, loaded by the workers while they wait."""


def country_into(
    config: CountryConfig,
    folder: Path,
    *,
    say: Progress,
    stopping: Stopping,
    scheduler: str = "",
    fresh: bool = False,
) -> Country:
    """Plan a country and write all results into a folder that is held for them.

    The first request to stop ends the searches: what is finished is shared and written. What cities have found out is kept by content, and taken up
    by the next run.

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it; nothing is written then.
    """
    _keep_to_own(config, folder, say)
    began, clock = now(), time.perf_counter()
    count = min(cores(), len(config.cities) + (config.corridors is not None))
    with Cluster(count, scheduler, say=say, stopping=stopping, libraries=LIBRARIES) as cluster:
        cluster.check()
        cluster.begin()  # while the roads are read here
        run = plan_country(config, cluster, say=say, stopping=stopping, fresh=fresh)
        worlds = worlds_of_country(run, cluster, say=say, stopping=stopping, fresh=fresh)
        run.stopped = stopping()
        run.whole = run.whole and not run.stopped
    told = {"started": began, "finished": now(), "wall_s": round(time.perf_counter() - clock, 1)}
    country = country_of(run, worlds, told)
    say(_("writing {folder}", folder=folder))
    write_country(country, run.dossiers, folder)
    return country


def _keep_to_own(config: CountryConfig, folder: Path, say: Progress) -> None:
    """Refuse a folder in which results would replace an input or a file of somebody else, and say so where they replace those of an earlier run.

    Raises
    ------
    InputError
        In one line, which file it is.
    """
    if is_empty(folder):
        return
    cities, _refused = cities_of(config)
    tables = asked_tables(
        roads=config.corridors is not None, phases=bool(config.phases), worlds=bool(config.compare.mixes)
    )
    names = country_files(config.output.languages, tables)
    inputs = [*inputs_named(config.model_dump(mode="json"), config.folder)]
    for one in cities:
        files = files_of(config.output.languages, studies_asked(one.scenario))
        names |= {f"{FOLDER}/{one.folder}/{name}" for name in files}
        inputs += inputs_named(one.scenario.model_dump(mode="json"), one.scenario.path(""), one.name)
    keep_to_own(folder, Replaced(names, country_before(folder), going(folder), in_part=True), inputs, say)
