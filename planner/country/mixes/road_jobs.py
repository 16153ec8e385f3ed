"""What the roads answer in the worlds of several mixes: plans for each mix, for weights over all of them, and plans of others played; jobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.corridors.question.instance import CorridorInstance
from planner.corridors.question.places import Place, StationOption
from planner.corridors.search.aims import Wish
from planner.corridors.search.prepared import Prepared
from planner.corridors.settings import CorridorSettings
from planner.corridors.stating import CorridorQuestion, state
from planner.country.accounts import ROADS_MONEY, ROADS_SERVED, region_money
from planner.country.mixes.answers import BlendAnswers, MixAnswer, MixAnswers, PlayedOffer
from planner.country.mixes.offers import BuiltBySite, Worth
from planner.country.money.curves import Line, units_up
from planner.country.road_plans.answers import RoadAnswers, road_answer, served_by_account
from planner.country.road_plans.drive_audit import broken_by
from planner.country.road_plans.play import drive_with, play
from planner.country.road_plans.searches import answer_roads
from planner.country.road_plans.task import RoadTask
from planner.support.progress import Progress
from planner.support.stopping import Stopping

BLENDING = 0.5
"""Of the time for a plan of one world, for one over all of them: it is asked for several times."""


@dataclass(frozen=True)
class RoadsInWorlds:
    """The roads that are asked in several worlds.

    Parameters
    ----------
    instances : mapping of str to CorridorInstance
        By mix, with the same stations on offer.
    gap, time_limit_s : float
        For each sum.
    weight : float
        By what counts on a road is multiplied.
    most_usd : float
        The greatest sum of which anything is asked.
    wish : Wish
        What counts in every world.
    """

    instances: Mapping[str, CorridorInstance]
    gap: float
    time_limit_s: float
    weight: float
    most_usd: float
    wish: Wish


def in_mix(question: CorridorQuestion, settings: CorridorSettings, mix: str) -> CorridorInstance:
    """The roads where the cars between towns have the ports of a mix, with stations on offer that do not hang on them."""
    trips = settings.trips.model_copy(update={"mix": mix})
    return state(question.facts, settings.model_copy(update={"trips": trips}), alike=True).instance


def answer_mix_of_roads(
    say: Progress, stopping: Stopping, in_worlds: RoadsInWorlds, mix: str, sums_usd: Sequence[float]
) -> MixAnswers:
    """Plan the roads for each sum in one world; a job."""
    task = RoadTask(in_worlds.instances[mix], in_worlds.gap, in_worlds.time_limit_s, in_worlds.wish)
    found = answer_roads(say, stopping, task, sums_usd, None, in_worlds.most_usd)
    return _told(found, task.instance, in_worlds.weight)


def blend_roads(
    say: Progress,
    stopping: Stopping,
    in_worlds: RoadsInWorlds,
    weights: Mapping[str, float],
    usd: float,
    begin: BuiltBySite,
) -> BlendAnswers:
    """Plan the roads for a sum for the weighted worth of all worlds, beginning from a plan that is known, and play the plan in every one; a job."""
    joint = side_by_side({mix: one for mix, one in in_worlds.instances.items() if weights.get(mix, 0.0) > 0}, weights)
    task = RoadTask(joint, in_worlds.gap, in_worlds.time_limit_s * BLENDING, in_worlds.wish)
    found = _told(
        answer_roads(say, stopping, task, [usd], _begun(joint, begin, in_worlds.wish), in_worlds.most_usd),
        joint,
        in_worlds.weight,
    )
    answers = tuple(replace(one, served={}) for one in found.answers if one.units == units_up(usd))
    plans = {str(number): one.built for number, one in enumerate(answers)}
    by_mix = {mix: play_roads(say, stopping, in_worlds, mix, plans) for mix in in_worlds.instances}
    plays = tuple({mix: played[name] for mix, played in by_mix.items()} for name in plans)
    return BlendAnswers(dict(weights), MixAnswers(answers, float("inf"), found.lines), plays)


def _begun(joint: CorridorInstance, begin: BuiltBySite, wish: Wish) -> RoadAnswers:
    """What is known of the weighted worlds: what stands, and a plan, which nobody has asked for: whatever sum is asked for is searched."""
    prepared = Prepared.of(joint, wish)
    known = [road_answer(prepared, 0.0, play(prepared, {}), {})]
    options, _money = _options(joint, begin)
    if options:
        known.append(road_answer(prepared, 0.0, play(prepared, options), options))
    return RoadAnswers(tuple(known), {}, {}, 0.0)


def play_roads(
    say: Progress, stopping: Stopping, in_worlds: RoadsInWorlds, mix: str, plans: Mapping[str, BuiltBySite]
) -> dict[str, PlayedOffer]:
    """Play plans in one world; a job."""
    del say, stopping  # a matter of seconds
    prepared = Prepared.of(in_worlds.instances[mix], in_worlds.wish)
    return {name: _played(prepared, built, in_worlds.weight) for name, built in plans.items()}


def _played(prepared: Prepared, built: BuiltBySite, weight: float) -> PlayedOffer:
    """A plan in a world, driven again by the audit there; an option that is not on offer there is none."""
    options, money = _options(prepared.instance, built)
    driven = drive_with(prepared, options)
    usd = sum(money.values())
    served = {**served_by_account(prepared, driven.share), ROADS_SERVED: driven.value}
    worth = Worth(weight * driven.value, served, next(iter(broken_by(prepared, options, driven)), ""))
    places = prepared.instance.places
    at = {places[one].id: (places[one].lon, places[one].lat) for one in options}
    return PlayedOffer(worth, units_up(usd), {**money, ROADS_MONEY: usd}, at)


def _options(instance: CorridorInstance, built: BuiltBySite) -> tuple[dict[int, int], dict[str, float]]:
    """Number of the option by place, and USD by account of money."""
    options: dict[int, int] = {}
    money: dict[str, float] = {region_money(place.region): 0.0 for place in instance.places}
    for name, kinds in built.items():
        at = instance.place_at.get(name)
        for number, option in enumerate(() if at is None else instance.places[at].options):
            if at is not None and option.key in kinds:
                options[at] = number
                money[region_money(instance.places[at].region)] += option.cost_usd
    return options, money


def _told(answers: RoadAnswers, instance: CorridorInstance, weight: float) -> MixAnswers:
    """Answers of the roads as those of a part."""
    places = instance.places
    found = []
    for one in answers.answers:
        built = {places[at].id: {places[at].options[option].key: 1} for at, option in one.built.items()}
        money = {**{region_money(region): usd for region, usd in one.money.items()}, ROADS_MONEY: one.cost_usd}
        found.append(
            MixAnswer(
                units_up(one.usd),
                units_up(one.cost_usd),
                weight * one.value,
                weight * one.bound,
                built,
                {**one.served, ROADS_SERVED: one.value},
                money,
            )
        )
    accounts = (*sorted({region_money(place.region) for place in places}), ROADS_MONEY)
    lines = tuple(Line(one.end, weight * one.at_end, weight * one.slope) for one in answers.lines)
    most = {**answers.sellable, ROADS_SERVED: answers.most}
    return MixAnswers(tuple(found), weight * answers.most, lines, most, accounts, (ROADS_MONEY,))


def side_by_side(worlds: Mapping[str, CorridorInstance], weights: Mapping[str, float]) -> CorridorInstance:
    """All worlds in one question, whose worth is their weighted sum: seasons of two worlds do not meet at a station, which carries what it does in the world where it carries most.

    So what no plan passes here, none passes in the worlds; what a plan is worth is found by playing it in each.
    """
    first = next(iter(worlds.values()))
    trips = [
        replace(trip, name=f"{mix}: {trip.name}", season=f"{mix}: {trip.season}", weight=trip.weight * weights[mix])
        for mix, one in worlds.items()
        for trip in one.trips
    ]
    others = [one.places for one in worlds.values()]
    places = tuple(_strongest(same) for same in zip(*others, strict=True))
    return replace(first, places=places, trips=tuple(trips), rules=replace(first.rules, floors=()))


def _strongest(same: Sequence[Place]) -> Place:
    """A place with the same options as in each world, each carrying the most."""
    first = same[0]
    options = []
    for option in first.options:
        mine = [other for place in same for other in place.options if other.key == option.key]
        options.append(_most(mine))
    standing = [place.standing for place in same if place.standing is not None]
    return replace(first, options=tuple(options), standing=_most(standing) if standing else None)


def _most(same: Sequence[StationOption]) -> StationOption:
    carried = tuple(max(of) for of in zip(*(one.kwh_per_day for one in same), strict=True))
    return replace(same[0], kwh_per_day=carried, cost_usd=min(one.cost_usd for one in same))
