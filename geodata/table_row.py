"""One row of a user's table whose wrong cells are errors: where it stands, and names read whatever their case."""

import difflib
from collections.abc import Collection

from geodata.address import Address
from geodata.errors import InputError


class TableRow:
    """A row by its number in the file."""

    def __init__(self, path: Address, number: int) -> None:
        self.path, self.number = path, number

    def one_of(self, column: str, text: str | None, known: Collection[str], cutoff: float = 0.5) -> str:
        """One of the known names, whatever its case, spaces and hyphens.

        Raises
        ------
        InputError
            It is none; the nearest is named if it is at least as alike as `cutoff`.
        """
        name = "_".join((text or "").casefold().replace("-", " ").replace("_", " ").split())
        if name in known:
            return name
        close = difflib.get_close_matches(name, known, n=1, cutoff=cutoff)
        listed = f"known are {', '.join(known)}"
        raise self.error(column, text, f"did you mean {close[0]!r}? {listed}" if close else listed)

    def error(self, column: str, text: str | None, expected: str) -> InputError:
        """What is wrong with a cell; for the caller to raise."""
        found = "nothing" if text is None else repr(text[:60])
        return InputError(f"{self.path}, row {self.number}, column {column}", found, expected)
