"""Pages and parts of pages as HTML: a template in the reader's language, everything from data escaped."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from planner.authoring.spoken import is_spoken
from planner.output import report
from planner.output.shared import words
from planner.output.shared.page import filled
from planner.output.shared.proof_words import gap_percent
from planner.project.recognising.kinds import called
from planner.project.starting import city_of
from planner.support.amounts import pointed
from planner.support.speech import LANGUAGES, _, dated, language, plural, told, within
from planner.web import assets
from planner.web.choices import choice_words, choices_words
from planner.web.runs.telling import run_told
from planner.web.security.crossing import TOKEN_HEADER
from planner.web.serving import Serving, serving
from planner.web.uses import Uses
from planner.web.words import (
    change_words,
    first_mixes,
    help_text,
    kind_choices,
    shown,
    size_words,
    title_of_key,
)

HTMX = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "historyRestoreAsHxRequest": False,
    "defaultFocusScroll": False,
}
"""htmx without what our content policy forbids."""


def page(request: Request, template: str, context: Mapping[str, Any] | None = None, status: int = 200) -> HTMLResponse:
    """A whole page, or a part of one that htmx puts in place, from ``templates/<template>``.

    Beside `context` a template finds ``_``, ``plural``, ``within``, ``told``, ``lang``; ``at("/files")``, the address of a page; ``asset("page.css")``; ``serving``,
    ``visitor``, ``here`` (path of the page); ``partial``, whether htmx asks; and the filters of the report.
    """
    site = serving(request)
    body = environment().get_template(template).render({**_everywhere(request, site), **(context or {})})
    return HTMLResponse(body, status)


def at(request: Request, path: str) -> str:
    """Address of a page or route, under the path at which a reverse proxy shows the site."""
    return f"{request.scope.get('root_path', '').rstrip('/')}{path}"


@cache
def environment() -> Environment:
    """The templates of this room, read once; a table that the report has too is drawn by the report's own."""
    made = Environment(
        loader=FileSystemLoader(
            [Path(str(resources.files("planner.web") / "templates")), Path(str(resources.files(report) / "assets"))]
        ),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.filters |= {
        "number": words.number,
        "money": words.money,
        "energy": words.energy,
        "percent": words.percent,
        "gap_percent": gap_percent,
        "told": told,
        "dated": dated,
        "pointed": pointed,
        "filled": filled,
        "help_text": help_text,
    }
    made.globals |= {"_": _, "plural": plural, "within": within, "told": told}
    made.globals |= {
        one.__name__: one
        for one in (
            called,
            change_words,
            choice_words,
            choices_words,
            city_of,
            first_mixes,
            is_spoken,
            kind_choices,
            run_told,
            shown,
            size_words,
            title_of_key,
        )
    }
    return made


def _everywhere(request: Request, site: Serving) -> dict[str, Any]:
    return {
        "lang": language(),
        "languages": LANGUAGES,
        "at": lambda path: at(request, path),
        "asset": lambda name: at(request, f"/assets/{assets.version()}/{name}"),
        "serving": site,
        "uses_of": Uses(site.project),
        "visitor": request.state.visitor if hasattr(request.state, "visitor") else site.access.visitor(request),
        "here": request.url.path,
        "partial": "hx-request" in request.headers,
        "htmx_config": json.dumps(HTMX),
        "htmx_headers": json.dumps({TOKEN_HEADER: site.access.csrf_token(request.state.cookie)}),
    }
