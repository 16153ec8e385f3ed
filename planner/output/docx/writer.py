"""Writing of `report.docx` from the page of the report: real headings, contents, tables and pictures, to be edited on; the same bytes each time."""

import io
import zipfile
from pathlib import Path

from planner.dossier.dossier import Dossier
from planner.output.report.writer import report_html
from planner.output.shared.document.nodes import Document
from planner.support.archives import TimelessArchive
from planner.support.speech import _


def write_docx(dossier: Dossier, path: Path) -> None:
    """Write the report for Word."""
    from planner.output.shared.document.reading import document_of  # noqa: PLC0415  a reader that runs do without

    path.write_bytes(docx_bytes(document_of(report_html(dossier))))


def docx_bytes(document: Document) -> bytes:
    """A document for Word."""
    from planner.output.docx.body import Body  # noqa: PLC0415  a library that other formats need not load
    from planner.output.docx.house import house_document  # noqa: PLC0415

    word = house_document(document)
    end = word.element.body.sectPr
    for element in Body(word, document, _("Contents")).elements(document.blocks):
        end.addprevious(element)
    saved, out = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with zipfile.ZipFile(saved) as made, TimelessArchive(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            archive.writestr(name, made.read(name))
    return out.getvalue()
