"""JSON of the districts of a scenario: where they lie, what each is promised, and what was drawn."""

from typing import Annotated, Any

import shapely
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from shapely.geometry import mapping

from planner.project.districts import DistrictMap, district_map, set_districts
from planner.support.speech import _, told
from planner.web.security.audit import did
from planner.web.serving import Serving, serving

router = APIRouter(tags=["scenarios"])
Site = Annotated[Serving, Depends(serving)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Degrees = Annotated[float, Field(ge=-180, le=180)]
Share = Annotated[float, Field(ge=0, le=1)]
SIMPLER_DEG = 0.0002


class DistrictsSaid(BaseModel):
    """Districts on a map, in degrees."""

    districts: list[dict[str, Any]] = Field(description="`name`, `floor` (0 to 1, or null) and `shape` as GeoJSON.")
    floor: float = Field(description="Least share of the demand of every district.")
    city: Any = Field(description="Ground of the city as GeoJSON, or null where no file tells.")
    file: str = Field(description="Name of the file of the districts; empty where there is none.")
    fault: str = Field(description="Why that file cannot be read; empty where it can.")


class DistrictsAsked(BaseModel):
    """Districts and floors to be kept."""

    model_config = ConfigDict(extra="forbid")

    floors: Annotated[dict[Name, Share], Field(max_length=300)]
    drawn: Annotated[dict[Name, list[tuple[Degrees, Degrees]]], Field(max_length=100)] = {}
    removed: Annotated[list[Name], Field(max_length=300)] = []


@router.get("/scenarios/{name}/districts")
def get_districts(site: Site, name: str) -> DistrictsSaid:
    """Districts of a scenario, and the share of its demand that each is promised."""
    return _said(district_map(site.project, name))


@router.put("/scenarios/{name}/districts")
def put_districts(request: Request, site: Site, name: str, asked: DistrictsAsked) -> DistrictsSaid:
    """Keep floors, and districts that were drawn or taken out: in one change, which can be undone."""
    set_districts(site.project, name, floors=asked.floors, drawn=asked.drawn, removed=asked.removed)
    did(request, _("changed the districts of the scenario {scenario}", scenario=name))
    return _said(district_map(site.project, name))


def _said(found: DistrictMap) -> DistrictsSaid:
    return DistrictsSaid(
        districts=[
            {"name": one.name, "floor": one.floor, "shape": mapping(shapely.simplify(one.shape, SIMPLER_DEG))}
            for one in found.districts
        ],
        floor=found.floor,
        city=None if found.city is None else mapping(shapely.simplify(found.city, SIMPLER_DEG)),
        file=found.file,
        fault=told(found.fault),
    )
