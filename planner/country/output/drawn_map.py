"""The country on paper: roads by what can be driven with the plan, towns, stations with their number, as SVG."""

import math

import numpy as np
import shapely
from markupsafe import Markup

from planner.country.accounts import ROADS_NAME
from planner.country.output import words
from planner.country.output.plugs import ROAD_PLUGS
from planner.country.result import Country
from planner.country.roads.station import EXISTING
from planner.output.report.discs import Disc, paint, spread, symbol
from planner.output.report.ground import Frame, framed
from planner.output.report.svg import INK, Drawing, round_length, wide
from planner.output.shared.ramps import BROWN_TEAL, TODAY_ENDS
from planner.support.amounts import percent
from planner.support.speech import _, plural

WIDTH, LEGEND = 680.0, 75.0
MANY, MOST_NAMES = 60, 45
AWAY = (5.0, 11.0, 17.0, 24.0)
"""So far from a town its name may stand, the nearest first."""


def country_map(country: Country, season: str) -> Markup | None:
    """Draw the map for a season; None where nothing of it can be laid into a frame."""
    points = [place for one in country.roads if one.trips for place in one.line]
    points += [(one.lon, one.lat) for one in country.towns] + [(one.lon, one.lat) for one in country.stations]
    frame = framed(np.array(points, dtype=float)) if len(points) > 1 else None
    if frame is None:
        return None
    told = plural(
        "{n} new station on the roads; its number is that of the list.",
        "{n} new stations on the roads; their numbers are those of the list.",
        len(country.built),
    )
    drawing = Drawing("country-map", WIDTH, frame.height + LEGEND, _("Map of roads and stations"), told)
    drawing.add("rect", width=WIDTH, height=frame.height, fill="#fbfbf9")
    _roads(drawing, country, frame, season)
    _rings(drawing, country, frame)
    discs = _discs(country, frame)
    _towns(drawing, country, frame, discs)
    paint(drawing, discs)
    drawing.add("rect", x=0.5, y=0.5, width=WIDTH - 1, height=frame.height - 1, fill="none", stroke="#8a949e")
    _scale(drawing, frame)
    _legend(drawing, country, frame)
    return drawing.markup()


def _roads(drawing: Drawing, country: Country, frame: Frame, season: str) -> None:
    busiest = max((known[0] for one in country.roads for known in one.trips.values()), default=0.0)
    for one in sorted(country.roads, key=lambda road: road.trips.get(season, (0.0,))[0]):
        asked, _today, plan = one.trips.get(season, (0.0, 0.0, 0.0))
        colour, width = "#c9ced3", 0.9
        if asked > 0:
            at = next(k for k, end in enumerate(TODAY_ENDS) if plan / asked <= end + 1e-9 or k == len(TODAY_ENDS) - 1)
            colour, width = BROWN_TEAL[at], 1.4 + 3.6 * math.sqrt(asked / busiest)
        for part in shapely.get_parts(frame.laid([shapely.LineString(one.line)])):
            path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.simplify(part, 0.4).coords)
            if asked > 0:
                drawing.add("path", d=path, fill="none", stroke="#4a545e", stroke_width=width + 1.0)
            drawing.add("path", d=path, fill="none", stroke=colour, stroke_width=width)


def _rings(drawing: Drawing, country: Country, frame: Frame) -> None:
    """Where the plans of all worlds build and this one does not."""
    for one in country.worlds.lacking(ROADS_NAME):
        x, y = frame.xy(np.array([[one.lon, one.lat]]))[0].tolist()
        _ring(drawing, x, y, 7.0)


def _ring(drawing: Drawing, x: float, y: float, radius: float) -> None:
    drawing.add(
        "circle",
        cx=x,
        cy=y,
        r=radius,
        fill="#fff",
        fill_opacity=0.7,
        stroke=INK,
        stroke_width=1.4,
        stroke_dasharray="3 2.4",
    )


def _discs(country: Country, frame: Frame) -> list[Disc]:
    base = 7.4 if len(country.built) >= MANY else 8.6
    found = []
    for one in country.built:
        x, y = frame.xy(np.array([[one.lon, one.lat]]))[0].tolist()
        groups = {
            ROAD_PLUGS[family].group: count for family, count in one.guns.items() if count and family in ROAD_PLUGS
        }
        found.append(Disc(one.rank, groups, False, (x, y), base))
    found.sort(key=lambda one: -one.number)
    spread(found, WIDTH, frame.height)
    return found


def _towns(drawing: Drawing, country: Country, frame: Frame, discs: list[Disc]) -> None:
    taken = [one.box() for one in discs]
    for station in country.stations:
        if station.status == EXISTING:
            x, y = frame.xy(np.array([[station.lon, station.lat]]))[0].tolist()
            drawing.add("rect", x=x - 2.6, y=y - 2.6, width=5.2, height=5.2, fill="#fff", stroke=INK, stroke_width=1.2)
    towns = [(one, frame.xy(np.array([[one.lon, one.lat]]))[0].tolist()) for one in country.towns]
    towns.sort(key=lambda pair: (not _has_station(pair[1], discs), -pair[0].population))
    for one, (x, y) in towns[:MOST_NAMES]:
        drawing.add("circle", cx=x, cy=y, r=2.0 if one.population < 100_000 else 3.2, fill=INK)
        size = 9.0 if one.population < 100_000 else 10.5
        long = wide(one.name, size)
        for left, base in _spots(x, y, long, size):
            box = (left, base - size, left + long, base + 2)
            inside = box[0] > 2 and box[2] < WIDTH - 2 and box[1] > 2 and box[3] < frame.height - 2
            if inside and not any(box[0] < c and box[2] > a and box[1] < d and box[3] > b for a, b, c, d in taken):
                taken.append(box)
                drawing.add(
                    "rect", x=left - 1, y=base - size, width=long + 2, height=size + 2, fill="#fbfbf9", fill_opacity=0.7
                )
                drawing.text(left, base, one.name, size=size, fill=INK, bold=one.folder is not None)
                break


def _has_station(at: list[float], discs: list[Disc]) -> bool:
    """Whether a new station stands at a town: without its name nobody would know where that is."""
    return any(math.dist(at, one.at) <= one.radius for one in discs)


def _spots(x: float, y: float, long: float, size: float) -> list[tuple[float, float]]:
    """Where the name of a town may begin, its base line too: beside its mark, else beside the disc of a station on it."""
    out = []
    for away in AWAY:
        across, up, down = away / 1.4, y - 0.5 - away, y + size + away - 1
        out += [(x + away, y + 3.2), (x - away - long, y + 3.2), (x - long / 2, up), (x - long / 2, down)]
        out += [(left, base) for left in (x + across, x - across - long) for base in (up + 4, down - 4)]
    return out


def _scale(drawing: Drawing, frame: Frame) -> None:
    long_m = round_length(frame.metres * WIDTH / 5)
    units, x, y = long_m / frame.metres, WIDTH - 12.0, frame.height - 10.0
    drawing.add("rect", x=x - units - 6, y=y - 18, width=units + 12, height=24, fill="#fff", fill_opacity=0.85)
    drawing.add("path", d=f"M{x - units:.1f} {y - 4:.1f}v4h{units:.1f}v-4", fill="none", stroke=INK, stroke_width=1.3)
    drawing.text(x - units / 2, y - 4, _("{km:number} km", km=long_m / 1000), anchor="middle", size=9.5)


def _legend(drawing: Drawing, country: Country, frame: Frame) -> None:
    y, x = frame.height + 17.0, 4.0
    have = {family for one in country.built for family, count in one.guns.items() if count}
    for family, plug in ROAD_PLUGS.items():
        if family in have:
            symbol(drawing, x + 8, y - 3, 6.5, {plug.group: 1})
            drawing.text(x + 19, y, plug.label, size=9.5)
            x += wide(plug.label, 9.5) + 32
    drawing.add("rect", x=x + 4, y=y - 6, width=5.2, height=5.2, fill="#fff", stroke=INK, stroke_width=1.2)
    drawing.text(x + 15, y, _("station of today"), size=9.5)
    if country.worlds.lacking(ROADS_NAME):
        x += wide(_("station of today"), 9.5) + 28
        _ring(drawing, x + 8, y - 3, 6.0)
        drawing.text(x + 19, y, _("built in the plans of all worlds, not in this one"), size=9.5)
    y, x = y + 20.0, 4.0
    drawing.text(x, y, _("Trips that can be driven with the plan:"), size=9.5)
    x += wide(_("Trips that can be driven with the plan:"), 9.5) + 24
    for colour, end in zip(BROWN_TEAL, TODAY_ENDS, strict=True):
        said = percent(end) if end else _("none")
        drawing.line(x, y - 3, x + 16, y - 3, "#4a545e", 5.0)
        drawing.line(x, y - 3, x + 16, y - 3, colour, 4.0)
        drawing.text(x + 20, y, said, size=9.5)
        x += 28 + wide(said, 9.5)
    drawing.text(
        4.0,
        y + 17.0,
        _("Number: place in the order of building. Wide line: many trips. Grey: no trips between the towns."),
        size=9.0,
    )
    drawing.text(4.0, y + 30.0, words.brown(), size=9.0)
