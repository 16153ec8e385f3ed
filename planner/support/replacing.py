"""New files take the places of old ones in a folder of results, and what is somebody else's there is kept."""

import contextlib
import errno
import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path, PurePath

from geodata.errors import InputError
from geodata.renaming import put_in_place
from geodata.system_reasons import reason_of
from planner.support.files import write_text
from planner.support.speech import _

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS)
"""Errors of a disk that is full or broken, not of the place that was named."""

NEW, EARLIER = "new", "earlier"
"""In the hidden folder of a run: what is put into place, and what stood there."""

MARK = "RESULTS-NOT-WHOLE.txt"
"""Stands in a folder while its files are replaced one by one; read by `planner.support.staging.refuse_half_written`."""

_SAID = """The files of this folder were being replaced when the run was ended, so that some may be of an earlier run and some of a later one.
Run the same command again; this note goes when the results are whole.
"""


def replace_folder(new: Path, target: Path, room: Path, gone: Collection[PurePath]) -> None:
    """Let the files of `new` take their places in `target`, all or none; others there stay, but for those in `gone`.

    One rename puts the whole folder there. Where `target` itself cannot be renamed (a mounted disk, the folder in which the program was
    started, a folder of another owner, on Windows one in which a file is open) the files are moved one by one, under a note that
    readers heed.

    Raises
    ------
    InputError
        A folder stands in the place of a file, or the files cannot be moved; nothing was changed.
    """
    files = sorted(file.relative_to(new) for file in new.rglob("*") if file.is_file())
    gone = {*gone, PurePath(MARK)}
    kept = list(_others(target, new, gone, PurePath()))
    if not _put_as_one(new, target, room, kept):
        _put_one_by_one(room, target, files, gone)


def _others(target: Path, new: Path, gone: Collection[PurePath], at: PurePath) -> Iterator[PurePath]:
    """Files and empty folders of `target` that are written neither now nor by an earlier run.

    Raises
    ------
    InputError
        A folder stands where a file is to be, or a file where a folder is to be.
    """
    if not target.is_dir():
        return
    for one in sorted((target / at).iterdir()):
        name = at / one.name
        fresh = new / name
        if one.is_dir() and not one.is_symlink():
            if fresh.is_file():
                raise InputError(one, _("is a folder"), _("a file of this name is to be written; move the folder away"))
            if not any(one.iterdir()):
                if name not in gone:
                    yield name
            elif one != new.parent:
                yield from _others(target, new, gone, name)
        elif fresh.is_dir():
            raise InputError(one, _("is a file"), _("a folder of this name is to be written; move the file away"))
        elif not fresh.exists() and name not in gone:
            yield name


def _put_as_one(new: Path, target: Path, room: Path, kept: Collection[PurePath]) -> bool:
    """Put the folder there by one rename; False where that cannot be, and nothing is changed then."""
    if room.parent != target.parent or (target.exists() and _is_here(target)):
        return False
    try:
        if target.exists():
            _take_along(target, new, kept)
        former = put_in_place(new, target, room)
    except OSError:
        return False
    if former is not None:
        _follow(former, target, kept)
    return True


def _is_here(target: Path) -> bool:
    """Whether the program works in this folder: whoever started it there would be left in one that is gone."""
    try:
        here = Path.cwd()
    except OSError:
        return False
    return here == target or target in here.parents


def _take_along(target: Path, new: Path, kept: Collection[PurePath]) -> None:
    """Link what is somebody else's into the new folder, and give that owner and rights of the old one."""
    for name in kept:
        for folder in reversed(name.parents):
            if not (new / folder).exists():
                (new / folder).mkdir()
        if (target / name).is_dir() and not (target / name).is_symlink():
            (new / name).mkdir(exist_ok=True)
        else:
            _link(target / name, new / name)
    for folder in (new, *(one for one in new.rglob("*") if one.is_dir() and not one.is_symlink())):
        old = target / folder.relative_to(new)
        if old.is_dir():
            _liken(folder, old)


def _link(here: Path, there: Path) -> None:
    if here.is_symlink():
        there.symlink_to(os.readlink(here))  # noqa: PTH115  as it was written
        return
    try:
        there.hardlink_to(here)
    except OSError:  # a disk without links, or a file of somebody else
        shutil.copy2(here, there)


def _liken(folder: Path, old: Path) -> None:
    shutil.copystat(old, folder)
    if hasattr(os, "chown"):
        was, now = old.stat(), folder.stat()
        if (was.st_uid, was.st_gid) != (now.st_uid, now.st_gid):
            os.chown(folder, was.st_uid, was.st_gid)


def _follow(former: Path, target: Path, kept: Collection[PurePath]) -> None:
    """Take what somebody changed in the old folder while it was replaced."""
    for name in kept:
        old, new = former / name, target / name
        with contextlib.suppress(OSError):
            if old.is_file() and not old.is_symlink() and not (new.exists() and old.samefile(new)):
                old.replace(new)


def _put_one_by_one(room: Path, target: Path, files: Collection[Path], gone: set[PurePath]) -> None:
    """Move every file to its place under a note; on any failure put the earlier ones back."""
    leaving = [Path(name) for name in gone - {PurePath(MARK)} if (target / name).is_file() and name not in files]
    moved: list[Path] = []
    was_marked = (target / MARK).exists()
    try:
        target.mkdir(exist_ok=True)
        write_text(target / MARK, _SAID + "".join(f"\n{name.as_posix()}" for name in files))
        for name in (*leaving, *files):
            _move(target / name, room / EARLIER / name)
            if name in files:
                moved.append(name)
                _move(room / NEW / name, target / name)
        for folder in {Path(name) for name in gone} | {name.parent for name in leaving} - {Path()}:
            with contextlib.suppress(OSError):  # files of somebody else are in it
                (target / folder).rmdir()
        (target / MARK).unlink()
    except BaseException as error:
        for name in moved:
            (target / name).unlink(missing_ok=True)
        for name in (*leaving, *files):
            _move(room / EARLIER / name, target / name)
        if not was_marked:
            (target / MARK).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno not in NO_ROOM:
            raise InputError(
                target,
                _("cannot be written ({strerror})", strerror=reason_of(error)),
                _("close programs that hold its files open, or choose another folder"),
            ) from None
        raise


def _move(here: Path, there: Path) -> None:
    """Move a file if it is there."""
    if here.exists():
        there.parent.mkdir(parents=True, exist_ok=True)
        here.replace(there)
