"""Policy levers: a scenario with some of its keys changed, and the keys in which two scenarios differ."""

import contextlib
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any

from planner.config.compare import CompareConfig
from planner.config.scenario import Scenario, scenario_from
from planner.errors import ConfigError
from planner.support.speech import _

WHOLE = ("fleet.mix",)
"""Tables that are only right as a whole: a value takes the place of all of it."""
NOT_COMPARED = ("compare", "name")
"""Keys at the top of the file that may differ without making another planning question."""


def with_levers(scenario: Scenario, levers: Mapping[str, Any], *, where: str) -> Scenario:
    """Return the same question in another world; as `with_keys`, but for keys that no world may change.

    Raises
    ------
    ConfigError
        As `with_keys`, or a key of `[compare]`.
    """
    if any(key.partition(".")[0] == "compare" for key in levers):
        raise ConfigError(
            _("{where}: key 'compare' is the same in all worlds; set it outside of [[compare.worlds]]", where=where)
        )
    # All worlds share one list of worlds, which is not checked again for each of them.
    folder = scenario.path("")
    alone = scenario.model_copy(update={"compare": CompareConfig()}).beside(folder)
    return with_keys(alone, levers, where=where).model_copy(update={"compare": scenario.compare}).beside(folder)


def _dotted(tables: Mapping[str, Any]) -> set[str]:
    """Keys of tables, ``plan.gap``."""
    return {f"{table}.{key}" for table, keys in tables.items() if isinstance(keys, Mapping) for key in keys}


def with_keys(scenario: Scenario, keys: Mapping[str, Any], *, where: str) -> Scenario:
    """Return the same question with these keys, checked like those of a file.

    Parameters
    ----------
    scenario : Scenario
    keys : mapping
        Dotted keys, or tables within tables, and their values.
    where : str
        Begins the line of an error.

    Raises
    ------
    ConfigError
        Unknown key (the nearest is named), or a value out of range.
    """
    wanted = _nested(keys, where)
    data = scenario.model_dump(exclude_unset=True)
    plan = wanted.get("plan", {})
    if isinstance(plan, Mapping) and ("phases" in plan) != ("budget_usd" in plan):
        # The money of phases is the sum of theirs, so either of the two replaces both.
        kept = data.setdefault("plan", {})
        kept.pop("budget_usd", None)
        kept.pop("phases", None)
    made = scenario_from(_merged(data, wanted), where=where, folder=scenario.path(""))
    return made.calling_assumed(scenario.called_assumed - _dotted(wanted))


def levers_between(one: Scenario, other: Scenario) -> tuple[str, ...]:
    """Keys in which the other scenario differs, in words: ``("fleet.mix = 'kz'",)``; file names are compared by the files that they lead to."""
    compared = set(Scenario.model_fields) - set(NOT_COMPARED)
    before, after = (dict(_leaves(each.model_dump(mode="json", include=compared))) for each in (one, other))
    changes = []
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if _placed(was, one) != _placed(now, other):
            changes.append(f"{key} = {_written(now)}")
    return tuple(changes)


def _nested(levers: Mapping[str, Any], where: str) -> dict[str, Any]:
    """``{"a.b": 1, "a": {"c": 2}}`` as ``{"a": {"b": 1, "c": 2}}``."""
    out: dict[str, Any] = {}
    for key, value in levers.items():
        parts = key.split(".")
        if not all(parts):
            raise ConfigError(
                _("{where}: key {key!r} is no dotted name; write it like 'plan.budget_usd'", where=where, key=key)
            )
        out = _merged(out, reduce(lambda inner, part: {part: inner}, reversed(parts), value))
    return out


def _merged(old: Mapping[str, Any], new: Mapping[str, Any], at: str = "") -> dict[str, Any]:
    out = dict(old)
    for key, value in new.items():
        place, had = f"{at}{key}", out.get(key)
        both = isinstance(value, Mapping) and isinstance(had, Mapping) and place not in WHOLE
        out[key] = _merged(had, value, f"{place}.") if both else value  # type: ignore[arg-type]
    return out


def _leaves(data: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        if isinstance(value, dict) and f"{at}{key}" not in WHOLE:
            yield from _leaves(value, f"{at}{key}.")
        else:
            yield f"{at}{key}", value


def _placed(value: Any, scenario: Scenario) -> Any:
    """A value to compare: of a name that is a file, the file."""
    if isinstance(value, list):
        return [_placed(one, scenario) for one in value]
    if isinstance(value, dict):
        return {key: _placed(one, scenario) for key, one in value.items()}
    if isinstance(value, str) and value:
        with contextlib.suppress(OSError, ValueError):  # no name that a file could have
            file = scenario.path(value)
            return file.resolve() if file.is_file() else value
    return value


def _written(value: Any) -> str:
    """A value as the file has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{int(value) if value == int(value) else value:_}"
    if isinstance(value, list):
        return f"[{', '.join(_written(one) for one in value)}]"
    if isinstance(value, dict):
        inner = ", ".join(f"{key} = {_written(one)}" for key, one in value.items() if one is not None)
        return f"{{ {inner} }}" if inner else "{}"
    return "not given" if value is None else str(value)
