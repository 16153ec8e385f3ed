"""Themes of the zones: demand, unserved demand, share served; demand by plug, by occasion and of further years."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.dossier.dossier import Dossier
from planner.output.shared.demand import occasion_label
from planner.output.shared.ramps import BROWN_TEAL, FIFTHS, GREENS, HOT_SPOTS, PURPLES, REDS, SHARE_ENDS, TODAY_ENDS
from planner.output.shared.reality import is_unknown
from planner.output.shared.words import class_label, family_label, number
from planner.output.webmap import layers
from planner.output.webmap.layers import breaks
from planner.support.speech import _, within

SERVICE, BY_PLUG, BY_OCCASION, BY_YEAR, BY_DRIVE = "service", "plug", "occasion", "year", "drive"
GROUPS: Mapping[str, Callable[[], str]] = {
    SERVICE: lambda: within("kind of colours of a map", "Service"),
    BY_PLUG: lambda: _("Demand by plug"),
    BY_OCCASION: lambda: _("Demand by occasion"),
    BY_YEAR: lambda: _("Demand by year"),
    BY_DRIVE: lambda: _("Drive to a plug"),
}
"""Groups of themes in the layer control, in this order; demand by plug in a further year is a group a year."""
DRIVE_ENDS, DRIVE = (3.0, 5.0, 10.0, 15.0, 30.0), ("#045a8d", "#2b8cbe", "#74a9cf", "#bdc9e1", "#f1eef6")
"""Minutes, dark where a gun is near."""


def assumed() -> str:
    """Say what is shown of a demand."""
    return _("kWh per day and zone that must be found in public; assumed figures.")


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
        Of `GROUPS`, and the year behind it where a further year has one of its own.
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

    def told(self) -> dict[str, Any]:
        """Legend, as `assets/themes.html.j2` writes it."""
        return {
            "id": self.id,
            "heading": _("Zones: {theme}", theme=self.label),
            "finished": self.finished,
            "finished_words": within("behind the heading of a legend", ", finished plan"),
            "note": self.note,
            "steps": self.steps(),
        }

    @property
    def group_words(self) -> str:
        """Name of its group."""
        kind, year = self.group.partition(" ")[::2]
        return _("Demand by plug, {year}", year=year) if year else GROUPS[kind]()

    def steps(self) -> list[dict[str, str]]:
        """Legend: colour and upper end of each class."""
        words = [self._end(end) if end > 0 else within("share served", "nothing") for end in self.breaks]
        return [{"colour": colour, "text": text} for colour, text in zip(self.ramp, words, strict=True)]

    def _end(self, end: float) -> str:
        if self.show == "share":
            return f"≤\u202f{100 * end:.0f}\u202f%"
        if self.show == "drive":
            return _("≤\u202f{minutes:number}\u202fmin", minutes=end)
        return f"≤\u202f{number(end, 0 if end >= 10 else 1)}"

    def options(self) -> dict[str, Any]:
        """Give what `assets/map.js` needs to draw it."""
        return {
            "id": self.id,
            "theme": self.id,
            "group": self.group_words,
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
    unserved = _("kWh per day and zone that nobody serves, with the plan built.")
    out = [
        Theme("demand", _("all demand"), assumed(), "demand", None, *_classed(demand, PURPLES, HOT_SPOTS)),
        Theme("unserved", _("unserved demand"), unserved, "unserved", None, *_classed(demand - served, REDS)),
        Theme(
            "coverage",
            _("share served"),
            _("Of what each zone asks for."),
            "share",
            None,
            SHARE_ENDS,
            GREENS,
        ),
    ]
    return [*out, *_by_plug(dossier, classes), *_by_occasion(dossier), *_by_year(dossier)]


def plan_themes(dossier: Dossier, classes: list[str]) -> list[Theme]:
    """The themes of a plan, and the drive to the nearest gun of each plug where the plan knows it."""
    note = _(
        "Minutes by road to the nearest gun, standing or new; zones without a colour are more than 30 minutes away."
    )
    drives = [
        Theme(
            f"drive_{family}",
            _("drive to {plug}", plug=family_label(family)),
            note,
            "drive",
            (at,),
            DRIVE_ENDS,
            DRIVE,
            BY_DRIVE,
        )
        for at, family in enumerate(layers.drive_families(dossier))
    ]
    return [*themes(dossier, classes), *drives]


def _by_plug(dossier: Dossier, classes: list[str]) -> list[Theme]:
    return [
        Theme(
            f"demand_{name}",
            _("demand {plug}", plug=class_label(name)),
            assumed(),
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
        label = _("demand: {occasion}", occasion=occasion_label(name))
        if kwh.sum() > 0:
            show = ("occasion", (at,))
            out.append(
                Theme(
                    f"occasion_{name}",
                    label,
                    assumed(),
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
    note = _("kWh per day and zone that must be found in public; assumed figures. The same classes for every year.")
    first = Theme(
        f"year_{dossier.year}", _("demand of {year}", year=str(dossier.year)), note, "demand", None, *classed, BY_YEAR
    )
    further = [
        Theme(f"year_{year}", _("demand of {year}", year=str(year)), note, "year", None, *classed, BY_YEAR, at)
        for at, year in enumerate(years)
    ]
    in_order = sorted([first, *further], key=lambda one: one.id)
    return [*in_order, *(theme for at, year in enumerate(years) for theme in _plugs_of(dossier, year, kwh[at], at))]


def _plugs_of(dossier: Dossier, year: int, kwh: "np.ndarray[Any, Any]", number_of_year: int) -> list[Theme]:
    """Themes of the demand classes of a further year, a group to itself; `kwh` is (zones, classes)."""
    return [
        Theme(
            f"year_{year}_{name}",
            _("demand {plug}, {year}", plug=class_label(name), year=str(year)),
            assumed(),
            "year",
            (at,),
            *_classed(kwh[:, at], PURPLES, HOT_SPOTS),
            f"{BY_PLUG} {year}",
            number_of_year,
        )
        for at, name in enumerate(layers.year_classes(dossier, year))
    ]


def themes_today(dossier: Dossier, classes: list[str]) -> list[Theme]:
    """Share served today of all demand and of that of each port family, unserved demand, then demand as in a plan's map."""
    zones = dossier.zones
    demand, served = zones["demand_kwh"].to_numpy(dtype=float), zones["served_kwh"].to_numpy(dtype=float)
    unknown = is_unknown(dossier.reality)
    label, note, unserved = (
        _("share served by what is on file") if unknown else _("share served today"),
        _("Of what drivers of each zone ask for, by what is on file, within the promised waits.")
        if unknown
        else _("Of what drivers of each zone ask for, by what stands today, within the promised waits."),
        _("kWh per day and zone that nothing that is on file serves.")
        if unknown
        else _("kWh per day and zone that nothing that stands today serves."),
    )
    families = dict.fromkeys(name.rpartition("_")[0] for name in classes)
    out = [Theme("today", label, note, "share", None, TODAY_ENDS, BROWN_TEAL)]
    for family in families:
        at = tuple(number for number, name in enumerate(classes) if name.rpartition("_")[0] == family)
        plug = family_label(family)
        said = (
            _(
                "Of what drivers of {plug} in each zone ask for, by what is on file, within the promised waits.",
                plug=plug,
            )
            if unknown
            else _(
                "Of what drivers of {plug} in each zone ask for, by what stands today, within the promised waits.",
                plug=plug,
            )
        )
        named = _("share served, {plug}", plug=plug)
        out.append(Theme(f"today_{family}", named, said, "share", at, TODAY_ENDS, BROWN_TEAL))
    return [
        *out,
        Theme("unserved", _("unserved demand"), unserved, "unserved", None, *_classed(demand - served, REDS)),
        Theme("demand", _("all demand"), assumed(), "demand", None, *_classed(demand, PURPLES, HOT_SPOTS)),
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
