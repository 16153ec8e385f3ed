"""HTML of our own templates beside a map: texts are messages, and whatever a template prints is a display copy."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from planner.output.webmap.escape import display
from planner.output.webmap.offline import asset
from planner.support.speech import _, plural, within


def rendered(template: str, context: Mapping[str, Any]) -> str:
    """Render a template of `assets`; every value goes through `display`, so folium's second rendering finds nothing to run."""
    return _environment().get_template(template).render(context)


@cache
def _environment() -> Environment:
    """The templates of this room, each read and compiled once."""
    environment = Environment(
        loader=FunctionLoader(asset),
        autoescape=True,
        trim_blocks=True,
        keep_trailing_newline=False,
        undefined=StrictUndefined,
        finalize=display,
        auto_reload=False,
    )
    environment.globals |= {"_": _, "plural": plural, "within": within}
    return environment
