"""What was read of a file as JSON: counts, faults and doubts by row and cell, points and areas for a map; the table to correct."""

from typing import Annotated, Any, Literal

import shapely
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from planner.project.corrected import corrected_csv, corrected_xlsx
from planner.project.reading import ReadReport
from planner.support.speech import told
from planner.web.serving import Serving, serving

router = APIRouter(tags=["files"])
Site = Annotated[Serving, Depends(serving)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FindingSaid(BaseModel):
    """Something that is wrong or doubtful."""

    rows: list[int] = Field(description="As Excel numbers them.")
    record: str
    column: str | None
    reason: str
    action: str = Field(description="What was done.")
    advice: str = Field(description="What to do.")
    dropped: bool


class ReadingSaid(BaseModel):
    """What was read of a file."""

    fault: str = Field(description="Why the file cannot be used; empty where it can.")
    records: int | None
    kept: int | None
    repaired: int | None
    merged: int | None
    dropped: int | None
    findings: list[FindingSaid]
    counts: dict[str, int] = Field(description="Points inside, outside, dropped, doubted.")


class MapSaid(BaseModel):
    """What lies where, in degrees."""

    bounds: tuple[float, float, float, float] | None = Field(description="West, south, east, north.")
    city: Any = Field(description="Ground of the city as GeoJSON, or null.")
    areas: list[dict[str, Any]] = Field(description="Limits or districts: `name` and `shape` as GeoJSON.")
    points: list[dict[str, Any]] = Field(description="`lon`, `lat`, `standing`, `row`, `name`.")


@router.get("/files/{file_id}/reading")
def get_reading(site: Site, file_id: str) -> ReadingSaid:
    """Read a file as planning would, and tell of it."""
    found = site.readings.report(site.project.files.get(file_id))
    report = found.report
    counts = {
        name: getattr(report, name) if report else None for name in ("records", "kept", "repaired", "merged", "dropped")
    }
    return ReadingSaid(
        fault=told(found.fault), **counts, findings=[_finding(one) for one in found.findings], counts=found.counts
    )


@router.get("/files/{file_id}/map")
def get_map(site: Site, file_id: str) -> MapSaid:
    """Where the records of a file lie."""
    return map_of(site.readings.report(site.project.files.get(file_id)))


@router.get("/files/{file_id}/corrected.{ending}", response_class=Response)
def get_corrected(site: Site, file_id: str, ending: Literal["csv", "xlsx"]) -> Response:
    """The table as it came, what is wrong and what to do beside every row."""
    file = site.project.files.get(file_id)
    findings = site.readings.report(file).findings
    body = corrected_csv(file, findings) if ending == "csv" else corrected_xlsx(file, findings)
    headers = {"Content-Disposition": f'attachment; filename="corrected.{ending}"'}
    return Response(body, media_type="text/csv; charset=utf-8" if ending == "csv" else XLSX, headers=headers)


def map_of(found: ReadReport) -> MapSaid:
    """Points and areas of a report."""
    city = None if found.city is None else shapely.geometry.mapping(shapely.simplify(found.city.area, 0.0005))
    return MapSaid(
        bounds=found.bounds,
        city=city,
        areas=[{"name": name, "shape": shapely.geometry.mapping(shape)} for shape, name in found.areas],
        points=[
            {"lon": one.lon, "lat": one.lat, "standing": one.standing, "row": one.row, "name": one.name}
            for one in found.points
        ],
    )


def _finding(one: Any) -> FindingSaid:
    return FindingSaid(
        rows=list(one.rows),
        record=one.record,
        column=one.column,
        reason=told(one.reason),
        action=told(one.action),
        advice=told(one.advice),
        dropped=one.dropped,
    )
