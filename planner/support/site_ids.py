"""Ids of sites in messages: whoever shows a message to people who know sites by their names tells it with these."""

from collections.abc import Mapping
from typing import Any

from planner.support.speech import Text, _


class SiteId(str):
    """Id of a site as a value of a message; words and numbers beside it that read alike are none."""

    __slots__ = ()


class _Called(str):
    """A name in its quotes, which a message that quotes an id does not quote again."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def with_names(text: str, called: Mapping[str, str]) -> str:
    """A message with the names of sites in place of their ids, in the language of the moment.

    Parameters
    ----------
    text : str
        Only a message knows which of its values are ids; any other text stays as it is.
    called : mapping
        Names by id.
    """
    if not isinstance(text, Text):
        return text
    values = {key: _with_names(value, called) for key, value in text.values.items()}
    return Text(text.domain, text.message, values, text.context)


def _with_names(value: Any, called: Mapping[str, str]) -> Any:
    if isinstance(value, SiteId):
        return _Called(_("“{name}”", name=called[value])) if value in called else value
    return with_names(value, called) if isinstance(value, Text) else value
