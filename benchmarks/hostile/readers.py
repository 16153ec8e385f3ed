"""Everything of the package that may be handed one file, as one reader."""

from collections.abc import Callable
from pathlib import Path

Read = Callable[[Path], object]


def each(*reads: Read) -> Read:
    """Every reader of a file in its turn; refused is the file that all of them refuse."""

    def read(path: Path) -> None:
        from geodata.errors import GeodataError  # noqa: PLC0415

        refused: list[GeodataError] = []
        for one in reads:
            try:
                one(path)
            except GeodataError as error:
                refused.append(error)
        if len(refused) == len(reads):
            raise refused[0]

    return read
