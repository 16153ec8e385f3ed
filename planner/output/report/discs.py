"""Discs of sites on the drawn map: a sector and a dash for each kind of plug as on the web map, the number of the site, none upon another."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.output.report.svg import INK, Drawing
from planner.output.shared.plugs import PLUG_GROUPS

COLOURS = {group.id: group.colour for group in PLUG_GROUPS}
DASHES = {
    "gbt_dc": "2.5 3",
    "gbt_ac": "0.9 2.6",
    "ccs2_ac": "5 2",
    "chademo": "1.5 5",
    "nacs": "6 5",
    "wireless": "1 1",
    "other": "8 3",
}
"""Of the line within the ring, which tells plugs apart in grey; the same as in `assets/map.js` of the web map. CCS2 has none."""
ROUNDS = 200
FARTHEST = 60.0
"""Units that a disc may be moved from where its site lies."""
APART = 1.5
NUDGE = 0.4
MOVED = 3.0
"""From here on a thin line leads from the disc to its site."""
SMALL_FONT_FROM = 100


@dataclass
class Disc:
    """A site as it is drawn: number, plugs by group, whether it is an upgrade, where it lies and where its disc stands."""

    number: int
    groups: Mapping[str, int]
    upgrade: bool
    at: tuple[float, float]
    radius: float
    x: float = 0.0
    y: float = 0.0

    def __post_init__(self) -> None:
        """Stand where the site lies until moved."""
        self.x, self.y = self.at

    def box(self) -> tuple[float, float, float, float]:
        """Square around the disc, without its corners."""
        half = 0.92 * self.radius
        return self.x - half, self.y - half, self.x + half, self.y + half


def spread(discs: Sequence[Disc], width: float, height: float) -> None:
    """Move discs apart until none hides another, or the rounds are over; all stay within the frame."""
    for one in discs:  # those in one line have to part sideways, too
        one.x, one.y = one.x + NUDGE * math.cos(2.4 * one.number), one.y + NUDGE * math.sin(2.4 * one.number)
    for _round in range(ROUNDS):
        moved = _parted(discs)
        for one in discs:
            _held(one, width, height)
        if not moved:
            return


def _parted(discs: Sequence[Disc]) -> bool:
    """Push each pair apart that is too near, one after the other; whether any was."""
    x, y, radius = [one.x for one in discs], [one.y for one in discs], [one.radius for one in discs]
    widest, moved = max(radius, default=0.0) + APART + NUDGE, False
    for at, one in enumerate(discs):
        reach, here, there = radius[at] + widest, x[at], y[at]
        for other in range(at + 1, len(discs)):
            if -reach < x[other] - here < reach and -reach < y[other] - there < reach and _pushed(one, discs[other]):
                moved, here, there = True, one.x, one.y
                x[other], y[other] = discs[other].x, discs[other].y
        x[at], y[at] = here, there
    return moved


def _pushed(one: Disc, other: Disc) -> bool:
    x, y = other.x - one.x, other.y - one.y
    far = math.hypot(x, y)
    lack = one.radius + other.radius + APART - far
    if lack <= 0:
        return False
    if far < 0.01:  # two at one place part along a direction of their own, the same every time
        x, y, far = math.cos(2.4 * other.number), math.sin(2.4 * other.number), 1.0
    step = 0.5 * lack / far
    one.x, one.y = one.x - x * step, one.y - y * step
    other.x, other.y = other.x + x * step, other.y + y * step
    return True


def _held(one: Disc, width: float, height: float) -> None:
    x, y = one.x - one.at[0], one.y - one.at[1]
    far = math.hypot(x, y)
    if far > FARTHEST:
        one.x, one.y = one.at[0] + x * FARTHEST / far, one.at[1] + y * FARTHEST / far
    half = one.radius + 2
    one.x, one.y = min(max(one.x, half), width - half), min(max(one.y, half), height - half)


def paint(drawing: Drawing, discs: Sequence[Disc]) -> None:
    """Paint all discs, first the lines to where they were moved from."""
    for one in discs:
        if math.hypot(one.x - one.at[0], one.y - one.at[1]) > MOVED:
            drawing.line(one.x, one.y, *one.at, stroke=INK, width=0.9)
            drawing.add("circle", cx=one.at[0], cy=one.at[1], r=1.8, fill=INK)
    for one in discs:
        symbol(drawing, one.x, one.y, one.radius, one.groups, upgrade=one.upgrade, number=one.number)


def symbol(  # noqa: PLR0913 - a place and how the disc looks
    drawing: Drawing,
    x: float,
    y: float,
    radius: float,
    groups: Mapping[str, int],
    *,
    upgrade: bool = False,
    number: int | None = None,
) -> None:
    """Paint one disc: sectors, dashes within them, rim (dashed for a station that is enlarged), number."""
    drawing.add("circle", cx=x, cy=y, r=radius + 1.4, fill="#fff")
    names = list(groups) or ["other"]
    for at, name in enumerate(names):
        start, end = at / len(names), (at + 1) / len(names)
        colour = COLOURS.get(name, COLOURS["other"])
        if len(names) == 1:
            drawing.add("circle", cx=x, cy=y, r=radius, fill=colour)
        else:
            drawing.add("path", d=_sector(x, y, radius, start, end), fill=colour)
        if name in DASHES:
            drawing.add(
                "path",
                d=_arc(x, y, radius * 0.82, start, end),
                fill="none",
                stroke="#fff",
                stroke_width=1.5,
                stroke_dasharray=DASHES[name],
            )
    drawing.add(
        "circle",
        cx=x,
        cy=y,
        r=radius + 0.6,
        fill="none",
        stroke="#111",
        stroke_width=1.4,
        stroke_dasharray="3.2 2.2" if upgrade else None,
    )
    if number is not None:
        size = 10.5 if number < SMALL_FONT_FROM else 8.5
        drawing.add("circle", cx=x, cy=y, r=radius * 0.64, fill="#fff")
        drawing.text(x, y + size * 0.36, str(number), anchor="middle", fill="#111", size=size, bold=True)


def _spot(x: float, y: float, radius: float, turn: float) -> str:
    return f"{x + radius * math.sin(2 * math.pi * turn):.1f},{y - radius * math.cos(2 * math.pi * turn):.1f}"


def _sector(x: float, y: float, radius: float, start: float, end: float) -> str:
    large = 1 if end - start > 0.5 else 0
    return f"M{x:.1f},{y:.1f}L{_spot(x, y, radius, start)}A{radius:.1f},{radius:.1f} 0 {large} 1 {_spot(x, y, radius, end)}Z"


def _arc(x: float, y: float, radius: float, start: float, end: float) -> str:
    half = f"A{radius:.1f},{radius:.1f} 0 0 1 "
    middle = _spot(x, y, radius, (start + end) / 2)
    return f"M{_spot(x, y, radius, start)}{half}{middle}{half}{_spot(x, y, radius, end)}"
