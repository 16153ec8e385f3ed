"""Names of the ground as the reader of a map reads them: by its other names where the map has them, else in the reader's letters."""

from collections.abc import Callable, Mapping

from planner.dossier.dossier import Dossier
from planner.output.shared.naming import Speech
from planner.support.frames import plain
from planner.support.latin import LATIN_READERS, in_latin

LONGEST = 120


def names_for_reader(dossier: Dossier) -> Callable[[object], str]:
    """Give what turns a name of the data into one for the reader of the moment; as it is where nobody asked for a language."""
    names, reader = dossier.backdrop.get("names", {}), Speech().reader

    def told(name: object) -> str:
        text = str(plain(name) or "")[:LONGEST]
        if reader is None:
            return text
        others = names.get(text) if isinstance(names, Mapping) else None
        if isinstance(others, Mapping) and others.get(reader):
            return str(others[reader])[:LONGEST]
        return in_latin(text, reader) if reader in LATIN_READERS else text

    return told
