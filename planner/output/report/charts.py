"""Charts of the report, drawn one way: dark for what stands, light for what the plan adds, an outline for what is asked, orange for a limit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.output.report.svg import FURTHER, INK, LIGHT, LINE, NOW, PLAN, SOFT, Drawing, cut
from planner.output.report.svg import wide as wide_text
from planner.support.speech import told

WIDTH = 640.0
LEAST_LABELS, MOST_LABELS = 200.0, 430.0
"""Room for the names of what is assumed, beside their bars."""
BARS_WIDTH, LABELS, RIGHT = 400.0, 130.0, 90.0
"""Of a drawing of bars, which a phone shows whole; and of it the room for names and for the words at the ends of the bars."""
ROW, BAR = 20.0, 12.0
PLOT_LEFT, PLOT_RIGHT, PLOT_HEIGHT = 64.0, 36.0, 118.0
TICKS = 5
KEY_HEIGHT = 18.0


@dataclass(frozen=True)
class Caption:
    """What a chart is for who reads and who listens: its key on the page, title, and description."""

    key: str
    title: str
    told: str


@dataclass(frozen=True)
class Served:
    """A row of bars: what is asked, what is served without the plan and with it, and that in words at its end."""

    label: str
    asked: float
    before: float
    after: float
    said: str


@dataclass(frozen=True)
class Key:
    """An entry of the line that says what signs mean: ``bar``, ``outline``, ``line``, ``dash`` or ``dot`` in a colour."""

    sign: str
    colour: str
    words: str


@dataclass(frozen=True)
class Point:
    """A point of a curve, with the most that any plan could reach there, where that is proven; `own` is this plan."""

    x: float
    y: float
    most: float | None = None
    own: bool = False


@dataclass(frozen=True)
class Swing:
    """A bar of a tornado: what is assumed, and the total at its low and its high value."""

    label: str
    low: float
    high: float


def keys(drawing: Drawing, entries: Sequence[Key], y: float, left: float = 0.0) -> None:
    """Write the line that says what the signs of a chart mean, further to the left where it would not fit."""
    widths = [32.0 + wide_text(told(one.words), 10.5) for one in entries]
    x = max(0.0, min(left, WIDTH - sum(widths)))
    for one, width in zip(entries, widths, strict=True):
        if one.sign == "bar":
            drawing.add("rect", x=x, y=y - 9, width=12, height=10, fill=one.colour)
        elif one.sign == "outline":
            drawing.add("rect", x=x + 0.5, y=y - 8.5, width=11, height=9, fill=LIGHT, stroke="#9aa4ad")
        elif one.sign == "dot":
            drawing.add("circle", cx=x + 6, cy=y - 4, r=4.5, fill=one.colour)
        else:
            drawing.line(x, y - 4, x + 14, y - 4, one.colour, 2.0, "5 3" if one.sign == "dash" else None)
        drawing.text(x + 18, y, one.words, size=10.5)
        x += width


def bars(caption: Caption, rows: Sequence[Served], entries: Sequence[Key]) -> Drawing:
    """Rows of what is asked and served, on one scale from 0; narrow enough to be read whole on a phone, each sign of the key on a line of its own."""
    top = KEY_HEIGHT * len(entries) + 6
    drawing = Drawing(caption.key, BARS_WIDTH, top + ROW * len(rows), caption.title, caption.told)
    for at, one in enumerate(entries):
        keys(drawing, [one], 11.0 + KEY_HEIGHT * at)
    most = max((max(row.asked, row.after, row.before) for row in rows), default=0.0)
    room = BARS_WIDTH - LABELS - RIGHT
    for at, row in enumerate(rows):
        y = top + ROW * at
        drawing.text(LABELS - 8, y + 11, cut(row.label, 11, LABELS - 10), anchor="end", fill=INK)
        across = [room * value / most if most > 0 else 0.0 for value in (row.asked, row.after, row.before)]
        drawing.add(
            "rect", x=LABELS, y=y + 0.5, width=across[0], height=BAR, fill=LIGHT, stroke="#9aa4ad", stroke_width=0.8
        )
        drawing.add("rect", x=LABELS, y=y + 1, width=across[1], height=BAR - 1, fill=PLAN)
        drawing.add("rect", x=LABELS, y=y + 1, width=across[2], height=BAR - 1, fill=NOW)
        drawing.text(LABELS + max(across) + 6, y + 11, row.said, fill=INK, size=10.5)
    return drawing


@dataclass(frozen=True)
class Scale:
    """Values across and up, both from 0, laid into the field between the axes."""

    most_x: float
    most_y: float
    top: float = KEY_HEIGHT + 8.0

    def x(self, value: float) -> float:
        """Place across."""
        return PLOT_LEFT + (WIDTH - PLOT_LEFT - PLOT_RIGHT) * value / self.most_x

    def y(self, value: float) -> float:
        """Place from the top."""
        return self.top + PLOT_HEIGHT * (1.0 - value / self.most_y)

    @property
    def bottom(self) -> float:
        """Where the axis lies."""
        return self.top + PLOT_HEIGHT


def steps(most: float) -> list[float]:
    """Values of the ticks: multiples of 1, 2 or 5 of some power of ten."""
    raw = most / TICKS
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= raw - 1e-9 * raw)
    return [step * k for k in range(int(most / step + 1e-9) + 1)]


def axes(drawing: Drawing, scale: Scale, up: Sequence[tuple[float, str]], across: Sequence[tuple[float, str]]) -> None:
    """Paint lines and words of the ticks."""
    for value, words in up:
        drawing.line(PLOT_LEFT, scale.y(value), WIDTH - PLOT_RIGHT, scale.y(value))
        drawing.text(PLOT_LEFT - 6, scale.y(value) + 4, words, anchor="end", size=10.5)
    for value, words in across:
        drawing.text(scale.x(value), scale.bottom + 14, words, anchor="middle", size=10.5)
    drawing.line(PLOT_LEFT, scale.bottom, WIDTH - PLOT_RIGHT, scale.bottom, SOFT)


def fitting(scale: Scale, words: Sequence[str]) -> int:
    """How many of the words under the columns, one each, can stand beside each other; evenly left out where not all can, at least one."""
    room = scale.x(1.0) - scale.x(0.0)
    return max(1, min(len(words), int(room * len(words) / (max(wide_text(one, 10.5) for one in words) + 8.0))))


def plot(caption: Caption, entries: Sequence[Key], axis: str) -> Drawing:
    """Begin a chart with axes: its key above, the words of the axis below."""
    drawing = Drawing(caption.key, WIDTH, KEY_HEIGHT + 8.0 + PLOT_HEIGHT + 34.0, caption.title, caption.told)
    keys(drawing, entries, 11.0, PLOT_LEFT)
    drawing.text(WIDTH - PLOT_RIGHT, KEY_HEIGHT + 8.0 + PLOT_HEIGHT + 29.0, axis, anchor="end", size=10.5)
    return drawing


def curve(drawing: Drawing, scale: Scale, points: Sequence[Point]) -> None:
    """Paint a curve of money and what it buys; whiskers reach to what no plan can pass."""
    path = " ".join(f"{scale.x(one.x):.1f},{scale.y(one.y):.1f}" for one in points)
    drawing.add("polyline", points=path, fill="none", stroke=NOW, stroke_width=2)
    for one in points:
        if one.most is not None and one.most > one.y:
            x, y, top = scale.x(one.x), scale.y(one.y), scale.y(one.most)
            drawing.add(
                "path",
                d=f"M{x:.1f} {y:.1f}V{top:.1f}M{x - 6:.1f} {top:.1f}h12",
                stroke=FURTHER,
                fill="none",
                stroke_width=1.4,
            )
    for one in points:
        drawing.add("circle", cx=scale.x(one.x), cy=scale.y(one.y), r=5.5 if one.own else 2.2, fill=NOW)
        if one.own:
            drawing.add("circle", cx=scale.x(one.x), cy=scale.y(one.y), r=2.2, fill="#fff")


def columns(drawing: Drawing, scale: Scale, values: Sequence[Sequence[tuple[float, str]]], share: float = 0.76) -> None:
    """Paint a column at each whole number from 0 on, its parts from the back to the front: ``(value, colour)``."""
    wide = scale.x(1.0) - scale.x(0.0)
    for at, parts in enumerate(values):
        for value, colour in parts:
            x, y = scale.x(at) + wide * (1 - share) / 2, scale.y(value)
            edge = "#9aa4ad" if colour == LIGHT else None
            drawing.add("rect", x=x, y=y, width=wide * share, height=scale.bottom - y, fill=colour, stroke=edge)


def limit(drawing: Drawing, scale: Scale, value: float, dash: str | None = None) -> None:
    """Paint a level across the chart."""
    drawing.line(PLOT_LEFT, scale.y(value), WIDTH - PLOT_RIGHT, scale.y(value), FURTHER, 1.8, dash)


def tornado(
    caption: Caption, rows: Sequence[Swing], central: float, ends: tuple[str, str, str], entries: Sequence[Key]
) -> Drawing:
    """What a total would be with one assumption after the other at its low and its high value; `ends` writes least, central, most."""
    asked = max((wide_text(row.label, 10.5) for row in rows), default=0.0) + 8
    labels, top = min(max(asked, LEAST_LABELS), MOST_LABELS), KEY_HEIGHT + 24.0
    drawing = Drawing(caption.key, WIDTH, top + ROW * len(rows) + 4, caption.title, caption.told)
    keys(drawing, entries, 11.0, labels)
    values = [central, *(end for row in rows for end in (row.low, row.high))]
    least, most = min(values), max(values)
    room = WIDTH - labels - 20

    def at(value: float) -> float:
        return labels + 10 + room * ((value - least) / (most - least) if most > least else 0.5)

    for value, words, anchor in zip((least, central, most), ends, ("start", "middle", "end"), strict=True):
        drawing.text(at(value), KEY_HEIGHT + 14, words, anchor=anchor, size=10.5)
    for k, row in enumerate(rows):
        y = top + ROW * k
        for end, colour in ((row.low, NOW), (row.high, FURTHER)):
            drawing.add(
                "rect",
                x=min(at(end), at(central)),
                y=y,
                width=abs(at(end) - at(central)),
                height=BAR,
                fill=colour,
                fill_opacity=1 if colour == NOW else 0.75,
            )
        drawing.text(labels, y + 11, cut(row.label, 10.5, labels - 4), anchor="end", fill=INK, size=10.5)
    drawing.line(at(central), top - 4, at(central), top + ROW * len(rows) - 6, LINE if not rows else INK, 1.2)
    return drawing
