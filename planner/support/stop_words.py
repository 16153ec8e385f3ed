"""How whoever reads of a search can end it: by keys in a shell, and in other words where there are none."""

from typing import Any

from planner.support.progress import figures_of, with_figures
from planner.support.speech import Text, within

BY_KEYS = within("the search ends at …", "Ctrl-C")
"""Value of messages that say how to stop; whoever tells them elsewhere puts other words there."""


def with_stop_words(text: str, words: str) -> str:
    """The same message with other words for how to stop, however deep they stand in it; its figures stay, what is no message stays as it is."""
    if not isinstance(text, Text) or not _speaks_of_stopping(text):
        return text
    values = {name: _instead(value, words) for name, value in text.values.items()}
    told = Text(text.domain, text.message, values, text.context)
    figures = figures_of(text)
    return told if figures is None else with_figures(told, figures)


def _instead(value: Any, words: str) -> Any:
    if isinstance(value, Text):
        return words if _is_keys(value) else with_stop_words(value, words)
    return value


def _speaks_of_stopping(text: Text) -> bool:
    return any(isinstance(one, Text) and (_is_keys(one) or _speaks_of_stopping(one)) for one in text.values.values())


def _is_keys(text: Text) -> bool:
    assert isinstance(BY_KEYS, Text)
    return (text.message, text.context) == (BY_KEYS.message, BY_KEYS.context)
