"""The worst loss over the share of the budget for cabinets of two standards, as coordinates: the template draws and escapes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.compare.reading import share
from planner.output.shared.words import percent

WIDTH, HEIGHT, LEFT, TOP = 520.0, 190.0, 56.0, 14.0
"""Of the field between the axes, and where it begins."""
ACROSS = (0.0, 0.25, 0.5, 0.75, 1.0)
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)
MOST_LINES = 6


@dataclass(frozen=True)
class Field:
    """A share across, a loss up to `most`."""

    most: float

    def x(self, share: float) -> float:
        """Place across."""
        return round(LEFT + WIDTH * share, 1)

    def y(self, lost: float) -> float:
        """Place from the top."""
        return round(TOP + HEIGHT * (1.0 - min(lost, self.most) / self.most), 1)

    def up(self) -> list[tuple[float, str]]:
        """Place and words of the lines."""
        step = next((one for one in STEPS if self.most / one <= MOST_LINES), STEPS[-1])
        return [(self.y(step * k), percent(step * k)) for k in range(int(self.most / step + 1e-9) + 1)]


def dual_curve(study: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Give the chart of a flexibility study; None where it has no curve. A whisker reaches down to what no plan can pass."""
    points = sorted((study or {}).get("curve") or (), key=lambda one: one["max_dual_share"])
    points = [one for one in points if one.get("max_regret") is not None and math.isfinite(one["max_regret"])]
    if len(points) < 2:
        return None
    target = (study or {}).get("target")
    field = Field(max(0.01, *(1.1 * one["max_regret"] for one in points), 1.3 * (target or 0.0)))
    return {
        "left": LEFT,
        "right": LEFT + WIDTH,
        "top": TOP,
        "bottom": TOP + HEIGHT,
        "width": LEFT + WIDTH + 44,
        "height": TOP + HEIGHT + 40,
        "up": field.up(),
        "across": [(field.x(part), percent(part)) for part in ACROSS],
        "line": " ".join(f"{field.x(one['max_dual_share'])},{field.y(one['max_regret'])}" for one in points),
        "dots": [
            {
                "x": field.x(one["max_dual_share"]),
                "y": field.y(one["max_regret"]),
                "least": field.y(least_possible(one["max_regret"], one.get("gap"))),
                "text": share(one["max_regret"]),
            }
            for one in points
        ],
        "target": None if target is None else {"y": field.y(target), "text": share(target)},
    }


def least_possible(lost: float, gap: float | None) -> float:
    """Worst loss that no plan can pass: the bound is `gap` above the least value that the plan keeps in any world."""
    return lost if not gap or gap >= 1 else max(0.0, 1.0 - (1.0 - lost) / (1.0 - gap))
