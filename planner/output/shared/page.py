"""HTML pages: a template with the common style sheet, everything from data escaped."""

from collections.abc import Callable, Mapping
from functools import cache, wraps
from importlib import resources
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from planner.catalogue.confidence import confidence_words
from planner.output.shared import reality, today, words
from planner.output.shared.records import record_words
from planner.support.amounts import pointed
from planner.support.speech import _, begun, language, plural, told, within

_HERE = "planner.output.shared"


def rendered(
    package: str,
    template: str,
    context: Mapping[str, Any],
    finalize: Callable[[Any], Any] | None = None,
    **filters: Callable[..., Any],
) -> str:
    """Render ``assets/<template>`` of a package; Jinja escapes whatever the data holds.

    Parameters
    ----------
    package : str
        Room of the template, as imported.
    template : str
        File in its folder `assets`; it finds the shared style sheet under ``css`` and may include what lies beside itself or that.
    context : mapping
    finalize : callable, optional
        Of a module, as the filters are; called with every value before it is escaped and put on the page.
    **filters
        Beside number, money, energy, percent, ratio, met, confidence, told and filled.

    Messages are ``{{ _("{n:number} sites", n=3) }}``, ``{{ plural(...) }}`` and ``{{ within(...) }}``, `lang` is the code of their language.
    """
    environment = _environment(package, finalize, tuple(sorted(filters.items())))
    css = Markup(_asset(_HERE, "page.css"))  # noqa: S704  our own file
    return environment.get_template(template).render({"css": css, "lang": language(), **context})


@cache
def _environment(
    package: str, finalize: Callable[[Any], Any] | None, filters: tuple[tuple[str, Callable[..., Any]], ...]
) -> Environment:
    """The templates of a room, each read and compiled once: that takes longer than to fill one."""
    environment = Environment(
        loader=FunctionLoader(lambda name: _part(package, name)),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=finalize,
        auto_reload=False,
    )
    known: dict[str, Callable[..., Any]] = {
        "number": words.number,
        "money": words.money,
        "energy": words.energy,
        "percent": words.percent,
        "ratio": today.ratio,
        "met": today.met_text,
        "gun_words": words.gun_words,
        "told": told,
        "begun": begun,
        "pointed": pointed,
        "record": record_words,
        "confidence": confidence_words,
        "severity": reality.severity_words,
        "filled": filled,
        **dict(filters),
    }
    environment.filters |= {name: _for_each_reader(function) for name, function in known.items()}
    environment.globals |= {"_": _, "plural": plural, "within": within}
    return environment


def _for_each_reader(function: Callable[..., Any]) -> Callable[..., Any]:
    """Make a filter that is called as a page is filled: Jinja would ask for that of a constant as it compiles, in the language of the first reader."""

    @pass_context
    @wraps(function)
    def asked(_page: Context, *values: Any, **named: Any) -> Any:
        return function(*values, **named)

    return asked


def filled(text: str, **marks: str) -> Markup:
    """Put marked-up values into a message that names each as itself: ``_("If {world} comes", world="{world}")|filled(world=named(one))``.

    The message is escaped, the values are not: they are Markup of a template.
    """
    shown = str(escape(text))
    for name, mark in marks.items():
        shown = shown.replace(f"{{{name}}}", mark)
    return Markup(shown)  # noqa: S704  escaped above, and the marks are our own


def _part(package: str, name: str) -> str:
    own = resources.files(package) / "assets" / name
    return _asset(package if own.is_file() else _HERE, name)


def _asset(package: str, name: str) -> str:
    return (resources.files(package) / "assets" / name).read_text(encoding="utf-8")
