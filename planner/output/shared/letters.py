"""Cyrillic letters that ship with a page, those of Kazakh, Kyrgyz, Tajik and Uzbek with them, for a system whose fonts lack one.

A page names the family last before its generic one: where the system has a letter, the letter is the system's.
"""

import base64
from functools import cache
from importlib import resources

FAMILY = "evplan letters"


@cache
def letters_css() -> str:
    """Style sheet with the font in it; the page's policy must let ``font-src data:`` in."""
    font = (resources.files("planner.output.shared") / "assets" / "letters.woff2").read_bytes()
    data = base64.b64encode(font).decode("ascii")
    return (
        f'@font-face {{ font-family: "{FAMILY}"; src: url(data:font/woff2;base64,{data}) format("woff2");'
        " unicode-range: U+02BB-02BC, U+0400-04FF; font-display: block; }"
    )
