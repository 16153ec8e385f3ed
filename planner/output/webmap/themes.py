"""Themes of the zones: demand, unserved demand, share served; demand by plug, by occasion and of further years."""

from typing import Any

import numpy as np

from planner.dossier.dossier import Dossier
from planner.output.shared.demand import occasion_label
from planner.output.shared.ramps import BROWN_TEAL, GREENS, HOT_SPOTS, PURPLES, REDS, SHARE_ENDS, TODAY_ENDS
from planner.output.shared.reality import is_unknown
from planner.output.shared.words import class_label, family_label
from planner.output.webmap import layers
from planner.output.webmap.theme import BY_DRIVE, BY_OCCASION, BY_PLUG, BY_SHARE, BY_YEAR, Theme, classed
from planner.support.speech import _

DRIVE_ENDS, DRIVE = (3.0, 5.0, 10.0, 15.0, 30.0), ("#045a8d", "#2b8cbe", "#74a9cf", "#bdc9e1", "#f1eef6")
"""Minutes, dark where a gun is near."""


def assumed() -> str:
    """Say what is shown of a demand."""
    return _("kWh per day and zone that must be found in public; assumed figures.")


def themes(dossier: Dossier, classes: list[str]) -> list[Theme]:
    """All demand, unserved demand, share served, then the demand of each class, occasion and further year."""
    zones = dossier.zones
    demand, served = zones["demand_kwh"].to_numpy(dtype=float), zones["served_kwh"].to_numpy(dtype=float)
    unserved = _("kWh per day and zone that nobody serves, with the plan built.")
    out = [
        Theme("demand", _("all demand"), assumed(), "demand", None, *classed(demand, PURPLES, HOT_SPOTS)),
        Theme("unserved", _("unserved demand"), unserved, "unserved", None, *classed(demand - served, REDS)),
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
    """The themes of a plan, the share served of each plug, and the drive to the nearest gun of each plug where the plan knows it."""
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
    families = dict.fromkeys(name.rpartition("_")[0] for name in classes)
    shares = [
        Theme(
            f"coverage_{family}",
            _("share served, {plug}", plug=family_label(family)),
            _("Of what each zone asks for."),
            "share",
            tuple(at for at, name in enumerate(classes) if name.rpartition("_")[0] == family),
            SHARE_ENDS,
            GREENS,
            BY_SHARE,
        )
        for family in families
    ]
    return [*themes(dossier, classes), *shares, *drives]


def _by_plug(dossier: Dossier, classes: list[str]) -> list[Theme]:
    return [
        Theme(
            f"demand_{name}",
            _("demand {plug}", plug=class_label(name)),
            assumed(),
            "demand",
            (at,),
            *classed(dossier.zones[f"demand_{name}"].to_numpy(dtype=float), PURPLES, HOT_SPOTS),
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
                    *classed(kwh, PURPLES, HOT_SPOTS),
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
    alike = classed(np.concatenate(totals), PURPLES, HOT_SPOTS)
    note = _("kWh per day and zone that must be found in public; assumed figures. The same classes for every year.")
    first = Theme(
        f"year_{dossier.year}", _("demand of {year}", year=str(dossier.year)), note, "demand", None, *alike, BY_YEAR
    )
    further = [
        Theme(f"year_{year}", _("demand of {year}", year=str(year)), note, "year", None, *alike, BY_YEAR, at)
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
            *classed(kwh[:, at], PURPLES, HOT_SPOTS),
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
        _("Of what drivers of each zone ask for, by what is on file, in the hours of use that are counted on.")
        if unknown
        else _("Of what drivers of each zone ask for, by what stands today, in the hours of use that are counted on."),
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
                "Of what drivers of {plug} in each zone ask for, by what is on file, in the hours of use that are counted on.",
                plug=plug,
            )
            if unknown
            else _(
                "Of what drivers of {plug} in each zone ask for, by what stands today, in the hours of use that are counted on.",
                plug=plug,
            )
        )
        named = _("share served, {plug}", plug=plug)
        out.append(Theme(f"today_{family}", named, said, "share", at, TODAY_ENDS, BROWN_TEAL))
    return [
        *out,
        Theme("unserved", _("unserved demand"), unserved, "unserved", None, *classed(demand - served, REDS)),
        Theme("demand", _("all demand"), assumed(), "demand", None, *classed(demand, PURPLES, HOT_SPOTS)),
        *_by_plug(dossier, classes),
        *_by_occasion(dossier),
        *_by_year(dossier),
    ]
