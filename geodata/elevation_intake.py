"""Heights of a city: the raster read, and the height of every node of its roads."""

from dataclasses import replace

import numpy as np

from geodata.elevation import STEEPEST, Heights
from geodata.input_file import InputFile
from geodata.placing import Bounds
from geodata.report import Assumption, Problem, SourceReport, with_problems
from geodata.roads import Roads
from geodata.sources.elevation import read_elevation, smoothing_words
from geodata.speech import _


def heights_in(
    file: InputFile | None, roads: Roads, *, crs: str, bounds: Bounds
) -> tuple[Roads, Heights | None, tuple[SourceReport, ...], tuple[Assumption, ...]]:
    """Read the raster over the bounds, in degrees, and lay the roads on it; as they were where there is none.

    Raises
    ------
    MissingFileError, InputError
        The raster is missing or of no use.
    """
    if file is None:
        return roads, None, (), ()
    heights, report = read_elevation(file, bounds=bounds)
    height_m = heights.at(roads.xy_m[:, 0], roads.xy_m[:, 1], crs)
    lost = int(np.isnan(height_m).sum())
    if lost:
        reason = _("beyond the raster, or where it has no data")
        said = Problem(
            _("{lost} of {count} nodes of roads", lost=lost, count=len(height_m)),
            reason,
            _("their streets taken as level"),
        )
        report = with_problems(report, (said,))
    value = _(
        "{smoothing_words}; no street steeper than {steepest:.0%}; bridges and tunnels as the ground beside them",
        smoothing_words=smoothing_words(),
        steepest=STEEPEST,
    )
    assumed = Assumption(_("heights of streets"), value, "geodata/elevation.py", "medium")
    return replace(roads, height_m=height_m), heights, (report,), (assumed,)
