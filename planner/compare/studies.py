"""The studies of a comparison, in the order in which a reader meets them: what is found out beyond the plays."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import Any

from planner.compare.comparison import Comparison
from planner.compare.dependence import Depends
from planner.compare.flexibility import Flexible, flexibility_of
from planner.compare.rows import HEDGED, Chargers
from planner.config.scenario import Scenario
from planner.errors import PlannerError
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.question import Question
from planner.studies.names import study_words
from planner.support.progress import Progress
from planner.support.speech import _, message_of
from planner.support.stopping import Stop, StoppedError, never

log = logging.getLogger(__name__)
LEFT_OUT = "left_out"
"""Key beside the studies' names: those that failed or were stopped, and why."""


@dataclass(frozen=True)
class Compared:
    """What a study of a comparison is made from.

    Parameters
    ----------
    scenario : Scenario
        That of the configuration, whose `[compare]` says what is asked.
    comparison : Comparison
    questions : mapping
        By world; of the last phase, where plans are built in several.
    hedged, instances : mapping
        Questions by world, those that were hedged over, as they were asked then.
    chargers : mapping
        By plan.
    stop : Stop
    """

    scenario: Scenario
    comparison: Comparison
    questions: Mapping[str, Question]
    hedged: Mapping[str, Question] = field(default_factory=dict)
    instances: Mapping[str, Instance] = field(default_factory=dict)
    chargers: Mapping[str, Chargers] = field(default_factory=dict)
    stop: Stop = never

    @property
    def best(self) -> dict[str, float]:
        """Best value known in each world that was hedged over, worth-weighted kWh a day."""
        known = {world: self.comparison.regrets.best(world) for world in self.instances}
        return {world: best.value for world, best in known.items() if best is not None}

    def effort(self, shared_by: int = 1) -> Effort:
        """Effort for one of several further searches, which share the time limit of a plan."""
        ask = self.scenario.plan
        return Effort(ask.gap, ask.time_limit_s / shared_by, ask.threads, ask.solver, stop=self.stop)


Study = Callable[[Compared, Progress], Mapping[str, Any] | None]
"""Plain JSON, or None where the scenario does not ask for the study or it has nothing to say."""


def dependence(compared: Compared, say: Progress) -> Mapping[str, Any]:
    """What each plan makes the city depend on, in the world in which it is shown."""
    say(_("what each plan makes the city depend on"))
    out = {}
    for name in compared.comparison.rows:
        play = compared.comparison.own(name)
        question = compared.questions[play.world]
        told = compared.scenario.compare.fade_year  # a world in a file of its own may say another
        year = question.scenario.fade_year if told is None else told
        out[name] = Depends(play, compared.chargers[name], question, year).as_dict()
    return out


def flexibility(compared: Compared, say: Progress) -> Mapping[str, Any] | None:
    """What dual and pooled cabinets, cables on standing guns and spare conduits are worth; where plans were hedged over several worlds."""
    ask = compared.scenario.compare
    if not ask.flexibility or len(compared.instances) < 2:
        return None
    questions = compared.hedged
    regrets, effort = compared.comparison.regrets, compared.effort()
    money = ask.regret_target, ask.conduit_usd, ask.conduit_saves
    reached = compared.comparison.hedge.hedged
    hedged = None if reached is None else compared.chargers.get(HEDGED)
    known = [one for world in questions if (one := regrets.best(world)) is not None and one.value > 0]
    # No plan has more in a world than that world's own bound, if it keeps the same rules there.
    alone = [one.bound / one.value for one in known] if compared.comparison.hedge.balanced is None else []
    bound = min([*alone, inf if reached is None else reached.bound])
    losses = [lost for world in questions if (lost := regrets.regret(HEDGED, world)) is not None]
    kept = 0.0 if reached is None else min([reached.value, *(1.0 - lost for lost in losses)])
    # against the best known since, which the hedged plan itself may be
    proven = (kept, max(kept, bound))
    asked = Flexible(questions, compared.instances, regrets, compared.chargers, *money, effort, hedged, proven)
    return flexibility_of(asked, say)


STUDIES: dict[str, Study] = {
    "dependence": dependence,
    "flexibility": flexibility,
}
"""By the names of `planner.compare.comparison.STUDIES`."""


def studies_of(compared: Compared, say: Progress) -> dict[str, Any]:
    """Make every study that is asked for, by name; what fails or is stopped is named under `LEFT_OUT`, for the comparison stands without it."""
    made: dict[str, Any] = {}
    left_out: list[dict[str, str]] = []
    for name, study in STUDIES.items():
        found, why = _made(study, compared, say)
        if why:
            log.warning(_("left out: {name}: {why}", name=study_words(name), why=why))
            left_out.append({"study": name, "why": why})
        elif found is not None:
            made[name] = found
    return {**made, LEFT_OUT: left_out} if left_out else made


def _made(study: Study, compared: Compared, say: Progress) -> tuple[Mapping[str, Any] | None, str]:
    """What a study found, and why it found nothing where it should have."""
    try:
        return study(compared, say), ""
    except StoppedError:
        return None, _("the user stopped the run")
    except PlannerError as error:
        return None, message_of(error)
    except Exception as error:  # a bug in a study must not cost the comparison; it is reported as one
        log.info("traceback of the study that failed", exc_info=True)
        return None, _("{kind} {error}; this is a bug, please report it", kind=type(error).__name__, error=error)
