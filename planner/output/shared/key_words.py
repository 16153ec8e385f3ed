"""What a key of the configuration is to a reader of a plan: something that was set for it, or something that the planner assumed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from planner.config.scenario import Scenario
from planner.support.speech import _

_CONFIGURED: ContextVar[tuple[Mapping[str, Any], frozenset[str]] | None] = ContextVar("configured", default=None)


@contextmanager
def configured_as(configuration: Mapping[str, Any], given: Iterable[str] = ()) -> Iterator[None]:
    """Tell of keys by this configuration of a plan, all its keys as plain JSON, and by those that are known to be given for it."""
    token = _CONFIGURED.set((configuration, frozenset(given)))
    try:
        yield
    finally:
        _CONFIGURED.reset(token)


def key_words(keys: Iterable[tuple[str, str]]) -> str:
    """Say where the figure of keys comes from, each ``(table, name)``, no name for the whole table.

    A key that stands as it would by default is assumed unless it is known to be given: a first scenario has some, and calls them assumed; where no
    configuration is at hand nothing of the kind is claimed.
    """
    configured = _CONFIGURED.get()
    if configured is None:
        return _("a setting of the plan")
    held, given = configured
    if any(f"{table}.{name}" in given or _is_set(held, table, name) for table, name in keys):
        return _("set for this plan")
    return _("assumed")


def _is_set(held: Mapping[str, Any], table: str, name: str) -> bool:
    field = Scenario.model_fields.get(table)
    section, given = getattr(field, "annotation", None), held.get(table)
    if not isinstance(given, Mapping) or not hasattr(section, "model_fields"):
        return bool(given)
    known = section.model_fields  # type: ignore[union-attr]  # a section
    names = [name] if name else list(known)
    return any(one in given and _differs(given[one], known.get(one)) for one in names)


def _differs(value: Any, field: Any) -> bool:
    if field is None:
        return True
    default = field.get_default(call_default_factory=True)
    return bool(value != json.loads(json.dumps(default, default=str)))
