"""Sentences on the page without names of the program: keys of a scenario by the titles of their fields."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from planner.project.form_titles import FIELDS, title_of
from planner.support.speech import _, within


def with_titles(text: str) -> str:
    """A sentence in the reader's language in which every key is the title of its field."""
    return _KEY().sub(lambda found: _("“{name}”", name=_title(found[0])), text)


_COLUMNS: Mapping[str, Callable[[], str]] = {
    "new_bays": lambda: within("parking", "Bays"),
    "new_kw": lambda: _("Spare power of the grid, kW"),
}
"""Columns of a file of edits by the fields of a site's card."""


def _title(key: str) -> str:
    return _COLUMNS[key]() if key in _COLUMNS else title_of(key)


@cache
def _KEY() -> re.Pattern[str]:  # noqa: N802  (a constant that is made when it is first asked for)
    keys = sorted((*_COLUMNS, *(key for key in FIELDS if "." in key)), key=len, reverse=True)
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, keys)) + r")(?![\w.]*\w)")
