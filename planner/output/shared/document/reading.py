"""Reading of a page into a document: what its HTML says, with the styles that it has on paper; scripts, forms and addresses are left out."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import cssselect2
import tinyhtml5

from planner.output.shared.document.drawings import SVG, drawing_of, picture_of
from planner.output.shared.document.flowing import (
    GUTTER_PT,
    balanced,
    beside_words,
    column_count,
    columns_of,
    paragraph,
    run,
    settled,
    trimmed,
    worded,
)
from planner.output.shared.document.letters import clean, collapsed
from planner.output.shared.document.look import Look
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
    words,
)
from planner.output.shared.document.styles import Styles, colour, size_pt
from planner.output.shared.document.tables import TableReader

_INLINE = set(
    "a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q s samp small span strong sub sup time tt u var".split()
)
_UNSHOWN = set(
    "script style template noscript head title meta link button input select textarea option iframe object embed audio video canvas dialog source datalist area map math".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
SMALLEST_PT, LARGEST_PT = 9.0, 11.0
"""Of the letters of a document."""
_ADDRESSES = ("https://", "http://", "mailto:")


def document_of(html: str) -> Document:
    """Read a page that was rendered; nothing outside of it is asked for."""
    root = cssselect2.ElementWrapper.from_html_root(tinyhtml5.parse(html, namespace_html_elements=False))
    sheets = [one.text or "" for one in root.etree_element.iter() if one.tag in ("style", f"{SVG}style")]
    return Reader(root, Styles(sheets)).document()


class Reader:
    """A page on its way into a document.

    Parameters
    ----------
    root : cssselect2.ElementWrapper
        Of the page.
    styles : Styles
    """

    def __init__(self, root: Any, styles: Styles) -> None:
        self._root, self.styles = root, styles
        self._drawn = {one.etree_element.get("id"): one for one in root.iter_subtree() if _svg(one)}
        self._body = next(one for one in root.iter_children() if one.local_name == "body")
        self._look = self.look_of(self._body, Look())
        self._look = replace(self._look, colour="")
        self.base_pt = self.document_pt = self._look.size_pt
        self._ink = colour(styles.of(self._body).get("color", ""))
        self._titles = sum(one.local_name == "h1" for one in self._body.iter_subtree())
        self.room_pt = WIDTH_PT
        self._tables = TableReader(self)

    def document(self) -> Document:
        """The whole."""
        source = self._root.etree_element
        title = next((one.text or "" for one in source.iter("title")), "")
        blocks = settled(tuple(self.flow(self._body, self._look)))
        named = collapsed(clean(title)).strip() or next(
            (words(one.runs) for one in blocks if isinstance(one, Heading)), ""
        )
        return Document(
            named, (source.get("lang") or "en").strip(), blocks, min(LARGEST_PT, max(SMALLEST_PT, self.document_pt))
        )

    def flow(self, element: Any, look: Look) -> Iterator[Block]:
        """Blocks of what is within an element; words that stand loose become paragraphs."""
        loose = worded(element.etree_element.text, look, self.base_pt)
        for child in element.iter_children():
            style = self.styles.of(child)
            if self._hidden(child, style):
                pass
            elif self._is_inline(child, style):
                loose += self.inline(child, self.look_of(child, look, style))
            else:
                yield from paragraph(loose, look)
                loose = []
                yield from self._block(child, style, self.look_of(child, look, style))
            loose += worded(child.etree_element.tail, look, self.base_pt)
        yield from paragraph(loose, look)

    def inline(self, element: Any, look: Look) -> list[Inline]:
        """Words, drawings and breaks of an element that stands in a line."""
        tag = element.local_name
        if tag == "br":
            return [run("\n", look, self.base_pt)]
        if tag == "wbr":
            return [run("\u200b", look, self.base_pt)]
        if tag in ("svg", "img"):
            drawn = self.drawing(element)
            return [] if drawn is None else [drawn]
        runs = worded(element.etree_element.text, look, self.base_pt)
        for child in element.iter_children():
            style = self.styles.of(child)
            if not self._hidden(child, style):
                inner = self.inline(child, self.look_of(child, look, style))
                apart = not self._is_inline(child, style) and inner
                runs += [run("\n", look, self.base_pt), *inner] if apart and runs else inner
            runs += worded(child.etree_element.tail, look, self.base_pt)
        return runs

    def drawing(self, element: Any) -> Drawing | None:
        """What an ``svg`` or an ``img`` shows."""
        if element.local_name == "img":
            return picture_of(element.etree_element, self.styles.of(element))
        return drawing_of(element, self.styles, self._ink or "#000000", self._drawn)

    def look_of(self, element: Any, look: Look, style: dict[str, str] | None = None) -> Look:
        """Style of an element by what it inherits."""
        style, tag, source = (
            self.styles.of(element) if style is None else style,
            element.local_name,
            element.etree_element,
        )
        weight = style.get("font-weight", "bold" if tag in ("b", "strong", "th", "summary", "dt") else "")
        family = style.get("font-family", style.get("font", ""))
        align = style.get("text-align", "").replace("start", "left").replace("end", "right")
        painted = colour(style.get("color", ""))
        address = source.get("href", "").strip() if tag == "a" else look.link
        space = style.get("white-space", "")
        return Look(
            size_pt=size_pt(style, look.size_pt, tag),
            bold=weight in ("bold", "600", "700", "800", "900") if weight else look.bold,
            italic=style.get("font-style", "italic" if tag in ("i", "em", "cite", "dfn") else "") == "italic"
            or (look.italic and "font-style" not in style),
            mono=look.mono or "mono" in family.lower() or tag in ("code", "pre", "kbd", "samp", "tt"),
            raised=tag if tag in ("sup", "sub") else look.raised,
            colour=("" if painted == getattr(self, "_ink", "") else painted) if painted else look.colour,
            link=clean(address) if address.startswith((*_ADDRESSES, "#")) else "",
            align=align if align in ("left", "right", "center") else look.align,
            whole=space.startswith("nowrap") if space else look.whole,
            kept=space.startswith("pre") if space else look.kept or tag == "pre",
        )

    def _block(self, element: Any, style: dict[str, str], look: Look) -> Iterator[Block]:
        if style.get("break-before", style.get("page-break-before", "")) in ("page", "always", "left", "right"):
            yield NewPage()
        tag, anchor = element.local_name, clean(element.etree_element.get("id") or "")
        if tag in _HEADINGS:
            yield self._heading(element, _HEADINGS[tag], look, anchor)
        elif tag == "nav":
            links = [one.etree_element.get("href", "") for one in element.iter_subtree() if one.local_name == "a"]
            yield Contents(
                words(self._nav_title(element, look)), frozenset(clean(one[1:]) for one in links if one.startswith("#"))
            )
        elif tag in ("ul", "ol"):
            items = (
                tuple(self.flow(one, self.look_of(one, look)))
                for one in element.iter_children()
                if one.local_name == "li" and not self._hidden(one, self.styles.of(one))
            )
            yield Listing(tag == "ol", tuple(item for item in items if item))
        elif tag == "table":
            yield from self._tables.read(element, style, look, anchor)
        elif tag == "figure":
            yield from self._figure(element, look, anchor)
        elif tag in ("svg", "img"):
            drawn = self.drawing(element)
            if drawn is not None:
                yield Figure(drawn, (), anchor)
        else:
            yield from _anchored(self._division(element, style, look), anchor)

    def _division(self, element: Any, style: dict[str, str], look: Look) -> Iterator[Block]:
        """A part of the page: side by side, on a ground of its own, or just what is within it."""
        shown = style.get("display", "")
        fill = colour(style.get("background-color", "") or style.get("background", ""))
        if shown in ("grid", "inline-grid", "flex", "inline-flex"):
            cells = [
                tuple(self._cell(one, look))
                for one in element.iter_children()
                if not self._hidden(one, self.styles.of(one))
            ]
            cells = [cell for cell in cells if cell]
            if len(cells) > 1 and not any(
                isinstance(one, Table | Heading | Grid) for cell in cells for one in every(cell)
            ):
                yield Grid(columns_of(style, len(cells)), tuple(cells))
                return
            for cell in cells:
                yield from cell
            return
        if (count := column_count(style)) > 1:
            yield from self._columned(element, look, count)
            return
        blocks = self.flow(element, look)
        if fill and fill != "#ffffff":
            inner = tuple(blocks)
            if inner:
                yield Box(inner, fill)
        else:
            yield from blocks

    def _columned(self, element: Any, look: Look, count: int) -> Iterator[Block]:
        """Blocks in columns as a newspaper has them; where a heading is among them, they stay one below the other."""
        room_pt, self.room_pt = self.room_pt, (self.room_pt - GUTTER_PT * (count - 1)) / count
        blocks = tuple(self.flow(element, look))
        self.room_pt = room_pt
        if len(blocks) > 1 and not any(isinstance(one, Heading | Grid | NewPage | Contents) for one in every(blocks)):
            yield Grid(count, balanced(blocks, count), framed=False)
        else:
            yield from blocks

    def _cell(self, element: Any, look: Look) -> Iterator[Block]:
        style = self.styles.of(element)
        inner = self.look_of(element, look, style)
        if element.local_name in _INLINE:
            yield from paragraph(self.inline(element, inner), inner)
        else:
            yield from self._block(element, style, inner)

    def _heading(self, element: Any, level: int, look: Look, anchor: str) -> Heading:
        """A heading; where one ``h1`` names the page, it is the title, and ``h2`` are the first level."""
        plain = replace(look, size_pt=self.base_pt, bold=False, colour="")
        return Heading(level - (self._titles <= 1), trimmed(self.inline(element, plain)), anchor)

    def _figure(self, element: Any, look: Look, anchor: str) -> Iterator[Block]:
        captions = [one for one in element.iter_children() if one.local_name == "figcaption"]
        caption = trimmed([run for one in captions for run in self.inline(one, self.look_of(one, look))])
        blocks = [one for one in self.flow(element, look) if not (isinstance(one, Paragraph) and one.runs == caption)]
        drawn = next((one for one in blocks if isinstance(one, Figure)), None)
        for one in blocks:
            yield replace(one, caption=caption, anchor=anchor) if one is drawn and isinstance(one, Figure) else one
        if drawn is None and caption:
            yield Paragraph(caption)

    def _nav_title(self, element: Any, look: Look) -> tuple[Inline, ...]:
        titles = [one for one in element.iter_subtree() if one.local_name in (*_HEADINGS, "summary", "caption")]
        named = titles[0] if titles else None
        return (
            (Run(clean(element.etree_element.get("aria-label") or "")),)
            if named is None
            else trimmed(self.inline(named, look))
        )

    def _is_inline(self, element: Any, style: dict[str, str]) -> bool:
        shown, tag = style.get("display", ""), element.local_name
        if tag in ("br", "wbr"):
            return True
        if tag in ("svg", "img"):
            return shown != "block" and beside_words(element)
        return shown.startswith("inline") if shown else tag in _INLINE

    @staticmethod
    def _hidden(element: Any, style: dict[str, str]) -> bool:
        source = element.etree_element
        return element.local_name in _UNSHOWN or style.get("display") == "none" or source.get("hidden") is not None


def _anchored(blocks: Iterator[Block], anchor: str) -> Iterator[Block]:
    """Give the name of a part to its first heading, where that has none of its own."""
    for one in blocks:
        if anchor and isinstance(one, Heading):
            yield one if one.anchor else replace(one, anchor=anchor)
            anchor = ""
        else:
            yield one


def _svg(element: Any) -> bool:
    source = element.etree_element
    return isinstance(source.tag, str) and source.tag.startswith(SVG) and source.get("id") is not None
