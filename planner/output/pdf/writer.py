"""Writing of `report.pdf` from the page of the report: tagged, with bookmarks, contents and running heads, the same bytes each time."""

from importlib import resources
from pathlib import Path

from planner.dossier.dossier import Dossier
from planner.output.pdf.source import Source
from planner.output.report.writer import report_html
from planner.output.shared.document.nodes import Document
from planner.output.shared.document.typesetting import pdf_of
from planner.support.speech import _


def write_pdf(dossier: Dossier, path: Path) -> None:
    """Write the report as PDF."""
    from planner.output.shared.document.reading import document_of  # noqa: PLC0415  a reader that runs do without

    path.write_bytes(pdf_bytes(document_of(report_html(dossier))))


def pdf_bytes(document: Document) -> bytes:
    """A document as PDF."""
    template = (resources.files("planner.output.pdf") / "assets" / "report.typ").read_text(encoding="utf-8")
    return pdf_of(template, Source(document, _("Contents")).files)
