"""Files that are made of a plan while somebody waits: a few at a time beside the pages, and what several ask for at once is made once."""

import asyncio
from collections.abc import Callable, Hashable

from anyio import CapacityLimiter, to_thread

AT_A_TIME = 2
"""Files that are made at once: they take the processor from whoever looks at pages."""


class Renders:
    """What is being made, by what it is; whoever waits for one holds no thread."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(AT_A_TIME)
        self._making: dict[Hashable, asyncio.Task[bytes]] = {}

    async def made(self, what: Hashable, make: Callable[[], bytes]) -> bytes:
        """Make something in a thread, or wait for whoever makes the same already; errors as of `make`, for all who wait."""
        making = self._making.get(what)
        if making is None:
            making = self._making[what] = asyncio.create_task(self._made(make))
            making.add_done_callback(lambda done: self._over(what, done))
        return await asyncio.shield(making)  # whoever goes takes it from nobody else

    def _over(self, what: Hashable, done: "asyncio.Task[bytes]") -> None:
        self._making.pop(what, None)
        if not done.cancelled():
            done.exception()  # heard, though nobody may wait for it any more

    async def _made(self, make: Callable[[], bytes]) -> bytes:
        return await to_thread.run_sync(make, limiter=self._limiter)
