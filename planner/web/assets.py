"""The files that every page loads: our own style and scripts, htmx and Leaflet, all from this package and that of Leaflet."""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from fastapi import APIRouter, Response

from planner.output.webmap.offline import asset as of_map
from planner.support.speech import _
from planner.web.refused import RefusedError
from planner.web.security.access import for_everyone

KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
LEAFLET = ("leaflet.css", "leaflet.js", "images/layers.png", "images/layers-2x.png", "images/marker-icon.png")
MAP_SCRIPTS = ("map", "texts", "backdrop", "labels", "finder", "spread")
"""Scripts of map.html that draw the ground here too; they are loaded from there and stand there alone."""
_YEAR_S = 365 * 24 * 3600

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Asset:
    """A file as it is sent."""

    body: bytes
    kind: str


@cache
def assets() -> dict[str, Asset]:
    """All files by name, read once; nothing else can be asked for."""
    own = Path(str(resources.files("planner.web") / "assets"))
    found = {file.name: _asset(file) for file in sorted(own.iterdir()) if file.suffix in KINDS}
    for name in MAP_SCRIPTS:
        found[f"map/{name}.js"] = Asset(of_map(f"{name}.js").encode(), KINDS[".js"])
    from xstatic.pkg import leaflet  # type: ignore[import-untyped]  # noqa: PLC0415  only a page needs it

    for name in LEAFLET:
        file = Path(leaflet.BASE_DIR) / name
        if file.is_file():
            found[f"leaflet/{name}"] = _asset(file)
    return found


@cache
def version() -> str:
    """A name for this set of files: browsers keep them until it changes."""
    digest = hashlib.sha256()
    for name, one in assets().items():
        digest.update(name.encode() + b"\0" + one.body)
    return digest.hexdigest()[:12]


@router.get("/assets/{of_version}/{name:path}")
@for_everyone
def asset(of_version: str, name: str) -> Response:
    """One file, to be kept for good under this version."""
    found = assets().get(name)
    if found is None:
        raise RefusedError(404, _("there is no such file"))
    kept = f"public, max-age={_YEAR_S}, immutable" if of_version == version() else "no-cache"
    return Response(found.body, media_type=found.kind, headers={"Cache-Control": kept})


def _asset(file: Path) -> Asset:
    return Asset(file.read_bytes(), KINDS[file.suffix])
