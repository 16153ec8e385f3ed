"""Sites of a plan, and the candidates beside them, as a map draws them: small JSON."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pyproj import Transformer

from geodata.city import City
from geodata.crs import LONLAT
from geodata.tables import rows_of
from planner.catalogue.charger_names import name_of
from planner.edits.rules import cost_usd
from planner.loop.changes import Changes, added_at
from planner.plan import Plan
from planner.question import Question
from planner.support.speech import told

Marks = Mapping[str, str]
"""By site, what the question asks of it."""


def drawn_sites(
    question: Question,
    plan: Plan,
    city: City,
    called: Mapping[str, str],
    past: tuple[Changes | None, Plan | None],
) -> list[dict[str, Any]]:
    """Every site at which guns stand, are added, or were added in the plan before (`gone`); one of which something is asked, too.

    Parameters
    ----------
    called : mapping
        Names by id.
    past : tuple of (Changes or None, Plan or None)
        What changed, and the plan before.
    """
    places, number, added, changes = question.places, question.places.number(), added_at(plan), past[0]
    kinds = {one.id: one for one in question.chargers}
    served, marks, changed = _served(plan), marks_of(question), _changed(changes)
    order = () if plan.order is None else plan.order.steps
    rank = {one.site_id: one.rank for one in order}
    shown = {str(site) for site in places.site_id[places.existing]} | set(added) | set(marks) | set(changed)
    lonlat = _lonlat(city, question)
    out = []
    for site in sorted(shown & set(number)):
        j, mine = number[site], added.get(site, {})
        status = "existing" if places.existing[j] else "candidate"
        if mine:
            status = "upgrade" if places.existing[j] else "new"
        out.append(
            {
                "id": site,
                "name": called.get(site, site),
                "lon": lonlat[site][0],
                "lat": lonlat[site][1],
                "status": "gone" if changed.get(site) == "gone" and status == "candidate" else status,
                "chargers": [
                    {
                        "id": one,
                        "name": told(name_of(kinds[one])) if kinds[one].work is None else told(kinds[one].words),
                        "count": n,
                    }
                    for one, n in mine.items()
                ],
                "kw": round(sum(kinds[one].power_kw * n for one, n in mine.items()), 1),
                "cost_usd": round(cost_usd(question, site, mine)) if mine else 0,
                "served_kwh": served.get(site, {}),
                "changed": changed.get(site),
                "rank": rank.get(site),
                "asked": marks.get(site),
                "left_to": _left_to(question, j, marks.get(site)),
                "bays": int(places.bays[j]),
                "grid_kw": round(float(places.grid_kw[j]), 1),
            }
        )
    return out


def drawn_candidates(question: Question, city: City, called: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every place at which chargers may be added, with its bays and power."""
    places, marks, lonlat = question.places, marks_of(question), _lonlat(city, question)
    return [
        {
            "id": str(site),
            "name": called.get(str(site), str(site)),
            "lon": lonlat[str(site)][0],
            "lat": lonlat[str(site)][1],
            "kind": str(places.kind[j]),
            "existing": bool(places.existing[j]),
            "bays": int(places.bays[j]),
            "grid_kw": round(float(places.grid_kw[j]), 1),
            "asked": marks.get(str(site)),
        }
        for j, site in enumerate(places.site_id)
    ]


def _left_to(question: Question, j: int, mark: str | None) -> str | None:
    """Who runs a station that the plan leaves as it is because another operator does; None of any other place, and where something is asked of it."""
    places = question.places
    return str(places.operator[j]) if places.of_others[j] and mark in (None, "forbidden", "at_most") else None


def marks_of(question: Question) -> dict[str, str]:
    """What the question asks of single sites: forced, forbidden, or chargers held exactly, at_least or at_most."""
    ask = question.scenario.plan
    return {
        **dict.fromkeys(ask.forced, "forced"),
        **dict.fromkeys(ask.forbidden, "forbidden"),
        **{one.site: one.hold for one in ask.locked},
    }


def _changed(changes: Changes | None) -> dict[str, str]:
    if changes is None:
        return {}
    return {
        **dict.fromkeys(changes.new, "new"),
        **dict.fromkeys(changes.gone, "gone"),
        **dict.fromkeys(changes.other, "other"),
    }


def _served(plan: Plan) -> dict[str, dict[str, float]]:
    """KWh a day by site and port family."""
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in rows_of(plan.flows):
        sums[str(row.site_id)][str(row.family)] += float(row.kwh_per_day)
    return {site: {family: round(kwh, 3) for family, kwh in sorted(own.items())} for site, own in sums.items()}


def _lonlat(city: City, question: Question) -> dict[str, tuple[float, float]]:
    places = question.places
    to_lonlat = Transformer.from_crs(city.crs, LONLAT, always_xy=True)
    lon, lat = to_lonlat.transform(places.xy_m[:, 0], places.xy_m[:, 1])
    rows = zip(places.site_id, lon.tolist(), lat.tolist(), strict=True)
    return {str(site): (round(x, 6), round(y, 6)) for site, x, y in rows}
