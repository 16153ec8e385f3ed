"""Outputs: one file per format, all written from one `Dossier`. A new format is one file here and one line in `WRITERS`.

A writer's module imports its heavy library inside its function, so that naming the formats costs nothing.
"""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import InputError
from planner.config.scenario import Scenario
from planner.dossier.dossier import PLAN_FILE, PLAN_MARK, Dossier
from planner.output.datapackage import write_datapackage
from planner.output.docx.writer import write_docx
from planner.output.field.writer import write_field_html
from planner.output.geojson import write_geojson
from planner.output.gpkg.writer import write_field_gpkg, write_gpkg
from planner.output.lots.writer import write_lots_geojson, write_lots_xlsx
from planner.output.ocpi_files import write_inventory, write_inventory_2_3_0, write_locations, write_locations_2_3_0
from planner.output.pdf.writer import write_pdf
from planner.output.plan_json import write_plan_json
from planner.output.postgis.writer import Exported, write_postgis
from planner.output.report.writer import write_report
from planner.output.shared.reader import language_of, languages_of, named_for, written_for
from planner.output.summary import write_summary
from planner.output.tables import write_bus_depots_csv, write_demand_csv, write_simulation_csv, write_sites_csv
from planner.output.vectors import write_flatgeobuf, write_kml, write_parquet
from planner.output.webmap.writer import write_map
from planner.output.workbook.writer import write_sites_xlsx
from planner.support.csv_dialects import CsvDialect
from planner.support.earlier import begins_with, languages_before, summary_in
from planner.support.speech import LANGUAGES, _
from planner.support.staging import staged_file, staged_folder

Writer = Callable[[Dossier, Path], None]
TableWriter = Callable[[Dossier, Path, CsvDialect], None]


WRITERS: dict[str, Writer] = {
    "plan.json": write_plan_json,
    "plan.geojson": write_geojson,
    "sites.csv": write_sites_csv,
    "sites.xlsx": write_sites_xlsx,
    "demand.csv": write_demand_csv,
    "datapackage.json": write_datapackage,
    "plan.gpkg": write_gpkg,
    "ocpi_inventory.json": write_inventory,
    "ocpi_locations.json": write_locations,
    "summary.json": write_summary,
    "report.html": write_report,
    "map.html": write_map,
}
"""What a run writes, by file name."""

READ_BY_PEOPLE = ("report.html", "map.html", "sites.xlsx")
"""What a run writes once more in each further language, as ``report.kk.html``."""

OF_STUDIES: dict[str, tuple[str, Writer]] = {
    "simulation.csv": ("simulation", write_simulation_csv),
    "bus_depots.csv": ("depots", write_bus_depots_csv),
}
"""What a run writes beside these where a study was made: file name, study, writer."""

ON_REQUEST: dict[str, Writer] = {
    "ocpi_inventory_2.3.0.json": write_inventory_2_3_0,
    "ocpi_locations_2.3.0.json": write_locations_2_3_0,
    "lots.xlsx": write_lots_xlsx,
    "lots.geojson": write_lots_geojson,
    "field.gpkg": write_field_gpkg,
    "field.html": write_field_html,
    "report.pdf": write_pdf,
    "report.docx": write_docx,
}
"""What `evplan export` writes by file name, and no run."""

BY_ENDING: dict[str, Writer] = {
    ".html": WRITERS["map.html"],
    ".geojson": WRITERS["plan.geojson"],
    ".gpkg": WRITERS["plan.gpkg"],
    ".csv": WRITERS["sites.csv"],
    ".xlsx": WRITERS["sites.xlsx"],
    ".json": WRITERS["plan.json"],
    ".parquet": write_parquet,
    ".fgb": write_flatgeobuf,
    ".kml": write_kml,
    ".pdf": write_pdf,
    ".docx": write_docx,
}
"""What `evplan export` writes for a name that has no word of those above."""

INTO_DATABASES: dict[str, Callable[[Dossier, str], Exported]] = {"postgresql": write_postgis}
"""What `evplan export` writes into a database, by the scheme of its address."""

IN_DIALECTS: dict[Writer, TableWriter] = {
    write_sites_csv: write_sites_csv,
    write_demand_csv: write_demand_csv,
    write_simulation_csv: write_simulation_csv,
    write_bus_depots_csv: write_bus_depots_csv,
    write_datapackage: write_datapackage,
}
"""Writers that a dialect of CSV makes a difference to: the tables of text, and what describes them."""


def write_all(dossier: Dossier, folder: str | Path, *, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> list[Path]:
    """Write every output into `folder`, all or none; other files there stay.

    Parameters
    ----------
    dossier : Dossier
    folder : str or Path
    dialect : CsvDialect
        Of the tables that are written as text.

    Returns
    -------
    list of Path
        The files, in the order of `WRITERS`, then those of studies; one of a study that was not made now, left by an earlier
        run, is removed: it would speak of another plan.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    with staged_folder(folder, gone=may_be_gone() & written_before(Path(folder))) as stage:
        write_into(dossier, stage, dialect=dialect)
    further = [named_for(name, code) for code in languages_of(dossier)[1:] for name in READ_BY_PEOPLE]
    return [Path(folder) / name for name in (*_writers(dossier), *further)]


def may_be_gone() -> set[str]:
    """Files of an earlier run that would speak of another plan if they stayed: of studies, and of further languages."""
    return {*OF_STUDIES, *(named_for(name, code) for name in READ_BY_PEOPLE for code in LANGUAGES)}


def files_of(languages: Sequence[str], studies: Collection[str]) -> set[str]:
    """Names of all that a run writes: people's files in each language, and those of the studies that it makes."""
    further = (named_for(name, code) for name in READ_BY_PEOPLE for code in languages[1:])
    return {*WRITERS, *further, *(name for name, (study, _write) in OF_STUDIES.items() if study in studies)}


def studies_asked(scenario: Scenario) -> set[str]:
    """Names of the studies with a file of their own that a configuration asks for."""
    return {*({"simulation"} if scenario.simulation.run else ()), *({"depots"} if scenario.buses.gtfs else ())}


def written_before(folder: Path) -> set[str]:
    """Names of what an earlier run wrote into a folder, as its own files tell; nothing of a folder without a plan of ours."""
    if not begins_with(folder / PLAN_FILE, PLAN_MARK):
        return set()
    note = summary_in(folder)
    return files_of(languages_before(note), note.get("studies") or ()) if note else {*WRITERS, *may_be_gone()}


def write_into(dossier: Dossier, folder: Path, *, dialect: CsvDialect = CsvDialect.INTERNATIONAL) -> None:
    """Write every output into an existing folder, one after the other, in the languages of the plan."""
    first, *further = languages_of(dossier)
    with written_for(dossier, first):
        for name, write in _writers(dossier).items():
            _write(write, dossier, folder / name, dialect)
    for code in further:
        with written_for(dossier, code):
            for name in READ_BY_PEOPLE:
                _write(WRITERS[name], dossier, folder / named_for(name, code), dialect)


def _write(write: Writer, dossier: Dossier, file: Path, dialect: CsvDialect) -> None:
    if write in IN_DIALECTS:
        IN_DIALECTS[write](dossier, file, dialect)
    else:
        write(dossier, file)


def _writers(dossier: Dossier) -> dict[str, Writer]:
    """Writers of every output, and of the studies that were made."""
    return {**WRITERS, **{name: write for name, (study, write) in OF_STUDIES.items() if study in dossier.studies}}


@dataclass(frozen=True)
class Format:
    """What a file that is asked for by name will hold.

    Parameters
    ----------
    name : str
        Name under which it is known: that of a run or of a request, ``sites.kml`` where there is none.
    write : callable
    others : tuple of str
        Other contents of the same ending, where the ending alone decided.
    """

    name: str
    write: Writer
    others: tuple[str, ...] = ()


def write_one(
    dossier: Dossier, file: str | Path, *, dialect: CsvDialect | None = None, language: str | None = None
) -> Path:
    """Write one output in the format given by the name, as `format_for` finds it.

    Parameters
    ----------
    dossier : Dossier
    file : str or Path
    dialect : CsvDialect, optional
        Of a table that is written as text; for other formats none can be asked.
    language : str, optional
        Default: that which the name tells, ``report.kk.html``, else the first of the plan.

    Raises
    ------
    InputError
        The ending names no format, the name several, the format has no dialects, or the file cannot be written.
    """
    target = Path(file)
    form = format_for(target, dialect)
    study, _writer = OF_STUDIES.get(form.name, ("", form.write))
    if study and study not in dossier.studies:
        raise InputError(
            target.name, _("the plan has no study {study!r}", study=study), _("run 'evplan plan' with --simulate first")
        )
    code = language or language_of(target) or languages_of(dossier)[0]
    with staged_file(target) as stage, written_for(dossier, code):
        _write(form.write, dossier, stage, dialect or CsvDialect.INTERNATIONAL)
    return target


def format_for(file: Path, dialect: CsvDialect | None = None) -> Format:
    """Find what to write: a known name, else one whose word stands in the file's (``out_lots.xlsx``), else what its ending stands for.

    Raises
    ------
    InputError
        None is known, and the message lists the endings; words of two stand in it; or a dialect is asked of a format that has none.
    """
    form = _named(file)
    if dialect is not None and form.write not in IN_DIALECTS:
        raise InputError(
            file.name,
            _("is no table of text, so that it has no dialect {value!r}", value=dialect.value),
            _("leave --csv-dialect out"),
        )
    return form


def _named(file: Path) -> Format:
    known = {**WRITERS, **ON_REQUEST, **{name: write for name, (_study, write) in OF_STUDIES.items()}}
    name, ending = file.name.lower(), file.suffix.lower()
    if name in known:
        return Format(name, known[name])
    if ending not in BY_ENDING:
        raise InputError(
            file,
            _("no format is known for the ending {suffix!r}", suffix=file.suffix),
            _("expected one of {by_ending}", by_ending=", ".join(BY_ENDING)),
        )
    same = [one for one in known if one.endswith(ending)]
    said = [one for one in same if _says(name, one)]
    said = [one for one in said if not any(other != one and _says(other, one) for other in said)]
    if len(said) > 1:
        listed = ", ".join(said)
        raise InputError(
            file.name,
            _("a name of {first} and {second}", first=said[0], second=said[1]),
            _("call it {listed}, or by none of these words", listed=listed),
        )
    if said:
        return Format(said[0], known[said[0]])
    usual = next((one for one in same if known[one] is BY_ENDING[ending]), f"sites{ending}")
    return Format(usual, BY_ENDING[ending], tuple(one for one in same if one != usual))


def _says(name: str, known: str) -> bool:
    """Whether the words of a known name stand in another name, as words of their own; a report may begin any word."""
    words = re.escape(Path(known).stem)
    return bool(re.search(rf"(?<![^\W_]){words}(?![^\W_])", Path(name).stem)) or (
        known == "report.html" and name.startswith("report")
    )
