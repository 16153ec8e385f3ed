"""How two scenarios differ, key by key."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from planner.config.levers import WHOLE
from planner.config.scenario import Scenario


@dataclass(frozen=True)
class Difference:
    """A key in which two scenarios differ, and its value in each, defaults among them; None where there is none."""

    key: str
    before: Any
    after: Any


def differences(one: Scenario, other: Scenario) -> tuple[Difference, ...]:
    """Keys in which two scenarios differ, in the order of the manual; several tables are counted from 1."""
    before, after = (dict(_leaves(each.model_dump(mode="json"))) for each in (one, other))
    return tuple(
        Difference(key, before.get(key), after.get(key))
        for key in dict.fromkeys((*before, *after))
        if before.get(key) != after.get(key)
    )


def _leaves(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(node, Mapping) and node and at not in WHOLE:
        for key, value in node.items():
            yield from _leaves(value, f"{at}.{key}" if at else str(key))
    elif isinstance(node, list) and node and all(isinstance(one, Mapping) for one in node) and at not in WHOLE:
        for number, value in enumerate(node, 1):
            yield from _leaves(value, f"{at}.{number}")
    else:
        yield at, node
