"""How plans and worlds are called on the page: a name, and a letter with a colour for each world."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.output.shared.words import mix_label

HEDGED, EXPECTED = "hedged", "expected"
COLOURS = ("#332288", "#CC6677", "#88CCEE", "#882255", "#DDCC77", "#44AA99", "#AA4499", "#999933")
"""Of worlds: the muted scheme of Paul Tol (2021), which colour-blind readers tell apart; each has its letter besides."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DARK_LETTER = ("#88CCEE", "#DDCC77", "#44AA99")
_OURS = {HEDGED: "Hedged", EXPECTED: "Best on average"}


@dataclass(frozen=True)
class Named:
    """A plan or a world as people read it: `badge` is a letter for worlds and their plans, a sign for other plans."""

    id: str
    label: str
    badge: str
    colour: str
    ink: str


def named(told: Mapping[str, Any], name: str) -> Named:
    """Name a plan or world of a comparison."""
    worlds = list(told["mixes"])
    label = str(told.get("labels", {}).get(name) or _OURS.get(name) or mix_label(name))
    if name in worlds:
        at = worlds.index(name)
        colour = COLOURS[at % len(COLOURS)]
        return Named(name, label, LETTERS[at % len(LETTERS)], colour, "#111" if colour in _DARK_LETTER else "#fff")
    return Named(name, label, "◆" if name == told.get("hedged") else "∅", "#1d2733", "#fff")


def plans_of(told: Mapping[str, Any]) -> list[str]:
    """Plans in the order of the rows: those of the worlds, then the others."""
    return list(told.get("plans") or told["mixes"])


def own_world(told: Mapping[str, Any], plan: str) -> str:
    """World in which a plan is shown: its own; that of the others is the likeliest, or the first that they are made for."""
    if plan in told["mixes"]:
        return plan
    made_for = list(told.get("hedge", {}).get("worlds") or told["mixes"])
    likely = told.get("probabilities", {})
    return max(made_for, key=lambda world: likely.get(world) or 0.0)


def all_worlds(told: Mapping[str, Any]) -> str:
    """Say how many worlds there are: ``both worlds``, ``all 3 worlds``."""
    count = len(told["mixes"])
    return "the one world" if count == 1 else "both worlds" if count == 2 else f"all {count} worlds"
