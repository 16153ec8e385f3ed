"""Texts that the scripts of these pages show, beside those of the map itself; `texts.js` puts values into them."""

from typing import Any

from planner.output.webmap.texts import counted, signs
from planner.output.webmap.texts import texts as texts_of_map
from planner.support.speech import _, plural, within


def texts() -> dict[str, Any]:
    """Every text by its key, and the signs of numbers, in the language of the reader."""
    told = {**_page(), **_card(), **_edits(), **_compared()}
    own = {key: one if isinstance(one, dict) else str(one) for key, one in told.items()}
    return {"texts": {**texts_of_map(), **own}, "signs": signs()}


def _page() -> dict[str, Any]:
    return {
        "map_of": _("Map of {name}", name="{name}"),
        "sites_counted": counted(lambda n: plural("{n} site", "{n} sites", n)),
        "edits_counted": counted(lambda n: plural("{n} edit", "{n} edits", n)),
        "mark_new": within("mark of a site that an edit brought", "new"),
        "mark_changed": within("mark of a site that an edit changed", "other chargers"),
        "legend_new": _("new by your last edit"),
        "legend_changed": _("other chargers by your last edit"),
        "legend_gone": _("gone by your last edit"),
        "gone_named": _("no longer in the plan: {name}", name="{name}"),
        "loop_opening": _("The plan is made ready for edits …"),
        "loop_planning": _("Planning again …"),
        "loop_improving": _("Ready for edits; meanwhile the search goes on."),
        "loop_ready": _("Ready for edits."),
        "loop_rest": _("Ready for edits."),
        "loop_failed": _("The plan cannot be edited."),
        "loop_closed": _("Edits are closed for now; open the page again to go on."),
        "conflict": _("No plan can keep all of this"),
        "refused": _("This was not done"),
        "usd": _("{usd} US dollars", usd="{usd}"),
        "balance_none": _("No balance: the money goes where it serves most, whatever the plug."),
        "balance_some": _(
            "Drivers of every large plug are served at least {percent} % of the average of all.", percent="{percent}"
        ),
        "balance_all": _("Drivers of every large plug are served alike."),
        "conflict_stays": _("The last plan stays on the map."),
        "nothing_changed": _("Nothing was changed."),
        "kept_open": _("Open it"),
        "status_candidate": _("possible site, not in the plan"),
        "status_rank": _("{status} · rank {rank}", status="{status}", rank="{rank}"),
    }


def _card() -> dict[str, Any]:
    return {
        "back": _("All sites"),
        "edits_of_site": _("Edits of this site"),
        "fact_power": _("New power"),
        "fact_cost": _("To build"),
        "fact_energy": _("Energy"),
        "fact_hours": _("In use a day, a gun"),
        "fact_bays": within("parking", "Bays"),
        "fact_grid": _("Spare power of the grid"),
        "fact_district": _("District"),
        "kwh_day": _("{kwh} kWh a day", kwh="{kwh}"),
        "lock": _("Lock as it is"),
        "force": _("Build here"),
        "forbid": _("Build nothing here"),
        "forbid_here": _("Add nothing here"),
        "move": _("Move"),
        "release": _("Release"),
        "change_chargers": _("Change chargers, bays or power"),
        "chargers_here": _("Chargers here, how many of each"),
        "bays_label": within("parking", "Bays"),
        "kw_label": _("Spare power of the grid, kW"),
        "set_chargers": _("Plan with these"),
        "move_where": _("Click where the site is to stand, or drag its disc."),
        "add_where": _("Click where a site may stand."),
        "area_first": _("Click the corners of the area that is to stay free."),
        "district_first": _("Click the corners of the district."),
        "district_n": _("District {n}", n="{n}"),
        "here_place": _("Use the middle of the map"),
        "here_area": _("Use all that is shown of the map"),
        "area_more": _("Click the next corner."),
        "area_close": _("Click the first corner or press Enter to end the area."),
    }


def _edits() -> dict[str, Any]:
    return {
        "take_back": _("Take back"),
        "take_back_named": _("Take back: {words}", words="{words}"),
        "state_locked": _("You locked these chargers."),
        "state_forced": _("You want something built here."),
        "state_forbidden": _("You want nothing added here."),
        "state_moved": _("You moved it."),
        "state_added": _("You added it."),
        "state_measured": _("You changed its bays or its power."),
        "short_locked": within("what was done with a site", "locked"),
        "short_forced": within("what was done with a site", "wanted"),
        "short_forbidden": within("what was done with a site", "forbidden"),
        "short_moved": within("what was done with a site", "moved"),
        "short_added": within("what was done with a site", "added"),
        "short_left": within("what was done with a site", "left alone"),
        "short_measured": within("what was done with a site", "changed"),
    }


def _compared() -> dict[str, Any]:
    return {
        "map_of_left": _("Left, map of {name}", name="{name}"),
        "map_of_right": _("Right, map of {name}", name="{name}"),
        "nothing_here": _("nothing is built here"),
        "side_left": _("only left"),
        "side_right": _("only right"),
        "side_changed": within("mark of a site that an edit changed", "other chargers"),
        "kwh_change": _("{kwh} kWh a day ({share} %)", kwh="{kwh}", share="{share}"),
        "proof_label": _("Proof"),
        "difference_counted": _(
            "{left} only left, {right} only right, {other} with other chargers, {alike} alike",
            left="{left}",
            right="{right}",
            other="{other}",
            alike="{alike}",
        ),
    }
