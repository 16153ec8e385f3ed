"""Access, status and connection of one station from the words in its rows."""

from collections.abc import Callable, Mapping, Sequence

from geodata.inventory.record import Note
from geodata.inventory.words import access_word, connection_word, status_word
from geodata.loose import short
from geodata.report import Kind
from geodata.speech import _

_STRICTEST = {
    "access": ("private", "unknown", "customers", "public"),
    "connection": ("disconnected", "unclear", "connected", "unknown"),
}
"""Words of the rows of one station, the strictest first."""

_COLUMNS: Mapping[str, tuple[Kind, Callable[[str], tuple[str | None, bool]], str]] = {
    "access": (Kind.ACCESS, access_word, "unknown"),
    "status": (Kind.STATUS, status_word, "unclear"),
    "connection": (Kind.CONNECTION, connection_word, "unclear"),
}
"""What a doubt about a column is about, who understands its words, and what one becomes that is not understood."""


def row_word(text: str | None, column: str, note: Note) -> str | None:
    """Our word for the user's, None for an empty cell; what is not understood is no supply, and said."""
    if text is None:
        return None
    kind, meaning, otherwise = _COLUMNS[column]
    word, is_listed = meaning(text)
    if word is None:
        note(
            kind,
            _("{column} {short!r} is not understood", column=column, short=short(text)),
            _("kept as {otherwise}, no supply", otherwise=otherwise),
        )
    elif not is_listed:
        note(kind, _("{column} written {short!r}", column=column, short=short(text)), _("read as {word}", word=word))
    return word or otherwise


def strictest_word(rows: Sequence[tuple[str, str | None, Note]], column: str, default: str) -> str:
    """Word of a station: the strictest that any of its rows (name, cell, note) says; where they disagree, they are named."""
    said = [(name, word) for name, text, note in rows if (word := row_word(text, column, note)) is not None]
    word = min((word for _, word in said), key=_STRICTEST[column].index, default=default)
    if len({word for _, word in said}) > 1:
        words = ", ".join(f"{name} {word}" for name, word in said)
        rows[0][2](
            Kind.DISAGREEMENT,
            _("rows disagree about {column}: {words}", column=column, words=words),
            f"taken as {word}",
        )
    return word
