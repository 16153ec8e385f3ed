"""The little of QGIS's style language (QML) that a plan needs: single, categorised and graduated symbols, labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, tostring

from geodata.speech import local

DOCTYPE = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
_TRANSPARENT = "0,0,0,0"


@dataclass(frozen=True)
class Symbol:
    """One symbol layer: QGIS's `kind` (marker, line, fill), its layer class and its options."""

    kind: str
    layer_class: str
    options: dict[str, str]

    def write(self, parent: Element, name: str) -> None:
        """Append it to `parent` as QGIS writes it."""
        symbol = SubElement(parent, "symbol", type=self.kind, name=name, alpha="1", clip_to_extent="1", force_rhr="0")
        layer = SubElement(symbol, "layer", {"class": self.layer_class, "enabled": "1", "locked": "0", "pass": "0"})
        options = SubElement(layer, "Option", type="Map")
        for key, value in self.options.items():
            SubElement(options, "Option", type="QString", name=key, value=value)


def rgba(colour: str, alpha: int = 255) -> str:
    """Turn ``#rrggbb`` into QGIS's ``r,g,b,a``."""
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5)) + f",{alpha}"


def marker(colour: str, size_mm: float, *, shape: str = "circle") -> Symbol:
    """Make a point symbol with a white rim, so that it reads on any ground."""
    options = {
        "name": shape,
        "color": rgba(colour),
        "size": f"{size_mm:g}",
        "size_unit": "MM",
        "outline_color": rgba("#ffffff"),
        "outline_width": "0.4",
        "outline_width_unit": "MM",
    }
    return Symbol("marker", "SimpleMarker", options)


def line(colour: str, width_mm: float) -> Symbol:
    """Make a plain line."""
    return Symbol(
        "line",
        "SimpleLine",
        {
            "line_color": rgba(colour),
            "line_width": f"{width_mm:g}",
            "line_width_unit": "MM",
            "capstyle": "round",
            "joinstyle": "round",
        },
    )


def fill(colour: str, *, alpha: int = 255, edge: str | None = None, edge_mm: float = 0.1) -> Symbol:
    """Make a plain area; `alpha` 0 leaves the outline alone."""
    options = {
        "color": rgba(colour, alpha),
        "style": "solid" if alpha else "no",
        "outline_color": rgba(edge) if edge else _TRANSPARENT,
        "outline_style": "solid" if edge else "no",
        "outline_width": f"{edge_mm:g}",
        "outline_width_unit": "MM",
    }
    return Symbol("fill", "SimpleFill", options)


def single(symbol: Symbol, *, label: str | None = None) -> str:
    """Draw every feature alike."""
    root = _root(label)
    renderer = _renderer(root, "singleSymbol")
    symbol.write(SubElement(renderer, "symbols"), "0")
    return _text(root, label)


def categorised(attribute: str, categories: Sequence[tuple[str, str, Symbol]], *, label: str | None = None) -> str:
    """Draw by value; (value, caption, symbol) each, an empty value stands for all others."""
    root = _root(label)
    renderer = _renderer(root, "categorizedSymbol", attr=attribute)
    listed, symbols = SubElement(renderer, "categories"), SubElement(renderer, "symbols")
    for number, (value, caption, symbol) in enumerate(categories):
        SubElement(listed, "category", value=value, symbol=str(number), label=caption, render="true", type="string")
        symbol.write(symbols, str(number))
    return _text(root, label, points=categories[0][2].kind == "marker")


def graduated(attribute: str, breaks: Sequence[float], ramp: Sequence[str], unit: str) -> str:
    """Fill by class of a number, from ``breaks[i]`` to ``breaks[i + 1]``."""
    root = _root(None)
    renderer = _renderer(root, "graduatedSymbol", attr=attribute, graduatedMethod="GraduatedColor")
    ranges, symbols = SubElement(renderer, "ranges"), SubElement(renderer, "symbols")
    for number, (lower, upper) in enumerate(pairwise(breaks)):
        caption = f"{local(f'{lower:,.4g}')} – {local(f'{upper:,.4g}')} {unit}"
        SubElement(
            ranges, "range", lower=repr(lower), upper=repr(upper), symbol=str(number), label=caption, render="true"
        )
        fill(ramp[number], alpha=190, edge="#ffffff", edge_mm=0.05).write(symbols, str(number))
    return _text(root, None)


def _root(label: str | None) -> Element:
    return Element("qgis", version="3.28.0", styleCategories="AllStyleCategories", labelsEnabled="1" if label else "0")


def _renderer(root: Element, kind: str, **attributes: str) -> Element:
    return SubElement(
        root, "renderer-v2", {"type": kind, "forceraster": "0", "enableorderby": "0", "symbollevels": "0", **attributes}
    )


def _text(root: Element, label: str | None, *, points: bool = False) -> str:
    if label:
        settings = SubElement(SubElement(root, "labeling", type="simple"), "settings", calloutType="simple")
        style = SubElement(
            settings,
            "text-style",
            fieldName=label,
            isExpression="1",
            fontSize="8",
            fontSizeUnit="Point",
            textColor="40,40,40,255",
            namedStyle="Bold",
        )
        SubElement(
            style, "text-buffer", bufferDraw="1", bufferSize="0.8", bufferSizeUnits="MM", bufferColor="255,255,255,255"
        )
        SubElement(
            settings,
            "placement",
            placement="6" if points else "0",
            dist="1",
            distUnits="MM",
            predefinedPositionOrder="TR,TL,BR,BL,R,L,TSR,BSR",
        )
        SubElement(settings, "rendering", displayAll="1", obstacle="0")
    return DOCTYPE + tostring(root, encoding="unicode")
