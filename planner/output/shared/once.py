"""Answers about a plan that several outputs ask for, worked out once for each plan and reader."""

import functools
import weakref
from collections.abc import Callable
from typing import Any

from planner.dossier.dossier import Dossier
from planner.support.speech import language as spoken

Named = Callable[..., dict[str, str]]
_FOUND: dict[int, tuple["weakref.ref[Dossier]", dict[Any, dict[str, str]]]] = {}
"""By the identity of the plan, for as long as it lives."""


def once_for_each_plan(function: Named) -> Named:
    """Remember what a function of a plan and a language found; each caller has a dict of its own."""

    @functools.wraps(function)
    def remembered(dossier: Dossier, language: str | None = None) -> dict[str, str]:
        at = id(dossier)
        held = _FOUND.get(at)
        if held is None or held[0]() is not dossier:
            held = _FOUND[at] = (weakref.ref(dossier, lambda _gone: _FOUND.pop(at, None)), {})
        key = (function.__name__, language, spoken())
        if key not in held[1]:
            held[1][key] = function(dossier, language)
        return dict(held[1][key])

    return remembered
