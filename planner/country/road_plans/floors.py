"""The roads planned anew so that they give regions and plug families what floors ask for, where the plans at hand do not.

Money of a region is kept by stations there that must be built: those of the plan at hand, and of the others, one by one, the one with which the most is gained for
its money. Energy of a region or a plug family is kept by a floor on its trips, raised until the drives that count most in all sell enough there. Around these the roads are
searched as always. What is proven for the roads without floors holds for plans with them too, and is all that is told as proven.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.catalogue.regions import region_words
from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.rules import CorridorRules, Floor
from planner.corridors.search.dual_bound import DualBound
from planner.corridors.search.prepared import Prepared
from planner.corridors.search.revenue import Revenue
from planner.country.money.progress import with_sum
from planner.country.road_plans.answers import RoadAnswer, RoadAnswers, road_answer
from planner.country.road_plans.needs import RoadNeed
from planner.country.road_plans.play import by_sales, for_its_money, play, usd_by_place
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import RoadTask
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping

ROUNDS = 4
"""Searches for a sum, each with floors on trips that are raised where too little was sold."""
RAISED = 1.05
"""By so much more than what was lacking a floor is raised."""
MOST_SUMS = 4
"""Sums for which it is tried, the greatest first and as long as one is found."""
MOST_TRIED = 6
"""Stations of a region that are driven with for each that must be built: those that prices of energy promise most for their money."""


def answer_needs(
    say: Progress,
    stopping: Stopping,
    task: RoadTask,
    needs: Sequence[RoadNeed],
    before: RoadAnswers,
) -> RoadAnswers:
    """Plan the roads anew for those sums that were planned for whose plan does not keep what is needed; a job.

    Where a plan is found it takes the place of the one that is known. Of other sums that one stays, unless it is worth more than one that keeps all
    for more money: a curve would take it there, too, so that nothing built stands in its place, with what is proven.
    """
    prepared = Prepared.of(task.instance, task.wish)
    kept: dict[float, RoadAnswer] = {one.usd: one for one in before.answers if all(need.kept(one) for need in needs)}
    known = {one.usd: one for one in before.answers}
    least = sum(need.least for need in needs if need.is_money)
    lacking = sorted(usd for usd in known if usd >= max(least, 1.0) and usd not in kept)
    count = min(len(lacking), MOST_SUMS)
    for at in range(1, count + 1):
        usd = lacking[len(lacking) - 1 - (at - 1) * len(lacking) // count]
        if stopping():
            break
        said = with_sum(say, usd, at, count)
        said(_("looking for a plan that keeps the floors of regions and plugs"))
        found = _Sum(prepared, task, needs, known[usd], before.sellable, said, stopping).best()
        if found is None:
            break
        kept[usd] = found
    nothing = before.answers[0]
    out = []
    for one in before.answers:
        dearer = [other.value for usd, other in kept.items() if usd > one.usd]
        if one.usd in kept:
            out.append(kept[one.usd])
        elif one.usd > 0 and dearer and one.value >= min(dearer):
            out.append(replace(nothing, usd=one.usd, bound=one.bound))
        else:
            out.append(one)
    return replace(before, answers=tuple(out))


@dataclass(frozen=True)
class _Sum:
    """The roads for one sum, for which a plan is known that lacks something; `most` is what accounts of energy could have at most."""

    prepared: Prepared
    task: RoadTask
    needs: Sequence[RoadNeed]
    known: RoadAnswer
    most: Mapping[str, float]
    say: Progress
    stopping: Stopping

    @cached_property
    def revenue(self) -> Revenue:
        """What stations may earn at prices of energy."""
        return Revenue.of(self.prepared.lines, self.prepared.flow, len(self.prepared.instance.places))

    def best(self) -> RoadAnswer | None:
        """The first plan that is found to keep all; None where none does."""
        forced = self._forced()
        if forced is None:
            return None
        shares: dict[RoadNeed, float] = {}
        for _round in range(ROUNDS):
            found = self._planned(forced, shares)
            if found is None:
                return None
            lacking = [need for need in self.needs if not need.kept(found)]
            if not lacking:
                return found
            raised = {need: self._raised(need, found, shares.get(need, 0.0)) for need in lacking if not need.is_money}
            if len(raised) < len(lacking) or all(share == shares.get(need) for need, share in raised.items()):
                return None
            shares |= raised
            if self.stopping():
                return None
        return None

    def _planned(self, forced: dict[str, str], shares: dict[RoadNeed, float]) -> RoadAnswer | None:
        """What the search finds with these rules, driven as without them; as sure as what is known."""
        instance = self.task.instance
        rules = instance.rules
        floors = tuple(_floor(instance, need, share) for need, share in shares.items())
        more = CorridorRules(
            rules.max_stations,
            (*rules.floors, *floors),
            rules.norms,
            rules.closed,
            rules.forbidden,
            {**rules.forced, **forced},
        )
        task = replace(self.task, instance=replace(instance, rules=more))
        begun = None if floors or rules.floors or rules.max_stations is not None else self._with_these(forced)
        answers = answer_roads(self.say, self.stopping, task, (self.known.usd,), begun).answers
        found = next((one for one in answers if one.usd == self.known.usd), None)
        if found is None:
            return None
        played = play(self.prepared, found.built)
        return road_answer(self.prepared, found.usd, played, found.built, self.known.bound, found.stopped)

    def _with_these(self, forced: Mapping[str, str]) -> RoadAnswers | None:
        """The plan at hand with the stations that must be built, from which the search goes on; of the others those that sell least for their money make room. None where a rule may ask for what makes room."""
        places, rules = self.prepared.instance.places, self.task.instance.rules
        built = dict(self.known.built)
        for at, place in enumerate(places):
            if place.id in forced:
                built[at] = next(number for number, one in enumerate(place.options) if one.key == forced[place.id])
        usd = usd_by_place(self.prepared, built)
        spent = sum(usd.values())
        for at in by_sales(self.prepared, play(self.prepared, built), built, least_first=True):
            if spent <= self.known.usd:
                break
            if rules.forced or any(norm.binding for norm in rules.norms):
                return None
            if places[at].id not in forced:
                spent -= usd[at]
                del built[at]
        nothing = play(self.prepared, {})
        begun = (
            road_answer(self.prepared, 0.0, nothing, {}, nothing.value),
            road_answer(self.prepared, min(spent, self.known.usd - 1.0), play(self.prepared, built), built),
        )
        return RoadAnswers(begun, {}, {}, 0.0)

    def _raised(self, need: RoadNeed, found: RoadAnswer, share: float) -> float:
        """A greater share of the trips that could be charged: as much more as too little is sold."""
        most = self.most.get(need.account, 0.0)
        given = max(need.given(found.money, found.served), 0.1 * need.least)
        begun = share or min(1.0, given / most if most > 0 else 1.0)
        return min(1.0, begun * RAISED * need.least / given)

    def _forced(self) -> dict[str, str] | None:
        """Stations that must be built so that regions have their money; None where all that could be of use there cost too little, or all together too much."""
        places = self.prepared.instance.places
        built = dict(self.known.built)
        forced: dict[int, int] = {}
        for need in self.needs:
            if not need.is_money:
                continue
            mine = {at: option for at, option in built.items() if places[at].region == need.region}
            given = sum(usd_by_place(self.prepared, mine).values())
            while given < need.least:
                self.say(
                    _(
                        "{region}: stations for {given:money} of {least:money}",
                        region=region_words(need.region),
                        given=given,
                        least=need.least,
                    )
                )
                best = None if self.stopping() else self._best_beside(built, need.region, need.least - given)
                if best is None:
                    return None
                mine[best[0]] = built[best[0]] = best[1]
                given += places[best[0]].options[best[1]].cost_usd
            forced |= mine
        if sum(usd_by_place(self.prepared, forced).values()) > self.known.usd:
            return None
        return {places[at].id: places[at].options[option].key for at, option in forced.items()}

    def _best_beside(self, built: dict[int, int], region: str, lacking: float) -> tuple[int, int] | None:
        """The station of a region, at a place where none is built, with which the most is gained for its money; of those with which nothing is, the one that the most trips pass, and of a place the cheapest that is enough."""
        places, stations = self.prepared.instance.places, self.prepared.stations
        now = play(self.prepared, built)
        bound = DualBound(self.prepared, self.revenue)
        bound.learn(now.driven)
        passing = np.bincount(
            self.prepared.lines.place, self.prepared.flow[self.prepared.stop_leg], minlength=len(places)
        )
        usd, of = np.maximum(1.0, stations.usd), [places[at] for at in stations.place.tolist()]
        may = [one for one, place in enumerate(of) if place.region == region and stations.place[one] not in built]
        hoped = {one: for_its_money(bound.at_most(np.append(now.chosen, one)) - now.value, usd[one]) for one in may}
        may.sort(key=lambda one: (-hoped[one], -passing[stations.place[one]], usd[one] < lacking, usd[one], of[one].id))
        tried = []
        for one in may[:MOST_TRIED]:
            at, option = int(stations.place[one]), int(stations.option[one])
            gained = play(self.prepared, {**built, at: option}).value - now.value if hoped[one] > 0 else 0.0
            tried.append((for_its_money(gained, usd[one]), (at, option)))
        return max(tried, key=lambda one: one[0])[1] if tried else None


def _floor(instance: CorridorInstance, need: RoadNeed, share: float) -> Floor:
    """A floor on the trips of a need: those that need no charger, and a share of the others."""
    family = instance.families.index(need.family) if need.family else None
    counted = [
        one
        for one in instance.trips
        if (not need.region or need.region in one.regions) and family in (None, one.family)
    ]
    whole = sum(one.trips_per_day for one in counted)
    free = sum(one.trips_per_day for one in counted if one.needs_none())
    return Floor((free + share * (whole - free)) / whole if whole > 0 else 0.0, need.region, family)
