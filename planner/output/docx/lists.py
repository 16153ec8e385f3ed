"""Lists in Word's terms: bullets and numbers of its own, each numbered list from 1."""

import copy
from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn

from planner.output.docx.xml import made, twips
from planner.output.shared.document.nodes import Block

INDENT_PT = 14.0
DEEPEST = 8
BULLETS, NUMBERS = 9000, 9001
"""Their definitions, beside those of the styles of Word."""


class Lists:
    """Numbering of a document.

    Parameters
    ----------
    word : docx.document.Document
    """

    def __init__(self, word: Any) -> None:
        self._numbering = word.part.numbering_part.element
        self._numbering.insert(0, _abstract(BULLETS, "bullet"))
        self._numbering.insert(1, _abstract(NUMBERS, "decimal"))
        self._used = max((one.numId for one in self._numbering.num_lst), default=0)
        self._bullets = self._number(BULLETS)
        self._depth = -1

    def elements(
        self, ordered: bool, items: tuple[tuple[Block, ...], ...], elements: Callable[[tuple[Block, ...]], list[Any]]
    ) -> list[Any]:
        """Paragraphs of a list; the first of each item has its sign, the others stand under it."""
        number = self._number(NUMBERS) if ordered else self._bullets
        self._depth += 1
        level = min(self._depth, DEEPEST)
        out = []
        for item in items:
            fresh = True
            for one in elements(item):
                if one.tag == qn("w:p") and not (one.pPr is not None and one.pPr.find(qn("w:numPr")) is not None):
                    _indent(one, number if fresh else None, level)
                    fresh = False
                out.append(one)
        self._depth -= 1
        return out

    def _number(self, form: int) -> int:
        """A numbering of its own, so that each list begins at 1."""
        self._used += 1
        restart = made("w:lvlOverride", made("w:startOverride", val=1), ilvl=0)
        self._numbering.append(made("w:num", made("w:abstractNumId", val=form), restart, numId=self._used))
        return self._used


def _indent(one: Any, number: int | None, level: int) -> None:
    properties = one.get_or_add_pPr()
    if properties.pStyle is not None:
        return
    if number is None:
        properties.insert_element_before(made("w:ind", left=twips(INDENT_PT * (level + 1))), "w:jc")
        return
    rest = [copy.copy(child) for child in properties]
    for child in list(properties):
        properties.remove(child)
    properties.append(made("w:numPr", made("w:ilvl", val=level), made("w:numId", val=number)))
    properties.append(made("w:spacing", after=40))
    properties.extend(child for child in rest if child.tag == qn("w:jc"))


def _abstract(number: int, form: str) -> Any:
    levels = [
        made(
            "w:lvl",
            made("w:start", val=1),
            made("w:numFmt", val=form),
            made("w:lvlText", val="•" if form == "bullet" else f"%{level + 1}."),
            made("w:lvlJc", val="left"),
            made("w:pPr", made("w:ind", left=twips(INDENT_PT * (level + 1)), hanging=twips(INDENT_PT))),
            ilvl=level,
        )
        for level in range(DEEPEST + 1)
    ]
    return made("w:abstractNum", made("w:multiLevelType", val="hybridMultilevel"), *levels, abstractNumId=number)
