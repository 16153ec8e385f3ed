"""Archives: timetables and shapefiles, looked through before anything of them is unpacked."""

from pathlib import Path, PurePosixPath

from geodata.buses.feed import NEEDED
from geodata.errors import InputError
from geodata.vector.shapefile import MOST_LISTED
from planner.project.recognising.kinds import FileKind
from planner.project.recognising.seen import Recognised
from planner.project.recognising.tables import table_kind
from planner.support.archives import checked_members
from planner.support.speech import _


def zip_kind(path: Path) -> Recognised:
    """Tell a timetable from a shapefile.

    Raises
    ------
    InputError
        It is no archive, not to be trusted, or holds neither.
    """
    inside = [PurePosixPath(one.filename) for one in checked_members(path)]
    tables = {one.stem.lower() for one in inside if one.suffix.lower() == ".txt"}
    if set(NEEDED) <= tables:
        return Recognised(FileKind.GTFS, _("an archive with the tables of a timetable (GTFS)"))
    if any(one.suffix.lower() == ".shp" for one in inside):
        return table_kind(path)
    listed = ", ".join(one.name for one in inside[:MOST_LISTED]) or _("nothing")
    raise InputError(
        path,
        _("an archive with neither a shapefile nor a timetable in it ({listed})", listed=listed),
        _("unpack it and give the files themselves"),
    )
