"""JSON of runs: the queue, one run, its progress, its results, and what may be done with it."""

import mimetypes
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response, StreamingResponse

from planner.errors import ProjectError
from planner.kept.pages import kept_file, written_page
from planner.output import ON_REQUEST, WRITERS
from planner.project.files import ProjectFile
from planner.project.recognising.kinds import OF_LISTS, called
from planner.project.runs.queue import RunQueue
from planner.project.runs.request import Job, Options
from planner.project.runs.run import Run
from planner.support.speech import LANGUAGES, _, language
from planner.web.api import plans
from planner.web.events import events
from planner.web.plans.places import place_of, plans_in
from planner.web.refused import RefusedError
from planner.web.runs.expecting import Expectations, expected_told
from planner.web.runs.following import followed
from planner.web.runs.framed import with_frames
from planner.web.runs.results import file_in, files_of, zipped
from planner.web.runs.telling import JOBS, run_told
from planner.web.security.audit import did
from planner.web.security.headers import RESULT_POLICY
from planner.web.serving import serving

router = APIRouter(tags=["runs"])
FURTHER = ("sites.kml", "sites.parquet", "sites.fgb")
MADE = (*WRITERS, *ON_REQUEST, *FURTHER)
"""What is made of a finished plan when somebody asks for it."""
_SHOWN, FRAMING = (".html",), "comparison.html"
ACTS: Mapping[str, Callable[[str, str], str]] = {
    "stop": lambda run, name: _("stopped run {run} of {scenario}, the best plan is kept", run=run, scenario=name),
    "end": lambda run, name: _("ended run {run} of {scenario} at once", run=run, scenario=name),
    "again": lambda run, name: _("asked for the same again of {scenario}: run {run}", run=run, scenario=name),
    "restore": lambda run, name: _("took run {run} of {scenario} from the trash", run=run, scenario=name),
}
"""What was done with a run, by its number and scenario."""
RunId = Annotated[str, Field(pattern=r"^[0-9]{1,12}$")]


class Asked(BaseModel):
    """A run to be put into the queue."""

    scenario: Annotated[str, Field(min_length=1, max_length=150, description="Name of a scenario of the project")]
    job: Job = Job.PLAN
    mixes: Annotated[
        list[str], Field(max_length=40, description="Of a comparison: mixes of plugs, as configs/mixes names them")
    ] = []
    languages: Annotated[list[str], Field(max_length=6, description="Of the results; none: as the scenario says")] = []
    simulate: Annotated[bool, Field(description="Of a plan: play it out driver by driver as well")] = False
    table: Annotated[
        str, Field(max_length=100, description="Of a valuation: id of the file with the list of places")
    ] = ""


class Grown(BaseModel):
    """A further sum for a finished plan, USD."""

    usd: Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)]


class Noted(BaseModel):
    """What the planner writes of a run."""

    note: Annotated[str, Field(max_length=4000)]


@router.get("/runs")
def all_runs(request: Request) -> dict[str, Any]:
    """Every run, the last first, and those in the trash."""
    queue = queue_of(request)
    return {"runs": [run_told(one) for one in reversed(queue.list())], "trash": list(queue.trashed())}


@router.get("/expected")
def expected_run(
    request: Request,
    scenario: Annotated[str, Query(min_length=1, max_length=150)],
    job: Job = Job.PLAN,
    mix: Annotated[list[str], Query(max_length=40)] = [],  # noqa: B006  (FastAPI copies it)
    simulate: bool = False,
) -> dict[str, Any]:
    """How long such a run is likely to take, by earlier ones of this project and this machine; `known` says what that rests on."""
    options = Options(mixes=tuple(mix), simulate=simulate)
    return expected_told(Expectations(serving(request)).of_scenario(scenario, job, options))


@router.post("/runs", status_code=201)
def add_run(request: Request, asked: Asked) -> dict[str, Any]:
    """Put a run at the end of the queue; a scenario that was kept from an edited plan is planned with its edits."""
    did(request, _("wanted a run of {scenario}", scenario=asked.scenario))
    for code in asked.languages:
        if code not in LANGUAGES:
            raise RefusedError(422, _("no such language"))
    table = None
    if asked.job is Job.VALUE:
        if not asked.table:
            raise RefusedError(422, _("a list is valued: choose the table of its places first"))
        table = f"../{_list_of(request, asked.table).place}"  # from the folder of the run
    options = Options(mixes=tuple(asked.mixes), languages=tuple(asked.languages), simulate=asked.simulate, table=table)
    run = queue_of(request).add(asked.job, asked.scenario, options, once=True)
    asked_for(request, run)
    return run_told(run)


def _list_of(request: Request, file_id: str) -> ProjectFile:
    """The table of places that is valued; `RefusedError` where it holds something else."""
    file = serving(request).project.files.get(file_id)
    if file.kind not in OF_LISTS:
        found = _("{file} is no list of places with chargers but something else ({kind}); if it is one all the same, say so on the page of files", file=file.name, kind=called(file.kind))  # fmt: skip
        raise RefusedError(422, found)
    return file


@router.get("/runs/{run}")
def one_run(request: Request, run: RunId) -> dict[str, Any]:
    """One run with its files and its finished plans."""
    found = found_run(request, run)
    return {**run_told(found), **taken_away(request, found)}


@router.post("/runs/{run}/grown", status_code=201)
def grow_run(request: Request, run: RunId, grown: Grown) -> dict[str, Any]:
    """Ask for a run that grows the finished plan of this one by a further sum; all of the plan stays."""
    found = found_run(request, run)
    if found.request.job is not Job.PLAN or found.results is None:
        raise RefusedError(409, _("only a finished plan grows by a further budget"))
    made = queue_of(request).grow(run, grown.usd, once=True)
    values = {"run": made.id, "before": run, "scenario": made.request.name, "usd": grown.usd}
    did(request, _("asked for run {run}, which grows run {before} of {scenario} by {usd:money}", **values))
    return run_told(made)


@router.post("/runs/{run}/{what}")
def act_on_run(request: Request, run: RunId, what: Literal["stop", "end", "again", "restore"]) -> dict[str, Any]:
    """``stop`` ends the search and keeps the best plan, ``end`` ends the run at once, ``again`` asks for the same once more, ``restore`` takes it from the trash."""
    queue = queue_of(request)
    acts = {
        "stop": lambda: queue.cancel(run),
        "end": lambda: queue.cancel(run, at_once=True),
        "again": lambda: queue.again(run, once=True),
        "restore": lambda: queue.restore(run),
    }
    if what != "restore":
        found_run(request, run)
    done = acts[what]()
    did(request, ACTS[what](done.id, done.request.name))
    return run_told(done)


@router.delete("/runs/{run}", status_code=204)
def remove_run(request: Request, run: RunId) -> Response:
    """Put a run that does not work into the trash."""
    found = found_run(request, run)
    queue_of(request).remove(run)
    did(request, _("put run {run} of {scenario} into the trash", run=run, scenario=found.request.name))
    return Response(status_code=204)


@router.put("/runs/{run}/note")
def note_run(request: Request, run: RunId, noted: Noted) -> dict[str, Any]:
    """Write something about a run."""
    found_run(request, run)
    noted_run = queue_of(request).note(run, noted.note)
    did(request, _("wrote a note on run {run}", run=run))
    return run_told(noted_run)


@router.get("/runs/{run}/events", response_class=StreamingResponse)
def run_events(request: Request, run: RunId, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> StreamingResponse:
    """Server-sent events: ``run`` whenever its state changes, ``progress`` for each line, with value, bound and gap where a search tells them; ``end``."""
    found_run(request, run)
    last = request.headers.get("last-event-id", "")
    return events(request, followed(queue_of(request), run, int(last) if last.isdigit() and len(last) < 16 else after))


@router.get("/runs/{run}/files/{name:path}", response_class=FileResponse)
def run_file(
    request: Request, run: RunId, name: str, save: Annotated[bool, Query(description="As a download")] = False
) -> Response:
    """One file of the results. Pages are shown as strangers, who reach nothing of this site."""
    results = found_run(request, run).results
    file = file_in(results, name) if results else None
    if file is None:
        raise RefusedError(404, _("the run has no such file"))
    if name == FRAMING and results is not None and not save:
        return sent(with_frames(file.read_text(encoding="utf-8"), results).encode(), name, save=False)
    return shown(file, name, save=save)


@router.get("/runs/{run}/made/{name}", response_class=Response)
async def made_file(
    request: Request,
    run: str,
    name: str,
    lang: Annotated[str, Query(description="Language of the file")] = "",
    save: Annotated[bool, Query()] = True,
) -> Response:
    """A finished plan in another format or language, made now: ``report.pdf``, ``map.html?lang=kk``; `run` may be a world, ``run~world``."""
    if name not in MADE or (lang and lang not in LANGUAGES):
        raise RefusedError(404, _("no such format, or no such language"))
    folder = place_of(serving(request).project, run).folder
    return sent(await _made(request, folder, name, lang or language()), name, save=save)


@router.get("/runs/{run}/read/{name}", response_class=Response)
async def read_page(request: Request, run: str, name: Literal["map.html", "report.html"]) -> Response:
    """Map or report of a finished plan in the language of whoever asks, whichever the run wrote them in; `run` may be a world, ``run~world``."""
    folder = place_of(serving(request).project, run).folder
    file = await run_in_threadpool(lambda: written_page(folder, name, language(), plans.shelf().dossier(folder)))
    if file is not None:
        return shown(file, name, save=False)
    return sent(await _made(request, folder, name, language()), name, save=False)


async def _made(request: Request, folder: Path, name: str, code: str) -> bytes:
    """A file of a plan in a language, made by one for all who ask for it now."""
    make = partial(kept_file, folder, name, code, lambda: plans.shelf().dossier(folder))
    return await serving(request).renders.made((folder, name, code), make)


@router.get("/runs/{run}/all.zip", response_class=StreamingResponse)
def run_archive(request: Request, run: RunId) -> StreamingResponse:
    """Everything that the run wrote, in one archive."""
    found = found_run(request, run)
    if found.results is None:
        raise RefusedError(404, _("the run has no results"))
    name = f"evplan-{run}"
    headers = {"Content-Disposition": f'attachment; filename="{name}.zip"'}
    return StreamingResponse(zipped(found.results, name), media_type="application/zip", headers=headers)


def asked_for(request: Request, run: Run) -> None:
    """Write down that a run was asked for."""
    values = {"run": run.id, "job": JOBS[run.request.job](), "scenario": run.request.name}
    did(request, _("asked for run {run}, {job} of {scenario}", **values))


def queue_of(request: Request) -> RunQueue:
    """The queue of the project that is served."""
    return serving(request).runs


def found_run(request: Request, run: str) -> Run:
    """A run by its number.

    Raises
    ------
    RefusedError
        404: there is none.
    """
    try:
        return queue_of(request).run(run)
    except ProjectError:
        raise RefusedError(404, _("there is no such run")) from None


def taken_away(request: Request, run: Run) -> dict[str, Any]:
    """Files and plans of a run."""
    found = [] if run.results is None else files_of(run.results)
    places = [] if run.results is None else plans_in(serving(request).project, run.id)
    return {
        "files": [vars(one) for one in found],
        "plans": [{"plan": one.key, "world": one.world} for one in places],
        "made": list(MADE),
    }


def shown(file: Path, name: str, *, save: bool) -> Response:
    """A file of results: pages in the sandbox of a stranger, all else as a download."""
    kind, headers, how = _kind_of(name, save=save)
    last = name.rpartition("/")[2]
    return FileResponse(file, media_type=kind, filename=last, headers=headers, content_disposition_type=how)


def sent(content: bytes, name: str, *, save: bool) -> Response:
    """The same of what has just been made and has one of the names of `MADE`."""
    kind, headers, how = _kind_of(name, save=save)
    return Response(content, media_type=kind, headers={**headers, "Content-Disposition": f'{how}; filename="{name}"'})


def _kind_of(name: str, *, save: bool) -> tuple[str, dict[str, str], str]:
    """Media type, headers, and whether it is shown in the page or saved."""
    is_page = name.endswith(_SHOWN)
    headers = {"Content-Security-Policy": RESULT_POLICY} if is_page else {}
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return kind, headers, "inline" if is_page and not save else "attachment"
