"""`plan.json`: the whole dossier, from which `evplan export` rebuilds any other file without solving."""

from pathlib import Path

from planner.dossier.dossier import Dossier
from planner.support.files import write_text


def write_plan_json(dossier: Dossier, path: Path) -> None:
    """Write the dossier as it is."""
    write_text(path, dossier.to_json())
