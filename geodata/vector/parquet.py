"""Parquet files opened and counted, whatever they claim to hold."""

from pathlib import Path
from typing import Any

import pandas as pd

from geodata.errors import InputError
from geodata.speech import _

EXPECTED = _.term("expected GeoParquet; save the layer again")
BATCH_ROWS = 32_768
MOST_ROWS = 20_000_000
MOST_BYTES = 3_000_000_000
"""Of what is kept: more is no city."""
MOST_COLUMNS = 2_000
"""Fields within fields counted each; the work of describing them grows with their square."""
MOST_RATIO = 200
"""Bytes in memory out of one of the file, by eight for each cell: what programs write has some ten."""
FREE_BYTES = 50_000_000
"""Below this the ratio does not matter."""
CELL_BYTES = 8

ADVICE = _.term("cut the file to the city first")


class Reading:
    """An open Parquet file; whatever its pages raise becomes one line.

    Text is read as a dictionary: one long value may stand in millions of rows and takes no room in the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Any:
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415

        try:
            _check_footer(self._path, pq.read_metadata(self._path))
            schema = pq.read_schema(self._path)
            texts = [one.name for one in schema if pa.types.is_string(one.type) or pa.types.is_binary(one.type)]
            self._file = pq.ParquetFile(self._path, read_dictionary=texts, memory_map=False)
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001  (Arrow raises several kinds, and OSError)
            raise _unreadable(self._path, error) from None
        return self._file

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._file.close()
        if isinstance(error, Exception) and not isinstance(error, InputError | MemoryError):
            raise _unreadable(self._path, error) from None


class Total:
    """How much was kept so far."""

    def __init__(self, path: Path) -> None:
        self._path, self._rows, self._bytes = path, 0, 0

    def add(self, table: Any) -> None:
        """Count a piece of a table before its text is written out.

        Raises
        ------
        InputError
            It is too much by now.
        """
        self._rows += table.num_rows
        self._bytes += sum(size_of(column) for column in table.columns)
        if self._rows > MOST_ROWS or self._bytes > MOST_BYTES:
            what = f"{self._rows:,} rows" if self._rows > MOST_ROWS else f"{self._bytes:,} bytes"
            raise InputError(self._path, f"{what} or more where less is read at once".replace(",", " "), ADVICE)


def _check_footer(path: Path, told: Any) -> None:
    """Refuse by what stands at the end of a file what would fill the memory, before a row of it is read."""
    if told.num_columns > MOST_COLUMNS:
        raise InputError(
            path,
            _("{count:,} columns where at most {most:,} are read", count=told.num_columns, most=MOST_COLUMNS),
            _("keep the columns that are needed"),
        )
    size, grown = path.stat().st_size, CELL_BYTES * told.num_rows * told.num_columns
    if grown > max(FREE_BYTES, MOST_RATIO * size):
        found = _("{size:,} bytes that grow to {grown:,} or more", size=size, grown=grown)
        raise InputError(path, found, ADVICE)


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(
        path,
        _("cannot be read as Parquet ({name}: {error})", name=type(error).__name__, error=str(error)[:120]),
        EXPECTED,
    )


def size_of(column: Any) -> int:
    """Bytes of a column once each of its rows has its own text."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    size = 0
    for chunk in column.chunks:
        lengths = pc.binary_length(chunk.dictionary)
        size += int(pc.sum(pc.take(lengths, chunk.indices)).as_py() or 0) + 8 * len(chunk)
    return size


def decoded(table: Any) -> Any:
    """Give each row of a table its own text."""
    import pyarrow as pa  # noqa: PLC0415

    for number, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(number, field.name, table.column(number).cast(field.type.value_type))
    return table


def frame_of(table: Any) -> pd.DataFrame:
    """Columns as Python has them; times without a zone of their own stay as they are."""
    frame: pd.DataFrame = table.to_pandas(ignore_metadata=True, date_as_object=True, timestamp_as_object=True)
    return frame
