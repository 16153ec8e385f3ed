"""The text of a configuration changed key by key, its comments and its order kept."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Array, InlineTable, Item, Table

from planner.authoring.spoken import MANUAL
from planner.errors import ConfigError
from planner.support.resources import configs_dir
from planner.support.speech import LANGUAGES, _, speaking

THOUSANDS = 10_000
"""Whole numbers from here on are written with a sign between thousands: 2_500_000."""
SHORT = 8
MOST_WHOLE = 1e15
"""Numbers without a fraction are written without one up to here."""
LONG_LIST = 80
"""A list of more letters is written a line an item."""


def with_keys(text: str, values: Mapping[str, Any]) -> str:
    """Text with other values; None takes a key out.

    Parameters
    ----------
    text : str
    values : mapping
        Dotted keys, as error lines write them: ``plan.budget_usd``, and ``stations.2.path`` for the second of several tables, where one more than
        there are begins a new one. A whole table or list may be a value.

    Raises
    ------
    ConfigError
        A key leads nowhere, or a value is nothing that TOML can hold.
    """
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise ConfigError(_("not valid TOML ({error}); mend that line", error=str(error)[:100])) from None
    for key, value in values.items():
        parts = key.split(".")
        if not all(parts):
            raise ConfigError(_("key {key!r} is no dotted name; write it like 'plan.budget_usd'", key=key[:80]))
        _set(document, parts, value, key)
    return tomlkit.dumps(document)


def with_texts(text: str, others: Mapping[str, str]) -> str:
    """Text in which strings that are some value, alone or before ``|``, are another one; nothing else changes."""
    document = tomlkit.parse(text)
    return tomlkit.dumps(document) if _exchange(document, others) else text


def _set(node: Any, parts: Sequence[str], value: Any, key: str) -> None:
    holder, home = node, ""
    for number, part in enumerate(parts[:-1]):
        holder, home = node, part
        node = _inner(node, part, parts[number + 1], key, make=value is not None)
        if node is None:
            return
    last = parts[-1]
    if isinstance(node, (list, AoT, Array)):
        _set_in_list(node, last, value, key)
        if not len(node) and isinstance(holder, Mapping):
            holder.pop(home)  # type: ignore[attr-defined]  # tables of which none is left
    elif not isinstance(node, Mapping):
        raise _nowhere(key)
    elif value is None:
        node.pop(last, None)  # type: ignore[attr-defined]
    else:
        short = len(parts) > 1 and _is_short(value)
        before = node.get(last)
        node[last] = _item(value, inline=short or isinstance(node, InlineTable), key=key)  # type: ignore[index]
        if before is not None and before != value and _comment(before) in starter_remarks().get(key, ()):
            _without_comment(node.item(last))  # type: ignore[attr-defined]  # where the planner's own figure came from


def _comment(item: Any) -> str:
    return item.trivia.comment.lstrip("# ").strip() if isinstance(item, Item) else ""


def _without_comment(item: Item) -> None:
    item.trivia.comment_ws = item.trivia.comment = ""


@cache
def starter_remarks() -> Mapping[str, frozenset[str]]:
    """What starter configurations remark beside their own values, by key, in any language: true of these values and of no other."""
    found = defaultdict[str, set[str]](set)
    for file in sorted((configs_dir() / "cities").glob("*.toml")):
        for table, section in tomlkit.parse(file.read_text(encoding="utf-8")).items():
            for name in section if isinstance(section, Table) else ():
                if remark := _comment(section.item(name)):
                    found[f"{table}.{name}"] |= set(_in_all_languages(remark))
    return {key: frozenset(remarks) for key, remarks in found.items()}


def _in_all_languages(remark: str) -> Iterator[str]:
    for code in LANGUAGES:
        with speaking(code):
            yield MANUAL(remark)


def _inner(node: Any, part: str, following: str, key: str, *, make: bool) -> Any:
    """What stands under a part of a key, made where it is not there; None where it is neither there nor to be made."""
    if isinstance(node, (list, AoT, Array)):
        place = _place(part, len(node), key)
        if place == len(node):
            if not make:
                return None
            node.append(tomlkit.table() if isinstance(node, AoT) else tomlkit.inline_table())
        return node[place]
    if not isinstance(node, Mapping):
        raise _nowhere(key)
    if part not in node:
        if not make:
            return None
        made: Item = tomlkit.aot() if following.isdigit() else tomlkit.table()
        node[part] = tomlkit.inline_table() if isinstance(node, InlineTable) else made  # type: ignore[index]
    return node[part]


def _set_in_list(node: Any, part: str, value: Any, key: str) -> None:
    place = _place(part, len(node), key)
    if value is None:
        if place < len(node):
            del node[place]
        return
    made = _item(value, inline=not isinstance(node, AoT), key=key)
    if place == len(node):
        node.append(made)
    else:
        node[place] = made


def _place(part: str, length: int, key: str) -> int:
    """Place in a list by the number that people count from 1."""
    if not (part.isascii() and part.isdigit()) or not 1 <= int(part) <= length + 1:
        raise _nowhere(key)
    return int(part) - 1


def _nowhere(key: str) -> ConfigError:
    return ConfigError(_("key {key!r} leads nowhere; look at what the scenario has", key=key[:80]))


def _is_short(value: Any) -> bool:
    """Whether a table is written in one line: a few names with plain values."""
    return (
        isinstance(value, Mapping)
        and len(value) <= SHORT
        and not any(isinstance(one, (Mapping, list)) for one in value.values())
    )


def _item(value: Any, *, inline: bool, key: str) -> Any:
    """A value as TOML writes it."""
    if isinstance(value, Mapping):
        table: Table | InlineTable = tomlkit.inline_table() if inline else tomlkit.table()
        for name, one in value.items():
            if one is not None:
                table[str(name)] = _item(one, inline=True, key=key)
        return table
    if isinstance(value, (list, tuple)):
        if value and not inline and all(isinstance(one, Mapping) for one in value):
            tables = tomlkit.aot()
            for one in value:
                tables.append(_item(one, inline=False, key=key))
            return tables
        array = tomlkit.array()
        array.extend(_item(one, inline=True, key=key) for one in value)
        return array.multiline(multiline=True) if len(str(value)) > LONG_LIST else array
    if isinstance(value, float) and value.is_integer() and abs(value) < MOST_WHOLE:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= THOUSANDS:
        return tomlkit.integer(f"{value:_}")
    if isinstance(value, (str, bool, int, float, dt.date, dt.datetime)):
        return value
    raise ConfigError(_("key {key!r}: nothing that a configuration can hold", key=key[:80]))


def _exchange(node: Any, others: Mapping[str, str]) -> bool:
    changed = False
    for place, value in node.items() if isinstance(node, Mapping) else enumerate(node):
        if isinstance(value, str):
            name, bar, layer = str(value).partition("|")
            if name in others:
                node[place] = f"{others[name]}{bar}{layer}"
                changed = True
        elif isinstance(value, (Mapping, list)):
            changed = _exchange(value, others) or changed
    return changed
