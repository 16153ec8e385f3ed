"""Errors of data from outside, each with a message of one line."""

from pathlib import Path


class GeodataError(Exception):
    """Base of everything this package raises on purpose; its text is one line for the user."""


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
        self.where, self.found, self.expected = str(where), found, expected
        super().__init__(f"{one_line(str(where))}: {one_line(found)}; {one_line(expected)}")


class MissingFileError(GeodataError, FileNotFoundError):
    """A file the configuration names is not there."""

    def __init__(self, path: str | Path, role: str) -> None:
        self.path = str(path)
        super().__init__(f"{one_line(str(path))}: no such file (needed as {role}); check the path in the configuration")

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
        super().__init__(f"{one_line(str(where))}: cannot be written ({one_line(why)}); {one_line(advice)}")


class NetworkError(GeodataError, ConnectionError):
    """Something had to be downloaded and could not be."""


def one_line(text: str, most: int = 400) -> str:
    """Text of a message as one printable line, whatever the data held."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
