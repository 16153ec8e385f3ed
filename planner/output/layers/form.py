"""The attribute form of a layer in QGIS's style language: tabs of fields, drop-down lists, dates, photos, names for people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from planner.output.layers.qml import DOCTYPE

NO_VALUE = "{2839923C-8B7D-419E-B84B-CA2FE9B80EC7}"
"""How QGIS writes an empty cell among the values of a drop-down list."""
Options = Mapping[str, str | bool | int]


@dataclass(frozen=True)
class Widget:
    """How a field is filled in: QGIS's name of the widget, its options, and the list of a drop-down (value, words)."""

    kind: str
    options: Options = field(default_factory=dict)
    choices: Sequence[tuple[str, str]] = ()

    def write(self, parent: Element) -> None:
        """Append it to the configuration of its field."""
        widget = SubElement(parent, "editWidget", type=self.kind)
        table = SubElement(SubElement(widget, "config"), "Option", type="Map")
        for name, value in self.options.items():
            kind = {bool: "bool", int: "int"}.get(type(value), "QString")
            SubElement(
                table, "Option", type=kind, name=name, value=str(value).lower() if kind == "bool" else str(value)
            )
        if self.choices:
            listed = SubElement(table, "Option", type="List", name="map")
            for value, words in (("", "–"), *self.choices):
                one = SubElement(listed, "Option", type="Map")
                SubElement(one, "Option", type="QString", name=words, value=value or NO_VALUE)


TEXT = Widget("TextEdit", {"IsMultiline": False})
LINES = Widget("TextEdit", {"IsMultiline": True})
NUMBER = Widget("Range", {"AllowNull": True, "Min": 0, "Max": 100_000, "Step": 1, "Style": "SpinBox"})
DATE = Widget(
    "DateTime",
    {"allow_null": True, "calendar_popup": True, "display_format": "yyyy-MM-dd", "field_format": "yyyy-MM-dd"},
)
PHOTO = Widget(
    "ExternalResource",
    {
        "DocumentViewer": 1,
        "FileWidget": True,
        "FileWidgetButton": True,
        "RelativeStorage": 1,
        "StorageMode": 0,
        "DocumentViewerHeight": 240,
    },
)


def choice(*choices: tuple[str, str]) -> Widget:
    """A drop-down list; an empty cell stands first."""
    return Widget("ValueMap", choices=choices)


@dataclass(frozen=True)
class Form:
    """An attribute form.

    Parameters
    ----------
    tabs : mapping
        Names of fields by tab; fields that stand in no tab are in the table only.
    widgets : mapping
        By field; the others are plain text.
    titles : mapping
        Names of fields for people.
    editable : sequence of str
        Fields that may be filled in; all others are only shown.
    """

    tabs: Mapping[str, Sequence[str]]
    widgets: Mapping[str, Widget]
    titles: Mapping[str, str]
    editable: Sequence[str]

    def added_to(self, qml: str, fields: Sequence[str]) -> str:
        """Return a style with this form."""
        root = fromstring(qml.removeprefix(DOCTYPE))  # noqa: S314  what this package wrote itself
        configured, named = SubElement(root, "fieldConfiguration"), SubElement(root, "aliases")
        editable, top = SubElement(root, "editable"), SubElement(root, "labelOnTop")
        for at, name in enumerate(fields):
            own = SubElement(configured, "field", name=name, configurationFlags="NoFlag")
            self.widgets.get(name, TEXT).write(own)
            SubElement(named, "alias", field=name, index=str(at), name=self.titles.get(name, ""))
            SubElement(editable, "field", name=name, editable=str(int(name in self.editable)))
            SubElement(top, "field", name=name, labelOnTop="0")
        SubElement(root, "editorlayout").text = "tablayout"
        form = SubElement(root, "attributeEditorForm")
        for tab, names in self.tabs.items():
            page = SubElement(
                form,
                "attributeEditorContainer",
                {
                    "name": tab,
                    "type": "Tab",
                    "groupBox": "0",
                    "columnCount": "1",
                    "showLabel": "1",
                    "visibilityExpressionEnabled": "0",
                    "visibilityExpression": "",
                },
            )
            for name in names:
                if name in fields:
                    SubElement(page, "attributeEditorField", name=name, index=str(fields.index(name)), showLabel="1")
        return DOCTYPE + tostring(root, encoding="unicode")
