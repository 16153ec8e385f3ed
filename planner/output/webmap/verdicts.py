"""`no_regret.html`: sites by the plans that build there: all, several, or one alone; for a page that compares plans."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from planner.dossier.dossier import Dossier
from planner.output.shared.city_name import city_name
from planner.output.webmap.escape import display
from planner.output.webmap.markup import rendered
from planner.output.webmap.page import Points, View, page_of
from planner.output.webmap.theme import Theme
from planner.output.webmap.themes import themes
from planner.support.speech import _, told

ALL, SOME, ONE, OTHER = "all", "some", "one", "other"
"""Chosen in every world, in several, in one alone; in none but by a further plan."""
LAYERS: Mapping[str, Callable[[], str]] = {
    OTHER: lambda: _("Wanted in no world's own plan"),
    SOME: lambda: _("Wanted in some worlds"),
    ONE: lambda: _("Wanted in one world only"),
    ALL: lambda: _("Right whatever happens"),
}
"""Names in the layer control, from the bottom up."""


@dataclass(frozen=True)
class Verdict:
    """A site and the plans that build there.

    Parameters
    ----------
    site_id, name, district : str
        As in the data; empty where unknown.
    lon, lat : float
    kind : str
        `ALL`, `SOME`, `ONE` or `OTHER`.
    badge, colour, ink : str
        Letter, colour and the letter's colour of the world that wants it alone; of our own wording.
    words : str
        Who wants it, in words.
    built : tuple of (str, str)
        Plan, and what it builds there.
    """

    site_id: str
    name: str
    district: str
    lon: float
    lat: float
    kind: str
    badge: str
    colour: str
    ink: str
    words: str
    built: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class VerdictMap:
    """What the map shows beside a city: heading and lines of text, what the demand of the zones is, the sites, and a line of the legend for each kind of symbol."""

    heading: str
    told: tuple[str, ...]
    demand: str
    verdicts: tuple[Verdict, ...]
    keys: tuple[tuple[Verdict, str], ...]


def verdict_html(dossier: Dossier, shown: VerdictMap) -> str:
    """Render the map; the dossier gives the city, its zones and their demand."""
    return page_of(
        dossier,
        View(
            title=lambda one: _("{name}: {city} {year}", name=shown.heading, city=city_name(one), year=str(one.year)),
            themes=lambda one, classes: [replace(themes(one, classes)[0], note=shown.demand)],
            framed_theme="none",
            points=lambda _: _points(shown.verdicts),
            panel=lambda one, themed: _panel(one, shown, themed),
        ),
    )


def _points(verdicts: Sequence[Verdict]) -> list[Points]:
    kinds = {kind: [one for one in verdicts if one.kind == kind] for kind in LAYERS}
    return [
        Points(
            kind,
            LAYERS[kind](),
            "verdicts",
            {"type": "FeatureCollection", "features": [_feature(one) for one in found]},
            {},
        )
        for kind, found in kinds.items()
        if found
    ]


def _feature(one: Verdict) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(one.lon, 6), round(one.lat, 6)]}
    said = {
        "id": one.site_id,
        "name": one.name,
        "district": one.district,
        "words": one.words,
        "built": [list(pair) for pair in one.built],
    }
    return {"type": "Feature", "geometry": point, "properties": display(said | _symbol(one))}


def _symbol(one: Verdict) -> dict[str, str]:
    return {"kind": one.kind, "badge": one.badge, "colour": one.colour, "ink": one.ink}


def _panel(dossier: Dossier, shown: VerdictMap, themed: list[Theme]) -> str:
    context = {
        "heading": shown.heading,
        "city": city_name(dossier),
        "year": dossier.year,
        "told": list(shown.told),
        "keys": [{**_symbol(one), "words": words} for one, words in shown.keys],
        "themes": [one.told() for one in themed],
        "attribution": [told(one) for one in dossier.attribution],
    }
    return rendered("verdicts.html.j2", context)
