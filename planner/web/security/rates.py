"""Nobody asks faster than a person and their page do: so many requests at once, then so many a second, for each client."""

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from planner.support.speech import _
from planner.web.security.plain import plain
from planner.web.security.visitors import SAFE_METHODS
from planner.web.settings import Rates

_CLIENTS = 10_000
"""As many clients are remembered, the last to ask."""
_OF_ONE_HOUSEHOLD = 64
"""Bits of an IPv6 address by which one is told from another."""


class Bucket:
    """Tokens by client: a request takes one, and they grow back with time.

    Parameters
    ----------
    burst : float
        Most tokens a client has.
    per_s : float
        How many grow back in a second.
    clock : callable, optional
        Seconds.
    """

    def __init__(self, burst: float, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._burst, self._per_s, self._clock = burst, per_s, clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, client: str) -> float:
        """Take a token; returns 0, or the seconds after which there is one again."""
        with self._lock:
            now = self._clock()
            tokens, since = self._held.pop(client, (self._burst, now))
            tokens = min(self._burst, tokens + max(0.0, now - since) * self._per_s)
            taken = tokens >= 1
            self._held[client] = (tokens - 1 if taken else tokens, now)
            while len(self._held) > _CLIENTS:
                self._held.popitem(last=False)
            return 0.0 if taken else (1 - tokens) / self._per_s


class RateLimit:
    """Middleware: refuses with 429 and says when to come again."""

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self._app = app
        self._all = Bucket(rates.burst, rates.per_s)
        self._changes = Bucket(rates.changes_burst, rates.changes_per_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "http":
            client = client_of(scope)
            wait_s = self._all.wait_s(client)
            if not wait_s and scope["method"] not in SAFE_METHODS:
                wait_s = self._changes.wait_s(client)
            if wait_s:
                await too_fast(wait_s)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def client_of(scope: Scope) -> str:
    """Whoever asks, by the address that is theirs (behind a proxy that is believed, the one it tells): of IPv6 the network that one household has."""
    host: str = (scope.get("client") or ("unknown", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host[:100]
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, _OF_ONE_HOUSEHOLD), strict=False))
    return str(address)


def too_fast(wait_s: float) -> ASGIApp:
    """Say when to come again."""
    return plain(429, wait_line(wait_s), {"Retry-After": str(math.ceil(wait_s))})


def wait_line(wait_s: float) -> str:
    """Say it in words."""
    return _("too many requests at a time; wait {seconds} s and try again", seconds=math.ceil(wait_s))
