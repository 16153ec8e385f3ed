"""`report.html`: the decision report on one page, four to six sheets for the council and an annex for who checks; printable, no network."""

from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from planner.dossier.dossier import Dossier
from planner.output.report import annex, body
from planner.output.report.headings import contents, headings
from planner.output.shared import words
from planner.output.shared.city_name import city_name
from planner.output.shared.naming import inert
from planner.output.shared.page import rendered
from planner.output.shared.places import titles, with_titles
from planner.output.shared.plain_words import kept, shown
from planner.output.shared.sites_table import chargers_text
from planner.output.shared.source_words import source_words
from planner.support.files import write_text
from planner.support.speech import SOURCE, _, language

LONGEST_TITLE = 120
HEAD = 60
"""Letters of the running head."""


def write_report(dossier: Dossier, path: Path) -> None:
    """Write the decision report."""
    write_text(path, report_html(dossier))


def report_html(dossier: Dossier) -> str:
    """Render the report; Jinja escapes whatever the data holds, and the page's policy forbids scripts altogether."""
    return rendered(
        "planner.output.report",
        "report.html.j2",
        _context(dossier),
        finalize=shown,
        plugs=words.plugs_text,
        chargers=chargers_text,
        family=words.family_label,
        gap_percent=words.gap_percent,
        kept=kept,
        read_as=source_words,
    )


def _context(dossier: Dossier) -> dict[str, Any]:
    reader = None if language() == SOURCE else language()
    called = titles(dossier, reader)
    dossier = replace(dossier, city=city_name(dossier), studies=with_titles(dossier.studies, called))
    title = inert(dossier.name, LONGEST_TITLE) or inert(dossier.city, LONGEST_TITLE) or _("Charging network plan")
    parts = {**body.context(dossier, called, reader), **annex.context(dossier, called, reader)}
    return {
        "d": dossier,
        "lang": language(),
        "title": title,
        "subtitle": _subtitle(dossier),
        "own_css": Markup(_asset("report.css")),  # noqa: S704  our own file
        "page_css": Markup(running_head(title[:HEAD], inert(dossier.city, HEAD))),  # noqa: S704  letters are escaped in it
        "headings": headings(),
        "contents": contents(parts),
        **parts,
    }


def _subtitle(dossier: Dossier) -> str:
    values = {"city": inert(dossier.city), "year": str(dossier.year), "mix": inert(words.mix_label(dossier.mix))}
    if dossier.country:
        return _(
            "Charging network plan for {city} ({country}), {year}; plugs of the vehicles: {mix}",
            country=inert(dossier.country),
            **values,
        )
    return _("Charging network plan for {city}, {year}; plugs of the vehicles: {mix}", **values)


def running_head(left: str, right: str) -> str:
    """Style of the margins of printed pages: two texts above from the second page on, the number of the page below."""
    page = _css_text(_("Page {page} of {pages}", page="\ue000", pages="\ue001"))
    page = page.replace(_hex("\ue000"), '" counter(page) "').replace(_hex("\ue001"), '" counter(pages) "')
    font = "font-size: 8pt; color: #56616d;"
    return (
        f"@page {{ @top-left {{ content: {_css_text(left)}; {font} }} @top-right {{ content: {_css_text(right)}; {font} }} "
        f"@bottom-right {{ content: {page}; {font} }} }}\n"
        '@page :first { @top-left { content: ""; } @top-right { content: ""; } }\n'
    )


def _css_text(text: str) -> str:
    """A text as CSS has it, every letter that is no letter, digit or space of ASCII as its number: nothing in it can end it."""
    return '"' + "".join(one if one.isascii() and (one.isalnum() or one == " ") else _hex(one) for one in text) + '"'


def _hex(letter: str) -> str:
    return f"\\{ord(letter):06x} "


def _asset(name: str) -> str:
    return (resources.files("planner.output.report") / "assets" / name).read_text(encoding="utf-8")
