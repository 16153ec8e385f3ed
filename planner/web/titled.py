"""Sentences on the page without names of the program: keys of a scenario by the titles of their fields, sites by their names."""

import re
from collections.abc import Mapping
from functools import cache

from planner.project.form_titles import FIELDS, title_of
from planner.support.speech import _


def with_titles(text: str, sites: Mapping[str, str] | None = None) -> str:
    """A sentence in the reader's language in which every key is the title of its field, and every site of those given goes by its name.

    Parameters
    ----------
    text : str
        As it is told.
    sites : mapping, optional
        Names of sites by id.
    """
    named = _KEY().sub(lambda found: _("“{name}”", name=title_of(found[0])), text)
    if not sites:
        return named
    return _WORD.sub(lambda found: _("“{name}”", name=sites[found[0]]) if found[0] in sites else found[0], named)


_WORD = re.compile(r"[\w-]+(?:[.:/][\w-]+)*")


@cache
def _KEY() -> re.Pattern[str]:  # noqa: N802  (a constant that is made when it is first asked for)
    keys = sorted((key for key in FIELDS if "." in key), key=len, reverse=True)
    return re.compile(r"(?<![\w.])(?:" + "|".join(map(re.escape, keys)) + r")(?![\w.]*\w)")
