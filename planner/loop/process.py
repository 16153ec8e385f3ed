"""The loop in a process of its own: started, asked one thing at a time, stopped, and ended with whoever started it."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Self

from planner.errors import PlannerError
from planner.support.speech import _

WITH_PARENT = "--with-parent"
"""Option of the process: it ends at once, whatever it is at, when nobody holds the other end of its input any more."""
END_S = 5.0
"""A process that has not ended by then is killed."""
Told = Callable[[Mapping[str, Any]], None]
"""Takes the lines of progress."""


class LoopEndedError(PlannerError):
    """The process of the loop is gone."""


class LoopProcess:
    """A process that holds one plan.

    Parameters
    ----------
    log : Path, optional
        File for what the process and its libraries say; nothing is kept by default.
    """

    def __init__(self, log: Path | None = None) -> None:
        errors = subprocess.DEVNULL if log is None else log.open("ab")
        try:
            self._process = subprocess.Popen(  # noqa: S603  this program again
                [sys.executable, "-m", "planner.loop", WITH_PARENT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                encoding="utf-8",
                errors="replace",
            )
        finally:
            if not isinstance(errors, int):
                errors.close()
        self._asking, self._writing, self._number = Lock(), Lock(), 0
        self._looking = False

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def ask(self, ask: str, *, progress: Told = lambda _: None, **request: Any) -> dict[str, Any]:
        """Ask for one thing and wait for the answer; others wait until it has come. A look further gives way to whatever else is asked.

        Parameters
        ----------
        ask : str
            A key of `planner.loop.serving.ANSWERS`.
        progress : callable
            Called with each line of progress.
        **request
            Keys of the request, as ``edits`` and ``language``.

        Returns
        -------
        dict
            With ``turn``, ``answer`` or ``error``.

        Raises
        ------
        LoopEndedError
        """
        if self._looking:
            self.stop()
        with self._asking:
            self._number += 1
            mine, self._looking = self._number, ask == "improve"
            self._write({"id": mine, "ask": ask, **request})
            while line := self._read():
                answer = json.loads(line)
                if answer.get("id") != mine:
                    continue
                if "progress" not in answer:
                    return dict(answer)
                progress(answer["progress"])
        raise LoopEndedError(_("the process that held the plan has ended; open the plan again"))

    def stop(self) -> None:
        """End the search that is under way: its answer is the best plan so far; from any thread."""
        self._write({"ask": "stop"})

    def close(self) -> None:
        """End the process."""
        with self._writing:
            if self._process.stdin is not None and not self._process.stdin.closed:
                with suppress(OSError):  # it is gone already
                    self._process.stdin.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def _write(self, request: Mapping[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            with self._writing:
                self._process.stdin.write(json.dumps(request, ensure_ascii=False) + "\n")
                self._process.stdin.flush()
        except (OSError, ValueError):
            raise LoopEndedError(_("the process that held the plan has ended; open the plan again")) from None

    def _read(self) -> str:
        assert self._process.stdout is not None
        return "" if self._process.stdout.closed else self._process.stdout.readline()
