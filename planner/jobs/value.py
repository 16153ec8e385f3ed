"""A list of places with chargers valued, from its table to the folder of its results."""

from dataclasses import dataclass
from pathlib import Path

from geodata.address import DatabaseTable, address_in, split_layer
from geodata.errors import InputError
from geodata.input_file import InputFile
from planner.config.scenario import Scenario
from planner.dossier.dossier import Dossier
from planner.edits.site_list import SiteList, read_site_list
from planner.jobs.own_files import keep_to_own_plan
from planner.jobs.plan import BY_OUTPUTS, BY_SEARCH
from planner.kept.prepared import preparing, telling
from planner.support.ahead import load_beside
from planner.support.apart import READING, apart
from planner.support.csv_dialects import CsvDialect
from planner.support.progress import Progress
from planner.support.speech import _
from planner.support.stopping import Stopping
from planner.valuing import plannable_chargers, value_list


@dataclass(frozen=True)
class ValueOptions:
    """What is asked of a valuation beside its configuration.

    Parameters
    ----------
    table : str
        File of the list, or a table of a database.
    dialect : CsvDialect
        Of the tables of text that are written.
    quick : bool
        Whether to leave out the studies that take seconds.
    fresh : bool
        Whether to gather everything anew, whatever was kept.
    """

    table: str
    dialect: CsvDialect = CsvDialect.INTERNATIONAL
    quick: bool = False
    fresh: bool = False


def value_into(scenario: Scenario, folder: Path, asked: ValueOptions, *, say: Progress, stopping: Stopping) -> Dossier:
    """Value a list of places with chargers and write all results into a folder that is held for them.

    Raises
    ------
    PlannerError, GeodataError
        In one line, what cannot be done and what to do about it; nothing is written then.
    """
    keep_to_own_plan(scenario, folder, say)
    listed = list_in(asked.table, scenario, folder)
    load_beside(*BY_SEARCH, *BY_OUTPUTS)
    gather, ask = preparing(fresh=asked.fresh)
    city = gather(scenario, say=say)
    tell = telling(fresh=asked.fresh)
    dossier = value_list(city, scenario, listed, say=say, stopping=stopping, quick=asked.quick, ask=ask, tell=tell)
    say(_("writing {folder}", folder=folder))
    from planner.output import write_all  # noqa: PLC0415  loaded beside the search by now

    write_all(dossier, folder, dialect=asked.dialect)
    return dossier


def list_in(file: str, scenario: Scenario, out: Path) -> SiteList:
    """The list of ``--list TABLE``, read before the city is, which takes long.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no list of places, or one that the results would replace.
    """
    address = address_in(Path(), file)
    place = None if isinstance(address, DatabaseTable) else split_layer(address)[0]
    from planner.output import WRITERS  # noqa: PLC0415  names of formats, which a refused list needs not

    if place is not None and place.name in WRITERS and place.parent.resolve() == out.resolve():
        raise InputError(
            place, _("the results would replace the file with your list"), _("name another folder with --out")
        )
    return apart(read_site_list, InputFile(address), plannable_chargers(scenario), what=file, limits=READING)
