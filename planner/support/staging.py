"""Writing of results: a folder or file is written whole beside its place and put there in one step, or not at all.

What a killed run leaves, and how readers are kept from half of it, is told in docs/decisions/0029-results-are-one-thing.md.
"""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path, PurePath
from typing import Any

from geodata.errors import InputError, OutputError
from geodata.renaming import FORMER, bring_back
from geodata.system_reasons import reason_of
from planner.support.files import write_json
from planner.support.locks import RUN, WRITING, hidden, locked
from planner.support.replacing import MARK, NEW, NO_ROOM, replace_folder
from planner.support.speech import _

WAIT_S = 60.0
"""How long a write waits for another one into the same place."""


@contextlib.contextmanager
def claimed_folder(folder: str | Path) -> Iterator[Path]:
    """Hold a folder of results for a whole run: a second run into it is refused at once, before it has planned anything.

    Raises
    ------
    InputError
        Another run holds it, or it cannot be made.
    """
    target = _real(folder)
    with _parents_made(target), locked(target, RUN):
        yield Path(folder)


@contextlib.contextmanager
def staged_folder(folder: str | Path, *, gone: Collection[str] = ()) -> Iterator[Path]:
    """Give an empty folder to write into; on a clean end `folder` holds its files, all at once or none.

    Other files in `folder` stay. When the block raises, or the process is ended in whatever way, `folder` is as it was; a killed process
    can leave hidden folders ``.<name>.writing-*`` behind, which the next one removes.

    Parameters
    ----------
    folder : str or Path
    gone : collection of str
        Files that an earlier run may have written (``simulation.csv``, ``hedged/map.html``) and folders that are not to stay empty.

    Raises
    ------
    InputError
        `folder` cannot be made or written.
    OutputError
        The disk is full.
    """
    target = _real(folder)
    with _parents_made(target), locked(target, WRITING, wait_s=WAIT_S), _room_for(target) as room:
        new = room / NEW
        new.mkdir()
        with told_if_full(target):
            yield new
            _settle(new)
            replace_folder(new, target, room, {PurePath(name) for name in gone})


def refuse_half_written(folder: Path) -> None:
    """Refuse a folder whose files may be of two runs, and one whose old results stand aside.

    Raises
    ------
    InputError
        A run was killed in the moment in which it put its results there.
    """
    target = _real(folder)
    if (target / MARK).exists() or f"{target.name}/" in _marked(target.parent):
        raise InputError(
            folder, _("a run was ended while it put its files here"), _("some may be of an earlier run: run it again")
        )
    if not target.exists() and any((room / FORMER).exists() for room in _rooms(target)):
        raise InputError(
            folder,
            _("a run was ended while it put its results here"),
            _("run it again; until then the last ones are hidden"),
        )


def _marked(folder: Path) -> str:
    """The note over a folder of folders, such as those of a comparison."""
    try:
        return (folder / MARK).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


@contextlib.contextmanager
def staged_file(path: str | Path) -> Iterator[Path]:
    """Give a path to write to; on a clean end that file takes its place as `path`, otherwise nothing changes.

    Raises
    ------
    InputError
        The file cannot be written there.
    OutputError
        The disk is full.
    """
    target = Path(os.path.abspath(path))  # noqa: PTH100  a link is replaced, not what it leads to
    if not target.parent.is_dir():
        raise InputError(target, _("its folder does not exist"), _("make the folder first, or name another file"))
    if target.is_dir():
        raise InputError(target, _("is a folder"), _("expected the name of a file to write"))
    with locked(target, WRITING, wait_s=WAIT_S), _room_for(target) as room, told_if_full(target):
        yield room / target.name
        try:
            _flush(room / target.name)
            (room / target.name).replace(target)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise
            raise InputError(
                target,
                _("cannot be written ({strerror})", strerror=reason_of(error)),
                _("expected a file that can be written"),
            ) from None


def put_json(path: Path, data: Any) -> None:
    """Write readable JSON as `staged_file` and `planner.support.files.write_json` say: whole or not at all.

    Raises
    ------
    InputError, OutputError
        The file cannot be written there, or the disk is full.
    """
    with staged_file(path) as stage:
        write_json(stage, data)


@contextlib.contextmanager
def told_if_full(target: Path) -> Iterator[None]:
    """Tell in one line that a disk is full or broken."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        why = reason_of(error)
        raise OutputError(target, why, _("nothing was changed there; make room, or name another place")) from None


def _real(folder: str | Path) -> Path:
    """Follow links, so that what is written beside the folder is on its disk."""
    return Path(os.path.realpath(folder))


@contextlib.contextmanager
def _parents_made(target: Path) -> Iterator[None]:
    """Make the folders above `target`; those that were made go again when the block fails."""
    missing = [one for one in reversed(target.parents) if not one.exists()]
    if target.exists() and not target.is_dir():
        raise InputError(
            target, _("cannot be made (a file is there)"), _("expected a folder that results can be written to")
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            target,
            _("cannot be made ({strerror})", strerror=reason_of(error)),
            _("expected a folder that results can be written to"),
        ) from None
    try:
        yield
    except BaseException:
        for one in reversed(missing):
            with contextlib.suppress(OSError):
                one.rmdir()
        raise


@contextlib.contextmanager
def _room_for(target: Path) -> Iterator[Path]:
    """Give a hidden folder on the disk of `target`, beside it or, where that may not be written or is another disk, in it."""
    for left in _rooms(target):  # of killed runs: the lock is ours
        bring_back(target, left)
        shutil.rmtree(left, ignore_errors=True)
    inside = target.is_dir() and os.path.ismount(target)
    places = (target,) if inside else (target.parent, target)
    why: OSError | None = None
    for place in places:
        try:
            room = Path(tempfile.mkdtemp(prefix=hidden(target, "writing-"), dir=place))
            break
        except OSError as error:
            why = why or error
    else:
        assert why is not None
        raise _refused(target, why)
    try:
        yield room
    finally:
        bring_back(target, room)
        if target.exists() or not (room / FORMER).exists():
            shutil.rmtree(room, ignore_errors=True)


def _refused(target: Path, why: OSError) -> Exception:
    if why.errno in NO_ROOM:
        return OutputError(target, reason_of(why), _("make room, or name another place"))
    return InputError(
        target.parent,
        _("cannot be written ({strerror})", strerror=reason_of(why)),
        _("results are first written beside their folder; choose another place"),
    )


def _rooms(target: Path) -> list[Path]:
    """Hidden folders of runs that write into `target`, or did."""
    prefix, found = hidden(target, "writing-"), list[Path]()
    for place in (target.parent, target):
        with contextlib.suppress(OSError):
            found += [one for one in place.iterdir() if one.name.startswith(prefix)]
    return found


def _settle(folder: Path) -> None:
    """Have the disk keep every file before a folder is named by them: a full one says so only now, and a power cut leaves none empty."""
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            _flush(file)


def _flush(file: Path) -> None:
    with file.open("rb+") as handle:
        os.fsync(handle.fileno())
