"""Worlds and plans of a comparison as rows: names, assumptions, chargers, proofs."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from planner.support.speech import _

HEDGED, EXPECTED = "hedged", "expected"
"""Names of the plans that belong to no world."""
Chargers = Mapping[str, Mapping[str, int]]
"""Chargers by site id and type."""


def shared_label(name: str) -> str:
    """What a plan that belongs to no world is called."""
    return _("the hedged plan") if name.startswith(HEDGED) else _("the plan of the highest expected value")


@dataclass(frozen=True)
class WorldRow:
    """A world, for people.

    Parameters
    ----------
    name, label : str
    note : str
        What is assumed about it.
    changes : tuple of str
        What differs from the configuration.
    probability : float or None
    apart : str
        Why no plan of another world was played in it; empty where all were.
    """

    name: str
    label: str = ""
    note: str = ""
    changes: tuple[str, ...] = ()
    probability: float | None = None
    apart: str = ""


@dataclass(frozen=True)
class PlanRow:
    """A plan, for people.

    Parameters
    ----------
    name, label : str
    shown_in : str
        World in which its folder shows it: its own, or for plans of no world the most likely one.
    gap : float
        How far it may be from the best possible one for what it was made for.
    status : str
    chargers : mapping
        What it adds, by site and type.
    """

    name: str
    label: str
    shown_in: str
    gap: float
    status: str
    chargers: Chargers = field(default_factory=dict)

    @property
    def sites(self) -> frozenset[str]:
        """Sites that are built or upgraded."""
        return frozenset(site for site, added in self.chargers.items() if any(added.values()))


@dataclass(frozen=True)
class Reached:
    """How a plan over several worlds came about and what is proven of it.

    Parameters
    ----------
    value, bound : float
        Least share of the best value over the worlds (hedged), or the expected worth-weighted kWh a day; what no plan beats.
    gap : float
    path : str
        By which way it was found.
    wall_s : float
    """

    value: float
    bound: float
    gap: float
    path: str
    wall_s: float


@dataclass(frozen=True)
class Hedge:
    """Plans over several worlds.

    Parameters
    ----------
    why_not : str
        Why there is no hedged plan; empty where there is one.
    worlds : tuple of str
        That it hedges over.
    without : mapping
        Worlds that it does not, and why.
    hedged, expected : Reached or None
    balanced : Reached or None
        The plan that keeps the balance of plugs in every world, where that withholds much from drivers and the others need not keep it.
    """

    why_not: str = ""
    worlds: tuple[str, ...] = ()
    without: Mapping[str, str] = field(default_factory=dict)
    hedged: Reached | None = None
    expected: Reached | None = None
    balanced: Reached | None = None

    def without_plan(self, name: str, why: str) -> "Hedge":
        """The same, where the plan of this name was found and could not be put on file."""
        return replace(self, hedged=None, why_not=why) if name == HEDGED else replace(self, expected=None)

    def as_dict(self, reached: Reached | None) -> dict[str, object]:
        """Plain JSON form of one of the two plans."""
        none = dict.fromkeys(("value", "bound", "gap", "path", "wall_s"))
        why = None if reached is not None else self.why_not or _("no world has a probability")
        return {
            "why_not": why,
            **(none if reached is None else vars(reached)),
            "balanced": None if self.balanced is None else vars(self.balanced),
            "worlds": list(self.worlds),
            "without": dict(self.without),
        }


NO_HEDGE = Hedge(_("only plans of single worlds are compared here"))
