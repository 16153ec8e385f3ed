"""Who gains and who does not, and what waiting would lose: by plug, district, drive, and by who can charge at home. Plain text: the template escapes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from planner.audit.scorecard import NO_DISTRICT
from planner.dossier.dossier import Dossier
from planner.output.report import reached
from planner.output.report.areas import area_labels
from planner.output.report.charts import Served
from planner.output.shared import reality
from planner.output.shared.taken import share_taken
from planner.output.shared.words import by_family, family_label, share_of
from planner.support.speech import _

NEAR_MIN = 5.0
"""A drive to a gun that people call near."""
MUCH, LITTLE = 2 / 3, 1 / 3
"""Shares of the demand of a zone from which it is well served, and below which it is hardly."""
FEW_ROWS = 12
"""Districts on the chart; the rest stand in the annex."""


def plug_bars(dossier: Dossier) -> list[Served]:
    """What is asked and served by plug family."""
    card, nothing = dossier.scorecard, dossier.do_nothing
    asked, before, after = by_family(card.demand_kwh), by_family(nothing.served_kwh), by_family(card.served_kwh)
    return [
        _bar(family_label(name), kwh, before.get(name, 0.0), after.get(name, 0.0))
        for name, kwh in asked.items()
        if kwh > 0
    ]


def district_bars(dossier: Dossier) -> list[Served]:
    """The same by district, those that ask for most first; nothing where there is one or none."""
    card, before, said = dossier.scorecard, dossier.do_nothing.district_served_kwh, area_labels(dossier)
    rows = [
        _bar(said(name), kwh, before.get(name, 0.0), card.district_served_kwh.get(name, 0.0))
        for name, kwh in sorted(card.district_demand_kwh.items(), key=lambda item: (-item[1], item[0]))
        if kwh > 0
    ]
    return rows if len(rows) > 1 else []


def _bar(label: str, asked: float, before: float, after: float) -> Served:
    said = _("{before:percent} → {after:percent}", before=share_of(before, asked), after=share_of(after, asked))
    return Served(label, asked, before, after, said)


def waiting(dossier: Dossier) -> list[str]:
    """What is not served if nothing is built, over a year and in later years, as far as the plan knows."""
    card, nothing = dossier.scorecard, dossier.do_nothing
    more = card.total_served_kwh - nothing.total_served_kwh
    if more <= 0:
        return []
    values = {"kwh": more, "year": str(dossier.year), "left": 1 - nothing.coverage, "rest": 1 - card.coverage}
    out = [
        _(
            "If nothing is built, drivers go without {kwh:energy} kWh a day in {year} that the plan would serve. By the stations that are on file, which are few of those that stand, {left:percent1} of what drivers ask for would stay unserved, instead of {rest:percent1}; how much it truly is today is not known.",
            **values,
        )
        if reality.is_unknown(dossier.reality)
        else _(
            "If nothing is built, drivers go without {kwh:energy} kWh a day in {year} that the plan would serve: {left:percent} of what drivers ask for stays unserved, instead of {rest:percent}.",
            **values,
        )
    ]
    annual = dossier.studies.get("annual", {})
    if annual.get("kwh_year"):
        out.append(
            _(
                "Over a year all guns together, those of today among them, would sell {low:energy} to {most:energy} kWh; what the new ones sell of it is lost with each year of waiting.",
                low=annual["kwh_year"],
                most=annual["kwh_year_most"],
            )
        )
    return [*out, *_later(dossier), *_grown(dossier)]


def _later(dossier: Dossier) -> list[str]:
    """What is asked for a year later, where the demand of that year was estimated."""
    years = {int(row["year"]): float(row["kwh_per_day"]) for row in dossier.demand_story.get("years", ())}
    if dossier.year not in years or dossier.year + 1 not in years:
        return []
    later = years[dossier.year + 1]
    return [
        _(
            "One year later, in {year}, {kwh:energy} kWh a day are asked for, {more:energy} more than in the year of the plan.",
            year=str(dossier.year + 1),
            kwh=later,
            more=later - years[dossier.year],
        )
    ]


def _grown(dossier: Dossier) -> list[str]:
    """How the demand grows over the phases, beside what today's network would serve at their end."""
    phases = dossier.studies.get("phases", {}).get("phases", ())
    if len(phases) < 2 or phases[-1]["demand_kwh"] <= phases[0]["demand_kwh"]:
        return []
    return [
        _(
            "From {first} to {last} the demand grows from {kwh:energy} to {later:energy} kWh a day; today's network would serve {share:percent} of it then.",
            first=str(phases[0]["year"]),
            last=str(phases[-1]["year"]),
            kwh=phases[0]["demand_kwh"],
            later=phases[-1]["demand_kwh"],
            share=dossier.do_nothing.coverage,
        )
    ]


def who_gains(dossier: Dossier) -> list[str]:
    """Sentences on districts, zones, drives, slow and fast charging, and homes."""
    return [
        *_districts(dossier),
        *_zones(dossier),
        *reached.sentences(dossier),
        *_speeds(dossier),
        *_taken(dossier),
        *_homes(dossier),
        *_uneven(dossier),
    ]


def _taken(dossier: Dossier) -> list[str]:
    """How many drivers find all guns of their place taken at the busiest time, at fast guns and at slow posts."""
    rows = dossier.surroundings.get("busiest", ())
    fast, slow = (share_taken([one for one in rows if one.get("parks") is parks]) for parks in (False, True))
    if fast is None:
        return (
            [] if slow is None else [_("At slow posts {slow:percent} find all taken at the busiest time.", slow=slow)]
        )
    said = _(
        "At the busiest time {fast:percent} of those who charge fast find all guns of their place taken and drive on to the next free one.",
        fast=fast,
    )
    if slow is None:
        return [said]
    return [f"{said} {_('At slow posts it is {slow:percent}.', slow=slow)}"]


def _districts(dossier: Dossier) -> list[str]:
    card, said = dossier.scorecard, area_labels(dossier)
    shares = {
        said(name): card.district_served_kwh.get(name, 0.0) / kwh
        for name, kwh in card.district_demand_kwh.items()
        if kwh > 0 and name != NO_DISTRICT
    }
    if len(shares) < 2:
        return [
            _("Districts are not compared: the plan knows no outlines of them.")
            if not shares
            else _("Districts are not compared: the plan knows one alone.")
        ]
    best, least = max(shares, key=lambda one: shares[one]), min(shares, key=lambda one: shares[one])
    return [
        _(
            "Best served is {best}, with {most:percent} of what its drivers ask for; least served is {least}, with {few:percent}.",
            best=best,
            most=shares[best],
            least=least,
            few=shares[least],
        )
    ]


def _zones(dossier: Dossier) -> list[str]:
    zones = dossier.zones[dossier.zones["demand_kwh"] > 0]
    people = zones["population"].to_numpy(dtype=float)
    if not len(zones) or not np.isfinite(people).all() or people.sum() <= 0:
        return []
    share = zones["served_kwh"].to_numpy(dtype=float) / zones["demand_kwh"].to_numpy(dtype=float)
    whole = people.sum()
    none = share <= 1e-9
    return [
        _(
            "{much:percent} of people live where more than two thirds of the demand is served, {middle:percent} where a third to two thirds is, {little:percent} where less than a third is but some, and {none:percent} ({people:number} people) in zones none of whose demand is served by the plan or a station on file.",
            much=people[share > MUCH].sum() / whole,
            middle=people[(share >= LITTLE) & (share <= MUCH)].sum() / whole,
            little=people[(share < LITTLE) & ~none].sum() / whole,
            none=people[none].sum() / whole,
            people=float(people[none].sum()),
        )
    ]


def _speeds(dossier: Dossier) -> list[str]:
    card = dossier.scorecard
    sums: dict[str, list[float]] = {}
    for name, kwh in card.demand_kwh.items():
        mine = sums.setdefault(name.rpartition("_")[2], [0.0, 0.0])
        mine[0] += kwh
        mine[1] += card.served_kwh.get(name, 0.0)
    fast, slow = (share_of(got, asked) for asked, got in (sums.get(one, [0.0, 0.0]) for one in ("fast", "slow")))
    out: list[str] = []
    if fast is not None and slow is not None:
        out.append(
            _(
                "Of fast charging, for which drivers wait, {fast:percent} is served; of slow charging, while cars are parked anyway, {slow:percent}.",
                fast=fast,
                slow=slow,
            )
        )
    drive = card.mean_drive_min
    if np.isfinite(drive) and card.total_served_kwh > 0:
        out.append(_("Drivers who are served go {minutes:number1} minutes on average.", minutes=float(drive)))
    return out


def _homes(dossier: Dossier) -> list[str]:
    each = {
        str(row["vehicle_class"]): row["public_kwh_per_day"] / row["vehicles"]
        for row in dossier.demand_story.get("by_vehicle_class", ())
        if row["vehicles"]
    }
    if not {"private_apartment", "private_home"} <= set(each):
        return []
    return [
        _(
            "Who cannot charge at home needs public chargers most: a car kept at a block of flats asks for {flat:number1} kWh a day in public, one kept at a house {house:number1}.",
            flat=each["private_apartment"],
            house=each["private_home"],
        )
    ]


def _uneven(dossier: Dossier) -> list[str]:
    told = dossier.demand_story.get("evenness")
    if not told:
        return []
    return [
        _(
            "Demand lies unevenly over the city: its Gini figure is {demand:number2}, that of people {people:number2} (0: alike everywhere; near 1: all in one place).",
            demand=told["gini"],
            people=told["gini_people"],
        )
    ]


@dataclass(frozen=True)
class Reach:
    """Share of people with a gun for their plug within a short drive, today and with the plan."""

    label: str
    before: float
    after: float


def reach_rows(dossier: Dossier) -> list[Reach]:
    """By plug family, as far as the plan holds drives; families whom neither reaches are left out."""
    drives: Mapping[str, Any] = dossier.surroundings.get("drives", {})
    people = dossier.zones["population"].to_numpy(dtype=float)
    before, after = drives.get("before", {}), drives.get("after", {})
    if not len(people) or not np.isfinite(people).all() or people.sum() <= 0:
        return []
    out = []
    for family, minutes in after.items():
        if len(minutes) != len(people) or len(before.get(family, ())) != len(people):
            continue
        shares = [
            float(people[[one is not None and one <= NEAR_MIN for one in found]].sum() / people.sum())
            for found in (before[family], minutes)
        ]
        if shares[1] > 0:
            out.append(Reach(family_label(family), *shares))
    return out


def key_words(dossier: Dossier) -> tuple[str, str, str]:
    """What the three tones of the bars mean: asked, served without the plan, with it."""
    now = _("served by what is on file") if reality.is_unknown(dossier.reality) else _("served today")
    return _("asked for"), now, _("served with the plan")
