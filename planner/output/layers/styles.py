"""How QGIS draws each layer."""

import geopandas as gpd
import numpy as np

from planner.demand.occasions import Occasion
from planner.edits.words import WORDS, Action
from planner.output.layers.qml import categorised, fill, graduated, line, marker, single
from planner.output.layers.site_forms import FORMS, choices, form_of
from planner.output.shared.ramps import FIFTHS, GREENS, HOT_SPOTS, PURPLES, SHARE_ENDS
from planner.support.speech import _, told, within

_ROADS = (
    ("motorway", "#8c8c8c", 1.0),
    ("trunk", "#8c8c8c", 0.9),
    ("primary", "#9a9a9a", 0.7),
    ("secondary", "#a8a8a8", 0.55),
    ("tertiary", "#b8b8b8", 0.4),
)
_ACTIONS = (
    (Action.KEEP, "#009E73", "circle"),
    (Action.FORCE, "#009E73", "triangle"),
    (Action.FORBID, "#C00000", "octagon"),
    (Action.MOVE, "#CC79A7", "pentagon"),
    (Action.BAYS, "#E69F00", "hexagon"),
    (Action.KW, "#E69F00", "hexagon"),
    (Action.LOCK, "#000000", "square"),
)
"""Colour and shape of each action."""


def styles_of(layer: str, frame: gpd.GeoDataFrame) -> dict[str, str]:
    """QML by style name; the first one is the default."""
    if layer == "zones" or layer.startswith("zones_"):
        return _zone_styles(frame)
    if layer in FORMS:
        return {
            within("style of a layer", "action and status"): form_of(layer).added_to(
                _sites_style(), list(frame.columns.drop(frame.geometry.name))
            )
        }
    if layer == "roads":
        known = [(name, name, line(colour, width)) for name, colour, width in _ROADS]
        return {
            within("style of a layer", "class"): categorised(
                "road_class", [*known, ("", _("other streets"), line("#d0d0d0", 0.2))]
            )
        }
    if layer == "ground":
        kinds = [
            ("water", within("ground", "water"), fill("#bcd8ea")),
            ("green", within("ground", "green"), fill("#d9ead0")),
        ]
        return {within("style of a layer", "kind"): categorised("kind", kinds)}
    if layer == "stations":
        usable = ("yes", _("supply today"), marker("#0072B2", 2.4, shape="square"))
        other = ("", _("no supply"), marker("#bdbdbd", 2.0, shape="square"))
        return {within("style of a layer", "supply"): categorised("supply", [usable, other])}
    return {layer: _plain_style(layer)}


def _plain_style(layer: str) -> str:
    """Depots as points with their names, outlines for all else."""
    if layer == "bus_depots":
        return single(marker("#4a3f6b", 4.0, shape="square"), label='"depot"')
    edge = 0.9 if layer == "boundary" else 0.4
    label = '"district"' if layer == "districts" else None
    return single(fill("#ffffff", alpha=0, edge="#444444", edge_mm=edge), label=label)


_QUOTE = "'"
"""Within a text of an expression it is written twice: words of Uzbek have it."""


def _sites_style() -> str:
    """By action where there is one, else by status."""
    called = dict(choices("action"))
    edited = [
        (action.value, called[action.value].partition(":")[0], marker(colour, 5.0, shape=shape))
        for action, colour, shape in _ACTIONS
    ]
    plain = [
        ("proposed", within("site", "proposed"), marker("#D55E00", 4.2)),
        ("upgrade", within("site", "upgraded"), marker("#0072B2", 4.2, shape="diamond")),
        ("existing", within("site", "existing"), marker("#8a8a8a", 2.6, shape="square")),
        ("left out", _("edited, nothing built"), marker("#bdbdbd", 3.0)),
        ("", _("drawn, or another word in action"), marker("#56B4E9", 5.0, shape="star")),
    ]
    known = ", ".join(
        f"'{word.replace(_QUOTE, 2 * _QUOTE)}', '{action.value}'" for word, action in sorted(WORDS.items())
    )
    word = 'lower(trim("action"))'
    expression = f"""if("action" is null or {word} = '', "status", coalesce(map_get(map({known}), {word}), "action"))"""
    return categorised(expression, [*edited, *plain], label='if("rank" is null, \'\', to_string("rank"))')


def _zone_styles(frame: gpd.GeoDataFrame) -> dict[str, str]:
    """Demand first, the share served where a layer has it, then each occasion and the percentiles of the demand."""
    per_day, assumed = _("kWh/day"), _("kWh/day, assumed")
    out: dict[str, str] = {
        within("style of a layer", "demand"): graduated(
            "demand_kwh", _breaks(frame["demand_kwh"], HOT_SPOTS), PURPLES, per_day
        )
    }
    if "coverage" in frame:
        out[within("style of a layer", "coverage")] = graduated(
            "coverage", [0.0, *SHARE_ENDS], GREENS, _("share served")
        )
    for name in (f"occasion_{one}" for one in Occasion):
        if name in frame:
            occasion = told(Occasion(name.removeprefix("occasion_")).label)
            title = _("demand {occasion}", occasion=occasion)
            out[title] = graduated(name, _breaks(frame[name], HOT_SPOTS), PURPLES, assumed)
    for name in ("p10_kwh", "p90_kwh"):
        if name in frame:  # in the classes of the demand itself, so that the three can be compared
            ends = [
                *_breaks(frame["demand_kwh"], HOT_SPOTS)[:-1],
                max(float(frame[name].max()), float(frame["demand_kwh"].max())),
            ]
            out[_("demand {percentile}", percentile=name[:3])] = graduated(name, ends, PURPLES, assumed)
    return out


def _breaks(values: "gpd.GeoSeries", quantiles: tuple[float, ...] = FIFTHS) -> list[float]:
    """Quantiles of what is above zero; five classes, or as many as differ."""
    positive = np.asarray(values, dtype=float)
    positive = positive[np.isfinite(positive) & (positive > 0)]
    if not len(positive):
        return [0.0, 1.0]
    return [0.0, *sorted({float(one) for one in np.quantile(positive, quantiles)})]
