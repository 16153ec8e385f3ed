"""Files as JSON: list, take in, say what one is, replace, remove, undo, download."""

from functools import partial
from typing import Annotated, Any

from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import UploadFile

from planner.project.files import ProjectFile
from planner.project.recognising.kinds import called
from planner.project.recognition import FileKind
from planner.support.speech import _, told
from planner.web.refused import RefusedError
from planner.web.security.audit import did
from planner.web.serving import Serving, serving
from planner.web.uploads import taken_in

router = APIRouter(tags=["files"])
Site = Annotated[Serving, Depends(serving)]
Name = Annotated[str, Query(min_length=1, max_length=400, description="Name of the file, with its ending.")]
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


PARTS: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["files"],
                    "properties": {"files": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            }
        },
    }
}
MOST_PARTS = 12


class FileSaid(BaseModel):
    """A file of the project."""

    id: str = Field(description="Stays the same when the file is replaced.")
    name: str
    kind: str = Field(description="What it is taken for: `roads`, `stations`, `population`, …")
    sure: bool = Field(description="False where it could well be something else.")
    why: str = Field(description="By what it was recognised.")
    alternatives: list[str]
    format: str
    bytes: int
    sha256: str
    place: str = Field(description="As a scenario names it.")
    columns: dict[str, str] = Field(description="Our names of columns to those of the file.")
    layer: str | None

    @classmethod
    def of(cls, file: ProjectFile) -> "FileSaid":
        """Tell a file."""
        seems = file.recognised
        return cls(
            id=file.id,
            name=file.name,
            kind=file.kind.value,
            sure=seems.sure,
            why=told(seems.why),
            alternatives=[one.value for one in seems.alternatives],
            format=seems.format,
            bytes=file.bytes,
            sha256=file.sha256,
            place=file.place,
            columns=dict(file.columns),
            layer=file.layer,
        )


class FileTold(BaseModel):
    """What is said of a file; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    kind: FileKind | None = None
    columns: dict[str, str] | None = Field(default=None, max_length=200)
    layer: str | None = Field(default=None, max_length=200)


@router.get("/files")
def list_files(site: Site) -> list[FileSaid]:
    """All files, in the order in which they came."""
    return [FileSaid.of(one) for one in site.project.files.all()]


@router.post("/files", status_code=201, openapi_extra=BODY)
async def add_file(request: Request, site: Site, name: Name) -> FileSaid:
    """Take a file in; its bytes are the body, whatever its type."""
    did(request, _("wanted to add the file {file}", file=name))
    file = await taken_in(request, lambda body, most: site.project.files.add(name, body, most_bytes=most))
    did(request, _("added the file {file}", file=file.name))
    return FileSaid.of(file)


@router.post("/files/together", status_code=201, openapi_extra=PARTS)
async def add_parts(request: Request, site: Site) -> FileSaid:
    """Take in the parts of one file, of a shapefile say (.shp, .shx, .dbf, .prj, .cpg), as a form with `files`."""
    most = site.settings.limits.upload_bytes
    async with request.form(max_files=MOST_PARTS, max_fields=0) as form:
        parts = [(one.filename or "", one.file) for one in form.getlist("files") if isinstance(one, UploadFile)]
        if not parts:
            raise RefusedError(400, _("there is no file in it"))
        main = next((one for one in parts if one[0].lower().endswith(".shp")), parts[0])
        beside = [one for one in parts if one is not main]
        with site.room.shared() as asked:
            asked(sum(one.size or 0 for one in form.getlist("files") if isinstance(one, UploadFile)))
            add = partial(site.project.files.add, *main, beside=beside, most_bytes=most)
            file = await to_thread.run_sync(add, limiter=site.intake)
    did(request, _("added the file {file}", file=file.name))
    return FileSaid.of(file)


@router.get("/files/{file_id}")
def get_file(site: Site, file_id: str) -> FileSaid:
    """One file."""
    return FileSaid.of(site.project.files.get(file_id))


@router.patch("/files/{file_id}")
def tell_file(request: Request, site: Site, file_id: str, said: FileTold) -> FileSaid:
    """Say what a file is, what its columns are, which layer of it counts."""
    file = site.project.files.say(file_id, kind=said.kind, columns=said.columns, layer=said.layer)
    did(request, _("said what the file {file} is: {kind}", file=file.name, kind=called(file.kind)))
    return FileSaid.of(file)


@router.put("/files/{file_id}/content", openapi_extra=BODY)
async def replace_file(request: Request, site: Site, file_id: str, name: Name) -> FileSaid:
    """Put another file in the place of one; scenarios that name it name the new one."""
    files = site.project.files
    did(request, _("wanted to replace a file by {file}", file=name))
    file = await taken_in(request, lambda body, most: files.replace(file_id, name, body, most_bytes=most))
    did(request, _("replaced a file by {file}", file=file.name))
    return FileSaid.of(file)


@router.get("/files/{file_id}/content", response_class=FileResponse)
def download_file(site: Site, file_id: str) -> FileResponse:
    """The bytes as they came."""
    file = site.project.files.get(file_id)
    return FileResponse(file.path, filename=file.name, media_type="application/octet-stream")


@router.delete("/files/{file_id}", status_code=204)
def remove_file(request: Request, site: Site, file_id: str) -> None:
    """Take a file out of the project; `undo` brings it back."""
    name = site.project.files.get(file_id).name
    site.project.files.remove(file_id)
    did(request, _("removed the file {file}", file=name))


@router.post("/files/{file_id}/undo")
def undo_file(request: Request, site: Site, file_id: str) -> FileSaid | None:
    """Take back the last change of one file; null where it is not there then."""
    file = site.project.files.undo(file_id)
    did(request, _("took back the last change of the file {file}", file=file.name if file else file_id))
    return FileSaid.of(file) if file else None
