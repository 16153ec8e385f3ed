"""Ground and buildings: river, railway, land use, and some of the houses (mappers never draw all of them)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import LineString, Polygon, unary_union

from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.drawing import Drawing
from geodata.sources.synthetic.plots import Plots, rectangle
from geodata.sources.synthetic.quarters import Quarter, Use
from geodata.sources.synthetic.spec import Point, tidy
from geodata.sources.synthetic.terrain import RIVER_HALF_WIDTH_M, Terrain, beside

LAND: dict[Use, dict[str, str]] = {
    Use.CENTRE: {"landuse": "residential"},
    Use.OLD_TOWN: {"landuse": "residential", "residential": "urban"},
    Use.FLATS: {"landuse": "residential", "residential": "apartments"},
    Use.HOUSES: {"landuse": "residential", "residential": "single_family"},
    Use.INDUSTRY: {"landuse": "industrial"},
    Use.PARK: {"leisure": "park"},
    Use.MILITARY: {"landuse": "military", "name": "Военный городок"},
    Use.CEMETERY: {"landuse": "cemetery", "name": "Городское кладбище"},
    Use.CAMPUS: {"landuse": "education"},
    Use.FIELD: {"landuse": "farmland"},
}
PARKS = ("Парк Победы", "Центральный парк", "Парк «Арай»", "Набережная роща", "Ботанический сад", "Парк «Кокжиек»")

# use: (share of blocks drawn, most buildings in one, length, width, levels, building value)
BUILT: dict[Use, tuple[float, int, float, float, tuple[int, int], str]] = {
    Use.CENTRE: (0.55, 4, 44.0, 14.0, (3, 9), "apartments"),
    Use.OLD_TOWN: (0.4, 5, 13.0, 10.0, (1, 2), "house"),
    Use.FLATS: (0.95, 6, 66.0, 13.0, (5, 12), "apartments"),
    Use.HOUSES: (0.16, 5, 12.0, 10.0, (1, 2), "house"),
    Use.INDUSTRY: (0.7, 2, 90.0, 36.0, (1, 2), "industrial"),
    Use.CAMPUS: (1.0, 3, 60.0, 20.0, (3, 5), "university"),
}


def draw_ground(drawing: Drawing, quarters: Sequence[Quarter], terrain: Terrain, seed: int) -> None:
    """Draw water, railway, land use and the lake in the largest park."""
    dice = Dice(seed, "ground")
    course = [tidy((x, y)) for x, y in terrain.river.coords][::2]
    drawing.way(course, {"waterway": "river", "name": "Сарысу", "name:en": "Sarysu"})
    left, right = beside(course, RIVER_HALF_WIDTH_M), beside(course, -RIVER_HALF_WIDTH_M)
    drawing.area(Polygon([*left, *reversed(right)]), {"natural": "water", "water": "river", "name": "Сарысу"})
    drawing.way(
        [tidy((x, y)) for x, y in terrain.railway.coords],
        {"railway": "rail", "gauge": "1520", "electrified": "contact_line"},
    )
    parks = sorted(
        (quarter for quarter in quarters if quarter.use is Use.PARK),
        key=lambda quarter: (-quarter.area.area, quarter.number),
    )
    for quarter in quarters:
        tags = dict(LAND[quarter.use])
        if quarter.use is Use.PARK:
            tags["name"] = PARKS[parks.index(quarter) % len(PARKS)]
        drawing.area(Polygon(LineString(quarter.area.exterior.coords).simplify(6.0).coords), tags)
    for park in parks[:2]:
        middle = park.area.representative_point()
        pond = [
            (
                middle.x + 90.0 * dice.between(0.7, 1.2) * math.cos(step * math.pi / 6.0),
                middle.y + 60.0 * dice.between(0.7, 1.2) * math.sin(step * math.pi / 6.0),
            )
            for step in range(12)
        ]
        drawing.area(Polygon(pond), {"natural": "water", "water": "pond"})


def draw_buildings(drawing: Drawing, plots: Plots, seed: int) -> None:
    """Draw a share of the buildings of every kind of quarter."""
    dice = Dice(seed, "buildings")
    for use, (share, most, length, width, levels, kind) in BUILT.items():
        for number in plots.of(use):
            if dice.chance(share):
                for _ in range(dice.whole(1, most)):
                    shape = plots.room(number, length * dice.between(0.8, 1.2), width, dice, tries=3)
                    if shape is not None:
                        drawing.area(shape, {"building": kind, "building:levels": str(dice.whole(*levels))})


@dataclass(frozen=True)
class Airfield:
    """Ground, runway, terminal, and the middle of the car park."""

    ground: Polygon
    runway: LineString
    terminal: Polygon
    car_park: Point


def airfield(terrain: Terrain) -> Airfield:
    """Lay the airport outside of the city, to the east."""
    scale = math.sqrt(terrain.outline.area / math.pi)
    x, y = 1.16 * scale, -0.26 * scale
    angle = 1.2
    c, s = math.cos(angle), math.sin(angle)
    away = x + 250.0 * s, y - 250.0 * c  # the runway lies away from the city, so that the road in never crosses it
    return Airfield(
        ground=rectangle((x, y), angle, 3100.0, 900.0),
        runway=LineString([tidy((away[0] + half * c, away[1] + half * s)) for half in (-1300.0, 1300.0)]),
        terminal=rectangle((x - 130.0 * s, y + 130.0 * c), angle, 110.0, 40.0),
        car_park=tidy((x - 290.0 * s, y + 290.0 * c)),
    )


def limits(terrain: Terrain) -> Polygon:
    """City limits: its edge, the airport, and a strip along the road between them."""
    field = airfield(terrain)
    x, y = field.car_park
    strip = rectangle((0.75 * x, 0.75 * y), math.atan2(y, x), 0.6 * math.hypot(x, y), 600.0)
    joined = unary_union([terrain.outline, strip, field.ground])
    assert isinstance(joined, Polygon)  # the strip begins inside of the city and ends inside of the airport
    return Polygon(joined.exterior)
