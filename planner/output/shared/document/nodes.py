"""What a document consists of, whatever it is printed with; all texts are plain, clean of control characters, and never markup."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

WIDTH_PT = 515.0
"""Of the text on an A4 page between margins of 14 mm."""
MOST_LISTED = 30
LISTED_LEVELS = 2
"""Of the headings in the contents, where no more than `MOST_LISTED` are."""
TALLEST_PT = 640.0
"""A drawing is never taller: heading and caption stay on its page."""


@dataclass(frozen=True)
class Run:
    """Words of one look.

    Attributes
    ----------
    text : str
        A line feed is a break within the paragraph.
    raised : str
        ``sup``, ``sub`` or empty.
    colour, link : str
        ``#rrggbb`` or empty for that of the document; address on the web, ``#`` and an anchor, or empty.
    size : float
        Of the letters, where those of the document are 1.
    """

    text: str
    bold: bool = False
    italic: bool = False
    mono: bool = False
    raised: str = ""
    colour: str = ""
    link: str = ""
    size: float = 1.0

    def looks_like(self, other: "Run") -> bool:
        """Whether they differ in their words only."""
        return replace(self, text="") == replace(other, text="")


@dataclass(frozen=True)
class Drawing:
    """A picture as SVG that needs nothing else, or as PNG or JPEG.

    Attributes
    ----------
    data, kind : bytes, str
        The picture, and what it is: ``svg``, ``png``, ``jpg``.
    alt : str
        What it shows, in words; empty where it only adorns what stands beside it.
    width_pt, most_pt : float or None
        Width where the page gives one, and the most it may be; None takes what there is.
    ratio : float
        Height by width.
    """

    data: bytes
    kind: str
    alt: str
    ratio: float
    width_pt: float | None = None
    most_pt: float | None = None

    def size_pt(self, room_pt: float = WIDTH_PT) -> tuple[float, float]:
        """Width and height in the room that there is."""
        width = min(self.width_pt or room_pt, self.most_pt or room_pt, room_pt, TALLEST_PT / self.ratio)
        return round(width, 2), round(width * self.ratio, 2)


Inline = Run | Drawing


@dataclass(frozen=True)
class Heading:
    """A heading; level 0 is the title of the document, of which there is one."""

    level: int
    runs: tuple[Inline, ...]
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Words, and drawings among them; `align` is left, center or right, `leads` where it says what follows and stays with it."""

    runs: tuple[Inline, ...]
    align: str = "left"
    leads: bool = False


@dataclass(frozen=True)
class Listing:
    """A list, each of its items some blocks."""

    ordered: bool
    items: tuple[tuple["Block", ...], ...]


@dataclass(frozen=True)
class Cell:
    """A cell; `heads` is ``column`` or ``row`` where it is a heading of one, `share` what it asks of the width of its table, or 0."""

    blocks: tuple["Block", ...]
    heads: str = ""
    align: str = "left"
    columns: int = 1
    rows: int = 1
    fill: str = ""
    share: float = 0.0

    def text(self) -> str:
        """Its words."""
        return text_of(self.blocks)


@dataclass(frozen=True)
class Table:
    """A table; `head` are the rows that come again on each page, `widths_pt` what its columns get, `kept` whether it stays on one page."""

    head: tuple[tuple[Cell, ...], ...]
    body: tuple[tuple[Cell, ...], ...]
    widths_pt: tuple[float, ...]
    size: float
    caption: tuple[Inline, ...] = ()
    anchor: str = ""
    kept: bool = False


@dataclass(frozen=True)
class Figure:
    """A drawing of its own with what is said under it."""

    drawing: Drawing
    caption: tuple[Inline, ...] = ()
    anchor: str = ""


@dataclass(frozen=True)
class Grid:
    """Blocks side by side, row after row: a layout, no table; `framed` where each has a line around it."""

    columns: int
    cells: tuple[tuple["Block", ...], ...]
    framed: bool = True


@dataclass(frozen=True)
class Box:
    """Blocks on a ground of their own."""

    blocks: tuple["Block", ...]
    fill: str


@dataclass(frozen=True)
class Contents:
    """Where the list of headings with their pages goes; `anchors` are those it leads to, or empty for all that are not deep."""

    title: str
    anchors: frozenset[str] = frozenset()


@dataclass(frozen=True)
class NewPage:
    """What follows begins a page."""


Block = Heading | Paragraph | Listing | Table | Figure | Grid | Box | Contents | NewPage


@dataclass(frozen=True)
class Document:
    """A document with its title, the language it is in (ISO 639-1), and the size of its letters."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    base_pt: float = 10.0


def inner(block: Block) -> Iterator[tuple[Block, ...]]:
    """Blocks within a block, group by group."""
    match block:
        case Listing(items=groups) | Grid(cells=groups):
            yield from groups
        case Box(blocks=blocks):
            yield blocks
        case Table(head=head, body=body):
            yield from (cell.blocks for row in (*head, *body) for cell in row)


def every(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Blocks in the order of reading, each before what is within it."""
    for block in blocks:
        yield block
        for group in inner(block):
            yield from every(group)


def listed(document: Document) -> frozenset[Heading]:
    """Headings that stand in the contents: those the page's own list leads to, else the first level, and the second where it is short."""
    headings = [one for one in every(document.blocks) if isinstance(one, Heading) and one.level > 0]
    wanted = next((one.anchors for one in every(document.blocks) if isinstance(one, Contents)), frozenset())
    chosen = [one for one in headings if one.anchor in wanted]
    if not chosen:
        chosen = [one for one in headings if one.level <= LISTED_LEVELS]
        chosen = chosen if len(chosen) <= MOST_LISTED else [one for one in headings if one.level == 1]
    return frozenset(chosen)


def words(runs: tuple[Inline, ...]) -> str:
    """Words of a paragraph."""
    return "".join(one.text for one in runs if isinstance(one, Run))


def text_of(blocks: tuple[Block, ...]) -> str:
    """Words of some blocks."""
    parts = (words(one.runs) for one in every(blocks) if isinstance(one, Heading | Paragraph))
    return "\n".join(part for part in parts if part)
