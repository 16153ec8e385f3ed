"""What a run is asked with: SHA-256 and bytes of its scenario and of every file of the project that it names."""

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from geodata.address import is_database, split_layer
from planner.project.folder import FILES, RUNS, SCENARIOS
from planner.project.runs.request import Request
from planner.project.runs.run import SCENARIO

EDITS = "edits.geojson"
"""Copy of the edits of a scenario in the folder of a run."""


def with_inputs(request: Request, folder: Path, root: Path) -> Request:
    """A request with SHA-256 and bytes of its scenario and of every file of the project that it names, by the name that it uses, as they are now.

    Any text may be the name of a file, so that what lies elsewhere is not even opened: it may be secret, or have no end.
    """
    text = (folder / SCENARIO).read_text(encoding="utf-8-sig")
    places = {SCENARIO: folder / SCENARIO}
    if request.options.edits == EDITS:
        places[EDITS] = folder / EDITS
    if request.options.grow is not None and (folder / request.options.grow).is_file():
        places[request.options.grow] = folder / request.options.grow
    for name in (*_strings(tomllib.loads(text)), *request.options.scenarios, request.options.edits or ""):
        place = _file(folder / request.beside, name, [root / FILES, root / SCENARIOS, root / RUNS])
        if place is not None:
            places[name] = place
    inputs, sizes = {}, {}
    for name, place in places.items():
        with place.open("rb") as stream:
            inputs[name] = hashlib.file_digest(stream, "sha256").hexdigest()
            sizes[name] = stream.tell()
    return replace(request, inputs=inputs, sizes=sizes)


def _file(beside: Path, name: str, rooms: Sequence[Path]) -> Path | None:
    try:
        if not name or is_database(name):
            return None
        place = split_layer(beside / name)[0]
        real = place.resolve()
        return place if any(real.is_relative_to(room) for room in rooms) and real.is_file() else None
    except (OSError, ValueError, RuntimeError):
        return None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _strings(inner)
