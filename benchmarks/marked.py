"""Tables of measurements in pages of the documentation, each between two marks."""

from collections.abc import Sequence
from pathlib import Path

from planner.errors import ConfigError


def put_between(file: Path, marks: tuple[str, str], lines: Sequence[str]) -> None:
    """Put lines between two marks of a page, in place of what stands there.

    Raises
    ------
    ConfigError
        The page is missing, or has not both marks.
    """
    begin, end = marks
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    if begin not in text or end not in text:
        raise ConfigError(f"{file}: no place for the table; expected the lines {begin} and {end}")
    before, rest = text.split(begin, 1)
    file.write_text(before + "\n".join([begin, "", *lines, "", end]) + rest.split(end, 1)[1], encoding="utf-8")
