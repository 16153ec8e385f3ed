"""Themes of the zones: demand, unserved demand, share served; demand by plug, by occasion and of further years."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.dossier.dossier import Dossier
from planner.output.shared.demand import occasion_label
from planner.output.shared.ramps import BROWN_TEAL, FIFTHS, GREENS, HOT_SPOTS, PURPLES, REDS, SHARE_ENDS, TODAY_ENDS
from planner.output.shared.reality import is_unknown, today_heads
from planner.output.shared.words import class_label, family_label, number
from planner.output.webmap import layers
from planner.output.webmap.layers import breaks

SERVICE, BY_PLUG, BY_OCCASION, BY_YEAR, BY_DRIVE = (
    *("Service", "Demand by plug", "Demand by occasion"),
    *("Demand by year", "Drive to a plug"),
)
"""Groups of themes in the layer control, in this order."""
DRIVE_ENDS, DRIVE = (3.0, 5.0, 10.0, 15.0, 30.0), ("#045a8d", "#2b8cbe", "#74a9cf", "#bdc9e1", "#f1eef6")
"""Minutes, dark where a gun is near."""
ASSUMED = "kWh per day and zone that must be found in public; assumed figures."


@dataclass(frozen=True)
class Theme:
    """One colouring of the zones.

    Parameters
    ----------
    id, label, note : str
    show : str
        ``demand``, ``unserved``, ``share`` or ``drive``; ``occasion`` or ``year`` for the demand of one of them.
    at : tuple of int or None
        Which demand classes or occasions; None for all classes together.
    breaks : tuple of float
        Upper ends of the classes.
    ramp : tuple of str
        A colour each.
    group : str
    year : int
        Which of the further years, for ``year``.
    """

    id: str
    label: str
    note: str
    show: str
    at: tuple[int, ...] | None
    breaks: tuple[float, ...]
    ramp: tuple[str, ...]
    group: str = SERVICE
    year: int = 0

    @property
    def caption(self) -> str:
        """Name in the layer control, under the name of its group; no two may be the same."""
        return self.label[:1].upper() + self.label[1:]

    @property
    def finished(self) -> str:
        """What of the finished plan alone it shows, also at an earlier stage: ``drive`` (of today, too), ``part`` of its demand, or nothing."""
        if self.show == "drive":
            return "drive"
        return "" if self.at is None or self.show == "year" else "part"

    def steps(self) -> list[dict[str, str]]:
        """Legend: colour and upper end of each class."""
        unit = "\u202fmin" if self.show == "drive" else ""
        ends = [
            f"≤\u202f{100 * end:.0f}\u202f%"
            if self.show == "share"
            else f"≤\u202f{number(end, 0 if end >= 10 or unit else 1)}{unit}"
            for end in self.breaks
        ]
        words = [end if upper > 0 else "nothing" for end, upper in zip(ends, self.breaks, strict=True)]
        return [{"colour": colour, "text": text} for colour, text in zip(self.ramp, words, strict=True)]

    def options(self) -> dict[str, Any]:
        """Give what `assets/map.js` needs to draw it."""
        return {
            "id": self.id,
            "theme": self.id,
            "group": self.group,
            "show": self.show,
            "at": None if self.at is None else list(self.at),
            "year": self.year,
            "breaks": list(self.breaks),
            "ramp": list(self.ramp),
        }


def themes(dossier: Dossier, classes: list[str]) -> list[Theme]:
    """All demand, unserved demand, share served, then the demand of each class, occasion and further year."""
    zones = dossier.zones
    demand, served = zones["demand_kwh"].to_numpy(dtype=float), zones["served_kwh"].to_numpy(dtype=float)
    unserved = "kWh per day and zone that nobody serves, with the plan built."
    out = [
        Theme("demand", "all demand", ASSUMED, "demand", None, *_classed(demand, PURPLES, HOT_SPOTS)),
        Theme("unserved", "unserved demand", unserved, "unserved", None, *_classed(demand - served, REDS)),
        Theme(
            "coverage",
            "share served",
            "Of what each zone asks for.",
            "share",
            None,
            SHARE_ENDS,
            GREENS,
        ),
    ]
    return [*out, *_by_plug(dossier, classes), *_by_occasion(dossier), *_by_year(dossier)]


def plan_themes(dossier: Dossier, classes: list[str]) -> list[Theme]:
    """The themes of a plan, and the drive to the nearest gun of each plug where the plan knows it."""
    note = "Minutes by road to the nearest gun, standing or new; zones without a colour are more than 30 minutes away."
    drives = [
        Theme(f"drive_{family}", f"drive to {family_label(family)}", note, "drive", (at,), DRIVE_ENDS, DRIVE, BY_DRIVE)
        for at, family in enumerate(layers.drive_families(dossier))
    ]
    return [*themes(dossier, classes), *drives]


def _by_plug(dossier: Dossier, classes: list[str]) -> list[Theme]:
    return [
        Theme(
            f"demand_{name}",
            f"demand {class_label(name)}",
            ASSUMED,
            "demand",
            (at,),
            *_classed(dossier.zones[f"demand_{name}"].to_numpy(dtype=float), PURPLES, HOT_SPOTS),
            BY_PLUG,
        )
        for at, name in enumerate(classes)
    ]


def _by_occasion(dossier: Dossier) -> list[Theme]:
    """A theme for each occasion on which somebody charges; none for a plan that was filed without."""
    out = []
    for at, name in enumerate(layers.occasions(dossier)):
        kwh = dossier.zones[f"occasion_{name}"].to_numpy(dtype=float)
        label = occasion_label(name)
        if kwh.sum() > 0:
            show = ("occasion", (at,))
            out.append(
                Theme(
                    f"occasion_{name}",
                    f"demand: {label}",
                    ASSUMED,
                    *show,
                    *_classed(kwh, PURPLES, HOT_SPOTS),
                    BY_OCCASION,
                )
            )
    return out


def _by_year(dossier: Dossier) -> list[Theme]:
    """A theme for each year, all in the same classes so that years can be compared, then one for each plug of a further year."""
    years = layers.later_years(dossier)
    if not years:
        return []
    kwh = [layers.year_kwh(dossier, year) for year in years]
    totals = [layers.year_kwh(dossier, dossier.year).sum(axis=1), *(one.sum(axis=1) for one in kwh)]
    classed = _classed(np.concatenate(totals), PURPLES, HOT_SPOTS)
    note = f"{ASSUMED} The same classes for every year."
    first = Theme(f"year_{dossier.year}", f"demand of {dossier.year}", note, "demand", None, *classed, BY_YEAR)
    further = [
        Theme(f"year_{year}", f"demand of {year}", note, "year", None, *classed, BY_YEAR, at)
        for at, year in enumerate(years)
    ]
    in_order = sorted([first, *further], key=lambda one: one.id)
    return [*in_order, *(theme for at, year in enumerate(years) for theme in _plugs_of(dossier, year, kwh[at], at))]


def _plugs_of(dossier: Dossier, year: int, kwh: "np.ndarray[Any, Any]", number_of_year: int) -> list[Theme]:
    """Themes of the demand classes of a further year, a group to itself; `kwh` is (zones, classes)."""
    return [
        Theme(
            f"year_{year}_{name}",
            f"demand {class_label(name)}, {year}",
            ASSUMED,
            "year",
            (at,),
            *_classed(kwh[:, at], PURPLES, HOT_SPOTS),
            f"{BY_PLUG}, {year}",
            number_of_year,
        )
        for at, name in enumerate(layers.year_classes(dossier, year))
    ]


def themes_today(dossier: Dossier, classes: list[str]) -> list[Theme]:
    """Share served today of all demand and of that of each port family, unserved demand, then demand as in a plan's map."""
    zones = dossier.zones
    demand, served = zones["demand_kwh"].to_numpy(dtype=float), zones["served_kwh"].to_numpy(dtype=float)
    by = today_heads(dossier.reality)[1]
    stands = "is on file" if is_unknown(dossier.reality) else "stands today"
    note = f"Of what drivers of each zone ask for, by what {stands}, within the promised waits."
    shares = Theme("today", f"share {by}", note, "share", None, TODAY_ENDS, BROWN_TEAL)
    families = dict.fromkeys(name.rpartition("_")[0] for name in classes)
    out = [shares]
    for family in families:
        at = tuple(number for number, name in enumerate(classes) if name.rpartition("_")[0] == family)
        said = f"Of what drivers of {family_label(family)} in each zone ask for, by what {stands}, within the promised waits."
        label = f"share served, {family_label(family)}"
        out.append(Theme(f"today_{family}", label, said, "share", at, TODAY_ENDS, BROWN_TEAL))
    unserved = f"kWh per day and zone that nothing that {stands} serves."
    return [
        *out,
        Theme("unserved", "unserved demand", unserved, "unserved", None, *_classed(demand - served, REDS)),
        Theme("demand", "all demand", ASSUMED, "demand", None, *_classed(demand, PURPLES, HOT_SPOTS)),
        *_by_plug(dossier, classes),
        *_by_occasion(dossier),
        *_by_year(dossier),
    ]


def _classed(
    values: "np.ndarray[Any, Any]", ramp: tuple[str, ...], quantiles: tuple[float, ...] = FIFTHS
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Ends of the classes and a colour each; fewer classes take colours from the whole ramp, so that the largest is dark."""
    ends = tuple(breaks(values, quantiles))
    picked = (
        tuple(ramp[round(one)] for one in np.linspace(0, len(ramp) - 1, len(ends))) if len(ends) > 1 else ramp[-2:-1]
    )
    return ends, picked
