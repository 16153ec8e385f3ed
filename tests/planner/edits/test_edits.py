"""What a planner changes in `plan.gpkg` becomes rules and facts of the question, and the plan keeps it and tells of it."""

import re

import geopandas as gpd
import pytest

from geodata.input_file import InputFile
from planner.dossier.dossier import Dossier
from planner.edits.edit_layer import read_edits
from planner.output.geojson import feature_collection
from planner.output.gpkg.writer import write_gpkg
from planner.output.report.writer import report_html
from planner.output.shared.earlier_plan import earlier_lines
from planner.output.shared.edits import edit_lines, edit_rows
from planner.output.shared.reader import written_for
from planner.output.summary import summary
from planner.pipeline import make_plan
from tests.fixtures.edited_layer import DRAWN, KEYS, edited, judged, planned, with_cells
from tests.fixtures.tiny_city import corner, silent, tiny_scenario

CELLS = {
    "a": {"action": "закрепить зарядки", "new_chargers": "1 x dc_gbt_60", "note": "согласовано, «акимат»"},
    "b": {"action": "move", "moved_m": 140.0, "new_bays": 5},
    "c": {"action": "forbid"},
    "st": {"action": "change bays; change kW", "new_bays": 2, "new_kw": 88.5},
}


def test_edits_become_rules_and_facts_of_the_question(city, sites, tmp_path):
    question, told = judged(edited(with_cells(sites, CELLS, DRAWN), tmp_path / "e.gpkg"), city)
    ask, places = question.scenario.plan, question.places
    number, (new, other) = places.number(), sorted(one for one in places.number() if one.startswith("drawn-"))
    assert [(one.site, one.chargers, one.hold) for one in ask.locked] == [("a", {"dc_gbt_60": 1}, "exactly")]
    assert (ask.forbidden, ask.forced) == (("c",), (new,) if places.xy_m[number[new], 1] > corner(3)[1] else (other,))
    assert places.xy_m[number["b"], 0] == pytest.approx(corner(5)[0] + 140, abs=0.1)
    assert (places.bays[number["b"]], places.bays[number["st"]]) == (5, 2)
    assert places.grid_kw[number["st"]] == 88.5
    assert min(places.grid_kw[[number[new], number[other]]]) == 120.0
    assert {out for _, _, out, _ in told} == {"applied"}, told
    assert len(told) == 10


def test_the_plan_keeps_the_edits_and_its_own_file_asks_for_the_same_again(city, sites, tmp_path):
    """The fixed point: the plan made of edits writes a file that, given as edits, makes the same plan."""
    path, made = edited(with_cells(sites, CELLS, DRAWN), tmp_path / "e.gpkg"), []
    for number in range(2):
        layer = read_edits(InputFile(path))
        dossier = planned(city, edits=layer)
        path = tmp_path / f"plan{number}.gpkg"
        write_gpkg(dossier, path)
        made.append(Dossier.from_json(dossier.to_json()))
        assert {change["outcome"] for one in dossier.edits for change in one["changes"]} == {"applied"}
        assert "e.gpkg" in dossier.inputs or "plan0.gpkg" in dossier.inputs
    first, second = made
    built = {row.site_id: {one["type"]: one["count"] for one in row.chargers} for row in first.sites.itertuples()}
    assert built["a"] == {"dc_gbt_60": 1}
    assert not built.get("c")
    assert any(name.startswith("drawn-") and chargers for name, chargers in built.items())
    same = ["site_id", "chargers", "rank", "bays", "grid_kw", "status"]
    assert first.sites[same].equals(second.sites[same])
    assert first.proof.value == pytest.approx(second.proof.value, rel=1e-9)
    assert [one["note"] for one in second.edits if one["site_id"] == "a"] == ["согласовано, «акимат»"]
    back = gpd.read_file(path, layer="sites").set_index("site_id")
    assert back.loc["c", ["status", "action"]].tolist() == ["left out", "forbid"]
    assert "applied: new site" in " ".join(back["edit_result"].dropna())
    with written_for(second, "ru"):
        write_gpkg(second, tmp_path / "ru.gpkg")
        properties = [one["properties"] for one in feature_collection(second)["features"]]
    back = gpd.read_file(tmp_path / "ru.gpkg", layer="sites").set_index("site_id")
    texts = [text for name in ("edit_result", "reason", "why") for text in back[name].dropna()]
    texts += [text for one in properties for text in (one["reason"], one["why"]) if text]
    assert any("новая площадка" in text for text in texts)
    assert not [text for text in texts if re.search(r"\b(applied|serves?|the|with|of)\b", text, re.IGNORECASE)]
    assert back.loc["c", "status"] == "left out", "codes are the same in every language"


def test_terminal_summary_and_report_tell_every_edit_and_escape_its_note(city, sites, tmp_path):
    cells = {"c": {"action": "forbid", "note": "<script>x</script>"}, "a": {"action": "delet"}}
    layer = read_edits(InputFile(edited(with_cells(sites, cells), tmp_path / "e.gpkg")))
    dossier = planned(city, edits=layer)
    assert edit_lines(dossier.edits)[:1] == ["Edits: 1 applied, 1 refused."]
    assert edit_lines(dossier.edits)[1].startswith(
        "  refused: a (Lot a), not understood: the action 'delet' is not known"
    )
    moved = {"action": "move", "outcome": "applied", "said": "moved 3 149 m"}
    row = dict(dossier.edits[0], site_id="a", changes=(moved,))
    for built, said in (({"a"}, "chargers are added there"), (set(), "nothing is built there")):
        assert [one["said"] for one in edit_rows([row], built=built)] == [f"moved 3 149 m; {said}"]
    refused = dict(row, changes=({**moved, "outcome": "refused"},))
    assert [one["said"] for one in edit_rows([refused], built=set())] == ["moved 3 149 m"]
    told = summary(dossier)["edits"]
    assert [(one["site_id"], one["changes"][0]["outcome"]) for one in told] == [("a", "refused"), ("c", "applied")]
    page = report_html(dossier)
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page
    assert "nothing is built there" in page
    (source,) = [one for one in dossier.sources if one.format == "edits"]
    assert (source.records, source.dropped, source.problems[0].record) == (len(sites), 1, "a")


def test_with_phases_what_is_locked_stands_in_the_last_and_is_never_exceeded_before(city, sites, tmp_path):
    phases = [{"year": 2026, "budget_usd": 90_000}, {"year": 2028, "budget_usd": 120_000}]
    cells = {"a": {"action": "lock", "new_chargers": "2 x dc_ccs2_60"}, "c": {"action": "forbid"}}
    layer = read_edits(InputFile(edited(with_cells(sites, cells), tmp_path / "e.gpkg")))
    scenario = tiny_scenario(plan={**KEYS, "phases": phases, "budget_usd": 210_000}, fleet={"year": 2028})
    dossier = make_plan(city, scenario, say=silent, edits=layer, quick=True)
    built = {row.site_id: {one["type"]: one["count"] for one in row.chargers} for row in dossier.sites.itertuples()}
    assert built["a"] == {"dc_ccs2_60": 2}
    assert not built.get("c")
    added = dossier.studies["phases"]["sites"]["a"]
    assert {kind for kinds in added.values() for kind in kinds} == {"dc_ccs2_60"}
    assert sum(count for kinds in added.values() for count in kinds.values()) == 2


def test_what_an_edit_changed_elsewhere_is_told_beside_the_plan_of_the_layer(city, unedited, plan, tmp_path):
    first = unedited
    built = {row.site_id: {one["type"]: one["count"] for one in row.chargers} for row in first.sites.itertuples()}
    gone = next(site for site, chargers in built.items() if chargers)
    layer = gpd.read_file(plan, layer="sites")
    layer = layer.set_index("site_id", drop=False).rename_axis(None)
    path = edited(with_cells(layer, {gone: {"action": "forbid"}}), tmp_path / "e.gpkg")
    dossier = planned(city, edits=read_edits(InputFile(path)))
    after = {row.site_id: {one["type"]: one["count"] for one in row.chargers} for row in dossier.sites.itertuples()}
    found = {one["site_id"]: one for one in dossier.studies["earlier"]["sites"]}
    assert found[gone]["became"] == "gone"
    assert [site for site, one in found.items() if one["edited"]] == [gone]
    for site, one in found.items():
        assert one["before"] == built.get(site, {})
        assert one["after"] == after.get(site, {})
        assert (one["became"] == "same") == (one["before"] == one["after"])
    assert set(found) == {site for site, chargers in {**built, **after}.items() if chargers or built.get(site)}
    lines = earlier_lines(dossier)
    assert re.match(r"Sites beside the plan in the layer that was edited: \d+ new, [1-9]\d* gone", lines[0])
    page = report_html(Dossier.from_json(dossier.to_json()))
    assert "What differs from the plan that was edited" in page


def test_a_layer_without_its_plan_says_that_it_cannot_tell(city, sites, tmp_path):
    bare = with_cells(sites, {"c": {"action": "forbid"}}).drop(columns=["chargers", "chargers_json"], errors="ignore")
    layer = read_edits(InputFile(edited(bare, tmp_path / "e.gpkg")))
    dossier = planned(city, edits=layer)
    assert earlier_lines(dossier) == [
        "The edited layer does not hold the plan that it was made from, so what changed beside it cannot be told."
    ]
