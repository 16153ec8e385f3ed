"""Places people drive to: car parks, fuel, shops, markets, hospitals, hotels, stations, the airport, substations."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shapely import Polygon

from geodata.sources.synthetic import names
from geodata.sources.synthetic.avenues import Avenue
from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.drawing import Drawing
from geodata.sources.synthetic.ground import airfield
from geodata.sources.synthetic.plots import Plots, centre_of, rectangle
from geodata.sources.synthetic.quarters import Use
from geodata.sources.synthetic.spec import CitySpec, Point, apart, tidy
from geodata.sources.synthetic.terrain import Terrain

LIVED_IN = (Use.CENTRE, Use.OLD_TOWN, Use.FLATS, Use.HOUSES)


@dataclass
class Places:
    """What was placed, for the tables that refer to it: name and point by kind."""

    found: dict[str, list[tuple[str, Point]]] = field(default_factory=dict)

    def note(self, kind: str, name: str, point: Point) -> None:
        """Remember a place."""
        self.found.setdefault(kind, []).append((name, point))


@dataclass(frozen=True)
class _Site:
    """What everyone who places things needs."""

    drawing: Drawing
    plots: Plots
    dice: Dice
    places: Places

    def lot(self, blocks: Sequence[int], length: float, width: float) -> tuple[int, Polygon] | None:
        """Room in one of the blocks, the first that has it."""
        for number in blocks:
            shape = self.plots.room(number, length, width, self.dice)
            if shape is not None:
                return number, shape
        return None

    def car_park(self, blocks: Sequence[int], bays: int, tags: Mapping[str, str], name: str) -> None:
        """Surface car park of so many bays, its capacity told four times in five, as in the field."""
        width = max(16.0, min(60.0, math.sqrt(bays * 25.0) * 0.7))
        found = self.lot(blocks, bays * 25.0 / width, width)
        if found is not None:
            told = {"capacity": str(bays)} if self.dice.chance(0.8) else {}
            self.drawing.area(found[1], {"amenity": "parking", "parking": "surface", **told, **tags})
            self.places.note("parking", name, centre_of(found[1]))


def draw_places(drawing: Drawing, plots: Plots, avenues: Sequence[Avenue], terrain: Terrain, spec: CitySpec) -> Places:
    """Place everything, in numbers that follow the population."""
    places = Places()
    _fuel(_Site(drawing, plots, Dice(spec.seed, "fuel"), places), avenues, spec.population / 500_000)
    steps: tuple[tuple[str, Callable[[_Site, float], None]], ...] = (
        ("malls", _malls),
        ("shops", _shops),
        ("civic", _civic),
        ("parking", _car_parks),
        ("power", _substations),
    )
    for purpose, step in steps:
        step(_Site(drawing, plots, Dice(spec.seed, purpose), places), spec.population / 500_000)
    _transport(_Site(drawing, plots, Dice(spec.seed, "transport"), places), terrain)
    return places


def _malls(site: _Site, size: float) -> None:
    blocks = site.dice.shuffled(site.plots.of(Use.CENTRE, Use.FLATS))
    for number in range(max(1, round(9 * size))):
        name, latin = names.MALLS[number % len(names.MALLS)]
        found = site.lot(blocks[number * 5 :], site.dice.between(70.0, 110.0), site.dice.between(45.0, 60.0))
        if found is None:
            continue
        site.drawing.area(
            found[1], {"building": "retail", "shop": "mall", "name": name, "name:en": latin, "building:levels": "3"}
        )
        site.places.note("mall", name, centre_of(found[1]))
        bays = site.dice.whole(90, 420)
        near = [found[0], *site.plots.near(centre_of(found[1]), 260.0)]
        site.car_park(near, bays, {"access": "customers", "name": f"Паркинг {name}"}, f"Паркинг {name}")


def _shops(site: _Site, size: float) -> None:
    blocks = site.dice.shuffled(site.plots.of(*LIVED_IN))
    for number in range(round(62 * size)):
        name = names.SHOPS[number % len(names.SHOPS)]
        found = site.lot(blocks[number * 7 :], 34.0, 22.0)
        if found is None:
            continue
        tags = {"shop": "supermarket", "name": name}
        if site.dice.chance(0.5):
            site.drawing.area(found[1], {"building": "retail", **tags})
            if site.dice.chance(0.5):
                site.car_park([found[0]], site.dice.whole(12, 45), {"access": "customers"}, f"Парковка «{name}»")
        else:
            site.drawing.node(centre_of(found[1]), tags)
        site.places.note("shop", name, centre_of(found[1]))


def _civic(site: _Site, size: float) -> None:
    for kind, uses, count, name, tags, bays in (
        (
            "marketplace",
            (Use.OLD_TOWN, Use.CENTRE, Use.FLATS),
            4,
            "Базар № ",
            {"amenity": "marketplace", "name:en": "Bazaar"},
            (80, 240),
        ),
        (
            "hospital",
            (Use.FLATS, Use.HOUSES, Use.CENTRE),
            6,
            "Городская больница № ",
            {"amenity": "hospital"},
            (30, 90),
        ),
        ("university", (Use.CAMPUS,), 2, "Университет № ", {"amenity": "university"}, (60, 120)),
        ("hotel", (Use.CENTRE, Use.FLATS), 16, "", {"tourism": "hotel"}, (14, 40)),
        ("cinema", (Use.CENTRE, Use.FLATS), 4, "Кинотеатр № ", {"amenity": "cinema"}, (40, 90)),
        ("stadium", (Use.FLATS, Use.HOUSES), 2, "Стадион № ", {"leisure": "stadium"}, (120, 200)),
        ("townhall", (Use.CENTRE,), 1, "Акимат", {"amenity": "townhall"}, (30, 60)),
        ("school", (Use.FLATS, Use.HOUSES), 44, "Школа № ", {"amenity": "school"}, None),
        (
            "place_of_worship",
            (Use.OLD_TOWN, Use.HOUSES, Use.CENTRE),
            14,
            "Мечеть № ",
            {"amenity": "place_of_worship", "religion": "muslim"},
            None,
        ),
    ):
        blocks = site.dice.shuffled(site.plots.of(*uses))
        for number in range(max(1, round(count * size))):
            found = site.lot(blocks[number * max(1, len(blocks) // (count * 2)) :], 60.0, 38.0)
            if found is None:
                continue
            title = (
                names.HOTELS[number % len(names.HOTELS)]
                if kind == "hotel"
                else f"{name}{number + 1}"
                if count > 1
                else name
            )
            site.drawing.area(found[1], {**tags, "name": title})
            site.places.note(kind, title, centre_of(found[1]))
            if bays is not None and site.dice.chance(0.8):
                site.car_park(
                    [found[0], *site.plots.near(centre_of(found[1]), 150.0)],
                    site.dice.whole(*bays),
                    {},
                    f"Парковка: {title}",
                )


def _car_parks(site: _Site, size: float) -> None:
    """Public car parks: most open, some private, a few underground or with several floors."""
    blocks = site.dice.shuffled(
        [
            *site.plots.of(Use.CENTRE, Use.FLATS),
            *site.plots.of(Use.CENTRE),
            *site.plots.of(Use.OLD_TOWN, Use.INDUSTRY)[::3],
        ]
    )
    for number in range(round(78 * size)):
        tags: dict[str, str] = (
            {"access": "private"} if site.dice.chance(0.08) else {"fee": "yes"} if site.dice.chance(0.3) else {}
        )
        if site.dice.chance(0.06):
            tags |= {"parking": "multi-storey" if site.dice.chance(0.5) else "underground"}
        if site.dice.chance(0.15):
            found = site.lot(blocks[number * 4 :], 30.0, 18.0)
            if found is not None:
                site.drawing.node(centre_of(found[1]), {"amenity": "parking", **tags})
        else:
            site.car_park(blocks[number * 4 :], site.dice.whole(12, 110), tags, f"Парковка № {number + 1}")


def _substations(site: _Site, size: float) -> None:
    blocks = site.dice.shuffled(site.plots.of(Use.FLATS, Use.HOUSES, Use.INDUSTRY))
    stems = [russian for russian, _, _ in names.STEMS[10:]]
    for number in range(max(3, round(12 * size))):
        found = site.lot(blocks[number * max(1, len(blocks) // 30) :], 52.0, 40.0)
        if found is not None:
            name = f"ПС 110/10 кВ «{stems[number % len(stems)]}»" if number < len(stems) else f"ПС {number}"
            site.drawing.area(found[1], {"power": "substation", "voltage": "110000;10000", "name": name})
            site.places.note("substation", name, centre_of(found[1]))


def _fuel(site: _Site, avenues: Sequence[Avenue], size: float) -> None:
    """Fuel stations beside the great streets, never two within 700 m."""
    spots: list[Point] = []
    candidates = [
        (a, b)
        for avenue in avenues
        if avenue.road_class in ("trunk", "primary")
        for a, b in zip(avenue.points[3::9], avenue.points[4::9], strict=False)
    ]
    for a, b in site.dice.shuffled(candidates):
        length = apart(a, b)
        if length < 10.0 or len(spots) >= round(46 * size):
            continue
        side = 34.0 if site.dice.chance(0.5) else -34.0
        spot = tidy(
            ((a[0] + b[0]) / 2.0 - side * (b[1] - a[1]) / length, (a[1] + b[1]) / 2.0 + side * (b[0] - a[0]) / length)
        )
        if all(apart(spot, other) > 700.0 for other in spots):
            spots.append(spot)
            brand = site.dice.pick(names.FUEL)
            tags = {"amenity": "fuel", "brand": brand, "name": f"АЗС {brand}"}
            forecourt = rectangle(spot, math.atan2(b[1] - a[1], b[0] - a[0]), 40.0, 24.0)
            site.plots.claim(forecourt)
            if site.dice.chance(0.4):
                site.drawing.area(forecourt, tags)
            else:
                site.drawing.node(spot, tags)
            site.places.note("fuel", f"АЗС {brand}", spot)


def _transport(site: _Site, terrain: Terrain) -> None:
    """Place the railway station, the coach station and the airport, each with its car park."""
    middle = terrain.railway.interpolate(terrain.railway.project(terrain.outline.centroid))
    yards = site.plots.near((middle.x, middle.y), 700.0)
    for name, latin, tags in (
        ("Вокзал Сарытау", "Sarytau Station", {"railway": "station", "building": "train_station"}),
        ("Автовокзал", "Coach Station", {"amenity": "bus_station"}),
    ):
        found = site.lot(yards, 70.0, 24.0)
        if found is not None:
            site.drawing.area(found[1], {**tags, "name": name, "name:en": latin})
            site.places.note("station", name, centre_of(found[1]))
            site.car_park([found[0], *yards], 120, {"fee": "yes", "name": f"Парковка: {name}"}, f"Парковка: {name}")
    port = airfield(terrain)
    site.drawing.area(port.ground, {"aeroway": "aerodrome", "name": "Аэропорт Сарытау", "name:en": "Sarytau Airport"})
    site.drawing.way([(x, y) for x, y in port.runway.coords], {"aeroway": "runway"})
    site.drawing.area(port.terminal, {"aeroway": "terminal", "building": "yes"})
    lot = rectangle((port.car_park[0] + 8.0, port.car_park[1] + 45.0), 1.2, 110.0, 70.0)
    site.drawing.area(
        lot, {"amenity": "parking", "parking": "surface", "capacity": "380", "fee": "yes", "name": "Парковка аэропорта"}
    )
    site.places.note("airport", "Парковка аэропорта", port.car_park)
