"""What a part of a country, a city or the roads, has to choose from in several worlds: plans with their worth in each, and bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from planner.country.money.curves import Curve

THIS_PLAN, BLENDED, TODAY = "this", "blend", ""
"""For what plans were made beside single mixes: the plan that the country has been given, weights over all worlds, and to build nothing."""

BuiltBySite = Mapping[str, Mapping[str, int]]
"""What stands at each site: chargers by type in a city, one of an option on a road."""


@dataclass(frozen=True)
class Worth:
    """What a plan of a part is worth in one world.

    Parameters
    ----------
    value : float
        As `RoadAnswer.value`, by its weight beside cities.
    served : mapping of str to float
        KWh a day by account of energy: region, plug, roads.
    breaks : str
        Promise of the part which the plan does not keep there; empty where it keeps all.
    imbalance : str
        How a plan that was not made for that world misses its balance of plugs; empty where it does not. Its value is none that a plan
        of that world could have.
    """

    value: float
    served: Mapping[str, float] = field(default_factory=dict)
    breaks: str = ""
    imbalance: str = ""


@dataclass(frozen=True)
class Offer:
    """A plan of a part, played in every world.

    Parameters
    ----------
    made_for : str
        A mix, `THIS_PLAN`, `BLENDED` or `TODAY`.
    asked_units, cost_units : int
        The sum that it was asked for, and what it takes.
    built : mapping
    money : mapping of str to float
        USD that it takes, by account of money.
    set_aside : tuple of str
        Of these accounts, those in which all that it is given counts, spent or not.
    worth : mapping of str to Worth
        By world.
    at : mapping of str to (lon, lat)
        Degrees, of each site that it builds at.
    sizes : mapping of str to (kW, USD)
        New power and cost of each site of a city; none of the roads, whose stations have them.
    """

    made_for: str
    asked_units: int
    cost_units: int
    built: BuiltBySite
    money: Mapping[str, float]
    set_aside: tuple[str, ...]
    worth: Mapping[str, Worth]
    at: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    sizes: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Blend:
    """What no plan of a part passes in several worlds at once.

    Parameters
    ----------
    weights : mapping of str to float
        By world, of its kWh.
    curve : Curve
        The bounds of its steps hold for the weighted sum.
    """

    weights: Mapping[str, float]
    curve: Curve


@dataclass(frozen=True)
class PartOffers:
    """What a part of the country has to choose from in several worlds.

    Parameters
    ----------
    name : str
    offers : sequence of Offer
    curves : mapping of str to Curve
        By world; its points are the offers, which they name by number in `made_for`.
    blends : sequence of Blend
    """

    name: str
    offers: Sequence[Offer]
    curves: Mapping[str, Curve]
    blends: Sequence[Blend] = ()
