"""Names of countries by their codes, in words."""

from planner.support.speech import _


def country_words(code: str) -> str:
    """Name of a country; a code that is not known as it is."""
    known = {
        "KZ": lambda: _("Kazakhstan"),
        "KG": lambda: _("Kyrgyzstan"),
        "UZ": lambda: _("Uzbekistan"),
        "TJ": lambda: _("Tajikistan"),
        "TM": lambda: _("Turkmenistan"),
        "AF": lambda: _("Afghanistan"),
        "CN": lambda: _("China"),
        "IR": lambda: _("Iran"),
        "RU": lambda: _("Russia"),
    }
    return known[code]() if code in known else code
