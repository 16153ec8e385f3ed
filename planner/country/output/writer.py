"""All files of a planned country, and the folders of its cities: whole or not at all."""

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from planner.country.cities.configurations import FOLDER
from planner.country.output.country_map import write_country_map
from planner.country.output.layers import write_country_geojson, write_country_gpkg
from planner.country.output.ocpi import write_country_ocpi
from planner.country.output.report import write_country_docx, write_country_pdf, write_country_report
from planner.country.output.summary import write_country_json, write_country_summary
from planner.country.output.tables import TABLES, asked_tables, write_tables
from planner.country.output.workbook import write_workbook
from planner.country.result import Country
from planner.dossier.dossier import PLAN_FILE, Dossier
from planner.output import write_into, written_before
from planner.output.shared.reader import named_for
from planner.support.currency import OF_COUNTRIES, Rate, beside_dollars
from planner.support.earlier import languages_before, summary_in
from planner.support.speech import LANGUAGES, speaking
from planner.support.staging import staged_folder

Writer = Callable[[Country, Path], None]

COUNTRY_FILES: dict[str, Writer] = {
    "country.json": write_country_json,
    "summary.json": write_country_summary,
    "country.geojson": write_country_geojson,
    "country.gpkg": write_country_gpkg,
    "ocpi_locations.json": write_country_ocpi,
    "country.xlsx": write_workbook,
    "report.html": write_country_report,
    "report.pdf": write_country_pdf,
    "report.docx": write_country_docx,
    "map.html": write_country_map,
}
"""Files beside the tables, by name."""
READ_BY_PEOPLE = ("report.html", "report.pdf", "report.docx", "map.html", "country.xlsx")
"""What is written once more in each further language."""


def write_country(country: Country, dossiers: Mapping[str, Dossier], folder: str | Path) -> list[Path]:
    """Write the country and its cities, all or none; other files in the folder stay.

    Parameters
    ----------
    country : Country
    dossiers : mapping of str to Dossier
        By folder, as askers name theirs.
    folder : str or Path

    Returns
    -------
    list of Path
        Files, then folders of cities.

    Raises
    ------
    InputError
        The folder cannot be written.
    """
    with staged_folder(folder, gone=going(Path(folder))) as stage:
        for place, dossier in dossiers.items():
            (stage / place).mkdir(parents=True)
            write_into(dossier, stage / place)
        tables = _write_files(country, stage)
    return [Path(folder) / name for name in (*COUNTRY_FILES, *tables, *dossiers)]


def _write_files(country: Country, stage: Path) -> list[str]:
    first, *further = country.languages
    with speaking(first), beside_dollars(rate_of(country)):
        for name, write in COUNTRY_FILES.items():
            write(country, stage / name)
        tables = write_tables(country, stage)
    for code in further:
        with speaking(code), beside_dollars(rate_of(country)):
            for name in READ_BY_PEOPLE:
                COUNTRY_FILES[name](country, stage / named_for(name, code))
    return tables


def country_files(languages: Sequence[str], tables: Collection[str]) -> set[str]:
    """Names of all that a run writes beside the folders of cities: people's files in each language, and these tables."""
    further = (named_for(name, code) for name in READ_BY_PEOPLE for code in languages[1:])
    return {*COUNTRY_FILES, *further, *tables}


def country_before(folder: Path) -> set[str]:
    """Names of what an earlier run wrote into a folder, as its own files tell; nothing of a folder without a country of ours."""
    note = summary_in(folder)
    if not note or not (folder / "country.json").is_file():
        return set()
    told = note.get("worlds")
    worlds = isinstance(told, Mapping) and bool(told.get("regret"))
    tables = asked_tables(roads=bool(note.get("trips")), phases=bool(note.get("phases")), worlds=worlds)
    own = country_files(languages_before(note), tables)
    return own | {f"{one}/{name}" for one in _cities_before(folder) for name in written_before(folder / one)}


def going(folder: Path) -> set[str]:
    """Of what an earlier run wrote, that which would tell of another plan if it stayed where this one writes nothing in its place."""
    further = {named_for(name, code) for name in READ_BY_PEOPLE for code in LANGUAGES}
    return {
        name for name in country_before(folder) if name in TABLES or name in further or name.startswith(f"{FOLDER}/")
    }


def rate_of(country: Country) -> Rate | None:
    """The currency beside dollars; None where no rate was given."""
    output = dict(country.configuration.get("output") or {})
    code = output.get("currency") or OF_COUNTRIES.get(country.country)
    if code is None or not output.get("usd_rate"):
        return None
    return Rate(str(code), float(output["usd_rate"]), output.get("rate_date"))


def _cities_before(folder: Path) -> set[str]:
    """Folders of cities of an earlier run."""
    return {f"{FOLDER}/{one.parent.name}" for one in folder.glob(f"{FOLDER}/*/{PLAN_FILE}")}
