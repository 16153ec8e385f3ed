"""A server of one project, as `evplan serve` runs it: how long until it answers, and what memory it holds."""

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psutil

from planner.kept.store import LIMIT
from planner.project.project import Project
from planner.web.security.sessions import Sessions
from planner.web.security.visitors import TOKEN_HOLDER

ENDS_S = 30.0
"""Time for a server to end when it is told to."""


class Server:
    """`evplan serve` of a project at a port of this machine; a context manager.

    Parameters
    ----------
    project : Path
    log : Path
        Where it writes what it complains of.

    Attributes
    ----------
    port : int
    token : str
        Whoever shows it may plan.
    first_answer_s : float
        From the start of the process to the answer of the first page.
    """

    def __init__(self, project: Path, log: Path) -> None:
        self._project, self._log, self.token = project, log, secrets.token_hex(16)
        self.port, self.first_answer_s = 0, 0.0

    def __enter__(self) -> Self:
        here = Path(__file__).resolve().parents[2]
        more = {"PYTHONPATH": str(here), "EVPLAN_TOKEN": self.token, "EVPLAN_LANG": "en"}
        known = {name: value for name, value in os.environ.items() if name != LIMIT}  # as at a planner's
        command = [sys.executable, "-m", "planner", "serve", "--port", "0", "--project", str(self._project)]
        began = time.perf_counter()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--proxy", "127.0.0.1"], stdout=subprocess.PIPE, stderr=log, env=known | more
            )
        assert self._process.stdout is not None
        told = self._process.stdout.readline().decode()
        found = re.search(r"http://\S+", told)
        if found is None:
            self._process.wait()
            raise RuntimeError(f"the server did not start: {self._log.read_text('utf-8', 'replace')}")
        self.port = urlsplit(found[0]).port or 0
        asking = HTTPConnection("127.0.0.1", self.port, timeout=60)
        asking.request("GET", "/login")
        asking.getresponse().read()
        self.first_answer_s = time.perf_counter() - began
        asking.close()
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(ENDS_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def log_in(self) -> str:
        """Begin the session of one more person, without the wait that the server asks of those who log in one after the other."""
        return Sessions(Project.open(self._project).database, 12, self.token).begin(TOKEN_HOLDER)

    def memory_mb(self) -> float:
        """What this process alone holds (USS), MB; of its runs and loops nothing."""
        return float(psutil.Process(self._process.pid).memory_full_info().uss) / 1e6

    def family_mb(self) -> float:
        """The same with its runs and loops."""
        total = self.memory_mb()
        for one in psutil.Process(self._process.pid).children(recursive=True):
            try:
                total += float(one.memory_full_info().uss) / 1e6
            except psutil.Error:
                continue  # has ended
        return total

    def cpu_s(self) -> float:
        """Processor time of the process alone, seconds."""
        used = psutil.Process(self._process.pid).cpu_times()
        return float(used.user + used.system)

    @property
    def complaints(self) -> str:
        """What it wrote of faults."""
        return self._log.read_text("utf-8", "replace")
