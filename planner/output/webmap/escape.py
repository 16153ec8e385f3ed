"""Text from data, made harmless for HTML, for JavaScript strings and for the templates folium renders it through."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from planner.support.frames import plain

# folium runs every element through Jinja a second time, so braces are as dangerous as angle brackets; `$`, the backtick
# and the backslash are live inside the JavaScript it writes. As entities all of them are mere letters in innerHTML.
TABLE = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "'": "&#39;",
        "`": "&#96;",
        "$": "&#36;",
        "{": "&#123;",
        "}": "&#125;",
        "\\": "&#92;",
    }
)


def display(value: Any) -> Any:
    """Return a display copy: plain JSON in which every string, keys too, is escaped and marked as such."""
    shown = plain(value)
    if isinstance(shown, str):
        return Markup(shown.translate(TABLE))  # noqa: S704  the table above is what makes it safe
    if isinstance(shown, Mapping):
        return {str(display(key)): display(inner) for key, inner in shown.items()}
    if isinstance(shown, list):
        return [display(inner) for inner in shown]
    return shown
