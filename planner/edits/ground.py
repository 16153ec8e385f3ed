"""Edits that change the facts of a city: points that moved or were drawn, bays and power."""

from dataclasses import dataclass, field, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point

from geodata.city import City
from geodata.city_places import CityPlacer
from geodata.equipment import with_districts
from geodata.numerals import parse_number
from geodata.power import assign_feeders
from geodata.sites import SAME_SITE_M, SITES, USUAL_BAYS
from planner.config.scenario import Scenario
from planner.config.sites import OWN_SITES, SiteChangeConfig
from planner.edits.edit_layer import EditLayer
from planner.edits.places_checked import DRAWN, check_places
from planner.edits.told import ToldRow
from planner.edits.wishes import Wish, wishes_of
from planner.edits.words import Action
from planner.network.locations import locations_of
from planner.support.site_ids import SiteId
from planner.support.speech import _
from planner.support.spelling import nearest_known

MOVED_M = 2.0
"""A point that lies nearer to its site has not been moved: files are rounded on their way."""
MOST_NEAR = 120
"""Letters of a list of ids that a reader can use."""


@dataclass
class EditedGround:
    """A city and a scenario in which edits of the ground are applied, and what is left to judge.

    Parameters
    ----------
    city : City
    scenario : Scenario
    wishes : list of Wish
        Rows that are understood, each of a site that is known.
    told : list of ToldRow
        Every row that was read.
    """

    city: City
    scenario: Scenario
    wishes: list[Wish]
    told: list[ToldRow]


@dataclass
class _Books:
    """Places of the city as they change row by row."""

    city: City
    scenario: Scenario
    points: dict[str, Point]
    stations: set[str]
    places: frozenset[str]
    changed: dict[str, Point] = field(default_factory=dict)
    drawn: list[dict[str, object]] = field(default_factory=list)
    changes: list[SiteChangeConfig] = field(default_factory=list)


def edit_ground(layer: EditLayer, city: City, scenario: Scenario, *, doubted: bool = True) -> EditedGround:
    """Apply what moved, what was drawn, and what was counted; refuse what breaks a rule of its own.

    Parameters
    ----------
    layer : EditLayer
    city : City
    scenario : Scenario
    doubted : bool
        Whether it may be of another city or in another coordinate system, as a file may.

    Raises
    ------
    InputError
        The layer is of another city, or its points are in another coordinate system than it says.
    """
    stations = city.stations.inside(city.boundary).table
    named = [
        (str(name), point)
        for table, key in ((stations, "station_id"), (city.sites, "site_id"))
        for name, point in zip(table[key], table.geometry, strict=True)
    ]
    places = frozenset(locations_of(city, scenario).number())
    books = _Books(city, scenario, dict(named), {str(one) for one in stations["station_id"]}, places)
    wishes, told = wishes_of(layer.rows)
    if doubted:
        check_places(layer, books.points, city.crs)
    placer = CityPlacer(city.crs, city.boundary)
    kept = _each_once([wish for wish in wishes if _placed(wish, books, placer)])
    for wish in kept:
        _measured(wish, books)
    return EditedGround(_changed_city(books), _changed_scenario(books), kept, told)


def _each_once(wishes: list[Wish]) -> list[Wish]:
    """Refuse what a drawn point asks of a site that another row asks something of."""
    asked: set[str] = set()
    kept = []
    for wish in wishes:
        site = str(wish.told.site_id)
        asks = bool(wish.actions - {Action.DRAWN, Action.MOVE}) or wish.bays is not None or wish.kw is not None
        if asks and site in asked:
            _refuse_all(wish, _("another edit is of the same site, {site}; leave one", site=SiteId(site)))
            continue
        asked |= {site} if asks else set()
        kept.append(wish)
    return kept


def _placed(wish: Wish, books: _Books, placer: CityPlacer) -> bool:
    """Find the site that a row means, move it or draw it; False where there is none."""
    row, told = wish.row, wish.told
    point, why = (None, _("it has no point")) if row.lon is None else placer.place(repr(row.lon), repr(row.lat))
    if row.site_id is not None and row.site_id in books.points:
        _moved(wish, books, point, why)
        return True
    if row.site_id is not None and not row.site_id.startswith(DRAWN):
        near = nearest_known(row.site_id, books.points) if len(books.points) < 5_000 else _("see site_id in sites.csv")
        _refuse_all(
            wish,
            _(
                "no site has the id {site_id!r}; {near}; to draw a new site leave site_id empty",
                site_id=row.site_id,
                near=near if len(near) <= MOST_NEAR else _("see site_id in sites.csv"),
            ),
        )
        return False
    if point is None:
        _refuse_all(wish, _("a new site needs a point in the city: {why}", why=why))
        return False
    name = _nearest(books, point)
    if name is not None:
        told.site_id = name
        told.note(
            _(
                "the point lies {distance:.0f} m from {name} and is taken for it",
                distance=books.points[name].distance(point),
                name=name,
            )
        )
        return True
    if Action.FORBID in wish.actions:
        told.refuse(
            Action.FORBID,
            _(
                "no site lies within {same_site_m:.0f} m of the point, so there is nothing to forbid",
                same_site_m=SAME_SITE_M,
            ),
        )
        return False
    _draw(wish, books, point)
    return True


def _nearest(books: _Books, point: Point) -> str | None:
    if not books.points:
        return None
    names = list(books.points)
    xy = np.array([(one.x, one.y) for one in books.points.values()])
    apart_m = np.hypot(xy[:, 0] - point.x, xy[:, 1] - point.y)
    return names[int(apart_m.argmin())] if apart_m.min() <= SAME_SITE_M else None


def _moved(wish: Wish, books: _Books, point: Point | None, why: str | None) -> None:
    told, name = wish.told, str(wish.row.site_id)
    asked = Action.MOVE in wish.actions
    if point is None:
        if asked or wish.row.lon is not None:
            told.refuse(Action.MOVE, _("{why}; put the point inside the city's boundary", why=why))
        return
    apart_m = books.points[name].distance(point)
    if apart_m <= MOVED_M:
        if asked:
            told.refuse(Action.MOVE, _("the point lies where the site is; drag it to where the site is to be"))
        return
    if name in books.stations:
        told.refuse(
            Action.MOVE,
            _(
                "a station stands there and cannot be moved ({apart_m:,.0f} m); mend its place in the table of stations",
                apart_m=apart_m,
            ),
        )
        return
    books.changed[name] = books.points[name] = point
    told.apply(Action.MOVE, _("moved {apart_m:,.0f} m", apart_m=apart_m))


def _draw(wish: Wish, books: _Books, point: Point) -> None:
    row, told = wish.row, wish.told
    name = row.site_id or f"{DRAWN}{row.lat:.5f}-{row.lon:.5f}"
    told.site_id = name
    books.points[name] = point
    asked = books.scenario.sites
    counted = wish.bays or parse_number(row.known.get("bays"))
    books.drawn.append(
        {
            "site_id": name,
            "name": row.known.get("name"),
            "kind": OWN_SITES,
            "bays": int(min(counted or asked.default_bays or USUAL_BAYS, asked.max_bays)),
            "bays_assumed": not counted,
            "grid_kw": parse_number(row.known.get("grid_kw")),
            "site_cost_usd": None,
            **dict.fromkeys(("land_status", "connection_status", "access"), "unknown"),
            **dict.fromkeys(("parking", "feeder", "district")),
            "geometry": point,
        }
    )
    told.apply(Action.DRAWN, _("a candidate site from now on, called {name}", name=name))


def _refuse_all(wish: Wish, why: str) -> None:
    """Refuse everything that a row asks; a row that asks nothing is only noted."""
    asked = {*wish.actions, *({Action.BAYS} if wish.bays else ()), *({Action.KW} if wish.kw else ())}
    for action in sorted(asked):
        wish.told.refuse(action, why)
    if not asked and wish.row.site_id is None:
        wish.told.refuse(Action.DRAWN, why)
    elif not asked:
        wish.told.note(why)


def _measured(wish: Wish, books: _Books) -> None:
    """Bays and power, as they are to be."""
    name, told, most = str(wish.told.site_id), wish.told, books.scenario.sites.max_bays
    bays = wish.bays
    if name in books.stations and name not in books.places:
        for action in [one for one, value in ((Action.BAYS, bays), (Action.KW, wish.kw)) if value is not None]:
            told.refuse(action, _("the station does not count as supply, so the plan has no place of this id"))
        return
    if bays is not None and bays > most:
        told.refuse(
            Action.BAYS,
            _("{bays} bays are more than sites.max_bays ({most}); raise it in the configuration", bays=bays, most=most),
        )
        bays = None
    if bays is not None:
        told.apply(Action.BAYS, _("{bays} bays", bays=bays))
    if wish.kw is not None:
        told.apply(Action.KW, _("{kw:g} kW of spare power", kw=wish.kw))
    if bays is not None or wish.kw is not None:
        books.changes.append(SiteChangeConfig(site=name, bays=bays, grid_kw=wish.kw))


def _changed_city(books: _Books) -> City:
    if not books.changed and not books.drawn:
        return books.city
    old = books.city.sites
    points = [books.changed.get(str(name), point) for name, point in zip(old["site_id"], old.geometry, strict=True)]
    sites = old.set_geometry(gpd.GeoSeries(points, index=old.index, crs=old.crs))
    if books.drawn:
        new = gpd.GeoDataFrame(pd.DataFrame(books.drawn), geometry="geometry", crs=old.crs)
        both = pd.concat([pd.DataFrame(one).astype(object) for one in (sites, new) if len(one)], ignore_index=True)
        sites = gpd.GeoDataFrame(both, geometry="geometry", crs=old.crs)
    sites = SITES.checked(sites, source="edits")
    anew = sites["site_id"].isin({*books.changed, *(str(one["site_id"]) for one in books.drawn)})
    return replace(books.city, sites=_connected(sites, anew.to_numpy(dtype=bool), books.city))


def _connected(sites: gpd.GeoDataFrame, anew: np.ndarray, city: City) -> gpd.GeoDataFrame:
    """District and feeder of what moved or is new; a feeder that has no place stays with its site."""
    mine = sites[anew].assign(district=None, feeder=None)
    fed, _ = assign_feeders(gpd.GeoDataFrame(with_districts(mine, city.districts)), city.feeders)
    out = sites.copy()
    out.loc[anew, "district"] = fed["district"].to_numpy(dtype=object)
    before = out.loc[anew, "feeder"].to_numpy(dtype=object)
    found = fed["feeder"].to_numpy(dtype=object)
    out.loc[anew, "feeder"] = np.where(pd.isna(found), before, found)
    return SITES.checked(gpd.GeoDataFrame(out), source="edits")


def _changed_scenario(books: _Books) -> Scenario:
    if not books.changes:
        return books.scenario
    mine = {one.site for one in books.changes}
    kept = tuple(one for one in books.scenario.sites.changes if one.site not in mine)
    return books.scenario.with_sites(changes=(*kept, *books.changes))
