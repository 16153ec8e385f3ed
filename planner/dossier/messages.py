"""Messages of a plan as they are filed: each text of it beside the sentence and the values that it was made from.

A text in `plan.json` is in English, for scripts. So that an output can tell it in another language, the file also holds, under ``messages``,
how it was made: ``{"12 sites": {"message": ["{n} site", "{n} sites"], "values": {"n": 12}}}``.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from geodata.speech import SOURCE, Text, known_domain, speaking

MOST_DEEP = 8
"""Messages within messages that are followed; deeper ones are told in English."""


def messages_in(*things: Any) -> dict[str, Text]:
    """Messages among strings of nested mappings, sequences and dataclasses, by their text."""
    return {str(text): text for thing in things for text in _strings(thing) if isinstance(text, Text)}


def used(messages: Mapping[str, Text], *things: Any) -> dict[str, Text]:
    """Those messages whose text stands somewhere in nested things."""
    strings = {str(text) for thing in things for text in _strings(thing)}
    return {text: messages[text] for text in sorted(messages.keys() & strings)}


def plain_messages(messages: Mapping[str, Text]) -> dict[str, Any]:
    """Messages as JSON knows them, by text."""
    return {text: _plain(messages[text]) for text in sorted(messages)}


def messages_from(data: Mapping[str, Any]) -> dict[str, Text]:
    """Undo `plain_messages`; one that cannot be told again is left out, and shown as it is filed.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError
        `data` is not what `plain_messages` gives.
    """
    with speaking(SOURCE):  # in which they are filed, whoever reads them now
        made = {str(text): message_from(one) for text, one in data.items()}
    return {text: one for text, one in made.items() if one == text}


def _strings(thing: Any) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    else:
        for inner in _parts(thing):
            yield from _strings(inner)


def _parts(thing: Any) -> Iterable[Any]:
    if isinstance(thing, pd.DataFrame):
        texts = (name for name, kind in thing.dtypes.items() if name != "geometry" and not is_numeric_dtype(kind))
        return (thing[name].tolist() for name in texts)
    if isinstance(thing, Mapping):
        return thing.values()
    if isinstance(thing, (list, tuple, set)):
        return thing
    return (getattr(thing, name) for name in getattr(thing, "__dataclass_fields__", ()))


def _plain(text: Text, depth: int = 0) -> dict[str, Any]:
    values = {name: _plain_value(value, depth) for name, value in text.values.items()}  # noqa: PD011  no frame
    told = {"domain": text.domain.package, "message": list(text.message), "values": values}
    return told if text.context is None else told | {"context": text.context}


def _plain_value(value: Any, depth: int) -> Any:
    if isinstance(value, Text) and depth < MOST_DEEP:
        return {"text": _plain(value, depth + 1)}
    if value is None or isinstance(value, (bool, int, float)):
        return value if value == value and value not in (float("inf"), float("-inf")) else str(value)  # noqa: PLR0124
    return str(value)


def message_from(data: Mapping[str, Any]) -> Text:
    """One message as `plain_messages` has it, whatever its text was then.

    Raises
    ------
    KeyError, TypeError, ValueError, AttributeError
        It is none.
    """
    values = {
        name: message_from(value["text"]) if isinstance(value, dict) else value
        for name, value in data["values"].items()
    }
    return Text(known_domain(data["domain"]), tuple(data["message"]), values, data.get("context"))
