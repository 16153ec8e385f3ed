"""What a city answers in the worlds of several mixes: plans for each mix, for weights over all of them, and plans of others played; jobs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pyproj import Transformer

from geodata.city import City
from geodata.crs import LONLAT
from planner.catalogue.mix_words import mix_label
from planner.compare.alike import apart, with_common_work
from planner.compare.crossplay import chargers_by_id, last_of, play_all, sizes_by_site
from planner.compare.plays import Play
from planner.config.scenario import Scenario
from planner.country.accounts import plug_account, region_account, region_money
from planner.country.cities.answers import CityAnswer, CityAnswers
from planner.country.cities.reading import CityInputs, CityRead
from planner.country.cities.searches import answers_of, at_sum, price_lines
from planner.country.mixes.answers import BlendAnswers, MixAnswer, MixAnswers, PlayedOffer
from planner.country.mixes.offers import BuiltBySite, Worth
from planner.country.money.curves import units_up
from planner.country.money.progress import with_sum
from planner.errors import ConfigError
from planner.kept.prepared import preparing
from planner.model.instance.instance import Instance
from planner.model.program.effort import Effort
from planner.model.search.start import Start
from planner.model.solve.instances import sound_instance
from planner.model.solve.planning import chargers_of, do_nothing
from planner.model.solve.stacking import difference, stacked
from planner.model.solve.warm import solve_from
from planner.pipeline import Asking
from planner.question import Question
from planner.support.progress import Progress
from planner.support.speech import _, joined
from planner.support.stopping import Stopping


@dataclass(frozen=True, eq=False)
class CityInWorlds:
    """A city that is asked in several worlds.

    Parameters
    ----------
    inputs : CityFiles or CityRead
    region : str
    mixes : tuple of str
    most_usd : float
        The greatest sum of which anything is asked.
    fresh : bool
        Nothing that was kept is taken.
    questions : mapping of str to Question, or None
        By mix, where they were stated already and travel with the jobs.
    """

    inputs: CityInputs
    region: str
    mixes: tuple[str, ...]
    most_usd: float
    fresh: bool = False
    questions: Mapping[str, Question] | None = None

    def stated(self, say: Progress) -> "CityInWorlds":
        """The same with the questions of all worlds, for workers that see no file."""
        return self if self.questions is not None else replace(self, questions=self.all(say)[1])

    def only(self, mix: str) -> "CityInWorlds":
        """The same with the question of one world alone, where they travel."""
        return self if self.questions is None else replace(self, questions={mix: self.questions[mix]})

    def one(self, mix: str, say: Progress) -> tuple[City, Question]:
        """The city, and its question in one world, with the same chargers on offer as in all others."""
        if self.questions is not None:
            return self.inputs.read(say).city, self.questions[mix]
        city, ask = self._city(say)
        own = ask(city, self._with(mix), say=say)
        if all(kind.work is None for kind in own.chargers):
            return city, own
        return city, self._alike(city, ask, say)[mix]

    def all(self, say: Progress) -> tuple[City, Mapping[str, Question]]:
        """The city, and its questions in all worlds.

        Raises
        ------
        ConfigError
            A plan for one of them means nothing in another.
        """
        if self.questions is not None:
            return self.inputs.read(say).city, self.questions
        city, ask = self._city(say)
        return city, self._alike(city, ask, say)

    def _city(self, say: Progress) -> tuple[City, Asking]:
        gather, ask = preparing(fresh=self.fresh)
        city = self.inputs.city if isinstance(self.inputs, CityRead) else gather(self.inputs.scenario, say=say)
        return city, ask

    def _alike(self, city: City, ask: Asking, say: Progress) -> dict[str, Question]:
        found = {mix: ask(city, self._with(mix), say=say) for mix in self.mixes}
        why = apart(found)
        if why:
            raise ConfigError(joined("; ", [joined(": ", (mix_label(mix), one)) for mix, one in why.items()]))
        return with_common_work(found)

    def _with(self, mix: str) -> Scenario:
        return self.inputs.scenario.with_mix(mix).with_plan(budget_usd=self.most_usd)


def answer_city(
    say: Progress, stopping: Stopping, in_worlds: CityInWorlds, mix: str, sums_usd: Sequence[float]
) -> MixAnswers:
    """Plan a city for each sum where its vehicles have the ports of a mix; a job."""
    city, question = in_worlds.one(mix, say)
    return _told(
        answers_of(city, question, sums_usd, None, say, stopping, most_usd=in_worlds.most_usd), in_worlds.region
    )


def blend_city(
    say: Progress, stopping: Stopping, in_worlds: CityInWorlds, weights: Mapping[str, float], usd: float
) -> BlendAnswers:
    """Plan a city for a sum for the weighted energy of all worlds, and play the plan in every one; a job.

    It begins from nothing: from a plan that is good enough for other weights the search would hand over that one.
    """
    return _blended(in_worlds, in_worlds.all(say), weights, usd, say, stopping)


def play_city(
    say: Progress, stopping: Stopping, in_worlds: CityInWorlds, mix: str, plans: Mapping[str, BuiltBySite]
) -> dict[str, PlayedOffer]:
    """Play plans in one world, as `evplan compare` does; those that cannot stand there are left out; a job."""
    del stopping  # a matter of seconds
    city, question = in_worlds.one(mix, say)
    return _played(mix, city, question, plans, in_worlds.region)


def _played(
    mix: str, city: City, question: Question, plans: Mapping[str, BuiltBySite], region: str
) -> dict[str, PlayedOffer]:
    kinds, sites = {kind.id for kind in question.chargers}, question.places.number()
    known = {
        name: built
        for name, built in plans.items()
        if all(site in sites and kinds.issuperset(mine) for site, mine in built.items())
    }
    last = last_of(question)
    instance = sound_instance(last)
    plays = play_all(mix, last, known, {}, instance)
    at = _lonlat(city, question, sorted({site for name in plays for site in known[name]}))
    out = {}
    for name, play in plays.items():
        sizes = sizes_by_site(known[name], last, instance)
        out[name] = replace(_offer(play, region), at={site: at[site] for site in sizes}, sizes=sizes)
    return out


def _lonlat(city: City, question: Question, sites: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Where sites are, degrees."""
    number = question.places.number()
    x_m, y_m = question.places.xy_m[[number[site] for site in sites]].reshape(-1, 2).T
    lon, lat = Transformer.from_crs(city.crs, LONLAT, always_xy=True).transform(x_m, y_m)
    return {site: (float(x), float(y)) for site, x, y in zip(sites, lon, lat, strict=True)}


def _offer(play: Play, region: str) -> PlayedOffer:
    served = play.served_by_family
    amounts = {plug_account(family): kwh for family, kwh in served.items()}
    amounts[region_account(region)] = sum(served.values())
    usd = play.scorecard.cost_usd
    return PlayedOffer(
        Worth(play.proof.value, amounts, play.breaks, play.imbalance), units_up(usd), {region_money(region): usd}
    )


def _told(answers: CityAnswers, region: str) -> MixAnswers:
    """Answers of a city as those of a part."""
    most = {plug_account(family): kwh for family, kwh in answers.demand_kwh.items()}
    most[region_account(region)] = sum(answers.demand_kwh.values())
    money = (region_money(region),)
    found = tuple(_answer(one, region) for one in answers.answers)
    return MixAnswers(found, answers.ceiling, answers.lines, most, money, money)


def _answer(one: CityAnswer, region: str) -> MixAnswer:
    amounts = {plug_account(family): kwh for family, kwh in one.served_kwh.items()}
    amounts[region_account(region)] = sum(one.served_kwh.values())
    money = {region_money(region): one.cost_usd}
    return MixAnswer(units_up(one.usd), units_up(one.cost_usd), one.value, one.bound, built_in(one), amounts, money)


def built_in(answer: CityAnswer) -> dict[str, dict[str, int]]:
    """Chargers of an answer by site and type."""
    out: dict[str, dict[str, int]] = {}
    for site, kind, count in answer.plan.chargers[["site_id", "charger", "count"]].itertuples(index=False):
        mine = out.setdefault(str(site), {})
        mine[str(kind)] = mine.get(str(kind), 0) + int(count)
    return out


def _blended(
    in_worlds: CityInWorlds,
    stated: tuple[City, Mapping[str, Question]],
    weights: Mapping[str, float],
    usd: float,
    say: Progress,
    stopping: Stopping,
) -> BlendAnswers:
    questions = stated[1]
    likely = {mix: weight for mix, weight in weights.items() if weight > 0}
    first = next(iter(questions.values()))
    ask = first.scenario.plan
    effort = Effort(ask.gap, ask.time_limit_s, ask.threads, ask.solver, stop=stopping)
    said = with_sum(say, usd, 1, 1)
    said(_("looking for the plan of the highest expected value"))

    def side_by_side(money: float) -> Instance:
        return stacked(alike_at(questions, list(likely), money), list(likely.values()))

    with stopping.gently():
        solution, prices = solve_from(side_by_side(usd), Start(chargers_of(do_nothing(first), first)), effort, said)
    lines = (
        () if prices is None else price_lines(side_by_side(in_worlds.most_usd), [prices], units_up(in_worlds.most_usd))
    )
    built, bound = chargers_by_id(solution.chargers, first), max(solution.bound, solution.value)
    plays = played_in_all(in_worlds, stated, built)
    cost = max(one.cost_units for one in plays.values())
    answer = MixAnswer(units_up(usd), cost, solution.value, bound, built)
    return BlendAnswers(dict(weights), MixAnswers((answer,), float("inf"), lines), (plays,))


def alike_at(questions: Mapping[str, Question], mixes: Sequence[str], usd: float) -> list[Instance]:
    """Worlds that share a plan, each as an instance with so much money.

    Raises
    ------
    ConfigError
        They share none.
    """
    instances = [sound_instance(at_sum(questions[mix], usd)) for mix in mixes]
    if words := difference(instances):
        raise ConfigError(_("worlds that differ in {words} share no plan", words=words))
    return instances


def played_in_all(
    in_worlds: CityInWorlds, stated: tuple[City, Mapping[str, Question]], built: BuiltBySite
) -> dict[str, PlayedOffer]:
    """A plan over all worlds, played in each.

    Raises
    ------
    ConfigError
        It cannot stand in one of them.
    """
    city, questions = stated
    played = {mix: _played(mix, city, one, {"plan": built}, in_worlds.region) for mix, one in questions.items()}
    if not all(played.values()):
        raise ConfigError(_("the plan over all worlds cannot stand in one of them"))
    return {mix: one["plan"] for mix, one in played.items()}
