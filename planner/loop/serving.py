"""The loop as a process: requests as JSON lines come in, answers as JSON lines go out; it ends when nobody writes to it any more.

A request is ``{"id": 7, "ask": "turn", "edits": […], "language": "ru"}``; what may be asked is the keys of `ANSWERS`, and ``stop``, which ends the search
that is under way with the best plan so far. Each answer has the `id` of its request: any number of ``{"id", "progress": {value, bound, gap, seconds}}``,
and last one of ``{"id", "turn": …}``, ``{"id", "answer": …}`` or ``{"id", "error": "one line"}``.
"""

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, TextIO

from geodata.errors import GeodataError, one_line
from planner.config.levers import with_keys
from planner.config.scenario import load_scenario
from planner.dossier.dossier import Dossier
from planner.errors import EditError, PlannerError
from planner.kept.prepared import preparing
from planner.loop.edits import edits_from
from planner.loop.filed import Filed
from planner.loop.loop import Loop
from planner.loop.turn import Turn
from planner.support.progress import Progress
from planner.support.speech import LANGUAGES, SOURCE, Text, _, speaking, told

log = logging.getLogger(__name__)
MOST_LETTERS = 5_000_000
"""Of one request."""


@dataclass
class Serving:
    """The loop of one plan, asked one thing at a time.

    Parameters
    ----------
    out : text stream
        Where answers go.
    gone : callable
        Called when the stream of requests ends.
    """

    out: TextIO
    gone: Callable[[], None] = lambda: None
    _loop: Loop | None = None
    _read_so_far: int = 0
    _stopped: int = 0
    _now: int = 0
    _writing: Lock = field(default_factory=Lock)
    _requests: "SimpleQueue[Mapping[str, Any] | None]" = field(default_factory=SimpleQueue)

    def serve(self, lines: TextIO) -> None:
        """Answer every request until the stream ends."""
        Thread(target=self._read, args=(lines,), daemon=True).start()
        while (request := self._requests.get()) is not None:
            self._now += 1
            self._answer(request)

    def _stop(self) -> bool:
        """Whether the request that is being answered was stopped."""
        return self._now <= self._stopped

    def _read(self, lines: TextIO) -> None:
        """Take requests in as they come, so that one to stop is heard while a plan is looked for; the end of the stream stops as well."""
        while line := lines.readline(MOST_LETTERS):
            try:
                request = json.loads(line)
            except (ValueError, RecursionError):
                request = None
            if not isinstance(request, dict):
                self._write({"id": None, "error": _("a request is one line of JSON, an object with ask")})
            elif request.get("ask") == "stop":
                self._stopped = self._read_so_far
            else:
                self._read_so_far += 1
                self._requests.put(request)
        self._stopped = self._read_so_far
        self.gone()
        self._requests.put(None)

    def _write(self, answer: Mapping[str, Any]) -> None:
        with self._writing:
            self.out.write(json.dumps(answer, ensure_ascii=False, default=str) + "\n")
            self.out.flush()

    def _answer(self, request: Mapping[str, Any]) -> None:
        number, code = request.get("id"), request.get("language")
        with speaking(code if code in LANGUAGES else SOURCE):
            try:
                found = self._found(request)
            except (PlannerError, GeodataError) as error:
                found = {"error": one_line(told(error)), "ways": [told(way) for way in getattr(error, "ways", ())]}
            except Exception:  # whatever went wrong, the page gets one line and the log the rest
                log.exception("a request failed: %s", request.get("ask"))
                found = {
                    "error": _("this failed inside the planner, which is a fault of the program; the log has more")
                }
            self._write({"id": number, **found})

    def _found(self, request: Mapping[str, Any]) -> dict[str, Any]:
        name = request.get("ask")
        answer = ANSWERS.get(name) if isinstance(name, str) else None
        if answer is None:
            raise EditError(_("unknown request; known are {known}", known=", ".join((*ANSWERS, "stop"))))
        return answer(self, request)

    def opened(self) -> Loop:
        """The loop, once a plan is open."""
        if self._loop is None:
            raise EditError(_("no plan is open; ask to open one first"))
        return self._loop

    def open(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Read a scenario, gather its city, and begin from the plan of a finished run where one is named; then apply edits that were made before.

        ``beside`` is the folder from which the scenario's paths start, where it is not its own; ``keys`` are dotted keys with other values.
        """
        place, run, beside, keys = (request.get(key) for key in ("scenario", "run", "beside", "keys"))
        if not isinstance(place, str) or not (run is None or isinstance(run, str)):
            raise EditError(_("open: name a scenario and, if there is one, the folder of a run"))
        say = self._progress(request)
        scenario = load_scenario(Path(place))
        if isinstance(beside, str):
            scenario = scenario.beside(Path(beside))
        if isinstance(keys, dict) and keys:
            scenario = with_keys(scenario, keys, where=Path(place).name)
        filed = None if run is None else Filed.of(Dossier.load(run))
        gather, ask = preparing()
        city = gather(scenario, say=say)
        loop = Loop(city, ask(city, scenario, say=say), filed)
        turn = loop.begin(say=say, stop=self._stop)
        self._loop = loop
        edits = edits_from(request.get("edits") or [])
        return self.drawn(loop.turn(edits, say=say, stop=self._stop) if edits else turn)

    def turn(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Apply edits."""
        edits = edits_from(request.get("edits"))
        return self.drawn(self.opened().turn(edits, say=self._progress(request), stop=self._stop))

    def improve(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Look further; the answer has no turn where nothing is gained."""
        return self.drawn(self.opened().improve(self._stop, say=self._progress(request)))

    def drawn(self, turn: Turn | None) -> dict[str, Any]:
        """The picture of a turn, and what may be undone."""
        loop = self.opened()
        edits = [one.as_json() for one in loop.edits]
        steps = {"edits": edits, "can_undo": loop.can_undo, "can_redo": loop.can_redo}
        return {"turn": None if turn is None else {**turn.picture(), **steps}}

    def _progress(self, request: Mapping[str, Any]) -> Progress:
        """Tell how far a search is: its figures where a message has them, else its words."""
        began = time.perf_counter()

        def say(text: str) -> None:
            figures = _figures(text)
            seconds = round(time.perf_counter() - began, 2)
            self._write({"id": request.get("id"), "progress": {**figures, "text": told(text), "seconds": seconds}})

        return say


def _figures(text: str) -> dict[str, float]:
    """Value, bound and gap of a message of the search."""
    values: Mapping[str, Any] = getattr(text, "values", {}) if isinstance(text, Text) else {}
    if "gap" not in values or "value" not in values:
        return {}
    value, gap = float(values["value"]), float(values["gap"])
    return {"value": value, "bound": value / (1.0 - gap) if gap < 1.0 else value, "gap": gap}


ANSWERS: dict[str, Callable[[Serving, Mapping[str, Any]], dict[str, Any]]] = {
    "open": Serving.open,
    "turn": Serving.turn,
    "improve": Serving.improve,
    "undo": lambda serving, _request: serving.drawn(serving.opened().undo()),
    "redo": lambda serving, _request: serving.drawn(serving.opened().redo()),
    "picture": lambda serving, _request: serving.drawn(serving.opened().now),
    "candidates": lambda serving, _request: {"answer": serving.opened().candidates()},
    "geojson": lambda serving, _request: {"answer": serving.opened().as_geojson()},
    "kept_free": lambda serving, _request: {"answer": serving.opened().kept_free()},
}
"""What may be asked."""
