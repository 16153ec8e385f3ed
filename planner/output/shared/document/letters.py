"""Letters that may stand in a document: what steers a terminal, a parser of XML or the direction of reading is taken out."""

import re
import unicodedata

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\n\f\r]+")
_PARTS = re.compile(r"[^/_.,;:=&?-]*[/_.,;:=&?-]+|[^/_.,;:=&?-]+")
_WHOLE = 24
"""Words up to this length are never broken; longer ones may be, where there is no room."""
_PIECE = 12


def clean(text: str) -> str:
    """Take out control characters, halves of letters, and signs that turn the direction of all that follows."""
    return _STEERING.sub("", text)


def collapsed(text: str) -> str:
    """White space as a page shows it; spaces that do not break stay."""
    return _SPACES.sub(" ", text)


def unbroken(text: str) -> str:
    """The same with spaces that do not break, where it is short enough to stand on one line anywhere."""
    return text.replace(" ", "\u00a0") if len(text) <= _WHOLE else text


def breakable(text: str) -> str:
    """The same with places to break in words that are longer than any line."""
    if len(text) <= _WHOLE:
        return text
    return re.sub(rf"\S{{{_WHOLE + 1},}}", lambda found: _pieces(found[0]), text)


def longest_word(text: str) -> int:
    """Letters of the longest word, as far as words are kept whole."""
    return min(_WHOLE, max((letters(word) for word in re.split(r"[ \n\t\u200b-]+", text)), default=0))


def letters(text: str) -> int:
    """Letters that take room."""
    return len(text) if text.isascii() else sum(unicodedata.combining(one) == 0 for one in text)


def _pieces(word: str) -> str:
    """Breaks behind signs that join parts of a path or an address, and every dozen letters where a part is too long yet."""
    return "\u200b".join(_chopped(part) if len(part) > _WHOLE else part for part in _PARTS.findall(word))


def _chopped(word: str) -> str:
    """A break every dozen letters, never before a mark that stands on the letter before it."""
    out: list[str] = []
    since = 0
    for letter in word:
        if since >= _PIECE and not unicodedata.combining(letter):
            out.append("\u200b")
            since = 0
        out.append(letter)
        since += 1
    return "".join(out)
