"""What is kept between runs: objects on disk by kind and key, whole or not at all, the least recently used going first."""

import contextlib
import hashlib
import json
import logging
import os
import pickle
import re
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from geodata.errors import GeodataError
from geodata.private import make_private, opened_private
from planner.errors import ConfigError
from planner.support.speech import _
from planner.support.staging import staged_file

log = logging.getLogger(__name__)

LIMIT = "EVPLAN_CACHE_MB"
"""Variable of the environment with the most megabytes that are kept; 0 keeps nothing."""
LIMIT_MB = 1000
"""Most megabytes where the variable does not stand."""
ENDING = ".kept"
FORMAT = b"evplan kept 1\n"
LONGEST_HEADER = 10_000
LEFT_BEHIND_S = 3600.0
"""Hidden files of writes that began so long ago are of runs that were killed."""
_NAME = re.compile(r"([a-z]+)-([0-9a-f]{16,64})\.kept", re.ASCII)


@dataclass(frozen=True)
class Kept:
    """An object out of the store, and when it was put there."""

    value: Any
    when: datetime


@dataclass(frozen=True)
class Entry:
    """One kept object.

    Parameters
    ----------
    kind : str
        "city", "question", "story", "answers" or "page"; what each is stands in `planner.cli.kept`.
    name : str
        Of its city, of the plan of a page with the language, or of what answers are of: a city, or the roads.
    bytes : int
        On disk.
    when, used : datetime
        When it was kept, and last used.
    file : Path
    """

    kind: str
    name: str
    bytes: int
    when: datetime
    used: datetime
    file: Path


def limit_from_environment() -> int:
    """Most bytes that are kept, by ``EVPLAN_CACHE_MB``.

    Raises
    ------
    ConfigError
        It is no number of megabytes.
    """
    text = os.environ.get(LIMIT, "").strip()
    if not text:
        return LIMIT_MB * 1_000_000
    if not re.fullmatch(r"[0-9]{1,9}", text, re.ASCII):
        raise ConfigError(
            _(
                "{variable}: expected a number of megabytes, 0 to keep nothing, not {text!r}",
                variable=LIMIT,
                text=text[:40],
            )
        )
    return int(text) * 1_000_000


class Store:
    """Objects on disk, read only from a folder that its user alone can write; nothing here ever fails a run.

    An entry that is damaged, or was made by somebody else, is none; one that cannot be written is not kept. Several processes may
    use one folder: each entry is written beside its place and put there in one step.

    Parameters
    ----------
    folder : Path
        Made at the first `put`, for its user alone.
    most_bytes : int, optional
        Of all entries together; default as `limit_from_environment`.
    """

    def __init__(self, folder: Path, most_bytes: int | None = None) -> None:
        self.folder = folder
        self.most_bytes = limit_from_environment() if most_bytes is None else most_bytes

    def get(self, kind: str, key: str) -> Kept | None:
        """Object of this key, or None."""
        file = self._file(kind, key)
        if not self.most_bytes:
            return None
        try:
            found = _read(file, kind, key)
        except FileNotFoundError:
            return None
        except OSError as error:
            log.info("not used: %s (%s)", file, error)
            return None
        except Exception as error:  # noqa: BLE001  (what is damaged may raise anything)
            log.info("damaged and removed: %s (%s)", file, error)
            _remove(file)
            return None
        with contextlib.suppress(OSError):
            os.utime(file)
        return found

    def put(self, kind: str, key: str, value: object, *, name: str) -> bool:
        """Keep an object under this key, if that can be; whether it was."""
        if not self.most_bytes:
            return False
        file = self._file(kind, key)
        try:
            payload = pickle.dumps(value, protocol=5)
            header = {"kind": kind, "key": key, "name": name[:200], "when": datetime.now(UTC).isoformat()}
            line = json.dumps({**header, "sha256": hashlib.sha256(payload).hexdigest()}).encode("ascii") + b"\n"
            if len(payload) + len(line) > self.most_bytes:
                log.info("not kept: %s %s is larger than %s allows", kind, name, LIMIT)
                return False
            make_private(self.folder)
            with staged_file(file) as draft:
                with draft.open("xb") as opened:
                    opened.writelines((FORMAT, line, payload))
                draft.chmod(0o600)
            self._trim()
        except (OSError, GeodataError, pickle.PicklingError, TypeError, AttributeError, RecursionError) as error:
            log.info("not kept for later runs: %s cannot be written (%s)", file, error)
            return False
        return True

    def entries(self) -> list[Entry]:
        """All entries that may be read, the last used first; damaged ones are left out."""
        found = []
        for file in self._files():
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError), opened_private(file) as opened:
                about, state = _about(opened), os.fstat(opened.fileno())
                used = datetime.fromtimestamp(state.st_mtime, UTC)
                when = datetime.fromisoformat(about["when"])
                found.append(Entry(str(about["kind"]), str(about["name"]), state.st_size, when, used, file))
        return sorted(found, key=lambda one: (-one.used.timestamp(), one.file.name))

    def clear(self) -> int:
        """Remove all entries and what killed runs have left; how many entries."""
        files = self._files()
        removed = sum(_remove(file) for file in files)
        self._sweep(0.0)
        return removed

    def _file(self, kind: str, key: str) -> Path:
        file = self.folder / f"{kind}-{key}{ENDING}"
        assert _NAME.fullmatch(file.name), file.name
        return file

    def _files(self) -> list[Path]:
        try:
            return sorted(one for one in self.folder.iterdir() if _NAME.fullmatch(one.name))
        except OSError:
            return []

    def _trim(self) -> None:
        """Remove what was not used for longest, until the rest is within the limit."""
        sized = []
        for file in self._files():
            with contextlib.suppress(OSError):
                state = file.lstat()
                sized.append((state.st_mtime_ns, file, state.st_size))
        total = sum(size for *_when, size in sized)
        for _used, file, size in sorted(sized):
            if total <= self.most_bytes:
                break
            total -= size * _remove(file)
        self._sweep(LEFT_BEHIND_S)

    def _sweep(self, older_s: float) -> None:
        """Remove hidden files and folders of writes that ended in the middle."""
        try:
            hidden = [one for one in self.folder.iterdir() if one.name.startswith(".") and ENDING in one.name]
        except OSError:
            return
        for one in hidden:
            with contextlib.suppress(OSError):
                if time.time() - one.lstat().st_mtime < older_s:
                    continue
                if one.is_dir() and not one.is_symlink():
                    shutil.rmtree(one, ignore_errors=True)
                else:
                    one.unlink()


def _read(file: Path, kind: str, key: str) -> Kept:
    """Object of an entry; ValueError, or whatever its reader raises, where it is damaged."""
    with opened_private(file) as opened:
        about, payload = _about(opened), opened.read()
    if (about["kind"], about["key"]) != (kind, key):
        raise ValueError("it is another entry")
    if hashlib.sha256(payload).hexdigest() != about["sha256"]:
        raise ValueError("its bytes are not those that were written")
    when = datetime.fromisoformat(about["when"])
    return Kept(pickle.loads(payload), when)  # noqa: S301  (the folder and the file are the user's own, and whole)


def _about(opened: BinaryIO) -> dict[str, Any]:
    """Header of an entry; ValueError where it is none."""
    if opened.readline(len(FORMAT)) != FORMAT:
        raise ValueError("it is of another format")
    about = json.loads(opened.readline(LONGEST_HEADER))
    if not isinstance(about, dict):
        raise ValueError("it has no header")  # noqa: TRY004  (a damaged file, not a wrong call)
    return about


def _remove(file: Path) -> bool:
    try:
        file.unlink()
    except OSError:
        return False
    return True
