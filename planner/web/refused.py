"""A request that is refused on purpose: a status and one line for whoever sent it."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException


class RefusedError(HTTPException):
    """Told where it happened; changes nothing.

    Parameters
    ----------
    status : int
        Of HTTP, 4xx.
    said : str
        A message.
    headers : mapping of str to str, optional
        What HTTP wants beside it, ``Retry-After`` say.
    """

    def __init__(self, status: int, said: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status, said, dict(headers or {}))
