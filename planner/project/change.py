"""One change of a project: what was done, when, by whom, and how it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from planner.support.speech import _

Thing = tuple[str, str]
"""Kind of a thing (``file``, ``scenario``) and its key."""


class What(StrEnum):
    """What a change did."""

    ADDED = "added"
    REPLACED = "replaced"
    CHANGED = "changed"
    REMOVED = "removed"
    RENAMED = "renamed"
    RESTORED = "restored"
    OUTSIDE = "changed outside"


SENTENCES: Mapping[What, Callable[[str], str]] = {
    What.ADDED: lambda name: _("{name} was added", name=name),
    What.REPLACED: lambda name: _("{name} took the place of another file", name=name),
    What.CHANGED: lambda name: _("{name} was changed", name=name),
    What.REMOVED: lambda name: _("{name} was removed", name=name),
    What.RENAMED: lambda name: _("a scenario is called {name} now", name=name),
    What.RESTORED: lambda name: _("the last change of {name} was taken back", name=name),
    What.OUTSIDE: lambda name: _("{name} was changed by another program", name=name),
}


@dataclass(frozen=True)
class Change:
    """One change of a project.

    Parameters
    ----------
    number : int
        They count up; times may not, where a clock was set.
    at : datetime
        UTC.
    who : str
        Empty where nobody is named.
    what : What
    name : str
        Of the file or scenario as people know it.
    standing : str
        ``done``, ``undone`` (it can be done again) or ``gone`` (undone, and then something else was done).
    things : tuple of (str, str)
        What it changed.
    """

    number: int
    at: datetime
    who: str
    what: What
    name: str
    standing: str
    things: tuple[Thing, ...]

    @property
    def sentence(self) -> str:
        """What was done, in the language of the moment."""
        return SENTENCES[self.what](self.name)
