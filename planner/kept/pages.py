"""Files of a finished plan in a reader's language, or in a format that its run did not write: written when somebody first asks for one, and kept by the bytes of the plan and of the program."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from planner.dossier.dossier import PLAN_FILE, Dossier
from planner.kept.prepared import store_of_user
from planner.kept.versions import version_of_program
from planner.output import write_one
from planner.output.shared.reader import languages_of, named_for

PAGE = "page"
"""Kind of the store."""
READ = ("map.html", "report.html")
"""Pages that a reader is shown in her own language."""


def written_page(folder: Path, name: str, code: str, dossier: Dossier) -> Path | None:
    """The page that the run wrote in this language; None where it wrote none."""
    mine = name if languages_of(dossier)[0] == code else named_for(name, code)
    return folder / mine if (folder / mine).is_file() else None


def kept_file(folder: Path, name: str, code: str, load: Callable[[], Dossier]) -> bytes:
    """A file of the plan of a folder in a language, its bytes.

    Parameters
    ----------
    folder : Path
        Of the results.
    name : str
        One that `planner.output.write_one` writes.
    code : str
        Language.
    load : callable
        Gives the plan, where the file is not kept yet.
    """
    store = store_of_user()
    with (folder / PLAN_FILE).open("rb") as opened:
        plan = hashlib.file_digest(opened, "sha256").hexdigest()
    parts = f"{plan}\n{name}\n{code}\n{version_of_program()}"
    key = hashlib.sha256(parts.encode()).hexdigest()
    kept = store.get(PAGE, key)
    if kept is not None and isinstance(kept.value, bytes):
        return kept.value
    dossier = load()
    with tempfile.TemporaryDirectory(prefix="evplan-") as room:
        page = write_one(dossier, Path(room) / name, language=code).read_bytes()
    store.put(PAGE, key, page, name=f"{dossier.name}, {code}")
    return page
