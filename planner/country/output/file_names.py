"""The name that a file has beside a page that is written in several languages."""

from planner.country.result import Country
from planner.output.shared.reader import named_for
from planner.support.speech import language


def beside(country: Country, name: str) -> str:
    """``map.html``, also in the folder of a city; of the reader's own language, ``map.ru.html``, where that is not the first one."""
    return named_for(name, language()) if language() in country.languages[1:] else name
