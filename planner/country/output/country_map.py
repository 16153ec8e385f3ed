"""`map.html` of a country: one page that opens without a network, with a way into the map of each city."""

import json
from importlib import resources
from pathlib import Path
from typing import Any

from markupsafe import Markup

from planner.corridors.facts.seasons import season_words
from planner.country.accounts import ROADS_NAME
from planner.country.output import proof_words, today_words, words
from planner.country.output.file_names import beside
from planner.country.output.norms import own_norms
from planner.country.output.plugs import ROAD_PLUGS
from planner.country.output.reader_names import named_for_reader
from planner.country.output.stopped_words import stopped_lines
from planner.country.result import Country, RoadPart, RoadTown
from planner.country.roads.station import EXISTING, RoadStation
from planner.output.shared.page import rendered
from planner.output.shared.ramps import BROWN_TEAL, TODAY_ENDS
from planner.output.shared.rate_words import rate_told
from planner.output.shared.words import share_of
from planner.output.webmap.escape import display
from planner.output.webmap.offline import TILES, bundled
from planner.support.amounts import number, percent
from planner.support.files import write_text
from planner.support.speech import _, joined, told

ROOM = "planner.country.output"
LISTED = 400
"""Most stations in the list beside the map."""


def write_country_map(country: Country, path: Path) -> None:
    """Write the map."""
    write_text(path, map_html(country))


def map_html(country: Country) -> str:
    """Render the map."""
    country = named_for_reader(country)
    script = (resources.files(ROOM) / "assets" / "country_map.js").read_text(encoding="utf-8")
    built = country.built
    context = {
        "c": country,
        "sub": _("{country}, {year}", country=words.whole_country(country), year=str(country.year)),
        "seasons": [_season(country, one.name) for one in country.seasons],
        "built": joined(" ", [*stopped_lines(country)[:1], words.built(country)]),
        "proof": proof_words.proof(country),
        "failed": words.left_out(country),
        "cars_of": told(country.cars_of),
        "unknown": today_words.none_given(country),
        "brown": words.brown(),
        "report_file": beside(country, "report.html"),
        "ramp": [
            {"colour": colour, "words": percent(end) if end else _("none")}
            for colour, end in zip(BROWN_TEAL, TODAY_ENDS, strict=True)
        ],
        "plugs": [{"id": one, "label": words.plug_words(one)} for one in _families(country)],
        "shares": [
            {
                "name": words.asker_words(one),
                "usd": one.cost_usd,
                "served": share_of(words.total(one.served_kwh), words.total(one.asked_kwh)),
                "links": _links(country, one.folder),
            }
            for one in country.askers
            if one.failed is None
        ],
        "listed": [
            {"id": one.id, "rank": one.rank, "name": one.name, "words": _listed_words(one)} for one in built[:LISTED]
        ],
        "norms": [*own_norms(country), *filter(None, [words.built_abroad(country)])],
        "rate_told": rate_told(),
        "rings": bool(country.worlds.lacking(ROADS_NAME)),
        "data": Markup(_compact(map_data(country))),  # noqa: S704  angle brackets are escaped in it
        "script": Markup(script),  # noqa: S704  our own file
    }
    return bundled(rendered(ROOM, "country_map.html.j2", context))


def map_data(country: Country) -> dict[str, Any]:
    """What the script of the map reads: plain JSON, texts told already."""
    everywhere = {one.id for one in country.worlds.everywhere.get(ROADS_NAME, ())}
    return {
        "texts": {
            "today": _("can be driven today"),
            "plan": _("can be driven with the plan"),
            "new": _("New stations"),
            "standing": _("Stations of today"),
            "common": _("Built in the plans of all worlds, not in this one"),
            "tiles": _("Online tiles (openstreetmap.org)"),
        },
        "seasons": [
            {"id": one.name, "head": _("trips a day, {season}", season=season_words(one.name))}
            for one in country.seasons
        ],
        "colours": {family: one.colour for family, one in ROAD_PLUGS.items()},
        "ramp": BROWN_TEAL,
        "ends": TODAY_ENDS,
        "credits": display([told(one) for one in country.attribution]),  # Leaflet takes them as HTML
        "tiles": {"url": f"{TILES}/{{z}}/{{x}}/{{y}}.png", "credit": "© OpenStreetMap contributors"},
        "bounds": bounds_of(country),
        "roads": [_road(country, one) for one in country.roads],
        "towns": [_town(country, one) for one in sorted(country.towns, key=lambda one: -one.population)],
        "stations": [
            _station(one, everywhere=one.id in everywhere, idle=words.idle(country, one))
            for one in (*country.built, *_standing(country))
        ],
        "common": [
            {
                "name": one.name,
                "lat": round(one.lat, 5),
                "lon": round(one.lon, 5),
                "tag": _("not in this plan"),
                "words": _("The plans of all worlds build a station here; the plan of this map does not."),
            }
            for one in country.worlds.lacking(ROADS_NAME)
        ],
    }


def bounds_of(country: Country) -> list[list[float]]:
    """Frame of what is shown, as Leaflet has it: [south, west], [north, east]."""
    places = [(one.lon, one.lat) for one in country.towns] + [(one.lon, one.lat) for one in country.stations]
    places += [
        place for one in country.roads for place in one.line if words.total({k: v[0] for k, v in one.trips.items()})
    ]
    if not places:
        places = [(one.lon, one.lat) for one in country.cities if one.lon is not None and one.lat is not None]
    lons, lats = [one[0] for one in places] or [0.0], [one[1] for one in places] or [0.0]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def _season(country: Country, name: str) -> dict[str, Any]:
    season = next(one for one in country.seasons if one.name == name)
    plan, now = share_of(season.plan, season.asked), share_of(season.today, season.asked)
    before = today_words.driven_before(country, season)
    return {
        "id": name,
        "label": words.season_heads(name),
        "plan": plan,
        "words": _("of the trips between towns can be driven in {season}", season=season_words(name)),
        "before": joined("; ", [one for one in (before, words.no_road(season), words.of_plugs(country)) if one]),
        "bar_plan": f"{100 * (plan or 0.0):.0f}",
        "bar_today": f"{100 * (now or 0.0):.0f}",
    }


def _families(country: Country) -> list[str]:
    have = {family for one in country.stations for family, count in {**one.guns, **one.standing}.items() if count}
    return [family for family in ROAD_PLUGS if family in have]


def _listed_words(one: RoadStation) -> str:
    parts = [words.station_words(one), words.region_words(one) if one.abroad else ""]
    return joined("; ", [part for part in parts if part])


def _standing(country: Country) -> list[RoadStation]:
    return [one for one in country.stations if one.status == EXISTING]


def _links(country: Country, folder: str | None) -> list[tuple[str, str]]:
    if folder is None:
        return []
    return [
        (_("its map"), f"{folder}/{beside(country, 'map.html')}"),
        (_("its report"), f"{folder}/{beside(country, 'report.html')}"),
    ]


def _road(country: Country, one: RoadPart) -> dict[str, Any]:
    return {
        "name": one.name,
        "where": joined(
            ", ", [part for part in (_("{km:number} km", km=one.km), words.road_class_words(one.road_class)) if part]
        ),
        "line": [[round(lat, 4), round(lon, 4)] for lon, lat in one.line],
        "trips": {
            season: [
                *(round(value, 3) for value in known),
                number(known[0], 1),
                percent(share_of(known[1], known[0])) if country.stations_given else today_words.not_given(),
                percent(share_of(known[2], known[0])),
            ]
            for season, known in one.trips.items()
        },
    }


def _town(country: Country, one: RoadTown) -> dict[str, Any]:
    return {
        "name": one.name,
        "lat": round(one.lat, 5),
        "lon": round(one.lon, 5),
        "people": one.population,
        "where": one.region,
        "rows": [
            [_("people"), number(one.population)],
            [_("nearest charger today"), today_words.reach_today(country, one)],
            [_("with the plan"), today_words.reach_plan(country, one)],
        ],
        "links": _links(country, one.folder),
    }


def _station(one: RoadStation, *, everywhere: bool = False, idle: str = "") -> dict[str, Any]:
    new = one.status != EXISTING
    guns = one.guns if new else one.standing
    sold = [
        [_("sells, {season}", season=season_words(season)), _("{kwh:energy} kWh a day", kwh=kwh)]
        for season, kwh in one.kwh_per_day.items()
    ]
    return {
        "id": one.id,
        "name": one.name,
        "lat": round(one.lat, 5),
        "lon": round(one.lon, 5),
        "status": one.status,
        "rank": one.rank,
        "guns": [[family, count] for family, count in guns.items() if count],
        "total": sum(guns.values()),
        "tag": _("new station") if new else _("stands today"),
        "where": joined(", ", [part for part in (one.road, words.region_words(one)) if part]),
        "rows": [
            [_("plugs"), words.new_guns(one) if new else words.guns_words(guns)],
            [_("stations that stand here"), ", ".join(one.stands)],
            [_("built by the end of"), str(one.year) if one.year else ""],
            [_("other plugs"), _("in the plans of all worlds") if new and everywhere else ""],
            [_("cost"), _("{usd:money}", usd=one.cost_usd)] if new else [_("cost"), ""],
            [_("of that"), words.cost_parts(one) if new else ""],
            [_("asked of the grid"), _("{kw:number} kW", kw=one.grid_kw)] if new else ["", ""],
            *sold,
            *([_("note"), note] for note in (words.position(one), idle) if note),
        ],
    }


def _compact(data: Any) -> str:
    """JSON that is safe inside a script element."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
