"""What a word in a column means: the words of `values.csv` and `headings.csv`, whatever their case, spaces, hyphens and apostrophes.

A new word is a word in these files and nothing else. A word is looked up as it is; then with letters that look alike in Latin and Cyrillic
exchanged (``ССS2`` with Cyrillic С); then without the signs of letters that a Russian keyboard lacks (``коппатерли уй``), where that leaves one meaning.
"""

import csv
import difflib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from itertools import takewhile

LANGUAGES = ("en", "ru", "kk", "uz_latin", "uz_cyrillic", "ky", "tg")
MOST_WORD = 100
"""A longer text is no word of a list."""

STEM, MOST_ENDING = 5, 4
"""Two words are kin if they share so many letters from the first on, and neither has more after these."""

_LETTERS = (("ҳҷӣӯ", "tg"), ("ў", "uz_cyrillic"), ("әұһі", "kk"), ("өүң", "ky"), ("қғ", "uz_cyrillic"))
"""Letters by which a text in Cyrillic is told from Russian, those of one language first."""
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
    """The nearest word of a column and what it means, for a message: ``'такси' (taxi)``; None where none is near.

    Near is a word that is spelled almost so, or has the same stem; and where the table has a list ``column_near`` of words that are not taken
    for a value though they may mean it, the value's own word in the language of the text.
    """
    text = (text or "")[:MOST_WORD]
    perhaps = meant(f"{column}_near", text)
    if perhaps is not None:
        return _shown(_word_for(column, perhaps, text), perhaps)
    known = {_plain(word): (word, value) for value, word in words(column)}
    for one in _spelled(text):
        near = (*difflib.get_close_matches(one, known, n=3, cutoff=0.7), *_kin(one, known))
        close = next((key for key in near if _digits(key) == _digits(one)), None)
        if close is not None:
            word, value = known[close]
            # Letters exchanged for those of another script lead to a word that the reader did not mean to write.
            return _shown(word if one == _plain(text) else _word_for(column, value, text), value)
    return None


def listed(column: str, known: Collection[str], text: str | None) -> str:
    """Values that may stand in a column, each with its word in the language that a cell seems to be written in: ``taxi (такси), bus (автобус)``."""
    told = {value: _word_for(column, value, text or "") for value in known}
    return ", ".join(value if word == value else f"{value} ({word})" for value, word in told.items())


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


def _kin(text: str, known: Collection[str]) -> list[str]:
    """Words that begin as a text does and differ by their endings alone, those with most in common first."""
    shared = {word: _shared(text, word) for word in known}
    kin = [word for word, n in shared.items() if n >= STEM and max(len(text), len(word)) - n <= MOST_ENDING]
    return sorted(kin, key=lambda word: (-shared[word], len(word)))


def _shared(one: str, other: str) -> int:
    """How many letters two words share from the first on."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _shown(word: str, value: str) -> str:
    return f"{word!r}" if word == value else f"{word!r} ({value})"


def _word_for(column: str, value: str, text: str) -> str:
    """First word of a value in the language of a text; the value itself where that is English."""
    language = _language_of(column, text)
    known = () if language == "en" else _table().get(column, {}).get(value, {}).get(language, ())
    return next(iter(known), value)


def _language_of(column: str, text: str) -> str:
    """Language that a text seems to be written in: that of the list which has it, else by its letters."""
    for row in _table().get(f"{column}_near", {}).values():
        for language, several in row.items():
            if any(same_word(text, word) for word in several):
                return language
    small = unicodedata.normalize("NFC", text).casefold()
    if not any("а" <= sign <= "ӿ" for sign in small):
        return "en"
    return next((language for signs, language in _LETTERS if set(signs) & set(small)), "ru")


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


@lru_cache(maxsize=1 << 13)
def _plain(text: str) -> str:
    """Letters and digits of a word in small letters; a sign that stands alone is itself."""
    small = unicodedata.normalize("NFC", text).casefold().replace("ё", "е").translate(_APOSTROPHES)
    return "".join(sign for sign in small if sign.isalnum()) or text.strip()
