"""The door to typst: pages as PDF, drawings as pixels; with the fonts of the house, without the network, and without the time of day."""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

PPI = 200.0
"""Pixels an inch of drawings that cannot stay lines."""
_FONTS = Path(str(resources.files("planner.output.shared") / "assets" / "fonts"))
_ONE_DRAWING = b"""
#let one = json("one.json")
#set page(width: one.width * 1pt, height: one.height * 1pt, margin: 0pt)
#set text(font: ("Noto Sans", "Noto Sans Math", "Noto Sans Symbols2"))
#image("one.svg", format: "svg", width: 100%, height: 100%, fit: "stretch")
"""


def pdf_of(template: str, files: Mapping[str, bytes]) -> bytes:
    """Set a document by a template that reads it from `files`: text of the document is never read as markup.

    Notes
    -----
    Tagged by PDF/UA-1. That asks for a glyph for every letter: where a name is in a script that the fonts of the house do not hold, those of the
    system help, and where they do not either, the page shows empty boxes and the file does not claim the norm.
    """
    import typst  # noqa: PLC0415  30 MB of library, needed only here

    given = {"main": template.encode(), **files}
    for system in (False, True):
        try:
            return _bytes(_compiler(given, system=system).compile(format="pdf", pdf_standards="ua-1"))
        except typst.TypstError:
            pass
    return _bytes(_compiler(given, system=True).compile(format="pdf"))


def png_of(svg: bytes, width_pt: float, height_pt: float) -> bytes:
    """A drawing as pixels, `PPI` of them an inch, on white."""
    import json  # noqa: PLC0415

    size = json.dumps({"width": width_pt, "height": height_pt}).encode()
    compiler = _compiler({"main": _ONE_DRAWING, "one.json": size, "one.svg": svg})
    return _bytes(compiler.compile(format="png", ppi=PPI))


def _compiler(files: Mapping[str, bytes], *, system: bool = False) -> "typst.Compiler":
    """A compiler that knows these files and no folder of the machine."""
    import typst  # noqa: PLC0415

    several: Any = dict(files)  # the hints of the library know of one file only
    return typst.Compiler(several, root=_FONTS, font_paths=_fonts(system=system))


@cache
def _fonts(*, system: bool) -> "typst.Fonts":
    """Fonts of the house, and those of typst and of the system after them; read once."""
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=True, font_paths=[_FONTS])


def _bytes(made: Any) -> bytes:
    one = made[0] if isinstance(made, list) else made
    if not isinstance(one, bytes):
        raise TypeError(made)
    return one
