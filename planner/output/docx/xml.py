"""Elements of WordprocessingML by short names; texts are set as texts, so that nothing in them is markup."""

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def made(name: str, /, *children: Any, **attributes: Any) -> Any:
    """An element: ``made("w:jc", val="right")``; a child that is None is left out."""
    out = OxmlElement(name)
    prefix = name.partition(":")[0]
    for key, value in attributes.items():
        if value is not None:
            out.set(qn(f"{prefix}:{key}"), str(value))
    out.extend(child for child in children if child is not None)
    return out


def text_run(text: str, *properties: Any) -> Any:
    """A run of words; a line feed is a break."""
    run = made("w:r", made("w:rPr", *properties) if properties else None)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(made("w:br"))
        if line:
            word = made("w:t")
            word.text = line
            word.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            run.append(word)
    return run


def field(code: str, *shown: Any, dirty: bool = False) -> list[Any]:
    """Runs of a field: what it asks for, and what it shows until it is asked again."""
    asked = made("w:instrText")
    asked.text = f" {code} "
    asked.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        made("w:r", made("w:fldChar", fldCharType="begin", dirty="true" if dirty else None)),
        made("w:r", asked),
        made("w:r", made("w:fldChar", fldCharType="separate")),
        *shown,
        made("w:r", made("w:fldChar", fldCharType="end")),
    ]


def paragraph(style: str | None, runs: list[Any], *properties: Any) -> Any:
    """A paragraph; properties stand in the order of the standard."""
    named = made("w:pStyle", val=style) if style else None
    return made("w:p", made("w:pPr", named, *properties) if named is not None or properties else None, *runs)


def twips(points: float) -> int:
    """Points as twentieths."""
    return round(20 * points)
