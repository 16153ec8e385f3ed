"""Edits and files of edits that cannot be: refused in one line with the reason, and all others stand."""

import geopandas as gpd
import pandas as pd
import pytest

from geodata.crs import LONLAT
from geodata.errors import InputError
from planner.jobs.edits import edits_in
from tests.fixtures.edited_layer import KEYS, edited, judged, with_cells
from tests.fixtures.tiny_city import CRS, tiny_scenario

REFUSED = {
    "unknown word": ({"a": {"action": "delet"}}, (), "the action 'delet' is not known; known are keep, force"),
    "a slip": ({"a": {"action": "запретит"}}, (), "did you mean 'запретить' (forbid)?"),
    "forbid and force": ({"a": {"action": "forbid; обязательно"}}, (), "to be forbidden and to be built (force); leave one"),
    "outside": ({"a": {"action": "move", "moved_m": 15_000.0}}, (), "outside the city"),
    "not moved": ({"a": {"action": "move"}}, (), "the point lies where the site is"),
    "a station moved": ({"st": {"moved_m": 300.0}}, (), "a station stands there and cannot be moved (300 m)"),
    "too many bays": ({"a": {"new_bays": 13}}, (), "13 bays are more than sites.max_bays (12)"),
    "no bays": ({"a": {"action": "change bays"}}, (), "new_bays is empty"),
    "no power": ({"a": {"action": "change kW", "new_kw": 0.0}}, (), "to build nothing, forbid the site"),
    "too dear": ({"a": {"action": "lock chargers", "new_chargers": "2 x dc_ccs2_60"}}, (), "the budget is 30,000 USD"),
    "more than its bays": ({"a": {"action": "lock", "new_chargers": "9 x ac_t2_22"}}, (), "take 9 bays and the site has 6"),
    "more than its power": ({"a": {"action": "lock", "new_chargers": "2 x dc_gbt_60", "new_kw": 100.0}}, (), "draw 120 kW and the site has 100 kW"),
    "unknown charger": ({"a": {"action": "lock", "new_chargers": "dc_ccs_60"}}, (), "did you mean 'dc_ccs2_60'?"),
    "chargers in words": ({"a": {"action": "lock", "new_chargers": "a few!"}}, (), "write them as '2 x dc_ccs2_60"),
    "nothing to keep": ({"c": {"action": "keep", "chargers": None, "chargers_json": None}}, (), "force the site instead"),
    "a wild point": ({}, ((400, 0.0, {}),), "a new site needs a point in the city"),
    "nothing to forbid": ({}, ((3, 500.0, {"action": "forbid"}),), "there is nothing to forbid"),
    "twice": ({"a": {"action": "force"}}, ((1, 5.0, {"action": "forbid"}),), "another edit is of the same site, a"),
    "an id of nowhere": ({}, ((3, 0.0, {"site_id": "bb", "action": "force"}),), "no site has the id 'bb'"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_an_edit_that_breaks_a_rule_is_refused_in_one_line_and_all_others_stand(city, sites, tmp_path, case):
    cells, drawn, said = REFUSED[case]
    beside = {"b": {"action": "keep", "new_chargers": "1 x ac_t2_22"}}
    path = edited(with_cells(sites, {**beside, **cells}, drawn), tmp_path / "e.gpkg")
    question, told = judged(path, city, tiny_scenario(plan={**KEYS, "budget_usd": 30_000}))
    refused = [why for _, _, out, why in told if out == "refused"]
    assert refused
    assert all(said in why for why in refused)
    assert all("\n" not in why and len(why) < 300 for why in refused)
    assert [one.site for one in question.scenario.plan.locked] == ["b"]
    assert "a" not in {*question.scenario.plan.forbidden} | {one.site for one in question.scenario.plan.locked}


def test_two_rows_of_a_site_count_once_where_they_say_the_same_and_not_at_all_where_they_do_not(city, sites, tmp_path):
    same = with_cells(sites, {"a": {"action": "force"}})
    for other, forced, refused in (("force", ("a",), 0), ("forbid", (), 2), (None, ("a",), 0)):
        twin = same.loc[["a"]].assign(action=other)
        path = edited(gpd.GeoDataFrame(pd.concat([twin, same]), crs=LONLAT), tmp_path / f"{other}.gpkg")
        question, told = judged(path, city)
        assert question.scenario.plan.forced == forced
        assert sum("2 edits of this site that do not say the same" in why for *_, why in told) == refused


def test_the_configuration_and_the_edits_may_not_say_opposite_things(city, sites, tmp_path):
    scenario = tiny_scenario(plan={**KEYS, "forced": ["a"], "forbidden": ["b"]})
    path = edited(with_cells(sites, {"a": {"action": "forbid"}, "b": {"action": "force"}}), tmp_path / "e.gpkg")
    question, told = judged(path, city, scenario)
    assert [why for *_, why in told] == [
        "plan.forced of the configuration names the site; take it from that list",
        "plan.forbidden of the configuration names the site; take it from that list",
    ]
    assert (question.scenario.plan.forced, question.scenario.plan.forbidden) == (("a",), ("b",))


def test_a_file_that_is_no_layer_of_sites_of_this_city_is_one_line(city, plan, sites, tmp_path):
    def refused(path, match):
        with pytest.raises(InputError, match=match) as caught:
            judged(path, city)
        assert "\n" not in str(caught.value)

    refused(
        plan.with_name("plan.gpkg|layername=zones"),
        r"layer 'zones' has no column 'site_id'.*its other layers are sites",
    )
    refused(plan.with_name("plan.gpkg|layername=sits"), "no layer 'sits'; its layers are sites, zones")
    refused(edited(sites.drop(columns="action"), tmp_path / "n.gpkg"), "the layer 'sites' has no column 'action'")
    with pytest.warns(UserWarning, match="'crs' was not provided"):
        edited(sites.set_crs(None, allow_override=True), tmp_path / "crs.gpkg")
    refused(tmp_path / "crs.gpkg", "the layer 'sites' has no coordinate system; give it the one")
    refused(
        edited(sites.set_crs(CRS, allow_override=True), tmp_path / "w.gpkg"), "says EPSG:32643 and is in another one"
    )
    swapped = sites.set_geometry(gpd.points_from_xy(sites.geometry.y, sites.geometry.x), crs=LONLAT)
    refused(edited(swapped, tmp_path / "s.gpkg"), "longitude and latitude are swapped")
    refused(
        edited(sites.assign(site_id="x-" + sites["site_id"]), tmp_path / "o.gpkg"),
        "none of the .* sites .* of this city",
    )
    refused(
        edited(sites.set_geometry(sites.to_crs(CRS).buffer(9.0).to_crs(LONLAT)), tmp_path / "p.gpkg"),
        "has a Polygon; expected points",
    )
    (tmp_path / "t.csv").write_text("site_id,action\na,keep\n", encoding="utf-8")
    refused(tmp_path / "t.csv", r"a file ending in '.csv'; expected .gpkg, .geojson")


def test_results_do_not_replace_the_file_with_the_edits(plan, tmp_path):
    with pytest.raises(
        InputError, match=r"plan.gpkg: the results would replace the file with your edits; name another"
    ):
        edits_in(f"{plan}|layername=sites", plan.parent)
    assert edits_in(str(plan), tmp_path).layer == "sites"
