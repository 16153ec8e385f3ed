"""The attribute forms of sites: what is to be done with each, and what was seen on the spot."""

from planner.edits.words import MEANINGS
from planner.output.layers.columns import described
from planner.output.layers.form import DATE, LINES, NUMBER, PHOTO, Form, Widget, choice

ASKED = ("action", "new_bays", "new_kw", "new_chargers", "note")
"""Fields that a planner fills in."""
SEEN = ("owner", "land", "cable_way", "light", "photo", "visited_on", "visitor")
"""Fields that a visitor fills in beside them."""
WIDGETS: dict[str, Widget] = {
    "action": choice(*((action.value, words) for action, words in MEANINGS.items())),
    "new_bays": NUMBER,
    "new_kw": NUMBER,
    "note": LINES,
    "land": choice(("municipal", "municipal"), ("leased", "leased"), ("private", "private"), ("unknown", "not known")),
    "cable_way": choice(
        ("free", "free: along the kerb or over open ground"),
        ("digging", "digging through paving"),
        ("crossing", "under a street"),
        ("none", "no way was found"),
    ),
    "light": choice(("yes", "lit at night"), ("partly", "partly lit"), ("no", "dark")),
    "photo": PHOTO,
    "visited_on": DATE,
}
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
_TITLES = {
    name: known[0]
    for name in (*ASKED, *SEEN, *_SITE, *_REASONS, "edit_result")
    if (known := described(name)) is not None
}

FORMS = {
    "sites": Form(
        {"Edit": (*ASKED, "edit_result"), "Site": _SITE, "Why": _REASONS}, WIDGETS, _TITLES, (*ASKED, "name")
    ),
    "field": Form(
        {
            "Seen": ("site_id", "label", "chargers", "new_bays", *SEEN),
            "Edit": ("action", "new_kw", "new_chargers", "note"),
            "Site": _SITE,
        },
        WIDGETS,
        _TITLES,
        (*ASKED, *SEEN, "name"),
    ),
}
"""By layer."""
