"""The edits that a plan is to honour, read before anything that takes long."""

from pathlib import Path

from geodata.address import DatabaseTable, address_in, split_layer
from geodata.errors import InputError
from geodata.input_file import InputFile
from planner.edits.edit_layer import EditLayer, read_edits
from planner.output import WRITERS
from planner.support.apart import READING, apart
from planner.support.speech import _


def edits_in(file: str | None, out: Path) -> EditLayer | None:
    """Edits of ``--edits FILE``, read before the city is, which takes long.

    Raises
    ------
    MissingFileError, InputError
        The file is missing, no layer of sites, or one that the results would replace.
    """
    if file is None:
        return None
    address = address_in(Path(), file)
    place = None if isinstance(address, DatabaseTable) else split_layer(address)[0]
    if place is not None and place.name in WRITERS and place.parent.resolve() == out.resolve():
        raise InputError(
            place, _("the results would replace the file with your edits"), _("name another folder with --out")
        )
    return apart(read_edits, InputFile(address), what=file, limits=READING)
