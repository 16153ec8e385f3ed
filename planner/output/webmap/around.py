"""Layers of what the plan knows beside its sites: the grid, candidates that were not chosen, and figures of the districts."""

from collections.abc import Callable, Mapping
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared.places import candidate_titles_in, kind_words
from planner.output.shared.words import money
from planner.output.webmap.escape import display
from planner.output.webmap.layers import Collection
from planner.output.webmap.reader_names import names_for_reader
from planner.support.frames import plain
from planner.support.speech import _, told

WHY: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "forbidden": lambda _one: _("The configuration or an edit forbids it."),
    "gate": lambda one: _("Its land, connection or access rules it out: {gate}.", gate=told(one["gate"])),
    "reach": lambda _one: _("Nobody who asks for public charging reaches it within the drive limit."),
    "served": lambda _one: _("All who reach it are served without it."),
    "money": lambda one: _(
        "Not chosen within the plan's money and rules; {kwh:number} kWh a day in its reach stay unserved.",
        kwh=one["unserved_kwh"],
    ),
}


def candidates(dossier: Dossier) -> Collection:
    """Points of the candidates that were not chosen, with why."""
    rows, called = dossier.surroundings.get("candidates", ()), candidate_titles_in(dossier)
    return _points(
        (
            one["at"],
            {
                "id": one["site_id"],
                "name": one["name"],
                "label": called[str(one["site_id"])],
                "kind": kind_words(one["kind"]),
                "why": one["why"],
                "told": _why(one),
            },
        )
        for one in rows
    )


def candidates_caption(dossier: Dossier) -> str:
    """Name of their layer, with how many of how many where not all are drawn."""
    shown = len(dossier.surroundings.get("candidates", ()))
    every = int(dossier.surroundings.get("candidates_in_all", shown))
    if every > shown:
        return _("Candidates not chosen, {shown:number} of {every:number}", shown=shown, every=every)
    return _("Candidates not chosen")


def _why(one: Any) -> str:
    return WHY[one["why"]](one) if one["why"] in WHY else ""


def grid(dossier: Dossier) -> Collection:
    """Feeders and substations whose place is known, with their spare power and what the plan takes of it."""
    names = ("kind", "name", "spare_kw", "taken_kw")
    return _points((one["at"], {name: one[name] for name in names}) for one in dossier.surroundings.get("grid", ()))


def district_figures(dossier: Dossier) -> Collection:
    """A point in each district: people, demand, share served, and what is built there."""
    sites = dossier.sites[dossier.sites["status"] != "existing"]
    rows, said = [], names_for_reader(dossier)
    for row in dossier.districts.drop(columns="geometry").to_dict("records"):
        mine = sites[sites["district"] == row["district"]]
        figures = {
            name: plain(row[name]) for name in ("district", "population", "demand_kwh", "served_kwh", "coverage")
        }
        figures |= {
            "district": said(row["district"]),
            "sites": len(mine),
            "kw": round(float(mine["power_kw"].sum()), 1),
            "cost": money(float(mine["cost_usd"].sum())),
        }
        rows.append(figures)
    points = [shape.representative_point() for shape in dossier.districts.geometry]
    return _points(([round(at.x, 5), round(at.y, 5)], one) for at, one in zip(points, rows, strict=True))


def _points(rows: Any) -> Collection:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": at}, "properties": display(shown)}
            for at, shown in rows
        ],
    }
