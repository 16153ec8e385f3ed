"""Drawings of the report: SVG put together element by element, every text and attribute escaped, with a title and a description for who cannot see it."""

import math

from markupsafe import Markup, escape

INK, SOFT, LINE, LIGHT = "#1d2733", "#56616d", "#d9dee3", "#e8ebee"
NOW, PLAN, FURTHER = "#0b4f79", "#8fbcd8", "#c2410c"
"""Dark for what stands, light for what is added, orange for a limit or a high end: they differ in grey too."""
FONT = '"Segoe UI", "Noto Sans", "DejaVu Sans", Roboto, Arial, sans-serif'
BROAD_PART, WIDE_PART, NARROW_PART = 0.92, 0.61, 0.34
"""Widths of letters for each unit of their size, about: where the reader's fonts are not known, room is left for wide ones."""
NARROW, BROAD = " .,:;'|iIjlfrt()[]!-/·іІ", "mwMW%—жмфшщыюЖМФШЩЫЮ"


def round_length(most: float) -> float:
    """The greatest of 1, 2 or 5 times a power of ten that is no more: how long the bar of a scale is."""
    power = 10.0 ** math.floor(math.log10(most))
    return next(power * one for one in (5, 2, 1) if power * one <= most)


class Drawing:
    """One drawing: elements in the order in which they are painted.

    Parameters
    ----------
    key : str
        Told apart from the other drawings of the page by it; letters and hyphens.
    width, height : float
        Units of the drawing.
    title, told : str
        What it shows in a few words, and what a listener should know of it.
    """

    def __init__(self, key: str, width: float, height: float, title: str, told: str) -> None:
        self._head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" id="{escape(key)}" class="drawing" viewBox="0 0 {_figure(width)} {_figure(height)}" role="img" '
            f'aria-labelledby="{escape(key)}-title {escape(key)}-told" font-family="{escape(FONT)}" font-size="11" fill="{INK}">'
            f'<title id="{escape(key)}-title">{escape(str(title))}</title><desc id="{escape(key)}-told">{escape(str(told))}</desc>'
        )
        self._parts: list[str] = []
        self.width, self.height = width, height

    def add(self, tag: str, text: str | None = None, **attributes: object) -> None:
        """Paint an element; `stroke_width` is written ``stroke-width``."""
        told = "".join(
            f' {name.rstrip("_").replace("_", "-")}="{escape(_figure(value))}"'
            for name, value in attributes.items()
            if value is not None
        )
        self._parts.append(f"<{tag}{told}/>" if text is None else f"<{tag}{told}>{escape(str(text))}</{tag}>")

    def line(  # noqa: PLR0913, PLR0917 - two points and how the line looks
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        stroke: str = LINE,
        width: float = 1.0,
        dash: str | None = None,
    ) -> None:
        """Paint a straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width, stroke_dasharray=dash)

    def text(  # noqa: PLR0913 - a place, a text and how it looks
        self,
        x: float,
        y: float,
        text: str,
        *,
        anchor: str = "start",
        fill: str = SOFT,
        size: float | None = None,
        bold: bool = False,
    ) -> None:
        """Write a text; `anchor` is start, middle or end."""
        self.add(
            "text", text, x=x, y=y, text_anchor=None if anchor == "start" else anchor, fill=fill,
            font_size=size, font_weight=700 if bold else None,
        )  # fmt: skip

    def group(self, **attributes: object) -> None:
        """Open a group; `end` closes it."""
        told = "".join(f' {name.replace("_", "-")}="{escape(_figure(value))}"' for name, value in attributes.items())
        self._parts.append(f"<g{told}>")

    def end(self) -> None:
        """Close the group that was opened last."""
        self._parts.append("</g>")

    def take(self, other: "Drawing") -> None:
        """Paint the elements of another drawing, in its units."""
        self._parts += other._parts  # noqa: SLF001 - of this class

    def markup(self) -> Markup:
        """The drawing, for a template."""
        return Markup(f"{self._head}{''.join(self._parts)}</svg>")  # noqa: S704  every text and value in it was escaped


def wide(text: str, size: float) -> float:
    """How wide a text is, about."""
    return size * sum(map(_part, text))


def _part(letter: str) -> float:
    if letter in NARROW:
        return NARROW_PART
    return BROAD_PART if letter in BROAD else WIDE_PART


def cut(text: str, size: float, most: float) -> str:
    """As much of a text as fits into `most` units."""
    if wide(text, size) <= most:
        return text
    while text and wide(text, size) + size > most:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _figure(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
