"""Streams and names of a run: what cannot be told on standard output or error ends a run in one line, or is passed over, and never as a traceback."""

import contextlib
import errno
import io
import os
import sys

from geodata.errors import OutputError
from geodata.system_reasons import reason_of
from planner.support.speech import _

_GONE = (errno.EPIPE, errno.EINVAL) if sys.platform == "win32" else (errno.EPIPE,)


class ReaderGoneError(OutputError):
    """Whoever read our output has enough of it, as ``| head -1`` has."""


class Results(io.TextIOWrapper):
    """Standard output: nothing more is written after the first error, not by the interpreter's last flush either."""

    _lost = False

    def write(self, text: str) -> int:
        """Write, or raise `OutputError`."""
        if not self._lost:
            try:
                super().write(text)
            except OSError as error:
                raise self._lose(error) from None
        return len(text)

    def flush(self) -> None:
        """Flush, or raise `OutputError`."""
        if not self._lost:
            try:
                super().flush()
            except OSError as error:
                raise self._lose(error) from None

    def _lose(self, error: OSError) -> OutputError:
        self._lost = True
        with contextlib.suppress(OSError):  # what is buffered goes nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())
        kind = ReaderGoneError if error.errno in _GONE else OutputError
        why = _("it is closed") if error.errno == errno.EBADF else reason_of(error)
        return kind("standard output", why, _("send it to a place with room, or to a file"))


class Messages(io.TextIOWrapper):
    """Standard error: a message that cannot be shown does not end the work it tells of."""

    def write(self, text: str) -> int:
        """Write if that can be."""
        with contextlib.suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        """Flush if that can be."""
        with contextlib.suppress(OSError):
            super().flush()


def speak_utf8() -> None:
    """Begin again in UTF-8 where the locale knows ASCII only (``LC_ALL=C``): Cyrillic names come in as bytes there that libraries refuse."""
    if sys.getfilesystemencoding() != "ascii" or os.environ.get("PYTHONUTF8") == "1":
        return
    os.environ["PYTHONUTF8"] = "1"  # for the processes of a comparison too
    os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606


def guard_streams() -> None:
    """Put `Results` and `Messages` in place, also where the shell closed a stream (``>&-``).

    A console in cp866 or cp1251 shows what it can of a name; it must not end the run.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # else the next file that is opened had this number, and what a library prints would go there
            os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
    sys.stdout = _guarded(sys.stdout, 1, Results)
    sys.stderr = _guarded(sys.stderr, 2, Messages)


def _guarded(stream: object, number: int, kind: type[io.TextIOWrapper]) -> io.TextIOWrapper:
    if stream is None:
        return kind(open(number, "wb", closefd=False), encoding="utf-8", errors="replace")
    if not isinstance(stream, io.TextIOWrapper):
        return stream  # type: ignore[return-value]  # of a notebook or a test
    return kind(stream.buffer, encoding=stream.encoding, errors="replace", line_buffering=stream.line_buffering)
