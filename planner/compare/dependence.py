"""What a plan makes a city depend on: shares of plug standards, and the money that is lost should one of them fade.

The indices are the project's own and defined in docs/model.md; concentration is measured in the manner of Hirschman (1945) and
Herfindahl (1950).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata.connectors import Connector, Current, PortFamily
from planner.catalogue.chargers import ChargerType, Work, charger_types
from planner.compare.plays import Play
from planner.compare.rows import Chargers
from planner.question import Question

KIT = "retrofit_gbt_gun"
"""Entry of the catalogue whose price a cable of any standard on a standing gun is taken to have (assumed for all but GB/T)."""
Shares = dict[str, float]


@dataclass(frozen=True)
class Depends:
    """One plan in the world in which it is shown.

    Parameters
    ----------
    play : Play
    chargers : Chargers
    question : Question
        Of that world.
    fade_year : int
    """

    play: Play
    chargers: Chargers
    question: Question
    fade_year: int

    def as_dict(self) -> dict[str, Any]:
        """Every index, by its name in `comparison.json`."""
        plugs, energy, vehicles = self.plugs(), shares_of(self.play.served_by_family), self.vehicles()
        stranded = self.stranded_usd()
        most = max(stranded, key=stranded.__getitem__, default=None)
        return {
            "world": self.play.world,
            "hhi_plugs": hhi(plugs),
            "hhi_energy": hhi(energy),
            "mismatch": mismatch(vehicles, plugs),
            "stranded_usd": stranded[most] if most else 0.0,
            "stranded_standard": most,
            "fade_year": self.fade_year,
            "stranded": stranded,
            "retrofit_usd": self.retrofit_usd(),
            "plugs": plugs,
            "vehicles": vehicles,
            "energy": energy,
        }

    def plugs(self) -> Shares:
        """Share of each family in the cables that stand with the plan, each cable counted for its family."""
        count = dict.fromkeys((family.value for family in PortFamily), 0.0)
        card = self.play.scorecard
        for table in (card.plugs_standing, card.plugs_added):
            for name, number in table.items():
                plug = Connector.named(name)
                if plug is not None and plug.family is not None:
                    count[plug.family.value] += number
        for family, number in self._taken_down().items():
            count[family] -= number
        return shares_of(count)

    def _taken_down(self) -> dict[str, int]:
        """Cables that the plan takes away, by family."""
        pools, out = self.question.pools, dict.fromkeys((family.value for family in PortFamily), 0)
        for k, kind in enumerate(self.question.chargers):
            number = self._count(kind)
            if kind.work is Work.REMOVE and number:
                for q in (pools.guns[:, k] < 0).nonzero()[0]:
                    for family in pools.pools[int(q)].families:
                        out[family.value] += number
        return out

    def vehicles(self) -> Shares:
        """Share of each family in the vehicles of the world."""
        count = self.question.demand.vehicles.groupby("family")["vehicles"].sum()
        return shares_of({str(family): float(number) for family, number in count.items()})

    def stranded_usd(self) -> dict[str, float]:
        """By family: book value left of the new cabinets that serve it alone, should it have faded by then; straight-line."""
        age = max(0, self.fade_year - self.question.scenario.fleet.year)
        out: dict[str, float] = {}
        for kind, family, number in self._single():
            left = max(0.0, 1.0 - age / kind.lifetime_years)
            out[family] = out.get(family, 0.0) + number * (kind.hardware_usd + kind.install_usd) * left
        return dict(sorted(out.items()))

    def retrofit_usd(self) -> dict[str, float]:
        """By family: a cable of another standard for every DC gun of the new cabinets that serve it alone."""
        kit = charger_types((KIT,), self.question.scenario.plan.cost_case)[0]
        out: dict[str, float] = {}
        for kind, family, number in self._single():
            if family != PortFamily.WIRELESS and all(plug.current is Current.DC for plug in kind.connectors):
                out[family] = out.get(family, 0.0) + number * kind.guns * (kit.hardware_usd + kit.install_usd)
        return dict(sorted(out.items()))

    def _single(self) -> list[tuple[ChargerType, str, int]]:
        """New cabinets that serve one family, with it and their number."""
        found = []
        for kind in self.question.chargers:
            families = {plug.family for plug in kind.connectors if plug.family is not None}
            if kind.work is None and len(families) == 1 and (number := self._count(kind)):
                found.append((kind, families.pop().value, number))
        return found

    def _count(self, kind: ChargerType) -> int:
        return sum(added.get(kind.id, 0) for added in self.chargers.values())


def shares_of(amounts: Mapping[str, float]) -> Shares:
    """Amounts as shares of their sum, largest first; empty where there is nothing."""
    total = sum(amounts.values())
    ranked = sorted(amounts.items(), key=lambda pair: (-pair[1], pair[0]))
    return {name: amount / total for name, amount in ranked if amount > 0} if total > 0 else {}


def hhi(shares: Mapping[str, float]) -> float | None:
    """Sum of squared shares: 1 where one has all, 1/n where n are equal; None where there is nothing."""
    return sum(share * share for share in shares.values()) if shares else None


def mismatch(one: Mapping[str, float], other: Mapping[str, float]) -> float | None:
    """Share that two splits do not have in common: 0 where they are the same, 1 where they share nothing."""
    if not one or not other:
        return None
    return max(0.0, 1.0 - sum(min(share, other.get(name, 0.0)) for name, share in one.items()))
