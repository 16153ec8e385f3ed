"""Sentences on the page without names of the program: keys of a scenario by the titles of their fields."""

import re
from functools import cache

from planner.project.form_titles import FIELDS, title_of
from planner.support.speech import _


def with_titles(text: str) -> str:
    """A sentence in the reader's language in which every key is the title of its field."""
    return _KEY().sub(lambda found: _("“{name}”", name=title_of(found[0])), text)


@cache
def _KEY() -> re.Pattern[str]:  # noqa: N802  (a constant that is made when it is first asked for)
    keys = sorted((key for key in FIELDS if "." in key), key=len, reverse=True)
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, keys)) + r")(?![\w.]*\w)")
