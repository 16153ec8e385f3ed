"""Files of a project: bytes as they came, each version in a folder of its own; what each is taken for, replaced, removed and brought back."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from planner.errors import MissingThingError, ProjectError
from planner.project.change import Change, Thing, What
from planner.project.folder import FILES, Folder
from planner.project.history import History, State, made_again
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.seen import Recognised
from planner.project.taking import MOST_BYTES, Incoming, Stream, agreed, plain_seen, seen_from, taken
from planner.support.apart import LOOKING, apart
from planner.support.speech import SOURCE, _, speaking

FILE = "file"
MOST_HEADING = 500
States = Mapping[Thing, State | None]


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
    is_said : bool
        Whether she said what it is.
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
    is_said: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether it could well be something else, and nobody has said what it is."""
        return not self.recognised.sure and not self.is_said


class Follower(Protocol):
    """Whatever names files."""

    def followed(self, place: str, file: ProjectFile) -> tuple[States, States]:
        """States of what names the file of a place, as they are and as they are to be once it is another, or is told more of."""
        ...


class ProjectFiles:
    """The files of one project."""

    def __init__(self, folder: Folder, history: History, follower: Follower | None = None) -> None:
        self._folder, self._history, self._follower = folder, history, follower

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

    def folders(self) -> frozenset[str]:
        """Names of all folders of bytes that some change knows of, those of files that were replaced and removed too."""
        return frozenset(str(state["folder"]) for state in self._history.ever(FILE))

    def kept_bytes(self) -> int:
        """Size of all bytes that lie here, those that stay for undo too."""
        return sum({str(state["folder"]): int(state["bytes"]) for state in self._history.ever(FILE)}.values())

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
        with self.dropped_on_failure(key):
            self._history.change(What.ADDED, state["name"], {(FILE, key): state})
        return self.get(key)

    @contextmanager
    def dropped_on_failure(self, *keys: str) -> Iterator[None]:
        """Take bytes away again that did not come into the project."""
        try:
            yield
        except BaseException:
            for key in keys:
                shutil.rmtree(self._folder.path(FILES, key), ignore_errors=True)
            raise

    def taken(
        self, name: str, stream: Stream, kind: FileKind | None = None
    ) -> tuple[ProjectFile, dict[Thing, State | None]]:
        """Take bytes in that come into the project by a change with other things, which whoever asks makes; of a kind, where that is known."""
        state = taken(self._folder.path(FILES), [(name, stream)], MOST_BYTES)
        if kind is not None:
            state = {**state, "kind": kind.value}
        key = str(state["folder"])
        return self._file(key, state), {(FILE, key): state}

    def replace(
        self, file_id: str, name: str, stream: Stream, *, beside: Sequence[Incoming] = (), most_bytes: int = MOST_BYTES
    ) -> ProjectFile:
        """Put another file in the place of one; what she said of its kind and columns stays, the old bytes stay for undo.

        Scenarios that name it name the new one from now on. Errors as `add`.
        """
        self._state(file_id)
        state = taken(self._folder.path(FILES), [(name, stream), *beside], most_bytes)

        def become() -> None:
            before = self._state(file_id)
            kept = {key: before[key] for key in ("columns", "layer")}
            kind = agreed(self._file(file_id, before).kind, state["name"], seen_from(state["recognised"]))
            self._become(What.REPLACED, file_id, before, {**state, **kept, "kind": kind.value})

        with self.dropped_on_failure(str(state["folder"])):
            made_again(become)
        return self.get(file_id)

    def say(
        self,
        file_id: str,
        *,
        kind: FileKind | None = None,
        columns: Mapping[str, str] | None = None,
        layer: str | None = None,
    ) -> ProjectFile:
        """Say what a file is, what its columns are, or which layer of it counts; None leaves a thing as it is, an empty layer is none.

        Scenarios that name the file say so from now on.

        Raises
        ------
        InputError
            The file has no such layer, or a column is none that could be named.
        """
        seems = self._seen_in(file_id, layer) if layer else None
        for one in (text for pair in (columns or {}).items() for text in pair):
            if not one or len(one) > MOST_HEADING or not one.isprintable():
                raise ProjectError(
                    repr(one[:40]), _("no name of a column"), _("choose one of the headings of the file")
                )

        def become() -> None:
            before = self._state(file_id)
            said = {
                "kind": before["kind"] if kind is None else kind.value,
                "columns": before["columns"] if columns is None else dict(columns),
                "layer": before["layer"] if layer is None else layer or None,
                "recognised": before["recognised"] if seems is None else plain_seen(seems),
            }
            self._become(What.CHANGED, file_id, before, {**before, **said})

        made_again(become)
        return self.get(file_id)

    def _seen_in(self, file_id: str, layer: str) -> Recognised:
        """What one layer or sheet of a file seems to be."""
        from planner.project.recognising.glance import glance  # noqa: PLC0415  all readers of tables and layers
        from planner.project.recognising.tables import table_kind  # noqa: PLC0415

        file = self.get(file_id)
        layers = apart(glance, file.path, what=file.name, limits=LOOKING).layers
        if layer not in layers:
            raise ProjectError(
                file.name,
                _("no layer {layer!r}", layer=layer[:40]),
                _("its layers are {layers}", layers=", ".join(layers[:12]) or "-"),
            )
        with speaking(SOURCE):
            return apart(table_kind, file.path, layer, what=file.name, limits=LOOKING)

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

        def become() -> State | None:
            before, last = self._history.state(FILE, file_id), self._history.earlier((FILE, file_id))
            if last is None:
                raise ProjectError(
                    file_id[:20], _("no change of this file to take back"), _("expected a file that was changed")
                )
            number, state = last
            self._become(What.RESTORED, file_id, before, state, reverts=number)
            return state

        return None if made_again(become) is None else self.get(file_id)

    def history(self, file_id: str) -> tuple[Change, ...]:
        """Changes of one file, the last first."""
        return self._history.changes(thing=(FILE, file_id))

    def _become(
        self, what: What, file_id: str, before: State | None, after: State | None, *, reverts: int | None = None
    ) -> None:
        states: dict[Thing, State | None] = {(FILE, file_id): after}
        known: dict[Thing, State | None] = {(FILE, file_id): before}
        if self._follower is not None and before is not None and after is not None:
            theirs, then = self._follower.followed(_place(before), self._file(file_id, after))
            states, known = {**states, **then}, {**known, **theirs}
        named = after or before
        self._history.change(what, named["name"] if named else file_id, states, known=known, reverts=reverts)

    def _state(self, file_id: str) -> State:
        state = self._history.state(FILE, file_id)
        if state is None:
            raise MissingThingError(
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
            state["kind"] is not None,
        )


def _place(state: State) -> str:
    return f"../{FILES}/{state['folder']}/{state['name']}"
