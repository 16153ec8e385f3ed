"""The drawn map of the report: every site of the plan by its number on the city's own ground, static, in the page, legible in grey."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup

from planner.dossier.dossier import Dossier
from planner.output.report.discs import Disc, paint, spread, symbol
from planner.output.report.ground import LONGEST_LABEL, WIDTH, Frame, framed, paint_borders, paint_ground, paint_roads
from planner.output.report.lettering import Place, Taken, places, streets
from planner.output.report.svg import INK, Drawing, round_length, wide
from planner.output.shared.naming import Speech, inert
from planner.output.shared.plug_words import plug_label
from planner.output.shared.plugs import PLUG_GROUPS, plugs_by_group
from planner.support.frames import plain
from planner.support.speech import _, plural

MANY = 70
"""From so many sites on discs are smaller."""
NOTE, ROOMY = 9.5, 1.1
"""Size of the line below the map, smaller where a language needs more room; how much wider than reckoned it may come out."""
QUARTERS = ("town", "borough", "suburb", "village", "quarter", "neighbourhood")
MOST_QUARTERS, MOST_DISTRICTS = 14, 30
PER_WIDTH = 5.0
APART = 12.0
"""Units between the places at which the name of a district is tried."""


def city_map(dossier: Dossier, speech: Speech) -> Markup | None:
    """Draw the map; None where the plan builds nothing or nothing of its city can be laid into a frame."""
    sites = dossier.sites[dossier.sites["status"] != "existing"]
    if sites.empty:
        return None
    frame = framed(shapely.get_coordinates(sites.geometry.to_numpy()))
    if frame is None:
        return None
    groups = [plugs_by_group(cell) for cell in sites["connectors"]]
    drawing = Drawing(
        "city-map",
        WIDTH,
        frame.height + _legend_height(groups),
        _("Map of the sites in {city}", city=inert(dossier.city)),
        plural(
            "{n} site on the map of the city; its number is that of the list of sites.",
            "{n} sites on the map of the city; their numbers are those of the list of sites.",
            len(sites),
        ),
    )
    drawing.add("rect", width=WIDTH, height=frame.height, fill="#fbfbf9")
    paint_ground(drawing, dossier, frame)
    named = paint_roads(drawing, dossier, frame, speech)
    paint_borders(drawing, dossier, frame)
    discs = _discs(sites, groups, frame)
    taken = Taken()
    for one in discs:
        taken.take(one.box())
    _corner(drawing, frame, taken)
    inner = Drawing("", WIDTH, frame.height, "", "")
    places(inner, _places(dossier, frame, speech), taken, MOST_DISTRICTS)
    streets(inner, named, taken)
    drawing.take(inner)
    paint(drawing, discs)
    drawing.add("rect", x=0.5, y=0.5, width=WIDTH - 1, height=frame.height - 1, fill="none", stroke="#8a949e")
    _legend(drawing, groups, frame, upgrades=bool((sites["status"] == "upgrade").any()))
    return drawing.markup()


def _discs(sites: Any, groups: Sequence[Any], frame: Frame) -> list[Disc]:
    """Discs by number, the first site drawn last, upon the others."""
    spots = frame.xy(shapely.get_coordinates(sites.geometry.to_numpy()))
    base = 8.6 if len(sites) >= MANY else 10.0
    rows = zip(sites["rank"], groups, sites["status"], sites["power_kw"], spots.tolist(), strict=True)
    discs = [
        Disc(
            int(rank) if plain(rank) is not None else 0,
            mine,
            status == "upgrade",
            (spot[0], spot[1]),
            base + 3.0 * min(1.0, math.sqrt(max(0.0, float(kw or 0.0)) / 600.0)),
        )
        for rank, mine, status, kw, spot in rows
    ]
    discs.sort(key=lambda one: -one.number)
    spread(discs, WIDTH, frame.height)
    return discs


def _places(dossier: Dossier, frame: Frame, speech: Speech) -> list[Place]:
    """Names of districts, then of towns and quarters, the weightiest first."""
    out = []
    for name, shape in zip(dossier.districts["district"], dossier.districts.geometry, strict=True):
        shown = speech.said(plain(name), LONGEST_LABEL)
        for part in frame.laid([shape])[:1] if shown and shape is not None else ():
            at = part.representative_point()
            out.append(Place(shown, at.x, at.y, 11.5, "#4a3b63", others=_within(part, at)))
    found = [one for one in dossier.backdrop.get("places", ()) if one["kind"] in QUARTERS]
    quarters = []
    for one in sorted(found, key=lambda one: (-one["weight"], one["name"])):
        x, y = frame.xy(np.array([one["at"]], dtype=float))[0].tolist()
        shown = speech.said(one["name"], LONGEST_LABEL)
        if shown and 10 < x < WIDTH - 10 and 14 < y < frame.height - 8:
            quarters.append(Place(shown, x, y, 10.0, "#3a4450", bold=False))
    return [*out, *quarters[:MOST_QUARTERS]]


def _within(part: Any, at: Any) -> tuple[tuple[float, float], ...]:
    """Places all over what is seen of a district, those near its point first."""
    left, top, right, bottom = part.bounds
    x, y = (one.ravel() for one in np.meshgrid(np.arange(left, right, APART), np.arange(top, bottom, APART)))
    inside = shapely.contains_xy(part, x, y)
    order = np.argsort(np.hypot(x[inside] - at.x, y[inside] - at.y), kind="stable")
    return tuple(zip(x[inside][order].tolist(), y[inside][order].tolist(), strict=True))


def _corner(drawing: Drawing, frame: Frame, taken: Taken) -> None:
    """Paint scale bar and north in the corner at the bottom right."""
    long_m = round_length(frame.metres * WIDTH / PER_WIDTH)
    units, x, y = long_m / frame.metres, WIDTH - 14.0, frame.height - 12.0
    drawing.add("rect", x=x - units - 44, y=y - 20, width=units + 52, height=28, fill="#fff", fill_opacity=0.85)
    drawing.add("path", d=f"M{x - units:.1f} {y - 4:.1f}v4h{units:.1f}v-4", fill="none", stroke=INK, stroke_width=1.4)
    far = _("{km:number} km", km=long_m / 1000) if long_m >= 1000 else _("{metres:number} m", metres=long_m)
    drawing.text(x - units / 2, y - 4, far, anchor="middle", size=9.5)
    north = x - units - 22
    drawing.add("path", d=f"M{north:.1f} {y:.1f}l-5 2l5 -16l5 16z", fill=INK)
    drawing.text(north + 9, y - 5, _("N"), size=10, bold=True)
    taken.take((x - units - 44, y - 20, x + 8, y + 8))


def _legend_rows(groups: Sequence[Any]) -> list[list[tuple[str, str]]]:
    """Plugs of the map with their words, in rows as wide as the drawing."""
    rows: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    for name in _in_order(groups):
        label = plug_label(name)
        room = wide(label, 10) + 36
        if used + room > WIDTH and rows[-1]:
            rows.append([])
            used = 0.0
        rows[-1].append((name, label))
        used += room
    return rows


def _in_order(groups: Sequence[Any]) -> list[str]:
    """Groups of plugs that the sites have, in the order of the legend."""
    have = {name for one in groups for name in one}
    return [group.id for group in PLUG_GROUPS if group.id in have]


def _legend_height(groups: Sequence[Any]) -> float:
    return 26.0 * len(_legend_rows(groups)) + 24.0


def _legend(drawing: Drawing, groups: Sequence[Any], frame: Frame, *, upgrades: bool) -> None:
    """Paint what discs mean: plugs by colour and dash, then rims."""
    y = frame.height + 18.0
    for row in _legend_rows(groups):
        x = 12.0
        for name, label in row:
            symbol(drawing, x, y - 3, 7.5, {name: 1})
            drawing.text(x + 13, y, label, size=10)
            x += wide(label, 10) + 36
        y += 24.0
    told = (
        _(
            "Number: place in the order of building. Solid rim: new site; dashed rim: station that is enlarged. Larger disc: more power."
        )
        if upgrades
        else _("Number: place in the order of building. Every site is new. Larger disc: more power.")
    )
    drawing.text(4, y, told, size=min(NOTE, NOTE * (WIDTH - 8) / (ROOMY * wide(told, NOTE))))
