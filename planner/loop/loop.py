"""A question held in memory with its plan: edits come in, and the new plan comes out proven, warm from the last one and its prices."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from geodata.city import City
from geodata.errors import GeodataError
from planner.audit.phases import broken_phases
from planner.audit.recheck import broken_promises
from planner.errors import PlannerError
from planner.loop.asking import Asked, Asking
from planner.loop.changes import changes_of, totals_of
from planner.loop.drawing import drawn_candidates
from planner.loop.edits import NARROWING, Edit, Kind
from planner.loop.filed import Filed
from planner.loop.folded import as_geojson, site_of, with_plan
from planner.loop.judging import beside, refusals, understood
from planner.loop.locality import answer_near
from planner.loop.moment import Moment, asked_to, better_of, chargers_at, stays
from planner.loop.names import Names
from planner.loop.turn import Became, Scope, ToldEdit, Turn
from planner.model.program.effort import Effort
from planner.model.program.spending import Spending
from planner.model.search.start import Start
from planner.model.solve.planning import best_plan
from planner.model.solve.ranking import ranked
from planner.model.solve.warm import Answer, begins_warm, warm_plan
from planner.plan import Plan
from planner.question import Question
from planner.support.progress import Progress
from planner.support.stopping import Stop, StoppedError, never

TURN_S = 1.5
"""The search for the best plan of a turn ends after so many seconds of work, those for plans that keep what the edit does not touch after half as many more each; `improve` goes on."""
BEGIN_S = 20.0
"""The same of the first plan."""
SLICE_S = 6.0
"""The same of one further look."""
PATIENCE = 10.0
"""Times as long a search may take by the clock: on a machine that does other things too an edit waits longer, but changes the same sites."""
FINEST = 1e-3
"""A smaller gap is not looked for."""
TRIES = 3
"""Looks without a gain after which there is no further one."""


class Loop:
    """A city's question and its plan, edited turn by turn.

    Parameters
    ----------
    city : City
    question : Question
        Without edits.
    plan : Filed, Plan or DataFrame, optional
        A plan of the question, or the chargers of one, to begin from. One whose proof is known is shown as it is, and kept until the first edit.
    turn_s : float
        Seconds of search in a turn.
    """

    def __init__(
        self, city: City, question: Question, plan: Filed | Plan | pd.DataFrame | None = None, *, turn_s: float = TURN_S
    ) -> None:
        self._asking, self._names, self._turn_s = Asking(city, question), Names(city), turn_s
        self._past: list[Moment] = []
        self._future: list[Moment] = []
        self._tries = 0
        self._filed = plan if plan is None or isinstance(plan, Filed) else Filed.given(plan)

    def begin(self, *, say: Progress = lambda _: None, stop: Stop = never) -> Turn:
        """The plan without edits, proven: that which was given, or the best; its prices are known from then on.

        Raises
        ------
        PlannerError, GeodataError
            There is no plan.
        """
        asked = self._asking.after(())
        question, gap = asked.question, asked.question.scenario.plan.gap
        best = best_plan(question, say=say, stop=stop) if self._filed is None else None
        start = Start(chargers_at((best or self._filed).chargers, question))  # type: ignore[union-attr]  # one of both is there
        if best is not None and not begins_warm(question):
            answer = Answer(best, start)
        else:
            answer = warm_plan(question, start, _effort(question, gap, BEGIN_S, stop), say)
        answer = self._as_filed(asked, answer)
        first = self._moment((), asked, answer, Became.PLANNED, None, ())
        if self._is_filed(asked) and self._filed is not None and self._filed.proof not in (None, answer.plan.proof):
            first = replace(first, turn=replace(first.turn, anew=True))
        self._past, self._future = [first], []
        return self.now

    def _as_filed(self, asked: Asked, answer: Answer) -> Answer:
        """The filed plan itself where it is asked the same question, with the prices of the answer to it; else the answer."""
        if not self._is_filed(asked):
            return answer
        assert self._filed is not None
        plan = self._filed.again(asked.question, answer.plan.proof.bound)
        return (
            answer
            if plan is None
            else Answer(plan, Start(chargers_at(plan.chargers, asked.question), answer.start.prices))
        )

    def _is_filed(self, asked: Asked) -> bool:
        """Whether what is asked is what the filed plan was made for."""
        return self._filed is not None and self._filed.asks == asked.folded

    @property
    def now(self) -> Turn:
        """The turn of the plan that holds."""
        return self._past[-1].turn

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All edits that hold, in their order."""
        return self._past[-1].edits

    @property
    def can_undo(self) -> bool:
        """Whether there is a plan before."""
        return len(self._past) > 1

    @property
    def can_redo(self) -> bool:
        """Whether a plan was undone."""
        return bool(self._future)

    def turn(self, edits: Sequence[Edit], *, say: Progress = lambda _: None, stop: Stop = never) -> Turn:
        """Apply edits, all that can be, and plan anew; where no plan keeps them, the last plan stays and the turn says why."""
        last = self._past[-1]
        if not edits:
            return last.turn
        kept, told = self._judged(edits, last)
        try:
            asked, kept = self._asked(kept, told, last)
            answer, scope = self._answered(kept, asked, last, say, stop) if kept else (None, Scope.CLOSE)
        except (PlannerError, GeodataError) as error:
            return stays(last, kept, told, error)
        if answer is None:
            return replace(last.turn, became=Became.REFUSED, told=tuple(told), conflict=None)
        applied = [ToldEdit(edit, True, "") for edit in kept]
        moment = self._moment((*last.edits, *kept), asked, answer, Became.PLANNED, last, (*applied, *told))
        narrower = narrows(kept, last.edits)
        moment = replace(moment, turn=replace(moment.turn, scope=scope, narrower=narrower))
        self._past, self._future, self._tries = [*self._past, moment], [], 0
        return moment.turn

    def _judged(self, edits: Sequence[Edit], last: Moment) -> tuple[list[Edit], list[ToldEdit]]:
        drawn = {str(site_of(edit)) for edit in edits if edit.kind is Kind.ADD}
        meant = [understood(edit, last.asked, last.answer.plan, drawn) for edit in edits]
        refused = beside({at: why for at, (_edit, why) in enumerate(meant) if why is not None}, edits)
        told = [ToldEdit(edits[at], False, why) for at, why in sorted(refused.items())]
        return [edit for at, (edit, _why) in enumerate(meant) if at not in refused], told

    def _asked(self, kept: list[Edit], told: list[ToldEdit], last: Moment) -> tuple[Asked, list[Edit]]:
        """The question after all edits that can be applied, and which they are; the others are told."""
        asked = self._asking.after((*last.edits, *kept))
        while kept and (why := refusals(asked, kept)):
            told += [ToldEdit(kept[at], False, said) for at, said in why.items()]
            kept = [edit for at, edit in enumerate(kept) if at not in why]
            asked = self._asking.after((*last.edits, *kept))
        return asked, kept

    def _answered(
        self, edits: Sequence[Edit], asked: Asked, last: Moment, say: Progress, stop: Stop
    ) -> tuple[Answer, Scope]:
        """The plan after edits, and how far from them it changes."""
        question, gap = asked.question, self._asking.base.scenario.plan.gap
        start = Start(chargers_at(last.answer.plan.chargers, question), last.answer.start.prices)
        if _anew(edits):
            found = warm_plan(question, start, _effort(question, 0.5 * gap, BEGIN_S, stop), say)
            same = asked.folded == last.asked.folded  # then what was proven before holds of this question too
            return asked_to(found, gap, last.answer.plan.proof.bound if same else None), Scope.ANEW
        effort = _effort(question, gap, self._turn_s, stop)
        spending = Spending(effort)
        best = warm_plan(question, start, effort, say)
        if self._is_filed(asked) or not begins_warm(question):
            return self._as_filed(asked, best), Scope.ANEW
        return answer_near(edits, (asked, last), best, spending, say)

    def improve(self, stop: Stop = never, *, say: Progress = lambda _: None) -> Turn | None:
        """Look further from the plan that holds; None where nothing more is to be gained, or it was stopped before.

        The first look puts its sites in the order of building. A filed plan stays as it is until something is edited, and a plan after
        edits keeps its sites and chargers: only its bound comes closer, for what is found better by itself is no effect of an edit.
        """
        last = self._past[-1]
        if self._is_filed(last.asked) and not _anew(last.edits):
            return None
        question, better = last.asked.question, None
        while better is None and self._can_gain(last) and not stop():
            self._tries += 1
            effort = _effort(question, max(FINEST, 0.5 * last.turn.gap), SLICE_S, stop)
            found = warm_plan(question, last.answer.start, effort, say, seed=self._tries)
            better = better_of(last.answer, found, self._asking.base.scenario.plan.gap, keep=bool(last.edits))
        self._tries = self._tries if better is None else 0
        answer = better or last.answer
        try:
            ordered = ranked(question, answer.plan, stop)
        except StoppedError:
            ordered = answer.plan
        if ordered is last.answer.plan:
            return None
        answer = replace(answer, plan=ordered)
        before = self._past[-2] if self.can_undo else None
        moment = self._moment(last.edits, last.asked, answer, Became.IMPROVED, before, last.turn.told)
        moment = replace(moment, turn=replace(moment.turn, scope=last.turn.scope, narrower=last.turn.narrower))
        self._past[-1] = moment
        return moment.turn

    def _can_gain(self, moment: Moment) -> bool:
        return moment.turn.gap > FINEST and self._tries < TRIES and begins_warm(moment.asked.question)

    def undo(self) -> Turn | None:
        """Go back to the plan before; None where there is none."""
        if not self.can_undo:
            return None
        left = self._past.pop()
        self._future.append(left)
        return self._shown_again(left, Became.UNDONE)

    def redo(self) -> Turn | None:
        """Go forward again; None where nothing was undone."""
        if not self._future:
            return None
        left = self._past[-1]
        self._past.append(self._future.pop())
        return self._shown_again(left, Became.REDONE)

    def _shown_again(self, left: Moment, became: Became) -> Turn:
        here = self._past[-1]
        changed = changes_of((left.answer.plan, left.totals), (here.answer.plan, here.totals))
        return replace(here.turn, became=became, changed=changed, before=left.answer.plan, told=(), conflict=None)

    def _moment(
        self,
        edits: tuple[Edit, ...],
        asked: Asked,
        answer: Answer,
        became: Became,
        before: Moment | None,
        told: tuple[ToldEdit, ...],
    ) -> Moment:
        """A plan that may be shown: every rule of it is checked again."""
        plan, question = answer.plan, asked.question
        broken = [*broken_promises(plan, question), *broken_phases(plan, question)]
        if broken:
            raise AssertionError(f"the plan breaks {len(broken)} promises of the model: {'; '.join(broken[:3])}")
        totals = totals_of(plan, question)
        old = None if before is None else before.answer.plan
        changed = None if before is None else changes_of((before.answer.plan, before.totals), (plan, totals))
        turn = Turn(
            became,
            question,
            plan,
            asked.city,
            asked.folded,
            totals,
            self._names,
            changed,
            told,
            conflict=None,
            before=old,
        )
        return Moment(edits, asked, answer, totals, turn)

    def candidates(self) -> list[dict[str, object]]:
        """Every place at which chargers may be added, for the map."""
        asked = self._past[-1].asked
        return drawn_candidates(asked.question, asked.city, self._names.of(asked.city))

    def kept_free(self) -> list[str]:
        """Sites of the city that lie in an area kept free, sorted: what ``plan.forbidden`` says of the areas. Sites that edits add are none of them."""
        folded, city = self._past[-1].asked.folded, self._past[-1].asked.city
        return sorted(
            site for site in folded.kept_free(city) if site not in folded.sites or not folded.sites[site].drawn
        )

    def as_geojson(self) -> dict[str, object]:
        """The edits of sites as a file for `evplan plan --edits`, with the plan that they give beside them."""
        found = self.candidates()
        points = {str(one["id"]): (one["lon"], one["lat"]) for one in found}
        called = {str(one["id"]): str(one["name"]) for one in found if one["name"] != one["id"]}
        return with_plan(as_geojson(self.edits, points, called), self.now.built())  # type: ignore[arg-type]


def _effort(question: Question, gap: float, work_s: float, stop: Stop) -> Effort:
    """So much counted work, so that a busy machine finds the same plan; by the clock where an earlier plan does not help and the search is that of a run."""
    if not begins_warm(question):
        return Effort(gap, BEGIN_S, stop=stop)
    return Effort(gap, PATIENCE * work_s, stop=stop, work_s=work_s)


def narrows(edits: Sequence[Edit], earlier: Sequence[Edit]) -> bool:
    """Whether edits only take choices away from what earlier ones left."""
    touched = {(site_of(one), one.name) for one in earlier}
    return all(one.kind in NARROWING and (site_of(one), one.name) not in touched for one in edits)


def _anew(edits: Sequence[Edit]) -> bool:
    """Whether everything is asked to be planned anew."""
    return any(edit.kind is Kind.ANEW for edit in edits)
