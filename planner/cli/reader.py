"""Language of whoever sits at the terminal: what is printed is told in it, what is filed and planned stays as it is."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import typer

from planner.support.speech import LANGUAGES, SOURCE, speaking, told

VARIABLE = "EVPLAN_LANG"
"""Variable of the environment that takes the place of `--lang`."""


def set_language(ctx: typer.Context, codes: list[str] | None) -> list[str] | None:
    """Take `--lang` of a command, or of the program before its name; of several, given again or with commas between them, the first is that of what is printed.

    Raises
    ------
    typer.BadParameter
        There is no such language.
    """
    before = ctx.parent.params.get("lang") if ctx.parent else None
    asked = list(dict.fromkeys(code for words in codes or before or [] for code in _codes(words)))
    for one in asked:
        if one not in LANGUAGES:
            known = ", ".join(f"{code} ({name})" for code, name in LANGUAGES.items())
            raise typer.BadParameter(f"unknown language {one[:40]!r}; known are {known}")
    if not asked:
        return None
    os.environ[VARIABLE] = asked[0]  # threads, and the processes that it starts, have the same reader
    return asked


def _codes(words: str) -> list[str]:
    return [one.strip() for one in words.split(",")]


def language_before(words: Sequence[str]) -> None:
    """Take `--lang` before anything else is read: `--help` answers as soon as it is met, wherever the language stands; an unknown one is refused later."""
    for at, word in enumerate(words):
        named = (
            word.removeprefix("--lang=")
            if word.startswith("--lang=")
            else words[at + 1]
            if _is_lang(word, at, words)
            else ""
        )
        if (first := _codes(named)[0]) in LANGUAGES:
            os.environ[VARIABLE] = first
            return


def _is_lang(word: str, at: int, words: Sequence[str]) -> bool:
    return word == "--lang" and at + 1 < len(words)


def language_of_reader() -> str:
    """`--lang`, else the variable `EVPLAN_LANG`, else the language of the system, else English."""
    named = os.environ.get(VARIABLE, "")
    return named if named in LANGUAGES else SOURCE if named else _of_system()


def _of_system() -> str:
    """Language of the locale, by the variables of POSIX in their order; Uzbek in Cyrillic letters is not spoken here."""
    locale = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    code = locale.partition("_")[0].partition(".")[0]
    return code if code in LANGUAGES and "@cyrillic" not in locale else SOURCE


@contextmanager
def to_reader() -> Iterator[None]:
    """Make messages in the language of the reader: for what is printed at once."""
    with speaking(language_of_reader()):
        yield


def told_to_reader(text: object) -> str:
    """Tell a message or an error in the language of the reader."""
    with to_reader():
        return told(text)
