"""Sites as GeoParquet 1.1, FlatGeobuf and KML: the same rows for a data platform, a web map and a phone or Google Earth."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd

from geodata.crs import LONLAT
from planner.dossier.dossier import Dossier
from planner.output.shared.chargers import chargers_words
from planner.output.shared.columns import flat_column
from planner.output.shared.places import titles_with_district
from planner.output.shared.sites_table import NESTED, flat_sites, ranked
from planner.support.files import raise_if_full, utf8_named
from planner.support.frames import plain
from planner.support.speech import _, told

LAYER = "sites"
_COLOURS = {"proposed": "ff50af4c", "upgrade": "ff00a5ff", "existing": "ff9e9e9e"}
"""Colours of KML: opacity, blue, green, red."""
_ICON = "http://maps.google.com/mapfiles/kml/paddle/wht-blank.png"
_OTHERWISE = {"name": "site_name"}
"""Names of columns that KML has for something else."""
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _folders() -> dict[str, str]:
    """Names of the folders of a KML file, by status."""
    return {
        "proposed": _("New sites"),
        "upgrade": _("Stations that get chargers"),
        "existing": _("Stations that stand"),
    }


def write_parquet(dossier: Dossier, path: Path) -> None:
    """Write GeoParquet 1.1 with the column `bbox`, by which readers skip what lies outside a window."""
    with path.open("wb") as file:
        _sites(dossier).to_parquet(file, index=False, schema_version="1.1.0", write_covering_bbox=True)


def write_flatgeobuf(dossier: Dossier, path: Path) -> None:
    """Write FlatGeobuf with its spatial index, in whose order the sites stand."""
    with utf8_named(path) as file:
        try:
            _sites(dossier).to_file(file, driver="FlatGeobuf", engine="pyogrio", layer=LAYER, index=False)
        except RuntimeError:  # of a full disk GDAL tells in words of its own
            raise_if_full(file)
            raise


def _sites(dossier: Dossier) -> gpd.GeoDataFrame:
    """One row a site: columns of `sites.csv`, nested ones of `plan.geojson` as JSON beside them, and the point."""
    order, table = ranked(dossier), flat_sites(dossier)
    for name in NESTED:
        table[f"{name}_json"] = [json.dumps(plain(cell), ensure_ascii=False) for cell in order[name]]
    for name in list(table.columns):
        if not pd.api.types.is_numeric_dtype(table[name]):
            table[name] = pd.Series([_text(cell) for cell in table[name]], index=table.index, dtype=object)
    return gpd.GeoDataFrame(table, geometry=list(order.geometry), crs=LONLAT)


def _text(cell: Any) -> str | None:
    """Text that UTF-8 and the libraries can hold."""
    shown = plain(cell)
    return None if shown is None else str(shown).replace("\x00", "").encode("utf-8", "replace").decode()


def write_kml(dossier: Dossier, path: Path) -> None:
    """Write KML 2.2: a folder for each status, figures of a site in its balloon and as extended data."""
    root = ET.Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = ET.SubElement(root, "Document")
    _add(document, "name", told(dossier.name))
    _add(document, "description", "\n".join(map(told, dossier.attribution)))
    for status, colour in _COLOURS.items():
        icon = ET.SubElement(ET.SubElement(document, "Style", id=status), "IconStyle")
        _add(icon, "color", colour)
        _add(ET.SubElement(icon, "Icon"), "href", _ICON)
    table, order, where = flat_sites(dossier), ranked(dossier), titles_with_district(dossier)
    for status, words in _folders().items():
        folder = ET.SubElement(document, "Folder")
        _add(folder, "name", words)
        for row, chargers in zip(table.to_dict("records"), order["chargers"], strict=True):
            if row["status"] == status:
                facts = {str(name): plain(cell) for name, cell in row.items()}
                folder.append(_placemark(facts, chargers, where[str(row["site_id"])]))
    ET.indent(root, " ")
    path.write_bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n")


def _placemark(facts: dict[str, Any], chargers: Any, where: str) -> ET.Element:
    """One site; its name begins with the rank, as it stands on the map of the plan."""
    mark = ET.Element("Placemark")
    rank = "" if facts["rank"] is None else f"{facts['rank']}. "
    _add(mark, "name", f"{rank}{facts['label']}")
    lines = (where, chargers_words(chargers), told(facts["reason"] or ""), told(facts["why"] or ""))
    # A balloon shows a description as HTML, so that text of the data is escaped once more for it.
    _add(mark, "description", "<br/>".join(_html(one) for one in lines if one))
    _add(mark, "styleUrl", f"#{facts['status']}")
    extended = ET.SubElement(mark, "ExtendedData")
    for name, cell in facts.items():
        if cell is not None:
            data = ET.SubElement(extended, "Data", name=_OTHERWISE.get(name, name))
            _add(data, "displayName", flat_column(name).titled)
            _add(data, "value", str(cell))
    _add(ET.SubElement(mark, "Point"), "coordinates", f"{facts['lon']:.6f},{facts['lat']:.6f}")
    return mark


def _html(text: str) -> str:
    plain_text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain_text.replace("$[", "&#36;[").replace("\n", "<br/>")


def _add(parent: ET.Element, tag: str, text: str) -> None:
    ET.SubElement(parent, tag).text = _NOT_IN_XML.sub("\ufffd", text)
