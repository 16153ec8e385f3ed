"""A file on its way in: bytes go from the connection to the disk of the project as they come; a thread takes them in when all are there, and within the room that is left."""

import tempfile
from collections.abc import Callable
from typing import IO, TypeVar

from anyio import to_thread
from fastapi import Request

from planner.project.folder import FILES
from planner.web.serving import serving

Done = TypeVar("Done")
IN_MEMORY = 1 << 20
"""Bytes of a file that are not put on disk before it is taken in."""


async def taken_in(request: Request, take: Callable[[IO[bytes], int], Done]) -> Done:
    """Hand the whole body of a request to whoever takes it in, in a thread, with the most bytes that it may have; who sends slowly holds no such thread.

    Raises
    ------
    ConfigError
        The project is full.
    """
    site = serving(request)
    folder = str(site.project.folder.path(FILES))
    with site.room.shared() as asked, tempfile.SpooledTemporaryFile(IN_MEMORY, dir=folder) as held:
        async for chunk in request.stream():
            asked(len(chunk))
            await to_thread.run_sync(held.write, chunk)
        held.seek(0)
        most = site.settings.limits.upload_bytes
        return await to_thread.run_sync(lambda: take(held, most), limiter=site.intake)
