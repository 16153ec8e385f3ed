"""What a word in a column means: the words of `values.csv` and `headings.csv`, whatever their case, spaces, hyphens and apostrophes.

A new word is a word in these files and nothing else. A word is looked up as it is; then with letters that look alike in Latin and Cyrillic
exchanged (``ССS2`` with Cyrillic С); then without the signs of letters that a Russian keyboard lacks (``коппатерли уй``), where that leaves one meaning.
"""

import csv
import difflib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "ru", "kk", "uz_latin", "uz_cyrillic", "ky", "tg")
MOST_WORD = 100
"""A longer text is no word of a list."""

_APOSTROPHES = dict.fromkeys(map(ord, "ʻʼ‘’'`´′"), None)
_TO_LATIN = str.maketrans("авсеһкмортухіј", "abcehkmoptyxij")
_TO_CYRILLIC = str.maketrans("abcehkmoptyx", "авсенкмортух")
_BARE = str.maketrans("әіңғүұқөһўҳҷӣӯъ", "аингуукохухчиуь")


def meant(column: str, text: str | None) -> str | None:
    """Value that a word means in a column, or None: our own value, or a word of it in one of `LANGUAGES`."""
    if text is None or len(text) > MOST_WORD:
        return None
    known, bare = _column(column), _bare(column)
    for one in _spelled(text):
        if one in known:
            return known[one]
    return next((bare[key] for one in _spelled(text) if (key := _plain(one).translate(_BARE)) in bare), None)


def suggested(column: str, text: str | None) -> str | None:
    """The nearest word of a column and what it means, for a message: ``'такси' (taxi)``; None where none is near."""
    known = {_plain(word): (word, value) for value, word in words(column)}
    for one in _spelled((text or "")[:MOST_WORD]):
        near = difflib.get_close_matches(one, known, n=3, cutoff=0.7)
        close = next((key for key in near if _digits(key) == _digits(one)), None)
        if close is not None:
            word, value = known[close]
            return f"{word!r}" if word == value else f"{word!r} ({value})"
    return None


def words(column: str) -> Iterator[tuple[str, str]]:
    """Every value of a column with each of its words, in all languages."""
    for value, by_language in _table().get(column, {}).items():
        yield value, value
        for several in by_language.values():
            for word in several:
                yield value, word


def words_of(column: str, value: str) -> tuple[str, ...]:
    """Words of one value in every language, without the value itself."""
    return tuple(word for several in _table()[column].get(value, {}).values() for word in several)


def same_word(one: str, other: str) -> bool:
    """Whether two texts are one word as it is written, whatever the case, spaces, hyphens and apostrophes."""
    return len(one) <= MOST_WORD and _plain(one) == _plain(other)


def words_in(column: str, value: str, language: str) -> tuple[str, ...]:
    """Words of one value in one language."""
    return _table()[column][value][language]


@cache
def _table() -> Mapping[str, Mapping[str, Mapping[str, tuple[str, ...]]]]:
    """Column, value and language to words."""
    out: dict[str, dict[str, dict[str, tuple[str, ...]]]] = {}
    for name in ("values.csv", "headings.csv"):
        text = files("geodata.words").joinpath(name).read_text(encoding="utf-8")
        for row in csv.DictReader(text.splitlines()):
            out.setdefault(row["column"], {})[row["value"]] = {
                one: tuple(word.strip() for word in row[one].split("|") if word.strip()) for one in LANGUAGES
            }
    return out


@cache
def _column(column: str) -> Mapping[str, str]:
    """Plain word to value."""
    return {_plain(word): value for value, word in words(column)}


@cache
def _bare(column: str) -> Mapping[str, str]:
    """Words without the signs of their letters, where all that look so mean one thing."""
    found: dict[str, set[str]] = {}
    for value, word in words(column):
        found.setdefault(_plain(word).translate(_BARE), set()).add(value)
    return {word: values.pop() for word, values in found.items() if len(values) == 1}


def _spelled(text: str) -> Iterator[str]:
    plain = _plain(text)
    yield plain
    yield plain.translate(_TO_LATIN)
    yield plain.translate(_TO_CYRILLIC)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _plain(text: str) -> str:
    """Letters and digits of a word in small letters; a sign that stands alone is itself."""
    small = unicodedata.normalize("NFC", text).casefold().replace("ё", "е").translate(_APOSTROPHES)
    return "".join(sign for sign in small if sign.isalnum()) or text.strip()
