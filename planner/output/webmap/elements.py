"""folium elements, and those that it lacks: layers that read shared data, themes of the zones, the page."""

import json
import re
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.map import Layer
from folium.template import Template

from planner.output.webmap.offline import LEAFLET, OWN

SCRIPTS = ("texts", "cards", "backdrop", "labels", "compared", "spread", "finder", "stages", "tools", "tiles")
"""Files of `assets` beside `map.js`, in the order in which they need one another."""


class OfflineMap(folium.Map):
    """A folium map that links to nothing but what `offline` can put into the page."""

    default_js = [  # noqa: RUF012  folium's own attribute
        ("leaflet", f"{LEAFLET}leaflet.js"),
        ("evplan", f"{OWN}map.js"),
        *((f"evplan_{name}", f"{OWN}{name}.js") for name in SCRIPTS),
    ]
    default_css = [("leaflet_css", f"{LEAFLET}leaflet.css"), ("evplan_css", f"{OWN}map.css")]  # noqa: RUF012


class SharedData(MacroElement):
    """A collection that several layers read, written once.

    Every string in it must have been through `escape.display`.
    """

    _template = Template("{% macro script(this, kwargs) %}var {{ this.get_name() }} = {{ this.text }};{% endmacro %}")

    def __init__(self, data: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's own
        self._name = "data"
        self.text = compact(data)


class DrawnLayer(Layer):
    """A layer made by ``evplan.<draw>(map, data, options)`` of `assets/map.js` when it is first shown.

    Parameters
    ----------
    name : str
        As the layer control shows it; of our own wording.
    draw : str
    data : SharedData
    options : mapping
        Plain JSON for `draw`.
    overlay : bool
        Ticked beside others; otherwise one of several of which one is shown.
    show : bool
        Whether an overlay is shown at first.
    """

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "var {{ this.get_name() }} = evplan.lazy('{{ this.draw }}', {{ this.map_name }}, {{ this.data.get_name() }}, {{ this.text }});"
        "{% endmacro %}"
    )

    def __init__(
        self,
        name: str,
        *,
        draw: str,
        data: SharedData,
        options: dict[str, Any] | None = None,
        overlay: bool = True,
        show: bool = True,
    ) -> None:
        super().__init__(name=name, overlay=overlay, show=overlay and show)
        self._name = draw
        self.draw, self.data, self.text = draw, data, compact(options or {})

    @property
    def map_name(self) -> str:
        """Name of the map in the script."""
        assert self._parent is not None, "a layer is drawn on the map it was added to"
        return str(self._parent.get_name())


class Start(MacroElement):
    """Panes before the layers, credits and listeners: what the map needs once."""

    _template = Template(
        "{% macro script(this, kwargs) %}evplan.start({{ this._parent.get_name() }}, {{ this.text }});{% endmacro %}"
    )

    def __init__(self, options: Any) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's own
        self._name = "start"
        self.text = compact(options)


class Panel(MacroElement):
    """HTML beside the map, escaped by whoever wrote it."""

    _template = Template("{% macro html(this, kwargs) %}{{ this.markup }}{% endmacro %}")

    def __init__(self, markup: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca's own
        self._name = "panel"
        self.markup = markup


def accessible(page: str, language: str) -> str:
    """Give a page of folium's the language that it is written in, and let phones enlarge it."""
    told = page.replace("<html>", f'<html lang="{language}">', 1)
    return re.sub(r",\s*maximum-scale=1\.0,\s*user-scalable=no", "", told, count=1)


def compact(data: Any) -> str:
    """Write JSON that is also safe inside a script element and a template, as which folium renders every script again; ASCII only, so that no encoding can break it."""
    text = json.dumps(data, separators=(",", ":"), allow_nan=False)
    for opener in (
        "{{",
        "{%",
        "{#",
    ):  # in strings alone: after a brace of JSON itself comes a quote or a brace that closes
        text = text.replace(opener, "\\u007b" + opener[1:].replace("{", "\\u007b"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def number_elements(figure: Figure) -> None:
    """Give elements running numbers for folium's random names: the same plan writes the same bytes."""
    waiting: list[Element] = [figure]
    number = 0
    while waiting:
        element = waiting.pop(0)
        element._id = f"{number:03d}"  # noqa: SLF001  folium offers no other way
        number += 1
        waiting.extend(element._children.values())  # noqa: SLF001
