"""The page of a map: laid out by folium, linked files embedded by `offline`; its content is a `View`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planner.dossier.dossier import Dossier
from planner.output.shared.demand import occasion_label
from planner.output.shared.plug_words import plug_label
from planner.output.shared.plugs import PLUG_GROUPS
from planner.output.shared.words import class_label
from planner.output.webmap import layers
from planner.output.webmap.backdrop import backdrop
from planner.output.webmap.escape import display
from planner.output.webmap.offline import TILES, bundled
from planner.output.webmap.texts import signs, texts
from planner.output.webmap.theme import Theme
from planner.support.speech import _, language, told

if TYPE_CHECKING:
    from planner.output.webmap.elements import DrawnLayer, OfflineMap

BESIDE_CONTROL_PX = 275
"""The layer control and the legend cover so much of the right side; the city opens beside them."""
NEAR_ZOOM = 12
"""Below this zoom the site symbols shrink, and again a level below, so that a whole city stays readable."""
FRAMED_DEMAND = 0.97
"""Share of the demand that the map shows at first."""


@dataclass(frozen=True)
class Points:
    """A layer of points: `draw` and `options` as `assets/map.js` takes them, `data` escaped GeoJSON."""

    id: str
    caption: str
    draw: str
    data: layers.Collection
    options: Mapping[str, Any]
    shown: bool = True


@dataclass(frozen=True)
class View:
    """What a map shows of a dossier.

    Parameters
    ----------
    title : callable
        Text of the window.
    themes : callable
        Ways to colour the zones for these demand classes, the one shown at first before the others.
    framed_theme : str
        Theme shown where maps stand side by side.
    points : callable
        Layers of points, from the bottom up.
    panel : callable
        HTML beside the map, escaped.
    more : callable
        Further options of `evplan.start`, plain JSON, escaped.
    """

    title: Callable[[Dossier], str]
    themes: Callable[[Dossier, list[str]], list[Theme]]
    framed_theme: str
    points: Callable[[Dossier], list[Points]]
    panel: Callable[[Dossier, list[Theme]], str]
    more: Callable[[Dossier], Mapping[str, Any]] = lambda _: {}


def page_of(dossier: Dossier, view: View) -> str:
    """Render the page."""
    from branca.element import Figure  # noqa: PLC0415  folium takes half a second
    from folium.map import LayerControl  # noqa: PLC0415

    from planner.output.webmap.elements import OfflineMap, Panel, Start, accessible, number_elements  # noqa: PLC0415

    classes = layers.demand_classes(dossier)
    shown = view.themes(dossier, classes)
    city = OfflineMap(location=[0, 0], tiles=None, maxZoom=19, zoomSnap=0.25)
    figure = city.get_root()
    assert isinstance(figure, Figure)
    figure.title = str(display(view.title(dossier)))
    colours = {group.id: group.colour for group in PLUG_GROUPS}
    named = {
        "plugs": {group.id: plug_label(group.id) for group in PLUG_GROUPS},
        "texts": texts(),
        "signs": signs(),
    }
    start = (
        named
        | dict(view.more(dossier))
        | {
            "colours": colours,
            "credits": display([told(one) for one in dossier.attribution]),
            "bounds": bounds_of(dossier),
        }
    )
    themed = {"theme": shown[0].id, "framedTheme": view.framed_theme}
    Start(start | themed | {"near": NEAR_ZOOM, "besideControl": BESIDE_CONTROL_PX}).add_to(city)
    points = [
        _layer(city, one.caption, one.draw, one.data, {**one.options, "id": one.id}, show=one.shown)
        for one in view.points(dossier)
    ]
    for layer in (*_theme_layers(city, dossier, classes, shown), *_base_layers(city, dossier), *points):
        layer.add_to(city)
    LayerControl(collapsed=False).add_to(city)
    Panel(view.panel(dossier, shown)).add_to(city)
    number_elements(figure)
    return bundled(accessible(figure.render(), language()))


def _theme_layers(city: "OfflineMap", dossier: Dossier, classes: list[str], shown: list[Theme]) -> "list[DrawnLayer]":
    """Mutually exclusive colourings of the zones."""
    from planner.output.webmap.elements import DrawnLayer, SharedData  # noqa: PLC0415

    zones, nothing = SharedData(layers.zones(dossier, classes)), SharedData(None)
    zones.add_to(city)
    nothing.add_to(city)
    names = {
        "classes": [str(display(class_label(name))) for name in classes],
        "occasions": [str(display(occasion_label(name))) for name in layers.occasions(dossier)],
        "years": layers.later_years(dossier),
    }
    drawn = [
        DrawnLayer(str(display(one.caption)), draw="zones", data=zones, options=one.options() | names, overlay=False)
        for one in shown
    ]
    drawn[0].show = True
    return [
        *drawn,
        DrawnLayer(
            str(display(_("No colours"))),
            draw="none",
            data=nothing,
            options={"id": "none", "theme": "none"},
            overlay=False,
        ),
    ]


def _base_layers(city: "OfflineMap", dossier: Dossier) -> "list[DrawnLayer]":
    from planner.output.webmap.elements import DrawnLayer, SharedData  # noqa: PLC0415

    outline = {"fill": False, "color": "#3c4650"}
    districts = {"style": outline | {"weight": 1, "dashArray": "4 3", "opacity": 0.7}, "pane": "districts"}
    boundary = {"style": outline | {"weight": 2.2, "opacity": 0.85}, "pane": "boundary"}
    behind, nothing = SharedData(backdrop(dossier)), SharedData(None)
    behind.add_to(city)
    nothing.add_to(city)
    tiles = {
        "id": "tiles",
        "url": f"{TILES}/{{z}}/{{x}}/{{y}}.png",
        "credit": "© OpenStreetMap contributors, openstreetmap.org/copyright",
    }
    return [
        DrawnLayer(
            str(display(_("Online tiles (openstreetmap.org)"))), draw="tiles", data=nothing, options=tiles, show=False
        ),
        DrawnLayer(str(display(_("Water and green"))), draw="ground", data=behind, options={"id": "ground"}),
        DrawnLayer(str(display(_("Roads and buildings"))), draw="streets", data=behind, options={"id": "roads"}),
        DrawnLayer(str(display(_("Names"))), draw="labels", data=behind, options={"id": "labels"}),
        *(
            _layer(city, _("Districts"), "areas", layers.areas(frame, "district"), districts | {"id": "districts"})
            for frame in ([] if dossier.districts.empty else [dossier.districts])
        ),
        _layer(
            city, _("City boundary"), "areas", layers.areas(dossier.boundary, "name"), boundary | {"id": "boundary"}
        ),
    ]


def _layer(
    city: "OfflineMap", name: str, draw: str, data: Any, options: dict[str, Any], *, show: bool = True
) -> "DrawnLayer":
    from planner.output.webmap.elements import DrawnLayer, SharedData  # noqa: PLC0415

    shared = SharedData(data)
    shared.add_to(city)
    return DrawnLayer(str(display(name)), draw=draw, data=shared, options=options, show=show)


def bounds_of(dossier: Dossier) -> list[list[float]]:
    """Frame what is built and most of the demand, as Leaflet has it: [south, west], [north, east].

    The last few per cent can be villages far up a valley; they are a drag of the map away.
    """
    zones = dossier.zones[dossier.zones["demand_kwh"] > 0].sort_values("demand_kwh", ascending=False)
    most = zones[zones["demand_kwh"].cumsum() <= FRAMED_DEMAND * zones["demand_kwh"].sum()]
    built = dossier.sites[dossier.sites["status"] != "existing"]
    boxes = [frame.total_bounds for frame in (most, built) if len(frame)] or [dossier.boundary.total_bounds]
    west, south = np.min([box[:2] for box in boxes], axis=0)
    east, north = np.max([box[2:] for box in boxes], axis=0)
    return [[float(south), float(west)], [float(north), float(east)]]
