"""The folder of `evplan check --out`: pages, map and tables, all or none."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from planner.config.scenario import Scenario
from planner.dossier.inspection import Inspection
from planner.network.locations import districts_at, supply_rule
from planner.output.check.overrides import has_decisions, overrides_table
from planner.output.check.page import check_html
from planner.output.check.tables import baseline_table, stations_table
from planner.output.shared.city_name import city_of_check
from planner.output.shared.city_places import candidate_titles, station_titles
from planner.output.shared.csv_file import write_csv
from planner.output.shared.inventory import inventory_rows
from planner.output.shared.page import rendered
from planner.output.webmap.today import write_today_map
from planner.support.earlier import note_in
from planner.support.files import write_json, write_text
from planner.support.staging import staged_folder

OVERRIDES, PROPOSED = "overrides.csv", "overrides_proposed.csv"
FILES = ("check.html", "baseline.html", "baseline.csv", "stations.csv", "candidates.csv", OVERRIDES, "check.json")
KEYS = ("sources", "zones", "baseline")
"""Some of `check.json`, by which it is known."""


def write_check(seen: Inspection, folder: str | Path) -> list[Path]:
    """Write every file of `FILES` into `folder`, all or none; other files there stay.

    An ``overrides.csv`` that the configuration names, or that somebody has worked in, is never written over: what is proposed then
    goes to ``overrides_proposed.csv``.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    stations = seen.city.stations
    rows = inventory_rows(stations, seen.city.boundary, supply_rule(seen.scenario))
    called = station_titles(seen.city)
    with staged_folder(folder) as stage:
        write_text(stage / "check.html", check_html(seen, rows))
        _write_map(seen, stage / "baseline.html", called)
        write_csv(baseline_table(seen.today.baseline if seen.today else None), stage / "baseline.csv")
        write_csv(
            _labelled(stations_table(rows, stations.table, _districts(seen)), "station_id", called),
            stage / "stations.csv",
        )
        candidates = _labelled(seen.candidates.table, "site_id", candidate_titles(seen.city))
        write_csv(candidates, stage / "candidates.csv")
        write_csv(_overrides(seen), stage / _overrides_name(seen.scenario, Path(folder)))
        write_json(stage / "check.json", seen.as_dict())
        written = sorted(file.name for file in stage.iterdir())
    return [Path(folder) / name for name in written]


def _labelled(table: pd.DataFrame, key: str, called: Mapping[str, str]) -> pd.DataFrame:
    """Table with the name for people beside the name on the ground."""
    out = table.copy()
    labels = [called.get(str(one), str(one)) for one in out[key]]
    out.insert(list(out.columns).index("name") + 1, "label", pd.Series(labels, index=out.index, dtype=object))
    return out


def check_files(scenario: Scenario, folder: Path) -> set[str]:
    """Names of all that a check writes into this folder."""
    return {*FILES} - {OVERRIDES} | {_overrides_name(scenario, folder)}


def check_before(folder: Path) -> set[str]:
    """Names of what an earlier check wrote into a folder; nothing of one without a check of ours."""
    return {*FILES, PROPOSED} if note_in(folder, "check.json", KEYS) else set()


def _overrides_name(scenario: Scenario, folder: Path) -> str:
    file, named = folder / OVERRIDES, scenario.inventory.overrides
    mine = named is not None and scenario.path(named).resolve() == file.resolve()
    return PROPOSED if mine or has_decisions(file) else OVERRIDES


def _districts(seen: Inspection) -> dict[str, str | None]:
    table = seen.city.stations.table
    return dict(zip(table["station_id"], districts_at(table, seen.city), strict=True))


def _overrides(seen: Inspection) -> pd.DataFrame:
    return overrides_table(seen.city.stations, seen.station_sources, seen.overrides)


def _write_map(seen: Inspection, path: Path, called: Mapping[str, str]) -> None:
    """Draw today's network; where its service cannot be computed, a page with the reason replaces an old map."""
    if seen.today is not None:
        write_today_map(seen.today, path, called)
        return
    context = {"city": city_of_check(seen), "why": seen.no_service}
    write_text(path, rendered("planner.output.check", "no_map.html.j2", context))
