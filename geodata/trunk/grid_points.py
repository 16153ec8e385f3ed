"""Places where the grid can be met: substations or lines as points of a table or layer."""

import numpy as np

from geodata.coordinates import place_of
from geodata.errors import InputError
from geodata.input_file import Fingerprint, InputFile
from geodata.speech import _
from geodata.spreadsheet import read_table
from geodata.trunk.network import Floats
from geodata.trunk.tables import rows_in

COLUMNS = ("lon", "lat")


def read_grid_points(file: InputFile) -> tuple[Floats, Fingerprint]:
    """Read places (points, 2) in degrees; rows without a usable place are passed over.

    Raises
    ------
    MissingFileError, InputError
        The file cannot be read, lacks a column, or has no usable place.
    """
    table = read_table(
        file.path,
        file.columns,
        COLUMNS,
        role=_("substations"),
        required=COLUMNS,
        key="corridors.stations.grid.substation_columns",
        called=("substations", "grid"),
    )
    places = [place_of(row["lon"], row["lat"]) for row in rows_in(table, COLUMNS)]
    found = [(one.lon, one.lat) for one in places if not isinstance(one, str)]
    if not found:
        raise InputError(file.path, _("not one usable place"), _("expected lon and lat of substations"))
    return np.array(found, dtype=np.float64), file.fingerprint(table)
