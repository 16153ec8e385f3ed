"""Speeds of the peak hour by road class from a user's table. A wrong row raises an error: without it the plan would take an assumed speed in silence."""

from collections.abc import Mapping

from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.numerals import parse_number
from geodata.osm.tags import CLASS_SPEED_KMH, ROAD_CLASSES, SLOWEST_KMH
from geodata.report import Kind, Problem, SourceReport
from geodata.speech import _
from geodata.speeds import PeakSpeeds
from geodata.spreadsheet import read_table, said_of
from geodata.table_row import TableRow

COLUMNS = ("road_class", "kmh", "factor")
MOST_KMH = 130.0


def read_speeds(file: InputFile) -> tuple[PeakSpeeds, SourceReport]:
    """Read speeds of the peak hour.

    Parameters
    ----------
    file : InputFile
        Table ``road_class[,kmh][,factor]``: `highway` values of OpenStreetMap, and for each either the mean speed in the peak hour or that
        speed over the one without congestion.

    Raises
    ------
    MissingFileError, InputError
        The file is missing or no table; a row has no known road class, one that stands there twice, or no speed that can be.
    """
    table = read_table(file.path, file.columns, COLUMNS, role=_("speeds of the peak hour"), required=("road_class",))
    if not {"kmh", "factor"} & set(table):
        raise InputError(
            file.path,
            _("neither a column 'kmh' nor 'factor'"),
            _("give the mean speed of the peak hour, or its share of the free one"),
        )
    factor: dict[str, float] = {}
    measured: dict[str, float] = {}
    rows: dict[str, int] = {}
    for cells in table.reindex(columns=["row", *COLUMNS]).astype(object).to_dict("records"):
        row = _Row(file.path, int(cells["row"]))
        road_class, kmh, share = (cells[name] if isinstance(cells[name], str) else None for name in COLUMNS)
        name = row.one_of("road_class", road_class, ROAD_CLASSES)
        if name in rows:
            raise row.error(
                "road_class",
                road_class,
                _("{name} stands in row {rows} already; keep one of them", name=name, rows=rows[name]),
            )
        rows[name] = row.number
        if (kmh is None) == (share is None):
            found = None if kmh is None else _("{kmh} beside a factor of {share}", kmh=kmh, share=share)
            raise row.error("kmh", found, _("give either kmh or factor in each row"))
        if kmh is not None:
            measured[name] = row.between(
                "kmh", kmh, MOST_KMH, _("expected km/h, more than 0 and at most {most_kmh:g}", most_kmh=MOST_KMH)
            )
        else:
            said = _(
                "expected the share of the speed without congestion, more than 0 and at most 1; a speed belongs under kmh"
            )
            factor[name] = row.between("factor", share, 1.0, said)
    said_of_rows = tuple(doubt for name, number in rows.items() if (doubt := _doubt(name, number, measured, factor)))
    problems = (*said_of_rows, *said_of(table))
    report = SourceReport(
        str(file.path), "speeds", len(table), len(rows), problems=problems, file=file.fingerprint(table)
    )
    return PeakSpeeds(factor, measured), report


def _doubt(name: str, row: int, measured: Mapping[str, float], factor: Mapping[str, float]) -> Problem | None:
    """Doubt a speed that can be and that hardly any driver would believe in a peak hour."""
    free = CLASS_SPEED_KMH[name]
    kmh = measured.get(name, free * factor.get(name, 1.0))
    if kmh < SLOWEST_KMH:
        why = _("{kmh:g} km/h on {road_class} is below walking pace", kmh=round(kmh, 2), road_class=name)
    elif name in measured and kmh > free:
        why = _(
            "{kmh:g} km/h on {road_class} is above the {free:g} km/h that is taken without congestion",
            kmh=kmh,
            road_class=name,
            free=free,
        )
    else:
        return None
    return Problem(_("row {number}", number=row), why, _("kept; look whether it is right"), Kind.SPEED)


class _Row(TableRow):
    def between(self, column: str, text: str | None, most: float, expected: str) -> float:
        """Number above zero and no higher than `most`."""
        value = parse_number(text)
        if value is None or not 0 < value <= most:
            raise self.error(column, text, expected)
        return value
