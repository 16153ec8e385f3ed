"""Errors of data from outside, each with a message of one line."""

from pathlib import Path
from typing import Any

from geodata.speech import _


class GeodataError(Exception):
    """Base of everything this package raises on purpose; its text is one line for the user."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process whole, whatever its parts."""
        return (type(self).__new__, (type(self), *self.args), self.__dict__)


class InputError(GeodataError, ValueError):
    """A file, row or key does not hold what it must.

    Parameters
    ----------
    where : object
        File or address, and row, column or key, shown as text: ``"fleet.csv, row 4, column count"``.
    found : str
        What is there, short.
    expected : str
        What was expected, and what to do about it.
    """

    def __init__(self, where: object, found: str, expected: str) -> None:
        self.where = where if isinstance(where, str) else str(where)
        self.found, self.expected = found, expected
        place = one_line(self.where)
        self.message = _(
            "{where}: {found}; {expected}", where=place, found=one_line(found), expected=one_line(expected)
        )
        super().__init__(str(self.message))


class MissingFileError(GeodataError, FileNotFoundError):
    """A file the configuration names is not there."""

    def __init__(self, path: str | Path, role: str) -> None:
        self.path = str(path)
        self.message = _(
            "{path}: no such file (needed as {role}); check the path",
            path=one_line(str(path)),
            role=role,
        )
        super().__init__(str(self.message))

    def __str__(self) -> str:
        return str(self.args[0])


class OutputError(GeodataError, OSError):
    """What was found cannot be written: the disk is full, or whoever was to read it is gone (exit code 74).

    Parameters
    ----------
    where : str or Path
        What was to be written.
    why : str
        What the system says.
    advice : str
        What to do about it.
    """

    def __init__(self, where: str | Path, why: str, advice: str) -> None:
        self.message = _(
            "{where}: cannot be written ({why}); {advice}",
            where=one_line(str(where)),
            why=one_line(why),
            advice=one_line(advice),
        )
        super().__init__(str(self.message))


class NetworkError(GeodataError, ConnectionError):
    """Something had to be downloaded and could not be."""


def one_line(text: str, most: int = 400) -> str:
    """Text of a message as one printable line, whatever the data held."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if flat == text and len(flat) <= most:
        return text  # as it came: a message stays one
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
