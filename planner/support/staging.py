"""Atomic writing of results: files are written to a temporary folder beside the target and moved into place together, or not at all."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from geodata.errors import InputError

STALE_AFTER_S = 3600.0


@contextlib.contextmanager
def staged_folder(folder: str | Path) -> Iterator[Path]:
    """Give an empty folder to write into; on a clean end its files take their places in `folder`, all or none.

    Files in `folder` that were not written anew stay. When the block raises, or the process is interrupted, `folder`
    is as it was. A killed process can leave its hidden ``.<name>.writing-*`` folder behind; the next run removes it.

    Raises
    ------
    InputError
        `folder` cannot be made or written.
    """
    target = Path(os.path.abspath(folder))  # noqa: PTH100  resolve() would follow the user's link to another disk
    made = _made(target)
    try:
        stage = _stage_beside(target)
        try:
            yield stage
            _swap(stage, target)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except BaseException:
        _remove_made(made)
        raise


def _made(target: Path) -> list[Path]:
    """Make `target` and list what had to be made, outermost first."""
    missing = [one for one in (*reversed(target.parents), target) if not one.exists()]
    try:
        target.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            target, f"cannot be made ({error.strerror})", "expected a folder that results can be written to"
        ) from None
    return missing


def _remove_made(made: list[Path]) -> None:
    for one in reversed(made):
        with contextlib.suppress(OSError):
            one.rmdir()


def _stage_beside(target: Path) -> Path:
    prefix = f".{target.name}.writing-"
    for old in target.parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > STALE_AFTER_S:
                shutil.rmtree(old, ignore_errors=True)
    try:
        return Path(tempfile.mkdtemp(prefix=prefix, dir=target.parent))
    except OSError as error:
        raise InputError(
            target.parent,
            f"cannot be written ({error.strerror})",
            "results are first written beside their folder; choose another place",
        ) from None


def _refuse_folders(places: Iterable[Path]) -> None:
    for place in places:
        if place.is_dir():
            raise InputError(place, "is a folder", "a file of this name is to be written; move the folder away")


def _swap(stage: Path, target: Path) -> None:
    """Move every staged file to its place; on any failure put the earlier files back."""
    files = sorted(file.relative_to(stage) for file in stage.rglob("*") if file.is_file())
    _refuse_folders(target / name for name in files)
    earlier = Path(tempfile.mkdtemp(prefix="earlier-", dir=stage))
    moved: list[Path] = []
    try:
        for name in files:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            if (target / name).exists():
                (earlier / name).parent.mkdir(parents=True, exist_ok=True)
                (target / name).replace(earlier / name)
            moved.append(name)
            (stage / name).replace(target / name)
    except BaseException as error:
        for name in moved:
            (target / name).unlink(missing_ok=True)
        for name in files:
            if (earlier / name).exists():
                (earlier / name).replace(target / name)
        if isinstance(error, OSError):
            raise InputError(
                target,
                f"cannot be written ({error.strerror})",
                "close programs that hold its files open, or choose another folder",
            ) from None
        raise


@contextlib.contextmanager
def staged_file(path: str | Path) -> Iterator[Path]:
    """Give a path to write to; on a clean end that file takes its place as `path`, otherwise nothing changes."""
    target = Path(os.path.abspath(path))  # noqa: PTH100
    if not target.parent.is_dir():
        raise InputError(target, "its folder does not exist", "make the folder first, or name another file")
    if target.is_dir():
        raise InputError(target, "is a folder", "expected the name of a file to write")
    stage = _stage_beside(target)
    try:
        yield stage / target.name
        (stage / target.name).replace(target)
    except OSError as error:
        raise InputError(
            target, f"cannot be written ({error.strerror})", "expected a file that can be written"
        ) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
