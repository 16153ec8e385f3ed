"""Streets as OpenStreetMap has them: ways with classes, names, directions, speeds, a roundabout and turn restrictions."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from shapely import LineString
from shapely import Point as ShapelyPoint

from geodata.sources.synthetic import names
from geodata.sources.synthetic.avenues import Avenue
from geodata.sources.synthetic.dice import Dice
from geodata.sources.synthetic.drawing import Drawing
from geodata.sources.synthetic.ground import airfield
from geodata.sources.synthetic.network import Skeleton, frame, node
from geodata.sources.synthetic.quarters import Quarter, Use
from geodata.sources.synthetic.spec import Point, apart, corners, polar, tidy
from geodata.sources.synthetic.terrain import Terrain

ROUNDABOUT_M = 32.0
LANES = {"trunk": "6", "primary": "4", "secondary": "4", "tertiary": "2"}
HIGHWAYS = ((0.15, "A-17"), (1.3, "M-36"), (2.75, "A-9"), (-1.75, "M-36"), (-0.75, "A-17"))


def draw_streets(
    drawing: Drawing, skeleton: Skeleton, quarters: Sequence[Quarter], terrain: Terrain, seed: int
) -> None:
    """Draw every street of the city, its highways out and one settlement the mappers never joined to the rest."""
    scale = math.sqrt(terrain.outline.area / math.pi)
    main = [*skeleton.avenues, _airport_road(skeleton.avenues, terrain), *_highways(skeleton.avenues, scale)]
    inner = [
        street
        for quarter in quarters
        for street in (*quarter.streets, *_yards(quarter, Dice(seed, f"yards {quarter.number}")))
    ]
    noded = node([*main, *inner], touch_m=1.2)
    dice = Dice(seed, "streets")
    pieces = _pieces(noded[: len(main)], terrain, dice)
    pieces = _roundabout(drawing, pieces, scale)
    ids = [drawing.way(points, tags) for points, tags in pieces]
    _restrictions(drawing, pieces, ids, dice)
    uses = Counter(point for street in noded for point in set(street.points))
    for number, street in enumerate(noded[len(main) :]):
        drawing.way(_thinned(street.points, uses), _lane_tags(number, street, dice))
    _settlement(drawing, scale)


def _highways(avenues: Sequence[Avenue], scale: float) -> list[Avenue]:
    """Roads to other cities from the outermost junctions."""
    ends = sorted({point for avenue in avenues for point in (avenue.points[0], avenue.points[-1])})
    roads = []
    for angle, _ in HIGHWAYS:
        start = max(ends, key=lambda point: math.hypot(*point) * math.cos(math.atan2(point[1], point[0]) - angle))
        heading = math.atan2(start[1], start[0])
        points = [start]
        for step in range(1, 9):
            heading += 0.03 * math.sin(step + angle)
            points.append(
                tidy(
                    (points[-1][0] + 0.06 * scale * math.cos(heading), points[-1][1] + 0.06 * scale * math.sin(heading))
                )
            )
        roads.append(Avenue(tuple(points), "trunk"))
    return roads


def _airport_road(avenues: Sequence[Avenue], terrain: Terrain) -> Avenue:
    """Road from the nearest outer junction to the airport's car park."""
    gate = airfield(terrain).car_park
    ends = sorted({point for avenue in avenues for point in (avenue.points[0], avenue.points[-1])})
    start = min(ends, key=lambda point: apart(point, gate))
    bend = tidy((0.35 * start[0] + 0.65 * gate[0], 0.65 * start[1] + 0.35 * gate[1]))
    return Avenue((start, bend, gate), "secondary")


def _yards(quarter: Quarter, dice: Dice) -> list[Avenue]:
    """Driveways into the courtyards between blocks of flats."""
    yards: list[Avenue] = []
    if quarter.use is Use.FLATS:
        for block in quarter.blocks:
            ring = corners(block.exterior)
            a, b = max(pairwise(ring), key=lambda side: apart(side[0], side[1]))
            gate = tidy(((a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0))
            _, _, width, centre = frame(block)
            inner = tidy((gate[0] + 0.8 * (centre[0] - gate[0]), gate[1] + 0.8 * (centre[1] - gate[1])))
            turn = width * dice.between(0.15, 0.25) / max(apart(a, b), 1.0)
            end = tidy((inner[0] + turn * (b[0] - a[0]), inner[1] + turn * (b[1] - a[1])))
            if block.contains(LineString([inner, end])):
                yards.append(Avenue((gate, inner, end), "service"))
    return yards


def _pieces(main: Sequence[Avenue], terrain: Terrain, dice: Dice) -> list[tuple[list[Point], dict[str, str]]]:
    """Cut main streets at each other, as mappers do, and tag every piece."""
    uses = Counter(point for street in main for point in set(street.points))
    pieces = []
    one_way = _one_way_pair(main)
    for number, street in enumerate(main):
        tags = {"highway": street.road_class, "lanes": LANES[street.road_class], **_title(number, main, street)}
        if number in one_way:
            tags |= {"oneway": one_way[number], "lanes": "3"}
        if street.road_class == "trunk":
            tags["maxspeed"] = "80"
        for points in _cut_at(street.points, uses):
            own = dict(tags)
            if "maxspeed" not in own and dice.chance(0.25):
                own["maxspeed"] = "60" if street.road_class in ("primary", "secondary") else "KZ:urban"
            if terrain.river.crosses(LineString(points)):
                own |= {"bridge": "yes", "layer": "1"}
            pieces.append((points, own))
    return pieces


def _title(number: int, main: Sequence[Avenue], street: Avenue) -> dict[str, str]:
    out = number - (len(main) - len(HIGHWAYS))
    if out >= 0:
        return {"ref": HIGHWAYS[out][1]}
    return names.avenue(number - 1 if number else 0, street.road_class)


def _one_way_pair(main: Sequence[Avenue]) -> dict[int, str]:
    """Two neighbouring secondary streets of the centre, one each way; the second is drawn against its direction."""
    central = [
        number
        for number, street in enumerate(main)
        if street.road_class == "secondary" and street.family == 0 and street.points[0] != street.points[-1]
    ]
    central.sort(key=lambda number: LineString(main[number].points).distance(ShapelyPoint(600.0, 0.0)))
    first, second = central[0], central[1]
    return {first: "yes", second: "-1" if _same_way(main[first], main[second]) else "yes"}


def _same_way(a: Avenue, b: Avenue) -> bool:
    return (
        sum((a.points[-1][axis] - a.points[0][axis]) * (b.points[-1][axis] - b.points[0][axis]) for axis in (0, 1)) > 0
    )


def _cut_at(points: Sequence[Point], uses: Counter[Point]) -> list[list[Point]]:
    runs: list[list[Point]] = [[points[0]]]
    for point in points[1:]:
        runs[-1].append(point)
        if uses[point] > 1 and point != points[-1]:
            runs.append([point])
    return runs


def _thinned(points: Sequence[Point], uses: Counter[Point]) -> list[Point]:
    """Leave out points that bend nothing and join nothing."""
    kept = [points[0]]
    for place in range(1, len(points) - 1):
        here = points[place]
        if uses[here] > 1 or LineString([kept[-1], points[place + 1]]).distance(ShapelyPoint(here)) > 1.5:
            kept.append(here)
    return [*kept, points[-1]]


def _lane_tags(number: int, street: Avenue, dice: Dice) -> dict[str, str]:
    tags = {"highway": street.road_class}
    if street.road_class != "service":
        tags |= names.lane(number, dice)
    if street.road_class == "residential" and dice.chance(0.15):
        tags["maxspeed"] = "40"
    if dice.chance(0.2):
        tags["surface"] = "asphalt" if dice.chance(0.7) else "unpaved"
    return tags


def _roundabout(
    drawing: Drawing, pieces: list[tuple[list[Point], dict[str, str]]], scale: float
) -> list[tuple[list[Point], dict[str, str]]]:
    """Turn one busy junction into a roundabout where there is room."""
    ends: dict[Point, list[int]] = defaultdict(list)
    for number, (points, _) in enumerate(pieces):
        ends[points[0]].append(number)
        ends[points[-1]].append(number)
    roomy = {
        number
        for number, (points, tags) in enumerate(pieces)
        if tags["highway"] in ("primary", "secondary") and apart(points[0], points[-1]) > 4.0 * ROUNDABOUT_M
    }
    busy = [point for point, members in ends.items() if len(members) >= 4 and roomy.issuperset(members)]
    if not busy:
        return pieces
    centre = min(busy, key=lambda point: (abs(math.hypot(*point) - 0.42 * scale), point))
    radius = ROUNDABOUT_M
    arms = []
    for number in ends[centre]:
        points, tags = pieces[number]
        run = points if points[0] == centre else points[::-1]
        rest = [point for point in run if apart(point, centre) > radius + 4.0]
        angle = math.atan2(rest[0][1] - centre[1], rest[0][0] - centre[0])
        arm = tidy((centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)))
        arms.append((angle % (2.0 * math.pi), arm))
        moved = [arm, *rest]
        pieces[number] = (moved if points[0] == centre else moved[::-1], tags)
    circle = [
        (angle, tidy((centre[0] + polar(radius, angle)[0], centre[1] + polar(radius, angle)[1])))
        for angle in (step * math.pi / 6.0 + 0.05 for step in range(12))
    ]
    ring = [point for _, point in sorted([*circle, *arms])]
    drawing.way(
        [*ring, ring[0]],
        {
            "highway": "primary",
            "junction": "roundabout",
            "oneway": "yes",
            "name": "площадь Керуен",
            "name:en": "Keruen Square",
        },
    )
    return pieces


def _restrictions(
    drawing: Drawing, pieces: Sequence[tuple[list[Point], dict[str, str]]], ids: Sequence[int], dice: Dice
) -> None:
    """Forbid some left turns from one great street into another, and one U-turn."""
    ends: dict[Point, list[int]] = defaultdict(list)
    for number, (points, tags) in enumerate(pieces):
        if tags["highway"] in ("trunk", "primary"):
            ends[points[0]].append(number)
            ends[points[-1]].append(number)
    for point in sorted(end for end, members in ends.items() if len(members) >= 4):
        came, go = dice.pick(ends[point]), dice.pick(ends[point])
        if dice.chance(0.5) and _left(pieces[came][0], pieces[go][0], point):
            members = [("w", ids[came], "from"), ("n", drawing.node(point), "via"), ("w", ids[go], "to")]
            drawing.relation(members, {"type": "restriction", "restriction": "no_left_turn"})
        elif came == go:
            members = [("w", ids[came], "from"), ("n", drawing.node(point), "via"), ("w", ids[go], "to")]
            drawing.relation(members, {"type": "restriction", "restriction": "no_u_turn"})


def _left(came: Sequence[Point], go: Sequence[Point], via: Point) -> bool:
    before = came[1] if came[0] == via else came[-2]
    after = go[1] if go[0] == via else go[-2]
    cross = (via[0] - before[0]) * (after[1] - via[1]) - (via[1] - before[1]) * (after[0] - via[0])
    return cross > 0.5 * apart(via, before) * apart(after, via)


def _settlement(drawing: Drawing, scale: float) -> None:
    """Garden plots north of the city whose access road is missing from the map."""
    east, north = 0.35 * scale, 1.12 * scale
    for row in range(3):
        drawing.way(
            [(east, north + 90.0 * row), (east + 520.0, north + 90.0 * row)],
            {"highway": "residential", "name": f"{row + 1}-я Дачная улица"},
        )
    drawing.way([(east, north + 90.0 * row) for row in range(3)], {"highway": "residential", "name": "Дачный проезд"})
