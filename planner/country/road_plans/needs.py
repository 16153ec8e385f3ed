"""What floors of a country ask of its roads: money for the stations of a region, energy of a region or a plug family."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.country.accounts import ROADS_NAME
from planner.country.config.money import FloorConfig
from planner.country.money.curves import Curve
from planner.country.money.sharing import Floor, share
from planner.country.road_plans.answers import RoadAnswer
from planner.errors import InfeasibleError, SolverError
from planner.support.stopping import Stop

ROUNDING = 1e-9


@dataclass(frozen=True)
class RoadNeed:
    """The least that the roads must give an account.

    Parameters
    ----------
    account : str
    least : float
        USD where it is money, else kWh a day.
    region, family : str
        Whose account it is; one of the two is empty.
    is_money : bool
    """

    account: str
    least: float
    region: str = ""
    family: str = ""
    is_money: bool = False

    def given(self, money: Mapping[str, float], served: Mapping[str, float]) -> float:
        """What a plan gives it: USD by region, kWh a day by account."""
        return money.get(self.region, 0.0) if self.is_money else served.get(self.account, 0.0)

    def kept(self, answer: RoadAnswer) -> bool:
        """Whether an answer gives it as much."""
        return self.given(answer.money, answer.served) >= self.least * (1 - ROUNDING)


def needs_of(
    configured: Sequence[FloorConfig], floors: Sequence[Floor], curves: Sequence[Curve], money: float, stop: Stop
) -> tuple[RoadNeed, ...]:
    """What the roads must give so that the floors are kept, where cities give what they do without floors.

    Of money a region that has a city asks nothing of the roads: what is given to the city counts. Nor do floors of the roads as a whole: their
    money counts as given, and of energy they have what the plans that count most need.

    Parameters
    ----------
    configured : sequence of FloorConfig
    floors : sequence of Floor
        The same, in the same order.
    curves : sequence of Curve
    money : float
        In units.
    stop : callable
    """
    cities = [one for one in curves if one.name != ROADS_NAME]
    try:
        free = share(curves, money, (), stop).chosen
    except (InfeasibleError, SolverError):
        return ()
    out = []
    for config, floor in zip(configured, floors, strict=True):
        if floor.idle or config.roads or (floor.is_money and any(floor.account in one.money for one in cities)):
            continue
        given = sum(free[one.name].amounts.get(floor.account, 0.0) for one in cities)
        if floor.least - given > 0:
            out.append(
                RoadNeed(floor.account, floor.least - given, config.region or "", config.plug or "", floor.is_money)
            )
    return tuple(out)
