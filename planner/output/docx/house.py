"""An empty Word document of the house: A4, styles, language, running head and foot; no thumbnail, no time, no name of a library."""

import re
from typing import Any

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from planner.output.docx.xml import field, made, paragraph, text_run, twips
from planner.output.shared.document.nodes import WIDTH_PT, Document

FONT = "Calibri"
BASE_PT = 10.5
INK, SOFT, ACCENT, RULE = "1d2733", "56616d", "0b4f79", "d9dee3"
_LANGUAGES = {
    "en": "en-GB",
    "ru": "ru-RU",
    "kk": "kk-KZ",
    "uz": "uz-Latn-UZ",
    "ky": "ky-KG",
    "tg": "tg-Cyrl-TJ",
}
"""Languages as Word names them: its spelling is that of the reader."""
_HEADINGS = {1: (15.0, 20, 6), 2: (12.5, 14, 4), 3: (11.0, 10, 3), 4: (10.5, 8, 2), 5: (10.5, 8, 2), 6: (10.5, 8, 2)}
CELL_STYLE = "TableText"


def house_document(document: Document) -> Any:
    """A document of python-docx with everything but what it says."""
    made_one = docx.Document()
    body = made_one.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    _page(made_one.sections[0], document.title)
    _styles(made_one, document.language)
    _settings(made_one)
    _properties(made_one, document)
    return made_one


def _page(section: Any, title: str) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(14)
    section.top_margin, section.bottom_margin = Mm(20), Mm(18)
    section.header_distance, section.footer_distance = Mm(10), Mm(9)
    section.different_first_page_header_footer = True
    line = made("w:pBdr", made("w:bottom", val="single", sz=4, space=4, color=RULE))
    head = [text_run(title[:90]), made("w:r", made("w:tab")), *field("STYLEREF 1", text_run(""))]
    _fill(section.header, paragraph("Header", head, line))
    for foot in (section.footer, section.first_page_footer):
        pages = [*field("PAGE", text_run("1")), text_run(" / "), *field("NUMPAGES", text_run("1"))]
        _fill(foot, paragraph("Footer", pages, made("w:jc", val="right")))
    _fill(section.first_page_header, paragraph("Header", []))


def _fill(part: Any, one: Any) -> None:
    part.is_linked_to_previous = False
    for child in list(part._element):  # noqa: SLF001  python-docx adds an empty paragraph of its own
        part._element.remove(child)  # noqa: SLF001
    part._element.append(one)  # noqa: SLF001


def _styles(document: Any, language: str) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for old in defaults.findall(qn("w:lang")):
        defaults.remove(old)
    defaults.append(made("w:lang", val=_LANGUAGES.get(language, language), eastAsia="zh-CN", bidi="ar-SA"))
    _letters(styles["Normal"], BASE_PT, INK)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    _letters(styles["Title"], 24, INK, bold=True)
    _without(styles["Title"], "w:pBdr")
    styles["Title"].paragraph_format.space_after = Pt(4)
    for level, (size, before, after) in _HEADINGS.items():
        heading = styles[f"Heading {level}"]
        _letters(heading, size, INK, bold=True)
        heading.font.italic = False
        form = heading.paragraph_format
        form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), True
        if level == 1:
            heading.element.get_or_add_pPr().insert_element_before(
                made("w:pBdr", made("w:top", val="single", sz=12, space=5, color=ACCENT)),
                "w:shd",
                "w:tabs",
                "w:spacing",
                "w:outlineLvl",
            )
    _letters(styles["Caption"], 9, SOFT, bold=False)
    for name in ("Header", "Footer"):
        _letters(styles[name], 8.5, SOFT)
        _without(styles[name], "w:tabs")
        styles[name].paragraph_format.tab_stops.add_tab_stop(Pt(WIDTH_PT), WD_TAB_ALIGNMENT.RIGHT)
    for level in (1, 2, 3):
        styles.element.append(_contents_style(level))
    styles.element.append(_link_style())
    styles.element.append(_cell_style())
    styles.element.append(_table_style())


def _letters(style: Any, size: float, colour: str, *, bold: bool | None = None) -> None:
    font = style.font
    font.name, font.size, font.color.rgb = FONT, Pt(size), RGBColor.from_string(colour.upper())
    if bold is not None:
        font.bold = bold
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{name}"), FONT)
    _without(style, "w:spacing", of="rPr")
    _without(style, "w:kern", of="rPr")


def _without(style: Any, name: str, *, of: str = "pPr") -> None:
    properties = getattr(style.element, of)
    for one in [] if properties is None else properties.findall(qn(name)):
        properties.remove(one)


def _contents_style(level: int) -> Any:
    """Word's own style of a line of the contents: dots to a page number at the right."""
    return made(
        "w:style",
        made("w:name", val=f"toc {level}"),
        made("w:basedOn", val="Normal"),
        made("w:next", val="Normal"),
        made("w:uiPriority", val=39),
        made("w:unhideWhenUsed"),
        made(
            "w:pPr",
            made("w:tabs", made("w:tab", val="right", leader="dot", pos=twips(WIDTH_PT))),
            made("w:spacing", before=60 if level == 1 else 0, after=20),
            made("w:ind", left=twips(12.0 * (level - 1)), right=twips(30)),
        ),
        type="paragraph",
        styleId=f"TOC{level}",
    )


def _link_style() -> Any:
    look = made("w:rPr", made("w:color", val=ACCENT), made("w:u", val="single"))
    return made(
        "w:style",
        made("w:name", val="Hyperlink"),
        made("w:uiPriority", val=99),
        look,
        type="character",
        styleId="Hyperlink",
    )


def _cell_style() -> Any:
    """Words in cells of tables: closer than in the text."""
    return made(
        "w:style",
        made("w:name", val="Table text"),
        made("w:basedOn", val="Normal"),
        made("w:qFormat"),
        made("w:pPr", made("w:spacing", before=0, after=20, line=240, lineRule="auto")),
        type="paragraph",
        customStyle="1",
        styleId=CELL_STYLE,
    )


def _table_style() -> Any:
    """The look of tables, in one place for whoever edits on."""
    borders = made(
        "w:tblBorders",
        made("w:bottom", val="single", sz=4, space=0, color=RULE),
        made("w:insideH", val="single", sz=4, space=0, color=RULE),
    )
    margins = made(
        "w:tblCellMar",
        *(
            made(f"w:{side}", w=70 if side in ("left", "right") else 30, type="dxa")
            for side in ("top", "left", "bottom", "right")
        ),
    )
    first = made(
        "w:tblStylePr",
        made("w:rPr", made("w:b"), made("w:color", val=SOFT)),
        made(
            "w:tcPr",
            made("w:tcBorders", made("w:bottom", val="single", sz=8, space=0, color=INK)),
            made("w:vAlign", val="bottom"),
        ),
        type="firstRow",
    )
    return made(
        "w:style",
        made("w:name", val="Plan table"),
        made("w:basedOn", val="TableNormal"),
        made("w:uiPriority", val=59),
        made("w:qFormat"),
        made("w:tblPr", borders, margins),
        first,
        type="table",
        customStyle="1",
        styleId="PlanTable",
    )


def _settings(document: Any) -> None:
    """Word of today's layout, not that of 2007."""
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    mode = made("w:compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val="15")
    after = settings.find(qn("w:rsids"))
    compat = made("w:compat", mode)
    if after is None:
        settings.append(compat)
    else:
        after.addprevious(compat)


def _properties(document: Any, told: Document) -> None:
    core = document.core_properties
    core.title, core.language, core.author, core.comments = (
        told.title[:255],
        _LANGUAGES.get(told.language, told.language),
        "evplan",
        "",
    )
    core.last_modified_by, core.revision, core.keywords = "evplan", 1, ""
    for child in list(core._element):  # noqa: SLF001  the time of a template says nothing of a plan
        if re.search(r"\}(created|modified)$", child.tag):
            core._element.remove(child)  # noqa: SLF001
    relations = document.part.package.rels
    for name in [key for key, one in relations.items() if one.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[name]
