"""Plans side by side: every plan judged in every world it was played in.

A *mix* names a world (a fleet's port shares) and the plan made for it. The first form plays each plan in its own world
only, the diagonal of the matrix; cross-play adds plays, and regret follows from them without another type.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.dossier import Dossier
from planner.evaluate import Scorecard
from planner.plan import Proof


@dataclass(frozen=True)
class Play:
    """One plan judged in one world.

    Parameters
    ----------
    plan, world : str
        Mix the plan was made for; mix it is judged in.
    scorecard : Scorecard
    proof : Proof
        Of the plan in its own world, of the re-allocation elsewhere.
    """

    plan: str
    world: str
    scorecard: Scorecard
    proof: Proof

    @property
    def served_by_family(self) -> dict[str, float]:
        """Energy served by port family, kWh per day."""
        return family_sums(self.scorecard.served_kwh)

    @property
    def demand_by_family(self) -> dict[str, float]:
        """Energy asked by port family, kWh per day."""
        return family_sums(self.scorecard.demand_kwh)

    @property
    def unserved_by_family(self) -> dict[str, float]:
        """Energy asked and not served by port family, kWh per day."""
        served = self.served_by_family
        return {family: max(0.0, kwh - served.get(family, 0.0)) for family, kwh in self.demand_by_family.items()}


@dataclass(frozen=True)
class Comparison:
    """Plans by mix and what each serves in the worlds it was played in.

    Parameters
    ----------
    mixes : tuple of str
        In the order asked.
    plays : tuple of Play
        Each pair of plan and world at most once; every mix is there in its own world.

    Raises
    ------
    ValueError
        A pair twice, a play of an unknown mix, or a mix that was never played in its own world.
    """

    mixes: tuple[str, ...]
    plays: tuple[Play, ...]

    def __post_init__(self) -> None:
        pairs = [(play.plan, play.world) for play in self.plays]
        if len(set(pairs)) != len(pairs) or len(set(self.mixes)) != len(self.mixes):
            raise ValueError("a comparison has each mix and each pair of plan and world once")
        for mix in self.mixes:
            if (mix, mix) not in pairs:
                raise ValueError(f"the plan for {mix!r} was never judged in its own world")
        strangers = {name for pair in pairs for name in pair} - set(self.mixes)
        if strangers:
            raise ValueError(f"plays of mixes that are not compared: {', '.join(sorted(strangers))}")

    def play(self, plan: str, world: str) -> Play | None:
        """Return the play of this plan in this world, if there was one."""
        return next((play for play in self.plays if (play.plan, play.world) == (plan, world)), None)

    def own(self, mix: str) -> Play:
        """Return the play of a plan in the world it was made for."""
        return next(play for play in self.plays if play.plan == play.world == mix)

    def energy(self) -> dict[str, dict[str, float]]:
        """Energy served, kWh per day: ``energy[plan][world]``, for the pairs that were played."""
        return {
            plan: {play.world: play.scorecard.total_served_kwh for play in self.plays if play.plan == plan}
            for plan in self.mixes
        }

    def as_dict(self) -> dict[str, Any]:
        """Give the keys of `comparison.json`."""
        own = {mix: self.own(mix) for mix in self.mixes}
        return {
            "mixes": list(self.mixes),
            "plans": list(self.mixes),
            "energy": self.energy(),
            "gap": {mix: play.proof.gap for mix, play in own.items()},
            "status": {mix: play.proof.status.value for mix, play in own.items()},
            "demand": {mix: {mix: play.demand_by_family} for mix, play in own.items()},
            "served": {mix: {mix: play.served_by_family} for mix, play in own.items()},
            "unserved": {mix: {mix: play.unserved_by_family} for mix, play in own.items()},
            "coverage": {mix: play.scorecard.coverage for mix, play in own.items()},
            "cost_usd": {mix: play.scorecard.cost_usd for mix, play in own.items()},
            "sites": {mix: play.scorecard.new_sites + play.scorecard.upgraded_sites for mix, play in own.items()},
            "new_sites": {mix: play.scorecard.new_sites for mix, play in own.items()},
            "upgraded_sites": {mix: play.scorecard.upgraded_sites for mix, play in own.items()},
            "chargers": {mix: play.scorecard.chargers for mix, play in own.items()},
            "plugs_added": {mix: dict(play.scorecard.plugs_added) for mix, play in own.items()},
        }


def compare_dossiers(dossiers: Mapping[str, Dossier]) -> Comparison:
    """Put finished plans side by side, each in its own world, in the order given."""
    plays = tuple(Play(mix, mix, dossier.scorecard, dossier.proof) for mix, dossier in dossiers.items())
    return Comparison(tuple(dossiers), plays)


def family_sums(by_class: Mapping[str, float]) -> dict[str, float]:
    """Sum ``gbt_fast`` and ``gbt_slow`` to ``gbt``."""
    sums: dict[str, float] = {}
    for name, kwh in by_class.items():
        family = name.rpartition("_")[0]
        sums[family] = sums.get(family, 0.0) + kwh
    return sums
