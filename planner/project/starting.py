"""First scenarios: from the files that a project has, and the sample city."""

import io
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from planner.authoring.starter import starter_text
from planner.authoring.starter_comments import with_comments_told
from planner.catalogue.city_names import find_city
from planner.errors import ProjectError
from planner.project.change import Thing
from planner.project.files import ProjectFile, ProjectFiles
from planner.project.history import State
from planner.project.named_files import files_named, written
from planner.project.recognising.kinds import PLACES, WITH_FORMAT, FileKind
from planner.project.scenarios import Scenarios
from planner.project.toml_text import with_keys, with_texts
from planner.support.resources import configs_dir
from planner.support.speech import _

FLEET_ASSUMED = "fleet-assumed.csv"
"""Table of vehicles that nobody counted."""
ASSUMED_VEHICLES = 1000
"""Electric cars of a city of which nobody says how many there are."""
_PLACE = re.compile(r'^place = "[^\n"]*"[^\n]*$', re.MULTILINE)
_FLEET = re.compile(r"^# Needed, for nothing is known of this city.*?\n(?=path = )", re.MULTILINE | re.DOTALL)
_BESIDE = re.compile(r"[-_. ]*(?:latest|osm|pbf|extract|map|free|roads|\d{6,8})\b", re.IGNORECASE)
_LEFT_OUT = {FileKind.STATION_STATUS, FileKind.EDITS, FileKind.CONFIGURATION, FileKind.UNKNOWN}


def start_from(
    files: ProjectFiles, scenarios: Scenarios, ids: Sequence[str] = (), *, city: str = "", vehicles: int | None = None
) -> str:
    """Make a scenario of some files, a map extract among them; the name of the scenario.

    Parameters
    ----------
    files, scenarios
        Of the project.
    ids : sequence of str
        Of the files, of each kind that stands once in a scenario the last. Default: as `files_beside` the last extract.
    city : str
        Name of the city. Default: as the extract is called. What is known of a city by that name is taken from the facts.
    vehicles : int, optional
        Electric cars, where no file tells of them. Default: what is known of the city, else `ASSUMED_VEHICLES`, as a table to be filled in.

    Raises
    ------
    InputError, ConfigError
        There is no extract, or the files do not go together. Nothing was changed.
    """
    chosen = [files.get(one) for one in ids] if ids else list(files.all())
    roads = _last(chosen, FileKind.ROADS)
    if roads is not None and not ids:
        chosen = files_beside(roads, files, scenarios)
    if roads is None:
        raise ProjectError(
            _("a first scenario"), _("no map extract among the files"), _("add a .osm.pbf of the city or its country")
        )
    name = city.strip() or city_of(roads.name)
    text = _PLACE.sub(
        lambda _line: f"roads = {json.dumps(roads.place, ensure_ascii=False)}", starter_text(name)[0], count=1
    )
    return _made(files, scenarios, name, text, chosen, vehicles)


def files_beside(roads: ProjectFile, files: ProjectFiles, scenarios: Scenarios) -> list[ProjectFile]:
    """An extract and the files that go with it unless somebody says otherwise: not those of scenarios of other cities, nor other extracts, nor any of which it is doubtful what they are."""
    uses = scenarios.places().values()
    others = {place for places in uses if roads.place not in places for place in places}
    here = {place for places in uses if roads.place in places for place in places}
    beside = (
        one
        for one in files.all()
        if one.kind is not FileKind.ROADS and not one.is_doubtful and (one.place in here or one.place not in others)
    )
    return [*beside, roads]


def start_from_place(files: ProjectFiles, scenarios: Scenarios, place: str, *, vehicles: int | None = None) -> str:
    """Make a scenario of a place by its name in OpenStreetMap, which is downloaded before planning; the name of the scenario.

    Raises
    ------
    ConfigError
        That is no name of a place. Nothing was changed.
    """
    text, _notes = starter_text(place)
    return _made(files, scenarios, place.partition(",")[0].strip(), text, [], vehicles)


def _made(
    files: ProjectFiles, scenarios: Scenarios, name: str, text: str, chosen: list[ProjectFile], vehicles: int | None
) -> str:
    """A scenario of the text of a beginner's configuration and the chosen files; with a table of vehicles where there is none."""
    beside: dict[Thing, State | None] = {}
    remark = ""
    if _last(chosen, FileKind.FLEET) is None and (vehicles is not None or find_city(name) is None):
        count = ASSUMED_VEHICLES if vehicles is None else vehicles
        table = f"vehicle_class,count\nprivate,{count}\n".encode()
        made, beside = files.taken("fleet.csv" if vehicles is not None else FLEET_ASSUMED, io.BytesIO(table))
        chosen = [*chosen, made]
        if vehicles is None:
            assumed = _(
                "Assumed: {count} electric cars. Put your own count into this table, or name another.", count=count
            )
            remark = f"# {assumed}\n"
    keys = {**_called(tomllib.loads(text), name), **dict(_keys(chosen))}
    with files.dropped_on_failure(*(key for _kind, key in beside)):
        own = with_keys(_FLEET.sub(lambda _found: remark, text), keys)
        return scenarios.make(name, with_comments_told(own), beside=beside)


def _called(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Title of the plan of a known city, as she calls it; what is known is found by the name that it has there."""
    known = str(data["city"]["name"])
    return {} if known == name else {"name": str(data["name"]).replace(known, name)}


def start_sample(files: ProjectFiles, scenarios: Scenarios) -> str:
    """Put the sample city into the project, a town that does not exist, with all of its files; the name of its scenario."""
    folder = configs_dir() / "sample_city"
    text = (folder / "demo.toml").read_text(encoding="utf-8")
    beside: dict[Thing, State | None] = {}
    places = {}
    for name in dict.fromkeys(one.value for one in files_named(tomllib.loads(text))):
        with (folder / name).open("rb") as stream:
            file, states = files.taken(name, stream)
        beside |= states
        places[name] = file.place
    called = {"name": _("Sarytau 2028, a town that does not exist"), "city.name": _("Sarytau")}
    return scenarios.make(_("Sample city"), with_keys(with_texts(text, places), called), beside=beside)


def keys_of(file: ProjectFile, number: int = 1) -> dict[str, Any]:
    """Keys by which a scenario names a file, with its columns, layer and format; `number` of its table where there are several.

    Raises
    ------
    ProjectError
        No scenario names a file of that kind.
    """
    place = PLACES.get(file.kind)
    if place is None:
        raise ProjectError(file.name, _("a kind that no scenario names"), _("say what it is first"))
    at = f"{place.table}.{number}" if place.several == "tables" else place.table
    key = f"{at}.{place.key}.{number}" if place.several == "list" else f"{at}.{place.key}"
    keys: dict[str, Any] = {key: written(file)}
    if file.kind in WITH_FORMAT:
        keys[f"{at}.format"] = file.recognised.format or "csv"
    if file.columns and place.columns is not None:
        keys[f"{at}.{place.columns}"] = dict(file.columns)
    if file.layer is not None and place.layer is not None:
        keys[f"{at}.{place.layer}"] = file.layer
    return keys


def use(scenarios: Scenarios, name: str, file: ProjectFile) -> None:
    """Let a scenario name a file under the key of its kind: in place of the one there, of stations and sessions beside the others.

    Raises
    ------
    ProjectError, ConfigError
        No scenario names such a file, or the scenario could not be used so. Nothing was changed.
    """
    if name in scenarios.uses(file.place):
        return
    data = tomllib.loads(scenarios.text(name))
    place = PLACES.get(file.kind)
    number = 1
    if file.kind == FileKind.STATION_STATUS:
        number = _station_table(data, file.recognised.format)
    elif place is not None and place.several:
        table = data.get(place.table, [])
        there = table if place.several == "tables" else table.get(place.key, ())
        number = len(there) + 1
    scenarios.changed_together(name, keys_of(file, number))


def _station_table(data: Mapping[str, Any], format_: str) -> int:
    """Number of the table of stations whose status a file tells: the first of its format."""
    known = "datex" if format_ == "datex" else "irve"
    for number, table in enumerate(data.get("stations", ()), 1):
        if table.get("format") == known:
            return number
    raise ProjectError(
        _("the scenario"), _("no stations of the same format"), _("let it name the file of the stations first")
    )


def _keys(chosen: Iterable[ProjectFile]) -> Iterable[tuple[str, Any]]:
    """Keys of all files but the extract; the first table of stations is that of the map."""
    counts = {"stations": 1}
    for file in chosen:
        if file.kind in _LEFT_OUT or file.kind == FileKind.ROADS:
            continue
        place = PLACES[file.kind]
        home = place.table if place.several == "tables" else f"{place.table}.{place.key}"
        counts[home] = counts.get(home, 0) + 1
        yield from keys_of(file, counts[home]).items()


def _last(chosen: Sequence[ProjectFile], kind: FileKind) -> ProjectFile | None:
    return next((file for file in reversed(chosen) if file.kind == kind), None)


def city_of(name: str) -> str:
    """Name that a city gets by that of its extract: ``liechtenstein-latest.osm.pbf`` is Liechtenstein."""
    stem = PurePath(name).name
    while PurePath(stem).suffix.lower() in (".osm", ".pbf", ".gz", ".bz2", ".graphml"):
        stem = PurePath(stem).stem
    words = _BESIDE.sub("", stem).replace("_", " ").replace("-", " ").split()
    shown = " ".join(words) or stem
    return shown if any(sign.isupper() for sign in shown) else shown.title()
