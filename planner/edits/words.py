"""The words for what is to be done with a site, in English and in Russian."""

import difflib
import re
from enum import StrEnum


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


OFFERED = (Action.KEEP, Action.FORCE, Action.FORBID, Action.MOVE, Action.BAYS, Action.KW, Action.LOCK)
"""What the drop-down list offers; the others follow from the row."""
MEANINGS = {
    Action.KEEP: "keep: at least what the plan proposes here",
    Action.FORCE: "force: something must be built here",
    Action.FORBID: "forbid: nothing may be added here",
    Action.MOVE: "move: to where the point was dragged",
    Action.BAYS: "change bays: to the column new_bays",
    Action.KW: "change kW: spare power to the column new_kw",
    Action.LOCK: "lock chargers: exactly these, or those of the column new_chargers",
}
"""Words of the drop-down list."""
_RUSSIAN = {
    Action.KEEP: "оставить, сохранить",
    Action.FORCE: "обязательно, построить, обязательно построить",
    Action.FORBID: "запретить, запрет, не строить",
    Action.MOVE: "перенести, переместить, сдвинуть",
    Action.BAYS: "изменить места, изменить число мест, места",
    Action.KW: "изменить квт, изменить мощность, мощность",
    Action.LOCK: "закрепить зарядки, закрепить, зафиксировать, зафиксировать зарядки, закрепить зарядные",
    Action.DRAWN: "новая площадка, новая",
}
_MORE = {
    Action.FORCE: "must, build, must build",
    Action.FORBID: "ban, forbidden, no",
    Action.MOVE: "moved",
    Action.BAYS: "bays",
    Action.KW: "kw, change power",
    Action.LOCK: "lock, locked",
    Action.DRAWN: "new, add",
}
_NOTHING = {"none", "nothing", "нет", "ничего", "-", "—"}


def _plain(word: str) -> str:
    return " ".join(re.sub(r"[_\-]+", " ", word.casefold().replace("ё", "е")).split())


WORDS = {
    _plain(word): action
    for action in Action
    if action not in (Action.LOOKED, Action.UNKNOWN)
    for word in (action.value, *_RUSSIAN.get(action, "").split(","), *_MORE.get(action, "").split(","))
    if word.strip()
}
"""Every word that is understood, in small letters."""


def actions_in(text: str | None) -> tuple[frozenset[Action], str | None]:
    """Actions named in a cell, several apart by comma, semicolon or plus; and why it is not understood, where it is not."""
    found = set()
    for part in re.split(r"[;,+/]", text or ""):
        word = _plain(part)
        if not word or word in _NOTHING or part.strip() in _NOTHING:
            continue
        if word not in WORDS:
            close = difflib.get_close_matches(word, WORDS, n=1, cutoff=0.6)
            near = f"did you mean {close[0]!r}?" if close else f"known are {', '.join(one.value for one in OFFERED)}"
            return frozenset(), f"the action {part.strip()[:40]!r} is not known; {near}"
        found.add(WORDS[word])
    return frozenset(found), None
