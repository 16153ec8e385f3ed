"""The question that a list of edits asks, made from that without any: what they do not touch is taken from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from geodata.city import City
from planner.config.scenario import Scenario
from planner.edits.ground import EditedGround, edit_ground
from planner.edits.rules import edit_rules
from planner.edits.told import ToldRow
from planner.loop.edits import Edit
from planner.loop.folded import Folded, folded
from planner.loop.reach import Reach
from planner.network.locations import Locations, locations_of
from planner.question import Groundwork, Question, question_of


@dataclass(frozen=True)
class Asked:
    """A question after edits, and what became of each.

    Parameters
    ----------
    question : Question
    city : City
        As the edits leave it.
    folded : Folded
    told : tuple of ToldRow
        A row a site that some edit is of.
    """

    question: Question
    city: City
    folded: Folded
    told: tuple[ToldRow, ...] = ()


@dataclass
class Asking:
    """A city and a question of it, to be asked again with edits.

    Parameters
    ----------
    city : City
    base : Question
        Without edits.
    """

    city: City
    base: Question
    _reach: Reach = field(init=False)
    _last: tuple[object, City, Question] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._reach = Reach(self.city, self.base.scenario.plan.max_drive_min)

    def after(self, edits: Sequence[Edit]) -> Asked:
        """The question after edits: that which the same file of edits and the same keys of the scenario ask.

        Raises
        ------
        PlannerError, GeodataError
            The edits contradict what is asked otherwise.
        """
        what = folded(edits)
        scenario = what.asked_of(self.base.scenario)
        ground = (
            edit_ground(what.layer(), self.city, scenario, doubted=False)
            if what.sites
            else EditedGround(self.city, scenario, [], [])
        )
        city, question = self._on_ground(what, ground)
        ruled = replace(question, scenario=kept_free(what, city, ground.scenario))
        return Asked(edit_rules(ruled, ground.wishes), city, what, tuple(ground.told))

    def _on_ground(self, what: Folded, ground: EditedGround) -> tuple[City, Question]:
        """City and question where sites stand as the edits say, whatever is asked of them; those of the last turn where none has moved or changed since."""
        key = (what.ground(), bool(ground.scenario.plan.phases))
        if self._last is None or self._last[0] != key:
            self._last = (key, ground.city, self._asked(ground.city, ground.scenario))
        return self._last[1:]

    def _asked(self, city: City, scenario: Scenario) -> Question:
        """The question of a changed city; its demand is that of the base, since sites and rules do not change who drives there."""
        base = self.base
        if city is self.city and scenario.sites == base.scenario.sites:
            return replace(base, scenario=scenario, earlier=base.earlier if scenario.plan.phases else ())
        places = locations_of(city, scenario)
        ground = Groundwork(base.estimate, base.demand, places, base.depots)
        like = base if places.reached_as(base.places) else self._reached(places, scenario)
        return question_of(city, scenario, say=lambda _: None, groundwork=ground, like=like)

    def _reached(self, places: Locations, scenario: Scenario) -> Question:
        return replace(self.base, places=places, access=self._reach.access(places, scenario.plan))


def kept_free(what: Folded, city: City, scenario: Scenario) -> Scenario:
    """The scenario in which nothing may be added in the areas that are kept free."""
    inside = what.kept_free(city)
    if not inside:
        return scenario
    return scenario.with_plan(forbidden=tuple(dict.fromkeys((*scenario.plan.forbidden, *sorted(inside)))))
