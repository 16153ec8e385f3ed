"""The attribute forms of sites: what is to be done with each, and what was seen on the spot."""

from collections.abc import Callable, Mapping, Sequence

from planner.output.layers.columns import described
from planner.output.layers.form import DATE, LINES, NUMBER, PHOTO, Form, Widget, choice
from planner.output.shared.coded import COLUMNS
from planner.output.shared.place_words import LONGER
from planner.support.speech import _, within

ASKED = ("action", "new_bays", "new_kw", "new_chargers", "note")
"""Fields that a planner fills in."""
SEEN = ("owner", "land", "cable_way", "light", "photo", "visited_on", "visitor")
"""Fields that a visitor fills in beside them."""
_SITE = (
    "site_id",
    "label",
    "name",
    "status",
    "rank",
    "district",
    "kind",
    "chargers",
    "bays",
    "grid_kw",
    "power_kw",
    "cost_usd",
)
_REASONS = ("served_kwh_per_day", "reason", "why")
_CHOICES: dict[str, Mapping[str, Callable[[], str]]] = {
    "action": {
        "keep": lambda: _("keep: at least what the plan proposes here"),
        "force": lambda: _("force: something must be built here"),
        "forbid": lambda: _("forbid: nothing may be added here"),
        "move": lambda: _("move: to where the point was dragged"),
        "change bays": lambda: _("change bays: to the column new_bays"),
        "change kW": lambda: _("change kW: spare power to the column new_kw"),
        "lock chargers": lambda: _("lock chargers: exactly these, or those of the column new_chargers"),
    },
    "land": {
        "municipal": lambda: within("land", "municipal"),
        "leased": lambda: within("land", "leased"),
        "private": lambda: within("land", "private"),
        "unknown": lambda: within("land", "not known"),
    },
    "cable_way": {
        "free": lambda: _("free: along the kerb or over open ground"),
        "digging": lambda: _("digging through paving"),
        "crossing": lambda: _("under a street"),
        "none": lambda: _("no way was found"),
    },
    "light": {
        "yes": lambda: _("lit at night"),
        "partly": lambda: _("partly lit"),
        "no": lambda: _("dark"),
    },
}
"""Words of the drop-down lists by the value that stands in the file, which is the same in every language."""
_SHOWN: dict[str, Mapping[str, Callable[[], str]]] = {
    **{column: of for column, (_listed, of) in COLUMNS.items()},
    "kind": LONGER,
}
"""The same of codes that are only shown."""
_WIDGETS = {"new_bays": NUMBER, "new_kw": NUMBER, "note": LINES, "photo": PHOTO, "visited_on": DATE}
FORMS = ("sites", "field")
"""Layers that have one."""


def choices(field: str) -> list[tuple[str, str]]:
    """Values of a drop-down list with their words."""
    return [(value, words()) for value, words in (_SHOWN | _CHOICES)[field].items()]


def form_of(layer: str) -> Form:
    """The form of a layer of `FORMS` in the language of the moment."""
    widgets: dict[str, Widget] = {**_WIDGETS, **{field: choice(*choices(field)) for field in (*_SHOWN, *_CHOICES)}}
    names = (*ASKED, *SEEN, *_SITE, *_REASONS, "edit_result")
    titles = {name: known[0] for name in names if (known := described(name)) is not None}
    edit, site, why = within("tab of a form", "Edit"), within("tab of a form", "Site"), within("tab of a form", "Why")
    if layer == "sites":
        tabs: dict[str, Sequence[str]] = {edit: (*ASKED, "edit_result"), site: _SITE, why: _REASONS}
        return Form(tabs, widgets, titles, (*ASKED, "name"))
    seen = within("tab of a form", "Seen")
    tabs = {
        seen: ("site_id", "label", "chargers", "new_bays", *SEEN),
        edit: ("action", "new_kw", "new_chargers", "note"),
        site: _SITE,
    }
    return Form(tabs, widgets, titles, (*ASKED, *SEEN, "name"))
