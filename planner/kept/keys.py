"""Keys of what is kept: hashes of all that an answer depends on; None where that cannot be told without asking the outside world."""

import dataclasses
import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from geodata.address import DatabaseTable, split_layer
from geodata.city_request import CityRequest
from geodata.input_file import InputFile
from planner.catalogue.mixes import mix_of
from planner.config.scenario import Scenario
from planner.kept.versions import switches, version_of_program
from planner.support.speech import language

DECIDED_LATER: Mapping[str, frozenset[str] | None] = {
    "name": None,
    "output": None,
    "simulation": None,
    "compare": None,
    "plan": frozenset(
        {
            *("budget_usd", "objective", "then", "then_give", "coverage", "gap", "time_limit_s", "solver", "threads"),
            *("forced", "forbidden", "locked", "min_spacing_m", "max_sites", "max_sites_per_district"),
            *("max_dual_share", "mandated_plugs", "district_floor", "district_floors"),
            *("plug_balance", "plug_balance_from", "plug_floors"),
            *("last_phase_years", "phase_discount"),
            *("reasons", "alternatives", "alternatives_differ", "alternatives_within", "budgets"),
        }
    ),
}
"""What of a scenario reaches no part of its question but the scenario in it: whole tables (None), and keys of others.

All other keys are part of the key of a question, so that one that is new misses until somebody says here that it need not;
`test_every_key_of_the_configuration_misses_or_gives_the_same_question` tries each.
"""

_BESIDE = (".tfw", ".tifw", ".wld", ".prj", ".aux", ".aux.xml", ".ovr", ".rrd", ".msk")
_PARTS = (".shx", ".dbf", ".cpg", ".cst", ".qix", ".sbn", ".sbx")
_PASSING = ("-shm",)
"""Files that SQLite keeps beside a layer while it is open, and that hold nothing of it."""
_BLOCK = "\0"


def city_key(request: CityRequest) -> str | None:
    """Key of a city: what is asked, every byte it is read from, the day (old stations are told of), and the program.

    None where it is read from a database, or where a file is missing or no plain file, of which gathering tells.
    """
    try:
        files = [_state(path) for path in dict.fromkeys(_paths(request))]
        asked = _plain(request)
        return _hashed("city", asked, files, _downloads(request), datetime.now(UTC).date().isoformat(), _program())
    except (OSError, ValueError, _NotOnDiskError):
        return None


def question_key(city: str, scenario: Scenario) -> str | None:
    """Key of the question that a scenario asks of the city with this key.

    Raises
    ------
    PlannerError, GeodataError
        The scenario's mix is of no use.
    """
    table = mix_of(scenario).file
    try:
        mix = None if table is None else (table.name, table.sha256)
        return _hashed("question", city, reaching_part(scenario), mix, _program())
    except OSError:
        return None


def reaching_part(scenario: Scenario) -> dict[str, Any]:
    """What of a scenario decides its question, plain JSON."""
    found: dict[str, Any] = {}
    for table, value in scenario.model_dump(mode="json").items():
        later = DECIDED_LATER.get(table, frozenset())
        if later is not None:
            found[table] = {key: one for key, one in value.items() if key not in later} if later else value
    return found


class _NotOnDiskError(Exception):
    """Something is read from a database, whose rows are known only when they are asked for."""


def _program() -> tuple[object, ...]:
    return (version_of_program(), language(), switches())


def _hashed(*parts: object) -> str:
    return hashlib.sha256(_BLOCK.join(repr(part) for part in parts).encode("utf-8", "surrogateescape")).hexdigest()


def _plain(value: Any) -> Any:
    """A request as nested tuples of plain values, whose text is the same in every process."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {one.name: getattr(value, one.name) for one in dataclasses.fields(value)}
        return (type(value).__name__, _plain(named))
    if isinstance(value, Mapping):
        return tuple((str(key), _plain(inner)) for key, inner in value.items())
    if isinstance(value, tuple | list):
        return tuple(_plain(inner) for inner in value)
    if isinstance(value, Path | date):
        return str(value)
    if value is None or isinstance(value, str | int | float | bool):
        return str(value) if isinstance(value, str) else value
    raise ValueError(f"{type(value).__name__}: not known to be the same in every process")


def _paths(value: Any) -> Iterator[Path]:
    """Every file that a request names."""
    if isinstance(value, InputFile):
        if isinstance(value.path, DatabaseTable):
            raise _NotOnDiskError
        yield split_layer(value.path)[0]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            yield from _paths(getattr(value, one.name))
    elif isinstance(value, tuple):
        for inner in value:
            yield from _paths(inner)


def _state(path: Path) -> tuple[tuple[str, str], ...]:
    """Names and hashes of a file and of what readers look for beside it, or of all files of a folder."""
    if path.is_dir():
        return _folder(path)
    names = {name for name in os.listdir(path.parent) if _belongs(name, path)}  # noqa: PTH208
    return tuple((name, _hash(path.parent / name)) for name in sorted({path.name, *names}))


def _belongs(name: str, path: Path) -> bool:
    """Whether a file may be read with another: an index, a journal, a projection."""
    if name.startswith(path.name):
        return not name.endswith(_PASSING)
    endings = (*_BESIDE, *_PARTS) if path.suffix.lower() == ".shp" else _BESIDE
    return name.lower() in {f"{path.stem}{ending}".lower() for ending in endings}


def _folder(folder: Path) -> tuple[tuple[str, str], ...]:
    files = sorted(one for one in folder.rglob("*") if not one.is_dir())
    return tuple((str(one.relative_to(folder)), _hash(one)) for one in files)


def _hash(file: Path) -> str:
    if not stat.S_ISREG(file.stat().st_mode):
        raise _NotOnDiskError
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _downloads(request: CityRequest) -> tuple[object, ...]:
    """State of what was downloaded for a city: its place, and the answers of services."""
    if request.cache is None:
        return ()
    found: list[object] = []
    if request.place.place_name is not None:
        from geodata.sources.overpass import place_folder  # noqa: PLC0415  (a quarter second for one in ten cities)

        found.append(_folder(place_folder(request.place.place_name, request.cache)))
    if any(one.online for one in request.stations):
        found.append(_folder(request.cache / "stations"))
    return tuple(found)
