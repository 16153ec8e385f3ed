"""City limits from a polygon file."""

import shapely
from shapely import MultiPolygon, Polygon

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.layers import read_layer
from geodata.report import DROPPED, Problem, SourceReport
from geodata.shapes import counted_kinds, polygonal
from geodata.speech import _
from geodata.vector.gdal import no_columns


def read_boundary(file: InputFile) -> tuple[Polygon | MultiPolygon, SourceReport]:
    """Read the limits of a city: the union of all polygons of a layer.

    Of a GeometryCollection the polygons count; rings that cross themselves are mended; both are reported.

    Returns
    -------
    boundary : Polygon or MultiPolygon
        EPSG:4326, valid.
    report : SourceReport
        One record a feature.

    Raises
    ------
    MissingFileError
        There is no such file.
    InputError
        It cannot be read, or holds no polygon.
    """
    path = file.path
    layer = read_layer(path, role=_("boundary of the city"), called=("boundary",), needed=no_columns)
    areas, problems = [], []
    for number, shape in enumerate(layer.geometry, 1):
        area, remark = polygonal(shape)
        if area is not None:
            areas.append(area)
        if remark:
            problems.append(
                Problem(_("feature {number}", number=number), remark, _("repaired") if area is not None else DROPPED)
            )
    if not areas:
        reason = problems[0].reason if problems else _("no geometry")
        reason = _.joined("; ", [counted_kinds(layer.geometry), reason])
        raise InputError(
            path, _("no polygon ({reason})", reason=reason), _("expected the city limits as a Polygon or MultiPolygon")
        )
    union = areas[0] if len(areas) == 1 else shapely.union_all(areas)
    if not isinstance(union, Polygon | MultiPolygon):
        raise InputError(path, f"a {union.geom_type}", _("expected the city limits as a Polygon or MultiPolygon"))
    dropped = len(layer) - len(areas)
    report = SourceReport(
        str(path),
        "boundary",
        len(layer),
        len(areas),
        dropped=dropped,
        problems=tuple(problems),
        file=file.fingerprint(layer),
    )
    return union, report
