"""What a file is that a planner brings: by its content and headings, not by its ending alone."""

from pathlib import Path

from geodata.errors import InputError
from geodata.input_file import checked_file
from geodata.sources.population import RASTERS
from geodata.spreadsheet import TABLE_FORMATS
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.maps import graph_kind, osm_kind
from planner.project.recognising.rasters import raster_kind
from planner.project.recognising.seen import Recognised
from planner.project.recognising.tables import table_kind
from planner.project.recognising.texts import json_kind, toml_kind, xml_kind
from planner.project.recognising.zips import zip_kind
from planner.support.speech import Text, _

__all__ = ["FileKind", "Recognised", "recognised"]

_LOOKS = (
    ((".osm.pbf", ".pbf", ".osm", ".osm.gz", ".osm.bz2"), osm_kind),
    ((".graphml",), graph_kind),
    ((".toml",), toml_kind),
    (RASTERS, raster_kind),
    ((".xml",), xml_kind),
    ((".json",), json_kind),
    ((".zip",), zip_kind),
    (TABLE_FORMATS, table_kind),
)
"""How files are looked at, by the first ending that fits."""


def recognised(path: Path) -> Recognised:
    """Tell what a file is.

    Raises
    ------
    InputError
        It cannot be read at all: empty, damaged, or of a format that nobody reads here. It is named without its folder.
    """
    try:
        return _seen(path)
    except InputError as error:
        raise InputError(_unplaced(error.where, path), error.found, error.expected) from None


def _unplaced(where: str, path: Path) -> str:
    """Where something is wrong, without the folder of the file; what can be told in another language stays so."""
    if not isinstance(where, Text):
        return where.replace(str(path), path.name)
    values = {name: _unplaced(value, path) if isinstance(value, str) else value for name, value in where.values.items()}
    return Text(where.domain, where.message, values, where.context)


def _seen(path: Path) -> Recognised:
    if not checked_file(path, _("a file of the project")).stat().st_size:
        raise InputError(path, _("an empty file"), _("expected a file with something in it"))
    for endings, look in _LOOKS:
        if path.name.lower().endswith(endings):
            return look(path)
    raise InputError(
        path,
        _("a file ending in {suffix!r}", suffix=path.suffix),
        _(
            "expected a map extract (.osm.pbf), a table (.csv, .xlsx), a map layer (.geojson, .gpkg, a shapefile in a .zip), a raster (.tif), stations or sessions (.json, .xml), a timetable (.zip) or a configuration (.toml)"
        ),
    )
