"""Files of a project: bytes as they came, each version in a folder of its own; what each is taken for, replaced, removed and brought back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.errors import ProjectError
from planner.project.folder import FILES, Folder
from planner.project.history import Change, History, State, Thing, What
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.seen import Recognised
from planner.project.taking import MOST_BYTES, Incoming, Stream, seen_from, taken
from planner.support.speech import _

FILE = "file"
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

    def add(
        self, name: str, stream: Stream, *, beside: Sequence[Incoming] = (), most_bytes: int = MOST_BYTES
    ) -> ProjectFile:
        """Take a file in.

        Parameters
        ----------
        name : str
            As it was handed over; it lies in the project under one that is safe.
        stream : Stream
            Its bytes, kept as they come.
        beside : sequence of (str, Stream)
            What belongs to it: the .shx, .dbf, .prj and .cpg of a .shp.
        most_bytes : int
            Of all of them together.

        Raises
        ------
        InputError
            It is too large, cannot be read, or there is no room. The project is as it was.
        """
        state = taken(self._folder.path(FILES), [(name, stream), *beside], most_bytes)
        key = str(state["folder"])
        self._history.change(What.ADDED, state["name"], {(FILE, key): state})
        return self.get(key)

    def taken(self, name: str, stream: Stream) -> tuple[ProjectFile, dict[Thing, State | None]]:
        """Take bytes in that come into the project by a change with other things, which whoever asks makes."""
        state = taken(self._folder.path(FILES), [(name, stream)], MOST_BYTES)
        key = str(state["folder"])
        return self._file(key, state), {(FILE, key): state}

    def replace(
        self, file_id: str, name: str, stream: Stream, *, beside: Sequence[Incoming] = (), most_bytes: int = MOST_BYTES
    ) -> ProjectFile:
        """Put another file in the place of one; what she said of its kind and columns stays, the old bytes stay for undo.

        Scenarios that name it name the new one from now on. Errors as `add`.
        """
        before = self._state(file_id)
        state = taken(self._folder.path(FILES), [(name, stream), *beside], most_bytes)
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
        return ProjectFile(
            key,
            state["name"],
            _place(state),
            self._folder.path(FILES, str(state["folder"]), state["name"]),
            state["bytes"],
            state["sha256"],
            seen_from(told),
            FileKind(state["kind"] or told["kind"]),
            state["columns"],
            state["layer"],
        )


def _place(state: State) -> str:
    return f"../{FILES}/{state['folder']}/{state['name']}"
