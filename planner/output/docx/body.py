"""What a document says, in Word's terms: headings, lists, links, pictures with their words, contents as a field."""

import io
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.shared import Pt

from planner.output.docx import house
from planner.output.docx.lists import Lists
from planner.output.docx.tables import grid_of, table_of
from planner.output.docx.xml import field, made, paragraph, text_run
from planner.output.shared.document.nodes import (
    WIDTH_PT,
    Block,
    Box,
    Contents,
    Document,
    Drawing,
    Figure,
    Grid,
    Heading,
    Inline,
    Listing,
    NewPage,
    Paragraph,
    Run,
    Table,
    every,
    listed,
    words,
)
from planner.output.shared.document.typesetting import png_of

DEEPEST = 6


class Body:
    """Turns blocks into elements of a document of python-docx.

    Parameters
    ----------
    word : docx.document.Document
    document : Document
    contents : str
        Heading of the contents, where the page gives none.
    """

    def __init__(self, word: Any, document: Document, contents: str) -> None:
        self._word, self._contents = word, contents
        self._lists = Lists(word)
        self._pictures: dict[bytes, bytes] = {}
        headings = [one for one in every(document.blocks) if isinstance(one, Heading) and one.level > 0]
        self._marks = {id(one): f"_Toc{number:06d}" for number, one in enumerate(headings, 1)}
        self._anchors = {one.anchor: self._marks[id(one)] for one in reversed(headings) if one.anchor}
        chosen = listed(document)
        self._listed = [one for one in headings if one in chosen]
        self._drawn = 0

    def elements(self, blocks: tuple[Block, ...], room_pt: float = WIDTH_PT, fill: str = "") -> list[Any]:
        """Elements of some blocks, on a ground of their own where it is asked."""
        out: list[Any] = []
        for before, block, after in zip((None, *blocks), blocks, (*blocks[1:], None), strict=False):
            if isinstance(block, Heading):
                out.append(self._heading(block, fresh=isinstance(before, NewPage)))
            elif not (isinstance(block, NewPage) and isinstance(after, Heading)):
                out += self._block(block, room_pt, fill)
        return out

    def runs(self, runs: tuple[Inline, ...], room_pt: float, size: float = 1.0) -> list[Any]:
        """Runs of a paragraph; `size` is that of the letters around them."""
        return [
            one
            for run in runs
            for one in ([self._picture(run, room_pt)] if isinstance(run, Drawing) else self._words(run, size))
        ]

    def _block(self, block: Block, room_pt: float, fill: str) -> list[Any]:
        out: list[Any]
        match block:
            case Heading():
                out = [self._heading(block)]
            case Paragraph():
                out = [self._paragraph(block, room_pt, fill)]
            case Listing(ordered, items):
                out = self._lists.elements(ordered, items, self.elements)
            case Table():
                out = table_of(block, self)
            case Grid():
                out = (
                    grid_of(block, self)
                    if block.framed
                    else [one for cell in block.cells for one in self.elements(cell, room_pt)]
                )
            case Figure(drawing, caption):
                drawn = paragraph(None, [self._picture(drawing, room_pt)], made("w:keepNext") if caption else None)
                out = [drawn, paragraph("Caption", self.runs(caption, room_pt))] if caption else [drawn]
            case Box(blocks, ground):
                out = self.elements(blocks, room_pt, ground)
            case Contents(title):
                out = self._table_of_contents(title or self._contents)
            case NewPage():
                out = [paragraph(None, [made("w:r", made("w:br", type="page"))])]
        return out

    def _paragraph(self, block: Paragraph, room_pt: float, fill: str) -> Any:
        ground = (
            made("w:pBdr", made("w:left", val="single", sz=18, space=6, color=house.ACCENT)),
            made("w:shd", val="clear", color="auto", fill=fill[1:]),
        )
        aligned = made("w:jc", val=block.align) if block.align != "left" else None
        kept = made("w:keepNext") if block.leads else None
        indent = made("w:ind", left=160) if fill else None
        return paragraph(None, self.runs(block.runs, room_pt), kept, *(ground if fill else ()), indent, aligned)

    def _heading(self, heading: Heading, *, fresh: bool = False) -> Any:
        runs = self.runs(heading.runs, WIDTH_PT)
        mark = self._marks.get(id(heading))
        if mark is None:
            return paragraph("Title", runs)
        number = int(mark[4:])
        runs = [made("w:bookmarkStart", id=number, name=mark), *runs, made("w:bookmarkEnd", id=number)]
        return paragraph(f"Heading{min(heading.level, DEEPEST)}", runs, made("w:pageBreakBefore") if fresh else None)

    def _words(self, run: Run, size: float) -> list[Any]:
        points = run.size * house.BASE_PT * size
        look = [
            made("w:rFonts", ascii="Consolas", hAnsi="Consolas", cs="Consolas") if run.mono else None,
            made("w:b") if run.bold else None,
            made("w:i") if run.italic else None,
            made("w:color", val=run.colour[1:]) if run.colour else None,
            made("w:sz", val=round(2 * points)) if round(2 * points) != round(2 * house.BASE_PT) else None,
            made("w:vertAlign", val="superscript" if run.raised == "sup" else "subscript") if run.raised else None,
        ]
        look = [one for one in look if one is not None]
        inside = run.link.startswith("#")
        if not run.link or (inside and run.link[1:] not in self._anchors):
            return [text_run(run.text, *look)]
        linked = text_run(run.text, made("w:rStyle", val="Hyperlink"), *look)
        if inside:
            return [made("w:hyperlink", linked, anchor=self._anchors[run.link[1:]], history="1")]
        out = made("w:hyperlink", linked, history="1")
        out.set(
            "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
            self._word.part.relate_to(run.link, RELATIONSHIP_TYPE.HYPERLINK, is_external=True),
        )
        return [out]

    def _picture(self, drawing: Drawing, room_pt: float) -> Any:
        """A picture in a line, with what it shows in words; one that only adorns says so."""
        width, height = drawing.size_pt(room_pt)
        if drawing.kind == "svg":
            key = drawing.data + f"{width}x{height}".encode()
            if key not in self._pictures:
                self._pictures[key] = png_of(drawing.data, width, height)
            data = self._pictures[key]
        else:
            data = drawing.data
        inline = self._word.part.new_pic_inline(io.BytesIO(data), Pt(width), Pt(height))
        self._drawn += 1
        told = inline.docPr
        told.set("id", str(self._drawn))
        told.set("name", f"Picture {self._drawn}")
        told.set("descr", drawing.alt)
        if not drawing.alt:
            told.append(_adorns())
        for one in inline.iter("{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr"):
            one.set("id", "0")
            one.set("name", f"picture{self._drawn}.png")
        return made("w:r", made("w:drawing", inline))

    def _table_of_contents(self, title: str) -> list[Any]:
        """The contents as Word makes them; the lines stand there already, page numbers come when Word asks to update fields."""
        lines = []
        for heading in self._listed:
            link = made(
                "w:hyperlink",
                text_run(words(heading.runs).replace("\n", " ")),
                anchor=self._marks[id(heading)],
                history="1",
            )
            lines.append(paragraph(f"TOC{min(heading.level, 3)}", [link]))
        if not lines:
            return []
        deepest = max(heading.level for heading in self._listed)
        begin, asked, separate, end = field(f'TOC \\o "1-{min(deepest, DEEPEST)}" \\h \\z \\u', dirty=True)
        start = 1 if lines[0].pPr is not None else 0
        for offset, part in enumerate((begin, asked, separate)):
            lines[0].insert(start + offset, part)
        lines[-1].append(end)
        head = paragraph(
            None,
            [text_run(title, made("w:b"), made("w:sz", val=25))],
            made("w:keepNext"),
            made("w:spacing", before=200, after=80),
        )
        return [head, *lines]


def _adorns() -> Any:
    """Tells readers of screens to pass a picture over."""
    return parse_xml(
        '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
        '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext></a:extLst>'
    )
