"""What a table or layer shows at a glance: its headings, how many rows it has, its shapes, and its further layers or sheets."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from geodata.address import LAYER_NAMED
from geodata.errors import InputError
from geodata.layers import chosen_layer, read_layer, spatial_layers
from geodata.spreadsheet import TEXT_ENDINGS, read_table
from geodata.vector.formats import IN_WHOLE, LAYER_ENDINGS, PARQUET, check_signature
from geodata.vector.gdal import layer_facts, no_columns
from geodata.vector.geoparquet import described
from geodata.vector.parquet import Reading
from geodata.workbook import read_workbook
from geodata.workbooks.facts import WORKBOOK_ENDINGS
from planner.support.speech import _

HEAD_BYTES = 4_000_000
WHOLE_BYTES = 64_000_000
"""A larger table of text is looked at by its beginning alone."""
LAYERS = ("stations", "sites", "field", "districts", "boundary", "population")
"""Names of layers that are taken where a file has several and none is named."""


@dataclass(frozen=True)
class Glance:
    """A table or layer, looked at.

    Parameters
    ----------
    headings : tuple of str
        As the file has them, empty ones left out.
    rows : int or None
        None where it was not counted.
    shapes : str
        ``Point``, ``Polygon``, ``LineString``, ``several`` or, of a table, empty.
    layer : str or None
        Which of `layers` it is.
    layers : tuple of str
        Layers or sheets of the file, where it has several.
    """

    headings: tuple[str, ...]
    rows: int | None
    shapes: str = ""
    layer: str | None = None
    layers: tuple[str, ...] = ()


def is_table(path: Path) -> bool:
    """Whether a file is a table or layer by its ending."""
    return path.suffix.lower() in (*TEXT_ENDINGS, *WORKBOOK_ENDINGS, *LAYER_ENDINGS)


def glance(path: Path, layer: str | None = None) -> Glance:
    """Look at a table or layer; at the first layer or sheet where several are there and none is named.

    Raises
    ------
    InputError
        It cannot be read.
    """
    ending = path.suffix.lower()
    if ending in PARQUET:
        held = described(path)
        return Glance(held.columns, held.rows, _kind_of_shapes(path) if held.geometry else "")
    if ending in LAYER_ENDINGS:
        check_signature(path)
        return _layer(path, layer)
    if ending in WORKBOOK_ENDINGS:
        book = read_workbook(named(path, layer))
        sheets = (book.sheet, *book.others) if layer is None else tuple(dict.fromkeys((layer, *sheets_of(path))))
        found = _table(named(path, book.sheet if book.sheet and (layer or book.others) else None))
        return Glance(found.headings, found.rows, "", book.sheet, sheets if len(sheets) > 1 else ())
    with beginning(path) as begin:
        found = _table(begin)
    return found if begin == path else Glance(found.headings, None)


def _kind_of_shapes(path: Path) -> str:
    """What shapes a GeoParquet file has, as it says of itself; of a small one that does not, as they are."""
    with Reading(path) as file:
        told = json.loads((file.schema_arrow.metadata or {}).get(b"geo") or b"{}")
    columns = told.get("columns") if isinstance(told, dict) else None
    column = columns.get(told.get("primary_column")) if isinstance(columns, dict) else None
    kinds = column.get("geometry_types") if isinstance(column, dict) else None
    if not kinds and path.stat().st_size <= WHOLE_BYTES:
        kinds = [str(kind) for kind in read_layer(path, needed=no_columns).geom_type.dropna()]
    plain = {str(kind).removesuffix(" Z").removeprefix("Multi") for kind in kinds or ()}
    return plain.pop() if len(plain) == 1 else "several"


def sheets_of(path: Path) -> tuple[str, ...]:
    """Sheets of a workbook that hold something."""
    book = read_workbook(path)
    return (book.sheet, *book.others) if book.sheet else ()


def _layer(path: Path, layer: str | None) -> Glance:
    names = spatial_layers(path)
    if layer is not None:
        one = chosen_layer(named(path, layer), names, _("a layer"))
    else:
        known = [name for name in names if name.casefold() in LAYERS]
        one = (known or names)[0]
    several = tuple(names) if len(names) > 1 else ()
    if path.suffix.lower() in IN_WHOLE:  # which are read from end to end anyway, and tell of kinds only then
        table = read_table(named(path, one if several else None), {}, (), with_geometry=True)
        kinds = {str(kind).removeprefix("Multi") for kind in table.geometry.geom_type.dropna()}
        shapes = kinds.pop() if len(kinds) == 1 else "several"
        return Glance(_shown(table.attrs["unread"]), len(table), shapes, one, several)
    facts = layer_facts(path, one)
    kind = (
        facts.shapes.removesuffix(" Z").removesuffix(" M").removesuffix(" ZM").removeprefix("3D ").removeprefix("Multi")
    )
    shapes = kind if kind in ("Point", "Polygon", "LineString") else "several"
    return Glance(_shown(facts.columns), facts.features if facts.features >= 0 else None, shapes, one, several)


def _table(path: Path) -> Glance:
    table = read_table(path, {}, ())
    return Glance(_shown(table.attrs["unread"]), len(table))


def _shown(headings: "list[str] | tuple[str, ...]") -> tuple[str, ...]:
    return tuple(str(one) for one in headings if str(one).strip())


def named(path: Path, layer: str | None) -> Path:
    """Path of a file that names a layer or sheet of it."""
    return path if layer is None else Path(f"{path}{LAYER_NAMED}{layer}")


@contextmanager
def beginning(path: Path) -> Iterator[Path]:
    """A table of text, or the beginning of one that is large, cut behind a whole row."""
    if path.stat().st_size <= WHOLE_BYTES:
        yield path
        return
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    whole, newline, _rest = head.rpartition(b"\n")
    if not newline:
        raise InputError(
            path.name, _("a row of more than {most:number} MB", most=HEAD_BYTES / 1e6), _("expected a table of rows")
        )
    with TemporaryDirectory(prefix="evplan-") as room:
        begin = Path(room) / path.name
        begin.write_bytes(whole + b"\n")
        yield begin
