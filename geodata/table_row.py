"""One row of a user's table whose wrong cells are errors: where it stands, and names read whatever their case."""

from collections.abc import Collection

from geodata.address import Address
from geodata.errors import InputError
from geodata.speech import _
from geodata.words.vocabulary import listed, meant, suggested


class TableRow:
    """A row by its number in the file."""

    def __init__(self, path: Address, number: int) -> None:
        self.path, self.number = path, number

    def one_of(self, column: str, text: str | None, known: Collection[str]) -> str:
        """One of the known names, or a word that means it in a language of the region; case, spaces and hyphens do not matter.

        Raises
        ------
        InputError
            It is none; the nearest word is named, or all are.
        """
        name = "_".join((text or "").casefold().replace("-", " ").replace("_", " ").split())
        name = name if name in known else meant(column, text) or name
        if name in known:
            return name
        if meant("total", text):
            raise self.error(column, text, _("a row of totals; take it out of the table"))
        near = suggested(column, text)
        if near:
            names = listed(column, known, text)
            raise self.error(column, text, _("did you mean {near}? known are {names}", near=near, names=names))
        raise self.error(column, text, _("known are {names}", names=listed(column, known, text)))

    def error(self, column: str, text: str | None, expected: str) -> InputError:
        """What is wrong with a cell; for the caller to raise."""
        found = "nothing" if text is None else repr(text[:60])
        return InputError(
            _("{path}, row {number}, column {column}", path=self.path, number=self.number, column=column),
            found,
            expected,
        )
