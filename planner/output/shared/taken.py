"""How many drivers find all guns of their place taken."""

from collections.abc import Mapping, Sequence
from typing import Any


def share_taken(rows: Sequence[Mapping[str, Any]]) -> float | None:
    """Share of the drivers of the busiest time who find all guns taken, over rows of ``Dossier.surroundings["busiest"]``; None without drivers.

    Rows of older plans, which do not tell how many come, count alike.
    """
    cars = [float(one.get("cars", 1.0)) for one in rows]
    whole = sum(cars)
    return sum(float(one["taken"]) * n for one, n in zip(rows, cars, strict=True)) / whole if whole > 0 else None
