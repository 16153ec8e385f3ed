"""Times against sizes as a small drawing, both by powers of ten; a page of plain SVG needs no plotting library beside the planner."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640.0, 420.0
LEFT, RIGHT, TOP, BOTTOM = 64.0, 150.0, 20.0, 48.0
COLOURS = ("#1b6ca8", "#c2571a", "#4a7c2c", "#7a4ea3")


@dataclass(frozen=True)
class Line:
    """Times of one family.

    Parameters
    ----------
    name, what : str
        The family, and what its size counts.
    sizes : sequence of int
    seconds : sequence of float
        CPU seconds by size.
    peaks : sequence of float or None
        Peak memory by size, MB.
    status : sequence of str
        How each ended; what was cut short before the asked gap is ``feasible``, and drawn hollow.
    """

    name: str
    what: str
    sizes: Sequence[int]
    seconds: Sequence[float]
    peaks: Sequence[float | None]
    status: Sequence[str]


@dataclass(frozen=True)
class _Axes:
    """Powers of ten from `low` to `high` on each axis."""

    x: tuple[float, float]
    y: tuple[float, float]

    def at(self, size: float, seconds: float) -> tuple[float, float]:
        across = (math.log10(size) - self.x[0]) / (self.x[1] - self.x[0])
        up = (math.log10(max(seconds, 1e-6)) - self.y[0]) / (self.y[1] - self.y[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)


def plot(lines: Sequence[Line]) -> str:
    """Draw the lines; the text of an SVG file."""
    axes = _Axes(
        _span([float(size) for line in lines for size in line.sizes]),
        _span([max(seconds, 1e-6) for line in lines for seconds in line.seconds]),
    )
    parts = [*_grid(axes)]
    ends = _apart([axes.at(line.sizes[-1], line.seconds[-1])[1] for line in lines])
    for number, (line, end) in enumerate(zip(lines, ends, strict=True)):
        parts += _drawn(line, COLOURS[number % len(COLOURS)], axes, end)
    told = "; ".join(f"{line.name}: size counts {line.what}" for line in lines)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" font-family="sans-serif" font-size="12">',
            f"<title>CPU seconds against size</title><desc>{escape(told)}</desc>",
            f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#ffffff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _span(values: Sequence[float]) -> tuple[float, float]:
    """Whole powers of ten around the values, at least one apart."""
    low, high = math.floor(math.log10(min(values)) + 1e-9), math.ceil(math.log10(max(values)) - 1e-9)
    return float(low), float(max(high, low + 1))


def _grid(axes: _Axes) -> list[str]:
    parts = []
    for power in range(int(axes.x[0]), int(axes.x[1]) + 1):
        x, bottom = axes.at(10.0**power, 10.0 ** axes.y[0])
        parts.append(f'<path d="M{x:.1f} {TOP:g}V{bottom:.1f}" stroke="#dddddd"/>')
        parts.append(
            f'<text x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle" fill="#333333">{10**power:,}</text>'
        )
    for power in range(int(axes.y[0]), int(axes.y[1]) + 1):
        left, y = axes.at(10.0 ** axes.x[0], 10.0**power)
        parts.append(f'<path d="M{left:.1f} {y:.1f}H{WIDTH - RIGHT:g}" stroke="#dddddd"/>')
        parts.append(
            f'<text x="{left - 8:.1f}" y="{y + 4:.1f}" text-anchor="end" fill="#333333">{10.0**power:g} s</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle:g}" y="{HEIGHT - 10:g}" text-anchor="middle" fill="#333333">size of the instance</text>'
    )
    return parts


def _drawn(line: Line, colour: str, axes: _Axes, label_y: float) -> list[str]:
    points = [axes.at(size, seconds) for size, seconds in zip(line.sizes, line.seconds, strict=True)]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    fills = ["#ffffff" if status == "feasible" else colour for status in line.status]
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{fill}" stroke="{colour}"/>'
        for (x, y), fill in zip(points, fills, strict=True)
    ]
    label = f'<text x="{points[-1][0] + 10:.1f}" y="{label_y + 4:.1f}" fill="{colour}">{escape(line.name)}, {line.seconds[-1]:.2g} s</text>'
    return [f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>', *dots, label]


def _apart(heights: Sequence[float], least: float = 16.0) -> list[float]:
    """Heights of labels, moved down where they would lie on each other."""
    order = sorted(range(len(heights)), key=lambda k: heights[k])
    placed, last = list(heights), -math.inf
    for k in order:
        placed[k] = last = max(heights[k], last + least)
    return placed
