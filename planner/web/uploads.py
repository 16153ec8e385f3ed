"""A file on its way in: bytes go from the connection to the folder of the project as they come, and are never in memory all at once."""

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from anyio import from_thread, to_thread
from fastapi import Request

from planner.errors import ConfigError
from planner.project.project import Project
from planner.support.speech import _
from planner.web.serving import serving
from planner.web.settings import Limits

Done = TypeVar("Done")


class Body:
    """The body of a request as a stream that a thread reads."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self._over = False

    def read(self, size: int, /) -> bytes:
        """Give at most so many bytes; none at the end."""
        while not self._held and not self._over:
            chunk = from_thread.run(self._next)
            self._over = chunk is None
            self._held = chunk or b""
        given, self._held = self._held[:size], self._held[size:]
        return given

    async def _next(self) -> bytes | None:
        return await anext(self._chunks, None)


async def taken_in(request: Request, take: Callable[[Body, int], Done]) -> Done:
    """Hand the body of a request to whoever takes it in, in a thread, with the most bytes that it may have.

    Raises
    ------
    ConfigError
        The project is full.
    """
    site = serving(request)
    most = await to_thread.run_sync(room_left, site.project, site.settings.limits)
    body = Body(request.stream())
    return await to_thread.run_sync(lambda: take(body, most), limiter=site.intake)


def room_left(project: Project, limits: Limits) -> int:
    """Bytes that one more file may have.

    Raises
    ------
    ConfigError
        There are as many files as there may be, or as large ones.
    """
    files, kept = project.files.all(), project.files.kept_bytes()
    left = limits.project_bytes - kept
    if len(files) >= limits.files or left <= 0:
        raise ConfigError(
            _(
                "this project is full: it holds {files:number} files, and {mb:number} MB with what stays for undo; begin another project",
                files=len(files),
                mb=kept / 1024**2,
            )
        )
    return min(limits.upload_bytes, left)
