"""Language of whoever sits at the terminal: what is printed is told in it, what is filed and planned stays as it is."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from planner.support.speech import LANGUAGES, SOURCE, speaking, told

VARIABLE = "EVPLAN_LANG"
"""Variable of the environment that takes the place of `--lang`."""


def set_language(ctx: typer.Context, code: str | None) -> str | None:
    """Take `--lang` of a command, or of the program before its name.

    Raises
    ------
    typer.BadParameter
        There is no such language.
    """
    asked = code or (str(ctx.parent.params.get("lang") or "") if ctx.parent else "") or None
    if asked is not None and asked not in LANGUAGES:
        known = ", ".join(f"{code} ({name})" for code, name in LANGUAGES.items())
        raise typer.BadParameter(f"unknown language {asked[:40]!r}; known are {known}")
    if asked is not None:
        os.environ[VARIABLE] = asked  # threads, and the processes that it starts, have the same reader
    return asked


def language_of_reader() -> str:
    """`--lang`, else the variable `EVPLAN_LANG`, else English."""
    named = os.environ.get(VARIABLE, "")
    return named if named in LANGUAGES else SOURCE


@contextmanager
def to_reader() -> Iterator[None]:
    """Make messages in the language of the reader: for what is printed at once."""
    with speaking(language_of_reader()):
        yield


def told_to_reader(text: object) -> str:
    """Tell a message or an error in the language of the reader."""
    with to_reader():
        return told(text)
