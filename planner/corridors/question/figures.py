"""Refusal of senseless figures of a corridor question, each in one line that names the item, the figure and what was expected."""

from typing import Any, NoReturn

import numpy as np

from planner.errors import CorridorError
from planner.support.speech import _


def refuse_place(name: str, figure: str, value: Any, expected: str) -> NoReturn:
    """Refuse a figure of a place; `expected` is a formula, the same in every language."""
    raise CorridorError(
        _(
            "place {name}: {figure} is {value}; expected {expected}",
            name=name,
            figure=figure,
            value=value,
            expected=expected,
        )
    )


def refuse_trip(name: str, figure: str, value: Any, expected: str) -> NoReturn:
    """Refuse a figure of a trip."""
    raise CorridorError(
        _(
            "trip {name}: {figure} is {value}; expected {expected}",
            name=name,
            figure=figure,
            value=value,
            expected=expected,
        )
    )


def refuse_rule(name: str, figure: str, value: Any, expected: str) -> NoReturn:
    """Refuse a figure of a rule of the corridors."""
    raise CorridorError(
        _(
            "rule {name} of the corridors: {figure} is {value}; expected {expected}",
            name=name,
            figure=figure,
            value=value,
            expected=expected,
        )
    )


def sound(*values: float, above: float = 0.0) -> bool:
    """Whether all are finite numbers of at least so much."""
    return bool(np.isfinite(values).all() and (np.asarray(values) >= above).all())


def told(values: Any) -> str:
    """An array as it is quoted: its first figures."""
    shown = ", ".join(f"{one:g}" for one in np.asarray(values, dtype=float).ravel()[:6])
    return f"({shown}{', …' if np.size(values) > 6 else ''})"
