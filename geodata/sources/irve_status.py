"""Live status of the points of the French national table (schema-irve-dynamique 2.x): one row a point."""

from collections import Counter
from collections.abc import Mapping

from geodata.input_file import InputFile
from geodata.inventory.french import first_text, folded, mended_cells
from geodata.inventory.live_status import NOW, LiveStatus, StatusRead, point_key
from geodata.loose import short, time_of
from geodata.report import DROPPED, Kind, Problem, SourceReport
from geodata.speech import _
from geodata.spreadsheet import read_table, said_of

SOCKETS = {
    "etat_prise_type_ef": "DOMESTIC_E",
    "etat_prise_type_2": "IEC_62196_T2",
    "etat_prise_type_combo_ccs": "IEC_62196_T2_COMBO",
    "etat_prise_type_chademo": "CHADEMO",
}
COLUMNS = ("id_pdc_itinerance", "etat_pdc", "occupation_pdc", "horodatage", *SOCKETS)
_WORDS = {
    "en service": "operational",
    "fonctionnel": "operational",
    "hors service": NOW,
    "inconnu": "unknown",
    "": "unknown",
}


def read_irve_status(file: InputFile) -> StatusRead:
    """Read the state of each point; of several rows of one point the latest `horodatage` counts.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no table, or lacks a needed column.
    """
    frame = read_table(
        file.path,
        file.columns,
        COLUMNS,
        role=_("live status of stations"),
        required=("id_pdc_itinerance", "etat_pdc"),
        called=("irve",),
        key="status_columns",
    )
    problems: Counter[Problem] = Counter()
    by_point: dict[str, LiveStatus] = {}
    names: dict[str, str] = {}
    rows = merged = dropped = 0
    for cells in mended_cells(frame, COLUMNS):
        rows += 1
        identity = first_text(cells, "id_pdc_itinerance")
        status = _WORDS.get(folded(cells["etat_pdc"]))
        if identity is None or status is None:
            why = (
                "no id_pdc_itinerance"
                if identity is None
                else _("etat_pdc {short!r} is not understood", short=short(cells["etat_pdc"]))
            )
            kind = Kind.IDENTITY if identity is None else Kind.STATUS
            problems[Problem(f"row {cells['row']}", why, DROPPED, kind)] += 1
            dropped += 1
            continue
        key, live = point_key(identity), LiveStatus(status, time_of(cells["horodatage"]), _of_plugs(cells, status))
        if key in by_point:
            merged += 1
            problems[
                Problem(
                    f"row {cells['row']}",
                    _("the same point as another row"),
                    _("merged into the latest"),
                    Kind.DUPLICATE,
                )
            ] += 1
            if (live.at or "") <= (by_point[key].at or ""):
                continue
        by_point[key], names[key] = live, identity
    report = SourceReport(
        str(file.path),
        "irve status",
        rows,
        rows - merged - dropped,
        merged=merged,
        dropped=dropped,
        problems=(*said_of(frame, published=True), *problems),
        file=file.fingerprint(frame),
    )
    return StatusRead(by_point, names, report)


def _of_plugs(cells: Mapping[str, str | None], status: str) -> dict[str, str]:
    """Sockets of a working point that do not work."""
    found = {name: _WORDS.get(folded(cells[column])) for column, name in SOCKETS.items()}
    return {} if status == NOW else {name: word for name, word in found.items() if word == NOW}
