"""The runs of a project: the queue and its history, and the page of each run with its progress and its results."""

import tomllib
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from planner.catalogue.mixes import mix_names
from planner.kept.pages import READ
from planner.output.report import certainty
from planner.output.report.balance import balance_context
from planner.output.report.headings import headings
from planner.output.shared import reality
from planner.output.shared.places import titles, with_titles
from planner.output.shared.plain_words import keyless
from planner.output.shared.reader import named_for, written_for
from planner.output.shared.valued import valued_parts
from planner.output.shared.words import mix_label
from planner.project.assumed import Assumed, assumed
from planner.project.recognising.kinds import OF_LISTS
from planner.project.runs.request import Job
from planner.project.runs.run import Run
from planner.support.speech import LANGUAGES, _, language, term, told
from planner.web.api import plans
from planner.web.api import runs as api
from planner.web.page import Page
from planner.web.plans.chosen import world_words
from planner.web.plans.compared import first_saying
from planner.web.plans.figures import figures
from planner.web.plans.places import PlanPlace, plans_in
from planner.web.rendering import page
from planner.web.runs.expecting import Expectations, in_words
from planner.web.runs.growth import grown_words
from planner.web.runs.results import CAPTIONS
from planner.web.runs.telling import JOBS, run_told
from planner.web.serving import serving

router = APIRouter()
PAGE = Page(term("Runs"), "/runs", router, api.router)
FRAMED = ("map.html", "report.html", "comparison.html", "check.html")
IN_LANGUAGES = ("map.html", "report.html", "report.pdf", "report.docx", "sites.xlsx")
"""What is offered in any language first, though the run may have written it in another."""
MOST_IN_HISTORY = 200


@router.get("/runs")
def runs(request: Request, scenario: str = "") -> HTMLResponse:
    """Show queue and history."""
    queue = api.queue_of(request)
    found = [run_told(one) for one in reversed(queue.list())]
    scenarios = sorted(one.stem for one in serving(request).project.scenarios_dir.glob("*.toml"))
    return page(
        request,
        "runs.html.j2",
        {
            "working": [one for one in reversed(found) if not one["is_over"]],
            "over": [one for one in found if one["is_over"]][:MOST_IN_HISTORY],
            "trash": queue.trashed(),
            "scenarios": scenarios,
            "scenario": scenario if scenario in scenarios else "",
            "jobs": [(job.value, JOBS[job]()) for job in Job],
            "tables": [(one.id, one.name) for one in serving(request).project.files.all() if one.kind in OF_LISTS],
            "mixes": [(name, mix_label(name)) for name in mix_names()],
            "reader": language(),
        },
    )


@router.get("/runs/{run}")
def one_run(request: Request, run: str) -> HTMLResponse:
    """Show one run."""
    found = api.found_run(request, run)
    project = serving(request).project
    places = [] if found.results is None else plans_in(project, run)
    away = api.taken_away(request, found)
    names = [one["name"] for one in away["files"]]
    shown = _figures(places)
    return page(
        request,
        "run.html.j2",
        {
            "run": run_told(found) | _compared(found),
            "expected": "" if found.is_over else in_words(Expectations(serving(request)).of_run(found)),
            "files": away["files"],
            "plans": places,
            "world_words": {one.key: world_words(one) for one in places},
            "figures": shown,
            "assumed": _assumed(found, places),
            "rests_on": _rests_on(places),
            "notes": _notes(places),
            "seen_plan": _seen_plan(places),
            "balance": _balance(places),
            "valued": _valued(places),
            "grown": grown_words(found, plans.shelf().dossier(places[0].folder) if len(places) == 1 else None),
            "scenario_there": found.request.name in {one.stem for one in project.scenarios_dir.glob("*.toml")},
            "framed": {name: _framed(run, name, names, alone=len(places) == 1) for name in FRAMED if name in names},
            "captions": {name: said() for name, said in CAPTIONS.items()},
            "made": [name for name in api.MADE if name not in names] if len(places) == 1 else [],
            "in_languages": IN_LANGUAGES,
            "languages_of_results": LANGUAGES,
        },
    )


def _figures(places: list[PlanPlace]) -> dict[str, Any] | None:
    """Figures of a single plan, its headline first."""
    if len(places) != 1:
        return None
    dossier = plans.shelf().dossier(places[0].folder)
    with written_for(dossier, language()):
        return figures(dossier).told()


def _compared(found: Run) -> dict[str, str]:
    """The last line of a comparison, in the language of the reader."""
    if found.results is None or found.request.job is not Job.COMPARE:
        return {}
    said = first_saying(found.results)
    return {"line": said} if said else {}


def _assumed(found: Run, places: list[PlanPlace]) -> tuple[Assumed, ...]:
    """What a single plan assumes; nothing where its scenario cannot be read any more."""
    if len(places) != 1 or found.request.job not in (Job.PLAN, Job.VALUE):
        return ()
    try:
        given = tomllib.loads((found.folder / found.request.scenario).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ()
    dossier = plans.shelf().dossier(places[0].folder)
    with written_for(dossier, language()):
        return assumed(dossier, given)


def _rests_on(places: list[PlanPlace]) -> dict[str, str]:
    """How many figures a single plan assumes, and where they stand; nothing where none is."""
    if len(places) != 1:
        return {}
    dossier = plans.shelf().dossier(places[0].folder)
    read, known = len(dossier.stations.table), int((dossier.sites["status"] != "proposed").sum())
    with written_for(dossier, language()):
        stations = _("{known:number} of {read:number} stations read count as supply.", known=known, read=read)
        said = certainty.how_many_assumed(dossier)
    said = f"{stations} {said}" if said else ""
    path = f"{_framed(places[0].key, 'report.html', (), alone=True)}#annex-assumed"
    return {"said": said, "path": path, "where": headings()["annex-assumed"]} if said else {}


def _notes(places: list[PlanPlace]) -> list[str]:
    """Warnings and doubts with which console, report and map of a single plan open."""
    if len(places) != 1:
        return []
    dossier = plans.shelf().dossier(places[0].folder)
    with written_for(dossier, language()):
        return [keyless(one) for one in reality.notes(dossier)]


def _seen_plan(places: list[PlanPlace]) -> str:
    """What became of the plan that was seen when its edits were kept; empty where none was."""
    if len(places) != 1:
        return ""
    dossier = plans.shelf().dossier(places[0].folder)
    with written_for(dossier, language()):
        return told(dossier.seen_plan.get("said", ""))


def _balance(places: list[PlanPlace]) -> dict[str, Any]:
    """Sentences on the balance of plugs of a single plan, and what `balance_price.html.j2` of the report shows; nothing where no two plugs are on offer."""
    if len(places) != 1:
        return {}
    dossier = plans.shelf().dossier(places[0].folder)
    with written_for(dossier, language()):
        return balance_context(dossier.studies)


def _valued(places: list[PlanPlace]) -> dict[str, Any]:
    """What a list is worth beside the best plan for its money, and the rules that it breaks; nothing of other plans."""
    if len(places) != 1:
        return {}
    dossier = plans.shelf().dossier(places[0].folder)
    with written_for(dossier, language()):
        called = titles(dossier, language())
        found = valued_parts(replace(dossier, studies=with_titles(dossier.studies, called)), called)
        return found | {"lines": [keyless(one) for one in found["lines"]]} if found else {}


def _framed(run: str, name: str, names: Collection[str], *, alone: bool) -> str:
    """Path of a page that is shown within the page of its run: in the language of the reader, of several plans if the run wrote it in that."""
    if alone and name in READ:
        return f"/api/runs/{run}/read/{name}"
    own = named_for(name, language())
    return f"/api/runs/{run}/files/{own if own in names else name}"
