"""What the page says of an edit is what the loop said, whatever the sites are called in the files of the planner."""

from planner.web.loops.pictures import edits_told, picture
from planner.web.loops.scenery import Scenery
from planner.web.plans.figures import Figures

SITE = {"lon": 76.9, "lat": 43.2, "status": "idle", "changed": None}
TOTALS = {
    "served_kwh": 13_450.0, "demand_kwh": 20_000.0, "cost_usd": 1.0, "budget_usd": 2.0,
    "new_sites": 2, "upgraded_sites": 0, "chargers": 3,
}  # fmt: skip


def test_numbers_in_a_sentence_stay_numbers_where_sites_have_numbers_for_ids():
    said = "2 new sites: “Depot 2”; 13,450 kWh a day more."
    found = {
        "became": "planned",
        "sentence": said,
        "status": "optimal",
        "gap": 0.01,
        "totals": TOTALS,
        "sites": [SITE | {"id": "2", "name": "Bazaar", "changed": "new"}, SITE | {"id": "13", "name": "Park"}],
        "conflict": {"text": "2 of 13 forced sites must go", "ways": ["plan.budget_usd: 13,000 instead of 2"]},
    }
    told = picture(found, Scenery({}, Figures(**TOTALS, gap=0.01, proven=True)), (), {})
    assert told["said"] == said
    assert told["conflict"]["said"] == "2 of 13 forced sites must go."
    assert told["conflict"]["ways"][0].endswith(": 13,000 instead of 2")


def test_a_station_that_stands_is_never_drawn_as_new_or_gone():
    guns = {"chargers": [], "kw": 0, "cost_usd": 0, "served_kwh": {}, "bays": 2, "grid_kw": 50, "name": "Park"}
    ways = (("1", "new", "new"), ("2", "upgrade", "new"), ("3", "gone", "gone"), ("4", "existing", "gone"))
    sites = [SITE | guns | {"id": site, "status": status, "changed": how} for site, status, how in ways]
    found = {"became": "planned", "sentence": "", "status": "optimal", "gap": 0.01, "totals": TOTALS, "conflict": None}
    changes = picture(found | {"sites": sites}, Scenery({}, Figures(**TOTALS, gap=0.01, proven=True)), (), {})[
        "changes"
    ]
    assert (changes["new"], changes["changed"]) == (["1"], ["2", "4"])
    assert [one["id"] for one in changes["gone"]] == ["3"]


def test_the_card_of_a_site_that_was_moved_says_nothing_of_its_old_place():
    filed = {"id": "7", "title": "Park", "at": [76.9, 43.2], "chargers": {}, "kwh": 0.0, "hours": None, "plan": "",
             "district": "Medeu", "sort": "parking", "reason": "drivers are less than 1 min away"}  # fmt: skip
    scenery = Scenery({"7": filed}, Figures(**TOTALS, gap=0.01, proven=True))
    drawn = SITE | {"id": "7", "name": "Park (moved, now: Bazaar)", "status": "new", "chargers": [], "kw": 0.0}
    drawn |= {"cost_usd": 0, "served_kwh": {}, "bays": 2, "grid_kw": 50}
    stays, moved = scenery.site(drawn), scenery.site(drawn | {"lat": 43.21})
    assert (stays["title"], stays["district"], stays["reason"]) == ("Park", "Medeu", filed["reason"])
    assert (moved["title"], moved["district"], moved["reason"]) == ("Park (moved, now: Bazaar)", None, None)
    edit = {"kind": "move", "site": "7", "lon": 76.9, "lat": 43.21}
    (told,) = edits_told([[edit]], {"7": drawn | {"lat": 43.21}}, scenery)
    assert told["words"] == "Park (moved, now: Bazaar): moved"
