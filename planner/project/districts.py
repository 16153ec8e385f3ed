"""Districts of a scenario on the map: drawn, named, taken out, each with the least share of its demand that is to be served."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry import mapping

from geodata.errors import GeodataError
from geodata.input_file import InputFile
from geodata.sources.districts import read_districts
from planner.errors import ProjectError
from planner.project.files import ProjectFile
from planner.project.project import Project
from planner.project.recognising.glance import named
from planner.project.recognising.kinds import FileKind
from planner.project.scenario_folder import loaded
from planner.project.whereabouts import whereabouts
from planner.support.apart import READING, apart
from planner.support.speech import _, message_of

DRAWN = "districts-drawn.geojson"
"""Name of a file of districts that was drawn here."""
MOST, MOST_LETTERS, MOST_CORNERS = 300, 80, 2_000
Shape = Polygon | MultiPolygon
Ring = Sequence[tuple[float, float]]
"""Corners, longitude and latitude."""


@dataclass(frozen=True)
class District:
    """One district.

    Parameters
    ----------
    name : str
    shape : Polygon or MultiPolygon
        In degrees.
    floor : float or None
        Least share of its demand, from 0 to 1; None where it has none of its own.
    people : float or None
        Official total, where the file has one.
    """

    name: str
    shape: Shape
    floor: float | None = None
    people: float | None = None


@dataclass(frozen=True)
class DistrictMap:
    """The districts of a scenario, and where its city is.

    Parameters
    ----------
    districts : tuple of District
    floor : float
        That all of them have.
    city : Polygon or MultiPolygon or None
        In degrees; None where no file tells where the city is.
    file : str
        Name of the file they come from; empty where there is none.
    fault : str
        Why that cannot be read; empty where it can.
    """

    districts: tuple[District, ...]
    floor: float
    city: Shape | None
    file: str
    fault: str = ""


def district_map(project: Project, scenario: str) -> DistrictMap:
    """The districts of a scenario."""
    data = loaded(project.scenarios.text(scenario), scenario)
    plan, city = (dict(data.get(table) or {}) for table in ("plan", "city"))
    floors = plan.get("district_floors") or {}
    file, found, fault = _file(project, str(city.get("districts") or "")), list[District](), ""
    if file is not None:
        try:
            found = [
                District(one.name, one.shape, floors.get(one.name), one.people)
                for one in apart(_read, file, what=file.name, limits=READING)
            ]
        except GeodataError as error:
            fault = message_of(error)
    beside = project.scenarios.places()[scenario]
    known = [one for one in project.files.all() if one.place in beside]
    here = apart(whereabouts, known, what=scenario, limits=READING)
    return DistrictMap(
        tuple(found),
        float(plan.get("district_floor") or 0.0),
        None if here is None else here.area,
        "" if file is None else file.name,
        fault,
    )


def set_districts(
    project: Project,
    scenario: str,
    *,
    floors: Mapping[str, float],
    drawn: Mapping[str, Ring] | None = None,
    removed: Sequence[str] = (),
) -> None:
    """Keep districts and floors of a scenario, in one change that can be undone.

    Where some are drawn or taken out, all of them become a file of the project of their own, and the file they came from stays as it was.

    Parameters
    ----------
    project : Project
    scenario : str
    floors : mapping
        Least share of its demand by name of the district, from 0 to 1; those that are not named have none.
    drawn : mapping, optional
        New districts by name; one of a name that is there takes its place.
    removed : sequence of str
        Names of those that are taken out.

    Raises
    ------
    ProjectError, ConfigError
        A name or an area is none, or a floor is of no district. Nothing was changed.
    """
    now = district_map(project, scenario)
    if now.fault and (drawn or removed):
        raise ProjectError(
            now.file,
            _("its file of districts cannot be read, and what is drawn would take its place: {fault}", fault=now.fault),
            _("mend that file, or take it out of the scenario, first"),
        )
    kept = {one.name: one for one in now.districts}
    for name in removed:
        kept.pop(name, None)
    kept |= {_named(name): District(_named(name), _area(name, ring)) for name, ring in (drawn or {}).items()}
    if unknown := sorted(set(floors) - set(kept)):
        raise ProjectError(repr(unknown[0][:MOST_LETTERS]), _("no district of this scenario"), _("draw it first"))
    keys: dict[str, Any] = {
        "plan.district_floors": {name: share for name, share in floors.items() if share > 0} or None
    }
    if not drawn and not removed:
        project.scenarios.changed_together(scenario, keys)
        return
    if len(kept) > MOST:
        raise ProjectError(DRAWN, _("{n:number} districts", n=len(kept)), _("at most {most}", most=MOST))
    about = dict.fromkeys(("districts_columns", "districts_layer", "districts_subtype"))
    keys |= {f"city.{key}": value for key, value in {"districts": None, **about}.items()}
    if not kept:
        project.scenarios.changed_together(scenario, keys)
        return
    made, beside = project.files.taken(DRAWN, io.BytesIO(_layer(list(kept.values()))), FileKind.DISTRICTS)
    with project.files.dropped_on_failure(*(key for _kind, key in beside)):
        project.scenarios.changed_together(scenario, {**keys, "city.districts": made.place}, beside=beside)


def _file(project: Project, place: str) -> ProjectFile | None:
    return next((one for one in project.files.all() if one.place == place.partition("|")[0]), None)


def _read(file: ProjectFile) -> list[District]:
    table = read_districts(InputFile(named(file.path, file.layer), dict(file.columns)))[0]
    people = table["population"] if "population" in table else [None] * len(table)
    return [
        District(str(name), shape, None, None if total is None or total != total else float(total))  # noqa: PLR0124
        for name, shape, total in zip(table["district"], table.geometry, people, strict=True)
    ]


def _named(name: str) -> str:
    plain = " ".join(name.split())
    if not 0 < len(plain) <= MOST_LETTERS or not plain.isprintable():
        raise ProjectError(repr(name[:MOST_LETTERS]), _("no name of a district"), _("give it a name in letters"))
    return plain


def _area(name: str, ring: Ring) -> Polygon:
    if not 3 <= len(ring) <= MOST_CORNERS or not all(abs(lon) <= 180 and abs(lat) <= 85 for lon, lat in ring):
        raise ProjectError(repr(name[:MOST_LETTERS]), _("no area"), _("draw it with at least three corners"))
    area = Polygon([(float(lon), float(lat)) for lon, lat in ring])
    if not area.is_valid or area.area <= 0:
        raise ProjectError(repr(name[:MOST_LETTERS]), _("an area that crosses itself"), _("draw it again"))
    return area


def _layer(districts: Sequence[District]) -> bytes:
    """GeoJSON of districts; what is drawn over another is taken from it, so that no zone lies in two.

    Raises
    ------
    ProjectError
        Nothing is left of one.
    """
    features = []
    for at, one in enumerate(districts):
        later = [other.shape for other in districts[at + 1 :] if other.shape.intersects(one.shape)]
        shape = shapely.difference(one.shape, shapely.union_all(later)) if later else one.shape
        own = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon) and part.area > 0]
        if not own:
            raise ProjectError(repr(one.name), _("a district that others cover whole"), _("take it out first"))
        told = {"district": one.name, **({} if one.people is None else {"population": one.people})}
        features.append({"type": "Feature", "properties": told, "geometry": mapping(MultiPolygon(own))})
    return json.dumps(
        {"type": "FeatureCollection", "name": "districts", "features": features}, ensure_ascii=False
    ).encode()
