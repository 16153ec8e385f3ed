"""Small things in words, in the reader's language: sizes, values of keys, kinds of files, changes."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from planner.output.shared.words import mix_label
from planner.project.change import Change
from planner.project.files import ProjectFile
from planner.project.form_titles import title_of
from planner.project.recognising.kinds import CALLED, FileKind, called
from planner.support.speech import _, joined, told

MOST_KEYS = 4
FIRST_MIXES = ("gbt_heavy", "balanced", "ccs2_heavy")
"""Mixes of plugs that a first plan offers, from Chinese cars to European ones."""
NUMBER = re.compile(r"\.\d+(?=\.|$)")
"""Number of a table, which titles do without."""


def size_words(size: int) -> str:
    """A number of bytes for people."""
    if size < 1000:
        return _("{n:number} bytes", n=size)
    if size < 1_000_000:
        return _("{kb:number} kB", kb=size / 1000)
    return _("{mb:number1} MB", mb=size / 1e6)


def shown(value: Any) -> str:
    """A value of a key."""
    if value is None or value in ("", (), [], {}):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {shown(one)}" for key, one in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(shown(one) for one in value)
    return _("{value:number2}", value=value) if isinstance(value, float) and value % 1 else str(value)


def help_text(text: str) -> str:
    """The text of the manual without its marks."""
    return told(text).replace("`", "")


def change_words(change: Change) -> str:
    """A change of the project, and who made it."""
    said = change.sentence
    return joined(", ", [said, change.who]) if change.who and change.who != "local" else said


def title_of_key(key: str) -> str:
    """What a key of a scenario is called, whichever of several tables it stands in."""
    return title_of(NUMBER.sub("", key))


def keys_words(keys: Iterable[str]) -> str:
    """Keys of a scenario by their titles, a few of them."""
    named = list(keys)
    titles = list(map(title_of_key, named[:MOST_KEYS]))
    return joined(", ", [*titles, "…"] if len(named) > MOST_KEYS else titles)


def first_mixes() -> list[tuple[str, str]]:
    """Mixes that a first plan offers, by name and in words."""
    return [(name, mix_label(name)) for name in FIRST_MIXES]


def kind_choices(file: ProjectFile) -> list[tuple[str, list[tuple[str, str]]]]:
    """Kinds to choose from: what the file may well be, and all others."""
    likely = dict.fromkeys((file.kind, file.recognised.kind, *file.recognised.alternatives))
    others = [kind for kind in CALLED if kind not in likely]

    def words(kinds: Iterable[FileKind]) -> list[tuple[str, str]]:
        return [(kind.value, called(kind)) for kind in kinds]

    return [(_("Likely"), words(likely)), (_("All others"), words(others))]
