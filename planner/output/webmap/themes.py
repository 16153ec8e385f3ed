"""What the zones can show: demand, unserved demand, share served."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.dossier import Dossier
from planner.output.shared.ramps import BROWN_TEAL, GREENS, PURPLES, REDS, SHARE_ENDS, TODAY_ENDS
from planner.output.shared.words import class_label, family_label, number
from planner.output.webmap.layers import breaks


@dataclass(frozen=True)
class Theme:
    """One way to colour the zones.

    Parameters
    ----------
    id, label, note : str
    show : str
        ``demand``, ``unserved`` or ``share``.
    at : tuple of int or None
        Which demand classes; None for all together.
    breaks : tuple of float
        Upper ends of the classes.
    ramp : tuple of str
        A colour each.
    """

    id: str
    label: str
    note: str
    show: str
    at: tuple[int, ...] | None
    breaks: tuple[float, ...]
    ramp: tuple[str, ...]

    def steps(self) -> list[dict[str, str]]:
        """Legend: colour and upper end of each class."""
        ends = [
            f"≤\u202f{100 * end:.0f}\u202f%" if self.show == "share" else f"≤\u202f{number(end, 0 if end >= 10 else 1)}"
            for end in self.breaks
        ]
        words = [end if upper > 0 else "nothing" for end, upper in zip(ends, self.breaks, strict=True)]
        return [{"colour": colour, "text": text} for colour, text in zip(self.ramp, words, strict=True)]

    def options(self) -> dict[str, Any]:
        """Give what `assets/map.js` needs to draw it."""
        return {
            "id": self.id,
            "theme": self.id,
            "show": self.show,
            "at": None if self.at is None else list(self.at),
            "breaks": list(self.breaks),
            "ramp": list(self.ramp),
        }


def themes(dossier: Dossier, classes: list[str]) -> list[Theme]:
    """All demand, unserved demand, share served, then the demand of each class."""
    zones = dossier.zones
    demand, served = zones["demand_kwh"].to_numpy(dtype=float), zones["served_kwh"].to_numpy(dtype=float)
    assumed = "kWh per day and zone that must be found in public; assumed figures, see below."
    unserved = "kWh per day and zone that nobody serves, with the plan built."
    out = [
        Theme("demand", "all demand", assumed, "demand", None, *_classed(demand, PURPLES)),
        Theme("unserved", "unserved demand", unserved, "unserved", None, *_classed(demand - served, REDS)),
        Theme(
            "coverage",
            "share served",
            "Of what each zone asks for, with the plan built.",
            "share",
            None,
            SHARE_ENDS,
            GREENS,
        ),
    ]
    for at, name in enumerate(classes):
        asked = zones[f"demand_{name}"].to_numpy(dtype=float)
        out.append(
            Theme(f"demand_{name}", f"demand {class_label(name)}", assumed, "demand", (at,), *_classed(asked, PURPLES))
        )
    return out


def themes_today(dossier: Dossier, classes: list[str]) -> list[Theme]:
    """Share served today of all demand and of that of each port family, then unserved demand and all demand."""
    zones = dossier.zones
    demand, served = zones["demand_kwh"].to_numpy(dtype=float), zones["served_kwh"].to_numpy(dtype=float)
    assumed = "kWh per day and zone that must be found in public; assumed figures, see below."
    note = "Of what drivers of each zone ask for, by what stands today."
    shares = Theme("today", "share served today", note, "share", None, TODAY_ENDS, BROWN_TEAL)
    families = dict.fromkeys(name.rpartition("_")[0] for name in classes)
    out = [shares]
    for family in families:
        at = tuple(number for number, name in enumerate(classes) if name.rpartition("_")[0] == family)
        said = f"Of what drivers of {family_label(family)} in each zone ask for, by what stands today."
        label = f"share served, {family_label(family)}"
        out.append(Theme(f"today_{family}", label, said, "share", at, TODAY_ENDS, BROWN_TEAL))
    unserved = "kWh per day and zone that nothing that stands today serves."
    return [
        *out,
        Theme("unserved", "unserved demand", unserved, "unserved", None, *_classed(demand - served, REDS)),
        Theme("demand", "all demand", assumed, "demand", None, *_classed(demand, PURPLES)),
    ]


def _classed(values: "np.ndarray[Any, Any]", ramp: tuple[str, ...]) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Ends of the classes and a colour each; fewer classes take colours from the whole ramp, so that the largest is dark."""
    ends = tuple(breaks(values))
    picked = (
        tuple(ramp[round(one)] for one in np.linspace(0, len(ramp) - 1, len(ends))) if len(ends) > 1 else ramp[-2:-1]
    )
    return ends, picked
