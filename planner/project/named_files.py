"""Files that a scenario names: found by key, and held to the project."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any, NamedTuple

from geodata.address import LAYER_NAMED, is_database
from planner.catalogue.mixes import is_table
from planner.errors import ConfigError
from planner.project.files import ProjectFile
from planner.project.folder import FILES, SCENARIOS, Folder
from planner.project.recognising.kinds import PLACES, WITH_FORMAT, FileKind
from planner.project.secrets_named import refuse_secrets
from planner.project.toml_text import with_keys, with_texts
from planner.support.speech import _

MOST_KEY = 80


_BY_KEY = {(place.table, place.key): place for place in PLACES.values()}


class Named(NamedTuple):
    """A key that names a file, and what it says."""

    key: str
    value: str


def files_named(data: Mapping[str, Any]) -> Iterator[Named]:
    """Every file that a configuration names, also in its worlds; `data` as TOML has it, perhaps of any other shape."""
    for kind, place in PLACES.items():
        for number, table in _tables(data.get(place.table)):
            value = table.get(place.key)
            for one in value if place.several == "list" and isinstance(value, list) else [value]:
                if isinstance(one, str) and (kind != FileKind.MIX or is_table(one)):
                    yield Named(".".join(filter(None, (place.table, number, place.key))), one)
    yield from _of_worlds(data)


def _of_worlds(data: Mapping[str, Any]) -> Iterator[Named]:
    """Files of ``[compare]``, any key of which may be one of another table."""
    for _number, compare in _tables(data.get("compare")):
        mixes = compare.get("mixes")
        yield from (Named("compare.mixes", one) for one in (mixes if isinstance(mixes, list) else []) if _is_mix(one))
        for which, world in _tables(compare.get("worlds")):
            if _is_mix(world.get("mix")):
                yield Named(f"compare.worlds.{which}.mix", world["mix"])
            for _other, levers in _tables(world.get("set")):
                for named in files_named(_nested(levers)):
                    yield Named(f"compare.worlds.{which}.set.{named.key}", named.value)


def _is_mix(value: Any) -> bool:
    return isinstance(value, str) and is_table(value)


def refuse_outside(data: Mapping[str, Any], folder: Folder, where: str) -> None:
    """Refuse a configuration that names a file outside of the project or one that is not there, a database, or a secret of the server.

    Raises
    ------
    ConfigError
        One line says which, and what to upload.
    """
    refuse_secrets(data, where)
    for text in _strings(data):
        if is_database(text):
            raise ConfigError(
                _(
                    "{where}: a table of a database is named; a project reads files alone: export it and upload the file",
                    where=where,
                )
            )
    for named in files_named(data):
        name = file_of(named.value)
        place = placed(name, folder)
        if place is None:
            raise ConfigError(
                _(
                    "{where}: key {key!r} names {name!r}, which is not in this project; upload {file!r} first",
                    where=where,
                    key=named.key[:MOST_KEY],
                    name=name[:MOST_KEY],
                    file=PurePath(name.replace("\\", "/")).name[:MOST_KEY],
                )
            )


def written(file: ProjectFile) -> str:
    """A file as a scenario names it, with its layer or sheet where no key beside it says which."""
    slot = PLACES.get(file.kind)
    apart = slot is None or slot.layer is not None or file.layer is None
    return file.place if apart else f"{file.place}{LAYER_NAMED}{file.layer}"


def with_file(text: str, place: str, file: ProjectFile) -> str:
    """Text of a scenario in which the file of a place is this one, with its columns and its layer."""
    values: dict[str, Any] = {}
    for named in files_named(tomllib.loads(text)):
        table, _dot, key = named.key.rpartition(".")
        slot = _BY_KEY.get((table.partition(".")[0], key))
        if file_of(named.value) == place and slot is not None and not named.key.startswith("compare."):
            if slot.columns is not None:
                values[f"{table}.{slot.columns}"] = dict(file.columns) or None
            if slot.layer is not None:
                values[f"{table}.{slot.layer}"] = file.layer
            elif slot.several != "list":
                values[named.key] = written(file)
            if place != file.place and file.kind in WITH_FORMAT:
                values[f"{table}.format"] = file.recognised.format or "csv"
    moved = with_texts(text, {place: file.place}) if place != file.place else text
    return with_keys(moved, values) if values else moved


def found_here(data: Mapping[str, Any], folder: Folder) -> dict[str, str]:
    """Files that a configuration names in another place and that the project has under the same name: places there to places here, the newest."""
    here: dict[str, list[Path]] = {}
    for file in folder.path(FILES).glob("[0-9]*/*"):
        here.setdefault(file.name.casefold(), []).append(file)
    others = {}
    for named in files_named(data):
        name = file_of(named.value)
        found = here.get(PurePath(name.replace("\\", "/")).name.casefold(), [])
        if found and placed(name, folder) is None:
            newest = max(found, key=lambda file: int(file.parent.name) if file.parent.name.isdigit() else 0)
            others[name] = f"../{FILES}/{newest.parent.name}/{newest.name}"
    return others


def placed(name: str, folder: Folder) -> Path | None:
    """File of the project that a scenario names; None where it leads elsewhere or is not there."""
    try:
        if (
            "|" in name
        ):  # no file of a project has it, and a system that follows '..' by the words alone would be led out
            return None
        place = folder.root / SCENARIOS / name
        if not folder.holds(place) or not place.is_file():
            return None
        real = place.resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return real if real.is_relative_to(folder.root / FILES) else None


def file_of(value: str) -> str:
    """File of what a key says, without the layer behind it; whatever else stands behind a bar belongs to the name, as readers take it."""
    file, named, layer = value.partition(LAYER_NAMED)
    return file if named and layer.strip() else value


def _tables(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A table, or each of several with its number from 1."""
    if isinstance(value, Mapping):
        yield "", value
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, one in enumerate(value, 1):
            if isinstance(one, Mapping):
                yield str(number), one


def _nested(levers: Mapping[str, Any]) -> dict[str, Any]:
    """Dotted keys as tables within tables."""
    out: dict[str, Any] = {}
    for key, value in levers.items():
        inner = out
        *tables, last = str(key).split(".")
        for table in tables:
            below = inner.setdefault(table, {})
            if not isinstance(below, dict):
                below = inner[table] = {}
            inner = below
        if isinstance(value, Mapping) and isinstance(inner.get(last), dict):
            inner[last] = {**inner[last], **_nested(value)}
        else:
            inner[last] = _nested(value) if isinstance(value, Mapping) else value
    return out


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, Mapping):
        for one in node.values():
            yield from _strings(one)
    elif isinstance(node, (list, tuple)):
        for one in node:
            yield from _strings(one)
