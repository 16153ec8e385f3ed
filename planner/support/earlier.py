"""Files that stand in a folder of results before a run: those of an earlier run, which it may replace, and what is somebody else's."""

import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from geodata.address import is_database, split_layer
from geodata.errors import InputError
from planner.support.files import read_head
from planner.support.progress import Progress
from planner.support.speech import _, listed, plural

SUMMARY = "summary.json"
MOST_NAMED = 8
"""Of files that go, in a sentence."""

Named = tuple[str, Path]
"""An input: where the configuration names it, and the file."""


def note_in(folder: Path, name: str, keys: Collection[str]) -> dict[str, Any]:
    """Object of a JSON file that a run of ours writes, known by these keys; empty where there is none, or it is somebody else's."""
    try:
        note = json.loads((folder / name).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) and all(key in note for key in keys) else {}


def summary_in(folder: Path) -> dict[str, Any]:
    """`summary.json` of an earlier run; empty where none of ours is there."""
    note = note_in(folder, SUMMARY, ("versions", "configuration"))
    versions = note.get("versions")
    return note if isinstance(versions, Mapping) and "evplan" in versions else {}


def languages_before(note: Mapping[str, Any]) -> list[str]:
    """Languages in which the run of a summary wrote what people read."""
    configured = note.get("configuration")
    output = configured.get("output") if isinstance(configured, dict) else None
    codes = output.get("languages") if isinstance(output, dict) else None
    return [one for one in codes if isinstance(one, str)] if isinstance(codes, list) else []


def begins_with(file: Path, words: str) -> bool:
    """Whether these words stand in the first lines of a file."""
    return words in read_head(file)


def inputs_named(tables: Any, folder: Path, key: str = "") -> Iterator[Named]:
    """Every text of a configuration that leads to a file, with its key."""
    if isinstance(tables, Mapping):
        for name, value in tables.items():
            yield from inputs_named(value, folder, f"{key}.{name}" if key else str(name))
    elif isinstance(tables, list | tuple):
        for value in tables:
            yield from inputs_named(value, folder, key)
    elif isinstance(tables, str) and tables and not is_database(tables):
        try:
            file = split_layer(folder / tables)[0]
            if file.is_file():
                yield key, file
        except (OSError, ValueError):  # a text that no file can be called by
            return


@dataclass(frozen=True)
class Replaced:
    """What a run does to the files that stand in its folder.

    Parameters
    ----------
    names : set of str
        Files that it writes.
    before : set of str
        Files that earlier runs wrote there.
    gone : set of str
        Those of them that it deletes where it writes none in their place, for they tell of another plan.
    in_part : bool
        Whether it may come to nothing for some of the names, and write the rest.
    """

    names: set[str]
    before: set[str]
    gone: set[str]
    in_part: bool = False


def keep_to_own(folder: Path, replaced: Replaced, inputs: Iterable[Named], say: Progress) -> None:
    """Refuse what would be lost, before anything that takes long, and say so where results of an earlier run are replaced.

    Raises
    ------
    InputError
        A result would replace an input, or what no run has written.
    """
    insist_on_own(folder, replaced.names | replaced.gone, replaced.before, inputs)
    if told := earlier_told(folder, replaced.names, replaced.gone | replaced.names & replaced.before):
        say(told)
        if replaced.in_part and any((folder / name).is_file() for name in replaced.gone & replaced.names):
            say(
                _(
                    "nothing of the earlier run stays: a city that fails now, or that a stop leaves out, loses its old plan too"
                )
            )


def is_empty(folder: Path) -> bool:
    """Whether nothing stands in a folder that could be replaced."""
    return not folder.is_dir() or not any(folder.iterdir())


def insist_on_own(folder: Path, names: Iterable[str], before: Collection[str], inputs: Iterable[Named] = ()) -> None:
    """Refuse to write where that would replace an input, or what no run has written.

    Parameters
    ----------
    folder : Path
        Of the results.
    names : iterable of str
        Files that are to be written there.
    before : collection of str
        Those that an earlier run wrote.
    inputs : iterable of (str, Path)
        What the configuration names.

    Raises
    ------
    InputError
        In one line, which file it is and what to do.
    """
    if not folder.is_dir():
        return
    mine = {PurePath(one) for one in before}
    read, away = list(inputs), _("move it away, or name another folder for the results")
    for name in sorted(names):
        place = folder / name
        above = next((folder / one for one in reversed(PurePath(name).parents) if (folder / one).is_file()), None)
        if above is not None:
            raise InputError(above, _("a file, where this run makes a folder"), away)
        if not os.path.lexists(place):
            continue
        if place.is_dir() and not place.is_symlink():
            raise InputError(place, _("a folder, where this run writes a file"), away)
        key = next((key for key, file in read if _same(file, place)), None)
        if key is not None:
            raise InputError(
                place,
                _("an input of this run ({key}), which a result of the same name would replace", key=key),
                _("name another folder for the results"),
            )
        if PurePath(name) not in mine:
            raise InputError(
                place,
                _("a file that no earlier run of this command wrote, which a result of the same name would replace"),
                away,
            )


def _same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file; two names of it (hard links) do not, for the other stays as it is where one is replaced."""
    try:
        return one.samefile(other) and os.path.realpath(one).casefold() == os.path.realpath(other).casefold()
    except OSError:
        return False


def earlier_told(folder: Path, names: Collection[str], before: Iterable[str]) -> str:
    """That results of an earlier run are replaced, and which of them go without a file of this run in their place; empty where there are none."""
    there = [name for name in sorted(before) if (folder / name).is_file()]
    if not there:
        return ""
    gone = [name for name in there if name not in names]
    if not gone:
        return _("{folder} holds results of an earlier run; those of this run replace them", folder=folder)
    told = listed(
        gone
        if len(gone) <= MOST_NAMED
        else [*gone[:MOST_NAMED], plural("{n:number} other", "{n:number} others", len(gone) - MOST_NAMED)]
    )
    return _(
        "{folder} holds results of an earlier run; those of this run replace them, and what tells of the earlier plan alone is deleted then: {names}; to keep it, stop now and name another folder",
        folder=folder,
        names=told,
    )
