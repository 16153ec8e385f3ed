"""Answer only to the names this server has: a name of somebody else that leads to this machine (DNS rebinding) is refused."""

import os
from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from planner.support.speech import _
from planner.web.security.plain import plain
from planner.web.settings import LOOPBACK_NAMES, Settings, is_address


class Hosts:
    """Middleware: looks at the header ``Host``.

    An address is always taken where others may come: who asks by address was led here by no name.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._addresses = not settings.loopback
        self._names = _lower((*LOOPBACK_NAMES, settings.host, *settings.names, *own_names(settings)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse with 421."""
        if scope["type"] == "http":
            hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
            if len(hosts) != 1 or not self._known(bare(hosts[0])):
                said = _("this server does not answer to that name; open it by the address that 'evplan serve' printed")
                await plain(421, said)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _known(self, name: str) -> bool:
        return name in self._names or (self._addresses and is_address(name))


def own_names(settings: Settings) -> tuple[str, ...]:
    """The names of this machine, where others reach it."""
    return () if settings.loopback or not hasattr(os, "uname") else (os.uname().nodename,)


def bare(host: str) -> str:
    """A host without port and brackets."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def _lower(names: Iterable[str]) -> frozenset[str]:
    return frozenset(bare(name) for name in names)
