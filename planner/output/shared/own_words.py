"""What this project says of how it came by a figure, among the titles of sources as they were published: in the reader's language, the titles as they are."""

import re
from collections.abc import Callable, Mapping

from geodata.speech import SOURCE
from planner.support.speech import _, language

_PHRASES: Mapping[str, Callable[[], str]] = {
    "recalled from climate normals and rounded; not read": lambda: _(
        "recalled from climate normals and rounded; not read"
    ),
    "recalled and rounded; not read": lambda: _("recalled and rounded; not read"),
    "recalled from the IEA outlook, not read": lambda: _("recalled from the IEA outlook, not read"),
    "recalled, not read again": lambda: _("recalled, not read again"),
    "rest recalled or derived": lambda: _("rest recalled or derived"),
    "recalled or derived": lambda: _("recalled or derived"),
    "recalled": lambda: _("recalled"),
    "of the order of published DC charging tests": lambda: _("of the order of published DC charging tests"),
    "of the order of published onboard-charger tests": lambda: _("of the order of published onboard-charger tests"),
    "ends, centre and split assumed": lambda: _("ends, centre and split assumed"),
    "centre and high end assumed": lambda: _("centre and high end assumed"),
    "central and high assumed": lambda: _("central and high assumed"),
    "central assumed": lambda: _("central assumed"),
    "apartment share assumed": lambda: _("apartment share assumed"),
    "band assumed": lambda: _("band assumed"),
}
"""As the tables of facts have them; what a longer one holds comes after it."""
_SAID = re.compile(r"\b(?:" + "|".join(map(re.escape, _PHRASES)) + r")\b")


def own_words(text: str) -> str:
    """Tell those phrases in the language of the moment; everything else stays as it is.

    Examples
    --------
    >>> own_words("stat.uz 2023; ends, centre and split assumed")
    'stat.uz 2023; ends, centre and split assumed'
    """
    return text if language() == SOURCE else _SAID.sub(lambda found: _PHRASES[found[0]](), text)
