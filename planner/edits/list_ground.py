"""A list of places tied to the ground: each row to the site or station that it lies on, or to a new candidate where it lies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely import Point

from geodata.city import City
from geodata.city_places import CityPlacer
from geodata.report import DROPPED, Problem, SourceReport
from geodata.sites import SAME_SITE_M
from planner.catalogue.offers import on_offer
from planner.config.scenario import Scenario
from planner.edits.edit_layer import EditLayer, EditRow
from planner.edits.ground import MOVED_M, edit_ground
from planner.edits.places_checked import DRAWN
from planner.edits.site_list import ListRow, SiteList, drop_unknown
from planner.edits.told import NOTED, ToldRow
from planner.edits.words import Action
from planner.question import Question
from planner.support.site_ids import SiteId
from planner.support.speech import _, joined

Ints = NDArray[np.int64]

METRES_A_DEGREE = 111_320.0
"""Of latitude; one of longitude has fewer, so that points that pass for one are never farther apart."""


@dataclass(frozen=True)
class ListGround:
    """A city in which every place of a list is a candidate site or a station, and the scenario with what the list says of them."""

    city: City
    scenario: Scenario


def tie_list(listed: SiteList, city: City, scenario: Scenario) -> ListGround:
    """Tie each row of a list to a place of the city, as points that a planner draws are; what became of it is said in the row.

    Raises
    ------
    InputError
        As `planner.edits.ground.edit_ground`.
    """
    kinds = [one.id for one in on_offer(scenario)]
    for row in listed.rows:
        if row.counted:
            # First: a place without chargers of its own is no candidate of the best plan either.
            drop_unknown(row, kinds)
    points = _known_points(city)
    placer = CityPlacer(city.crs, city.boundary)
    wanted: dict[int, EditRow] = {}
    first: dict[tuple[object, ...], int] = {}
    same: dict[int, int] = {}
    for at, row in enumerate(listed.rows):
        asks = None if not row.counted else _edit_of(at, row, points, placer)
        if asks is None:
            continue
        key = (asks.site_id,) if asks.site_id is not None else (asks.lon, asks.lat, *sorted(asks.asked.items()))
        if first.setdefault(key, at) == at:
            wanted[at] = asks
        else:
            same[at] = first[key]
    layer = EditLayer(listed.path, "", city.crs, tuple(wanted.values()), listed.file)
    ground = edit_ground(layer, city, scenario, doubted=False)
    for told in ground.told:
        _take_over(listed.rows[told.row.row], told)
    for at, other in same.items():
        listed.rows[at].site = listed.rows[other].site
    return ListGround(ground.city, ground.scenario)


def _known_points(city: City) -> dict[str, Point]:
    stations = city.stations.inside(city.boundary).table
    return {
        str(name): point
        for table, key in ((stations, "station_id"), (city.sites, "site_id"))
        for name, point in zip(table[key], table.geometry, strict=True)
    }


def _edit_of(at: int, row: ListRow, points: Mapping[str, Point], placer: CityPlacer) -> EditRow | None:
    """The row as an edit that draws its point or names its place; None where it has no place in the city."""
    asked = {
        key: row.written[cell] for key, cell in (("new_bays", "bays"), ("new_kw", "grid_kw")) if cell in row.written
    }
    known = points.get(str(row.site_id))
    if row.lon is None or row.lat is None:
        if known is None:
            row.leave_out(
                _("no site has the id {site_id!r}, and the row says no place; give lat and lon", site_id=row.site_id)
            )
            return None
        return EditRow(at, row.site_id, None, None, asked)
    point, remark = placer.place(repr(row.lon), repr(row.lat))
    if point is None:
        row.leave_out(_("{why}; put the point inside the city's boundary", why=remark))
        return None
    if remark:
        row.said.append(remark)
        row.lon, row.lat = row.lat, row.lon
    if known is not None and known.distance(point) <= SAME_SITE_M:
        return EditRow(at, row.site_id, None, None, asked)
    named = row.site_id if known is None and str(row.site_id or "").startswith(DRAWN) else None
    row.site_id = named  # an id of their own, which no place of the city has
    return EditRow(at, named, row.lon, row.lat, asked, {"name": row.name} if row.name else {})


def _take_over(row: ListRow, told: ToldRow) -> None:
    """Say in a row of the list what became of it as an edit."""
    row.site = told.site_id
    for action, outcome, said in told.outcomes:
        if outcome == NOTED and str(told.site_id).startswith(DRAWN):
            continue  # another row of the list, which is said where chargers are put together
        if action in (Action.BAYS, Action.KW) or outcome == NOTED:
            row.said.append(said)
        elif row.site is None:
            row.leave_out(said)


def count_chargers(listed: SiteList, question: Question) -> Ints:
    """Chargers of a list as the model counts them, (sites, chargers); what is not counted, or with another row, is said in its row."""
    kinds = [one.id for one in question.chargers]
    number = question.places.number()
    for row in listed.rows:
        if row.counted:
            _refuse_place(row, question)
    _put_together(listed.rows)
    chargers = np.zeros((len(question.places), len(kinds)), dtype=np.int64)
    for row in listed.rows:
        if row.counted:
            for name, count in row.counts.items():
                chargers[number[str(row.site)], kinds.index(name)] += count
    for row in listed.rows:
        if not row.counted:
            continue
        j = number[str(row.site)]
        if chargers[j].any() and _is_connected(chargers[j], question, j):
            _tell_room(row, chargers[j], question)
        else:
            chargers[j] = 0
            row.leave_out(_("no connection of grid.steps_kva carries the chargers of the place; divide them over two"))
    return chargers


def _refuse_place(row: ListRow, question: Question) -> None:
    """Leave a row out whose place is none of the plan, or whose chargers cannot exist there."""
    places, number = question.places, question.places.number()
    if row.site not in number:
        row.leave_out(_("the station does not count as supply, so the plan has no place of this id"))
        return
    j = number[row.site]
    if places.gates.excluded[j]:
        row.leave_out(
            _("the site is left out by [gates]: {why}; give its status a price there", why=places.gates.why[j])
        )
        return
    for k, kind in enumerate(question.chargers):
        if kind.work is not None and row.counts.get(kind.id, 0) > question.pools.available[j, k]:
            row.leave_out(_("no guns stand there that {work} could be done on", work=kind.id))
            return
    if places.existing[j]:
        row.said.append(_("the standing station {site} is enlarged", site=SiteId(row.site)))


def _is_connected(chargers: Ints, question: Question, site: int) -> bool:
    """Whether some connection carries the chargers of a place; (chargers,)."""
    sets = [(kind, n) for kind, n in zip(question.chargers, chargers.tolist(), strict=True) if n]
    return bool(np.isfinite(question.costs.shared_grid_usd(sets, float(question.places.cable_m[site]))))


def _put_together(rows: Iterable[ListRow]) -> None:
    """Rows of one place: what is said twice counts once, other chargers are put together."""
    first: dict[str, list[ListRow]] = {}
    for row in rows:
        if not row.counted:
            continue
        before = first.setdefault(str(row.site), [])
        twin = next((one for one in before if _says_the_same(one, row)), None)
        if twin is not None:
            row.outcome = "same as another row"
            row.said.append(_("row {row} says the same of the same place; it is counted once", row=str(twin.row)))
            continue
        if before:
            row.outcome = "put together"
            row.said.append(
                _("the same place as row {row}; the chargers of both are put together", row=str(before[0].row))
            )
        before.append(row)


def _says_the_same(one: ListRow, other: ListRow) -> bool:
    """Whether two rows of a place are one row that was written twice: the same chargers at the same point, or at the same id."""
    if one.counts != other.counts:
        return False
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return one.site_id == other.site_id
    return max(abs(one.lat - other.lat), abs(one.lon - other.lon)) <= MOVED_M / METRES_A_DEGREE


def _tell_room(row: ListRow, chargers: Ints, question: Question) -> None:
    """Say where the chargers of a place take more bays or power than it has."""
    places, j = question.places, question.places.number()[str(row.site)]
    bays = int(sum(kind.bays * n for kind, n in zip(question.chargers, chargers.tolist(), strict=True)))
    if bays > places.bays[j]:
        row.said.append(
            _(
                "the chargers take {bays} bays and the place has {has}; valued as given",
                bays=bays,
                has=int(places.bays[j]),
            )
        )
    kw = float(sum(kind.power_kw * n for kind, n in zip(question.chargers, chargers.tolist(), strict=True)))
    room_kw = float(places.grid_kw[j]) * question.scenario.grid.winter_share
    if kw > room_kw + 1e-9:
        row.said.append(
            _("the chargers draw {kw:g} kW and the place has {room_kw:g} kW; valued as given", kw=kw, room_kw=room_kw)
        )


def report_of_list(listed: SiteList) -> SourceReport:
    """The account of the file: rows that are left out, and those that are counted with others."""
    rows: Sequence[ListRow] = listed.rows
    out = [one for one in rows if one.outcome == "left out"]
    twice = [one for one in rows if one.outcome == "same as another row"]
    problems = (
        *listed.problems,
        *(Problem(label_of_row(one), joined("; ", one.said), DROPPED) for one in out),
    )
    return SourceReport(
        listed.path,
        "list of places",
        len(rows),
        len(rows) - len(out) - len(twice),
        merged=len(twice),
        dropped=len(out),
        problems=problems,
        file=listed.file,
    )


def label_of_row(row: ListRow) -> str:
    """What to call a row: its number, and its name where it has one."""
    return (
        _("row {row}, {name}", row=str(row.row), name=row.name[:60]) if row.name else _("row {row}", row=str(row.row))
    )
