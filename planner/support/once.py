"""Answers about one thing that several ask for, worked out once for as long as it lives, and once for each language."""

import copy
import functools
import weakref
from collections.abc import Callable, Hashable
from typing import Any, Concatenate, ParamSpec, TypeVar

from planner.support.speech import language as spoken

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")
Rest = ParamSpec("Rest")

_FOUND: dict[int, tuple["weakref.ref[Any]", dict[Hashable, Any]]] = {}
"""By the identity of the thing."""


def once_for_each(function: Callable[Concatenate[Thing, Rest], Answer]) -> Callable[Concatenate[Thing, Rest], Answer]:
    """Remember what a function finds of its first argument, which nobody changes; the others are hashable. Each caller has a shallow copy of its own."""

    @functools.wraps(function)
    def remembered(thing: Thing, /, *rest: Rest.args, **named: Rest.kwargs) -> Answer:
        at = id(thing)
        held = _FOUND.get(at)
        if held is None or held[0]() is not thing:
            held = _FOUND[at] = (weakref.ref(thing, lambda _gone: _FOUND.pop(at, None)), {})
        key = (function.__module__, function.__qualname__, rest, tuple(sorted(named.items())), spoken())
        if key not in held[1]:
            held[1][key] = function(thing, *rest, **named)
        found: Answer = held[1][key]
        return copy.copy(found)

    return remembered
