"""What is to be done with a site, and how a cell says it; the words of each language stand in `geodata/words/values.csv`."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from geodata.words.vocabulary import listed, meant, suggested, words
from planner.support.speech import _, within

NOTHING = "nothing"
"""What a word for no edit at all means."""


class Action(StrEnum):
    """What a planner asks of a site; the value is the word that stands in the file."""

    KEEP = "keep"
    FORCE = "force"
    FORBID = "forbid"
    MOVE = "move"
    BAYS = "change bays"
    KW = "change kW"
    LOCK = "lock chargers"
    DRAWN = "new site"
    LOOKED = "note"
    UNKNOWN = "not understood"


_ACTIONS: Mapping[str, Callable[[], str]] = {
    "keep": lambda: within("what to do with a site", "keep"),
    "force": lambda: within("what to do with a site", "force"),
    "forbid": lambda: within("what to do with a site", "forbid"),
    "move": lambda: within("what to do with a site", "move"),
    "change bays": lambda: within("what to do with a site", "change bays"),
    "change kW": lambda: within("what to do with a site", "change kW"),
    "lock chargers": lambda: within("what to do with a site", "lock chargers"),
    "new site": lambda: within("what to do with a site", "new site"),
    "note": lambda: within("what to do with a site", "note"),
    "not understood": lambda: within("what to do with a site", "not understood"),
}


def action_words(action: str) -> str:
    """What is done with a site, for people; what a plan of another version names as it is."""
    return _ACTIONS[action]() if action in _ACTIONS else action


OFFERED = (Action.KEEP, Action.FORCE, Action.FORBID, Action.MOVE, Action.BAYS, Action.KW, Action.LOCK)
"""What the drop-down list offers; the others follow from the row."""
WORDS = {word.casefold(): Action(value) for value, word in words("edit") if value != NOTHING}
"""Every word that is understood, in small letters, as one types it."""


def actions_in(text: str | None) -> tuple[frozenset[Action], str | None]:
    """Actions named in a cell, several apart by comma, semicolon or plus; and why it is not understood, where it is not."""
    found = set()
    for part in re.split(r"[;,+/]", text or ""):
        if not part.strip():
            continue
        word = meant("edit", part)
        if word is None:
            close = suggested("edit", part)
            known = listed("edit", [one.value for one in OFFERED], part)
            action = repr(part.strip()[:40])
            if close:
                return frozenset(), _(
                    "the action {action} is not known; did you mean {close}?", action=action, close=close
                )
            return frozenset(), _("the action {action} is not known; known are {known}", action=action, known=known)
        if word != NOTHING:
            found.add(Action(word))
    return frozenset(found), None
