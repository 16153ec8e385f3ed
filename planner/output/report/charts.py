"""Two small charts of money and what it buys, as coordinates: the template draws and escapes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT, LEFT, TOP = 560.0, 220.0, 44.0, 12.0
"""Of the field between the axes, and where it begins."""
TICKS = 5


@dataclass(frozen=True)
class Scale:
    """Dollars across, a share or a value up, both from 0."""

    most_usd: float
    most: float

    def x(self, usd: float) -> float:
        """Place across."""
        return round(LEFT + WIDTH * usd / self.most_usd, 1)

    def y(self, value: float) -> float:
        """Place from the top."""
        return round(TOP + HEIGHT * (1.0 - value / self.most), 1)

    def across(self) -> list[tuple[float, float]]:
        """Place and dollars of the ticks."""
        step = _round_step(self.most_usd)
        return [(self.x(usd), usd) for usd in _steps(self.most_usd, step)]

    def up(self) -> list[tuple[float, float]]:
        """Place and value of the ticks."""
        step = _round_step(self.most)
        return [(self.y(value), value) for value in _steps(self.most, step)]


def _round_step(most: float) -> float:
    """Size of a tick: 1, 2 or 5 of some power of ten."""
    raw = most / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * one for one in (1, 2, 5, 10) if power * one >= raw - 1e-9 * raw)


def _steps(most: float, step: float) -> list[float]:
    return [step * k for k in range(int(most / step + 1e-9) + 1)]


def order_chart(study: Mapping[str, Any]) -> dict[str, Any] | None:
    """Coverage over money spent, site after site."""
    steps = study.get("steps", ())
    if not steps or steps[-1]["total_cost_usd"] <= 0:
        return None
    points = [(0.0, study["nothing"]["coverage"]), *((one["total_cost_usd"], one["coverage"]) for one in steps)]
    scale = Scale(points[-1][0], 1.0)
    return _frame(scale) | {
        "line": _line(scale, points),
        "dots": [(scale.x(usd), scale.y(share)) for usd, share in points],
    }


def budget_chart(study: Mapping[str, Any]) -> dict[str, Any] | None:
    """Value over money spent; whiskers reach to what no plan of the same budget can pass."""
    rows: Sequence[Mapping[str, Any]] = study.get("budgets", ())
    most_usd, most = (
        max((row[name] for row in rows for name in names), default=0.0)
        for names in (("budget_usd",), ("value", "bound"))
    )
    if most_usd <= 0 or most <= 0:
        return None
    scale = Scale(most_usd, most * 1.04)
    best = [row for row in rows if not row["dominated"]]
    return _frame(scale) | {
        "line": _line(scale, sorted((row["budget_usd"], row["value"]) for row in best)),
        "dots": [
            {
                "x": scale.x(row["budget_usd"]),
                "y": scale.y(row["value"]),
                "top": scale.y(row["bound"]),
                "own": row["own"],
                "dominated": row["dominated"],
            }
            for row in rows
        ],
    }


def _frame(scale: Scale) -> dict[str, Any]:
    return {
        "left": LEFT,
        "right": LEFT + WIDTH,
        "top": TOP,
        "bottom": TOP + HEIGHT,
        "width": LEFT + WIDTH + 30,
        "height": TOP + HEIGHT + 36,
        "across": scale.across(),
        "up": scale.up(),
    }


def _line(scale: Scale, points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{scale.x(usd)},{scale.y(value)}" for usd, value in points)
