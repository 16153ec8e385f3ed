"""Norms of distance beside the roads of a planned country: what each asks for, on how many roads, and where it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.country.output import words
from planner.country.result import Country
from planner.country.roads.gap import NEVI_GUNS, NEVI_KW, RoadGap, RoadNorm
from planner.support.speech import _


@dataclass(frozen=True)
class NormLine:
    """What is told of a norm.

    Parameters
    ----------
    name, head, said : str
        Its name for programs; what it asks for; and on how many roads it is kept, in words.
    own : RoadNorm or None
        None of those of Europe and America, which are told beside every plan.
    roads, longer, plan : int
        Roads that it is asked of, those longer than its limit, and those of the latter that keep it with the plan.
    today : int or None
        Those that keep it today; None where nobody has told what stands.
    worst : RoadGap
        The greatest gap with the plan, on a longer road where there is one.
    """

    name: str
    head: str
    said: str
    own: RoadNorm | None
    roads: int
    longer: int
    today: int | None
    plan: int
    worst: RoadGap


def norm_lines(country: Country) -> list[NormLine]:
    """Each norm in a line: those of Europe and America, then those of the user's own."""
    kinds: list[tuple[str, int | None]] = [("afir", None), ("nevi", None)]
    kinds += [(one.name, number) for number, one in enumerate(country.norms)]
    out = []
    for name, own in kinds:
        mine = [one for one in country.gaps if (one.what, one.own) == (name, own) and one.limit_km is not None]
        if mine:
            out.append(_line(name, None if own is None else country.norms[own], mine, is_known=country.stations_given))
    return out


def own_norms(country: Country) -> list[str]:
    """A sentence for each norm of the user's own."""
    return [_("{head}: {said}", head=one.head, said=one.said) for one in norm_lines(country) if one.own is not None]


def _line(name: str, own: RoadNorm | None, gaps: Sequence[RoadGap], *, is_known: bool) -> NormLine:
    """`is_known` says that it is known what stands today."""
    longer = [one for one in gaps if one.asks]
    plan = sum(one.kept(one.plan_km) or False for one in longer)
    today = sum(one.kept(one.today_km) or False for one in longer) if is_known else None
    worst = max(longer or gaps, key=lambda one: one.plan_km)
    said = (
        _said_of_one(worst, is_known=is_known)
        if own is not None and own.road
        else _said_of_all(gaps, worst, longer, today, plan)
    )
    if own is not None:
        said = (
            _(
                "{said} It is a rule of the plan, of each part of a road on land where stations may be built.",
                said=said,
            )
            if own.parted
            else _("{said} It is a rule of the plan.", said=said)
            if own.binding
            else _("{said} It is no rule of the plan, and only told.", said=said)
        )
    return NormLine(name, _head(name, own, worst), said, own, len(gaps), len(longer), today, plan, worst)


def _said_of_all(
    gaps: Sequence[RoadGap], worst: RoadGap, longer: Sequence[RoadGap], today: int | None, plan: int
) -> str:
    if not longer:
        return _("none of {roads:number} roads is longer than that, so that it asks for nothing here.", roads=len(gaps))
    if today is None:
        return _(
            "{longer:number} of {roads:number} roads are longer than that; {plan:number} of these {longer:number} keep it with the plan (today: not given); the greatest gap is {km:number} km on {road}.",
            longer=len(longer),
            roads=len(gaps),
            plan=plan,
            km=worst.plan_km,
            road=worst.road,
        )
    return _(
        "{longer:number} of {roads:number} roads are longer than that; {plan:number} of these {longer:number} keep it with the plan, {today:number} today; the greatest gap is {km:number} km on {road}.",
        longer=len(longer),
        roads=len(gaps),
        plan=plan,
        today=today,
        km=worst.plan_km,
        road=worst.road,
    )


def _said_of_one(gap: RoadGap, *, is_known: bool) -> str:
    if not gap.asks:
        return _("the road is no longer than that, so that it asks for nothing here.")
    if not is_known:
        if gap.kept(gap.plan_km):
            return _(
                "kept with the plan; the greatest gap is {plan:number} km then (today: not given).", plan=gap.plan_km
            )
        return _(
            "not kept with the plan; the greatest gap is {plan:number} km then (today: not given).", plan=gap.plan_km
        )
    if gap.kept(gap.plan_km):
        return _(
            "kept with the plan; the greatest gap is {plan:number} km then, {today:number} km today.",
            plan=gap.plan_km,
            today=gap.today_km,
        )
    return _(
        "not kept with the plan; the greatest gap is {plan:number} km then, {today:number} km today.",
        plan=gap.plan_km,
        today=gap.today_km,
    )


def _head(name: str, own: RoadNorm | None, gap: RoadGap) -> str:
    if own is None and name == "afir":
        return _("EU (AFIR): a fast charger every {km:number} km", km=gap.limit_km)
    if own is None:
        return _(
            "USA (NEVI): {guns:number} guns that give {kw:number} kW each at once every 50 miles ({km:number} km)",
            guns=NEVI_GUNS,
            kw=NEVI_KW,
            km=gap.limit_km,
        )
    plug = words.plug_words(own.family)
    head = (
        _("{name}: {plug} every {km:number} km", name=own.name, plug=plug, km=own.km)
        if own.least_guns == 1 and not own.least_kw
        else _(
            "{name}: {guns:number} × {plug} of {kw:number} kW or more every {km:number} km",
            name=own.name,
            guns=own.least_guns,
            plug=plug,
            kw=own.least_kw,
            km=own.km,
        )
        if own.least_guns == 1 or not own.least_kw
        else _(
            "{name}: {guns:number} × {plug} that give {kw:number} kW each at once every {km:number} km",
            name=own.name,
            guns=own.least_guns,
            plug=plug,
            kw=own.least_kw,
            km=own.km,
        )
    )
    return _("{head} on {road}", head=head, road=own.road) if own.road else head
