"""Free land inside the blocks, allocated to buildings on request."""

import math
from collections.abc import Sequence

from shapely import Point as ShapelyPoint
from shapely import Polygon, STRtree

from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.network import frame
from geodata.sources.synthetic.quarters import Quarter, Use
from geodata.sources.synthetic.spec import Point, tidy

MARGIN_M = 9.0  # to the middle of the street in front


class Plots:
    """Blocks of the city and what already stands in each."""

    def __init__(self, quarters: Sequence[Quarter]) -> None:
        self.blocks = [(quarter, block) for quarter in quarters for block in quarter.blocks]
        self._taken: dict[int, list[Polygon]] = {}
        self._tree = STRtree([block for _, block in self.blocks])

    def of(self, *uses: Use) -> list[int]:
        """Numbers of the blocks with such a use."""
        return [number for number, (quarter, _) in enumerate(self.blocks) if quarter.use in uses]

    def near(self, point: Point, radius: float) -> list[int]:
        """Numbers of the blocks within a distance."""
        return sorted(
            int(number) for number in self._tree.query(ShapelyPoint(point), predicate="dwithin", distance=radius)
        )

    def claim(self, shape: Polygon) -> None:
        """Take ground that was chosen otherwise, in every block it touches."""
        for number in self._tree.query(shape, predicate="intersects"):
            self._taken.setdefault(int(number), []).append(shape)

    def room(self, number: int, length: float, width: float, dice: Dice, tries: int = 8) -> Polygon | None:
        """Free rectangle along the frame of a block, near its sides first; it is taken from then on."""
        _, block = self.blocks[number]
        angle, long_side, short_side, centre = frame(block)
        taken = self._taken.setdefault(number, [])
        for _ in range(tries):
            along = dice.between(-0.5, 0.5) * max(long_side - length - 2.0 * MARGIN_M, 0.0)
            across = (
                (0.5 if dice.chance(0.5) else -0.5)
                * dice.between(0.5, 1.0)
                * max(short_side - width - 2.0 * MARGIN_M, 0.0)
            )
            middle = (
                centre[0] + along * math.cos(angle) - across * math.sin(angle),
                centre[1] + along * math.sin(angle) + across * math.cos(angle),
            )
            wide = rectangle(middle, angle, length + 2.0 * MARGIN_M, width + 2.0 * MARGIN_M)
            if block.contains(wide) and not any(wide.intersects(other) for other in taken):
                taken.append(rectangle(middle, angle, length, width))
                return taken[-1]
        return None


def rectangle(middle: Point, angle: float, length: float, width: float) -> Polygon:
    """Rectangle about a point, its long side at an angle."""
    corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
    c, s = math.cos(angle), math.sin(angle)
    return Polygon(
        [
            tidy((middle[0] + u * length * c - v * width * s, middle[1] + u * length * s + v * width * c))
            for u, v in corners
        ]
    )


def centre_of(polygon: Polygon) -> Point:
    """Middle of a small shape."""
    return tidy((polygon.centroid.x, polygon.centroid.y))
