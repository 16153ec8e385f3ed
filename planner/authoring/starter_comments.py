"""Comments of the starter configurations in the language of their reader: part of the manual's catalogue, of which any part may be translated.

Comments that all cities share are translated; facts of a city stand as their sources say them.
"""

import re
import tomllib
from collections.abc import Iterator

from planner.authoring.spoken import MANUAL
from planner.support.resources import configs_dir

_COMMENTED = re.compile(r"^(?P<before>.*?# *)(?P<comment>[^#\s][^#\n]*)$", re.MULTILINE)
"""A line with what stands behind its last sign of a comment."""


def starter_comments() -> Iterator[str]:
    """Comments of all starter configurations, each once; keys that are commented out are none."""
    seen = set()
    for file in sorted((configs_dir() / "cities").glob("*.toml")):
        for line in _COMMENTED.finditer(file.read_text(encoding="utf-8")):
            if (comment := line["comment"]) not in seen and not _is_key(comment):
                seen.add(comment)
                yield comment


def with_comments_told(text: str) -> str:
    """A starter configuration with its comments in the language of the moment; its keys and values stay as they are."""
    return _COMMENTED.sub(lambda line: line["before"] + MANUAL(line["comment"]), text)


def _is_key(comment: str) -> bool:
    try:
        tomllib.loads(comment)
    except tomllib.TOMLDecodeError:
        return False
    return True
