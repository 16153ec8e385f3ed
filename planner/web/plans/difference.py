"""How two plans differ: sites that only one of them has, sites with other chargers, energy, money and districts."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from planner.audit.scorecard import NO_DISTRICT
from planner.catalogue.same_city import same_city
from planner.dossier.dossier import Dossier
from planner.output.webmap.reader_names import names_for_reader
from planner.support.metres import metres_apart
from planner.support.speech import _
from planner.web.plans.figures import figures
from planner.web.plans.sites import Site, sites

SAME_PLACE_M = 30.0
"""Nearer than this two sites are one, whatever they are called."""


def difference(left: Dossier, right: Dossier) -> dict[str, Any]:
    """Both plans and what differs, plain JSON.

    Returns
    -------
    dict
        ``left``, ``right``: ``name, city, figures, sites``; ``sites``: ``only_left``, ``only_right`` (ids), ``other`` (pairs of ids, left first),
        ``met`` (pairs with the same chargers), ``alike`` (how many of these); ``districts``: ``district, demand, left_kwh, right_kwh, left_usd, right_usd``; ``same_city``.
    """
    there, here = sites(left), sites(right)
    return {
        "left": _side(left, there),
        "right": _side(right, here),
        "same_city": same_city(left.city, right.city),
        "sites": differing(there, here),
        "districts": _districts(left, right),
    }


def differing(left: Sequence[Site], right: Sequence[Site]) -> dict[str, Any]:
    """Sites that are built in one plan alone, that have other chargers, and how many are alike."""
    mine, theirs = _built(left), _built(right)
    found = _partners(mine, theirs)
    both = [[one, found[one]] for one in mine if one in found]
    met = set(found.values())
    other = [pair for pair in both if mine[pair[0]]["build"] != theirs[pair[1]]["build"]]
    return {
        "only_left": [one for one in mine if one not in found],
        "only_right": [one for one in theirs if one not in met],
        "other": other,
        "met": [pair for pair in both if pair not in other],
        "alike": len(both) - len(other),
    }


def _built(found: Sequence[Site]) -> dict[str, Site]:
    return {one["id"]: one for one in found if one["status"] != "existing"}


def _partners(mine: Mapping[str, Site], theirs: Mapping[str, Site]) -> dict[str, str]:
    """The same site in another plan, one for one: by its id, else what stands in its place, the nearest pair first; the same whichever plan is asked first."""
    found = {one: one for one in mine if one in theirs}
    alone = [one for one in mine if one not in found], [two for two in theirs if two not in found]
    apart = [(_apart_m(mine[one], theirs[two]), min(one, two), one, two) for one in alone[0] for two in alone[1]]
    taken: set[str] = set()
    for _apart, _first, one, two in sorted(row for row in apart if row[0] <= SAME_PLACE_M):
        if one not in found and two not in taken:
            found[one] = two
            taken.add(two)
    return found


def _apart_m(one: Site, two: Site) -> float:
    near, far = sorted((one["at"], two["at"]))
    return metres_apart(*near, *far)


def _side(dossier: Dossier, found: list[Site]) -> dict[str, Any]:
    return {"name": dossier.name, "city": dossier.city, "figures": figures(dossier).told(), "sites": found}


def _districts(left: Dossier, right: Dossier) -> list[dict[str, Any]]:
    """A row a district that either plan knows."""
    said, spent = names_for_reader(left), [_spent(left), _spent(right)]
    cards = (left.scorecard, right.scorecard)
    names = list(dict.fromkeys(name for card in cards for name in card.district_demand_kwh))
    return [
        {
            "district": _("outside every district") if name == NO_DISTRICT else said(name),
            "demand_kwh": cards[0].district_demand_kwh.get(name),
            "left_kwh": cards[0].district_served_kwh.get(name),
            "right_kwh": cards[1].district_served_kwh.get(name),
            "left_usd": spent[0].get(name, 0.0),
            "right_usd": spent[1].get(name, 0.0),
        }
        for name in names
    ]


def _spent(dossier: Dossier) -> dict[str, float]:
    """US dollars by district."""
    out: dict[str, float] = {}
    for name, usd in zip(dossier.sites["district"], dossier.sites["cost_usd"], strict=True):
        if isinstance(usd, int | float) and math.isfinite(usd):
            key = name if isinstance(name, str) and name else NO_DISTRICT
            out[key] = out.get(key, 0.0) + float(usd)
    return out
