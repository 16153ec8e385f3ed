"""Drawings of a page by themselves: an inline SVG with its styles written at each shape, and pictures that the page carries as data."""

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from typing import Any
from xml.etree import ElementTree as ET

from planner.output.shared.document.letters import clean, collapsed
from planner.output.shared.document.nodes import Drawing
from planner.output.shared.document.styles import PX_PT, Styles, length_pt

SVG = "{http://www.w3.org/2000/svg}"
FONT = "Noto Sans"
DEFAULT_RATIO = 0.5
_LEFT_OUT = {"script", "style", "foreignObject", "title", "desc", "metadata", "animate", "animateTransform", "set"}
_PAINTED = {
    "clip-path", "clip-rule", "color", "display", "dominant-baseline", "fill", "fill-opacity", "fill-rule", "font-size", "font-style",
    "font-weight", "letter-spacing", "marker-end", "marker-mid", "marker-start", "mask", "opacity", "paint-order", "stop-color", "stop-opacity", "stroke",
    "stroke-dasharray", "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width",
    "text-anchor", "visibility",
}  # fmt: skip
_ASIDE = {"class", "style", "font-family"}
_ELSEWHERE = re.compile(r"url\((?!\s*['\"]?#)", re.IGNORECASE)
"""What lies beyond the drawing."""
_PICTURE = re.compile(r"data:image/(png|jpe?g);base64,([A-Za-z0-9+/=\s]+)")


def drawing_of(
    svg: Any, styles: Styles, colour: str, defined: Mapping[str, Any], *, adorns: bool = False
) -> Drawing | None:
    """Take an SVG out of its page.

    Parameters
    ----------
    svg : cssselect2.ElementWrapper
    styles : Styles
        Of the page.
    colour : str
        Of the text around it.
    defined : mapping of str to wrapper
        Shapes of the page by id, for those that are used from another drawing.
    adorns : bool
        Whether the words beside it say what it shows.

    Returns
    -------
    Drawing or None
        None where nothing is drawn.
    """
    style = styles.of(svg)
    root = _copied(svg, styles)
    if style.get("display") == "none" or not len(root):
        return None
    _take_in(root, styles, defined)
    box = _numbers(root.get("viewBox", ""))
    given = (_css(style, "width", svg), _css(style, "height", svg))
    if len(box) != 4 or box[2] <= 0 or box[3] <= 0:
        box = [0.0, 0.0, (given[0] or 300 * PX_PT) / PX_PT, (given[1] or 150 * PX_PT) / PX_PT]
    ratio = given[1] / given[0] if given[0] and given[1] else box[3] / box[2]
    root.attrib |= {
        "xmlns": SVG[1:-1],
        "viewBox": " ".join(f"{one:g}" for one in box),
        "width": f"{box[2]:g}",
        "height": f"{box[2] * ratio:g}",
        "font-family": FONT,
    }
    root.attrib.setdefault("color", colour)
    return Drawing(
        ET.tostring(root, encoding="unicode").encode(),
        "svg",
        "" if adorns or svg.etree_element.get("aria-hidden") == "true" else alt_of(svg.etree_element),
        max(0.001, ratio),
        given[0],
        length_pt(style.get("max-width", "")),
    )


def picture_of(element: Any, style: Mapping[str, str]) -> Drawing | None:
    """A picture that the page carries as data; any other address is never asked."""
    found = _PICTURE.fullmatch(element.get("src", "").strip())
    if found is None:
        return None
    try:
        data = base64.b64decode(found[2])
    except binascii.Error:
        return None
    width, height = (length_pt(style.get(name, "") or element.get(name, "")) or None for name in ("width", "height"))
    ratio = height / width if width and height else DEFAULT_RATIO
    kind = "png" if found[1] == "png" else "jpg"
    return Drawing(data, kind, clean(element.get("alt", "")), ratio, width, length_pt(style.get("max-width", "")))


def alt_of(element: Any) -> str:
    """What a drawing shows, by its label or title."""
    named = {one.get("id"): one for one in element.iter() if one.get("id")}
    asked = [named[key] for key in (element.get("aria-labelledby") or "").split() if key in named]
    own = [one for one in element if one.tag in (f"{SVG}title", f"{SVG}desc")]
    parts = [element.get("aria-label") or ""] if not asked else []
    parts = [part for part in parts if part] or ["".join(one.itertext()) for one in asked or own]
    told = [collapsed(clean(part)).strip() for part in parts]
    return ". ".join(part.rstrip(".") for part in told if part)


def _copied(wrapper: Any, styles: Styles) -> ET.Element:
    """A shape and what is within it, without namespaces, scripts and ways out of the file, with its styles as attributes."""
    source = wrapper.etree_element
    out = ET.Element(_name(source.tag), _attributes(source, styles))
    out.attrib |= {
        name: value
        for name, value in styles.of(wrapper).items()
        if name in _PAINTED and value and not _ELSEWHERE.search(value)
    }
    if isinstance(source.text, str):
        out.text = clean(source.text)
    for child in wrapper.iter_children():
        kept = _name(child.etree_element.tag)
        if kept not in _LEFT_OUT and child.etree_element.tag.startswith(SVG):
            out.append(_copied(child, styles))
            out[-1].tail = clean(child.etree_element.tail or "")
        elif len(out):
            out[-1].tail = (out[-1].tail or "") + clean(child.etree_element.tail or "")
        else:
            out.text = (out.text or "") + clean(child.etree_element.tail or "")
    return out


def _attributes(source: ET.Element, styles: Styles) -> dict[str, str]:
    kept = {}
    for key, value in source.attrib.items():
        name = _name(key)
        inside = name != "href" or value.startswith("#") or _PICTURE.fullmatch(value)
        local = not _ELSEWHERE.search(value)
        if inside and local and not name.startswith(("on", "xmlns", "aria-", "data-")) and name not in _ASIDE:
            kept[name] = clean(styles.resolved(value))
    return kept


def _take_in(root: ET.Element, styles: Styles, defined: Mapping[str, Any]) -> None:
    """Bring in the shapes of other drawings of the page that this one uses, once each."""
    own = {one.get("id") for one in root.iter()}
    wanted = [name for one in root.iter("use") if (name := one.get("href", "")[1:]) not in own and name in defined]
    if wanted:
        shelf = ET.Element("defs")
        shelf.extend(_copied(defined[name], styles) for name in dict.fromkeys(wanted))
        root.insert(0, shelf)


def _css(style: Mapping[str, str], name: str, svg: Any) -> float | None:
    value = style.get(name, "")
    return length_pt(value) if value else length_pt(svg.etree_element.get(name, ""))


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in re.split(r"[\s,]+", text.strip())] if text.strip() else []
    except ValueError:
        return []


_name: Callable[[str], str] = lambda tag: tag.rpartition("}")[2].removeprefix("xlink:")  # noqa: E731  one line, used thrice
