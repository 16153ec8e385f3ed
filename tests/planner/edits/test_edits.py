"""What a planner changes in `plan.gpkg` comes back whole: honoured or refused with the reason, whichever tool wrote the file."""

import random
import re
import shutil
import sqlite3
import subprocess
from contextlib import closing

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import Point

from geodata.crs import LONLAT
from geodata.errors import InputError
from geodata.input_file import InputFile
from geodata.words.vocabulary import words
from planner.dossier.dossier import Dossier
from planner.edits.edit_layer import ASKED, read_edits
from planner.edits.ground import edit_ground
from planner.edits.rules import edit_rules
from planner.edits.wishes import chargers_in
from planner.edits.words import OFFERED, WORDS, Action, actions_in
from planner.jobs.edits import edits_in
from planner.output.geojson import feature_collection
from planner.output.gpkg.writer import write_gpkg
from planner.output.report.writer import report_html
from planner.output.shared.edits import edit_lines, edit_rows
from planner.output.shared.reader import written_for
from planner.output.summary import summary
from planner.pipeline import make_plan
from planner.question import question_of
from planner.support.speech import told
from tests.fixtures.tiny_city import CRS, corner, silent, tiny_city, tiny_scenario

KEYS = {"chargers": ["dc_gbt_60", "dc_ccs2_60", "ac_t2_22"], "reasons": False}


@pytest.fixture(scope="module")
def city():
    return tiny_city()


@pytest.fixture(scope="module")
def plan(city, tmp_path_factory):
    path = tmp_path_factory.mktemp("plan") / "plan.gpkg"
    write_gpkg(make_plan(city, tiny_scenario(plan=KEYS), say=silent), path)
    return path


@pytest.fixture(scope="module")
def sites(plan):
    return gpd.read_file(plan, layer="sites").set_index("site_id", drop=False)


def edited(frame, path, layer="sites", **options):
    frame.reset_index(drop=True).to_file(path, layer=layer, driver="GPKG", **options)
    return path


def with_cells(sites, cells, drawn=()):
    """The layer with cells filled in by site, and points drawn: (corner, north in metres, cells)."""
    out = sites.copy()
    for site, mine in cells.items():
        for name, value in mine.items():
            if name == "moved_m":
                there = out.geometry.to_crs(CRS)[site]
                out.loc[[site], "geometry"] = on_earth(there.x + value, there.y).to_numpy()
            else:
                out[name] = out[name].astype(object)
                out.loc[site, name] = value
    rows = [{**mine, "geometry": on_earth(corner(k)[0], corner(k)[1] + north).iloc[0]} for k, north, mine in drawn]
    if rows:
        both = pd.concat([pd.DataFrame(one).astype(object) for one in (out, rows)])
        out = gpd.GeoDataFrame(both, geometry="geometry", crs=LONLAT)
    return out


def on_earth(x, y):
    return gpd.GeoSeries([Point(x, y)], crs=CRS).to_crs(LONLAT)


def judged(path, city, scenario=None):
    """The question that edits make, and what became of each: (site, action, outcome, said)."""
    ground = edit_ground(read_edits(InputFile(path)), city, scenario or tiny_scenario(plan=KEYS))
    question = edit_rules(question_of(ground.city, ground.scenario, say=silent), ground.wishes)
    told = [(one.label, action.value, out, said) for one in ground.told for action, out, said in one.outcomes]
    return question, told


CELLS = {
    "a": {"action": "закрепить зарядки", "new_chargers": "1 x dc_gbt_60", "note": "согласовано, «акимат»"},
    "b": {"action": "move", "moved_m": 140.0, "new_bays": 5},
    "c": {"action": "forbid"},
    "st": {"action": "change bays; change kW", "new_bays": 2, "new_kw": 88.5},
}
DRAWN = ((3, 200.0, {"action": "обязательно", "name": "Новый рынок"}), (7, -300.0, {"new_kw": 120.0}))


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
        dossier = make_plan(city, tiny_scenario(plan=KEYS), say=silent, edits=layer)
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
    dossier = make_plan(city, tiny_scenario(plan=KEYS), say=silent, edits=layer)
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


def by_geopandas(source, path, rng):
    """Columns and rows in another order, the geometry by another name, further layers before and after."""
    sites = gpd.read_file(source, layer="sites")
    columns = [name for name in sites.columns if name != "geometry"]
    rng.shuffle(columns)
    again = sites.sample(frac=1.0, random_state=rng.randrange(1_000))[[*columns, "geometry"]].rename_geometry("geom_2")
    gpd.read_file(source, layer="zones").to_file(path, layer="zones", driver="GPKG")
    again.to_crs(rng.choice([LONLAT, CRS, "EPSG:3857"])).to_file(path, layer="sites", driver="GPKG")
    gpd.read_file(source, layer="boundary").to_file(path, layer="a first layer", driver="GPKG")


def by_geojson(source, path, rng):
    gpd.read_file(source, layer="sites").to_crs(LONLAT).to_file(path.with_suffix(".geojson"), driver="GeoJSON")


def by_ogr2ogr(source, path, rng):
    """Layers in reverse, another name of the key and of the geometry, the sites under another name and named back by the path."""
    for layer in ("zones", "stations", "sites"):
        name = "nouveau" if layer == "sites" else layer
        subprocess.run(
            ["ogr2ogr", "-update", "-append", "-f", "GPKG", str(path), str(source), layer, "-nln", name]
            + ["-lco", "FID=ogc_fid", "-lco", "GEOMETRY_NAME=the_geom", "-nlt", "MULTIPOINT"] * (layer == "sites"),
            check=True,
            capture_output=True,
        )
    return path.with_name(f"{path.name}|layername=nouveau")


def by_hand(source, path, rng):
    """A copy whose layer was renamed in place: known by what the table of contents says of it."""
    shutil.copy(source, path)
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("gpkg_contents", "gpkg_geometry_columns"):
            connection.execute(f"UPDATE {table} SET table_name = 'участки' WHERE table_name = 'sites'")
        connection.execute("DELETE FROM gpkg_extensions WHERE table_name = 'sites'")
        connection.execute("DROP TABLE IF EXISTS gpkg_ogr_contents")
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in triggers.fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        connection.execute("ALTER TABLE sites RENAME TO участки")


@pytest.mark.parametrize("tool", [by_geopandas, by_geojson, by_ogr2ogr, by_hand], ids=lambda tool: tool.__name__)
@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_tool_rewrites_the_file_the_same_question_comes_back(city, plan, sites, tmp_path, tool, seed):
    """Random edits, written into the plan's own file as QGIS does, then rewritten: question and outcomes are those of the file itself."""
    if tool is by_ogr2ogr and shutil.which("ogr2ogr") is None:
        pytest.skip("needs ogr2ogr (Debian: gdal-bin)")
    rng = random.Random(seed)
    words = sorted(WORDS)
    cells = {
        site: {
            "action": rng.choice([None, *words, f"{rng.choice(words)}; {rng.choice(words)}"]),
            "new_bays": rng.choice([None, None, 3, 40]),
            "new_kw": rng.choice([None, None, 99.5]),
            "note": rng.choice([None, "«ёлка»; \"'"]),
            "moved_m": rng.choice([0.0, 0.0, 0.0, 77.0, 90_000.0]),
        }
        for site in sites.index
    }
    source = tmp_path / "source.gpkg"
    shutil.copy(plan, source)
    drawn = [
        (rng.uniform(0, 9), rng.uniform(-900, 900), {"action": rng.choice([None, "force", "ban"])}) for _ in range(3)
    ]
    edited(with_cells(sites, cells, drawn), source, DESCRIPTION="evplan layer sites: as the plan has it")
    path = tmp_path / "back.gpkg"
    path = tool(source, path, rng) or (path if path.exists() else path.with_suffix(".geojson"))
    (before, told), (after, told_back) = judged(source, city), judged(path, city)
    assert told_back == told
    assert told
    assert after.scenario == before.scenario
    assert after.places.same_sites(before.places) or abs(after.places.xy_m - before.places.xy_m).max() < 0.1
    asked = [
        {(row.site_id, *sorted(row.asked.items())) for row in read_edits(InputFile(one)).rows} for one in (source, path)
    ]
    assert asked[0] == asked[1], "every cell comes back, also of what is refused"


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


def test_every_word_of_the_list_is_understood_in_every_language():
    for value, word in words("edit"):
        assert actions_in(word) == (frozenset() if value == "nothing" else {Action(value)}, None)
    for action in OFFERED:
        assert actions_in(action.value.upper()) == ({action}, None)
        assert any(WORDS[word] is action and "а" <= word[0] <= "я" for word in WORDS)
    assert actions_in(" Оставить + Изменить_мощность ") == ({Action.KEEP, Action.KW}, None)
    assert actions_in(None) == actions_in(" – ".strip(" –")) == (frozenset(), None)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2 × dc_dual_120; 1 × ac_t2_22", {"dc_dual_120": 2, "ac_t2_22": 1}),
        ("2x dc_ccs2_60, dc_ccs2_60 x 1", {"dc_ccs2_60": 3}),
        ("ac_t2_22", {"ac_t2_22": 1}),
        ('[{"type": "dc_gbt_60", "count": 2}]', {"dc_gbt_60": 2}),
        ("", {}),
        ("0 x ac_t2_22", None),
        ("2 x ac_t2_22 x 3", None),
        ("[1]", None),
    ],
)
def test_chargers_are_read_as_people_and_plans_write_them(text, read):
    assert chargers_in(text) == read


def test_the_columns_that_are_asked_for_are_those_of_the_file(sites):
    assert list(sites.columns[1 : 1 + len(ASKED)]) == list(ASKED)


def test_with_phases_what_is_locked_stands_in_the_last_and_is_never_exceeded_before(city, sites, tmp_path):
    phases = [{"year": 2026, "budget_usd": 90_000}, {"year": 2028, "budget_usd": 120_000}]
    cells = {"a": {"action": "lock", "new_chargers": "2 x dc_ccs2_60"}, "c": {"action": "forbid"}}
    layer = read_edits(InputFile(edited(with_cells(sites, cells), tmp_path / "e.gpkg")))
    scenario = tiny_scenario(plan={**KEYS, "phases": phases, "budget_usd": 210_000}, fleet={"year": 2028})
    dossier = make_plan(city, scenario, say=silent, edits=layer)
    built = {row.site_id: {one["type"]: one["count"] for one in row.chargers} for row in dossier.sites.itertuples()}
    assert built["a"] == {"dc_ccs2_60": 2}
    assert not built.get("c")
    added = dossier.studies["phases"]["sites"]["a"]
    assert {kind for kinds in added.values() for kind in kinds} == {"dc_ccs2_60"}
    assert sum(count for kinds in added.values() for count in kinds.values()) == 2


def test_results_do_not_replace_the_file_with_the_edits(plan, tmp_path):
    with pytest.raises(
        InputError, match=r"plan.gpkg: the results would replace the file with your edits; name another"
    ):
        edits_in(f"{plan}|layername=sites", plan.parent)
    assert edits_in(str(plan), tmp_path).layer == "sites"


@pytest.mark.parametrize("filed", [False, True])
def test_what_became_of_edits_is_told_in_the_language_of_the_reader(city, sites, tmp_path, filed):
    """Also the action, and what was said of it when the plan was made in English; ids and words of the file stay."""
    cells = {
        "a": {"action": "lock chargers", "new_chargers": "1 x dc_gbt_60; 1 x ac_t2_22", "new_bays": 900},
        "b": {"action": "сломать"},
        "c": {"action": "forbid; keep"},
        "st": {"action": "change bays; move", "new_bays": 2},
        "d": {"action": "forbid"},
    }
    layer = read_edits(InputFile(edited(with_cells(sites, cells, DRAWN), tmp_path / "e.gpkg")))
    dossier = make_plan(city, tiny_scenario(plan=KEYS), say=silent, edits=layer)
    dossier = Dossier.from_json(dossier.to_json()) if filed else dossier
    with written_for(dossier, "ru"):
        lines, rows = edit_lines(dossier.edits), edit_rows(dossier.edits)
        reasons = [
            told(text)
            for one in dossier.sources
            if one.format == "edits"
            for problem in one.problems
            for text in (problem.record, problem.reason, problem.action)
        ]
        page = report_html(dossier)
    known = r"dc_gbt_60|ac_t2_22|new_bays|sites\.max_bays|Lot \w+|drawn-[\d.-]+|USD|(keep|force|forbid|move|change bays|change kW|lock chargers) \("
    told_rows = [text for row in rows for key, text in row.items() if key not in ("site", "name", "outcome")]
    left = [text for text in (*lines, *told_rows, *reasons) if re.search(r"[a-z]{3}", re.sub(known, "", text))]
    assert left == []
    assert any("сломать" in line and line.startswith("  отказано: b") for line in lines)
    assert "<td>изменить число мест</td>" in page
    assert "<td>change bays</td>" not in page
