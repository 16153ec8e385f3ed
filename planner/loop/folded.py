"""Edits one after another as what holds in the end: one row a site, the areas kept free, the budget and the balance of plugs; the same as the file of `--edits` says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import shapely
from pyproj import Transformer

from geodata.city import City
from geodata.crs import LONLAT
from geodata.input_file import Fingerprint
from planner.config.scenario import Scenario
from planner.edits.edit_layer import KNOWN, EditLayer, EditRow
from planner.edits.places_checked import DRAWN
from planner.edits.shown_plan import MEMBER
from planner.edits.words import Action
from planner.loop.edits import Edit, Hold, Kind, Point

NO_NAMES: Mapping[str, str] = MappingProxyType({})
NAME = "edits"
"""Of the layer, in messages."""


@dataclass(frozen=True)
class SiteEdits:
    """What holds for one site.

    Parameters
    ----------
    at : (lon, lat) or None
        Where it is moved or drawn.
    drawn : bool
        Whether it is one that was added.
    name : str or None
    rule : Kind or None
        `FORCE`, `FORBID`, `LOCK` or `CHARGERS`.
    chargers : tuple of (str, int)
    hold : Hold
    bays, kw : int or None, float or None
    """

    at: Point | None = None
    drawn: bool = False
    name: str | None = None
    rule: Kind | None = None
    chargers: tuple[tuple[str, int], ...] = ()
    hold: Hold = Hold.EXACTLY
    bays: int | None = None
    kw: float | None = None

    def action(self) -> str:
        """The word of a file of edits."""
        words = {
            Kind.FORCE: Action.FORCE,
            Kind.FORBID: Action.FORBID,
            Kind.LOCK: Action.LOCK,
            Kind.CHARGERS: Action.LOCK if self.hold is Hold.EXACTLY else Action.KEEP,
        }
        own = [] if self.rule is None else [words[self.rule].value]
        return "; ".join([*own, *([Action.MOVE.value] if self.at is not None and not self.drawn else [])])

    def cells(self) -> dict[str, str]:
        """The columns of a file of edits, `planner.edits.edit_layer.ASKED` and `KNOWN`."""
        counted = "; ".join(f"{count} x {name}" for name, count in self.chargers)
        exactly = self.hold is Hold.EXACTLY
        cells = {
            "action": self.action(),
            "new_bays": "" if self.bays is None else str(self.bays),
            "new_kw": "" if self.kw is None else repr(self.kw),
            "new_chargers": counted if exactly else "",
            "name": self.name or "",
            "chargers": "" if exactly else counted,
        }
        return {key: cell for key, cell in cells.items() if cell}


@dataclass(frozen=True)
class Folded:
    """What a list of edits comes to.

    Parameters
    ----------
    sites : mapping
        By id of the site.
    areas : mapping
        Corners of each area that is kept free, by its name.
    budget_usd, balance : float or None
    released : frozenset of str
        Sites of which the configuration's own rules are taken back.
    """

    sites: Mapping[str, SiteEdits] = field(default_factory=dict)
    areas: Mapping[str, tuple[Point, ...]] = field(default_factory=dict)
    budget_usd: float | None = None
    balance: float | None = None
    released: frozenset[str] = frozenset()

    def ground(self) -> tuple[tuple[object, ...], ...]:
        """What of it changes places: where sites stand, their bays and their power."""
        own = ((site, one.at, one.drawn, one.name, one.bays, one.kw) for site, one in self.sites.items())
        return tuple(one for one in own if any(cell for cell in one[1:]))

    def layer(self) -> EditLayer:
        """The layer of edits that says the same of the sites."""
        rows = tuple(_row(number, site, one) for number, (site, one) in enumerate(self.sites.items(), start=1))
        return EditLayer(NAME, NAME, LONLAT, rows, Fingerprint(NAME, ""))

    def asked_of(self, scenario: Scenario) -> Scenario:
        """The scenario with its budget and balance of plugs, and without the rules that were taken back."""
        plan, changes = scenario.plan, dict[str, Any]()
        if self.budget_usd is not None and self.budget_usd != plan.budget_usd:
            changes["budget_usd"] = self.budget_usd
        if self.balance is not None and self.balance != plan.plug_balance:
            changes["plug_balance"] = self.balance
        if self.released & {*plan.forced, *plan.forbidden, *(one.site for one in plan.locked)}:
            changes["forced"] = tuple(one for one in plan.forced if one not in self.released)
            changes["forbidden"] = tuple(one for one in plan.forbidden if one not in self.released)
            changes["locked"] = tuple(one for one in plan.locked if one.site not in self.released)
        return scenario.with_plan(**changes) if changes else scenario

    def areas_at(self, point: shapely.Point, crs: str) -> list[str]:
        """Names of the areas kept free that a point of a metric system lies in."""
        to_metric = Transformer.from_crs(LONLAT, crs, always_xy=True)
        areas = {
            name: shapely.Polygon([to_metric.transform(*one) for one in ring]) for name, ring in self.areas.items()
        }
        return [name for name, area in areas.items() if shapely.intersects(area, point)]

    def kept_free(self, city: City) -> dict[str, str]:
        """Candidate sites and stations that lie in an area kept free, each with the area's name."""
        if not self.areas:
            return {}
        to_metric = Transformer.from_crs(LONLAT, city.crs, always_xy=True)
        stations = city.stations.inside(city.boundary).table
        inside: dict[str, str] = {}
        for name, corners in self.areas.items():
            area = shapely.Polygon([to_metric.transform(*corner) for corner in corners])
            for table, key in ((city.sites, "site_id"), (stations, "station_id")):
                within = shapely.intersects(area, table.geometry.to_numpy())
                inside |= {str(site): name for site in table[key][within] if str(site) not in inside}
        return inside


def _row(number: int, site: str, what: SiteEdits) -> EditRow:
    lon, lat = what.at or (None, None)
    cells = what.cells()
    asked, known = ({key: cell for key, cell in cells.items() if (key in KNOWN) is one} for one in (False, True))
    return EditRow(number, site, lon, lat, asked, known)


def drawn_id(at: Point) -> str:
    """Id of a site that is added at a point, as a file of edits gives it."""
    return f"{DRAWN}{at[1]:.5f}-{at[0]:.5f}"


def site_of(edit: Edit) -> str | None:
    """Site that an edit is of; None of one that is of no site."""
    return drawn_id(edit.at) if edit.kind is Kind.ADD and edit.at is not None else edit.site


def folded(edits: Iterable[Edit]) -> Folded:
    """What holds after all of these; of two that say different things of a site the later one."""
    sites: dict[str, SiteEdits] = {}
    areas: dict[str, tuple[Point, ...]] = {}
    budget, balance, released = None, None, set[str]()
    for edit in edits:
        site = site_of(edit)
        if edit.kind is Kind.BUDGET:
            budget = edit.usd
        elif edit.kind is Kind.BALANCE:
            balance = edit.share
        elif edit.kind is Kind.KEEP_FREE and edit.name is not None:
            areas[edit.name] = edit.polygon
        elif edit.kind is Kind.RELEASE and site is None:
            areas.pop(str(edit.name), None)
        elif site is not None:
            sites[site] = _after(sites.get(site, SiteEdits()), edit)
            released |= {site} if edit.kind is Kind.RELEASE else set()
    kept = {site: one for site, one in sites.items() if one != SiteEdits()}
    return Folded(kept, areas, budget, balance, frozenset(released))


def _after(old: SiteEdits, edit: Edit) -> SiteEdits:
    own: dict[Kind, dict[str, Any]] = {
        Kind.MOVE: {"at": edit.at},
        Kind.ADD: {"at": edit.at, "drawn": True, "name": edit.name, "bays": edit.bays, "kw": edit.kw},
        Kind.BAYS: {"bays": edit.bays},
        Kind.KW: {"kw": edit.kw},
        Kind.CHARGERS: {"rule": edit.kind, "chargers": edit.chargers, "hold": edit.hold},
        Kind.RELEASE: {"rule": None, "chargers": (), "hold": Hold.EXACTLY},
    }
    return replace(old, **own.get(edit.kind, {"rule": edit.kind, "chargers": (), "hold": Hold.EXACTLY}))


def as_geojson(
    edits: Iterable[Edit], points: Mapping[str, Point] | None = None, called: Mapping[str, str] = NO_NAMES
) -> dict[str, Any]:
    """The file that `evplan plan --edits` repeats the edits of sites from; the budget, the balance of plugs and the areas are keys of the scenario (`Folded.asked_of`, `kept_free`).

    Parameters
    ----------
    edits : iterable of Edit
    points : mapping, optional
        Where each site is, so that the file can be looked at in a map.
    called : mapping, optional
        Names for people by id, of sites that have none of their own here.
    """
    features = []
    for site, one in folded(edits).sites.items():
        at = one.at or (points or {}).get(site)
        cells = {
            key: one.cells().get(key) for key in ("action", "new_bays", "new_kw", "new_chargers", "name", "chargers")
        }
        cells["name"] = cells["name"] or (None if one.drawn else called.get(site))
        shape = None if at is None else {"type": "Point", "coordinates": list(at)}
        features.append({"type": "Feature", "properties": {"site_id": site, **cells}, "geometry": shape})
    return {"type": "FeatureCollection", "name": "sites", "features": features}


def with_plan(layer: Mapping[str, Any], built: Any) -> dict[str, Any]:
    """A file of edits with the plan that they gave (`Turn.built`): what is planned from it begins there."""
    return {
        **{key: cell for key, cell in layer.items() if key != "features"},
        MEMBER: built,
        "features": layer["features"],
    }
