"""Display names of plans and worlds: a name, and for worlds a letter and a colour."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.compare.reading import called, the_plan
from planner.output.shared.words import mix_label
from planner.support.speech import _

COLOURS = ("#332288", "#CC6677", "#88CCEE", "#882255", "#DDCC77", "#44AA99", "#AA4499", "#999933")
"""Of worlds: the muted scheme of Paul Tol (2021), which colour-blind readers tell apart; each has its letter besides."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DARK_LETTER = ("#88CCEE", "#DDCC77", "#44AA99")
_SIGN = {"hedged": "◆", "expected": "◇"}


@dataclass(frozen=True)
class Named:
    """A plan or a world as people read it: `badge` is a letter for worlds and their plans, a sign for other plans; `inner` its label within a sentence."""

    id: str
    label: str
    badge: str
    colour: str
    ink: str
    inner: str


def _ours(name: str) -> str:
    """What plans for several worlds are called at the head of a row; empty for others."""
    return {"hedged": _("The hedged plan"), "expected": _("The plan best on average")}.get(name, "")


def named(data: Mapping[str, Any], name: str) -> Named:
    """Name a plan or world of a comparison."""
    worlds, said = list(data["mixes"]), called(data, name)
    label = mix_label(name) if said == name else said
    if name not in worlds:
        inner = the_plan(data, name) if _ours(name) else label
        return Named(name, _ours(name) or label, _SIGN.get(name, "•"), "#1d2733", "#fff", inner)
    at = worlds.index(name)
    colour = COLOURS[at % len(COLOURS)]
    return Named(name, label, LETTERS[at % len(LETTERS)], colour, "#111" if colour in _DARK_LETTER else "#fff", label)
