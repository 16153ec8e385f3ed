"""What is wrong in a TOML file, in the words and the language of the reader; Python's reader has those of programmers, in English."""

import re

from planner.support.speech import _, term

WORDS = {
    "Expected newline or end of document after a statement": term("expected the end of the line after a value"),
    "Invalid value": term(
        "expected a value: a number, true or false, a text in 'quotes', or a list in [brackets]; a number has a point before its decimals"
    ),
    "Expected '=' after a key": term("expected = after a key"),
    "Invalid statement": term("expected a line such as key = value, or [section]"),
    "Invalid initial character for a key part": term("expected a key of letters, digits, - and _"),
    "Unterminated string": term("a text does not end; close its quotes"),
    "Illegal character": term("a text goes over the end of its line, or has an unseen letter in it; close its quotes"),
    "Expected \"'": term("a text does not end; close its quotes"),
    "Unclosed array": term("a list does not end; expected ] or a comma"),
    "Unclosed inline table": term("a table in braces does not end; expected a closing brace or a comma"),
    "Expected ']'": term("expected ] at the end of a section's name"),
    "Expected ']]'": term("expected ]] at the end of a section's name"),
    "Cannot overwrite a value": term("a key stands twice"),
    "Duplicate inline table key": term("a key stands twice"),
    "Cannot declare": term("a section stands twice"),
    "Cannot redefine": term("a key or section stands twice"),
    "Cannot mutate": term("a key or section stands twice"),
    "Invalid date": term("expected a day, as 2026-01-31"),
    "Invalid hex value": term("a \\ in a text means something else here"),
    "Unescaped '\\'": term("a \\ in a text means something else here"),
    "Escaped character": term("a \\ in a text means something else here"),
    "Found invalid character": term("an unseen letter stands in the line; write it again"),
}
"""By how the English begins."""
MOST = 200
"""Letters of what Python says and we do not know."""
PLACE = re.compile(r" \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)$")


def toml_expected(error: ValueError | RecursionError) -> str:
    """What is expected instead, without its place."""
    begin = PLACE.sub("", str(error))
    return next((words for start, words in WORDS.items() if begin.startswith(start)), begin[:MOST])


def toml_fault(error: ValueError | RecursionError) -> str:
    """What is expected, and in which line."""
    what, place = toml_expected(error), PLACE.search(str(error))
    if place is None:
        return what
    if place["line"] is None:
        return _("{what} (at the end of the file)", what=what)
    return _("{what} (line {line}, column {column})", what=what, line=place["line"], column=place["column"])
