"""A run in words and as JSON, in the reader's language."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from planner.output.shared.proof_words import better_by
from planner.project.runs.ended import State
from planner.project.runs.events import Event
from planner.project.runs.request import Job
from planner.project.runs.run import Run
from planner.support.speech import _, term, told, within
from planner.support.stop_words import with_stop_words
from planner.web.titled import with_titles

STATES: Mapping[State, Callable[[], str]] = {
    State.WAITING: lambda: within("state of a run", "waiting"),
    State.RUNNING: lambda: within("state of a run", "running"),
    State.FINISHED: lambda: within("state of a run", "finished"),
    State.STOPPED: lambda: within("state of a run", "stopped"),
    State.FAILED: lambda: within("state of a run", "failed"),
    State.CUT: lambda: within("state of a run", "cut off"),
}
JOBS: Mapping[Job, Callable[[], str]] = {
    Job.PLAN: lambda: within("what a run does", "plan"),
    Job.COMPARE: lambda: within("what a run does", "comparison"),
    Job.CHECK: lambda: within("what a run does", "check of the data"),
    Job.VALUE: lambda: within("what a run does", "value of a list"),
}
UNITS = {
    str(one): one
    for one in (
        term("weighted kWh a day"),
        term("USD a year"),
        term("kWh-seconds of drive a day"),
        term("share of the best plan of a world"),
    )
}
"""What a plan is counted in, by the word that a search files with its figures."""
STOP_BUTTONS: Mapping[Job, Callable[[], str]] = {
    Job.PLAN: lambda: _("Stop and keep the best plan"),
    Job.COMPARE: lambda: _("Stop and keep what is finished"),
    Job.CHECK: lambda: _("Stop and keep what is finished"),
    Job.VALUE: lambda: _("Stop and keep what is finished"),
}
GOOD, BAD = (State.FINISHED,), (State.FAILED, State.CUT)


def run_told(run: Run) -> dict[str, Any]:
    """A run as JSON; beside codes stand words."""
    request = run.request
    return {
        "id": run.id,
        "job": request.job.value,
        "job_words": _job_words(run),
        "scenario": request.name,
        "state": run.state.value,
        "state_words": _("stopping, the best plan is kept") if run.stopping else STATES[run.state](),
        "tone": "good" if run.state in GOOD else "bad" if run.state in BAD else "",
        "stop_words": STOP_BUTTONS[request.job](),
        "stopping": run.stopping,
        "is_over": run.is_over,
        "asked_at": request.added_at,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "seconds": run.seconds,
        "elapsed_s": elapsed_of(run),
        "code": run.code,
        "line": with_titles(told(run.line)),
        "ways": [with_titles(told(one)) for one in run.ways],
        "gap": run.gap,
        "gap_words": _gap_words(run.gap),
        "note": run.note,
        "bytes": run.bytes,
        "has_results": run.results is not None,
    }


def _gap_words(gap: float | None) -> str:
    """How much better another plan could be, in the figure of the plan's own sentence; empty where nothing is proven."""
    return (
        "" if gap is None or gap >= 1 else _("no plan is better by more than {better:gap_most}", better=better_by(gap))
    )


def _job_words(run: Run) -> str:
    """What a run does; one that grows an earlier plan says of which."""
    grow = run.request.options.grow
    if grow is None:
        return JOBS[run.request.job]()
    return within("what a run does", "plan, grown from № {run}", run=earlier_run(grow))


def earlier_run(grow: str) -> str:
    """Number of the run whose plan grows, by the path from the folder of the run that grows it."""
    return Path(grow).parts[1]


def elapsed_of(run: Run) -> float:
    """Seconds for which a run has been working; 0 of one that does not, or whose clock was set back."""
    if run.state is not State.RUNNING:
        return 0.0
    try:
        took = datetime.now(UTC) - datetime.fromisoformat(run.started_at)
    except (ValueError, TypeError):
        return 0.0
    return max(0.0, round(took.total_seconds(), 1))


def event_told(event: Event, job: Job) -> dict[str, Any]:
    """A line of progress as JSON; a search is ended by the button of the page."""
    button = within("the search ends at …", "the button “{button}”", button=STOP_BUTTONS[job]())
    text = with_stop_words(event.text, button)
    line = {"seconds": event.seconds, "kind": event.kind, "text": told(text), "after": event.after}
    found = event.figures
    if found is not None:
        found = replace(found, unit=UNITS.get(found.unit, found.unit))
    return (
        line
        if found is None
        else line
        | {"value": found.value, "bound": found.bound, "gap": found.gap, "unit": told(found.unit), "of": told(found.of)}
    )
