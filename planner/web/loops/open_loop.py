"""One plan that is open for edits: a process that holds it, asked one thing at a time, and whoever looks at it."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from planner.loop.history import KEPT, Steps, names_of
from planner.loop.process import LoopEndedError, LoopProcess
from planner.loop.steps import EditJson as Edit
from planner.loop.steps import Step
from planner.project.plan_edits import KeptSteps
from planner.support.speech import _, language, speaking
from planner.web.loops.seen import SeenPlans
from planner.web.loops.talking import GONE, asked, there
from planner.web.refused import RefusedError

log = logging.getLogger(__name__)
OPENING, READY, PLANNING, IMPROVING, CLOSED, FAILED = "opening", "ready", "planning", "improving", "closed", "failed"
LOOK_S = 0.8
"""A follower waits so long for news at a time."""
ASK_AGAIN_S = 0.05


class OpenLoop:
    """A plan that is open.

    Parameters
    ----------
    plan : str
        As addresses name it.
    request : mapping
        What its process is asked to open: ``scenario``, ``run``, …
    kept : KeptSteps
    first : sequence of steps
        Edits that the plan was made with, of one that was never edited here.
    log : Path or None
        Where the process writes what it and its libraries say.
    when_ready : callable
        Told after how many seconds it is.
    """

    def __init__(
        self,
        plan: str,
        request: Mapping[str, Any],
        kept: KeptSteps,
        first: Sequence[Step] = (),
        log: Path | None = None,
        when_ready: Callable[[float], None] = lambda _seconds: None,
    ) -> None:
        self.plan, self._request, self._kept, self._first, self._log = plan, dict(request), kept, list(first), log
        self.state, self.fault, self.turn = OPENING, "", 0
        self.touched, self.followers, self._when_ready = time.monotonic(), 0, when_ready
        self.places, self.seen = dict[str, dict[str, Any]](), SeenPlans()
        self._pictures, self._changed = dict[str, dict[str, Any]](), threading.Condition()
        self._asking, self._waiting, self._searching, self._done = threading.Lock(), 0, False, False
        self._history, self.process = Steps(), cast("LoopProcess | None", None)
        self._thread = threading.Thread(target=self._work, args=(language(),), daemon=True, name=f"loop {plan}")
        self._thread.start()

    # ---- what pages ask ----------------------------------------------------------------------------------------------
    def edit(self, edits: list[Edit]) -> dict[str, Any]:
        """Do edits in one step."""
        return self._command(lambda ask: self._history.done(ask, edits))

    def undo(self) -> dict[str, Any]:
        """Take the last step back."""
        return self._command(self._history.undo)

    def redo(self) -> dict[str, Any]:
        """Do again what was undone last."""
        return self._command(self._history.redo)

    def take_back(self, name: str) -> dict[str, Any]:
        """Take back one step; RefusedError, 409, where there is none of that name any more."""
        return self._command(lambda ask: there(self._history.take_back(ask, {name})))

    def release(self, site: str) -> dict[str, Any]:
        """Take back all that was asked of a site here; of one of which only the scenario asks something, that."""
        names = zip(names_of(self.steps), self.steps, strict=True)
        mine = {name for name, step in names if any(one.get("site") == site for one in step)}
        if mine:
            return self._command(lambda ask: self._history.take_back(ask, mine))
        return self.edit([{"kind": "release", "site": site}])

    @property
    def steps(self) -> list[list[Edit]]:
        """Steps that hold."""
        return list(self._history.steps)

    def found(self, reader: str) -> dict[str, Any]:
        """The picture of the moment for a reader, with ``turn``, ``can_undo`` and ``can_redo``.

        Raises
        ------
        RefusedError
            The plan is not open, or not yet.
        """
        with self._changed:
            if self.state == FAILED:
                raise RefusedError(GONE, self.fault)
            if self.state == OPENING:
                raise RefusedError(409, _("the plan is still being made ready for edits; wait a moment"))
            if reader in self._pictures:
                return self._with_turn(self._pictures[reader])
        with self._held():
            with speaking(reader):
                picture = self._ask("picture")
            with self._changed:
                self._pictures[reader] = picture
                return self._with_turn(picture)

    def answer(self, ask: str) -> Any:
        """Something else that the process knows: ``geojson``, ``kept_free``, ``candidates``."""
        with self._held():
            return self._raw(ask).get("answer")

    def news(self, seen: tuple[Any, ...]) -> tuple[Any, ...]:
        """Wait a moment for something that a follower has not seen: state, turn, and how many look."""
        with self._changed:
            if (self.state, self.turn, self.followers) == seen:
                self._changed.wait(LOOK_S)
            return self.state, self.turn, self.followers

    def looked_at(self, by: int) -> None:
        """Count a further follower, or one less."""
        with self._changed:
            self.followers += by
            self.touched = time.monotonic()
            self._changed.notify_all()

    def close(self) -> None:
        """End the process; the edits stay kept."""
        with self._changed:
            if self.state != FAILED:
                self.state = CLOSED
            self._changed.notify_all()
        process = self.process
        if process is not None:
            process.close()

    @property
    def is_open(self) -> bool:
        """Whether it is there for edits, or about to be."""
        return self.state not in (CLOSED, FAILED)

    # ---- the process -------------------------------------------------------------------------------------------------
    def _work(self, reader: str) -> None:
        """Open the plan, do kept edits again, and then look for better plans whenever nobody asks for anything."""
        try:
            with speaking(reader):
                self._begin()
            while self.is_open:
                with self._changed:
                    self._changed.wait_for(
                        lambda: not self.is_open or (not self._done and not self._waiting and self.followers > 0), 5.0
                    )
                    wanted = self.is_open and not self._done and not self._waiting and self.followers > 0
                if wanted:
                    with speaking(reader):
                        self._look_further()
        except RefusedError as error:
            self._fail(str(error.detail))
        except Exception:  # whatever went wrong, nobody waits for this plan any longer; the log has the rest
            log.exception("the plan %s", self.plan)
            with speaking(reader):
                self._fail(_("this failed inside the planner, which is a fault of the program; the log has more"))

    def _begin(self) -> None:
        began, self.process = time.monotonic(), LoopProcess(self._log)
        if not self.is_open:
            self.process.close()
            return
        with self._asking:
            found = self._ask("open", **self._request)
            places = self._raw("candidates").get("answer") or []
            self.places = {str(one["id"]): one for one in places}
            self._history.steps, self._history.undone = self._kept.read(self.plan) or (self._first, [])
            again = self._replayed()
        self._show({**found, **again}, READY)
        self._when_ready(time.monotonic() - began)

    def _replayed(self) -> dict[str, Any]:
        """Do kept edits again; where the loop does not understand them the plan is opened without any, and says so."""
        try:
            return self._history.replayed(self._ask) or {}
        except RefusedError as error:
            if not self.is_open:
                raise
            log.warning("the plan %s is opened without its edits: %s", self.plan, error.detail)
            return {
                "sentence": _(
                    "opened without the edits that were made here, which cannot be done again: {why}",
                    why=str(error.detail),
                )
            }

    def _look_further(self) -> None:
        with self._asking:  # also while it is shown: a better plan of before an edit must not come after the edit's
            if self._waiting or not self.is_open:
                return
            self._searching = True
            self._set(IMPROVING)
            try:
                found = self._ask("improve")
            finally:
                self._searching = False
            if found is not None:
                self._show(found, READY)
            else:
                self._done = not self._waiting
                self._set(READY)

    def _command(self, do: Callable[[Callable[..., dict[str, Any]]], dict[str, Any] | None]) -> dict[str, Any]:
        """Do something that changes the plan, before any search that goes on by itself; the picture after it."""
        self.found(language())
        with self._held():
            self._set(PLANNING)
            try:
                found = do(self._ask)
                if found is not None and found["became"] in KEPT:
                    self._show(found, READY)
                    self._kept.write(self.plan, self._history.steps, self._history.undone)
            except BaseException:
                self._set(READY if self.is_open else self.state)
                raise
            if found is None:
                self._set(READY)
                raise RefusedError(409, _("there is nothing to undo or to do again"))
            self._set(READY)
            return self._with_turn(found)

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Have the process to oneself; a search that goes on by itself is ended for it."""
        with self._changed:
            self._waiting += 1
            self.touched = time.monotonic()
        try:
            while not self._asking.acquire(timeout=ASK_AGAIN_S):
                if self._searching and self.process is not None:
                    with suppress(LoopEndedError):  # whoever asks it next is told
                        self.process.stop()
            try:
                if self.process is None or not self.is_open:
                    raise RefusedError(GONE, self.fault or _("the plan is closed; open it again"))
                yield
            finally:
                self._asking.release()
        finally:
            with self._changed:
                self._waiting -= 1
                self._changed.notify_all()

    def _raw(self, ask: str, **request: Any) -> dict[str, Any]:
        assert self.process is not None
        try:
            return asked(self.process, ask, **request)
        except RefusedError as error:
            if error.status_code == GONE:
                self._fail(str(error.detail))
            raise

    def _ask(self, ask: str, **request: Any) -> Any:
        return self._raw(ask, **request).get("turn")

    def _show(self, found: dict[str, Any], state: str) -> None:
        with self._changed:
            self._pictures = {language(): found}
            self.turn += 1
            self.seen.shown(self.turn, found)
            self.state = state if self.is_open else self.state
            self._done = False
            self._changed.notify_all()

    def _set(self, state: str) -> None:
        with self._changed:
            if self.is_open and self.state != state:
                self.state = state
                self._changed.notify_all()

    def _fail(self, why: str) -> None:
        with self._changed:
            if self.state != CLOSED:
                self.state, self.fault = FAILED, why
            self._changed.notify_all()
        if self.process is not None:
            self.process.close()

    def _with_turn(self, found: dict[str, Any]) -> dict[str, Any]:
        return {
            **found,
            "turn": self.turn,
            "can_undo": bool(self._history.steps),
            "can_redo": bool(self._history.undone),
        }
