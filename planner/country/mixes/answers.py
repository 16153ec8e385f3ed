"""What a part of a country answers in one world, or for weights over several: plans for a few sums, and bounds; in the words that cities and roads share."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from planner.country.mixes.offers import BuiltBySite, Worth
from planner.country.money.curves import Line


@dataclass(frozen=True)
class MixAnswer:
    """A plan for a sum.

    Parameters
    ----------
    units, cost_units : int
        The sum, and what the plan takes.
    value, bound : float
        As `RoadAnswer.value`, by its weight beside cities, and what no plan for the sum passes; of weighted worlds their weighted sum.
    built : mapping
    served : mapping of str to float
        KWh a day by account; empty for weighted worlds.
    money : mapping of str to float
        USD by account.
    """

    units: int
    cost_units: int
    value: float
    bound: float
    built: BuiltBySite
    served: Mapping[str, float] = field(default_factory=dict)
    money: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class MixAnswers:
    """Answers of a part, the least money first; in a world the first is what stands today.

    Parameters
    ----------
    answers : tuple of MixAnswer
    ceiling : float
        No plan for any money is worth more; inf where nobody has asked.
    lines : tuple of Line
    most : mapping of str to float
        No plan for any money gives an account more.
    money : tuple of str
        Accounts of money, of which no plan takes more than its sum.
    set_aside : tuple of str
        Those of them in which all that is given counts, spent or not.
    """

    answers: tuple[MixAnswer, ...]
    ceiling: float
    lines: tuple[Line, ...] = ()
    most: Mapping[str, float] = field(default_factory=dict)
    money: tuple[str, ...] = ()
    set_aside: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlayedOffer:
    """A plan played in one world.

    Parameters
    ----------
    worth : Worth
    cost_units : int
    money : mapping of str to float
        USD that it takes, by account.
    at : mapping of str to (lon, lat)
        Degrees, of each site that it builds at.
    sizes : mapping of str to (kW, USD)
        New power and cost of each site of a city; none of the roads, whose stations have them.
    """

    worth: Worth
    cost_units: int
    money: Mapping[str, float]
    at: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    sizes: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class BlendAnswers:
    """Plans for weights over all worlds, each played in every one.

    Parameters
    ----------
    weights : mapping of str to float
        By world.
    found : MixAnswers
    plays : tuple of mapping of str to PlayedOffer
        Of each answer, by world.
    """

    weights: Mapping[str, float]
    found: MixAnswers
    plays: tuple[Mapping[str, PlayedOffer], ...]


@dataclass(frozen=True)
class HedgeTask:
    """What a part is asked that seeks a plan for the world that loses most.

    Parameters
    ----------
    usd : float
    against, elsewhere : mapping of str to float
        By world, as `Worth.value`: what no plan of the country passes, and what the other parts make in the plan that this one is to stand in.
    share : float
        Of `against`, what the choice keeps in the world that loses most.
    begins : tuple of mapping
        Plans that are known and cost no more, the best first.
    """

    usd: float
    against: Mapping[str, float]
    elsewhere: Mapping[str, float]
    share: float
    begins: tuple[BuiltBySite, ...]
