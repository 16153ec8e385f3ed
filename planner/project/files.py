"""Files of a project: bytes as they came, each version in a folder of its own; what each is taken for, replaced, removed and brought back."""

import errno
import hashlib
import shutil
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from planner.errors import ProjectError
from planner.project.folder import FILES, Folder, safe_name
from planner.project.history import Change, History, State, Thing, What
from planner.project.recognition import FileKind, Recognised, recognised
from planner.support.speech import _

FILE = "file"
PIECE = 1 << 20
MOST_BYTES = 4_000_000_000
"""Of one file, where nobody says: the extract of a large country."""
COMING = ".coming-"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Stream(Protocol):
    """What bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Give at most so many bytes; none at the end."""
        ...


Incoming = tuple[str, Stream]
"""A name as it was handed over, and its bytes."""
Follow = Callable[[str, str], Mapping[Thing, State | None]]
"""States of whatever names a file by its place, once the file lies in another one."""


@dataclass(frozen=True)
class ProjectFile:
    """A file of a project.

    Parameters
    ----------
    id : str
        Stays the same when it is replaced.
    name : str
        Of the file, safe on every system.
    place : str
        From the folder of scenarios, as a configuration names it: ``../files/3/roads.osm.pbf``.
    path : Path
    bytes : int
        With all of its parts.
    sha256 : str
        Of the file itself.
    recognised : Recognised
        What it seems to be.
    kind : FileKind
        What it is taken for: that, or what she said.
    columns : mapping of str to str
        Our names of columns to hers, as she mapped them.
    layer : str or None
        Which layer of the file, where she named one.
    """

    id: str
    name: str
    place: str
    path: Path
    bytes: int
    sha256: str
    recognised: Recognised
    kind: FileKind
    columns: Mapping[str, str]
    layer: str | None = None


class ProjectFiles:
    """The files of one project."""

    def __init__(self, folder: Folder, history: History, follow: Follow | None = None) -> None:
        self._folder, self._history, self._follow = folder, history, follow

    def all(self) -> tuple[ProjectFile, ...]:
        """All that are there, in the order in which they came."""
        return tuple(
            self._file(key, state)
            for key, state in sorted(self._history.states(FILE).items(), key=lambda one: int(one[0]))
        )

    def get(self, file_id: str) -> ProjectFile:
        """One file.

        Raises
        ------
        ProjectError
            There is none of that id.
        """
        return self._file(file_id, self._state(file_id))

    def add(self, name: str, stream: Stream, *, most_bytes: int = MOST_BYTES) -> ProjectFile:
        """Take a file in; errors as `add_together`."""
        return self.add_together([(name, stream)], most_bytes=most_bytes)

    def add_together(self, parts: Sequence[Incoming], *, most_bytes: int = MOST_BYTES) -> ProjectFile:
        """Take a file in with what belongs to it (.shp, .shx, .dbf, .prj, .cpg of one name); the first that can be read is the file.

        Raises
        ------
        ProjectError
            They are larger than `most_bytes` together, or there is no room.
        InputError
            It cannot be read. The project is as it was.
        """
        state = self._taken(parts, most_bytes)
        key = str(state["folder"])
        self._history.change(What.ADDED, state["name"], {(FILE, key): state})
        return self.get(key)

    def replace(self, file_id: str, name: str, stream: Stream, *, most_bytes: int = MOST_BYTES) -> ProjectFile:
        """Put another file in the place of one; what she said of its kind and columns stays, the old bytes stay for undo.

        Scenarios that name it name the new one from now on. Errors as `add_together`.
        """
        before = self._state(file_id)
        state = self._taken([(name, stream)], most_bytes)
        kept = {key: before[key] for key in ("kind", "columns", "layer")}
        self._become(What.REPLACED, file_id, before, {**state, **kept})
        return self.get(file_id)

    def say(
        self,
        file_id: str,
        *,
        kind: FileKind | None = None,
        columns: Mapping[str, str] | None = None,
        layer: str | None = None,
    ) -> ProjectFile:
        """Say what a file is, what its columns are, or which layer of it counts; None leaves a thing as it is, an empty layer is none."""
        state = dict(self._state(file_id))
        if kind is not None:
            state["kind"] = kind.value
        if columns is not None:
            state["columns"] = dict(columns)
        if layer is not None:
            state["layer"] = layer or None
        self._history.change(What.CHANGED, state["name"], {(FILE, file_id): state})
        return self.get(file_id)

    def remove(self, file_id: str) -> None:
        """Take a file out of the project; its bytes stay, so that `undo` brings it back."""
        self._history.change(What.REMOVED, self._state(file_id)["name"], {(FILE, file_id): None})

    def undo(self, file_id: str) -> ProjectFile | None:
        """Take back the last change of one file that still counts; None where the file is not there then.

        Raises
        ------
        ProjectError
            Nothing of it is left to be taken back.
        """
        last = self._history.earlier((FILE, file_id))
        if last is None:
            raise ProjectError(
                file_id[:20], _("no change of this file to take back"), _("expected a file that was changed")
            )
        number, state = last
        self._become(What.RESTORED, file_id, self._history.state(FILE, file_id), state, reverts=number)
        return None if state is None else self.get(file_id)

    def history(self, file_id: str) -> tuple[Change, ...]:
        """Changes of one file, the last first."""
        return self._history.changes(thing=(FILE, file_id))

    def _become(
        self, what: What, file_id: str, before: State | None, after: State | None, *, reverts: int | None = None
    ) -> None:
        states: dict[Thing, State | None] = {(FILE, file_id): after}
        if self._follow is not None and before is not None and after is not None:
            states |= self._follow(_place(before), _place(after))
        named = after or before
        self._history.change(what, named["name"] if named else file_id, states, reverts=reverts)

    def _state(self, file_id: str) -> State:
        state = self._history.state(FILE, file_id)
        if state is None:
            raise ProjectError(
                repr(file_id[:20]),
                _("no such file in the project"),
                _("it may have been removed; look at the list again"),
            )
        return state

    def _file(self, key: str, state: State) -> ProjectFile:
        told = state["recognised"]
        seems = Recognised(
            FileKind(told["kind"]),
            told["why"],
            told["sure"],
            tuple(FileKind(one) for one in told["alternatives"]),
            told["format"],
        )
        return ProjectFile(
            key,
            state["name"],
            _place(state),
            self._folder.path(FILES, str(state["folder"]), state["name"]),
            state["bytes"],
            state["sha256"],
            seems,
            FileKind(state["kind"] or told["kind"]),
            state["columns"],
            state["layer"],
        )

    def _taken(self, parts: Sequence[Incoming], most_bytes: int) -> dict[str, Any]:
        """Take bytes in, look at them and give them a folder of their own; nothing stays where that fails."""
        room = self._folder.path(FILES) / f"{COMING}{uuid.uuid4().hex}"
        room.mkdir()
        try:
            names = self._written(parts, room, most_bytes)
            main = _main(names)
            seems = recognised(room / main)
            size = sum((room / name).stat().st_size for name in names)
            with (room / main).open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            number = self._settled(room)
        except BaseException:
            shutil.rmtree(room, ignore_errors=True)
            raise
        return {
            "name": main,
            "folder": number,
            "bytes": size,
            "sha256": digest,
            "recognised": {
                "kind": seems.kind.value,
                "why": str(seems.why),
                "sure": seems.sure,
                "alternatives": [one.value for one in seems.alternatives],
                "format": seems.format,
            },
            "kind": None,
            "columns": {},
            "layer": None,
        }

    def _written(self, parts: Sequence[Incoming], room: Path, most_bytes: int) -> list[str]:
        left = most_bytes
        names: list[str] = []
        for given, stream in parts:
            name = safe_name(given)
            if name.casefold() in {one.casefold() for one in names}:
                raise ProjectError(name, _("two files of one name"), _("give each file once"))
            try:
                with (room / name).open("xb") as file:
                    while piece := stream.read(PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise ProjectError(
                                name,
                                _("larger than {most:number} MB", most=most_bytes / 1e6),
                                _("no larger file is taken; cut out the city, or raise the limit"),
                            )
                        file.write(piece)
            except OSError as error:
                if error.errno not in _FULL:
                    raise
                raise ProjectError(
                    name, _("no room on the disk"), _("nothing was changed; make room and try again")
                ) from None
            names.append(name)
        return names

    def _settled(self, room: Path) -> int:
        """Give a folder of bytes the next number; the bytes are never changed after it."""
        home = self._folder.path(FILES)
        while True:
            number = (
                max((int(one.name) for one in home.iterdir() if one.name.isascii() and one.name.isdigit()), default=0)
                + 1
            )
            try:
                (home / str(number)).mkdir()  # whoever makes it has it
            except FileExistsError:
                continue
            for part in room.iterdir():
                part.replace(home / str(number) / part.name)
            room.rmdir()
            return number


def _place(state: State) -> str:
    return f"../{FILES}/{state['folder']}/{state['name']}"


def _main(names: Sequence[str]) -> str:
    """The file among its parts: that with the shapes, else the first."""
    return next((one for one in names if one.lower().endswith(".shp")), names[0])
