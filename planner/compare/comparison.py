"""The comparison as data: plans by worlds, their evaluations, regrets and studies.

A world is a possible future (a fleet's port shares, a scenario); a plan is what is built. Every world has the plan made for it, of the
same name; the hedged plan and the plan of the highest expected value belong to none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from planner.audit.scorecard import Scorecard
from planner.compare.agreement import no_regret_chargers, no_regret_share, no_regret_sites, single_world_sites
from planner.compare.finished_plans import chargers_in, places_in
from planner.compare.plays import Play
from planner.compare.price import NO_PRICE, price_of_hedging
from planner.compare.regrets import Regrets
from planner.compare.rows import EXPECTED, HEDGED, NO_HEDGE, Hedge, PlanRow, WorldRow
from planner.compare.summary import summary_of
from planner.dossier.dossier import Dossier

STUDIES = ("dependence", "flexibility", "coming", "tariff", "plug_balance", "balance_price")
"""Parts of `comparison.json` that studies of a comparison fill; null where they did not."""


@dataclass(frozen=True)
class Comparison:
    """Plans by world and what each serves in the worlds it was played in.

    Parameters
    ----------
    worlds : tuple of WorldRow
        In the order asked; each has a plan of its name.
    plans : tuple of PlanRow
        Those of the worlds in their order, then the hedged plan and that of the highest expected value.
    plays : tuple of Play
        Each pair of plan and world at most once; every world's plan is there in its own world.
    hedge : Hedge
    places : mapping
        ``lon, lat, name, district`` of every site that some plan builds, by id.
    studies : mapping
        What was found out beyond that, plain JSON by the names of `STUDIES`.
    left_out : tuple of (world, why)
        Worlds that could not be planned.
    resumed : tuple of str
        Worlds whose plan an earlier run had finished.

    Raises
    ------
    ValueError
        A pair twice, a play of an unknown plan or world, or a plan that was never played in its own world.
    """

    worlds: tuple[WorldRow, ...]
    plans: tuple[PlanRow, ...]
    plays: tuple[Play, ...]
    hedge: Hedge = NO_HEDGE
    places: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    studies: Mapping[str, Any] = field(default_factory=dict)
    left_out: tuple[tuple[str, str], ...] = ()
    resumed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        pairs = [(play.plan, play.world) for play in self.plays]
        if len(set(pairs)) != len(pairs) or len(set(self.rows)) != len(self.rows):
            raise ValueError("a comparison has each plan and each pair of plan and world once")
        for world in self.mixes:
            if (world, world) not in pairs:
                raise ValueError(f"the plan for {world!r} was never judged in its own world")
        strangers = {plan for plan, _ in pairs} - set(self.rows) | {world for _, world in pairs} - set(self.mixes)
        if strangers:
            raise ValueError(f"plays of plans or worlds that are not compared: {', '.join(sorted(strangers))}")

    @property
    def mixes(self) -> tuple[str, ...]:
        """Names of the worlds."""
        return tuple(world.name for world in self.worlds)

    @property
    def rows(self) -> tuple[str, ...]:
        """Names of the plans."""
        return tuple(plan.name for plan in self.plans)

    def plan(self, name: str) -> PlanRow | None:
        """Return the plan of this name, if there is one."""
        return next((plan for plan in self.plans if plan.name == name), None)

    def play(self, plan: str, world: str) -> Play | None:
        """Return the evaluation of this plan in this world, if there is one."""
        return next((play for play in self.plays if (play.plan, play.world) == (plan, world)), None)

    def own(self, name: str) -> Play:
        """Return the play of a plan in the world in which it is shown: for plans of worlds, their own."""
        row = self.plan(name)
        play = None if row is None else self.play(name, row.shown_in)
        if play is None:
            raise ValueError(f"the plan {name!r} was never judged where it is shown")
        return play

    def energy(self) -> dict[str, dict[str, float]]:
        """Energy served, kWh per day: ``energy[plan][world]``, for the pairs that were played."""
        return {
            plan: {play.world: play.scorecard.total_served_kwh for play in self.plays if play.plan == plan}
            for plan in self.rows
        }

    @cached_property
    def regrets(self) -> Regrets:
        """The regret matrix."""
        played = {plan: [play for play in self.plays if play.plan == plan] for plan in self.rows}
        values = {
            plan: {play.world: play.value for play in plays if play.value is not None} for plan, plays in played.items()
        }
        bounds = {world: self.own(world).proof.bound for world in self.mixes}
        gaps = {plan.name: plan.gap for plan in self.plans}
        unfit = frozenset((play.plan, play.world) for play in self.plays if play.breaks)
        unbalanced = frozenset((play.plan, play.world) for play in self.plays if play.imbalance)
        return Regrets(self.mixes, values, bounds, gaps, unfit, unbalanced)

    @property
    def compared(self) -> tuple[PlanRow, ...]:
        """Plans of the worlds in which more than one plan was played."""
        return tuple(plan for plan in self.plans if plan.name in self.regrets.common)

    def as_dict(self) -> dict[str, Any]:
        """Give the keys of `comparison.json`."""
        own = {plan: self.own(plan) for plan in self.rows}
        told = {
            "mixes": list(self.mixes),
            "plans": list(self.rows),
            "labels": {
                **{plan.name: plan.label for plan in self.plans},
                **{world.name: world.label or world.name for world in self.worlds},
            },
            "notes": {world.name: world.note for world in self.worlds},
            "changes": {world.name: list(world.changes) for world in self.worlds},
            "probabilities": {world.name: world.probability for world in self.worlds},
            **self._matrices(),
            "gap": {plan.name: plan.gap for plan in self.plans},
            "status": {plan.name: plan.status for plan in self.plans},
            "shown_in": {plan.name: plan.shown_in for plan in self.plans},
            **self._over_worlds(),
            **self._by_family(),
            "districts": {
                plan: {play.world: play.by_district for play in self.plays if play.plan == plan and self._told(play)}
                for plan in self.rows
            },
            **{name: {plan: figure(play.scorecard) for plan, play in own.items()} for name, figure in _FIGURES.items()},
            **{name: self.studies.get(name) for name in STUDIES},
            "studies_left_out": list(self.studies.get("left_out", ())),
            "left_out": [{"world": world, "why": why} for world, why in self.left_out],
            "resumed": list(self.resumed),
        }
        return {**told, "summary": summary_of(told)}

    def _told(self, play: Play) -> bool:
        """Whether an evaluation has figures by district: for a world's plan in its own world only, for the others everywhere."""
        return play.plan == play.world or play.plan not in self.mixes

    def _matrices(self) -> dict[str, Any]:
        regrets, energy = self.regrets, self.energy()
        pairs = [(plan, world) for plan in self.rows for world in self.mixes]

        def matrix(cells: Mapping[tuple[str, str], Any]) -> dict[str, dict[str, Any]]:
            return {plan: {world: cells[plan, world] for world in self.mixes} for plan in self.rows}

        best = {world: regrets.best(world) for world in self.mixes}
        return {
            "energy": matrix({(p, w): energy[p].get(w) for p, w in pairs}),
            "value": matrix({(p, w): regrets.values[p].get(w) for p, w in pairs}),
            "best": {world: None if one is None else one.as_dict() for world, one in best.items()},
            "regret": matrix({(p, w): regrets.regret(p, w) for p, w in pairs}),
            "max_regret": {plan: regrets.largest(plan) for plan in self.rows},
            "undecidable": matrix({(p, w): regrets.undecidable(p, w) for p, w in pairs}),
            "breaks": {
                plan: {play.world: play.breaks for play in self.plays if play.plan == plan and play.breaks}
                for plan in self.rows
            },
            "imbalance": {
                plan: {play.world: play.imbalance for play in self.plays if play.plan == plan and play.imbalance}
                for plan in self.rows
            },
            "apart": {world.name: world.apart for world in self.worlds if world.apart},
        }

    def _over_worlds(self) -> dict[str, Any]:
        """Hedging, and what the plans of the worlds agree on."""
        hedged, plans = self.plan(HEDGED), self.compared
        chances = {world.name: world.probability for world in self.worlds}
        return {
            "hedged": None if hedged is None else HEDGED,
            "expected": None if self.plan(EXPECTED) is None else EXPECTED,
            "hedge": self.hedge.as_dict(self.hedge.hedged),
            "expectation": self.hedge.as_dict(self.hedge.expected),
            "price_of_hedging": NO_PRICE if hedged is None else price_of_hedging(self.regrets, self.energy(), chances),
            "no_regret_sites": no_regret_sites(plans),
            "no_regret_chargers": no_regret_chargers(plans if hedged is None else [*plans, hedged]),
            "no_regret_share": no_regret_share(plans, None if hedged is None else hedged.chargers),
            "single_mix_sites": single_world_sites(plans),
            "sites": {site: dict(place) for site, place in sorted(self.places.items())},
        }

    def _by_family(self) -> dict[str, Any]:
        parts: dict[str, Callable[[Play], dict[str, float]]] = {
            "demand": lambda play: play.demand_by_family,
            "served": lambda play: play.served_by_family,
            "unserved": lambda play: play.unserved_by_family,
        }
        return {
            name: {plan: {play.world: part(play) for play in self.plays if play.plan == plan} for plan in self.rows}
            for name, part in parts.items()
        }

    def with_studies(self, studies: Mapping[str, Any]) -> "Comparison":
        """Return the same comparison with what was found out beyond it."""
        return replace(self, studies={**self.studies, **studies})


def _sites(card: Scorecard) -> int:
    return card.new_sites + card.upgraded_sites


_FIGURES: dict[str, Any] = {
    "coverage": lambda card: card.coverage,
    "cost_usd": lambda card: card.cost_usd,
    "annual_cost_usd": lambda card: card.annual_cost_usd,
    "sites_count": _sites,
    "new_sites": lambda card: card.new_sites,
    "upgraded_sites": lambda card: card.upgraded_sites,
    "chargers": lambda card: card.chargers,
    "plugs_added": lambda card: dict(card.plugs_added),
}
"""Figures of a plan in the world in which it is shown."""


def compare_dossiers(dossiers: Mapping[str, Dossier]) -> Comparison:
    """Put finished plans side by side, each in its own world, in the order given."""
    plays = tuple(Play(name, name, dossier.scorecard, dossier.proof) for name, dossier in dossiers.items())
    plans = tuple(
        PlanRow(name, name, name, one.proof.gap, one.proof.status.value, chargers_in(one))
        for name, one in dossiers.items()
    )
    places = {site: place for one in dossiers.values() for site, place in places_in(one).items()}
    return Comparison(tuple(WorldRow(name) for name in dossiers), plans, plays, places=places)
