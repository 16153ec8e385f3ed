"""The server in this process: it finds a port, says where it listens, and ends cleanly when it is told to."""

import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import uvicorn

from geodata.system_reasons import reason_of
from planner.errors import ConfigError
from planner.project.project import Project
from planner.project.runs.queue import RunQueue
from planner.support.ahead import load_first
from planner.support.speech import _
from planner.web.app import make_app
from planner.web.security.connections import guarded
from planner.web.serving import Serving
from planner.web.settings import Settings

TRIES = 20
"""Ports that are tried one after the other, where none was named."""
GRACE_S = 5
"""So long an answer that is under way may take when the server ends."""
REST_S = 30
"""So long a connection may rest between two requests."""
HEAD_BYTES = 32 * 1024
"""Of the head of a request."""
BACKLOG = 128
"""Connections that wait to be accepted; asyncio logs as many lines at once where no more can be."""


def serve(project: Project, settings: Settings, *, exact_port: bool, tell: Callable[[Settings], None]) -> None:
    """Serve a project until Ctrl-C or a polite kill.

    Parameters
    ----------
    project : Project
    settings : Settings
        Its port is where to begin.
    exact_port : bool
        That port or none; otherwise the next free one.
    tell : callable
        Called with the settings as they are in the end, once somebody can come.

    Raises
    ------
    ConfigError
        No port is free, or the host is none of this machine.
    ProjectError
        Another server works on the project.
    """
    with bound(settings.host, settings.port, 1 if exact_port or not settings.port else TRIES) as listening:
        settings = replace(settings, port=listening.getsockname()[1])
        load_first()
        server = made_server(project, settings, tell)
        before = {number: signal.signal(number, _nothing) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            with server.runs:  # before anybody comes: a project on which another server works is refused in one line
                server.run(sockets=[listening])
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def made_server(project: Project, settings: Settings, tell: Callable[[Settings], None]) -> "Server":
    """Make the server of a project within its limits; it has yet to run. Parameters as of `serve`."""
    app = make_app(project, settings)
    server = Server(
        uvicorn.Config(
            app,
            http=guarded(settings.limits),
            log_config=None,
            access_log=False,
            server_header=False,
            root_path=settings.root_path,
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=list(settings.proxies),
            timeout_graceful_shutdown=GRACE_S,
            timeout_keep_alive=REST_S,
            backlog=BACKLOG,
            h11_max_incomplete_event_size=HEAD_BYTES,
            ws="none",
        )
    )
    site: Serving = app.state.serving
    server.runs, server.closing, server.told = site.runs, site.closing.set, lambda: tell(settings)
    return server


class Server(uvicorn.Server):
    """The server of one project, and the queue of its runs."""

    runs: RunQueue
    closing: Callable[[], None]
    told: Callable[[], None]

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Tell what waits for progress to end, so that nothing has to be cut off."""
        self.closing()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Say where it listens as soon as it does."""
        await super().startup(sockets)
        if self.started:
            self.told()


def bound(host: str, port: int, tries: int) -> socket.socket:
    """Bind the first free port from `port` on.

    Raises
    ------
    ConfigError
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    why: OSError | None = None
    for at in range(port, min(port + tries, 65536)):
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            if hasattr(socket, "SO_REUSEADDR") and signal.Signals.__members__.get("SIGHUP"):
                listening.setsockopt(
                    socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
                )  # not on Windows, where it lets two listen
            listening.bind((host, at))
            listening.listen(BACKLOG)
        except OSError as error:
            listening.close()
            why = error
        else:
            return listening
    raise ConfigError(
        _(
            "cannot listen at {host}, port {port} ({why}); name another: --port",
            host=host,
            port=str(port),
            why=reason_of(why),
        )
    )


def _nothing(number: int, frame: Any) -> None:
    """In the place of what ends a run at once; uvicorn hands the signal on when it has ended."""
    del number, frame
