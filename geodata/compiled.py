"""The only module that uses numba: compiles loops over arrays to machine code, cached on disk between runs.

Only for loops that no library has: bounded searches of a road graph, and the problems of single sites that the siting search solves
by the million. They take and give numpy arrays and plain numbers, never objects.
"""

import contextlib
import functools
import inspect
import logging
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core import caching, config
from numba.core import event as events

from geodata.private import make_private, opened_private
from geodata.speech import _

if sys.platform != "win32":
    import fcntl

Given = ParamSpec("Given")
Answer = TypeVar("Answer")
WAIT_S, LOOK_S = 60.0, 0.05
"""The longest that a process waits for another one to compile a function, and how often it looks."""
log = logging.getLogger(__name__)


def compiled(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Compile a function at its first call; the same numbers come out as in Python, division by zero aside.

    The machine code is kept beside the program, in the user's cache, or in a folder of the user's own in ``EVPLAN_CACHE``, whichever can be
    written first; ``NUMBA_CACHE_DIR`` goes before them. Where none can, each run compiles anew.
    """
    made: Any = numba.njit(function, nogil=True, error_model="numpy")
    kept = _kept(function)
    if kept is not None:
        made._cache = kept  # noqa: SLF001  what `cache=True` does, with a cache that a disk cannot break
    return cast("Callable[Given, Answer]", made)


def compiling_s() -> float:
    """Seconds that this process has spent compiling or waiting for another to compile: twenty to sixty in the first run on a machine, none where all loops are kept."""
    return _SPENT.seconds


class _CompilingTime(events.Listener):
    """Adds up the time of compiling, and of waiting for another process to; what is compiled or waited for within another loop counts once."""

    def __init__(self) -> None:
        self.seconds, self._depth, self._began = 0.0, 0, 0.0

    def on_start(self, event: object = None) -> None:  # noqa: ARG002
        if self._depth == 0:
            self._began = time.perf_counter()
        self._depth += 1

    def on_end(self, event: object = None) -> None:  # noqa: ARG002
        self._depth -= 1
        if self._depth == 0:
            self.seconds += time.perf_counter() - self._began


_SPENT = _CompilingTime()
_NUMBA: Any = config  # what numba has no types for
_EVENTS: Any = events
_EVENTS.register("numba:compile", _SPENT)
_FunctionCache: Any = caching.FunctionCache
_CacheFile: Any = caching.IndexDataCacheFile


class _Kept(_FunctionCache):  # type: ignore[misc]
    """Machine code on disk; where a file is damaged or cannot be written, the function is compiled as if there were none.

    Of several processes that need a function at once, as the first comparison on a machine does, one compiles it and the others wait for that.
    """

    _turn: contextlib.ExitStack | None = None

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Read the machine code for these types; None where there is none of use."""
        found = self._read(sig, target_context)
        if found is None and self._turn is None:
            self._turn = contextlib.ExitStack()
            if self._turn.enter_context(_turn_of(Path(f"{self._cache_file._index_path}.compiling"))):  # noqa: SLF001
                found = self._read(sig, target_context)
            if found is not None:
                self._let_go()
        return found

    def _let_go(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.close()

    def _read(self, sig: Any, target_context: Any) -> Any:
        try:
            return super().load_overload(sig, target_context)
        except Exception as error:  # noqa: BLE001  a damaged file may raise anything
            log.info("compiled anew: %s cannot be read (%s)", self.cache_path, error)
            with contextlib.suppress(OSError):
                self.flush()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the machine code, if that can be."""
        try:
            super().save_overload(sig, data)
        except Exception as error:  # noqa: BLE001
            log.info("not kept for later runs: %s cannot be written (%s)", self.cache_path, error)
        finally:
            self._let_go()


@contextlib.contextmanager
def _turn_of(file: Path) -> Iterator[bool]:
    """Hold the lock of a function while it is compiled; whether it had to be waited for, at most a minute. None is held where the system or the disk knows none."""
    if sys.platform == "win32":
        yield False
        return
    try:
        handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError:
        yield False
        return
    waited = 0.0
    _SPENT.on_start()
    try:
        while waited < WAIT_S:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(LOOK_S)
                waited += LOOK_S
            except OSError:  # a disk of another machine that knows no locks
                break
    finally:
        _SPENT.on_end()
    try:
        yield waited > 0
        with contextlib.suppress(OSError):
            file.unlink()  # who waits for a file that is gone reads what was written before
    finally:
        os.close(handle)


class _PrivateFile(_CacheFile):  # type: ignore[misc]
    """Index and machine code in a folder that others may look for: both are pickles, which run code, and are read only where nobody but their user could have written them."""

    def _load_index(self) -> Any:
        try:
            with opened_private(Path(self._index_path)) as opened:
                if pickle.load(opened) != self._version:  # noqa: S301  judged
                    return {}
                stamp, overloads = pickle.loads(opened.read())  # noqa: S301  judged
        except FileNotFoundError:
            return {}
        return overloads if stamp == self._source_stamp else {}

    def _load_data(self, name: str) -> Any:
        with opened_private(Path(self._data_path(name))) as opened:
            return pickle.loads(opened.read())  # noqa: S301  judged

    @contextlib.contextmanager
    def _open_for_write(self, filepath: str) -> Iterator[Any]:
        with super()._open_for_write(filepath) as opened:
            if sys.platform != "win32":
                os.fchmod(opened.fileno(), 0o600)  # whatever the mask lets others do
            yield opened


def _kept(function: Callable[..., Any]) -> Any:
    """Cache of a function; None where no folder can be written."""
    try:
        return _Kept(function)
    except RuntimeError:  # numba: no locator available
        home = os.environ.get("EVPLAN_CACHE")
    before = _NUMBA.CACHE_DIR
    try:
        if home:
            _NUMBA.CACHE_DIR = str(_folder_of_user(home, function))
            kept: Any = _Kept(function)
            kept._cache_file.__class__ = _PrivateFile  # noqa: SLF001  of the same fields
            return kept
    except (RuntimeError, OSError):
        pass
    finally:
        _NUMBA.CACHE_DIR = before
    _tell_once()
    return None


def _folder_of_user(home: str, function: Callable[..., Any]) -> Path:
    """Folder of the user alone for loops, in a cache that may be shared; made with the one in it where numba keeps those of a file.

    Raises
    ------
    OSError
        It cannot be made, or somebody else could write it.
    """
    mine = Path(home).absolute() / ("compiled" if sys.platform == "win32" else f"compiled-{os.geteuid()}")
    locator: Any = caching._CacheLocator  # noqa: SLF001  that names the folder
    make_private(mine)
    make_private(mine / locator.get_suitable_cache_subpath(inspect.getfile(function)))
    return mine


@functools.cache
def _tell_once() -> None:
    log.warning(
        _(
            "no folder can be written for compiled loops, so that each run compiles them anew, some twenty seconds: name one with EVPLAN_CACHE"
        )
    )
