"""How tables are written as text: for programs and English spreadsheets, or for a double click in a Russian one."""

from enum import StrEnum


class CsvDialect(StrEnum):
    """Separator of cells and decimal sign of a CSV file; UTF-8 with a byte order mark in each."""

    INTERNATIONAL = "international"
    RU = "ru"

    @property
    def delimiter(self) -> str:
        """Sign between two cells."""
        return ";" if self is CsvDialect.RU else ","

    @property
    def decimal(self) -> str:
        """Sign before the decimals of a number."""
        return "," if self is CsvDialect.RU else "."
