"""The files that a run wrote: what each is for, and all of them in one archive that is made while it is sent."""

import os
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from planner.output.shared.reader import language_of
from planner.support.speech import LANGUAGES, _

CAPTIONS: Mapping[str, Callable[[], str]] = {
    "map.html": lambda: _("Map, opens anywhere"),
    "report.html": lambda: _("Report for the council"),
    "sites.xlsx": lambda: _("Sites as a workbook"),
    "sites.csv": lambda: _("Sites as a table"),
    "plan.gpkg": lambda: _("Layers for QGIS, with a form for edits"),
    "plan.geojson": lambda: _("Sites as GeoJSON"),
    "demand.csv": lambda: _("Demand by zone"),
    "summary.json": lambda: _("Figures and proof, for programs"),
    "plan.json": lambda: _("The whole plan, for programs"),
    "ocpi_locations.json": lambda: _("New sites as OCPI"),
    "ocpi_inventory.json": lambda: _("Standing stations as OCPI"),
    "datapackage.json": lambda: _("What the columns of the tables mean"),
    "simulation.csv": lambda: _("The plan played out, by site"),
    "bus_depots.csv": lambda: _("Bus depots"),
    "comparison.html": lambda: _("The comparison"),
    "comparison.csv": lambda: _("The comparison as a table"),
    "comparison.json": lambda: _("The comparison, for programs"),
    "no_regret.html": lambda: _("Sites of all worlds on one map"),
    "check.html": lambda: _("What was read, with all doubts"),
    "check.json": lambda: _("The check, for programs"),
    "report.pdf": lambda: _("Report as PDF"),
    "report.docx": lambda: _("Report for Word"),
    "lots.xlsx": lambda: _("New sites as lots for auction"),
    "lots.geojson": lambda: _("Lots as a map layer"),
    "field.html": lambda: _("Forms to check sites on the spot"),
    "field.gpkg": lambda: _("The same for QField"),
    "sites.kml": lambda: _("Sites for Google Earth and phones"),
    "sites.parquet": lambda: _("Sites as GeoParquet"),
    "sites.fgb": lambda: _("Sites as FlatGeobuf"),
    "ocpi_locations_2.3.0.json": lambda: _("New sites as OCPI 2.3.0"),
    "ocpi_inventory_2.3.0.json": lambda: _("Standing stations as OCPI 2.3.0"),
}
FIRST = ("map.html", "report.html", "comparison.html", "no_regret.html", "check.html", "sites.xlsx", "plan.gpkg")
CHUNK = 1 << 16


@dataclass(frozen=True)
class ResultFile:
    """A file of a run.

    Parameters
    ----------
    name : str
        Path in the results, with slashes.
    bytes : int
    caption : str
        What it is for; empty where that is not known.
    language : str
        Name of its language where its name tells one.
    """

    name: str
    bytes: int
    caption: str
    language: str = ""


def files_of(results: Path) -> list[ResultFile]:
    """All files, those for people first; hidden ones are not shown, and what a link names is none."""
    found = [ResultFile(name, size, *_said(name)) for name, size in _walked(results)]
    order = {name: at for at, name in enumerate(FIRST)}
    return sorted(found, key=lambda one: (one.name.count("/"), order.get(one.name, len(order)), one.name))


def file_in(results: Path, name: str) -> Path | None:
    """One of these files by its name; None where it is none of them."""
    return results / name if name in {one for one, _size in _walked(results)} else None


def zipped(results: Path, folder: str) -> Iterator[bytes]:
    """The archive, piece by piece; nothing of it is kept on disk."""
    pipe = _Pipe()
    with zipfile.ZipFile(cast("IO[bytes]", pipe), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, _size in _walked(results):
            with (
                archive.open(f"{folder}/{name}", "w", force_zip64=True) as target,
                (results / name).open("rb") as source,
            ):
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield from pipe.taken()
            yield from pipe.taken()
    yield from pipe.taken()


class _Pipe:
    """A file that cannot be sought in: what is written waits to be taken."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits elsewhere."""

    def close(self) -> None:
        """Nothing is held open."""

    def tell(self) -> int:
        raise OSError  # so that zipfile knows that nothing here can be sought

    def taken(self) -> list[bytes]:
        parts, self._parts = self._parts, []
        return parts


def _walked(results: Path) -> list[tuple[str, int]]:
    """Names and sizes of plain files, none of them hidden."""
    out = []
    for place, folders, names in os.walk(results):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                out.append((path.relative_to(results).as_posix(), path.stat().st_size))
    return out


def _said(name: str) -> tuple[str, str]:
    code = language_of(Path(name))
    last = name.rpartition("/")[2]
    plain = last if code is None else last.replace(f".{code}.", ".")
    return CAPTIONS[plain]() if plain in CAPTIONS else "", LANGUAGES.get(code or "", "")
